"""What stands where a release should is named, and no release is taken for it."""

import time
from pathlib import Path

import pytest
from barriers import BARRIERS, page
from typer.testing import CliRunner

from corpus.errors import BarredPage
from corpus.reading import Sandbox, Source, read_source
from corpus.reading.barriers import barrier
from corpus.reading.worker import run
from corpus.release import Release
from service.cli.app import app


def read(markup: str) -> Release | Exception:
    (found,) = run("html", Source(data=markup.encode(), place="page.html", release_id="page"))
    return found


@pytest.mark.parametrize(
    ("family", "markup"), [(family, markup) for family, pages in BARRIERS.items() for markup in pages]
)
def test_such_a_page_is_refused_with_what_it_is(family: str, markup: str) -> None:
    found = read(markup)
    assert isinstance(found, BarredPage), found
    assert str(found).startswith("page.html: ")
    assert family in found.reason


def release(title: str, *lines: str, day: str = "") -> str:
    return page(title, f"<h1>{title}</h1>", *([f"<p>{day}</p>"] if day else []), *lines)


FINE = "The Ministry of Works of Norvania fined Harbour Lines 40,000 crowns on Tuesday, its Minister said."
REST = "Minister Odile Brannock said that the new rule holds for all companies of the country from June on."


@pytest.mark.parametrize(
    "markup",
    [
        release("Access denied", "Access was denied to the pier. The page was not found.", day="6 May 2031"),
        release("Cookies", "We use cookies, the Minister said. Cookies are sweet.", day="6 May 2031"),
        release("Minister warns of captchas", FINE, REST, "A captcha on its site asked “are you a robot?”."),
        release("Norvania fines company over cookies", FINE, "It stored cookies without consent.", REST),
        release("Ministry to close its site for maintenance", FINE, REST, "Its page will be back on Monday."),
        release("404 soldiers return home", FINE, REST),
        release("Not found: the lost bell of Port Quillan", FINE, "The bell was not found.", REST),
        release("Missing boat", "The boat was not found. The search goes on, Mayor Tomas Verrin said.", REST),
        release("Statement", "The page on harbours has been moved to the archive.", FINE),
        page(
            "Harbour",
            FINE,
            REST,
            body="<script>x='/_Incapsula_Resource'</script><noscript>JavaScript!</noscript>" + 400 * "<p>",
        ),
        page("502 boats in bad weather", FINE, REST),
        page("Minister closes domain for sale of land", FINE, "The domain is for sale, the Minister said.", REST),
        page(
            "Ministry moves",
            FINE,
            REST,
            FINE.replace("Tuesday", "Monday"),
            REST.replace("June", "May"),
            FINE,
            head="<meta http-equiv='refresh' content='600'><meta http-equiv='refresh' content='600;url=/live'>",
        ),
        page("Log in to the future, Minister says", FINE, REST),
    ],
)
def test_a_release_on_such_matters_is_a_release(markup: str) -> None:
    found = read(markup)
    assert isinstance(found, Release), found


def test_the_kind_of_the_error_survives_the_process_of_the_parser() -> None:
    source = Source(data=page("404", "Page not found.").encode(), place="page.html", release_id="page")
    with Sandbox() as sandbox:
        (found,) = read_source(source, ".html", sandbox)
    assert isinstance(found, BarredPage)


def test_a_file_that_was_saved_from_such_a_page_is_named_and_the_rest_is_added(tmp_path: Path) -> None:
    (tmp_path / "wall.html").write_text(page("Just a moment...", "Checking your browser."), encoding="utf-8")
    (tmp_path / "harbour.html").write_text(release("Minister opens the harbour", FINE, REST), encoding="utf-8")
    ran = CliRunner().invoke(app, ["--data", str(tmp_path / "data"), "add", *map(str, sorted(tmp_path.glob("*.html")))])
    assert ran.exit_code == 1
    assert "1 added" in ran.output
    assert "wall.html: a check of browsers stands there, no release" in " ".join(ran.output.split())


def test_the_time_grows_with_the_text_and_no_faster() -> None:
    for piece in ("page ", "a", " ", "not ", "404 ", "verify ", "the page not"):
        started = time.process_time()
        barrier([piece * 2_000] * 2, [piece * 400], piece * 100_000)
        assert time.process_time() - started < 1.0, piece
