"""The day that a release itself bears: on a line of its own, or before its first sentence."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

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


def own_day(lines: Sequence[str]) -> Dated | None:
    """The first date among the first lines that is the release's own; a line with a date may be within a sentence."""
    for index, line in enumerate(lines[:HEADER]):
        if day := line_day(line):
            return Dated(day=day, index=index, alone=True)
        if day := dateline_day(line, placed=index > 0):
            return Dated(day=day, index=index, alone=False)
    return None


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
    return all(word.lower().rstrip(".") in _LABELS for word in _words(text))


def _is_place(text: str) -> bool:
    """ "WASHINGTON, D.C., " or "Port Quillan (": names in capitals, then what parts them from a date."""
    words = _words(text)
    return (
        0 < len(words) <= 6
        and len(text) <= _MAX_PLACE
        and (text[0].isalnum() or text[0] == "(")  # a dash stands before the speaker of a quote
        and text.rstrip().endswith((",", "(", "-", "–", "—", ".", ":"))
        and all(word[0].isupper() for word in words)
        and not any(word.lower() in OTHER_DATES for word in words)
    )
