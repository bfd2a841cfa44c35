"""Questions with complete gold (gold_questions.jsonl): every sentence that belongs to the answer, and no other.

They ask 660 releases of the Justice Department, in six collections of 110, and 72 invented ones of fifteen publishers
(archives/several.jsonl). A third are near misses, which their release does not answer. CLOSED names what neither the
reader nor any weight is fitted on. Of the Justice Department's texts only places are here.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.passage import Span
from corpus.reading import parse_record
from corpus.release import Release
from measuring import DATA, need

HERE = Path(__file__).parent
CLOSED = frozenset(
    (
        "City of Quellmouth",
        "Office of External Relations of Corvane",
        "Norrgate Lines",
        "Quellmouth District Court",
        "Town of Sandrey",
    )
)
DEPARTMENT = "doj-"  # what the names of its collections begin with


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldQuestion:
    """A question on one release of a collection. `gold` is empty where the release does not answer it."""

    id: str
    collection: str
    text: str
    type: str
    release_id: str
    gold: tuple[Span, ...]
    short: Span | None


def read_gold_questions() -> list[GoldQuestion]:
    lines = (HERE / "gold_questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        GoldQuestion(
            id=record["id"],
            collection=record["collection"],
            text=record["question"],
            type=record["type"],
            release_id=record["release"],
            gold=tuple(Span(*place) for place in record["gold"]),
            short=Span(*record["short"]) if "short" in record else None,
        )
        for record in map(json.loads, lines)
    ]


@cache
def read_collections() -> dict[str, list[Release]]:
    """The releases that are asked, by collection: the Justice Department's by six, the invented ones by publisher."""
    collections: dict[str, list[Release]] = {}
    wanted = {q.release_id: q.collection for q in read_gold_questions() if q.collection.startswith(DEPARTMENT)}
    for release in _read_department():
        if release.id in wanted:
            collections.setdefault(wanted.pop(release.id), []).append(release)
    for line in (HERE / "archives" / "several.jsonl").read_text(encoding="utf-8").splitlines():
        release = parse_record(json.loads(line))
        collections.setdefault(release.publisher or "", []).append(release)
    return collections


def _read_department() -> Iterator[Release]:
    with gzip.open(need(DATA / "releases" / "doj.jsonl.gz"), "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield parse_record(record | {"id": record["url"], "published": None, "date": None})
