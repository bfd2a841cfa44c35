"""Days as they are written in many languages and calendars, and what a machine states of a time."""

from datetime import date, datetime, timedelta, timezone

import pytest

from corpus.dates import Published
from corpus.eras import of_numbers
from corpus.locales import day_comes_first, month_named
from corpus.moments import parse_published
from corpus.written_dates import Manner, first_day

DAY = date(2031, 5, 6)


@pytest.mark.parametrize(
    "text",
    [
        *("6th of May, 2031", "06 MAY 2031", "6-May-2031", "May 06 2031", "2031-May-06", "May062031"),
        *("6. května 2031", "6. maj 2031", "6. mai 2031", "6. toukokuuta 2031", "6 Μαΐου 2031", "6 ΜΑΪΟΥ 2031"),
        *("2031. május 6.", "6 Bealtaine 2031", "2031. gada 6. maijs", "2031 m. gegužės 6 d.", "6 ta’ Mejju 2031"),
        *("6 maja 2031", "6 mai 2031", "6. mája 2031", "6. svibnja 2031.", "6 май 2031 г.", "6 de maig de 2031"),
        *("6 мая 2031 г.", "6 травня 2031 р.", "6 Mayıs 2031", "6 MAYIS 2031", "6 tháng 5, 2031", "6 mei 2031"),
        *("٦ مايو ٢٠٣١", "06 أيار/مايو 2031", "6 मई 2031", "2031년 5월 6일", "2031. 5. 6.", "2031年5月6日"),
        *(
            "6.5.31",
            "6 พฤษภาคม 2574",
            "6 พ.ค. 2574",
            "民國120年5月6日",
            "令和13年5月6日",
            "1410/02/16",
            "16 اردیبهشت 1410",
        ),
    ],
)
def test_a_whole_day_is_read_in_many_languages_and_calendars(text: str) -> None:
    assert (first_day(text) or [None])[0] == DAY


@pytest.mark.parametrize(
    ("text", "day_first", "day"),
    [
        ("03/02/2031", None, None),
        ("03-02-2031", None, None),
        ("03/02/2031", True, date(2031, 2, 3)),
        ("03/02/2031", False, date(2031, 3, 2)),
        ("13/02/2031", None, date(2031, 2, 13)),
        ("02/13/2031", True, date(2031, 2, 13)),
        ("02/02/2031", None, date(2031, 2, 2)),
        ("2031/03/02", None, date(2031, 3, 2)),
    ],
)
def test_numbers_between_slashes_are_a_day_only_where_they_can_mean_one(
    text: str, day_first: bool | None, day: date | None
) -> None:
    assert (first_day(text, Manner(day_first=day_first)) or [None])[0] == day


@pytest.mark.parametrize(
    "text",
    [
        "14.–20. May 2031",
        "6 May 1789",
        "6 May 2131",
        "2031-05-06-7",
        "6 Wort 2031",
        "6 listopada 2031",
        "31 April 2031",
    ],
)
def test_spans_words_and_years_in_which_nothing_is_published_are_no_day(text: str) -> None:
    assert first_day(text) is None


def test_a_month_that_two_languages_name_alike_is_told_by_the_language() -> None:
    assert [month_named("listopada", language) for language in ("hr", "pl", None)] == [10, 11, None]


def test_the_order_of_day_and_month_is_that_of_language_and_country() -> None:
    tags = ("en", "en-US", "en-GB", "fr", "de-AT", "ja", "no-such-tag", "")
    assert [day_comes_first(tag) for tag in tags] == [None, False, True, True, True, None, None, None]


@pytest.mark.parametrize(
    ("year", "new_year"), [(1399, "2020-03-20"), (1400, "2021-03-21"), (1404, "2025-03-21"), (1375, "1996-03-20")]
)
def test_the_jalali_year_begins_at_the_equinox_and_its_last_month_is_longer_in_leap_years(
    year: int, new_year: str
) -> None:
    assert of_numbers(year, 1, 1) == date.fromisoformat(new_year)
    assert of_numbers(1399, 12, 30) + timedelta(days=1) == of_numbers(1400, 1, 1)
    with pytest.raises(ValueError, match="Jalali"):
        of_numbers(1400, 12, 30)


@pytest.mark.parametrize(
    ("stated", "published"),
    [
        ("Tue, 06 May 2031 09:00:00 KST", datetime(2031, 5, 6, 9, tzinfo=timezone(timedelta(hours=9)))),
        ("Tue, 06 May 2031 09:00:00 MESZ", datetime(2031, 5, 6, 9, tzinfo=timezone(timedelta(hours=2)))),
        ("Tue, 06 May 2031 09:00:00 QXZ", DAY),
        ("6 May 2031", DAY),
        ("Tuesday, May 6, 2031 - 09:00", DAY),
        ("06.05.2031 09:00", DAY),
        ("May 6, 2031 9:00 AM Central Standard Time", DAY),
        ("1410-02-16", DAY),
        ("2574-05-06T09:00:00+07:00", DAY),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Mon, 01 Jan 0001 00:00:00 +0000", None),
        ("0001-01-01T00:00:00Z", None),
        ("2131-05-06", None),
        ("03/02/2031", None),
        ("soon", None),
    ],
)
def test_what_is_stated_is_a_moment_with_its_zone_a_day_or_nothing(stated: str, published: Published | None) -> None:
    found = parse_published(stated)
    assert (found, type(found)) == (published, type(published))
    assert not isinstance(found, datetime) or found.utcoffset() == getattr(published, "utcoffset")()  # noqa: B009
