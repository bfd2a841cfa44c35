"""Filters as conditions, dates as numbers, and the times that a question names."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from corpus.errors import UnknownCountry
from index.filters import (
    EVERYTHING,
    NO_DAY,
    Between,
    Filters,
    OneOf,
    asked_times,
    conditions_of,
    day_number,
    microseconds,
    moments,
)

DAY = 86_400_000_000


def test_no_filters_are_no_conditions() -> None:
    assert conditions_of(EVERYTHING) == []
    assert conditions_of(Filters()) == []


def test_bare_days_are_compared_as_calendar_days() -> None:
    filters = Filters(published_from=date(2031, 5, 6), published_to=date(2031, 6, 1))

    assert conditions_of(filters) == [
        Between("day", low=1),
        Between("day", low=20310506),
        Between("day", high=20310601),
    ]


def test_moments_are_compared_as_moments_whatever_their_zone() -> None:
    tokyo = datetime(1970, 1, 1, 10, tzinfo=timezone(timedelta(hours=9)))
    filters = Filters(published_from=tokyo, published_to=tokyo + timedelta(seconds=2))

    assert conditions_of(filters) == [
        Between("day", low=1),
        Between("last", low=3_600_000_000),
        Between("first", high=3_602_000_000),
    ]


def test_values_are_asked_for_as_they_are_and_release_ids_in_order() -> None:
    filters = Filters(publisher="Ministry of Works", language="fr", release_ids=frozenset({"b", "a"}))

    assert conditions_of(filters) == [
        OneOf("publisher", ("Ministry of Works",)),
        OneOf("language", ("fr",)),
        OneOf("release", ["a", "b"]),
    ]


def test_years_and_months_are_stretches_of_days_and_a_country_is_its_code() -> None:
    assert conditions_of(Filters(year=2031, month="2031-05", country="Japan")) == [
        Between("day", low=20310000, high=20319999),
        Between("day", low=20310500, high=20310599),
        OneOf("country", ("JP",)),
    ]


def test_a_person_is_whatever_releases_call_one() -> None:
    def bearers(name: str) -> list[str]:
        return [name, f"Vela {name}"]

    assert conditions_of(Filters(person="Ostrander"), bearers) == [OneOf("person", ["Ostrander", "Vela Ostrander"])]


def test_a_month_or_a_country_that_is_none_is_refused_at_once() -> None:
    for month in ("2031", "2031-13", "2031-00", "31-05", "2031-05-01"):
        with pytest.raises(ValueError, match=r"is no month \(as 2020-10\)"):
            Filters(month=month)
    with pytest.raises(UnknownCountry, match="'Norvania' is no country"):
        Filters(country="Norvania")


def test_a_day_is_a_number_that_grows_with_it_and_none_is_no_day() -> None:
    late = datetime(2031, 5, 6, 23, 59, tzinfo=timezone(timedelta(hours=-11)))  # May 7 in UTC

    assert [day_number(day) for day in (None, date(2020, 10, 21), late)] == [NO_DAY, 20201021, 20310506]


def test_a_day_lasts_from_its_first_to_its_last_microsecond_and_a_moment_is_one() -> None:
    assert moments(date(1970, 1, 2)) == (DAY, 2 * DAY - 1)
    assert moments(date(1969, 12, 31)) == (-DAY, -1)
    assert moments(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)) == (1_000_000, 1_000_000)
    assert moments(None) == (0, 0)


def test_microseconds_are_exact_far_from_1970() -> None:
    assert microseconds(datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == 253_402_300_799_999_999


def test_the_times_that_a_question_names_are_whole_days_and_whole_months() -> None:
    asked = asked_times("What was said on May 6, 2031, and what in February 2032?")

    assert asked == [
        moments(date(2031, 5, 6)),
        (moments(date(2032, 2, 1))[0], moments(date(2032, 2, 29))[1]),
    ]
    assert asked_times("What did Minister Ostrander open?") == []
