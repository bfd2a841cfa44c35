"""Raised and lowered figures of a printed page: what is set smaller, above or below the line that it stands in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.reading.superscripts import is_power, lowered, raised

_SMALL = 0.8  # of the size of the line
_NEAR = 0.8  # of that size, from line to line
_FIGURE = re.compile(r"\s*([+\-−–]?\d{1,3}(?:[,–-]\d{1,3})*)(\s*)")
_SENTENCE_END = re.compile(r"[^\W\d_]{2}[.!?][)\"”’»]*$")
_CONTEXT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A text of a page that is set at once: the height of its line, and the size of its letters."""

    text: str
    height: float
    size: float


def flatten(pieces: Sequence[Piece]) -> list[str]:
    """What is written for each piece of a line: small figures beside it become 10⁶, km² and CO₂, marks of notes go."""
    written: list[str] = []
    line: Piece | None = None
    cut = False  # whether the blank that a reader of pages puts behind a raised figure is none
    for index, piece in enumerate(pieces):
        before = "".join(written[-4:])[-_CONTEXT:]
        found = _FIGURE.fullmatch(piece.text) if line and _is_beside(piece, line) and before.strip() else None
        if found and line:
            behind = "".join(each.text for each in pieces[index + 1 : index + 2])
            flat = _flat(found[1], before.rstrip(" "), behind.lstrip(), piece.height - line.height)
            if flat is not None:
                if written and piece.text[:1] == " ":
                    written[-1] = written[-1].rstrip(" ")
                written.append(flat)
                cut = True
                continue
        written.append(piece.text[1:] if cut and piece.text.startswith("  ") else piece.text)
        cut = False
        if piece.text.strip():
            line = piece
        elif "\n" in piece.text:
            line = None
    return written


def _is_beside(piece: Piece, line: Piece) -> bool:
    return piece.size < _SMALL * line.size and abs(piece.height - line.height) < _NEAR * line.size


def _flat(figure: str, before: str, behind: str, rise: float) -> str | None:
    """What stands for a small figure; None where nothing tells whether it is raised."""
    if rise > 0:
        return raised(figure, before)
    if rise < 0:
        return lowered(figure, before, behind)
    return raised(figure, before) if is_power(figure, before) or _SENTENCE_END.search(before) else None
