"""Where the words of a release stand on the printed pages that it was read from: derived, and kept with a version."""

import json
import zlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple, Self

from corpus.passage import Span

_SPACING = 2.0  # of a line's height: words farther apart are no one box


class PrintedWord(NamedTuple):
    """text[start:end], and its box on a page, in points from the left and the top of it; pages are counted from 0."""

    start: int
    end: int
    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPage:
    """A page: its number in the file, from 1, its number as printed, its size in points."""

    number: int
    label: str
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedBox:
    """A part of a line on a page, in points from the left and the top of the page as it is shown."""

    page: int  # in the file, from 1
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The pages of a release, and the places of its words in the order of its text.

    A word of which nothing is known has no place: nothing is guessed. `packed` is how it is kept and handed on: JSON,
    compressed, two bytes or so for a character of text; it is read where a place is asked for.
    """

    packed: bytes

    @classmethod
    def of(cls, pages: Sequence[PrintedPage], words: Sequence[PrintedWord]) -> Self:
        """Words of one line share its height; tenths of a point."""
        sizes = [[page.label, round(page.width, 1), round(page.height, 1)] for page in pages]
        lines = []
        for height, group in groupby(words, key=_height):
            flat = [
                number for word in group for number in (word.start, word.end, _tenths(word.left), _tenths(word.right))
            ]
            lines.append([*height, *flat])
        return cls(zlib.compress(json.dumps({"pages": sizes, "lines": lines}, separators=(",", ":")).encode()))

    @property
    def pages(self) -> tuple[PrintedPage, ...]:
        return _unpack(self.packed)[0]

    @property
    def words(self) -> tuple[PrintedWord, ...]:
        return _unpack(self.packed)[1]

    def page_of(self, span: Span) -> PrintedPage | None:
        """The page that a span begins on; None where none of its words has a place."""
        return next((self.pages[word.page] for word in self._within(span)), None)

    def boxes(self, span: Span) -> tuple[PrintedBox, ...]:
        """The boxes of a span, a line each: of a word that it holds in part, the part in proportion."""
        lines: list[list[PrintedWord]] = []
        for word in self._within(span):
            cut = _cut(word, span)
            if lines and _goes_on(lines[-1][-1], cut):
                lines[-1].append(cut)
            else:
                lines.append([cut])
        return tuple(map(_around, lines))

    def _within(self, span: Span) -> Iterator[PrintedWord]:
        words = self.words
        for index in range(bisect_right(words, span.start, key=lambda word: word.end), len(words)):
            if words[index].start >= span.end:
                return
            yield words[index]


@lru_cache(maxsize=16)
def _unpack(packed: bytes) -> tuple[tuple[PrintedPage, ...], tuple[PrintedWord, ...]]:
    read = json.loads(zlib.decompress(packed))
    pages = (
        PrintedPage(number=number, label=label, width=width, height=height)
        for number, (label, width, height) in enumerate(read["pages"], start=1)
    )
    return tuple(pages), tuple(word for line in read["lines"] for word in _words(line))


def _words(line: Sequence[Any]) -> Iterator[PrintedWord]:
    page, top, bottom = line[:3]
    for at in range(3, len(line), 4):
        start, end, left, right = line[at : at + 4]
        yield PrintedWord(start, end, page, left / 10, top / 10, right / 10, bottom / 10)


def _height(word: PrintedWord) -> tuple[int, int, int]:
    return word.page, _tenths(word.top), _tenths(word.bottom)


def _tenths(points: float) -> int:
    return round(10 * points)


def _cut(word: PrintedWord, span: Span) -> PrintedWord:
    width = (word.right - word.left) / (word.end - word.start)
    start, end = max(word.start, span.start), min(word.end, span.end)
    left, right = word.left + width * (start - word.start), word.right - width * (word.end - end)
    return word._replace(start=start, end=end, left=left, right=right)


def _goes_on(word: PrintedWord, following: PrintedWord) -> bool:
    """Whether a word stands on the same line as the one before it, and near."""
    height = word.bottom - word.top
    beside = min(word.bottom, following.bottom) - max(word.top, following.top) > height / 2
    return word.page == following.page and beside and abs(following.left - word.right) < _SPACING * height


def _around(words: Sequence[PrintedWord]) -> PrintedBox:
    return PrintedBox(
        page=words[0].page + 1,
        left=round(min(word.left for word in words), 1),
        top=round(min(word.top for word in words), 1),
        right=round(max(word.right for word in words), 1),
        bottom=round(max(word.bottom for word in words), 1),
    )
