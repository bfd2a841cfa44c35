"""The day that a release itself bears: on a line of its own, or before its first sentence."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from corpus.dates import Published, day_of, find_days
from corpus.folding import normalise
from corpus.moments import local_of
from corpus.reading.date_lines import are_prose, is_place, judge, leads_elsewhere, names_place, tells_event
from corpus.reading.prose import ends_sentence
from corpus.written_dates import ANY, Manner, first_day

HEADER = 6  # lines of a release among which its date stands; further down it belongs to the text
_START = 200  # characters of a paragraph that can be a dateline
# What stands between a dateline and the sentence: "PORT QUILLAN, May 6, 2031 (Wire) – The Minister".
_BEHIND = re.compile(r"\s*+\)?\s*+(?:/[^/]{1,30}/|\([^)]{1,30}\))?\s*+(?:[-–—:]|/)(?!\s*\d)")
_MAX_PLACE = 60
_NEAR = timedelta(days=1)  # zones apart
# A day begins at 11:00 UTC of the day before (UTC+13) and ends at 10:00 UTC of the day after (UTC-10).
_MIDDLE, _HALF = time(10, 30, tzinfo=UTC), timedelta(hours=23.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """The day that line `index` bears.

    alone  the line says nothing else
    firm   it says that the release is of that day; else a line of another day could read the same
    """

    day: date
    index: int
    alone: bool
    firm: bool


def own_day(lines: Sequence[str], manner: Manner = ANY) -> Dated | None:
    """The date among the first lines that is the release's own: one that is called so, else the first.

    A line with a date may be within a sentence, of a change, or of what the release announces.
    """
    found = [each for index in range(min(HEADER, len(lines))) if (each := _own(lines, index, manner))]
    labelled = (each for each in found if each.firm)
    return next(labelled, None) or next(iter(found), None)


def _own(lines: Sequence[str], index: int, manner: Manner) -> Dated | None:
    before = lines[index - 1] if index else ""
    if leads_elsewhere(before) or are_prose(lines[:index]):
        return None
    if line := judge(lines[index], manner):
        if not line.published and any(map(names_place, lines[index + 1 : index + 3])):
            return None
        return Dated(day=line.day, index=index, alone=line.alone, firm=line.published)
    placed = ends_sentence(before[-20:])  # else a name or a subtitle stands above
    if day := dateline_day(lines[index], placed=placed, manner=manner):
        return Dated(day=day, index=index, alone=False, firm=True)
    return None


def text_of_header(lines: Sequence[str], stated: Published | None, manner: Manner = ANY) -> list[str]:
    """Of the lines between title and text, those that belong to the text: of a day that is not the release's.

    That of an event ("When:", "Venue:" below it), or one that metadata contradict.
    """
    kept: set[int] = set()
    for index, line in enumerate(lines):
        if first_day(line, manner) is None:
            continue
        above, below = lines[index - 1] if index else "", range(index + 1, min(index + 3, len(lines)))
        if tells_event(line):
            kept.add(index)
        elif tells_event(above):
            kept |= {index - 1, index}
        elif (told := judge(line, manner)) and not told.published:
            places = {each for each in below if names_place(lines[each])}
            kept |= places | ({index} if places or (told.alone and contradicts(told.day, stated)) else set())
    return [lines[index] for index in sorted(kept)]


def contradicts(day: date, told: Published | None) -> bool:
    """Whether what is told about a release is of another day than a line of it; a moment is of two, over the world."""
    if not isinstance(told, datetime):
        return told is not None and told != day
    aware = told if told.tzinfo else told.replace(tzinfo=UTC)
    return abs(aware - datetime.combine(day, _MIDDLE)) > _HALF


def line_day(line: str, manner: Manner = ANY) -> date | None:
    """The day of a line that says when and perhaps where, and nothing else."""
    found = judge(line, manner)
    return found.day if found and found.alone else None


def dateline_day(paragraph: str, *, placed: bool, manner: Manner = ANY) -> date | None:
    """The day of "PORT QUILLAN, May 6, 2031 – The Minister …"; `placed` when it has to say where.

    "8 May 2031: the Minister …" is a line of a chronology.
    """
    plain = normalise("NFKC", paragraph[:_START]).strip()
    if (found := first_day(plain[: _MAX_PLACE + 40], manner)) is None:
        return None
    day, start, end = found
    place, behind = plain[:start].removeprefix("("), _BEHIND.match(plain, end)
    if behind is None or (place.strip() and not is_place(place)):
        return None
    return day if place.strip() or not (placed or behind[0].endswith(":")) else None


def choose(
    own: date | None,
    told: Iterable[Published | None],
    marked: Iterable[Published] = (),
    text: str | None = None,
    *,
    firm: bool = True,
) -> Published | None:
    """The release's own day before the first that is told about it; a moment of that very day is kept with its zone.

    An own day that is not `firm` and lies ahead of what is told is that of an event. `marked` holds moments that may be
    of anything, so that they only make a day finer. Midnight is how a day is told as a moment. With `text`, a day told
    counts only if the text names that day or its month: a file may have been made long after its release. Days behind
    next year count only where there is no other.
    """
    known = _by_next_year([_without_midnight(published) for published in told if published is not None])
    if text is not None:
        named = find_days(text)
        known = [each for each in known if any(first <= day_of(each) <= last for first, last in named)]
    if own and known and not firm and all(day_of(each) + _NEAR < own for each in known):
        own = None
    if (day := own or (day_of(known[0]) if known else None)) is None:
        return None
    moments = [each for each in [*known, *map(_without_midnight, marked)] if isinstance(each, datetime)]
    if own is None and known and isinstance(known[0], datetime):
        return local_of(moments, known[0])
    return next((local_of(moments, moment) for moment in moments if moment.date() == day), day)


def _by_next_year(known: list[Published]) -> list[Published]:
    latest = datetime.now(UTC).year + 1
    return [each for each in known if day_of(each).year <= latest] or known


def _without_midnight(published: Published) -> Published:
    if isinstance(published, datetime) and published.timetz().replace(tzinfo=None) == time.min:
        return published.date()
    return published
