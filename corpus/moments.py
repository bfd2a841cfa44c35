"""Reads what a page, a feed or a mail states of its time: a moment with its zone, or a day."""

import re
from datetime import date, datetime

from corpus.dates import Published, day_of, parse_iso, parse_mail_date
from corpus.eras import of_numbers
from corpus.folding import normalise
from corpus.written_dates import ANY, Manner, first_day, is_plausible

# Zones that mails and feeds name and RFC 5322 does not: the abbreviations that mean one zone only, or one that is by
# far the commonest. A name that is not here tells no moment.
_ZONES = {
    "WET": "+0000", "WEST": "+0100", "BST": "+0100", "CET": "+0100", "MEZ": "+0100", "CEST": "+0200", "MESZ": "+0200",
    "SAST": "+0200", "EET": "+0200", "EEST": "+0300", "MSK": "+0300", "EAT": "+0300", "TRT": "+0300", "WAT": "+0100",
    "PKT": "+0500", "ICT": "+0700", "WIB": "+0700", "HKT": "+0800", "SGT": "+0800", "PHT": "+0800", "AWST": "+0800",
    "JST": "+0900", "KST": "+0900", "AEST": "+1000", "AEDT": "+1100", "NZST": "+1200", "NZDT": "+1300", "BRT": "-0300",
    "ART": "-0300", "AKST": "-0900", "AKDT": "-0800", "HST": "-1000",
}  # fmt: skip
_RFC_5322 = frozenset("UT UTC GMT Z EST EDT CST CDT MST MDT PST PDT".split())
_ZONE_NAME = re.compile(r"(?<=\d)\s*([A-Za-z]{1,5})$")
_MAIL = re.compile(r"\s*(?:[^\W\d_]{2,9}\.?,?\s+)?\d{1,2}[ -]+[A-Za-z]{3,9}[ -]+\d{2,4}\s+\d{1,2}:\d\d")
_YEAR_NOUGHT = re.compile(r"\s0\d{3}\s+\d{1,2}:")  # read as 2001 otherwise
_OF_OTHER_CALENDAR = re.compile(r"\s*(\d{4})-(\d\d?)-(\d\d?)(?!\d)")
# What programs write where they know no time.
_NEVER = frozenset({date(1, 1, 1), date(1900, 1, 1), date(1970, 1, 1)})


def parse_published(value: str, manner: Manner = ANY) -> Published | None:
    """ISO 8601, RFC 5322, or a day in words or numbers; None for all else, and for days that nothing was published on.

    A moment whose zone is not known is only its day; ISO 8601 without a zone is UTC.
    """
    found = _moment(value.strip())
    if found is None and (named := first_day(normalise("NFKC", value), manner)):
        found = named[0]
    if found is None or day_of(found) in _NEVER or not is_plausible(day_of(found)):
        return None
    return found


def _moment(value: str) -> Published | None:
    found: Published | None
    try:
        found = parse_iso(value)
    except ValueError:
        found = _of_mail(value)
    if found is None or not is_plausible(day_of(found)):
        return _of_other_calendar(value) or found
    return found


def _of_mail(value: str) -> Published | None:
    if not _MAIL.match(value) or _YEAR_NOUGHT.search(value):
        return None
    named = _ZONE_NAME.search(value)
    name = named[1].upper() if named else ""
    if named and name in _ZONES:
        value = f"{value[: named.start()]} {_ZONES[name]}"
    try:
        found = parse_mail_date(value)
    except ValueError:
        return None
    return found if not name or name in _ZONES or name in _RFC_5322 else found.date()


def _of_other_calendar(value: str) -> date | None:
    """ "1400-02-16T09:00" is a day of May 2021."""
    if not (found := _OF_OTHER_CALENDAR.match(value)):
        return None
    try:
        return of_numbers(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def local_of(moments: list[datetime], moment: datetime) -> datetime:
    """The same instant as another of these tells it, in a zone of its own rather than in UTC."""
    return next((each for each in moments if each == moment and each.utcoffset()), moment)
