"""Filters of a search, and the conditions they become, which every index can apply."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from corpus.countries import country_of
from corpus.dates import Published, day_of, find_days, first_moment, is_moment, last_moment

RangeColumn = Literal["day", "first", "last", "withdrawn"]
ValueColumn = Literal["publisher", "language", "release", "country", "person"]
Bearers = Callable[[str], Sequence[str]]  # the names that releases use for a person
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A release is published up to a day or two after the event it reports, and its day in UTC may be the next.
_AROUND = 3 * 24 * 3600 * 1_000_000
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
NO_DAY = 0  # the day of a release without a date


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which releases are searched. Applied before ranking, never after.

    Date bounds are inclusive; a bare date is that whole day in the release's own zone where it has one, else UTC.
    A release without a date is outside every date bound. Empty means everything. `country` and `person` are those that
    a release mentions: a country by its name or ISO 3166 code (kept as the code), a person by name. `withdrawn`: only
    those that their source has no more, or only the others. Raises UnknownCountry, and ValueError for what is not a
    month.
    """

    published_from: Published | None = None
    published_to: Published | None = None
    publisher: str | None = None
    language: str | None = None
    release_ids: frozenset[str] | None = None
    year: int | None = None
    month: str | None = None  # 2020-10
    country: str | None = None
    person: str | None = None
    withdrawn: bool | None = None

    def __post_init__(self) -> None:
        if self.month is not None and not _MONTH.fullmatch(self.month):
            raise ValueError(f"{self.month!r} is no month (as 2020-10)")
        if self.country is not None:
            object.__setattr__(self, "country", country_of(self.country).code)


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Between:
    """low <= column <= high"""

    column: RangeColumn
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class OneOf:
    """The column has one of the values."""

    column: ValueColumn
    values: Sequence[str]


@dataclass(frozen=True, slots=True)
class NoneOf:
    """The release has none of these ids. No filter of anybody's: it leaves out what another release says as well."""

    values: Sequence[str]


Condition = Between | OneOf | NoneOf


def only(name: str) -> Sequence[str]:
    """The names of a person whom every release calls the same."""
    return (name,)


def conditions_of(filters: Filters, bearers: Bearers = only) -> list[Condition]:
    """The filters as conditions, all of which must hold. `bearers` gives the names that releases use for a person."""
    conditions: list[Condition] = []
    if filters.published_from is not None or filters.published_to is not None:
        conditions.append(Between("day", low=NO_DAY + 1))
    if filters.published_from is not None:
        conditions.append(_from(filters.published_from))
    if filters.published_to is not None:
        conditions.append(_to(filters.published_to))
    if filters.publisher is not None:
        conditions.append(OneOf("publisher", (filters.publisher,)))
    if filters.language is not None:
        conditions.append(OneOf("language", (filters.language,)))
    if filters.release_ids is not None:
        conditions.append(OneOf("release", sorted(filters.release_ids)))
    if filters.year is not None:
        conditions.append(Between("day", low=filters.year * 10_000, high=filters.year * 10_000 + 9_999))
    if filters.month is not None:
        number = int(filters.month.replace("-", "")) * 100
        conditions.append(Between("day", low=number, high=number + 99))
    if filters.country is not None:
        conditions.append(OneOf("country", (filters.country,)))
    if filters.person is not None:
        conditions.append(OneOf("person", bearers(filters.person)))
    if filters.withdrawn is not None:
        conditions.append(Between("withdrawn", low=int(filters.withdrawn), high=int(filters.withdrawn)))
    return conditions


def _from(bound: Published) -> Between:
    if is_moment(bound):
        return Between("last", low=microseconds(last_moment(bound)))
    return Between("day", low=day_number(bound))


def _to(bound: Published) -> Between:
    if is_moment(bound):
        return Between("first", high=microseconds(first_moment(bound)))
    return Between("day", high=day_number(bound))


def day_number(published: Published | None) -> int:
    """20201021 for October 21, 2020; NO_DAY without a date."""
    day: date | None = None if published is None else day_of(published)
    return NO_DAY if day is None else day.year * 10_000 + day.month * 100 + day.day


def moments(published: Published | None) -> tuple[int, int]:
    """First and last moment in microseconds since 1970, UTC; (0, 0) without a date."""
    if published is None:
        return 0, 0
    return microseconds(first_moment(published)), microseconds(last_moment(published))


def microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def asked_times(question: str) -> list[tuple[int, int]]:
    """First and last moment (microseconds since 1970) of each date that a question mentions.

    A preference, never a filter: "in late July 2021" may also mean a release of August 1.
    """
    return times_of(find_days(question))


def times_of(days: Iterable[tuple[date, date]]) -> list[tuple[int, int]]:
    """First and last moment (microseconds since 1970) of each range of days."""
    return [(moments(first)[0], moments(last)[1]) for first, last in days]


def near_times(first: int, last: int) -> list[Condition]:
    """The condition for releases of these moments (microseconds since 1970), or of a few days around them."""
    return [Between("last", low=first - _AROUND), Between("first", high=last + _AROUND)]
