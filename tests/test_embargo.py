"""What a release says at its head about when it may be published is kept, in its words, and the text stays as it is."""

from pathlib import Path

import pytest
from factories import HARBOUR, make_release
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from corpus.embargo import embargo_of
from corpus.release import Release
from service.assembly import Communique
from service.cli.app import app

STATED = "EMBARGOED UNTIL 10:00 CEST, 6 MAY 2031"


def under_embargo() -> Release:
    return make_release(text=f"{STATED}\n\n{HARBOUR}")


@pytest.mark.parametrize(
    "line",
    [
        STATED,
        "*** STRICTLY EMBARGOED until 00.01 on Tuesday, May 6 ***",
        "Under embargo till delivery",
        "Embargo: 6 May 2031, 9 a.m.",
        "EMBARGO – 6 MAY 2031, 9 A.M.",
        "NOT FOR PUBLICATION BEFORE 6 MAY 2031",
        "Hold for release until Tuesday noon",
        "Sperrfrist: 6. Mai 2031, 9 Uhr",
        "Sous embargo jusqu'au mardi 6 mai 2031 à 10h",
        "Embargado hasta el 6 de mayo de 2031",
        "【報道解禁日時：2031年5月6日10時】",
    ],
)
def test_an_embargo_is_found_in_many_forms(line: str) -> None:
    assert embargo_of(f"MINISTRY OF WORKS\n\n{line}\n\n{HARBOUR}") == line


@pytest.mark.parametrize(
    "line",
    [
        "Embargo on arms for Astrelle is lifted",
        "The embargo until June was agreed by both sides.",
        "Embargoed goods were found in Port Quillan.",
        "An embargo: what the Council decided",
        "Embargo – 12 states agree on it",
        "Embargo 2029: a look back",
        f"{STATED} {'and so on ' * 30}",
    ],
)
def test_what_only_speaks_of_an_embargo_is_none(line: str) -> None:
    assert embargo_of(f"{line}\n\n{HARBOUR}") is None


def test_the_day_on_the_line_below_belongs_to_it() -> None:
    assert embargo_of("EMBARGOED UNTIL:\n\n10:00 CEST, 6 May 2031\n\nThe harbour.") == (
        "EMBARGOED UNTIL: 10:00 CEST, 6 May 2031"
    )


def test_what_stands_far_down_is_no_embargo_of_this_release() -> None:
    lines = "\n\n".join(f"Paragraph {number} says something." for number in range(20))
    assert embargo_of(f"{lines}\n\n{STATED}") is None


def test_a_title_that_begins_with_the_word_is_the_title(tmp_path: Path) -> None:
    from corpus.reading import read_paths  # noqa: PLC0415

    file = tmp_path / "arms.txt"
    file.write_text("Embargo on arms for Astrelle is lifted\n\nThe Council agreed to it on Tuesday. It holds now.\n")
    (read,) = read_paths([file])
    assert isinstance(read, Release)
    assert read.title == "Embargo on arms for Astrelle is lifted"


def test_it_is_in_the_body_and_on_the_page_and_the_text_is_as_it_was(
    communique: Communique, client: TestClient
) -> None:
    release = under_embargo()
    communique.put(release)

    body = client.get(f"/v1/releases/{release.id}").json()
    assert body["embargo"] == STATED
    assert body["text"] == release.text
    assert body["version"] == release.version
    assert f'<span dir="auto">{STATED}</span>' in client.get(f"/r/{release.id}").text


def test_a_release_without_one_says_nothing_of_it(communique: Communique, client: TestClient) -> None:
    assert client.get("/v1/releases/harbour-opening").json()["embargo"] is None
    assert "EMBARGO" not in client.get("/r/harbour-opening").text
    assert communique.get("harbour-opening").embargo is None


def test_the_command_line_shows_it(communique: Communique, tmp_path: Path) -> None:
    communique.put(under_embargo())

    shown = CliRunner().invoke(app, ["--data", str(tmp_path / "data"), "show", "harbour-opening"])
    assert f"Ministry of Works · https://press.example/harbour · {STATED} · version" in shown.output
