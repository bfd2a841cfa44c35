"""The day that a release itself bears: on a line of its own, or before its first sentence."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from corpus.dates import Published, day_of, find_days, first_day
from corpus.english.pages import DATE_LABELS, OTHER_DATES
from corpus.folding import normalise

HEADER = 6  # lines of a release among which its date stands; further down it belongs to the text
_MAX_LINE = 100
# Words that stand beside a date which is that of the release: in English, in six languages whose dates are read too,
# and the names of zones.
_LABELS = DATE_LABELS | frozenset(
    """datum veröffentlicht am vom den uhr publié le du publicado publicada el em pubblicato il gepubliceerd op
    montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi dimanche
    lunes martes miércoles jueves viernes sábado domingo
    utc gmt est edt et cst cdt ct mst mdt mt pst pdt pt bst cet cest jst h hrs uhr""".split()
)
# One of these makes a label that of an event ("Date of event:", "Wann:"); a place below a day makes it an event's, too.
_ALWAYS = frozenset(  # also without a colon
    """when event wann termin veranstaltung quand événement cuándo evento quando wanneer evenement när hvornår når kiedy
    kdy 日時 開催日時 開催日 일시""".split()
)
_EVENTS = _ALWAYS | frozenset(
    """ceremony hearing meeting conference briefing deadline start starts begin begins closing opening expiry beginn
    frist début échéance inicio plazo inizio scadenza início aanvang 開催 時間 时间""".split()
)
_JOINED = frozenset("and or der des und de la l et del y e di da van en och og".split())
_PLACES = frozenset("where venue wo où dónde dove onde waar 場所 会場 장소 地点".split())
_MAX_LABEL = 5  # words
_SAME = timedelta(days=1)  # a page may be put on the web on the day before
# A day begins at 11:00 UTC of the day before (UTC+13) and ends at 10:00 UTC of the day after (UTC-10).
_MIDDLE, _HALF = time(10, 30, tzinfo=UTC), timedelta(hours=23.5)
_WORD = re.compile(r"[^\W\d_](?:[^\W_]|[.'’-](?=[^\W_]))*")
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?::\d{2})?|\b\d{1,2}(?=\s*[ap]\.?m\b)", re.IGNORECASE)
# What stands between a dateline and the sentence: "PORT QUILLAN, May 6, 2031 (Wire) – The Minister".
_BEHIND = re.compile(r"\s*+\)?\s*+(?:/[^/]{1,30}/|\([^)]{1,30}\))?\s*+(?:[-–—:]|/)")
_MAX_PLACE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """The day that line `index` bears; `alone` when the line says nothing else."""

    day: date
    index: int
    alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the lines between title and text say: the day of the release, and the lines that belong to its text."""

    day: date | None
    lines: tuple[str, ...]


def split_header(lines: Sequence[str], stated: Published | None) -> Header:
    """A day of an event is no day of the release; its line, and one that metadata contradict, belongs to the text."""
    days = [(index, day) for index, line in enumerate(lines) if (day := line_day(line))]
    events = {index for index, day in days if is_of_event(lines, index) or is_yet_to_come(day, stated)}
    events |= {index for index, line in enumerate(lines) if set(_labels(line)[:1]) & _ALWAYS and first_day(line)}
    own = next(((index, day) for index, day in days if index not in events), None)
    kept = events | ({own[0]} if own and contradicts(own[1], stated) else set())
    kept |= {index - 1 for index in events if index and _is_event_label(lines[index - 1])}
    return Header(day=own[1] if own else None, lines=tuple(lines[index] for index in sorted(kept)))


def own_day(lines: Sequence[str]) -> Dated | None:
    """The first date among the first lines that is the release's own; a line with a date may be within a sentence."""
    for index, line in enumerate(lines[:HEADER]):
        if (day := line_day(line)) and not is_of_event(lines, index):
            return Dated(day=day, index=index, alone=True)
        if day := dateline_day(line, placed=index > 0):
            return Dated(day=day, index=index, alone=False)
    return None


def is_of_event(lines: Sequence[str], index: int) -> bool:
    """Whether the line before says that a day is an event's ("When:"), or the one behind says where it takes place."""
    above = lines[index - 1] if index else ""
    below = lines[index + 1] if index + 1 < len(lines) else ""
    return _is_event_label(above) or bool(
        re.match(r"[^\W\d_]{1,12}\s?[:：]", below) and _PLACES & set(_labels(below)[:1])
    )


def _is_event_label(line: str) -> bool:
    words = _labels(line) if len(line) <= _MAX_LINE else []
    if not 0 < len(words) <= _MAX_LABEL:
        return False
    if line.rstrip().endswith((":", "：", "?")):
        return not _EVENTS.isdisjoint(words)
    return not _ALWAYS.isdisjoint(words) and (_ALWAYS | _JOINED | DATE_LABELS).issuperset(words)


def _labels(text: str) -> list[str]:
    return [word.lower().rstrip(".") for word in _words(text[:_MAX_LINE])]


def contradicts(day: date, told: Published | None) -> bool:
    """Whether what is told about a release is of another day than a line of it; a moment is of two, over the world."""
    if not isinstance(told, datetime):
        return told is not None and told != day
    return abs(told - datetime.combine(day, _MIDDLE)) > _HALF


def is_yet_to_come(day: date, told: Published | None) -> bool:
    """Whether a day lies behind the one a release is told to be published on: that of what it announces."""
    return told is not None and day - day_of(told) > _SAME


def line_day(line: str) -> date | None:
    """The day of a line that says when and perhaps where, and nothing else."""
    plain = normalise("NFKC", line).strip()
    if len(plain) > _MAX_LINE or (found := first_day(plain)) is None:
        return None
    day, start, end = found
    before, after = _CLOCK.sub(" ", plain[:start]), _CLOCK.sub(" ", plain[end:])
    if re.search(r"[\d©]", before + after) or not _are_labels(after):
        return None
    return day if _are_labels(before) or _is_place(before) else None


def dateline_day(paragraph: str, *, placed: bool) -> date | None:
    """The day of "PORT QUILLAN, May 6, 2031 – The Minister …"; `placed` when it has to say where.

    "8 May 2031: the Minister …" is a line of a chronology.
    """
    plain = normalise("NFKC", paragraph[: 2 * _MAX_LINE]).strip()
    if (found := first_day(plain[: _MAX_PLACE + 40])) is None:
        return None
    day, start, end = found
    place, behind = plain[:start].removeprefix("("), _BEHIND.match(plain, end)
    if behind is None or (place.strip() and not _is_place(place)):
        return None
    return day if place.strip() or not (placed or behind[0].endswith(":")) else None


def choose(
    own: date | None, told: Iterable[Published | None], marked: Iterable[Published] = (), text: str | None = None
) -> Published | None:
    """The release's own day before the first that is told about it; a moment of that very day is kept with its zone.

    `marked` holds moments that may be of anything, so that they only make a day finer. Midnight is how a day is told as
    a moment. With `text`, what is told counts only if the text names that day or its month: a file may have been made
    long after its release.
    """
    known = [_without_midnight(published) for published in told if published is not None]
    if text is not None:
        named = find_days(text)
        known = [each for each in known if any(first <= day_of(each) <= last for first, last in named)]
    if (day := own or (day_of(known[0]) if known else None)) is None:
        return None
    moments = (each for each in [*known, *map(_without_midnight, marked)] if isinstance(each, datetime))
    return next((moment for moment in moments if moment.date() == day), day)


def _without_midnight(published: Published) -> Published:
    if isinstance(published, datetime) and published.timetz().replace(tzinfo=None) == time.min:
        return published.date()
    return published


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _are_labels(text: str) -> bool:
    return _LABELS.issuperset(_labels(text))


def _is_place(text: str) -> bool:
    """ "WASHINGTON, D.C., " or "Port Quillan (": names in capitals, then what parts them from a date."""
    words = _words(text)
    return (
        0 < len(words) <= 6
        and len(text) <= _MAX_PLACE
        and (text[0].isalnum() or text[0] == "(")  # a dash stands before the speaker of a quote
        and text.rstrip().endswith((",", "(", "-", "–", "—", ".", ":"))
        and all(word[0].isupper() for word in words)
        and not any(word.lower() in OTHER_DATES or word.lower() in _EVENTS for word in words)
    )
