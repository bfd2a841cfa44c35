"""Finds releases: one row each, with its best passages; by date, or by relevance."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from corpus.errors import IndexMismatch
from corpus.passage import Passage
from corpus.records import Listing
from index.filters import NO_DAY, Condition, Filters, OneOf
from index.retriever import Retriever
from index.storage.columns import Mask, Rows
from index.storage.lexical import SortOrder
from index.storage.passage_table import Releases
from index.storage.snapshot import Snapshot

BEST = 3  # passages that come with a release
_UNDATED = -(2**62)  # sorts after every date, newest or oldest first


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRelease:
    """A release with the best of its passages that were found, best first; without a question with its first one."""

    release: Listing
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundReleases:
    """One page of what was found; `total` counts all of it."""

    total: int
    page: tuple[FoundRelease, ...]


def find_releases(
    retriever: Retriever, question: str | None, order: SortOrder | None, limit: int, filters: Filters, offset: int = 0
) -> FoundReleases:
    """By date those with a passage that contains every word, all without a question; without an order by relevance.

    By relevance only the releases of the best passages are found, at least the nearest of all there are.
    """
    if order is None:
        return _find_nearest(retriever, question or "", limit, filters, offset)
    snapshot, conditions = retriever.snapshot, retriever.snapshot.conditions(filters)
    if question is None:
        held = [[number] for number in _first_passages(snapshot, order, conditions)]
        chosen = held[offset : offset + limit]
    else:
        held = _with_every_word(snapshot, question, order, conditions)
        chosen = _best_first(snapshot, question, held[offset : offset + limit])
    return FoundReleases(total=len(held), page=tuple(_look_up(retriever, chosen)))


def named_in(snapshot: Snapshot, release_id: str, version: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes of the countries, and the people by their registered names, whom an indexed version names; sorted."""
    releases = snapshot.places.releases
    rows = np.flatnonzero((releases.id == release_id) & (releases.version == version))
    countries = releases.country.value[np.isin(releases.country.row, rows)].tolist()
    people = releases.person.value[np.isin(releases.person.row, rows)].tolist()
    return tuple(sorted(countries)), tuple(sorted({snapshot.people.person(name) for name in people}))


def rows_that_meet(releases: Releases, conditions: Sequence[Condition]) -> Rows:
    """The rows of all releases that meet the conditions."""
    kept: Mask = np.ones(len(releases), dtype=np.bool_)
    for condition in conditions:
        kept &= releases.keeps(condition)
    return np.flatnonzero(kept).astype(np.int64)


def _first_passages(snapshot: Snapshot, order: SortOrder, conditions: Sequence[Condition]) -> list[int]:
    """The number of the first passage of each release that meets the conditions, by date, then by id."""
    places, releases = snapshot.places, snapshot.places.releases
    _, first = np.unique(places.release, return_index=True)  # passages lie in the order of their places
    rows = rows_that_meet(releases, conditions)
    times = np.where(releases.day == NO_DAY, _UNDATED, releases.last if order == "newest" else -releases.first)
    ordered = rows[np.lexsort((releases.id[rows], -times[rows]))]
    return [int(number) for number in places.number[first[ordered]]]


def _with_every_word(
    snapshot: Snapshot, question: str, order: SortOrder, conditions: Sequence[Condition]
) -> list[list[int]]:
    """For each release, by date, the numbers of its passages that contain every word of the question."""
    places = snapshot.places
    numbers = snapshot.lexical.search_by_date(question, order, len(places), 0, conditions)
    held: dict[int, list[int]] = {}
    for release, number in zip(places.release[places.rows_of(numbers)], numbers, strict=True):
        held.setdefault(int(release), []).append(number)
    return list(held.values())


def _best_first(snapshot: Snapshot, question: str, held: Sequence[Sequence[int]]) -> list[list[int]]:
    """Of each release the best passages, by BM25."""
    places, words = snapshot.places, snapshot.lexical.words(question)
    ids = {str(places.releases.id[places.release[row]]) for row in places.rows_of([numbers[0] for numbers in held])}
    scores = dict(snapshot.lexical.search_whole(words, len(places), [OneOf("release", sorted(ids))])) if held else {}
    return [sorted(numbers, key=lambda number: (-scores.get(number, 0.0), number))[:BEST] for numbers in held]


def _look_up(retriever: Retriever, chosen: Sequence[Sequence[int]]) -> list[FoundRelease]:
    numbers = [number for each in chosen for number in each]
    found = iter(retriever.lookup(numbers))
    placed = [list(islice(found, len(each))) for each in chosen]
    if [len(each) for each in placed] != [len(each) for each in chosen]:
        raise IndexMismatch("the passages were made anew since the index was opened. Restart: communique serve")
    return [FoundRelease(release=each[0][1], passages=tuple(passage for passage, _ in each)) for each in placed]


def _find_nearest(retriever: Retriever, question: str, limit: int, filters: Filters, offset: int) -> FoundReleases:
    found = retriever.find(question, filters)
    held: dict[str, list[Passage]] = {}
    listings: dict[str, Listing] = {}
    for hit in retriever.hits(found, len(found.best) + len(found.rest)):
        held.setdefault(hit.release.id, []).append(hit.passage)
        listings[hit.release.id] = hit.release
    page = [
        FoundRelease(release=listings[release_id], passages=tuple(passages[:BEST]))
        for release_id, passages in islice(held.items(), offset, offset + limit)
    ]
    return FoundReleases(total=len(held), page=tuple(page))
