"""Relative dates: "a month later", "that day", "in early August" of the year in question."""

import re
from datetime import date, timedelta

from corpus.dates import last_of_month, month_number, spell_day
from corpus.english.months import AHEAD, BACK, BEFORE_MONTH, CALENDAR_UNITS, MONTH, PARTS
from corpus.english.numbers import COUNTS, ORDINAL_ENDINGS

DayRange = tuple[date, date]  # first and last

_ORDINAL = rf"(?:{ORDINAL_ENDINGS})?"
_UNIT = rf"(?P<unit>{'|'.join(CALENDAR_UNITS)})"
_APART = re.compile(
    rf"\b(?P<count>\d{{1,2}}|{'|'.join(COUNTS)})\s+{_UNIT}s?\s+"
    rf"(?P<way>{'|'.join((*AHEAD, *BACK))})\b",
    re.IGNORECASE,
)
_NEXT = re.compile(
    rf"\b(?:the\s+(?P<way>next|following|previous|same|very same)|that(?:\s+(?:very|same))?)\s+{_UNIT}\b", re.IGNORECASE
)
# A month without its year; a day beside it, or a word before it, tells it from "may" and "march".
_MONTH_ALONE = re.compile(
    rf"\b(?:(?P<part>{'|'.join(PARTS)})(?:\s+of|\s*-|\s+in)?\s+|(?:{'|'.join(BEFORE_MONTH)})\s+"
    rf"|(?=\d{{1,2}}{_ORDINAL}\s+(?:of\s+)?(?:{MONTH})\b|(?:{MONTH})\s+\d{{1,2}}\b))"
    rf"(?:(?P<before>\d{{1,2}}){_ORDINAL}\s+(?:of\s+)?)?(?P<month>{MONTH})\b"
    rf"(?:\s+(?P<after>\d{{1,2}}){_ORDINAL}\b|(?!\s+\d{{1,2}}\b))(?!,?\s+\d{{4}})",
    re.IGNORECASE,
)


def find_relative(text: str, known: DayRange) -> DayRange | None:
    """First and last day of the first date that a text gives relative to a known one; None if there is none.

    "A month on" is the whole month, "that year" the whole year; "in August" is August of the known date's year.
    """
    try:
        if found := _APART.search(text):
            count = found["count"].lower()
            number = int(count) if count.isdigit() else COUNTS[count]
            return _shift(known, -number if found["way"].lower() in BACK else number, found["unit"].lower())
        if found := _NEXT.search(text):
            way = (found["way"] or "same").lower()
            number = {"next": 1, "following": 1, "previous": -1}.get(way, 0)
            return _whole(_shift(known, number, found["unit"].lower()), found["unit"].lower())
        if found := _MONTH_ALONE.search(text):
            return _of_year(found, known[0].year)
    except (ValueError, OverflowError):  # a day that never was, a year that no date has
        return None
    return None


def _shift(days: DayRange, number: int, unit: str) -> DayRange:
    """Both days so many units on; a month is meant as a whole."""
    if unit in {"day", "week"}:
        by = timedelta(days=number * (7 if unit == "week" else 1))
        return days[0] + by, days[1] + by
    first, last = (_add_months(day, number * (12 if unit == "year" else 1)) for day in days)
    return (first, last) if unit == "year" else _whole((first, last), unit)


def _add_months(day: date, number: int) -> date:
    """The same day of a later month, or its last day where it is shorter."""
    years, month = divmod(day.month - 1 + number, 12)
    first = date(day.year + years, month + 1, 1)
    return first.replace(day=min(day.day, last_of_month(first).day))


def _whole(days: DayRange, unit: str) -> DayRange:
    """The months or years that the days are of."""
    first, last = days
    if unit == "month":
        return first.replace(day=1), last_of_month(last)
    return (first.replace(month=1, day=1), last.replace(month=12, day=31)) if unit == "year" else days


def _of_year(found: re.Match[str], year: int) -> DayRange:
    day = found["before"] or found["after"]
    first = date(year, month_number(found["month"]), int(day or 1))
    if day:
        return first, first
    last = last_of_month(first)
    if not found["part"]:
        return first, last
    low, high = PARTS[found["part"].lower()]
    return first.replace(day=low), first.replace(day=min(high, last.day))


def spell_days(days: DayRange) -> str:
    """ "October 21, 2020", "October 2020", "2020", or two days."""
    first, last = days
    if first == last:
        return spell_day(first)
    month, _, year = spell_day(first).split()
    if days == (first.replace(day=1), last_of_month(first)):
        return f"{month} {year}"
    whole_year = days == (date(first.year, 1, 1), date(first.year, 12, 31))
    return year if whole_year else f"{spell_day(first)} to {spell_day(last)}"
