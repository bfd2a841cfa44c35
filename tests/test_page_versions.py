"""Which version of a release one reads stays in view: on its page, with and without script, and beside the talk."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import ask, citation, mark, scrolls_sideways
from factories import make_release
from playwright.sync_api import Browser, Locator, Page, expect
from running import Running, running

from service.assembly import Communique

pytestmark = pytest.mark.browser
TITLE = "The lanterns of Quillhaven are lit again after the long rain, and the Council thanks all who mended them"
RAIN = "It rained over the roofs of Quillhaven, and nobody went out. " * 12 + "\n\n"
QUESTION = "How much did the lanterns of Quillhaven cost?"
WINDOWS = [(1400, 900), (768, 900), (360, 740), (320, 200)]


def said(cost: int) -> str:
    return f"The lanterns of Quillhaven cost {cost} crowns."


@pytest.fixture
def server(communique: Communique) -> Iterator[Running]:
    """With a release of three versions, which say the price far down their text."""
    for cost in (340, 350, 360):
        communique.put(make_release("lanterns", TITLE, f"{RAIN * 20}{said(cost)} It was much.\n\n{RAIN * 20}"))
    with running(communique) as started:
        yield started


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def visitor(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=request.param, locale="en-GB")
    yield context.new_page()
    context.close()


def place_in(communique: Communique, cost: int) -> tuple[str, str]:
    """The version that says this price, and where it does."""
    for each in communique.versions("lanterns"):
        text = communique.get("lanterns", each.version).text
        if (start := text.find(said(cost))) >= 0:
            return each.version[:8], f"{start}-{start + len(said(cost))}"
    raise AssertionError(cost)


def bottom_of(node: Locator) -> float:
    box = node.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def expect_in_sight_below(head: Locator, quote: Locator) -> None:
    expect(quote).to_be_in_viewport(ratio=0.9)
    box = quote.bounding_box()
    assert box is not None
    assert box["y"] >= bottom_of(head)


def test_the_page_of_an_older_version_says_so_in_sight_of_the_place_it_was_opened_at(
    server: Running, communique: Communique, visitor: Page
) -> None:
    version, place = place_in(communique, 340)
    for width, height in WINDOWS:
        visitor.set_viewport_size({"width": width, "height": height})
        visitor.goto("about:blank")  # else the address is the same, and nothing is opened anew
        visitor.goto(f"{server.address}/r/lanterns?version={version}&place={place}#{place}")
        expect(mark(visitor)).to_have_text(said(340))
        standing = visitor.locator(".standing")
        expect(standing).to_contain_text("This is an older version.")
        for name in ("Read the current one", "What changed since"):
            expect(visitor.get_by_role("link", name=name)).to_be_in_viewport(ratio=1)
        expect_in_sight_below(standing, mark(visitor))
        assert not scrolls_sideways(visitor)
        if height > 416:  # on a lower one title and date would take the room of the text
            expect(visitor.locator(".head-title")).to_be_in_viewport(ratio=1)
            expect(visitor.get_by_text("6 May 2031")).to_be_in_viewport(ratio=1)
            expect_in_sight_below(visitor.locator(".release-head"), mark(visitor))
    visitor.get_by_role("link", name="What changed since").click()
    expect(visitor.locator("del").first).to_have_text("340")
    visitor.get_by_role("link", name="Read the newer one").click()
    expect(visitor.get_by_text("This is the current version; 2 older ones are kept.")).to_be_visible()


def test_the_page_of_the_current_version_says_that_there_are_older_ones_wherever_one_reads(
    server: Running, communique: Communique, visitor: Page
) -> None:
    _, place = place_in(communique, 360)
    for width, height in WINDOWS:
        visitor.set_viewport_size({"width": width, "height": height})
        visitor.goto("about:blank")
        visitor.goto(f"{server.address}/r/lanterns?place={place}#{place}")
        expect_in_sight_below(visitor.locator(".standing"), mark(visitor))
        expect(visitor.get_by_text("This is the current version; 2 older ones are kept.")).to_be_in_viewport(ratio=1)
        expect(visitor.get_by_role("link", name="What changed")).to_be_in_viewport(ratio=1)
    visitor.get_by_role("link", name="Read the one before").click()
    expect(visitor.get_by_role("main")).to_contain_text(said(350))


def test_the_title_stands_once_at_the_top_and_in_the_head_once_it_has_left(server: Running, page: Page) -> None:
    page.goto(f"{server.address}/r/lanterns")
    expect(page.get_by_role("heading", name=TITLE)).to_be_in_viewport()
    expect(page.locator(".head-title")).to_be_hidden()
    page.mouse.wheel(0, 3_000)
    expect(page.locator(".head-title")).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    expect(page.locator(".head-title")).to_be_hidden()


def test_beside_the_talk_the_version_stays_in_view_over_its_quote(
    server: Running, communique: Communique, page: Page
) -> None:
    page.goto(server.address)
    turn = ask(page, QUESTION)
    opened = page.get_by_role("dialog", name=TITLE)

    def open_at_every_size(words: str) -> None:
        for width, height in WINDOWS:
            page.set_viewport_size({"width": width, "height": height})
            citation(turn, 1).click()
            expect(opened.get_by_text(words)).to_be_in_viewport(ratio=1)
            # On a window of 320 by 200 the links may take a line more than there is, and the head scrolls.
            expect(opened.get_by_role("link", name="What changed")).to_be_in_viewport(ratio=1 if height > 416 else 0.5)
            expect_in_sight_below(opened.locator(".panel-head"), mark(opened))
            page.keyboard.press("Escape")
            expect(opened).to_be_hidden()

    open_at_every_size("This is the current version; 2 older ones are kept.")
    communique.put(make_release("lanterns", TITLE, f"{RAIN}{said(370)}"))
    open_at_every_size("The release has changed since.")
    citation(turn, 1).click()
    with page.context.expect_page() as changes:
        opened.get_by_role("link", name="What changed since").click()
    expect(changes.value.locator("ins").first).to_be_visible()


def test_a_release_of_one_version_says_so_on_its_page_and_beside_the_talk(server: Running, page: Page) -> None:
    page.goto(f"{server.address}/r/harbour-opening")
    expect(page.get_by_text("This is the only version.")).to_be_visible()
    page.goto(server.address)
    citation(ask(page, "How much did the harbour of Port Quillan cost?"), 1).click()
    expect(page.get_by_role("dialog").get_by_text("This is the only version.")).to_be_in_viewport()


@pytest.mark.parametrize("width", [360, 1400])
def test_axe_finds_nothing_on_older_versions_and_what_changed(
    server: Running, communique: Communique, page: Page, width: int
) -> None:
    version, place = place_in(communique, 340)
    page.set_viewport_size({"width": width, "height": 800})
    for address in (f"/r/lanterns?version={version}&place={place}#{place}", "/v1/releases/lanterns/versions/diff"):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
            page.goto(f"{server.address}{address}")
            found = Axe().run(page)
            assert found.violations_count == 0, f"{address} {scheme}: {found.generate_report()}"
