"""Facets: what a search finds, counted by the values that it can be narrowed to."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np

from corpus.countries import countries
from index.filters import NO_DAY, Filters
from index.finder import rows_that_meet
from index.retriever import Retriever
from index.storage.columns import MultiValueColumn, Rows
from index.storage.lexical import SortOrder
from index.storage.passage_table import Releases
from index.storage.person_registry import PersonRegistry

Facet = Literal["publisher", "year", "month", "language", "country", "person", "withdrawn"]
FACETS: tuple[Facet, ...] = get_args(Facet)
MOST = 100  # values of one facet
_WITHDRAWN = {0: ("false", "At its source"), 1: ("true", "Withdrawn")}  # value and label


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """The number of releases with a value. A filter takes `value`, a person reads `label`."""

    value: str
    label: str
    count: int


def count_facets(
    retriever: Retriever,
    question: str | None,
    facets: Sequence[Facet],
    filters: Filters,
    order: SortOrder | None,
) -> dict[Facet, list[Count]]:
    """The facets of a search, by relevance or by date: for each value, the number of releases with it among all that
    the search pages through. Each facet ignores its own filter: it counts what another choice would find.
    """
    narrowed = {facet: without(filters, facet) for facet in facets}
    each = list(dict.fromkeys(narrowed.values()))
    releases, people = retriever.snapshot.places.releases, retriever.snapshot.people
    if question is None and order is not None:  # every release: the table alone tells, which is quicker
        rows = [rows_that_meet(releases, retriever.snapshot.conditions(filters)) for filters in each]
    else:
        rows = retriever.matching(question, each, order)
    found = dict(zip(each, rows, strict=True))
    return {facet: count(facet, releases, found[narrowed[facet]], people) for facet in facets}


def without(filters: Filters, facet: Facet) -> Filters:
    """The filters without the facet's own; year and month share theirs."""
    own = ("year", "month") if facet == "year" else (facet,)
    return replace(filters, **dict.fromkeys(own))


def count(facet: Facet, releases: Releases, rows: Rows, people: PersonRegistry) -> list[Count]:
    """The facet's values in these rows, most frequent first; years and months newest first."""
    match facet:
        case "year" | "month":
            return _periods(releases.day[rows], 10_000 if facet == "year" else 100)
        case "country":
            return _most(_held(releases.country, rows), lambda code: countries()[code].name)
        case "person":
            return _most(_held(releases.person, rows, people.person))
        case "withdrawn":
            counted = Counter(map(int, releases.withdrawn[rows]))
            return [Count(value=_WITHDRAWN[key][0], label=_WITHDRAWN[key][1], count=counted[key]) for key in counted]
        case _:
            column = getattr(releases, facet)
            return _most(value for value in map(str, column[rows]) if value)


def _held(column: MultiValueColumn, rows: Rows, as_known: Callable[[str], str] = str) -> Iterable[str]:
    """The values of the rows; each value once per row, a person under the registered name."""
    pairs = np.isin(column.row, rows)
    held = zip(column.row[pairs].tolist(), column.value[pairs].tolist(), strict=True)  # of Python: four times as fast
    return [value for _, value in {(row, as_known(value)) for row, value in held}]


def _most(values: Iterable[str], label: Callable[[str], str] = str) -> list[Count]:
    counted = [Count(value=value, label=label(value), count=number) for value, number in Counter(values).items()]
    return sorted(counted, key=lambda each: (-each.count, each.label))[:MOST]


def _periods(days: Rows, unit: int) -> list[Count]:
    """Days as periods: 20201021 becomes 2020 with a unit of 10,000, and 2020-10 with a unit of 100."""
    counted = Counter(int(day) // unit for day in days if day != NO_DAY)
    named = {number: f"{number:04d}" if unit > 100 else f"{number // 100:04d}-{number % 100:02d}" for number in counted}
    return [
        Count(value=named[number], label=named[number], count=counted[number])
        for number in sorted(counted, reverse=True)[:MOST]
    ]
