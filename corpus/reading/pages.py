"""Turns lines of printed pages into paragraphs: drops running heads, joins words broken at a line's end."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from corpus.layout import Layout, PrintedPage, PrintedWord
from corpus.reading.chrome import is_chrome
from corpus.reading.datelines import line_day
from corpus.reading.hyphens import HYPHEN, Spelling
from corpus.reading.printed_lines import PrintedLine
from corpus.reading.running import running_lines

_EDGE = 2  # lines at the top and at the bottom of a page among which running heads stand
_ITEM = re.compile(r"(?:\(?\d{1,3}[.)]|\(?[a-z][.)]|[•▪‣·*–—-])\s")
_SENTENCE_END = re.compile(r"[.!?:;。！？][\"'”’)\]]*$")
_HEADER = 12  # lines among which a date stands on its own
_SHORT = 0.8  # of the width of the text: a line that ends there may end a paragraph
_SPACELESS = "\u3040"  # from here on, characters of languages without spaces between words


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph on one line; its words count the characters of its text."""

    text: str
    words: tuple[PrintedWord, ...] = ()


@dataclass(slots=True)
class _Growing:
    """A paragraph while its lines are joined: its pieces, and where each line begins in it.

    The last piece ends with the last line, and no text before it is copied.
    """

    pieces: list[str]
    lines: list[tuple[int, PrintedLine]]
    length: int

    def add(self, line: PrintedLine, spelling: Spelling) -> None:
        last = self.pieces[-1]
        joined = _join(last, line.text, spelling)
        self.pieces[-1:] = joined
        self.length += sum(map(len, joined)) - len(last)
        self.lines.append((self.length - len(line.text), line))

    def finished(self) -> Paragraph:
        starts = [start for start, _ in self.lines]
        placed = zip(self.lines, [*starts[1:], self.length], strict=True)
        words = (word for (start, line), end in placed for word in _moved(line.words, start, end))
        return Paragraph("".join(self.pieces), tuple(words))


def _moved(words: Sequence[PrintedWord], start: int, until: int) -> Iterator[PrintedWord]:
    """The words of a line that begins there; a hyphen that went is no part of its word."""
    for word in words:
        if (end := min(word.end + start, until)) > word.start + start:
            yield word._replace(start=word.start + start, end=end)


def paragraphs(pages: Sequence[Sequence[PrintedLine]]) -> list[Paragraph]:
    """The paragraphs of all pages, each on one line; a row of a table is one."""
    lines = [line for page in _without_heads([_lines(page) for page in pages]) for line in page]
    running = [line for line in lines if not line.is_row]
    width = sorted(len(line.text) for line in running)[9 * len(running) // 10] if running else 0
    spelling = Spelling.of(line.text for line in lines)
    found: list[_Growing] = []
    last: PrintedLine | None = None
    for number, line in enumerate(lines):
        if last and line.text and not _is_apart(last, line, width, in_header=number < _HEADER):
            found[-1].add(line, spelling)
        elif line.text:
            found.append(_Growing([line.text], [(0, line)], len(line.text)))
        last = line if line.text else None
    return [growing.finished() for growing in found]


def lay_out(text: str, found: Sequence[Paragraph], pages: Sequence[PrintedPage]) -> Layout:
    """The places of a text's words: those of the paragraphs that it was composed of.

    What was lifted off the text stood at its head, so the last paragraph of equal words is the one that is meant.
    """
    places: defaultdict[str, list[int]] = defaultdict(list)
    for number, paragraph in enumerate(found):
        places[paragraph.text].append(number)
    parts: list[list[PrintedWord]] = []
    at, limit = len(text), len(found)
    for part in reversed(text.split("\n\n")):
        at -= len(part)
        while places[part] and places[part][-1] >= limit:
            places[part].pop()
        if places[part]:
            limit = places[part][-1]
            parts.append([word._replace(start=word.start + at, end=word.end + at) for word in found[limit].words])
        at -= 2
    words = list(chain.from_iterable(reversed(parts)))
    return Layout.of(pages, words)


def _lines(page: Sequence[PrintedLine]) -> list[PrintedLine]:
    """The lines of a page; a blank one stands for each run of them."""
    return [line for index, line in enumerate(page) if line.text or (index and page[index - 1].text)]


def _without_heads(pages: list[list[PrintedLine]]) -> list[list[PrintedLine]]:
    """The lines without what runs along at the edges of the pages."""
    edges = [{index: page[index].text for index in _edge(page)} for page in pages]
    return [
        [line for index, line in enumerate(page) if index not in drop]
        for page, drop in zip(pages, running_lines(edges), strict=True)
    ]


def _edge(page: Sequence[PrintedLine]) -> list[int]:
    """The lines at the top and at the bottom, in whichever column they stand."""
    heights = sorted({round(line.top) for line in page if line.text})
    edges = {*heights[:_EDGE], *heights[_EDGE:][-_EDGE:]}
    return [index for index, line in enumerate(page) if line.text and round(line.top) in edges]


def _is_apart(last: PrintedLine, line: PrintedLine, width: int, *, in_header: bool) -> bool:
    if last.is_row or line.is_row:
        return True
    return _ends(last.text, line.text, width, has_room=last.has_room_for(line)) or (
        in_header and _is_date_line(last.text, line.text)
    )


def _is_date_line(line: str, following: str) -> bool:
    """Whether a date stands beside a title or a text rather than in it: "6 May 2031", and no sentence ends with it."""
    return any(line_day(each) and not _SENTENCE_END.search(each) for each in (line, following))


def _ends(line: str, following: str, width: int, *, has_room: bool) -> bool:
    """Whether a paragraph ends with a line; one that has no room for more was broken where it ends."""
    if HYPHEN.search(line) and following[0].isalnum():
        return False
    if _ITEM.match(following) or is_chrome(line):
        return True
    goes_on = following[0].islower() or (following[0] >= _SPACELESS and line[-1] >= _SPACELESS)
    return has_room and len(line) < _SHORT * width and (bool(_SENTENCE_END.search(line)) or not goes_on)


def _join(before: str, line: str, spelling: Spelling) -> tuple[str, ...]:
    """What two pieces of a paragraph become; the last one ends with the line, and no text before it is copied."""
    broken = bool(HYPHEN.search(before[-2:]))
    if broken and (joined := spelling.join(before, line)):
        return joined
    spaceless = before[-1] >= _SPACELESS and line[0] >= _SPACELESS
    return (before, line) if spaceless or broken else (before, " ", line)
