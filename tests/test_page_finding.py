"""The page of releases in a browser: for everyone, at every width, without a script."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import scrolls_sideways
from playwright.sync_api import Browser, Page, ViewportSize, expect
from running import running
from test_finding_page import add_notes
from test_page_access import expect_nothing_for_axe

from service.assembly import Communique

pytestmark = pytest.mark.browser
STATES = ("", "?q=lighthouse&country=Japan&year=2032", "?q=lighthouse+harbour", "?month=2032-13")
WIDTHS = (360, 768, 1400)


@pytest.fixture(scope="module")
def filled(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return add_notes(filled, tmp_path_factory.mktemp("notes") / "data")


@pytest.fixture
def address(communique: Communique) -> Iterator[str]:
    with running(communique) as server:
        yield server.address


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page that runs no script of the site."""
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways_at_any_width(address: str, page: Page, state: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size(ViewportSize(width=width, height=800))
        page.goto(f"{address}/releases{state}")
        expect_nothing_for_axe(page)
        assert not scrolls_sideways(page), width


def test_axe_finds_nothing_on_a_page_that_is_none(address: str, page: Page) -> None:
    page.goto(f"{address}/nothing")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    expect_nothing_for_axe(page)


def test_all_releases_on_one_country_in_a_month_are_three_steps_without_script(address: str, plain: Page) -> None:
    plain.goto(address)
    plain.get_by_role("link", name="32 releases held.").click()
    plain.get_by_role("link", name="Japan").first.click()
    plain.get_by_role("link", name="January 2032: 2 releases").click()
    expect(plain.get_by_role("heading", name="2 releases, in January 2032, naming Japan")).to_be_visible()
    expect(plain.get_by_role("article")).to_have_count(2)
    plain.get_by_role("link", name="Ask about these").click()
    expect(plain.get_by_label("Country named")).to_have_value("Japan")
    expect(plain.get_by_label("Published to")).to_have_value("2032-01-31")


def test_words_are_typed_and_found_marked_without_script(address: str, plain: Page) -> None:
    plain.goto(f"{address}/releases")
    plain.get_by_label("Words that stand in a release").fill("harbour cost")
    plain.keyboard.press("Enter")
    expect(plain.get_by_role("heading", name="1 release with “harbour cost”")).to_be_visible()
    expect(plain.get_by_role("article").locator("mark")).to_have_text(["harbour", "cost"])
    plain.get_by_role("link", name="Read in place").click()
    expect(plain.locator("mark")).to_contain_text("The harbour cost 340 million crowns.")
    expect(plain.locator("mark")).to_be_in_viewport()


def test_filters_are_folded_on_a_phone_and_open_where_there_is_room(address: str, plain: Page) -> None:
    plain.set_viewport_size(ViewportSize(width=360, height=740))
    plain.goto(f"{address}/releases")
    expect(plain.get_by_label("Published from")).to_be_hidden()
    plain.get_by_text("Filter", exact=True).click()
    expect(plain.get_by_label("Published from")).to_be_visible()
    plain.set_viewport_size(ViewportSize(width=1400, height=800))
    plain.goto(f"{address}/releases")
    expect(plain.get_by_label("Published from")).to_be_visible()
    expect(plain.get_by_text("Filter", exact=True)).to_be_hidden()


def test_a_screen_reader_hears_landmarks_headings_and_a_table_of_months(address: str, page: Page) -> None:
    page.goto(f"{address}/releases?q=lighthouse&year=2032")
    tree = page.locator("body").aria_snapshot()
    order = [
        'link "Skip to the releases"',
        "banner",
        "main",
        'heading "Releases" [level=1]',
        'search "Find in the releases"',
        'heading "Country named" [level=3]',
        'heading "15 releases with “lighthouse”, in 2032" [level=2]',
        'list "Filters that are set"',
        'table "Releases by month"',
        'columnheader "Jan"',
        'rowheader "2033: 15 releases"',
        'link "January 2032: 3 releases"',
        'heading "Note 10" [level=3]',
        "mark: lighthouse",
    ]
    places = [tree.find(each) for each in order]
    assert -1 not in places, [each for each, place in zip(order, places, strict=True) if place < 0]
    assert places == sorted(places)


def test_by_keyboard_the_first_stop_skips_to_what_was_found(address: str, page: Page) -> None:
    page.goto(f"{address}/releases")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the releases")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("32 releases"))).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Ask about these")).to_be_focused()
