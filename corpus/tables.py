"""Tables in texts: rows of cells, a line each, under the row that names their columns."""

import re
from collections.abc import Sequence

from corpus.passage import Span

_CELLS = " | "
_MOST = 400  # rows above one that are looked at, and below the first
_LONGEST = 600  # characters of a row, as of a quote
_SHORT = 60  # characters of what names a column
_FIGURE = re.compile(r"[^\w\s]{0,3}\s?(?:[A-Z]{1,3}\$?\s)?\d")
_YEAR = re.compile(r"(?:19|20)\d\d(?:[/–-](?:19|20)?\d\d)?")
_SENTENCE_END = re.compile(r"[^\W\d_]{3}[.!?]$")


def row_at(text: str, span: Span) -> Span | None:
    """The row that a span is part of; None where it is part of none, or of several, or of what is too long for one."""
    if "\n" in span.of(text):
        return None
    line = _line_at(text, span.start)
    return line if line and line.end - line.start <= _LONGEST and _CELLS in line.of(text) else None


def header_of(text: str, row: Span) -> Span | None:
    """The row that names the columns of a row's table: its first, where it tells of what those below it are.

    None for that row itself, and where there is none: of two columns without figures, the first may tell what the
    second is. A span of several lines counts for its first.
    """
    line = _line_at(text, row.start)
    if line is None or _CELLS not in line.of(text):
        return None
    above = _rows(text, line, step=-1)
    first = above[-1] if above else line
    if first == line:
        return None
    rows = [cells_of(each.of(text)) for each in (first, *_rows(text, first, step=1))]
    return first if len(cells_of(line.of(text))) in _widths(rows[0]) and _names(rows[0], rows[1:]) else None


def cells_of(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("| ").split("|")]


def _widths(first: Sequence[str]) -> range:
    """The numbers of cells of its rows: the last may be empty, and the name of the first is often left out."""
    return range(2, len(first) + 2)


def _rows(text: str, row: Span, *, step: int) -> list[Span]:
    """The rows of the same table above one or below it, from the nearest on; between two there may be a blank line."""
    found: list[Span] = []
    here: Span | None = row
    while here and len(found) < _MOST:
        here = _neighbour(text, here, step)
        if here is None or _CELLS not in here.of(text):
            break
        found.append(here)
    return found


def _neighbour(text: str, line: Span, step: int) -> Span | None:
    """The line before one or behind it; there may be a blank one between them."""
    at = line.start - 1 if step < 0 else line.end + 1
    if 0 < at < len(text) and text[at + min(step, 0)] == "\n":
        at += step
    inner = at - 1 if step < 0 else at
    return _line_at(text, inner) if 0 <= inner < len(text) and text[inner] != "\n" else None


def _line_at(text: str, place: int) -> Span | None:
    """The line around a place, without its line feed."""
    start = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    end = len(text) if end < 0 else end
    return Span(start, end) if end > start else None


def _names(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns of those below it."""
    if any(len(cell) > _SHORT or _SENTENCE_END.search(cell) or _is_figure(cell) for cell in first):
        return False
    columns = [
        [row[at + len(row) - len(first)] if len(row) > len(first) else row[at] for row in below if at < len(row)]
        for at in range(len(first))
    ]
    if any(map(_is_of_figures, first, columns)):
        return True
    return len(first) > 2 and len(below) > 1 and len(set(first)) == len(first) and all(first)


def _is_of_figures(name: str, column: Sequence[str]) -> bool:
    filled = [cell for cell in column if cell]
    figures = sum(bool(_FIGURE.match(cell)) for cell in filled)
    years = sum(bool(_YEAR.fullmatch(cell)) for cell in filled)
    return 2 * figures > len(filled) and not (_YEAR.fullmatch(name) and 2 * years > len(filled))


def _is_figure(cell: str) -> bool:
    return bool(_FIGURE.match(cell)) and not _YEAR.fullmatch(cell)
