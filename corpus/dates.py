"""Dates of releases: a day, or a moment with its zone. English and ISO 8601."""

import re
from datetime import UTC, date, datetime, time, timedelta

Published = date | datetime  # a moment always has a zone
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]}|\\.)?" if len(name) > 3 else name for name in _MONTHS)
_MONTH = _MONTH.replace("Sep(?:tember|\\.)?", "Sept?(?:ember|\\.)?")
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
_MONTH_FIRST = re.compile(
    rf"{_WEEKDAY}(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH}),?\s+(?P<year>\d{{4}})",
    re.IGNORECASE,
)
_ORDINAL = r"(?:st|nd|rd|th)?"
_NAMED_DAY = re.compile(
    rf"(?:\b(?P<before>\d{{1,2}}){_ORDINAL}\s+(?:of\s+)?)?\b(?P<month>{_MONTH})"
    rf"(?:\s+(?P<after>\d{{1,2}}){_ORDINAL}\b,?)?,?\s+(?P<year>\d{{4}})\b",
    re.IGNORECASE,
)
_ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")


def parse_iso(value: str) -> Published:
    """An ISO 8601 day or moment; a moment without a zone is taken as UTC. ValueError when it is neither."""
    if len(value) <= 10:
        return date.fromisoformat(value)
    moment = datetime.fromisoformat(value)
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        zoned.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{value} lies outside of the years 1 to 9999") from None
    return zoned


def parse_line(line: str) -> date | None:
    """The day that a whole line states ("October 21, 2020"), or None when the line is no date.

    ValueError when the line has the form of a date and names a day that never was.
    """
    for form in (_MONTH_FIRST, _DAY_FIRST, _ISO_DAY):
        if found := form.fullmatch(line.strip().rstrip(".")):
            return date(int(found["year"]), _month_number(found["month"]), int(found["day"]))
    return None


def find_days(text: str) -> list[tuple[date, date]]:
    """First and last day of every date that a text names: "21 October 2020" a day, "in October 2020" the month.

    Days that never were are passed over. A year by itself is too coarse to mean a release.
    """
    found: list[tuple[date, date]] = []
    for named in _NAMED_DAY.finditer(text):
        year, month = int(named["year"]), _month_number(named["month"])
        day = named["before"] or named["after"]
        try:
            first = date(year, month, int(day or 1))
        except ValueError:
            continue
        found.append((first, first if day else _last_of_month(first)))
    return found


def _last_of_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _month_number(name: str) -> int:
    if name.isdigit():
        return int(name)
    return [month[:3].lower() for month in _MONTHS].index(name[:3].lower()) + 1


def spell_day(published: Published | None) -> str:
    """ "October 21, 2020": as releases write it; empty when there is none."""
    if published is None:
        return ""
    return f"{_MONTHS[published.month - 1]} {published.day}, {published.year}"


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
