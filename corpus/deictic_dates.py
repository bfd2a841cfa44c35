"""Words that only the day on which they were written explains: "today", "yesterday", "last week"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.english.months import CALENDAR_UNITS, NEARBY_DAYS, NEARBY_UNITS, SPANNING
from corpus.passage import Span
from corpus.relative_dates import DayRange, find_relative, spell_days

_DAY = "|".join(words.replace(" ", r"\s") for words in NEARBY_DAYS)
_WAY, _UNIT = "|".join(NEARBY_UNITS), "|".join(CALENDAR_UNITS[1:])
_NOT_SPANNING = "".join(rf"(?<!\b{word}\s)" for word in SPANNING)
_DEICTIC = re.compile(rf"\b(?:(?P<day>{_DAY})|{_NOT_SPANNING}(?P<way>{_WAY})\s(?P<unit>{_UNIT}))\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedWords:
    """Words of a text with the first and the last day that they mean."""

    span: Span
    words: str
    days: DayRange

    def __str__(self) -> str:
        """ "“last week”: April 26, 2021 to May 2, 2021" """
        return f"“{self.words}”: {spell_days(self.days)}"


def find_deictic(text: str, written: date) -> Iterator[DatedWords]:
    """Each such word of a text that was written on that day. A week begins on Monday, as in ISO 8601."""
    for found in _DEICTIC.finditer(text):
        if days := _days_of(found, written):
            yield DatedWords(span=Span(*found.span()), words=" ".join(found[0].split()), days=days)


def _days_of(found: re.Match[str], written: date) -> DayRange | None:
    """None for a day that no calendar has."""
    try:
        if found["day"]:
            day = written + timedelta(days=NEARBY_DAYS[" ".join(found["day"].lower().split())])
            return day, day
        number, unit = NEARBY_UNITS[found["way"].lower()], found["unit"].lower()
        if unit == "week":
            monday = written + timedelta(days=7 * number - written.weekday())
            return monday, monday + timedelta(days=6)
        way = {-1: "previous", 0: "same", 1: "next"}[number]
        return find_relative(f"the {way} {unit}", (written, written))
    except OverflowError:
        return None
