"""Compares two versions of a text, sentence by sentence and word by word. Pure functions of values."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import accumulate, pairwise
from typing import Literal, Self

from corpus.chunking import split_sentences
from corpus.passage import Span
from corpus.release import Release

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_ALIKE = 0.5  # share of words that two sentences have in common when one is the other, edited
# difflib takes time by the pairs of equals, and looks at all that is left for each run of equals; texts may be made to
# be slow. Beyond so many, a second at the worst, all of the one is removed and all of the other added, which is true if
# less readable.
_MOST_EQUALS = 100_000  # what two sentences of 300 words have
_MOST_LOOKS = 30_000_000
_MOST_PAIRS = 2_500  # of sentences that may be one another, edited

Did = Literal["same", "removed", "added"]
DiffKind = Literal["same", "changed", "removed", "added"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A run of words of a changed sentence. `old` is None if it was added, `new` is None if it was removed."""

    kind: Did
    old: Span | None
    new: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A run of sentences, each with the white space after it, and what became of it.

    `old` and `new` count code points of the two texts. `parts` are there where a sentence was changed; they hold
    every character of both spans, in order.
    """

    kind: DiffKind
    old: Span | None
    new: Span | None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two versions of a release. The spans of `changes` cover every character of both texts, each in order."""

    old: Release
    new: Release
    title: tuple[Part, ...]  # empty where the titles are the same
    changes: tuple[Change, ...]

    @property
    def dated_anew(self) -> bool:
        return self.old.published != self.new.published

    @property
    def same(self) -> bool:
        return self.old.version == self.new.version


def compare(old: Release, new: Release) -> Comparison:
    """Compare two versions of a release, by title and text."""
    title = () if old.title == new.title else tuple(compare_words(old.title, new.title))
    return Comparison(old=old, new=new, title=title, changes=tuple(compare_texts(old.text, new.text, new.language)))


def compare_texts(old: str, new: str, language: str | None = None) -> list[Change]:
    """Runs of sentences in the order of the texts; what was removed comes before what replaced it."""
    ours, theirs = _units(old, language), _units(new, language)
    before, after = [span.of(old) for span in ours], [span.of(new) for span in theirs]
    changes: list[Change] = []
    for kind, a, b, c, d in _match(before, after):
        if kind == "equal":
            changes.append(Change(kind="same", old=_over(ours[a:b]), new=_over(theirs[c:d])))
        else:
            changes += _pair(_Sentence.all(old, ours[a:b]), _Sentence.all(new, theirs[c:d]))
    return changes


def compare_words(old: str, new: str) -> list[Part]:
    """Runs of words, white space and punctuation, which cover every character of both texts."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    ours, theirs = _offsets(before), _offsets(after)
    parts: list[Part] = []
    for kind, a, b, c, d in _join_islands(_match(before, after), before):
        one = Span(ours[a], ours[b]) if b > a else None
        other = Span(theirs[c], theirs[d]) if d > c else None
        if kind == "equal":
            parts.append(Part(kind="same", old=one, new=other))
            continue
        parts += [Part(kind="removed", old=one, new=None)] if one else []
        parts += [Part(kind="added", old=None, new=other)] if other else []
    return parts


Code = tuple[str, int, int, int, int]  # as difflib's: kind, from and to in the old, from and to in the new


def _match(before: Sequence[str], after: Sequence[str]) -> list[Code]:
    """difflib's opcodes; what both begin and end with is taken off first, and too large a rest is replaced whole."""
    shorter = min(len(before), len(after))
    head = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    tail = next((n for n in range(shorter - head) if before[-1 - n] != after[-1 - n]), shorter - head)
    a, c = len(before) - tail, len(after) - tail
    inner: list[Code] = [("replace", head, a, head, c)]
    if _equals(before[head:a], after[head:c]) <= _MOST_EQUALS:
        with suppress(_TooLong):
            matcher = _Bounded(before[head:a], after[head:c])
            inner = [(kind, i + head, j + head, k + head, m + head) for kind, i, j, k, m in matcher.get_opcodes()]
    ends: list[Code] = [("equal", 0, head, 0, head), *inner, ("equal", a, len(before), c, len(after))]
    return [code for code in ends if code[1:] != (code[1], code[1], code[3], code[3])]


class _TooLong(Exception):
    """The comparison would take too many steps."""


class _Bounded(SequenceMatcher[str]):
    """A difflib matcher with a bounded number of steps. Raises _TooLong."""

    def __init__(self, before: Sequence[str], after: Sequence[str]) -> None:
        super().__init__(None, before, after, autojunk=False)
        counted = Counter(after)
        self._looks = list(accumulate((1 + counted[each] for each in before), initial=0))
        self._left = _MOST_LOOKS

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        self._left -= self._looks[-1 if ahi is None else ahi] - self._looks[alo]
        if self._left < 0:
            raise _TooLong
        return super().find_longest_match(alo, ahi, blo, bhi)


def _equals(before: Sequence[str], after: Sequence[str]) -> int:
    """The number of equal pairs of items from one and other."""
    counted = Counter(after)
    return sum(counted[each] for each in before)


def _join_islands(codes: Sequence[Code], before: Sequence[str]) -> list[Code]:
    """White space alone between two changes belongs to them: "three ships" to "four boats" is one change, not two."""
    joined: list[Code] = []
    for number, code in enumerate(codes):
        kind, a, b, _, d = code
        island = kind == "equal" and 0 < number < len(codes) - 1 and not "".join(before[a:b]).strip()
        if joined and (island or kind != "equal") and joined[-1][0] != "equal":
            _, first, _, start, _ = joined[-1]
            joined[-1] = ("replace", first, b, start, d)
        else:
            joined.append(code)
    return joined


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    """A sentence with the white space after it, and its words."""

    span: Span
    text: str
    words: frozenset[str]

    @classmethod
    def all(cls, text: str, spans: Sequence[Span]) -> list[Self]:
        texts = [span.of(text) for span in spans]
        return [
            cls(span=span, text=each, words=frozenset(each.split())) for span, each in zip(spans, texts, strict=True)
        ]


def _pair(ours: Sequence[_Sentence], theirs: Sequence[_Sentence]) -> Iterator[Change]:
    """Sentences that are not the same: an edited one beside what it was, the others removed or added."""
    best = _most_alike(ours, theirs)
    if best is None:
        if ours:
            yield Change(kind="removed", old=_over([each.span for each in ours]), new=None)
        if theirs:
            yield Change(kind="added", old=None, new=_over([each.span for each in theirs]))
        return
    i, j = best
    yield from _pair(ours[:i], theirs[:j])
    yield _changed(ours[i], theirs[j])
    yield from _pair(ours[i + 1 :], theirs[j + 1 :])


def _most_alike(ours: Sequence[_Sentence], theirs: Sequence[_Sentence]) -> tuple[int, int] | None:
    """The pair that shares most of its words, among those that share enough."""
    if not 0 < len(ours) * len(theirs) <= _MOST_PAIRS:
        return None
    alike = {(i, j): _share(one.words, other.words) for i, one in enumerate(ours) for j, other in enumerate(theirs)}
    best = max(alike, key=lambda pair: (alike[pair], -pair[0], -pair[1]))
    return best if alike[best] >= _ALIKE else None


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    """Words in common as a share of their average number of words (Dice coefficient)."""
    return 2 * len(one & other) / ((len(one) + len(other)) or 1)


def _changed(one: _Sentence, other: _Sentence) -> Change:
    parts = (
        Part(
            kind=part.kind,
            old=part.old.within(one.span.start) if part.old else None,
            new=part.new.within(other.span.start) if part.new else None,
        )
        for part in compare_words(one.text, other.text)
    )
    return Change(kind="changed", old=one.span, new=other.span, parts=tuple(parts))


def _units(text: str, language: str | None) -> list[Span]:
    """The sentences with the white space behind them; the first has what stands before it too."""
    starts = [span.start for span in split_sentences(text, language or "en")]
    edges = [0, *starts[1:], len(text)] if text else []
    return [Span(start, end) for start, end in pairwise(edges)]


def _over(spans: Sequence[Span]) -> Span:
    """The span from the start of the first to the end of the last."""
    return Span(spans[0].start, spans[-1].end)


def _offsets(tokens: Sequence[str]) -> list[int]:
    """The offsets at which each begins, and that at which the last ends."""
    offsets = [0]
    for token in tokens:
        offsets.append(offsets[-1] + len(token))
    return offsets
