"""An archive tells since when its releases were known: `as_of` answers from it where it is believed, and says so."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from factories import HARBOUR, make_release
from fastapi.testclient import TestClient
from past import Clock, built_of, open_with, told
from typer.testing import CliRunner

from corpus.errors import UnreadableSource
from corpus.reading.jsonl import read_jsonl
from corpus.release import Release
from service.assembly import Communique
from service.cli.app import app
from service.http.app import make_app

COST = "What did the harbour of Port Quillan cost?"
FIRST = {"id": "harbour", "title": "Harbour opens", "text": HARBOUR, "published": "2021-05-06"}
SECOND = FIRST | {"text": HARBOUR.replace("340", "360")}
MAY, JUNE = "2021-05-07T08:00:00+00:00", "2021-06-01T10:00:00+02:00"
TOLD = "An archive tells that the release was known then; here it was stored later."
NOW = "2025-01-10T09:00:00+00:00"


def write(folder: Path, *records: dict[str, Any]) -> Path:
    file = folder / "archive.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return file


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def communique(clock: Clock, tmp_path: Path) -> Iterator[Communique]:
    with open_with(clock, tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two versions of a release, told by an archive."""
    return write(tmp_path, FIRST | {"first_seen": MAY}, SECOND | {"first_seen": JUNE})


def kinds(communique: Communique, file: Path) -> list[str]:
    return [str(getattr(each, "kind", each)) for each in communique.add(file, trust_times=True)]


def known(communique: Communique, day: date) -> str | None:
    """Which of the two was known on a day: by what it says the harbour cost."""
    hits = communique.search("harbour", as_of=day)
    return next((cost for hit in hits for cost in ("340", "360") if cost in hit.passage.text), None)


def test_each_version_is_known_since_when_the_archive_says(communique: Communique, archive: Path) -> None:
    assert kinds(communique, archive) == ["added", "changed"]
    days = (date(2021, 5, 6), date(2021, 5, 7), date(2021, 5, 31), date(2021, 6, 1), date(2024, 1, 1), date(2025, 2, 1))
    assert [known(communique, day) for day in days] == [None, "340", "340", "360", "360", "360"]
    assert [(each.told_at, each.stored_at) for each in communique.versions("harbour")] == [
        (MAY, NOW),
        ("2021-06-01T08:00:00+00:00", NOW),
    ]


def test_an_answer_says_whose_times_it_rests_on(communique: Communique, archive: Path) -> None:
    communique.add(archive, trust_times=True)
    answer = communique.ask(COST, as_of=date(2021, 5, 10))
    assert "340 million" in str(answer.text)
    assert answer.note == TOLD
    assert TOLD in str(answer)
    silent = communique.ask("Who won the chess prize of Zembla?", as_of=date(2021, 5, 10))
    assert silent.status == "not_found"
    assert str(silent.reason).endswith(TOLD)
    assert communique.ask(COST, as_of=date(2025, 2, 1)).note is None  # by then it was stored here, too
    assert communique.ask(COST).note is None
    nothing = communique.ask(COST, as_of=date(2021, 5, 1))
    assert nothing.reason == (
        "Nothing was known by then; as an archive tells, the first release was known on May 7, 2021, 08:00 UTC."
    )


def test_what_only_some_of_rests_on_an_archive_is_counted(clock: Clock, communique: Communique, archive: Path) -> None:
    clock.set("2020-01-01T00:00:00+00:00")
    communique.put(make_release("pier", published=date(2020, 1, 1)))
    clock.set(NOW)
    communique.add(archive, trust_times=True)
    assert communique.ask(COST, as_of=date(2021, 5, 10)).note == (
        "An archive tells that one of the 2 releases was known then; here it was stored later."
    )


def test_citations_and_passages_bear_the_time(communique: Communique, archive: Path) -> None:
    communique.add(archive, trust_times=True)
    client = TestClient(make_app(communique))
    body = client.post("/v1/ask", json={"question": COST, "as_of": "2021-05-10"}).json()
    assert {each["told_at"] for each in [*body["citations"], *body["passages"]]} == {MAY}
    now = client.post("/v1/ask", json={"question": COST}).json()
    assert {each["told_at"] for each in [*now["citations"], *now["passages"]]} == {None}


def test_but_for_that_it_is_the_answer_of_a_corpus_of_then(
    communique: Communique, archive: Path, tmp_path: Path
) -> None:
    communique.add(archive, trust_times=True)
    release = Release(id="harbour", title="Harbour opens", text=HARBOUR, published=date(2021, 5, 6))
    with built_of([release], tmp_path / "then") as scratch:
        then, built = told(communique, COST, as_of=date(2021, 5, 10)), told(scratch, COST)
    for body in (then, built):
        body["note"] = None
        for each in [*body["citations"], *body["passages"]]:
            each["told_at"] = None
    assert then == built


def test_who_does_not_trust_it_has_no_past(communique: Communique, tmp_path: Path) -> None:
    communique.add(write(tmp_path, FIRST | {"first_seen": MAY}))
    assert known(communique, date(2024, 1, 1)) is None
    assert communique.versions("harbour")[0].told_at is None


def test_a_past_can_be_told_of_what_is_here_already_and_once_is_enough(communique: Communique, tmp_path: Path) -> None:
    file = write(tmp_path, FIRST | {"first_seen": MAY})
    communique.add(file)
    assert kinds(communique, file) == ["dated"]
    assert kinds(communique, file) == ["unchanged"]
    assert known(communique, date(2021, 5, 10)) == "340"


def test_an_older_version_of_an_archive_replaces_none_that_is_here(communique: Communique, tmp_path: Path) -> None:
    communique.add(write(tmp_path, SECOND))
    file = write(tmp_path, FIRST | {"first_seen": MAY}, SECOND | {"first_seen": JUNE})
    assert kinds(communique, file) == ["dated", "dated"]
    assert kinds(communique, file) == ["unchanged", "unchanged"]
    assert "360" in communique.get("harbour").text
    assert [known(communique, day) for day in (date(2021, 5, 10), date(2021, 7, 1))] == ["340", "360"]
    assert [each.current for each in communique.versions("harbour")] == [False, True]


def test_the_latest_that_an_archive_tells_is_current_where_only_older_ones_were_here(
    communique: Communique, tmp_path: Path
) -> None:
    communique.add(write(tmp_path, FIRST))
    file = write(tmp_path, FIRST | {"first_seen": MAY}, SECOND | {"first_seen": JUNE})
    assert kinds(communique, file) == ["dated", "changed"]
    assert kinds(communique, file) == ["unchanged", "unchanged"]
    assert "360" in communique.get("harbour").text
    assert [known(communique, date(2021, month, 10)) for month in (5, 7)] == ["340", "360"]


def test_what_was_undone_comes_back_from_no_archive(communique: Communique, archive: Path) -> None:
    communique.add(archive, trust_times=True)
    first, _ = communique.versions("harbour")
    communique.undo("harbour", first.version)
    assert kinds(communique, archive) == ["unchanged", "unchanged"]
    assert known(communique, date(2021, 5, 10)) is None


def test_what_was_removed_is_restored_and_keeps_its_past(clock: Clock, communique: Communique, archive: Path) -> None:
    communique.add(archive, trust_times=True)
    clock.set("2025-02-01T00:00:00+00:00")
    communique.remove("harbour")
    clock.set("2025-03-01T00:00:00+00:00")
    assert kinds(communique, archive) == ["unchanged", "restored"]
    days = (date(2021, 5, 10), date(2021, 7, 1), date(2025, 2, 10), date(2025, 3, 10))
    assert [known(communique, day) for day in days] == ["340", "360", None, "360"]


@pytest.mark.parametrize(
    ("stated", "since"),
    [
        ({"first_seen": "2021-05-07"}, "2021-05-07T23:59:59.999999+00:00"),
        ({"first_seen": "2021-05-07T10:00:00+02:00"}, MAY),
        ({"first_seen": "2021-05-01T00:00:00Z", "last_changed": MAY}, MAY),  # the text is the changed one
        ({"first_seen": ""}, None),
        ({}, None),
    ],
)
def test_a_text_is_known_since_it_was_as_it_is(tmp_path: Path, stated: dict[str, str], since: str | None) -> None:
    with write(tmp_path, FIRST | stated).open("rb") as stream:
        (release,) = read_jsonl(stream, "archive.jsonl", trust_times=True)
    assert isinstance(release, Release)
    assert (release.known_at.isoformat() if release.known_at else None) == since


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([{"first_seen": "in May"}], "archive.jsonl:1: first_seen 'in May': to be a date or a time with its zone"),
        ([{"first_seen": 20210507}], "archive.jsonl:1: first_seen 20210507: to be a date or a time with its zone"),
        ([{"first_seen": "2999-01-01"}], "archive.jsonl:1: it is told to be known since 2999-01-01"),
        (
            [{"first_seen": JUNE}, {"first_seen": MAY}],
            "archive.jsonl:2: id 'harbour' stands already on line 1 with a later time: versions stand from the oldest",
        ),
        ([{"first_seen": MAY}, {}], "archive.jsonl:2: id 'harbour' stands already on line 1"),
    ],
)
def test_a_time_that_is_none_is_named_by_its_line(tmp_path: Path, lines: list[dict[str, Any]], reason: str) -> None:
    with write(tmp_path, *(FIRST | line for line in lines)).open("rb") as stream:
        *_, error = read_jsonl(stream, "archive.jsonl", trust_times=True)
    assert isinstance(error, UnreadableSource)
    assert str(error).startswith(reason)


def test_the_command_line_believes_it_when_told_so(tmp_path: Path, archive: Path) -> None:
    def run(*arguments: str) -> str:
        return " ".join(CliRunner().invoke(app, ["--data", str(tmp_path / "cli"), *arguments]).output.split())

    env = ["add", str(archive)]
    assert "1 added, 1 unreadable" in run(*env)
    assert "1 changed, 1 dated" in run(*env, "--trust-times")
    assert "2021-05-07" in run("versions", "harbour")
    assert TOLD in run("ask", COST, "--as-of", "2021-05-10")
