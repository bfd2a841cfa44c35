"""What was known at an earlier time: the same as a corpus that never held more."""

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from conftest import client_of
from factories import HARBOUR, make_release, make_treaty
from fastapi.testclient import TestClient
from past import Clock, built_of, open_with, told
from typer.testing import CliRunner

from corpus.catalog import Catalog
from corpus.dates import Published
from corpus.errors import UnknownRelease
from corpus.history import CatalogAsOf
from corpus.release import Release
from corpus.schema import MIGRATIONS
from index.filters import Filters
from index.hashing_embedder import HashingEmbedder
from index.views import Views
from service.assembly import Communique, make_index
from service.cli.app import app

COST = "What did the harbour of Port Quillan cost?"
DEARER = make_release(text=HARBOUR.replace("340", "360"))
MAY, JUNE, JULY = "2031-05-10T09:00:00+00:00", "2031-06-21T09:00:00+00:00", "2031-07-01T09:00:00+00:00"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def communique(clock: Clock, tmp_path: Path) -> Iterator[Communique]:
    """The harbour in May, the treaty in June; in July the harbour is corrected and the treaty removed."""
    with open_with(clock, tmp_path / "data", write_keys=("test-key",)) as opened:
        for at, release in ((MAY, make_release()), (JUNE, make_treaty()), (JULY, DEARER)):
            clock.set(at)
            opened.put(release)
        opened.remove("fisheries-treaty")
        yield opened


@pytest.fixture
def client(communique: Communique) -> Iterator[TestClient]:
    with client_of(communique) as opened:
        yield opened


def held(communique: Communique, as_of: Published) -> list[tuple[str, str]]:
    """The releases that were known, each with the version."""
    places = communique.retriever(as_of).snapshot.places.releases
    return sorted((str(one), str(other)) for one, other in zip(places.id, places.version, strict=True))


FIRST = ("harbour-opening", make_release().version)
SECOND = ("harbour-opening", DEARER.version)
TREATY = ("fisheries-treaty", make_treaty().version)


# What was held


def test_each_time_holds_the_versions_of_then_and_what_was_removed_later(communique: Communique) -> None:
    assert held(communique, date(2031, 5, 9)) == []
    assert held(communique, date(2031, 5, 10)) == [FIRST]
    assert held(communique, date(2031, 6, 30)) == [TREATY, FIRST]
    assert held(communique, date(2031, 7, 1)) == [SECOND]
    assert held(communique, date(2999, 1, 1)) == [SECOND]


def test_a_moment_is_that_moment_and_a_day_its_end(communique: Communique) -> None:
    moment = datetime.fromisoformat(JULY)
    assert held(communique, moment - timedelta(microseconds=1)) == [TREATY, FIRST]
    assert held(communique, moment) == [SECOND]
    elsewhere = moment.astimezone(timezone(timedelta(hours=9)))
    assert held(communique, elsewhere) == [SECOND]


def test_what_was_stored_before_it_was_published_counts_from_its_date(clock: Clock, communique: Communique) -> None:
    clock.set("2031-08-01T12:00:00+00:00")
    tokyo = timezone(timedelta(hours=9))
    communique.put(make_release("early", published=date(2031, 8, 20)))
    communique.put(make_release("late", published=datetime(2031, 8, 21, 1, tzinfo=tokyo)))  # August 20 in UTC
    communique.put(make_release("undated", published=None))

    def ids(as_of: Published) -> list[str]:
        return [release_id for release_id, _ in held(communique, as_of)]

    assert ids(date(2031, 8, 19)) == ["harbour-opening", "undated"]
    assert ids(date(2031, 8, 20)) == ["early", "harbour-opening", "undated"]  # its own day, as bounds are read
    assert ids(datetime(2031, 8, 20, 17, tzinfo=UTC)) == ["early", "harbour-opening", "late", "undated"]


def test_a_release_that_came_back_was_away_in_between(clock: Clock, communique: Communique) -> None:
    clock.set("2031-09-01T09:00:00+00:00")
    communique.put(make_treaty())
    assert held(communique, date(2031, 8, 1)) == [SECOND]
    assert held(communique, date(2031, 9, 1)) == [TREATY, SECOND]


def test_what_is_said_beside_a_release_is_what_was_said_then(clock: Clock, communique: Communique) -> None:
    clock.set("2031-09-01T09:00:00+00:00")
    communique.put(make_release(text=DEARER.text, publisher="Ministry of Ports", source_url="https://ports.example/1"))
    then, now = (communique.search("harbour", as_of=date(2031, month, 1))[0].release for month in (8, 9))
    assert (then.publisher, then.source_url) == ("Ministry of Works", "https://press.example/harbour")
    assert (now.publisher, now.source_url) == ("Ministry of Ports", "https://ports.example/1")
    works = Filters(publisher="Ministry of Works")
    assert communique.search("harbour", filters=works, as_of=date(2031, 8, 1))
    assert not communique.search("harbour", filters=works, as_of=date(2031, 9, 1))
    assert communique.ask(COST, as_of=date(2031, 8, 1)).citations[0].source_url == "https://press.example/harbour"


def test_a_release_is_withdrawn_only_since_it_was(clock: Clock, communique: Communique) -> None:
    clock.set("2031-09-01T09:00:00+00:00")
    with Catalog(communique.settings.data / "catalog.sqlite3", clock) as catalog:
        catalog.withdraw("harbour-opening", clock())
    since = [communique.search("harbour", as_of=date(2031, month, 1))[0].release.withdrawn_at for month in (8, 9)]
    assert since == [None, "2031-09-01T09:00:00+00:00"]


def test_the_past_knows_no_release_of_later(communique: Communique) -> None:
    with Catalog(communique.settings.data / "catalog.sqlite3") as catalog:
        past = CatalogAsOf.of(catalog, date(2031, 6, 1))
        assert past.get("harbour-opening").text == HARBOUR
        with pytest.raises(UnknownRelease):
            past.get("fisheries-treaty")


# Equal to a corpus that was built then


@pytest.mark.no_cover  # which takes as long as the test itself
def test_answers_and_hits_are_those_of_a_corpus_that_never_held_more(
    clock: Clock, communique: Communique, tmp_path: Path
) -> None:
    choice = random.Random(7)  # noqa: S311 - a sequence of steps, no secret
    words = "harbour treaty crowns engineers ferry signed minister province lighthouse cost".split()
    history: list[tuple[date, str, Release | None]] = []
    for step in range(60):
        day = date(2031, 8, 1) + timedelta(days=step)
        clock.set(f"{day}T08:00:00+00:00")
        release_id = f"r{choice.randrange(12)}"
        if choice.random() < 0.2 and release_id in {listing.id for listing in communique.listings()}:
            communique.remove(release_id)
            history.append((day, release_id, None))
            continue
        text = " ".join(f"The {' '.join(choice.choices(words, k=5))} was {step} strong." for _ in range(3))
        published = choice.choice([day, day + timedelta(days=3), day - timedelta(days=40), None])
        release = make_release(release_id, title=f"On the {choice.choice(words)}", text=text, published=published)
        communique.put(release)
        history.append((day, release_id, release))
    questions = [*(" ".join(choice.choices(words, k=k)) for k in (1, 1, 2, 3)), "How strong was the latest ferry?"]
    for day in (date(2031, 8, 9), date(2031, 8, 30), date(2031, 9, 29)):
        state = {release_id: release for at, release_id, release in history if at <= day}
        kept = [one for one in state.values() if one and (one.published is None or one.published <= day)]
        assert kept
        kept.append(DEARER)  # July's
        choice.shuffle(kept)
        with built_of(kept, tmp_path / f"{day}") as scratch:
            for question in questions:
                assert told(communique, question, as_of=day) == told(scratch, question)
                assert communique.search(question, as_of=day) == scratch.search(question)
                for sort in ("newest", "oldest"):
                    assert communique.search(question, sort=sort, as_of=day) == scratch.search(question, sort=sort)
            narrowed = Filters(published_from=date(2031, 8, 1), published_to=day, publisher="Ministry of Works")
            assert told(communique, questions[1], filters=narrowed, as_of=day) == told(
                scratch, questions[1], filters=narrowed
            )


def test_the_same_time_has_the_same_index_and_another_state_another(communique: Communique) -> None:
    ids = [communique.ask(COST, as_of=date(2031, *day)).index_id for day in ((5, 10), (6, 20), (6, 21), (7, 1))]
    assert ids[0] == ids[1]  # nothing came between
    assert len(set(ids)) == 3
    assert communique.ask(COST).index_id not in ids


def test_two_services_agree_on_the_index_of_a_time(clock: Clock, communique: Communique, tmp_path: Path) -> None:
    with open_with(clock, tmp_path / "data") as other:
        assert other.ask(COST, as_of=date(2031, 6, 1)) == communique.ask(COST, as_of=date(2031, 6, 1))


def test_a_talk_is_understood_as_it_would_have_been_then(communique: Communique, tmp_path: Path) -> None:
    day = date(2031, 6, 1)
    first = communique.ask(COST, as_of=day)
    with built_of([make_release()], tmp_path / "then") as scratch:
        then = communique.ask("And how many people?", as_of=day, conversation=[first])
        built = scratch.ask("And how many people?", conversation=[first])
    assert then.standalone_question == built.standalone_question != "And how many people?"
    assert (then.text, then.passages, then.confidence) == (built.text, built.passages, built.confidence)


# Views


def test_views_are_kept_and_the_one_not_used_for_longest_goes(communique: Communique) -> None:
    with Catalog(communique.settings.data / "catalog.sqlite3") as catalog:
        views = Views(catalog, make_index(communique.settings, catalog, HashingEmbedder()), kept=2)
        may, july = date(2031, 5, 15), date(2031, 7, 15)
        first = views.at(may)
        assert views.at(date(2031, 5, 20)) is first
        second = views.at(date(2031, 6, 25))
        assert views.at(may) is first
        third = views.at(july)
        assert views.at(may) is first
        assert views.at(july) is third
        assert views.at(date(2031, 6, 25)) is not second


def test_a_view_is_made_once_however_many_ask_for_it(communique: Communique) -> None:
    together = threading.Barrier(8)

    def ask(_: int) -> int:
        together.wait()
        return id(communique.retriever(date(2031, 6, 25)).snapshot)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(8)))) == 1


def test_what_is_written_for_today_is_seen_today(communique: Communique) -> None:
    today = date(2031, 7, 1)
    assert held(communique, today) == [SECOND]
    communique.put(make_treaty())
    assert held(communique, today) == [TREATY, SECOND]


def test_views_outlive_a_rebuild(communique: Communique) -> None:
    before = communique.search("harbour", as_of=date(2031, 6, 1))
    communique.rebuild()
    assert communique.search("harbour", as_of=date(2031, 6, 1)) == before


def test_changes_from_before_facts_were_logged_are_taken_to_be_as_now(tmp_path: Path) -> None:
    migration = next(each for each in MIGRATIONS if "ALTER TABLE changes ADD COLUMN" in each)
    with Catalog(tmp_path / "catalog.sqlite3") as catalog:
        catalog.put([make_release()], lambda _: [])
        with catalog.database.write() as connection:
            for name in ("source_url", "publisher", "language", "withdrawn_at"):
                connection.execute(f"ALTER TABLE changes DROP COLUMN {name}")
            for statement in migration.split(";"):
                connection.execute(statement)
        assert CatalogAsOf.of(catalog, date(2999, 1, 1)).get("harbour-opening") == make_release()


# HTTP and the command line


def ask(client: TestClient, as_of: Any, **body: Any) -> dict[str, Any]:
    response = client.post("/v1/ask", json={"question": COST, "as_of": as_of, **body})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_the_answer_of_an_earlier_day_cites_the_version_of_then(client: TestClient) -> None:
    then, now = ask(client, "2031-06-30"), ask(client, None)
    assert "340 million" in then["answer"]
    assert "360 million" in now["answer"]
    (citation,) = then["citations"][:1]
    assert citation["version"] == FIRST[1]
    assert citation["url"].startswith(f"/r/harbour-opening?version={FIRST[1][:8]}#")
    assert now["citations"][0]["url"].startswith("/r/harbour-opening#")
    assert then["index"]["releases"] == 2


def test_before_the_first_release_was_stored_the_answer_says_when_that_was(client: TestClient) -> None:
    for earlier in ("2021-05-01", "2031-05-10T08:59:59Z"):
        answer = ask(client, earlier)
        assert (answer["status"], answer["passages"], answer["index"]["releases"]) == ("not_found", [], 0)
        said = "Nothing was stored by then; the first release was stored on May 10, 2031, 09:00 UTC."
        assert answer["reason"] == said
        assert client.get("/v1/search", params={"q": "harbour", "as_of": earlier}).json()["data"] == []


def test_what_was_all_removed_by_then_is_told_apart_from_what_was_never_there(
    clock: Clock, communique: Communique, client: TestClient
) -> None:
    clock.set("2031-10-01T00:00:00+00:00")
    communique.remove("harbour-opening")
    empty, before = ask(client, "2031-10-02"), ask(client, "2021-10-02")
    assert empty["index"]["id"] != before["index"]["id"]  # another answer, another index
    assert empty["reason"] == "What was stored by then was published later, or was removed at the time."


@pytest.mark.parametrize("as_of", ["yesterday", "2031-13-01", "", 2031, "2031-05-01T25:00:00Z"])
def test_a_time_that_is_none_is_refused(client: TestClient, as_of: Any) -> None:
    assert client.post("/v1/ask", json={"question": COST, "as_of": as_of}).status_code == 422
    assert client.get("/v1/search", params={"q": "harbour", "as_of": as_of}).status_code == 422


def test_a_search_goes_on_from_page_to_page_of_the_same_time_alone(client: TestClient) -> None:
    asked = {"q": "the harbour treaty", "limit": "1"}
    seen, cursor = [], None
    while True:
        given = asked | {"as_of": "2031-06-30"} | ({"cursor": cursor} if cursor else {})
        page = client.get("/v1/search", params=given).json()
        seen += [(hit["release_id"], hit["version"]) for hit in page["data"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
        assert client.get("/v1/search", params=asked | {"cursor": cursor}).status_code == 422
    assert set(seen) == {FIRST, TREATY}


def test_a_stream_as_of_an_earlier_day_completes_with_the_plain_answer(client: TestClient) -> None:
    text = client.post("/v1/ask", json={"question": COST, "as_of": "2031-06-30", "stream": True}).text
    assert "340 million" in text
    assert "360 million" not in text


def test_the_command_line_asks_and_searches_as_of_a_day(communique: Communique) -> None:
    def run(*arguments: str) -> Any:
        named = ["--data", str(communique.settings.data), *arguments]
        environment = {"COMMUNIQUE_MODEL": "hashing", "COMMUNIQUE_READER": "none"}
        return CliRunner().invoke(app, named, env=environment, catch_exceptions=False)

    assert "340 million" in run("ask", COST, "--as-of", "2031-06-30").stdout
    assert "360 million" in run("ask", COST, "--as-of", "2031-07-01").stdout
    assert "340 million" in run("search", "harbour", "--as-of", "2031-06-30T12:00:00Z").stdout
    nothing = run("ask", COST, "--as-of", "2021-05-01")
    assert nothing.exit_code == 3
    assert "Nothing was stored by then" in nothing.stdout
    assert run("search", "harbour", "--as-of", "2021-05-01").exit_code == 3
    assert run("search", "harbour", "--as-of", "then").exit_code == 2
