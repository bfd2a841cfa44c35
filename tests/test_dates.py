"""Dates as releases and questions write them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import (
    Published,
    day_of,
    find_days,
    first_moment,
    is_moment,
    last_moment,
    names_day_near,
    parse_iso,
    spell_day,
)
from corpus.written_dates import first_day, parse_line

TOKYO = timezone(timedelta(hours=9))
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=ZONES)  # noqa: DTZ001


@given(st.dates() | MOMENTS)
def test_what_isoformat_writes_is_read_back_the_same(published: Published) -> None:
    read = parse_iso(published.isoformat())
    assert (read, type(read)) == (published, type(published))
    assert read.isoformat() == published.isoformat()


@pytest.mark.parametrize(
    ("value", "published"),
    [
        ("2020-10-21", date(2020, 10, 21)),
        ("20201021", date(2020, 10, 21)),
        ("2020-10-21T13:00", datetime(2020, 10, 21, 13, tzinfo=UTC)),
        ("2020-10-21 13:00:00Z", datetime(2020, 10, 21, 13, tzinfo=UTC)),
        ("2020-10-21T13:00:00+09:00", datetime(2020, 10, 21, 13, tzinfo=TOKYO)),
    ],
)
def test_an_iso_day_or_moment_is_read_and_a_moment_without_zone_is_utc(value: str, published: Published) -> None:
    read = parse_iso(value)
    assert (read, type(read)) == (published, type(published))
    assert read.isoformat() == published.isoformat()


@pytest.mark.parametrize(
    "value",
    [
        "",
        "2020",
        "2031-02-30",
        "October 21, 2020",
        "2020-10-21T25:00",
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59-14:00",
    ],
)
def test_what_is_no_day_or_moment_is_refused(value: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        parse_iso(value)


@pytest.mark.parametrize(
    "line",
    [
        "October 21, 2020",
        "  October 21st, 2020.  ",
        "october 21 2020",
        "Oct. 21, 2020",
        "OCT 21, 2020",
        "Wednesday, October 21, 2020",
        "21 October 2020",
        "21st Oct, 2020",
        "Wednesday 21 October 2020",
        "2020-10-21",
    ],
)
def test_a_line_that_is_a_date_is_that_day(line: str) -> None:
    assert parse_line(line) == date(2020, 10, 21)


@pytest.mark.parametrize(("line", "month"), [("Sep 3, 2031", 9), ("Sept. 3, 2031", 9), ("3 May 2031", 5)])
def test_months_may_be_shortened(line: str, month: int) -> None:
    assert parse_line(line) == date(2031, month, 3)


@pytest.mark.parametrize(
    "line",
    ["6. Mai 2031", "6 mai 2031", "6 de mayo de 2031", "6 maggio 2031", "6 de maio de 2031", "6 mei 2031"],
)
def test_whole_days_are_read_in_other_languages(line: str) -> None:
    assert parse_line(line) == date(2031, 5, 6)
    assert first_day(f"Le {line} à Quillan") == (date(2031, 5, 6), 3, 3 + len(line))


def test_the_first_of_a_month_and_months_with_accents_are_read() -> None:
    assert [parse_line(line) for line in ("1er août 2031", "1º de março de 2031", "3. MÄRZ 2031")] == [
        date(2031, 8, 1),
        date(2031, 3, 1),
        date(2031, 3, 3),
    ]


@pytest.mark.parametrize("line", ["On October 21, 2020", "October 2020", "Maybe 3, 2031", "", "2020", "May 3, 31"])
def test_a_line_that_says_more_or_less_than_a_day_is_no_date(line: str) -> None:
    assert parse_line(line) is None


@pytest.mark.parametrize("line", ["February 30, 2031", "31 June 2031", "2031-13-01", "January 0, 2031"])
def test_a_day_that_never_was_is_an_error(line: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        parse_line(line)


@given(st.dates(date(1900, 1, 1), date(2400, 1, 1)))  # years behind are those of other calendars
def test_a_spelled_day_is_read_back_in_each_form(day: date) -> None:
    assert parse_line(spell_day(day)) == day
    assert parse_line(day.isoformat()) == day
    assert find_days(f"What was said on {spell_day(day)}?") == [(day, day)]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("on 21 October 2020 and on May 3rd, 2031", [("2020-10-21", "2020-10-21"), ("2031-05-03", "2031-05-03")]),
        ("on the 3rd of May 2031", [("2031-05-03", "2031-05-03")]),
        ("in February 2032", [("2032-02-01", "2032-02-29")]),
        ("in February 2031?", [("2031-02-01", "2031-02-28")]),
        ("in December, 2031", [("2031-12-01", "2031-12-31")]),
        ("on February 30, 2031 or 2 May 2031", [("2031-05-02", "2031-05-02")]),
        ("in 2031, in May, or what may 20310 be", []),
    ],
)
def test_the_days_and_months_that_a_text_names_are_found_in_order(text: str, days: list[tuple[str, str]]) -> None:
    assert [(first.isoformat(), last.isoformat()) for first, last in find_days(text)] == days


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("on 21 October 2020 and May 3rd, 2031", (date(2020, 10, 21), 3, 18)),
        ("on February 30, 2031, or on 2 May 2031", (date(2031, 5, 2), 28, 38)),
        ("令和元年5月1日(水)に", (date(2019, 5, 1), 0, 11)),
        ("平成31年4月30日", (date(2019, 4, 30), 0, 10)),
        ("昭和64年1月7日", (date(1989, 1, 7), 0, 9)),
        ("2020年10月21日", (date(2020, 10, 21), 0, 11)),
        ("am 21.10.2020 und 2020/10/22", (date(2020, 10, 21), 3, 13)),
        ("x2020-10-21, 12020-10-21 and 2020-10-211", None),
        ("10/11/2031 or 21/10/20", None),
        ("", None),
    ],
)
def test_the_first_whole_day_of_a_text_is_found_with_its_place(text: str, found: tuple[date, int, int] | None) -> None:
    assert first_day(text) == found


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("On May 6, the Minister opened the harbour.", True),
        ("On the 4th of May 2031 she came.", True),
        ("On May 3rd she left.", True),
        ("On May 2 she arrived.", False),
        ("On May 7 she leaves.", False),
        ("On May 6, 2030, work began.", False),
        ("On 31 May and on 5 May.", True),
        ("In May 2031", False),
        ("", False),
    ],
)
def test_a_day_is_named_with_or_without_its_year(text: str, *, near: bool) -> None:
    assert names_day_near(text, date(2031, 5, 6), 3) is near


def test_a_day_of_the_year_before_is_near_the_first_of_january() -> None:
    assert names_day_near("on December 31", date(2031, 1, 1), 1)
    assert not names_day_near("on December 31, 2031", date(2031, 1, 1), 1)


@pytest.mark.parametrize(("published", "named"), [(date.min, "January 1"), (date.max, "December 31")])
def test_days_are_near_the_first_and_the_last_that_there_can_be(published: date, named: str) -> None:
    assert names_day_near(f"On {named}, work began.", published, 3)
    assert not names_day_near("On June 6, work began.", published, 3)


def test_a_day_is_spelled_as_releases_write_it() -> None:
    assert spell_day(date(2020, 10, 1)) == "October 1, 2020"
    assert spell_day(datetime(2020, 10, 1, 23, tzinfo=TOKYO)) == "October 1, 2020"
    assert spell_day(None) == ""


def test_the_day_of_a_moment_is_the_one_in_its_own_zone() -> None:
    moment = datetime(2031, 5, 6, 3, tzinfo=TOKYO)
    assert (is_moment(moment), day_of(moment)) == (True, date(2031, 5, 6))
    assert first_moment(moment) == last_moment(moment) == datetime(2031, 5, 5, 18, tzinfo=UTC)
    assert first_moment(moment).utcoffset() == last_moment(moment).utcoffset() == timedelta(0)


def test_a_bare_day_lasts_from_its_first_to_its_last_moment() -> None:
    day = date(2031, 5, 6)
    assert (is_moment(day), day_of(day)) == (False, day)
    assert first_moment(day) == datetime(2031, 5, 6, tzinfo=UTC)
    assert last_moment(day) == datetime(2031, 5, 6, 23, 59, 59, 999999, tzinfo=UTC)


@given(MOMENTS | st.dates())
def test_every_moment_that_is_read_can_be_told_in_utc(published: Published) -> None:
    read = parse_iso(published.isoformat())
    assert first_moment(read) <= last_moment(read)
