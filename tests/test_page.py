"""Drives the ask page and the release page as a person would, in headless Chromium."""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect, sync_playwright

pytestmark = pytest.mark.browser

RELEASE = "japan-cambodia-telephone-talk-2020-10-21"
TITLE = "Japan-Cambodia Foreign Ministers’ Telephone Talk"
OFFER = "What did Motegi offer Cambodia?"
LOANS = "25 billion yen in yen loans"
UNSAID = "What did Motegi offer Laos?"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for this file, not for the run: while it lives, its event loop holds the main thread."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium here: apt-get install chromium, or name one in CHROMIUM")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    yield context.new_page()
    context.close()


def send(method: str, address: str, body: bytes | None = None) -> None:
    headers = {"Authorization": "Bearer test-key", "Content-Type": "application/json"}
    with urlopen(Request(address, body, headers, method=method)) as response:
        assert response.status < 300


@contextmanager
def held(served: str, release_id: str, title: str, text: str) -> Iterator[str]:
    """The address of a release's page, while the service holds that release."""
    encoded = quote(release_id, safe="")
    release = {
        "title": title,
        "text": text,
        "published": "2021-07-01",
        "source_url": "https://example.org/press",
    }
    send("PUT", f"{served}/v1/releases/{encoded}", json.dumps(release).encode())
    try:
        yield f"{served}/r/{encoded}"
    finally:
        send("DELETE", f"{served}/v1/releases/{encoded}")


def ask(page: Page, question: str) -> Locator:
    """Types the question, presses Enter, and gives the turn that shows it."""
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    return page.get_by_role("article", name=question)


def ask_and_read(page: Page, question: str) -> tuple[Locator, dict[str, Any]]:
    """The turn, and the answer the service sent for it."""
    with page.expect_response("**/v1/ask") as sent:
        turn = ask(page, question)
    answer: dict[str, Any] = sent.value.json()
    return turn, answer


def citation(turn: Locator, number: int) -> Locator:
    return turn.get_by_role("link", name=f"Citation [{number}]", exact=True)


def panel(page: Page) -> Locator:
    return page.get_by_role("dialog", name=TITLE)


def mark(where: Page | Locator) -> Locator:
    return where.locator("mark")  # Playwright's types know no role "mark"


def expect_marked(where: Page | Locator, words: str) -> None:
    """Exactly these words are marked, to the last space."""
    expect(mark(where)).to_have_js_property("textContent", words)


def press_until_focused(page: Page, key: str, wanted: Locator) -> None:
    for _ in range(60):
        page.keyboard.press(key)
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{key} never reaches {wanted}")


def fail_once(page: Page, answer_with: Callable[[Route], None]) -> None:
    page.route("**/v1/ask", answer_with, times=1)


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def test_a_person_asks_and_sees_the_quote_that_says_it(served: str, page: Page) -> None:
    page.goto(served)
    turn = ask(page, OFFER)
    expect(turn.get_by_role("blockquote")).to_contain_text(LOANS)
    listed = turn.get_by_role("list", name="Citations").get_by_role("listitem").first
    expect(listed).to_contain_text(TITLE)
    expect(listed).to_contain_text("21 October 2020")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^Answer with \d+ citations?$"))


def test_an_example_question_asks_itself_and_then_makes_room(served: str, page: Page) -> None:
    page.goto(served)
    example = page.get_by_role("button", name=OFFER)
    example.click()
    expect(page.get_by_role("article", name=OFFER)).to_contain_text(LOANS)
    expect(example).to_be_hidden()


def test_a_question_in_the_address_is_asked_at_once(served: str, page: Page) -> None:
    page.goto(f"{served}/?q={quote(OFFER)}")
    expect(page.get_by_role("article", name=OFFER)).to_contain_text(LOANS)


def test_an_empty_question_asks_nothing(served: str, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    page.goto(served)
    ask(page, "  \n ")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("article")).to_have_count(0)
    assert asked == []


def test_shift_and_enter_starts_a_new_line(served: str, page: Page) -> None:
    page.goto(served)
    field = page.get_by_label("Your question")
    field.fill("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    expect(field).to_have_value("one\ntwo")


def test_clicking_a_citation_marks_exactly_its_quote(served: str, page: Page) -> None:
    page.goto(served)
    turn, answer = ask_and_read(page, OFFER)
    for cited in answer["citations"]:
        citation(turn, cited["number"]).click()
        expect_marked(panel(page), cited["quote"])
        expect(mark(panel(page))).to_be_in_viewport()


def test_a_citation_is_a_link_to_the_permalink_that_marks_the_same_quote(served: str, page: Page) -> None:
    page.goto(served)
    turn, answer = ask_and_read(page, OFFER)
    with page.context.expect_page() as opened:
        citation(turn, 1).click(modifiers=["ControlOrMeta"])
    expect(opened.value.get_by_role("heading", name=TITLE)).to_be_visible()
    expect_marked(opened.value, answer["citations"][0]["quote"])
    expect(panel(page)).to_be_hidden()


def test_the_source_opens_in_a_tab_that_cannot_reach_back(served: str, page: Page) -> None:
    with held(served, "lanterns", "Lantern night in Quillhaven", "The lanterns of Quillhaven are lit at six."):
        page.goto(served)
        citations = ask(page, "When are the lanterns of Quillhaven lit?").get_by_role("list", name="Citations")
        source = citations.get_by_role("link", name=re.compile("^Source: ")).first
        expect(source).to_have_attribute("href", re.compile("^https://example.org/press"))
        expect(source).to_have_attribute("rel", "noopener noreferrer")
        expect(source).to_have_attribute("target", "_blank")


def test_a_passage_behind_an_answer_leads_to_its_place(served: str, page: Page) -> None:
    page.goto(served)
    turn, answer = ask_and_read(page, OFFER)
    turn.get_by_text("Passages behind this answer").click()
    turn.get_by_role("group").get_by_role("link", name=answer["passages"][0]["title"]).first.click()
    expect_marked(page.get_by_role("dialog"), answer["passages"][0]["text"])


def test_the_keyboard_alone_asks_opens_a_citation_and_comes_back(served: str, page: Page) -> None:
    page.goto(served)
    expect(page.get_by_label("Your question")).to_be_focused()
    page.keyboard.type(OFFER)
    page.keyboard.press("Enter")
    link = citation(page.get_by_role("article", name=OFFER), 1)
    expect(link).to_be_visible()
    press_until_focused(page, "Shift+Tab", link)
    page.keyboard.press("Enter")
    expect(panel(page).get_by_role("heading", name=TITLE)).to_be_focused()
    expect(mark(panel(page))).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(link).to_be_focused()


def press_escape(page: Page) -> None:
    page.keyboard.press("Escape")


def press_close(page: Page) -> None:
    page.get_by_role("button", name="Close").click()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("leave", [press_escape, press_close])
def test_leaving_the_panel_returns_the_focus_to_the_link(
    served: str, page: Page, leave: Callable[[Page], None], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(served)
    link = citation(ask(page, OFFER), 1)
    link.click()
    expect(mark(panel(page))).to_be_in_viewport()
    leave(page)
    expect(panel(page)).to_be_hidden()
    expect(link).to_be_focused()


def test_the_focus_returns_to_the_link_opened_last(served: str, page: Page) -> None:
    page.goto(served)
    turn = ask(page, OFFER)
    listed = turn.get_by_role("list", name="Citations").get_by_role("link", name=TITLE).first
    citation(turn, 1).click()
    listed.click()
    expect(mark(panel(page))).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(listed).to_be_focused()


def test_a_quote_that_no_longer_stands_there_is_not_marked(served: str, page: Page) -> None:
    def misquote(route: Route) -> None:
        answer = route.fetch().json()
        answer["citations"][0]["quote"] += " and more"
        route.fulfill(json=answer)

    page.goto(served)
    fail_once(page, misquote)
    citation(ask(page, OFFER), 1).click()
    expect(panel(page)).to_contain_text("The release has changed since this was quoted")
    expect(mark(panel(page))).to_have_count(0)


def test_what_the_releases_do_not_say_is_said_plainly(served: str, page: Page) -> None:
    page.goto(served)
    turn, answer = ask_and_read(page, UNSAID)
    expect(turn).to_contain_text("The releases do not say.")
    expect(turn).to_contain_text(answer["reason"])
    expect(turn.get_by_role("blockquote")).to_have_count(0)
    expect(turn.get_by_role("list", name="Citations")).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("The releases do not say")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_markup_in_a_release_stays_text(served: str, page: Page) -> None:
    title = "The <b>lantern</b> night"
    text = "<script>alert(1)</script><img src=x onerror=alert(2)> The lanterns are lit at six."
    with held(served, "markup", title, text) as address:
        page.goto(f"{address}#0-25")
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page.get_by_role("main")).to_contain_text(text)
        expect_marked(page, "<script>alert(1)</script>")
        expect(page.get_by_role("img")).to_have_count(0)


def test_markup_in_a_question_and_its_answer_stays_text(served: str, page: Page) -> None:
    markup = "<img src=x onerror=alert(1)>"

    def abstain(route: Route) -> None:
        abstention: dict[str, Any] = {"status": "not_found", "answer": None, "citations": []}
        route.fulfill(json=route.fetch().json() | abstention | {"reason": f"No {markup}."})

    page.goto(served)
    fail_once(page, abstain)
    turn = ask(page, f"Why {markup}?")
    expect(turn.get_by_text(f"No {markup}.")).to_be_visible()
    expect(turn.get_by_role("img")).to_have_count(0)


def test_astral_characters_before_a_quote_do_not_move_its_mark(served: str, page: Page) -> None:
    said = "The lanterns are lit at six."
    text = f"🎌🇯🇵 Fête. 😀 {said} 😀 Then all go home."
    start = text.index(said)
    with held(served, "astral", "Lantern night", text) as address:
        page.goto(f"{address}#{start}-{start + len(said)}")
        expect_marked(page, said)


def test_a_release_whose_id_is_an_address_has_a_page(served: str, page: Page) -> None:
    release_id = "https://example.org/press/a b?c=1"
    with held(served, release_id, "Bridge", "The bridge opens on Monday.") as address:
        page.goto(f"{address}#4-10")
        expect_marked(page, "bridge")


def test_the_mark_follows_the_address_and_ignores_what_is_no_place(served: str, page: Page) -> None:
    page.goto(f"{served}/r/{RELEASE}#0-2")
    expect_marked(page, "On")
    for nowhere in ("#5-5", "#9-3", "#0-99999999", "#loans", "#-1-4"):
        page.evaluate("hash => { location.hash = hash }", nowhere)
        expect(mark(page)).to_have_count(0)
        expect(page.get_by_role("main")).to_contain_text(LOANS)
        page.evaluate("location.hash = '#3-10'")
        expect_marked(page, "October")


def test_the_page_of_an_unknown_release_says_so(served: str, page: Page) -> None:
    page.goto(f"{served}/r/no-such-release")
    expect(page.get_by_role("alert")).to_contain_text("There is no such release")
    page.get_by_role("link", name="Ask the releases").click()
    expect(page.get_by_label("Your question")).to_be_visible()


def test_the_page_of_a_withdrawn_release_says_so(served: str, page: Page) -> None:
    with held(served, "withdrawn", "Bridge", "The bridge opens on Monday.") as address:
        pass
    page.goto(address)
    expect(page.get_by_role("alert")).to_contain_text("This release has been withdrawn")


def unreachable(route: Route) -> None:
    route.abort("connectionrefused")


def a_problem(route: Route) -> None:
    problem = {"title": "Internal Server Error", "status": 500, "detail": "The index is gone."}
    route.fulfill(status=500, content_type="application/problem+json", body=json.dumps(problem))


def not_json(route: Route) -> None:
    route.fulfill(status=502, content_type="text/html", body="<h1>Bad gateway</h1>")


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (unreachable, "Cannot reach the service"),
        (a_problem, "The index is gone."),
        (not_json, "The service answered with an error (502)"),
    ],
)
def test_a_failure_is_shown_keeps_the_question_and_can_be_retried(
    served: str, page: Page, failure: Callable[[Route], None], said: str
) -> None:
    page.goto(served)
    fail_once(page, failure)
    turn = ask(page, OFFER)
    expect(turn.get_by_role("alert")).to_contain_text(said)
    expect(page.get_by_label("Your question")).to_have_value(OFFER)
    turn.get_by_role("button", name="Ask again").click()
    expect(turn.get_by_role("blockquote")).to_contain_text(LOANS)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_label("Your question")).to_have_value("")


def test_a_search_can_be_cancelled_and_asked_again(served: str, page: Page) -> None:
    page.goto(served)
    fail_once(page, lambda _: None)  # the service never answers
    turn = ask(page, OFFER)
    expect(page.get_by_role("status")).to_have_text("Searching…")
    page.get_by_role("button", name="Cancel").click()
    expect(turn).to_contain_text("Cancelled.")
    expect(page.get_by_label("Your question")).to_be_focused()
    turn.get_by_role("button", name="Ask again").click()
    expect(turn).to_contain_text(LOANS)


def test_a_visit_leaves_no_error_in_the_console_and_breaks_no_policy(served: str, page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    response = page.goto(served)
    assert response is not None
    assert "default-src 'none'" in response.headers["content-security-policy"]
    citation(ask(page, OFFER), 1).click()
    expect(mark(panel(page))).to_be_visible()
    page.goto(f"{served}/r/{RELEASE}#0-2")
    expect(mark(page)).to_be_visible()
    assert complaints == []


def test_nothing_is_requested_from_another_origin(served: str, page: Page) -> None:
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page.goto(served)
    citation(ask(page, OFFER), 1).click()
    expect(mark(panel(page))).to_be_visible()
    page.goto(f"{served}/r/{RELEASE}")
    expect(page.get_by_role("main")).to_contain_text(LOANS)
    assert asked == {urlsplit(served).netloc}


def test_on_a_narrow_phone_nothing_scrolls_sideways(served: str, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(served)
    assert not scrolls_sideways(page)
    turn = ask(page, OFFER)
    turn.get_by_text("Passages behind this answer").click()
    assert not scrolls_sideways(page)
    citation(turn, 1).click()
    expect(mark(panel(page))).to_be_in_viewport()
    assert not scrolls_sideways(page)


def test_a_word_longer_than_the_screen_is_broken(served: str, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    word = "Donaudampfschifffahrtsgesellschaftskapitän" * 3
    with held(served, "long-word", word, word) as address:
        page.goto(address)
        expect(page.get_by_role("heading", name=word)).to_be_visible()
        assert not scrolls_sideways(page)


def test_the_short_answer_is_marked_in_the_quote_whatever_characters_stand_before_it(page: Page, served: str) -> None:
    text = "🚢🚢 Port Quillan 🚢 has a new harbour. The 🚢 harbour of Port Quillan cost 340 million crowns."
    with held(served, "quillan", "The harbour of Port Quillan", text):
        page.goto(served)
        turn = ask(page, "How much did the harbour of Port Quillan cost?")
        expect_marked(turn, "340 million crowns")
