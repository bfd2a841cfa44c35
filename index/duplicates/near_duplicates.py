"""Decides whether two releases are one: the same text published twice, or corrected. Pure functions of values."""

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.comparison import Change, compare_texts
from corpus.dates import Published, day_of
from corpus.english.meaning import DECISIVE, DECISIVE_STEMS
from corpus.english.months import MONTH, WEEKDAY
from corpus.english.numbers import TELLING
from corpus.folding import normalise
from corpus.passage import Span
from corpus.release import Release
from index.question.vocabulary import is_one_letter_off

_TYPOGRAPHY = str.maketrans("‘’“”‐‑–—", "''\"\"----")
_WORD = re.compile(r"\w+")
_LONGEST = 200_000  # characters: longer texts are not compared sentence by sentence
_CORRECTED = 3  # most days between two publications of one release, or two states of it
_REPEATED = 14  # days after which the same words are a new release
_REPEATED_LONG = 90  # the same for a text too long to be written twice
_LONG = 1_000  # words
_MORE = 0.1  # share of words that one may have beyond the other, such as a line with contacts
_OTHER = 0.03  # share of words that a correction may change; three words in a short text
_MOST_TYPOS = 100_000  # pairs of words that are compared for typos
_SHORTEST_TYPO = 6  # letters of a word that may be a typo: Minster for Minister, but not Iran for Iraq
# What no mere correction touches, beside figures and names: how many, when, which way, and whether at all.
_MEANING = re.compile(
    rf"(?:{MONTH})|{WEEKDAY}|{'|'.join((*TELLING, *DECISIVE))}|(?:{'|'.join(DECISIVE_STEMS)})(?:e[ds]?|s|ing)?",
    re.IGNORECASE,
)


def may_be_one(one: Published | None, other: Published | None) -> bool:
    """Whether two dates are close enough for two texts with them to be one release, whatever they say."""
    return _days_between(one, other) <= _REPEATED_LONG


def is_one(one: Release, other: Release) -> bool:
    """Whether two releases are one.

    Either their words are the same and they appeared within two weeks (three months for a long text). Or the words are
    nearly the same and they appeared within three days: no figure, date, name or direction differs, no sentence
    replaces another, and hardly anything was added. Two statements that differ in what they say are two, however much
    they share.
    """
    ours, theirs = _plain(one.text), _plain(other.text)
    words, days = _words(ours), _days_between(one.published, other.published)
    if words == _words(theirs):
        return days <= (_REPEATED_LONG if len(words) >= _LONG else _REPEATED)
    undated = one.published is None or other.published is None
    if undated or days > _CORRECTED or max(len(ours), len(theirs)) > _LONGEST:
        return False
    return _differ_in_form(compare_texts(ours, theirs, one.language), ours, theirs)


def _days_between(one: Published | None, other: Published | None) -> int:
    """Days between two dates; 0 when one is missing."""
    return 0 if one is None or other is None else abs((day_of(one) - day_of(other)).days)


def _differ_in_form(changes: Sequence[Change], old: str, new: str) -> bool:
    """Whether only the wording of a few places changed, and little was added."""
    if any({one.kind, other.kind} == {"removed", "added"} for one, other in pairwise(changes)):
        return False
    size = max(len(_words(old)), len(_words(new)))
    whole = [change for change in changes if change.kind in {"removed", "added"}]
    more = sum(len(_words(_of(change.old, old) + _of(change.new, new))) for change in whole)
    pairs = [_differing(change, old, new) for change in changes if change.kind == "changed"]
    other = sum(max(len(removed), len(added)) for removed, added in pairs)
    return more <= _MORE * size and other <= max(3, _OTHER * size) and not any(_matters(*pair) for pair in pairs)


def _differing(change: Change, old: str, new: str) -> tuple[list[str], list[str]]:
    """The words removed from a sentence and the words added to it, ignoring typos and letter case."""
    removed = [word for part in change.parts if part.kind == "removed" for word in _WORD.findall(_of(part.old, old))]
    added = [word for part in change.parts if part.kind == "added" for word in _WORD.findall(_of(part.new, new))]
    return _without(removed, added), _without(added, removed)


def _without(words: Sequence[str], others: Sequence[str]) -> list[str]:
    """The words that are not among the others. When nearly everything was replaced, typos are not looked for."""
    same = {other.casefold() for other in others}
    kept = [word for word in words if word.casefold() not in same]
    if len(kept) * len(others) > _MOST_TYPOS:
        return kept
    return [word for word in kept if not any(_is_typo(word, other) for other in others)]


def _is_typo(one: str, other: str) -> bool:
    """Whether one of two long words is a typo of the other. The first letter must agree, and neither is a figure."""
    letters = one.isalpha() and other.isalpha() and min(len(one), len(other)) >= _SHORTEST_TYPO
    return letters and one[0] == other[0] and is_one_letter_off(one, other)


def _matters(removed: Sequence[str], added: Sequence[str]) -> bool:
    """Whether any of the words says who, when, how many, which way or whether; names are known by their capitals."""
    return any(not word.islower() or bool(_MEANING.fullmatch(word)) for word in (*removed, *added))


def _plain(text: str) -> str:
    """The text without the typography and white space in which two publications of it may differ."""
    lines = normalise("NFKC", text).translate(_TYPOGRAPHY).splitlines()
    return "\n\n".join(filter(None, (" ".join(line.split()) for line in lines)))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _of(span: Span | None, text: str) -> str:
    return span.of(text) if span else ""
