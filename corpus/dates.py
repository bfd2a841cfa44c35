"""Dates of releases: a day, or a moment with its zone; and the dates that a question or an English text names."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime

from corpus.english.months import MONTH, MONTHS, PARTS, SEASONS
from corpus.english.numbers import ORDINAL_ENDINGS

Published = date | datetime  # a moment always has a zone
_ORDINAL = rf"(?:{ORDINAL_ENDINGS})?"
_PART = rf"(?P<part>{'|'.join(PARTS)})(?:\s+of|\s*-|\s+in)?\s*(?:the\s+)?"
_NAMED_DAY = re.compile(
    rf"(?:\b{_PART})?(?:\b(?P<before>\d{{1,2}}){_ORDINAL}\s+(?:of\s+)?)?\b(?P<month>{MONTH})"
    rf"(?:\s+(?P<after>\d{{1,2}}){_ORDINAL}(?:\s*[-–]\s*(?P<until>\d{{1,2}}){_ORDINAL})?\b,?)?,?\s+(?P<year>\d{{4}})\b",
    re.IGNORECASE,
)
_DAY_OF_MONTH = re.compile(
    rf"\b(?:(?P<before>\d{{1,2}}){_ORDINAL}\s+(?:of\s+)?(?P<month>{MONTH})"
    rf"|(?P<month_first>{MONTH})\s+(?P<after>\d{{1,2}}){_ORDINAL})\b(?:,?\s+(?P<year>\d{{4}})\b)?",
    re.IGNORECASE,
)
_NAMED_SEASON = re.compile(rf"\b(?P<season>{'|'.join(SEASONS)})(?:\s+of)?,?\s+(?P<year>\d{{4}})\b", re.IGNORECASE)


def parse_iso(value: str) -> Published:
    """An ISO 8601 day or moment; a moment without a zone is taken as UTC. ValueError when it is neither."""
    if len(value) <= 10:
        return date.fromisoformat(value)
    return zoned(datetime.fromisoformat(value))


def parse_mail_date(value: str) -> datetime:
    """A moment as mails, RSS and HTTP state it (RFC 5322), in UTC where it names no zone. ValueError for all else."""
    try:
        return zoned(parsedate_to_datetime(value))
    except (TypeError, IndexError, OverflowError) as error:  # no date at all; a year or a zone of twenty digits
        raise ValueError(f"{value!r} is no date: {error}") from None


def zoned(moment: datetime) -> datetime:
    """The moment in its zone, or in UTC where it names none. ValueError where UTC has no year for it."""
    known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        known.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{moment.isoformat()} lies outside of the years 1 to 9999") from None
    return known


def find_days(text: str) -> list[tuple[date, date]]:
    """First and last day of every date that a text names, in the order of the text.

    "21 October 2020" is a day, "June 1-3, 2021" three, "in late July 2021" a part of the month, "in October 2020" the
    month, "in spring 2022" three months. Days that never were are passed over. A year by itself is too coarse to mean
    a release.
    """
    found = [(named.start(), days) for named in _NAMED_DAY.finditer(text) if (days := _named_days(named))]
    found += [(named.start(), _season_of(named)) for named in _NAMED_SEASON.finditer(text) if int(named["year"])]
    return [days for _, days in sorted(found)]


def names_day_near(text: str, published: date, days: int) -> bool:
    """Whether the text names this day or one of so many before it, also without its year: "On October 21, …"."""
    days = min(days, published.toordinal() - 1)  # before the first day that there can be, there is none
    near = [published - timedelta(days=number) for number in range(days + 1)]
    spelled = {(day.year, day.month, day.day) for day in near} | {(0, day.month, day.day) for day in near}
    return any(
        (
            int(named["year"] or 0),
            month_number(named["month"] or named["month_first"]),
            int(named["before"] or named["after"]),
        )
        in spelled
        for named in _DAY_OF_MONTH.finditer(text)
    )


def _named_days(named: re.Match[str]) -> tuple[date, date] | None:
    day = named["before"] or named["after"]
    try:
        first = date(int(named["year"]), month_number(named["month"]), int(day or 1))
        last = first.replace(day=int(named["until"])) if named["until"] else first
    except ValueError:
        return None
    if day:
        return (first, last) if last >= first else None
    if named["part"]:
        low, high = PARTS[named["part"].lower()]
        last = last_of_month(first)
        return first.replace(day=low), first.replace(day=min(high, last.day))
    return first, last_of_month(first)


def _season_of(named: re.Match[str]) -> tuple[date, date]:
    first = date(int(named["year"]), SEASONS[named["season"].lower()], 1)
    years, month = divmod(first.month + 1, 12)  # two months on, counted from 0
    if first.year + years > date.max.year:
        return first, date.max
    return first, last_of_month(date(first.year + years, month + 1, 1))


def last_of_month(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def month_number(name: str) -> int:
    if name.isdigit():
        return int(name)
    return [month[:3].lower() for month in MONTHS].index(name[:3].lower()) + 1


def spell_day(published: Published | None) -> str:
    """ "October 21, 2020": as releases write it; empty when there is none."""
    if published is None:
        return ""
    return f"{MONTHS[published.month - 1]} {published.day}, {published.year}"


def is_moment(published: Published) -> bool:
    return isinstance(published, datetime)


def day_of(published: Published) -> date:
    """The calendar day, in the release's own zone where it has one."""
    return published.date() if isinstance(published, datetime) else published


def first_moment(published: Published) -> datetime:
    """The moment itself, or the first of the day (UTC)."""
    if isinstance(published, datetime):
        return published.astimezone(UTC)
    return datetime.combine(published, time.min, UTC)


def last_moment(published: Published) -> datetime:
    """The moment itself, or the last of the day (UTC)."""
    if isinstance(published, datetime):
        return published.astimezone(UTC)
    return datetime.combine(published, time.max, UTC)


def is_by(published: Published | None, bound: Published) -> bool:
    """Whether it was published by then; always so without a date.

    As bounds are read everywhere: a bare date is that whole day, in the release's own zone where it has one.
    """
    if published is None:
        return True
    if is_moment(bound):
        return first_moment(published) <= first_moment(bound)
    return day_of(published) <= day_of(bound)
