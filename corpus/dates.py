"""Dates of releases: a day, or a moment with its zone. English, Japanese, ISO 8601; days in six more languages."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime

from corpus.english.months import MONTH, MONTHS, PARTS, SEASONS, WEEKDAY
from corpus.english.numbers import ORDINAL_ENDINGS
from corpus.folding import normalise

Published = date | datetime  # a moment always has a zone
_ORDINAL = rf"(?:{ORDINAL_ENDINGS})?"
_WEEKDAY = rf"(?:{WEEKDAY},?\s+)?"
_MONTH_FIRST = re.compile(
    rf"{_WEEKDAY}(?P<month>{MONTH})\s+(?P<day>\d{{1,2}}){_ORDINAL},?\s+(?P<year>\d{{4}})",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}(?P<day>\d{{1,2}}){_ORDINAL}\s+(?P<month>{MONTH}),?\s+(?P<year>\d{{4}})",
    re.IGNORECASE,
)
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
_ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")
# "2020年10月21日", "令和2年10月21日", "令和元年5月1日", a weekday in brackets behind it.
_ERAS = {"": 0, "令和": 2018, "平成": 1988, "昭和": 1925}  # the year before the era's first
_JAPANESE_DAY = re.compile(
    r"(?:(?P<era>令和|平成|昭和)\s*)?(?P<year>\d{1,4}|元)\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日"
    r"(?:\s*\([月火水木金土日](?:曜日?)?\))?"
)
# Year first, or day first with full stops: unlike 10/11/2031, they are read in one way only.
_NUMBERS_DAY = re.compile(r"(?P<year>\d{4})([./])(?P<month>\d{1,2})\2(?P<day>\d{1,2})")
_DOTTED_DAY = re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})")
# German, French, Spanish, Italian, Portuguese, Dutch: "6. Mai 2031", "1er mai 2031", "6 de mayo de 2031".
_ELSEWHERE = {
    name: number
    for names in (
        "januar februar märz april mai juni juli august september oktober november dezember",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "januari februari maart april mei juni juli augustus september oktober november december",
    )
    for number, name in enumerate(names.split(), start=1)
}
_DAY_ELSEWHERE = re.compile(
    rf"(?P<day>\d{{1,2}})(?:er|\.|[ºo])?\s+(?:de\s+)?(?P<month>{'|'.join(_ELSEWHERE)})(?:\s+de)?\s+(?P<year>\d{{4}})",
    re.IGNORECASE,
)
_FORMS = (_MONTH_FIRST, _DAY_FIRST, _ISO_DAY, _JAPANESE_DAY, _NUMBERS_DAY, _DOTTED_DAY, _DAY_ELSEWHERE)


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


def parse_line(line: str) -> date | None:
    """The day that a whole line states ("October 21, 2020"), or None when the line is no date.

    ValueError when the line has the form of a date and names a day that never was.
    """
    plain = normalise("NFKC", line.strip()).rstrip(".")
    for form in _FORMS:
        if found := form.fullmatch(plain):
            return _day_of_form(found)
    return None


def first_day(text: str) -> tuple[date, int, int] | None:
    """The first whole day that a text names, with the start and the end of its name; days that never were are none.

    Offsets count the text in Unicode NFKC.
    """
    named = (found for form in _FORMS for found in form.finditer(text) if not _is_cut(text, found))
    for found in sorted(named, key=lambda found: (found.start(), -found.end())):
        try:
            return _day_of_form(found), found.start(), found.end()
        except ValueError:
            continue
    return None


def _is_cut(text: str, found: re.Match[str]) -> bool:
    """A number or word goes on before or behind it: 12020-10-21, 2020-10-211."""
    before, after = text[max(0, found.start() - 1) : found.start()], text[found.end() : found.end() + 1]
    return (before.isalnum() and before.isascii() and found[0][0].isascii()) or after.isdigit()


def _day_of_form(found: re.Match[str]) -> date:
    named = found.groupdict()
    year = 1 if named["year"] == "元" else int(named["year"])
    return date(year + _ERAS[named.get("era") or ""], month_number(named["month"]), int(named["day"]))


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
    if name.lower() in _ELSEWHERE:
        return _ELSEWHERE[name.lower()]
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
