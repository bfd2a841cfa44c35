"""Dates that a text tells by another one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.relative_dates import DayRange, find_relative, spell_days

JUNE: DayRange = (date(2031, 6, 1), date(2031, 6, 30))
DAY: DayRange = (date(2031, 5, 31), date(2031, 5, 31))


@pytest.mark.parametrize(
    ("text", "known", "told"),
    [
        ("A month on, who had signed?", JUNE, "July 2031"),
        ("And two months earlier?", JUNE, "April 2031"),
        ("a year later, what did she say", JUNE, "June 2032"),
        ("What came 3 weeks after?", DAY, "June 21, 2031"),
        ("And the day before?", DAY, None),
        ("Who spoke one day before that?", DAY, "May 30, 2031"),
        ("Who else met that month?", DAY, "May 2031"),
        ("What happened later that same year?", DAY, "2031"),
        ("And the next day?", DAY, "June 1, 2031"),
        ("And the following month?", DAY, "June 2031"),
        ("And the previous year?", DAY, "2030"),
        ("Whose birthday was it that day?", DAY, "May 31, 2031"),
        ("And in August?", JUNE, "August 2031"),
        ("and in early august, what did he want", JUNE, "August 1, 2031 to August 10, 2031"),
        ("Who signed on 3 March?", JUNE, "March 3, 2031"),
        ("Who signed on March 3rd?", JUNE, "March 3, 2031"),
        ("What was said in late February?", JUNE, "February 21, 2031 to February 28, 2031"),
        ("And in Feb?", JUNE, "February 2031"),
        ("And Feb 5?", JUNE, "February 5, 2031"),
        ("What came of the 24 Feb call?", JUNE, "February 24, 2031"),
        ("And Feb 5, 2029?", JUNE, None),
        ("Feb?", JUNE, None),
        ("And in August 2029?", JUNE, None),
        ("May she march on the harbour?", JUNE, None),
        ("On February 30, who came?", JUNE, None),
        ("How many ships are there?", JUNE, None),
    ],
)
def test_a_date_is_told_by_a_known_one(text: str, known: DayRange, told: str | None) -> None:
    found = find_relative(text, known)
    assert (spell_days(found) if found else None) == told


def test_a_month_after_the_last_of_a_long_month_is_the_whole_short_one() -> None:
    assert find_relative("a month later", (date(2031, 1, 31), date(2031, 1, 31))) == (
        date(2031, 2, 1),
        date(2031, 2, 28),
    )


def test_a_year_that_no_date_has_is_none() -> None:
    assert find_relative("ten years later", (date(9995, 1, 1), date(9995, 1, 1))) is None


@given(st.text(), st.dates())
def test_whatever_is_told_begins_before_it_ends(text: str, day: date) -> None:
    for told in (text, f"{text} a month later {text}", f"{text} in early May {text}"):
        found = find_relative(told, (day, day))
        assert found is None or found[0] <= found[1]
