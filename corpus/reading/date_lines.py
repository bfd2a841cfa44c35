"""What a line with a date says of it: "Posted on May 6, 2031 | Brussels", "Updated 9 August 2031"."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import dropwhile

from corpus.folding import normalise
from corpus.locales import is_weekday
from corpus.reading.date_words import BY, DATES, EVENTS, LABELS, OCCASIONS, OTHER, PICTURE, PLACES, PUBLISHING
from corpus.reading.prose import ends_sentence
from corpus.written_dates import ANY, Manner, first_day

_MAX_LINE = 200
_MAX_PLACE = 60
_PARAGRAPH = 80  # characters
_MAX_WORDS = 10  # of a part of a line that stands beside the date
_MAX_DATES = 4
_PARTS = re.compile(r"\s*[|•·‧∙●■▪»›\n]+\s*|\s+//+\s+")
_WORD = re.compile(r"[^\W\d_][^\s\d,;:()/|–—]*")
_CLOCK = re.compile(
    r"\d{1,2}\s?[:.h]\s?\d{2}(?::\d{2})?|\b\d{1,2}(?=\s*(?:[ap]\.?m\b|uhr\b|h\b))|\d{1,2}[時点]\d{1,2}分?|[-+]\d{2}:?\d{2}\b",
    re.IGNORECASE,
)
_NAMED_VALUE = re.compile(r"\W*[^\W\d_]+\s?:")  # "Category: Works"
_NUMBERED = re.compile(r"\d{1,5}(?:\s?/\s?\d{1,4})?\s+[–—-](?=\s)")  # "Press release 114/7 – May 6, 2031"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateLine:
    """The day of a line that may head a release.

    published  the line calls it the day of publication
    named      it has a word for it, such as "Date"
    alone      it says nothing but when, and perhaps where
    """

    day: date
    published: bool
    named: bool
    alone: bool


def judge(line: str, manner: Manner = ANY) -> DateLine | None:
    """The day that a line of a header tells; the one called published first. None for one of a sentence or an event."""
    plain = normalise("NFKC", line[: _MAX_LINE + 1]).strip()
    if len(plain) > _MAX_LINE or "©" in plain or not re.search(r"\d", plain):
        return None
    found: list[DateLine] = []
    parts, beside = _parts(plain), 0
    for part in parts:
        dates = _dates(part, manner)
        words = _words(_CLOCK.sub(" ", part))
        if _tells_event(words):
            return None
        if not dates:
            if len(words) > _MAX_WORDS or (len(words) > 4 and ends_sentence(part)):
                return None
            beside += not _are_labels(words)
            continue
        if not set(words) & PICTURE:
            found += _judge_part(part, dates)
    best = next((each for each in found if each.published), None) or next(iter(found), None)
    if best is None:
        return None
    alone = best.alone and not beside and sum(len(_dates(part, manner)) for part in parts) == 1
    return replace(best, alone=alone)


def judge_loosely(line: str, manner: Manner = ANY) -> DateLine | None:
    """The one day of a short line beside a title, whatever else it says: "editor — March 11, 2031 add comment"."""
    plain = normalise("NFKC", line[: _MAX_PLACE + 1]).strip()
    words = _words(plain)
    said = set(words)
    if len(plain) > _MAX_PLACE or ends_sentence(plain) or "©" in plain or _tells_event(words):
        return None
    dates = _dates(plain, manner)
    if len(dates) != 1 or said & (OTHER | PICTURE):
        return None
    return DateLine(day=dates[0][0], published=False, named=False, alone=False)


def leads_elsewhere(line: str) -> bool:
    """Whether a line is a label, and of another day: "When:", "Date of event", "Last updated"."""
    words = _words(normalise("NFKC", line[:_MAX_PLACE]).lower())
    if not words or len(line) >= _MAX_PLACE or len(words) > 4:
        return False
    if line.rstrip().endswith((":", "：")) and set(words) & (OTHER | EVENTS | OCCASIONS):
        return True
    return bool(_tells_event(words) or set(words) & OTHER) and all(
        word in OTHER | EVENTS | OCCASIONS | LABELS | {"and"} for word in words
    )


def tells_event(line: str) -> bool:
    """Whether a short line says when something happens, or begins to: "When: 20 May", "Date of event:"."""
    return len(line) <= _MAX_LINE // 2 and _tells_event(_words(normalise("NFKC", line)))


def names_place(line: str) -> bool:
    """Whether a line tells where or at which hour something happens: "Venue: Old Hall"."""
    found = re.match(r"\s*([^\W\d_]+)\s*(?::|$)", normalise("NFKC", line[:_MAX_PLACE]))
    return bool(found) and found[1].lower() in PLACES if found else False


def are_prose(lines: Iterable[str]) -> bool:
    """Whether two of them are paragraphs of a text: behind these, no header goes on."""
    return sum(len(line) > _PARAGRAPH and ends_sentence(line[-20:]) for line in lines) > 1


def is_place(text: str) -> bool:
    """ "WASHINGTON, D.C., " or "Port Quillan (": names in capitals, then what parts them from a date."""
    words = _WORD.findall(text)
    return (
        0 < len(words) <= 6
        and len(text) <= _MAX_PLACE
        and (text[0].isalnum() or text[0] == "(")  # a dash stands before the speaker of a quote
        and text.rstrip().endswith((",", "(", "-", "–", "—", ".", ":"))
        and all(word[0].isupper() for word in words)
        and not set(_words(text)) & (OTHER | EVENTS)
    )


def _parts(plain: str) -> list[str]:
    """Parts of a line, a label with what it labels: "Published | 6 May 2031"."""
    parts: list[str] = []
    label = ""
    for part in filter(None, _PARTS.split(plain)):
        words = _words(part)
        if words and not re.search(r"\d", part) and all(word in LABELS | OTHER | EVENTS for word in words):
            label = f"{label} {part}".strip()
        else:
            parts.append(f"{label} {part}".strip())
            label = ""
    return [*parts, label] if label else parts


def _dates(part: str, manner: Manner) -> list[tuple[date, int, int]]:
    found: list[tuple[date, int, int]] = []
    end = 0
    while len(found) < _MAX_DATES and (named := first_day(part[end:], manner)):
        found.append((named[0], end + named[1], end + named[2]))
        end += named[2]
    return found


def _judge_part(part: str, dates: list[tuple[date, int, int]]) -> Iterator[DateLine]:
    """Each of the dates that can be the release's."""
    for number, (day, start, end) in enumerate(dates):
        since = dates[number - 1][2] if number else 0
        until = dates[number + 1][1] if number + 1 < len(dates) else len(part)
        before, after = _CLOCK.sub(" ", part[since:start]), _CLOCK.sub(" ", part[end:until])
        words = _words(before)
        if set(words) & OTHER or re.search(r"\d", _NUMBERED.sub(" ", before)):
            continue
        labelled = _are_labels(words)
        if not (labelled or is_place(before) or (number == 0 and _is_byline(before))):
            continue
        if number + 1 == len(dates) and not _may_follow(after):
            continue
        yield DateLine(
            day=day,
            published=labelled and bool(set(words) & PUBLISHING),
            named=labelled and bool(set(words) & (PUBLISHING | DATES)),
            alone=(labelled or (is_place(before) and words[0] not in BY))
            and _are_labels(_words(after))
            and not re.search(r"\d", after),
        )


def _may_follow(after: str) -> bool:
    """What stands behind a date in a header: a zone, a name, a place, "Category: Works"."""
    words = _words(after)
    if _are_labels(words) or (words and all(word in LABELS | OTHER for word in words)):
        return len(re.findall(r"\d", after)) <= 3
    if len(after) > _MAX_PLACE + 40 or (ends_sentence(after) and len(words) > 4):
        return False
    return bool(_is_byline(after) or _NAMED_VALUE.match(after) or _is_apart(after))


def _is_apart(after: str) -> bool:
    """ ", Brussels", " – Port Quillan": a few names behind what parts them from a date."""
    found = re.match(r"\s*[-–—,/(]\s*(?=[^\W\d_])(.*)", after)
    names = re.findall(r"[^\W\d_][^\s,;]*", found[1]) if found else []
    return 0 < len(names) <= 4 and all(name[0].isupper() or not name[0].islower() for name in names)


def _is_byline(text: str) -> bool:
    words = list(dropwhile(LABELS.__contains__, _words(text)))
    return 1 < len(words) <= 8 and words[0] in BY and not re.search(r"[.!?]\s+[^\W\d_]{4}", text)


def _tells_event(words: list[str]) -> bool:
    said = set(words)
    return bool((words and words[0] in EVENTS) or (said & OCCASIONS and said & DATES)) or (
        {"date", "time"} <= said <= LABELS | {"and"}
    )


def _words(text: str) -> list[str]:
    return [found.lower().rstrip(".،,'’-") for found in _WORD.findall(text)]


def _are_labels(words: list[str]) -> bool:
    return all(word in LABELS or is_weekday(word) for word in words)
