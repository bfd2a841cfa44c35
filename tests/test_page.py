"""Drives the page as a person would, in headless Chromium: asking, and what is answered."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from browsing import (
    LOANS,
    OFFER,
    RELEASE,
    TITLE,
    UNSAID,
    answer_to,
    ask,
    begin,
    citation,
    expect_marked,
    field,
    held,
    mark,
    panel,
)
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser


def watch_status(page: Page) -> None:
    """Keeps all that the live region says from now on."""
    page.get_by_role("status").evaluate(
        """node => {
            window.said = [];
            new MutationObserver(() => window.said.push(node.textContent)).observe(node, {childList: true});
        }"""
    )


def fail_once(page: Page, answer_with: Callable[[Route], None]) -> None:
    page.route("**/v1/ask", answer_with, times=1)


def test_a_person_asks_and_sees_the_quote_that_says_it(served: str, page: Page) -> None:
    page.goto(served)
    turn = ask(page, OFFER)
    expect(turn.get_by_role("blockquote")).to_contain_text(LOANS)
    listed = turn.get_by_role("list", name="Citations").get_by_role("listitem").first
    expect(listed).to_contain_text(TITLE)
    expect(listed).to_contain_text("21 October 2020")


def test_who_listens_hears_that_it_searches_and_then_one_summary(served: str, page: Page) -> None:
    page.goto(served)
    watch_status(page)
    number = len(answer_to(served, OFFER)["citations"])
    ask(page, OFFER)
    summary = f"Answer with {number} citation{'' if number == 1 else 's'}"
    expect(page.get_by_role("status")).to_have_text(summary)
    assert page.evaluate("window.said") == ["Searching…", summary]
    assert page.locator("[aria-live], [role=status], [role=alert], [role=log]").count() == 1


def test_the_examples_are_made_of_the_releases_and_are_answered(served: str, page: Page) -> None:
    page.goto(served)
    examples = page.get_by_role("region", name="For example")
    expect(examples.get_by_role("link").first).to_be_visible()
    questions = examples.get_by_role("link").all_text_contents()
    assert [answer_to(served, question)["status"] for question in questions] == ["answered"] * len(questions)
    examples.get_by_role("link").first.click()
    turn = page.get_by_role("article", name=questions[0])
    expect(turn.get_by_role("blockquote")).to_be_visible()
    expect(examples).to_be_hidden()


def test_a_question_in_the_address_is_answered_at_once(served: str, page: Page) -> None:
    page.goto(f"{served}/?q={quote(OFFER)}")
    turn = page.get_by_role("article", name=OFFER)
    expect(turn).to_contain_text(LOANS)
    expect(turn.get_by_role("button", name="Copy with references")).to_be_visible()


def test_an_empty_question_asks_nothing(served: str, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    page.goto(served)
    field(page).fill("  \n ")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("article")).to_have_count(0)
    assert asked == []


def test_shift_and_enter_starts_a_new_line(served: str, page: Page) -> None:
    page.goto(served)
    field(page).fill("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    expect(field(page)).to_have_value("one\ntwo")


def test_the_source_opens_in_a_tab_that_cannot_reach_back(served: str, page: Page) -> None:
    with held(served, "lanterns", "Lantern night in Quillhaven", "The lanterns of Quillhaven are lit at six."):
        page.goto(served)
        citations = ask(page, "When are the lanterns of Quillhaven lit?").get_by_role("list", name="Citations")
        source = citations.get_by_role("link", name="Source: example.org (new tab)").first
        expect(source).to_have_attribute(
            "href", "https://example.org/press#:~:text=The%20lanterns%20of%20Quillhaven%20are%20lit%20at%20six."
        )
        expect(source).to_have_attribute("rel", "noopener noreferrer")
        expect(source).to_have_attribute("target", "_blank")


def test_a_passage_behind_an_answer_shows_date_and_score_and_leads_to_its_place(served: str, page: Page) -> None:
    page.goto(served)
    turn = ask(page, OFFER)
    best = answer_to(served, OFFER)["passages"][0]
    turn.get_by_text("Passages behind this answer").click()
    passage = turn.get_by_role("group").get_by_role("listitem").first
    expect(passage).to_contain_text("21 October 2020")
    expect(passage).to_contain_text(f"Score {best['score']:.2f}")
    passage.get_by_role("link", name=best["title"]).click()
    expect_marked(page.get_by_role("dialog"), best["text"])


def test_the_short_answer_is_marked_in_the_quote_whatever_characters_stand_before_it(served: str, page: Page) -> None:
    text = "🚢🚢 Port Quillan 🚢 has a new harbour. The 🚢 harbour of Port Quillan cost 340 million crowns."
    with held(served, "quillan", "The harbour of Port Quillan", text):
        page.goto(served)
        turn = ask(page, "How much did the harbour of Port Quillan cost?")
        expect_marked(turn, "340 million crowns")
        citation(turn, 1).click()
        opened = page.get_by_role("dialog", name="The harbour of Port Quillan")
        expect(mark(opened).get_by_role("strong")).to_have_text("340 million crowns")


def test_what_the_releases_do_not_say_is_said_as_calmly_as_an_answer(served: str, page: Page) -> None:
    page.goto(served)
    turn = ask(page, UNSAID)
    expect(turn).to_contain_text("The releases do not say.")
    expect(turn).to_contain_text(answer_to(served, UNSAID)["reason"])
    expect(turn.get_by_role("blockquote")).to_have_count(0)
    expect(turn.get_by_role("list", name="Citations")).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("The releases do not say")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(turn.get_by_text("Nearest passages")).to_be_visible()
    turn.get_by_role("link", name=TITLE).first.click()
    expect(mark(panel(page))).to_be_in_viewport()


def whole(**changes: Any) -> Callable[[Route], None]:
    """Answers without streaming, and with these fields changed."""

    def answer_with(route: Route) -> None:
        body = json.loads(route.request.post_data or "") | {"stream": False}
        route.fulfill(json=route.fetch(post_data=body).json() | changes)

    return answer_with


def test_an_answer_that_comes_whole_is_shown_like_one_that_streams(served: str, page: Page) -> None:
    page.goto(served)
    fail_once(page, whole())
    turn = ask(page, OFFER)
    expect(turn.get_by_role("blockquote")).to_contain_text(LOANS)
    expect(citation(turn, 1)).to_be_visible()


def test_doubt_and_how_releases_were_chosen_are_told(served: str, page: Page) -> None:
    page.goto(served)
    note = "The latest of 3 matching releases, by date: May 6, 2031."
    fail_once(page, whole(status="partial", reason="The nearest sentences give no amount.", note=note))
    turn = ask(page, OFFER)
    expect(turn.get_by_text("Related, but no answer. The nearest sentences give no amount.")).to_be_visible()
    expect(turn.get_by_text(note)).to_be_visible()


def test_a_sentence_in_other_words_shows_the_quote_it_stands_on(served: str, page: Page) -> None:
    answer = answer_to(served, OFFER)
    cited = answer["citations"][0] | {"answer_span": {"start": 0, "end": 26}}
    page.goto(served)
    fail_once(page, whole(answer="Japan gives Cambodia loans. [1] They are large. [1]", citations=[cited]))
    turn = ask(page, OFFER)
    expect(turn.get_by_text("Japan gives Cambodia loans. [1] They are large. [1]")).to_be_visible()
    expect(turn.get_by_role("blockquote")).to_have_count(0)
    expect(citation(turn, 1)).to_have_count(2)
    expect(turn.get_by_role("list", name="Citations")).to_contain_text(cited["quote"])
    citation(turn, 1).last.click()
    expect_marked(panel(page), cited["quote"])


def test_markup_in_a_question_and_its_answer_stays_text(served: str, page: Page) -> None:
    markup = "<img src=x onerror=alert(1)>"
    page.goto(served)
    fail_once(page, whole(status="not_found", answer=None, citations=[], reason=f"No {markup}."))
    turn = ask(page, f"Why {markup}?")
    expect(turn.get_by_text(f"No {markup}.")).to_be_visible()
    expect(turn.get_by_role("img")).to_have_count(0)


def test_markup_in_a_release_stays_text_in_answer_and_panel(served: str, page: Page) -> None:
    title = "The <b>lantern</b> night of Quillhaven"
    text = "<img src=x onerror=alert(2)> The lanterns of Quillhaven are lit at six."
    with held(served, "markup", title, text):
        page.goto(served)
        turn = ask(page, "When are the lanterns of Quillhaven lit?")
        citation(turn, 1).click()
        expect(page.get_by_role("dialog", name=title)).to_contain_text(text)
        expect(turn.get_by_role("list", name="Citations")).to_contain_text(title)
        expect(page.get_by_role("img")).to_have_count(0)


# Filters


def test_filters_narrow_what_is_asked_and_the_turn_says_so(served: str, page: Page) -> None:
    page.goto(served)
    page.get_by_text("Narrow the question").click()
    page.get_by_label("Published from").fill("2020-10-22")
    turn = ask(page, OFFER)
    expect(turn).to_contain_text("The releases do not say.")
    expect(turn).to_contain_text("Only from 22 October 2020")
    page.get_by_role("group").get_by_text("Only from 22 October 2020").click()
    page.get_by_role("button", name="Clear").click()
    expect(ask(page, f"And again: {OFFER}").get_by_role("blockquote")).to_contain_text(LOANS)


def test_the_page_asks_what_was_known_on_a_day(served: str, page: Page) -> None:
    page.goto(served)
    page.get_by_text("Narrow the question").click()
    page.get_by_label("As known on").fill("2020-12-01")
    turn = ask(page, OFFER)
    expect(turn).to_contain_text("Only as known on 1 December 2020")
    expect(turn).to_contain_text("Nothing was stored by then")
    expect(page).to_have_url(re.compile("as_of=2020-12-01"))
    page.reload()
    expect(page.get_by_role("article", name=OFFER)).to_contain_text("Only as known on 1 December 2020")
    page.goto(f"{served}/?q={quote(OFFER)}&as_of=2999-01-01")
    turn = page.get_by_role("article", name=OFFER)
    expect(turn.get_by_role("blockquote")).to_contain_text(LOANS)
    turn.get_by_text("Passages behind this answer").click()
    version = answer_to(served, OFFER)["passages"][0]["version"]
    passage = turn.get_by_role("group").get_by_role("link", name=TITLE).first
    expect(passage).to_have_attribute("href", re.compile(rf"\?version={version[:8]}#"))
    expect(page.get_by_label("As known on")).to_have_value("2999-01-01")


def test_a_publisher_narrows_too(served: str, page: Page) -> None:
    said = "The lanterns of Quillhaven are lit at {}."
    with (
        held(served, "first", "Lanterns", said.format("six"), publisher="Council of Quillhaven"),
        held(served, "second", "Lanterns", said.format("nine"), publisher="Guild of Lamplighters"),
    ):
        page.goto(served)
        page.get_by_text("Narrow the question").click()
        page.get_by_label("Publisher", exact=True).fill("Guild of Lamplighters")
        turn = ask(page, "When are the lanterns of Quillhaven lit?")
        expect(turn.get_by_role("blockquote")).to_contain_text("nine")
        expect(turn.get_by_role("blockquote")).not_to_contain_text("six")


def test_who_is_named_narrows_and_the_page_offers_who_is(served: str, page: Page) -> None:
    page.goto(served)
    page.get_by_text("Narrow the question").click()
    offered = page.locator("#country-choices option").evaluate_all("options => options.map(option => option.value)")
    assert {"Japan", "Cambodia"} <= set(offered)
    page.get_by_label("Country named").fill("Japan")
    page.get_by_label("Person named").fill("Prak Sokhonn")
    turn = ask(page, OFFER)
    expect(turn.get_by_role("blockquote")).to_contain_text(LOANS)
    expect(turn).to_contain_text("Only naming Japan, naming Prak Sokhonn")


def test_what_the_filters_offer_follows_the_question(served: str, page: Page) -> None:
    said = "The lanterns of Quillhaven are lit at six."
    page.goto(served)
    with held(served, "offered", "Lanterns", said, publisher="Council of Quillhaven"):
        field(page).fill("When are the lanterns of Quillhaven lit?")
        page.get_by_text("Narrow the question").click()
        expect(page.locator("#publisher-choices option")).to_have_attribute("value", "Council of Quillhaven")


def test_filters_that_contradict_each_other_are_not_asked(served: str, page: Page) -> None:
    page.goto(served)
    page.get_by_text("Narrow the question").click()
    page.get_by_label("Published from").fill("2020-10-22")
    page.get_by_label("Published to").fill("2020-10-21")
    field(page).fill(OFFER)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Published to")).to_be_focused()
    expect(page.get_by_role("article")).to_have_count(0)


# Failures


def unreachable(route: Route) -> None:
    route.abort("connectionrefused")


def a_problem(route: Route) -> None:
    problem = {"title": "Internal Server Error", "status": 500, "detail": "The index is gone."}
    route.fulfill(status=500, content_type="application/problem+json", body=json.dumps(problem))


def not_json(route: Route) -> None:
    route.fulfill(status=502, content_type="text/html", body="<h1>Bad gateway</h1>")


def an_error_in_the_stream(route: Route) -> None:
    problem = {"title": "Internal Server Error", "status": 500, "detail": "The index is gone."}
    events = f": ping\n\nevent: error\ndata: {json.dumps(problem)}\n\n"
    route.fulfill(content_type="text/event-stream", body=events)


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (unreachable, "Cannot reach the service"),
        (a_problem, "The index is gone."),
        (not_json, "The service answered with an error (502)"),
        (an_error_in_the_stream, "The index is gone."),
    ],
)
def test_a_failure_is_shown_keeps_the_question_and_can_be_retried(
    served: str, page: Page, failure: Callable[[Route], None], said: str
) -> None:
    page.goto(served)
    fail_once(page, failure)
    turn = begin(page, OFFER)
    expect(turn.get_by_role("alert")).to_contain_text(said)
    expect(field(page)).to_have_value(OFFER)
    turn.get_by_role("button", name="Ask again").click()
    expect(turn.get_by_role("blockquote")).to_contain_text(LOANS)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(field(page)).to_have_value("")


def test_who_is_offline_is_told_and_may_ask_again_once_connected(served: str, page: Page) -> None:
    page.goto(served)
    page.context.set_offline(True)
    expect(page.get_by_text("You are offline. What is here can still be read.")).to_be_visible()
    turn = begin(page, OFFER)
    expect(turn.get_by_role("alert")).to_contain_text("You are offline")
    page.context.set_offline(False)
    expect(page.get_by_text("You are offline. What is here")).to_be_hidden()
    turn.get_by_role("button", name="Ask again").click()
    expect(turn.get_by_role("blockquote")).to_contain_text(LOANS)


def test_a_visit_leaves_no_error_in_the_console_and_breaks_no_policy(served: str, page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    response = page.goto(served)
    assert response is not None
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
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
