"""What was known at an earlier day: answers and searches against a corpus that is built of that day's releases alone.

python benchmarks/as_of.py [--model MODEL --reader READER --days 1 --questions 20 --until 2021-06-20]

A catalog whose clock is set by hand takes real releases when they were first seen: those of 64 feed states as they
came, the others of the corpus at `first_seen`. Of one that was edited, and that no state has in its first form, the
first form is the last without its second half. Some are removed, and some of these come back. What a day held is
reckoned from these events by themselves, not by the code that is measured; the corpus of that day is built of it in
another order.
"""

import argparse
import json
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from corpus.catalog import Catalog
from corpus.chunking import split_sentences
from corpus.reading import read_paths
from corpus.release import Release
from index.embedding import Embedder, open_embedder
from index.filters import EVERYTHING
from index.ranking.reranker import Reranker
from index.ranking.rerankers import open_reranker
from measuring import DATA, KEPT, need, read_questions, write_results
from service import Communique
from service.assembly import make_index
from service.http.serializers import answer_body, passage_body
from service.settings import read_settings

RELEASES = DATA / "releases" / "state_dept.jsonl"
STATES = DATA / "ingest" / "rss" / "state_dept_snapshots"
KNOWN_ITEM = DATA / "bench" / "state_dept_known_item" / "queries.jsonl"
SEED = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A release that came at a time, or went: then `release` is None."""

    at: datetime
    id: str
    release: Release | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What is opened once."""

    model: str
    embedder: Embedder
    reader: Reranker | None


class Clock:
    at = datetime(2000, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


def make_events(choice: random.Random) -> list[Event]:
    """The history, in the order of time."""
    events = list(feed_events())
    seen = {event.id for event in events}
    with need(RELEASES).open(encoding="utf-8") as lines:
        records = {record["id"]: record for record in map(json.loads, lines)}
    for release in read_paths([RELEASES]):
        if not isinstance(release, Release):
            raise TypeError(str(release))
        record = records[release.id]
        first, last = (datetime.fromisoformat(record[name]) for name in ("first_seen", "last_changed"))
        if record["edits"] and release.id not in seen:
            events.append(Event(at=first, id=release.id, release=halved(release)))
        events.append(Event(at=last if record["edits"] else first, id=release.id, release=release))
        if choice.random() < 0.05:
            gone = last + timedelta(days=choice.randrange(1, 90))
            events.append(Event(at=gone, id=release.id, release=None))
            if choice.random() < 0.5:
                events.append(Event(at=gone + timedelta(days=20), id=release.id, release=release))
    return sorted(events, key=lambda event: event.at)


def feed_events() -> Iterator[Event]:
    for state in json.loads(need(STATES / "index.json").read_text(encoding="utf-8")):
        for release in read_paths([STATES / state["file"]]):
            if isinstance(release, Release):
                yield Event(at=datetime.fromisoformat(state["when"]), id=release.id, release=release)


def halved(release: Release) -> Release:
    """Its first sentences."""
    sentences = split_sentences(release.text)
    return replace(release, text=release.text[: sentences[len(sentences) // 2].end])


def held_on(events: Sequence[Event], day: date) -> list[Release]:
    """The releases of a day: the last event of each, published by then."""
    state = {event.id: event.release for event in events if event.at.date() <= day}
    return [one for one in state.values() if one and (one.published is None or f"{one.published}"[:10] <= f"{day}")]


def open_at(folder: Path, parts: Parts, clock: Clock | None = None) -> Communique:
    settings = read_settings(data=folder, model=parts.model)
    catalog = Catalog(folder / "catalog.sqlite3", clock) if clock else Catalog(folder / "catalog.sqlite3")
    return Communique(settings, catalog, parts.embedder, make_index(settings, catalog, parts.embedder), parts.reader)


def play(events: Sequence[Event], communique: Communique, catalog: Catalog, clock: Clock) -> None:
    """Put and remove as it happened; events of one time together."""
    waiting: list[Release] = []
    for number, event in enumerate(events):
        clock.at = event.at
        if event.release:
            waiting.append(event.release)
        following = events[number + 1] if number + 1 < len(events) else None
        if waiting and (following is None or following.at != event.at or not following.release):
            communique._index.add(waiting)  # noqa: SLF001 - indexed once, at the end
            waiting = []
        if event.release is None:
            catalog.remove(event.id)


def told(communique: Communique, question: str, as_of: date | None = None) -> dict[str, Any]:
    """All that is said of a question: the answer, and three searches."""
    answer, manifest = communique.ask_with_manifest(question, limit=10, filters=EVERYTHING, as_of=as_of)
    body = answer_body(answer, manifest, communique.model, 0.0).model_dump()
    for citation in body["citations"]:
        del citation["url"]  # names a version that is no longer the current one
    body = {name: value for name, value in body.items() if name not in {"id", "created"}}
    body["index"] |= {"id": None}
    for sort in ("relevance", "newest", "oldest"):
        hits = communique.search(question, limit=20, sort=sort, as_of=as_of)
        body[sort] = [passage_body(hit).model_dump() for hit in hits]
    return body


def make_questions(choice: random.Random, events: Sequence[Event], count: int) -> list[str]:
    """Two fifths visible questions, three tenths about who spoke when, three tenths random words of the corpus."""
    visible = [question.text for question in read_questions(DATA / "questions" / "questions.jsonl")]
    with need(KNOWN_ITEM).open(encoding="utf-8") as lines:
        known = [json.loads(line)["text"] for line in lines]
    words = sorted(
        {word for event in choice.sample(events, 60) if event.release for word in event.release.text.split()}
    )
    random_words = [" ".join(choice.choices(words, k=choice.choice((1, 1, 2, 3, 5)))) for _ in range(count)]
    parts = ((visible, 0.4), (known, 0.3), (random_words, 0.3))
    return [question for pool, share in parts for question in choice.sample(pool, round(count * share))]


def compare_day(
    day: date, events: Sequence[Event], past: Communique, parts: Parts, questions: Sequence[str]
) -> dict[str, Any]:
    """How many of the questions are answered alike, and what was different."""
    releases = held_on(events, day)
    random.Random(SEED).shuffle(releases)  # noqa: S311 - an order, no secret
    started = time.process_time()
    snapshot = past.retriever(day).snapshot
    made = time.process_time() - started
    with tempfile.TemporaryDirectory() as folder, open_at(Path(folder), parts) as scratch:
        started = time.process_time()
        keep_embeddings(past._catalog, scratch._catalog, parts.embedder.fingerprint)  # noqa: SLF001
        list(scratch.ingest(releases))
        built = time.process_time() - started
        different = [question for question in questions if told(past, question, day) != told(scratch, question)]
        answered = sum(scratch.ask(question).status != "not_found" for question in questions)
    current = {listing.id: listing.version for listing in past.listings()}
    return {
        "day": day.isoformat(),
        "releases": len(releases),
        "passages": len(snapshot.places),
        "of_an_older_version": sum(one.id in current and current[one.id] != one.version for one in releases),
        "removed_since": sum(one.id not in current for one in releases),
        "questions": len(questions),
        "answered": answered,
        "different": len(different),
        "which": different[:5],
        "view_cpu_seconds": round(made, 2),
        "scratch_cpu_seconds": round(built, 2),
    }


def keep_embeddings(source: Catalog, target: Catalog, model: str) -> None:
    """The vectors that are known, so that nothing is embedded twice: the same text has the same vector."""
    hashes = list({place.text_hash for place in source.places_ever()})
    known = source.known_embeddings(model, hashes)
    if known:
        target.put_embeddings(model, list(known), np.stack(list(known.values())))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default="hashing")
    parser.add_argument("--reader", default="none")
    parser.add_argument("--days", type=int, default=10)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--until", type=date.fromisoformat, default=date(2022, 8, 5))
    parser.add_argument("--name", default="as_of")
    options = parser.parse_args()
    choice = random.Random(SEED)  # noqa: S311 - questions and days, no secret
    parts = Parts(model=options.model, embedder=open_embedder(options.model), reader=open_reranker(options.reader))
    events = [event for event in make_events(choice) if event.at.date() <= options.until]
    first = events[0].at.date()
    span = (options.until - first).days
    days = sorted(first + timedelta(days=choice.randrange(1, span + 1)) for _ in range(options.days))
    questions = make_questions(choice, events, options.questions)
    choice.shuffle(questions)
    with tempfile.TemporaryDirectory() as folder:
        clock = Clock()
        with open_at(Path(folder), parts, clock) as past:
            started = time.perf_counter()
            with Catalog(KEPT / RELEASES.stem / "catalog.sqlite3") as kept:  # what another benchmark embedded
                keep_embeddings(kept, past._catalog, parts.embedder.fingerprint)  # noqa: SLF001
            play(events, past, past._catalog, clock)  # noqa: SLF001
            manifest = past._index.catch_up().manifest  # noqa: SLF001
            print(f"{len(events)} events, {manifest.releases} releases, {time.perf_counter() - started:.0f} s")
            compared = []
            for number, day in enumerate(days):
                compared.append(compare_day(day, events, past, parts, questions[number :: len(days)]))
                print(json.dumps(compared[-1], ensure_ascii=False))
    results = {
        "model": options.model,
        "reader": options.reader,
        "events": len(events),
        "releases_now": manifest.releases,
        "questions": sum(one["questions"] for one in compared),
        "different": sum(one["different"] for one in compared),
        "days": compared,
    }
    write_results(options.name, results)


if __name__ == "__main__":
    main()
