"""Whole days as releases, pages, feeds and mails write them: in words, in numbers, in other calendars."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from corpus.english.months import MONTHS, WEEKDAY
from corpus.eras import ERAS, JALALI_MONTHS, of_common_months, of_jalali, of_numbers
from corpus.folding import normalise
from corpus.locales import month_named, plain_name

EARLIEST = 1900
_AHEAD = 10  # years: a day that lies further ahead is a mistake in typing
_ENGLISH = {name[:length].lower(): at for at, name in enumerate(MONTHS, 1) for length in (3, len(name))} | {"sept": 9}
_YEARS_FIRST = frozenset({"ja", "ko", "zh", "hu", "fa"})  # who write 21.5.6 for the sixth of May


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a source writes its days, as far as that is known.

    language   of its names of months, where two languages mean two months by one
    day_first  whether 3/2/2031 is the third of February; where it is not known, it is no day at all
    """

    language: str | None = None
    day_first: bool | None = None


ANY = Manner()
_Day = Callable[[re.Match[str], Manner], date | None]
_WORD = r"(?:[ก-ฮ]{1,2}\.[ก-ฮ]{1,2}|[^\W\d_][^\s\d.,;:()|/–—-]{1,19})"  # Thai months are shortened within
_ORDINAL = r"(?:st|nd|rd|th|er|ère|re|e|:[ae]|o|a|-?го|[°.])?"
_OF = r"(?:(?:of|de|den|di|ta['’])\s+|d['’])?"
_PAIR = rf"(?:\s?/\s?{_WORD}|\s?\({_WORD}\))?"  # "أيار/مايو": the month has two names in Arabic
_YEAR = r"(?P<year>\d{4})"
_DAY = r"(?P<day>\d{1,2})"
_MONTH = rf"(?P<month>{_WORD})"
_ERA = "|".join(era for era in ERAS if len(era) > 1)
_EASTERN = r"\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일号號]"
_EASTERN_WEEKDAY = "[月火水木金土日월화수목금토일](?:曜日?|요일)?"
_GLUE = r"(?:\s+|\s?[-/.]\s?)"


def _named(found: re.Match[str], manner: Manner) -> date | None:
    year, day, name = int(found["year"]), int(found["day"]), found["month"]
    if (month := JALALI_MONTHS.get(plain_name(name))) and year < EARLIEST:
        return of_jalali(year, month, day)
    number = _ENGLISH.get(name.lower().rstrip(".")) or month_named(name, manner.language)
    return of_common_months(year, number, day) if number else None


def _in_numbers(found: re.Match[str], _: Manner) -> date | None:
    year = 1 if found["year"] == "元" else int(found["year"])
    return of_numbers(year, int(found["month"]), int(found["day"]), found.groupdict().get("era") or "")


def _either(found: re.Match[str], manner: Manner) -> date | None:
    """3/2/2031: a number above 12 is the day, else the source's manner tells; without it, none."""
    one, two, year = int(found["one"]), int(found["two"]), int(found["year"])
    day_first = manner.day_first
    if max(one, two) > 12:
        day_first = one > 12
    if one == two:
        day_first = True
    if day_first is None:
        return None
    return of_numbers(year, two, one) if day_first else of_numbers(year, one, two)


def _shortened(found: re.Match[str], manner: Manner) -> date | None:
    """6.5.31: only with full stops, where the day comes first in every language that writes so."""
    if manner.language in _YEARS_FIRST:
        return None
    return date(2000 + int(found["year"]), int(found["month"]), int(found["day"]))


def _minguo(found: re.Match[str], manner: Manner) -> date | None:
    return _in_numbers(found, manner) if manner.language == "zh" else None


_FORMS: tuple[tuple[re.Pattern[str], _Day], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), day_of)
    for pattern, day_of in (
        # "6 May 2031", "6. Mai 2031", "6 de mayo de 2031", "6th of May, 2031", "26-May-2031", "6 ta’ Mejju 2031"
        (
            rf"{_DAY}{_ORDINAL}{_GLUE}{_OF}{_MONTH}\.?{_PAIR}(?:,?\s+(?:del?|of)\s+|,\s*|{_GLUE}){_YEAR}(?:\s?[гр]\.)?",
            _named,
        ),
        # "May 6, 2031", "6 May" in one word
        (rf"{_MONTH}\.?{_GLUE}{_DAY}{_ORDINAL}(?:,\s*|،\s*|{_GLUE}){_YEAR}", _named),
        (rf"{_MONTH}\.?\s?(?P<day>\d{{2}})(?P<year>(?:19|20)\d{{2}})", _named),
        # "2031. május 6.", "2031 m. gegužės 6 d.", "2031. gada 6. maijs", "2031-May-06"
        (rf"{_YEAR}\.?(?:\s?m\.)?{_GLUE}{_MONTH}\.?{_GLUE}{_DAY}\.?(?:\s?d\.)?", _named),
        (rf"{_YEAR}\.?\sgada\s{_DAY}\.?\s{_MONTH}", _named),
        # "2031-05-06", "2031/5/6", "2031. 5. 6."
        (r"(?P<year>\d{4})\s?([-./])\s?(?P<month>\d{1,2})\s?\2\s?(?P<day>\d{1,2})", _in_numbers),
        (r"(?P<year>1\d\d)([-./])(?P<month>\d{1,2})\2(?P<day>\d{1,2})", _minguo),
        (r"(?P<era>R)(?P<year>\d{1,2})([./])(?P<month>\d{1,2})\3(?P<day>\d{1,2})", _in_numbers),
        # "2020年10月21日", "令和2年10月21日", "令和元年5月1日(水)", "民國110年5月6日", "2031년 5월 6일"
        (
            rf"(?:(?P<era>{_ERA})\s*)?(?P<year>\d{{1,4}}|元)\s*[年년]{_EASTERN}(?:\s*\({_EASTERN_WEEKDAY}\))?",
            _in_numbers,
        ),
        # "ngày 6 tháng 5 năm 2031"
        (r"(?P<day>\d{1,2})\s+tháng\s+(?P<month>\d{1,2})(?:,|\s+năm)?\s+(?P<year>\d{4})", _in_numbers),
        (r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})", _in_numbers),
        (r"(?P<one>\d{1,2})\s?([-/])\s?(?P<two>\d{1,2})\s?\2\s?(?P<year>\d{4})", _either),
        (r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{2})", _shortened),
    )
)
_SPAN = re.compile(r"(?:\d[-./]|(?<![:\d])\d{1,2}\.?\s?[-–—]\s?)$")
_WEEKDAY = re.compile(rf"(?:{WEEKDAY}),?\s+", re.IGNORECASE)


def parse_line(line: str, manner: Manner = ANY) -> date | None:
    """The day that a whole line states ("October 21, 2020"), or None when the line is no date.

    ValueError when the line has the form of a date and names a day that never was.
    """
    plain = normalise("NFKC", line.strip()).rstrip(".")
    plain = plain[found.end() :] if (found := _WEEKDAY.match(plain)) else plain
    for form, day_of in _FORMS:
        if (found := form.fullmatch(plain)) and (day := day_of(found, manner)):
            return day
    return None


def first_day(text: str, manner: Manner = ANY) -> tuple[date, int, int] | None:
    """The first whole day that a text names, with the start and the end of its name.

    Days that never were are none, nor are those that nothing was published on. Offsets count the text in Unicode NFKC.
    """
    named = [(found, day_of) for form, day_of in _FORMS for found in form.finditer(text) if not _is_cut(text, found)]
    for found, day_of in sorted(named, key=lambda each: (each[0].start(), -each[0].end())):
        try:
            day = day_of(found, manner)
        except ValueError:
            continue
        if day and is_plausible(day):
            return day, found.start(), found.end()
    return None


def is_plausible(day: date) -> bool:
    """Whether something that is read today can have been published on this day."""
    return EARLIEST <= day.year <= datetime.now(UTC).year + _AHEAD


def _is_cut(text: str, found: re.Match[str]) -> bool:
    """A number or word goes on before or behind it: 12020-10-21, 2020-10-211; or it ends a span: 14. - 20. May 2031."""
    before, after = text[max(0, found.start() - 6) : found.start()], text[found.end() : found.end() + 2]
    if (before[-1:].isalnum() and before.isascii() and found[0][0].isascii()) or after[:1].isdigit():
        return True
    return bool(found[0][0].isdigit() and _SPAN.search(before)) or bool(re.match(r"[-./]\d", after))
