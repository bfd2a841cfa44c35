"""The page for everyone: assistive technology (axe), small and zoomed screens, light and dark, keyboard, no script."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import (
    LITTER,
    LOANS,
    OFFER,
    RELEASE,
    TITLE,
    UNSAID,
    answer_to,
    ask,
    begin,
    citation,
    field,
    held,
    mark,
    panel,
    press_until_focused,
    scrolls_sideways,
)
from playwright.sync_api import Browser, Locator, Page, Route, ViewportSize, expect

pytestmark = pytest.mark.browser
Show = Callable[[Page, str], None]
PHONE = ViewportSize(width=360, height=740)


def show_empty(page: Page, served: str) -> None:
    page.goto(served)
    expect(page.get_by_role("region", name="For example")).to_be_visible()


def show_answer(page: Page, served: str) -> None:
    page.goto(served)
    ask(page, OFFER)
    ask(page, LITTER).get_by_text("Passages behind this answer").click()


def show_searching(page: Page, served: str) -> None:
    page.goto(served)
    page.route("**/v1/ask", lambda _: None, times=1)  # the service never answers
    expect(begin(page, OFFER)).to_contain_text("Searching…")


def show_panel(page: Page, served: str) -> None:
    page.goto(served)
    citation(ask(page, OFFER), 1).click()
    expect(mark(panel(page))).to_be_visible()


def show_silence(page: Page, served: str) -> None:
    page.goto(served)
    expect(ask(page, UNSAID)).to_contain_text("The releases do not say.")


def show_failure(page: Page, served: str) -> None:
    def refuse(route: Route) -> None:
        route.abort("connectionrefused")

    page.goto(served)
    page.route("**/v1/ask", refuse, times=1)
    expect(begin(page, OFFER).get_by_role("alert")).to_be_visible()


def show_filters(page: Page, served: str) -> None:
    page.goto(served)
    page.get_by_text("Narrow the question").click()
    page.get_by_label("Published from").fill("2020-10-01")
    ask(page, OFFER)
    page.get_by_role("group").get_by_text("Only from 1 October 2020").click()
    page.get_by_role("group").get_by_text("Export").click()


def show_release(page: Page, served: str) -> None:
    page.goto(f"{served}/r/{RELEASE}#0-10")
    expect(mark(page)).to_be_visible()


def show_no_release(page: Page, served: str) -> None:
    page.goto(f"{served}/r/no-such-release")


SHOWN = [
    show_empty,
    show_answer,
    show_searching,
    show_panel,
    show_silence,
    show_failure,
    show_filters,
    show_release,
    show_no_release,
]


@pytest.fixture(scope="module", params=SHOWN)
def narrow(browser: Browser, served: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """What is shown on a phone, for the tests that only look at it."""
    context = browser.new_context(viewport=PHONE, locale="en-GB", reduced_motion="reduce")
    shown = context.new_page()
    request.param(shown, served)
    yield shown
    context.close()


def expect_nothing_for_axe(page: Page) -> None:
    """Without motion: else what breathes is of another contrast at each moment."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"


def test_axe_finds_nothing_in_light_or_dark_on_a_phone(narrow: Page) -> None:
    narrow.set_viewport_size(PHONE)
    expect_nothing_for_axe(narrow)


def test_nothing_scrolls_sideways_on_a_phone_or_zoomed(narrow: Page) -> None:
    """A window of 1280 by 800, zoomed to 200 %, is one of 640 by 400; at 400 % of 320 by 200."""
    for size in (PHONE, ViewportSize(width=640, height=400), ViewportSize(width=320, height=200)):
        narrow.set_viewport_size(size)
        assert not scrolls_sideways(narrow), size


@pytest.mark.parametrize("show", SHOWN)
def test_axe_finds_nothing_in_light_or_dark(served: str, page: Page, show: Show) -> None:
    page.emulate_media(reduced_motion="reduce")
    show(page, served)
    expect_nothing_for_axe(page)


@pytest.mark.parametrize("show", [show_empty, show_answer, show_filters, show_panel, show_release])
def test_letters_of_twice_the_size_fit(served: str, page: Page, show: Show) -> None:
    page.set_viewport_size({"width": 800, "height": 800})
    page.add_init_script("document.documentElement.style.fontSize = '200%'")
    show(page, served)
    assert not scrolls_sideways(page)


def test_on_a_zoomed_page_the_question_field_leaves_room_for_the_answer(served: str, page: Page) -> None:
    page.set_viewport_size({"width": 640, "height": 400})
    page.goto(served)
    turn = ask(page, OFFER)
    turn.get_by_role("blockquote").scroll_into_view_if_needed()
    expect(turn.get_by_role("blockquote").locator("p").first).to_be_in_viewport(ratio=0.9)
    expect(field(page)).not_to_be_in_viewport()


def color_of(node: Locator, name: str) -> str:
    return str(node.evaluate("(node, name) => getComputedStyle(node)[name]", name))


def test_the_page_is_dark_where_the_person_wants_it_dark(served: str, page: Page) -> None:
    show_empty(page, served)
    light = color_of(page.locator("html"), "backgroundColor")
    page.emulate_media(color_scheme="dark")
    assert color_of(page.locator("html"), "backgroundColor") != light
    assert color_of(field(page), "backgroundColor") != light


def test_what_moves_keeps_still_where_the_person_wants_it_still(served: str, page: Page) -> None:
    show_searching(page, served)
    assert color_of(page.get_by_role("article").get_by_text("Searching…"), "animationName") == "breathe"
    page.emulate_media(reduced_motion="reduce")
    assert color_of(page.get_by_role("article").get_by_text("Searching…"), "animationName") == "none"


def test_every_control_is_reached_by_tab_and_shows_that_it_is(served: str, page: Page) -> None:
    show_filters(page, served)
    turn = page.get_by_role("article", name=OFFER)
    page.evaluate("document.activeElement.blur()")
    wanted = [
        page.get_by_role("link", name="Skip to your question"),
        page.get_by_role("link", name="Communiqué"),
        citation(turn, 1),
        turn.get_by_role("link", name=TITLE).first,
        turn.get_by_role("button", name="Copy with references"),
        field(page),
        page.get_by_role("button", name="Ask", exact=True),
        page.get_by_label("Published to"),
        page.get_by_role("button", name="Clear"),
        page.get_by_role("link", name="New talk"),
        page.get_by_role("button", name="Markdown"),
    ]
    for control in wanted:
        press_until_focused(page, "Tab", control)
        assert color_of(control, "outlineStyle") == "solid"
        expect(control).to_be_in_viewport()


def test_the_link_that_skips_leads_to_the_question(served: str, page: Page) -> None:
    show_answer(page, served)
    skip = page.get_by_role("link", name="Skip to your question")
    skip.focus()
    page.keyboard.press("Enter")
    expect(field(page)).to_be_focused()
    expect(page.get_by_role("article")).to_have_count(2)
    page.go_back()
    expect(page.get_by_role("article")).to_have_count(2)


def test_escape_closes_the_menu_and_not_the_release_beside_it(served: str, page: Page) -> None:
    show_panel(page, served)
    page.get_by_role("group").get_by_text("Export").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Markdown")).to_be_hidden()
    expect(panel(page)).to_be_visible()


# Without script


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page that runs no script."""
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    yield context.new_page()
    context.close()


def test_without_script_a_question_in_the_address_is_answered_with_links_to_its_places(
    served: str, plain: Page
) -> None:
    plain.goto(f"{served}/?q={quote(OFFER)}")
    turn = plain.get_by_role("article", name=OFFER)
    expect(turn.get_by_role("blockquote")).to_contain_text(LOANS)
    for cited in answer_to(served, OFFER)["citations"]:
        address = cited["url"].replace("#", f"?place={cited['start']}-{cited['end']}#")
        expect(citation(turn, cited["number"])).to_have_attribute("href", address)


def test_without_script_a_citation_leads_to_its_quote_marked_and_in_sight(served: str, plain: Page, page: Page) -> None:
    text = "🏮 The port was busy. " * 300 + "The lanterns of Quillhaven cost 340 crowns. " + "It rained. " * 300
    with held(served, "long", "Lantern night", text):
        plain.set_viewport_size({"width": 360, "height": 640})
        plain.goto(f"{served}/?q={quote('How much did the lanterns of Quillhaven cost?')}")
        citation(plain.get_by_role("article"), 1).click()
        expect(plain.get_by_role("heading", name="Lantern night")).to_be_visible()
        expect(mark(plain.get_by_role("main"))).to_have_text("The lanterns of Quillhaven cost 340 crowns.")
        expect(mark(plain.get_by_role("main"))).to_be_in_viewport()
        page.goto(plain.url)  # with a script the same is marked
        expect(mark(page.get_by_role("main"))).to_have_text("The lanterns of Quillhaven cost 340 crowns.")


def test_without_script_the_form_asks_and_honours_the_filters(served: str, plain: Page) -> None:
    plain.goto(served)
    field(plain).fill(OFFER)
    plain.get_by_text("Narrow the question").click()
    plain.get_by_label("Published from").fill("2020-10-22")
    plain.get_by_role("button", name="Ask", exact=True).click()
    expect(plain).to_have_url(re.compile("published_from=2020-10-22"))
    turn = plain.get_by_role("article", name=OFFER)
    expect(turn).to_contain_text("The releases do not say.")
    expect(turn).to_contain_text("Only from 22 October 2020")
    expect(plain.get_by_label("Published from")).to_have_value("2020-10-22")


def test_without_script_there_is_no_control_that_does_nothing(served: str, plain: Page) -> None:
    plain.goto(f"{served}/?q={quote(OFFER)}")
    expect(plain.get_by_role("button")).to_have_count(1)  # Ask
    expect(plain.get_by_text("Export")).to_be_hidden()


def test_with_and_without_script_the_same_is_said(served: str, page: Page, plain: Page) -> None:
    title, text = "The <b>lantern</b> night", "<i>The</i> 🏮 lanterns of Quillhaven cost 340 crowns."
    address = f"{served}/?q={quote('How much did the lanterns of Quillhaven cost?')}"
    with held(served, "both", title, text):
        said = []
        for each in (plain, page):
            each.goto(address)
            expect(each.get_by_role("article").get_by_role("blockquote")).to_contain_text("🏮")
            each.get_by_text("Passages behind this answer").click()
            turn = each.get_by_role("article")
            blocks = (
                turn.get_by_role("blockquote"),
                turn.get_by_role("list", name="Citations"),
                turn.get_by_role("group"),
            )
            said.append([" ".join(part.split()) for block in blocks for part in block.all_inner_texts()])
        assert said[0] == said[1]
        expect(mark(page.get_by_role("article"))).to_have_text("340 crowns")
