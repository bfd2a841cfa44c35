"""Drives the page as a person would: the release beside the talk, and the page of a release."""

from collections.abc import Callable

import pytest
from browsing import (
    LOANS,
    OFFER,
    RELEASE,
    TITLE,
    answer_to,
    ask,
    citation,
    expect_marked,
    field,
    held,
    mark,
    panel,
    press_until_focused,
    put,
    scrolls_sideways,
)
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser
LANTERNS = "When are the lanterns of Quillhaven lit?"


def test_clicking_a_citation_marks_exactly_its_quote_beside_the_talk(served: str, page: Page) -> None:
    page.goto(served)
    turn = ask(page, OFFER)
    for cited in answer_to(served, OFFER)["citations"]:
        citation(turn, cited["number"]).click()
        expect_marked(panel(page), cited["quote"])
        expect(mark(panel(page))).to_be_in_viewport()
        expect(citation(turn, cited["number"])).to_have_attribute("aria-current", "true")
        expect(turn.get_by_role("blockquote")).to_be_in_viewport()
    expect(turn.locator("[aria-current]")).to_have_count(1)


def test_a_citation_is_a_link_to_the_permalink_that_marks_the_same_quote(served: str, page: Page) -> None:
    page.goto(served)
    turn = ask(page, OFFER)
    cited = answer_to(served, OFFER)["citations"][0]
    expect(citation(turn, 1)).to_have_attribute("href", cited["url"])
    with page.context.expect_page() as opened:
        citation(turn, 1).click(modifiers=["ControlOrMeta"])
    expect(opened.value.get_by_role("heading", name=TITLE)).to_be_visible()
    expect_marked(opened.value, cited["quote"])
    expect(panel(page)).to_be_hidden()


def test_the_keyboard_alone_asks_opens_a_citation_and_comes_back(served: str, page: Page) -> None:
    page.goto(served)
    expect(field(page)).to_be_focused()
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


def go_back(page: Page) -> None:
    page.go_back()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("leave", [press_escape, press_close, go_back])
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


def test_on_a_narrow_screen_the_release_lies_over_the_talk_and_holds_the_focus(served: str, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(served)
    citation(ask(page, OFFER), 1).click()
    expect_marked(panel(page), answer_to(served, OFFER)["citations"][0]["quote"])
    assert panel(page).evaluate("dialog => dialog.matches(':modal')")
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    assert not scrolls_sideways(page)


def test_the_focus_returns_to_the_link_opened_last(served: str, page: Page) -> None:
    page.goto(served)
    turn = ask(page, OFFER)
    listed = turn.get_by_role("list", name="Citations").get_by_role("link", name=TITLE).first
    citation(turn, 1).click()
    listed.click()
    expect(mark(panel(page))).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(listed).to_be_focused()


def test_the_back_button_closes_the_release_and_the_forward_button_opens_it(served: str, page: Page) -> None:
    page.goto(served)
    turn = ask(page, OFFER)
    cited = answer_to(served, OFFER)["citations"]
    for each in cited:
        citation(turn, each["number"]).click()
    expect_marked(panel(page), cited[-1]["quote"])
    page.go_back()
    expect(panel(page)).to_be_hidden()
    expect(turn.get_by_role("blockquote")).to_be_visible()
    page.go_forward()
    expect_marked(panel(page), cited[-1]["quote"])


def test_a_quote_that_does_not_stand_there_is_not_marked(served: str, page: Page) -> None:
    def retell(route: Route) -> None:
        release = route.fetch().json()
        route.fulfill(json=release | {"text": f"Preface. {release['text']}"})

    page.goto(served)
    turn = ask(page, OFFER)
    page.route(f"**/v1/releases/{RELEASE}", retell, times=1)
    citation(turn, 1).click()
    expect(panel(page)).to_contain_text("The words that were quoted do not stand at this place")
    expect(mark(panel(page))).to_have_count(0)


def test_a_release_that_has_changed_is_shown_as_it_was_quoted(served: str, page: Page) -> None:
    said = "The lanterns of Quillhaven are lit at {}."
    with held(served, "changing", "Lantern night", said.format("six")):
        page.goto(served)
        turn = ask(page, LANTERNS)
        put(served, "changing", "Lantern night", f"A correction. {said.format('nine')}")
        citation(turn, 1).click()
        opened = page.get_by_role("dialog", name="Lantern night")
        expect(opened).to_contain_text("The release has changed since.")
        expect_marked(opened, said.format("six"))
        with page.context.expect_page() as permalink:
            opened.get_by_role("link", name="Permalink").click()
        expect(permalink.value.get_by_text("This is an older version.")).to_be_visible()
        expect_marked(permalink.value, said.format("six"))
        permalink.value.get_by_role("link", name="Read the current one").click()
        expect(permalink.value.get_by_role("main")).to_contain_text("nine")


def test_a_release_that_was_removed_meanwhile_says_so(served: str, page: Page) -> None:
    with held(served, "leaving", "Lantern night", "The lanterns of Quillhaven are lit at six."):
        page.goto(served)
        turn = ask(page, LANTERNS)
    citation(turn, 1).click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("This release has been removed")


# The page of a release


def test_markup_in_a_release_stays_text_on_its_page(served: str, page: Page) -> None:
    title = "The <b>lantern</b> night"
    text = "<script>alert(1)</script><img src=x onerror=alert(2)> The lanterns are lit at six."
    with held(served, "markup", title, text) as address:
        page.goto(f"{address}#0-25")
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page.get_by_role("main")).to_contain_text(text)
        expect_marked(page, "<script>alert(1)</script>")
        expect(page.get_by_role("img")).to_have_count(0)


@pytest.mark.parametrize("before", ["🎌🇯🇵 Fête. 😀 ", "\n\n  ", "One.\r\nTwo.\rThree.\r\n\r\n", "&amp; &#13; \u2028 "])
def test_whatever_stands_before_a_quote_its_mark_is_in_place(served: str, page: Page, before: str) -> None:
    said = "The lanterns are lit at six."
    with held(served, "before", "Lantern night", f"{before}{said} 😀 Then all go home.") as address:
        page.goto(f"{address}#{len(before)}-{len(before) + len(said)}")
        expect_marked(page, said)


def test_astral_characters_before_a_quote_do_not_move_its_mark_in_the_panel(served: str, page: Page) -> None:
    said = "The lanterns of Quillhaven are lit at six."
    with held(served, "astral", "Lantern 🏮 night", f"🎌🇯🇵 Fête. 😀😀 {said} 😀 Then all go home."):
        page.goto(served)
        citation(ask(page, LANTERNS), 1).click()
        expect(mark(page.get_by_role("dialog"))).to_contain_text(said)
        quoted = mark(page.get_by_role("dialog")).text_content()
        assert quoted in [each["quote"] for each in answer_to(served, LANTERNS)["citations"]]


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
    response = page.goto(f"{served}/r/no-such-release")
    assert response is not None
    assert response.status == 404
    expect(page.get_by_role("alert")).to_contain_text("There is no such release")
    page.get_by_role("link", name="Ask the releases").click()
    expect(field(page)).to_be_visible()


def test_the_page_of_a_removed_release_says_so(served: str, page: Page) -> None:
    with held(served, "removed", "Bridge", "The bridge opens on Monday.") as address:
        pass
    response = page.goto(address)
    assert response is not None
    assert response.status == 410
    expect(page.get_by_role("alert")).to_contain_text("This release has been removed")


def test_a_word_longer_than_the_screen_is_broken(served: str, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    word = "Donaudampfschifffahrtsgesellschaftskapitän" * 3
    with held(served, "long-word", word, word) as address:
        page.goto(address)
        expect(page.get_by_role("heading", name=word)).to_be_visible()
        assert not scrolls_sideways(page)
