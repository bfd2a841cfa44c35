"""Lines of printed pages, and what they are made of: characters on one line, near each other."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from corpus.layout import PrintedWord
from corpus.reading.baselines import Piece, flatten
from corpus.reading.decoding import normalise
from corpus.reading.glyphs import Glyph

_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_GAP = 0.9  # of the size of a line: what stands farther apart may stand in two columns
_TOUCHING = 0.05  # of the size of letters
_ALIKE = 0.1  # of a size or of a height: less is no difference
_BESIDE = 0.5  # of the smaller height: what stands beside each other is on one line
_SPACE = 0.3  # of the height of a line, between two words
_SPACELESS = "\u3040"  # from here on, letters that no spaces part into words
_SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLine:
    """A line of a page. `words` count the characters of `text`; a blank line, between paragraphs, has none.

    is_row  it is a row of a table, and neither begins nor goes on in another line
    until   how far the lines of its column reach to the right
    """

    text: str
    words: tuple[PrintedWord, ...] = ()
    top: float = 0.0
    is_row: bool = False
    until: float = math.inf

    def has_room_for(self, following: "PrintedLine") -> bool:
        """Whether the first word of the next line would have stood on this one: then something ended here."""
        if not self.words or not following.words:
            return True
        last, first = self.words[-1], following.words[0]
        return last.right + _SPACE * (last.bottom - last.top) + first.right - first.left < self.until


BLANK = PrintedLine(text="")


@dataclass(slots=True)
class Segment:
    """Characters on one line without a gap that could part columns."""

    glyphs: list[Glyph]
    left: float = field(init=False)
    right: float = field(init=False)
    top: float = field(init=False)
    bottom: float = field(init=False)

    def __post_init__(self) -> None:
        self.left = min(glyph.left for glyph in self.glyphs)
        self.right = max(glyph.right for glyph in self.glyphs)
        largest = max(self.glyphs, key=lambda glyph: glyph.size)
        self.top, self.bottom = largest.top, largest.bottom

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs).strip()


class _Cell(NamedTuple):
    """What is written for one or more characters, and their box."""

    text: str
    box: tuple[float, float, float, float]  # left, top, right, bottom


def segments(glyphs: Sequence[Glyph]) -> Iterator[Segment]:
    """The segments of a line as the file has it; white space at their ends is left out."""
    found: list[Glyph] = []
    last: Glyph | None = None
    for glyph in glyphs:
        if glyph.text.isspace():
            found.append(glyph)
            continue
        if last is not None and _is_apart(last, glyph):
            yield from _made(found)
            found = []
        found.append(glyph)
        last = glyph
    yield from _made(found)


def _made(glyphs: list[Glyph]) -> Iterator[Segment]:
    shown = [index for index, glyph in enumerate(glyphs) if not glyph.text.isspace()]
    if shown:
        first, last = shown[0], shown[-1] + 1
        yield Segment([glyphs[at] for at in range(first, last) if not _is_guessed(glyphs, at)])


def _is_guessed(glyphs: Sequence[Glyph], at: int) -> bool:
    """Whether a space stands where there is none: PDFium sees one where the size of the letters changes."""
    glyph = glyphs[at]
    if not glyph.text.isspace() or glyph.right > glyph.left:
        return False
    before, following = glyphs[at - 1], glyphs[at + 1]
    return abs(following.left - before.right) < _TOUCHING * min(before.size, following.size)


def _is_apart(last: Glyph, glyph: Glyph) -> bool:
    size = max(last.size, glyph.size)
    if min(last.bottom, glyph.bottom) - max(last.top, glyph.top) < 0:
        return True
    return glyph.left - last.right > _GAP * size or (glyph.right < last.left and last.left - glyph.right > _GAP * size)


def rows_of(found: Sequence[Segment]) -> list[list[Segment]]:
    """The segments line by line from the top; those of a line from where it is begun to be read."""
    rows: list[list[Segment]] = []
    for segment in sorted(found, key=lambda each: (each.top + each.bottom, each.left)):
        if rows and _is_beside(rows[-1][0], segment):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return [sorted(row, key=lambda each: each.left, reverse=_is_leftward(row)) for row in rows]


def _is_beside(one: Segment, other: Segment) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > _BESIDE * min(one.height, other.height)


def _is_leftward(row: Sequence[Segment]) -> bool:
    """Whether a line is of Hebrew or Arabic letters."""
    letters = [letter for segment in row for letter in segment.text if letter.isalpha()]
    return sum("\u0590" <= letter < "\u0900" or "\ufb1d" <= letter < "\ufeff" for letter in letters) > len(letters) / 2


def make_line(
    parts: Sequence[Sequence[Segment]], page: int, *, between: str = " ", is_row: bool = False
) -> PrintedLine:
    """One line of parts that `between` parts; the segments of a part are parted by spaces."""
    text, words = "", list[PrintedWord]()
    for number, part in enumerate(parts):
        text += between if number else ""
        for index, segment in enumerate(part):
            text += " " if index else ""
            written, placed = _written(segment, page)
            words += [word._replace(start=word.start + len(text), end=word.end + len(text)) for word in placed]
            text += written
    tops = [segment.top for part in parts for segment in part]
    cut = len(text) - len(text.lstrip(" |")) if is_row else 0
    moved = (word._replace(start=word.start - cut, end=word.end - cut) for word in words)
    return PrintedLine(
        text=text[cut:].rstrip(" |" if is_row else " "), words=tuple(moved), top=min(tops), is_row=is_row
    )


def _written(segment: Segment, page: int) -> tuple[str, list[PrintedWord]]:
    """The text of a segment, normalised word by word, and the places of the words."""
    written, words = "", list[PrintedWord]()
    for is_space, group in groupby(_cells(segment.glyphs), key=lambda cell: cell.text == " "):
        cells = list(group)
        if is_space:
            written += " "
            continue
        text = _plain("".join(cell.text for cell in cells))
        if not text:
            continue
        words += _placed(text, cells, len(written), page)
        written += text
    return written, words


def _placed(text: str, cells: Sequence[_Cell], start: int, page: int) -> Iterator[PrintedWord]:
    """The place of a word; of one of a script without spaces, those of its characters."""
    if len(cells) == len(text) and any(letter >= _SPACELESS for letter in text):
        for at, cell in enumerate(cells, start=start):
            yield PrintedWord(at, at + 1, page, *cell.box)
        return
    lefts, tops, rights, bottoms = zip(*(cell.box for cell in cells), strict=True)
    largest = max(range(len(cells)), key=lambda index: bottoms[index] - tops[index])
    yield PrintedWord(start, start + len(text), page, min(lefts), tops[largest], max(rights), bottoms[largest])


def _plain(word: str) -> str:
    soft = word.endswith(_SOFT_HYPHEN)  # tells at a line's end that the word goes on
    return normalise(_CONTROL.sub("", word).translate(_LIGATURES)) + (_SOFT_HYPHEN if soft else "")


def _cells(glyphs: Sequence[Glyph]) -> Iterator[_Cell]:
    """The characters as they are written: small figures beside the line are raised or lowered, or go."""
    runs = [list(run) for run in _runs(glyphs)]
    pieces = [
        Piece(text="".join(glyph.text for glyph in run), height=-run[0].baseline, size=run[0].size) for run in runs
    ]
    for run, piece, flat in zip(runs, pieces, flatten(pieces), strict=True):
        if flat == piece.text:
            yield from (_Cell(" " if glyph.text == "\t" else glyph.text, glyph[1:5]) for glyph in run)
        elif piece.text.startswith(flat) or piece.text.endswith(flat):  # a blank went
            kept = run[: len(flat)] if piece.text.startswith(flat) else run[len(run) - len(flat) :]
            yield from (_Cell(glyph.text, glyph[1:5]) for glyph in kept)
        else:
            around = Segment(run)
            yield from (_Cell(each, (around.left, around.top, around.right, around.bottom)) for each in flat)


def _runs(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Characters in a row that are of one size and height; white space goes with what stands before it."""
    run: list[Glyph] = []
    for glyph in glyphs:
        if run and not glyph.text.isspace() and _differs(run[0], glyph):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def _differs(one: Glyph, other: Glyph) -> bool:
    size = max(one.size, other.size)
    return abs(one.size - other.size) > _ALIKE * size or abs(one.baseline - other.baseline) > _ALIKE * size
