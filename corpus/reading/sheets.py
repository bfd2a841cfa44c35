"""Printed pages to lines in the order in which they are read, with the rows of their tables."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from corpus.reading.columns import in_reading_order
from corpus.reading.glyphs import Glyph, Sheet
from corpus.reading.printed_lines import BLANK, PrintedLine, Segment, make_line, rows_of, segments
from corpus.reading.ruled_tables import RuledTable, part_tables

_BREAK = 1.4  # of what lies between two lines of a paragraph
_ALONE = 1.8  # of the same, about a line in the margin
_MARGINS = 2  # such lines at the top and at the bottom
_CELLS = " | "
_ALIGNED = 3  # rows, at least, of a table without lines
_CELL_LETTERS = 40  # of its cells, at most


def lines_of(sheet: Sheet, page: int) -> list[PrintedLine]:
    """The lines of a page; a blank one stands where more room is left than between the lines of a paragraph."""
    tables, rest = part_tables(sheet.lines, sheet.rulings)
    found = [segment for line in rest for segment in segments(line)]
    stands = [_stand_in(table) for table in tables]
    by_stand = {id(stand): table for stand, table in zip(stands, tables, strict=True)}
    leading = _leading(found)
    head, body, foot = _margins([*found, *stands], leading, set(by_stand))
    lines = _apart(head, page)
    for rows in in_reading_order(body):
        lines += _column(rows, by_stand, page, leading)
    return [*lines, *_apart(foot, page)]


def _margins(
    found: Sequence[Segment], leading: float, tables: set[int]
) -> tuple[list[list[Segment]], list[Segment], list[list[Segment]]]:
    """The rows that stand alone at the top of a page, what lies between, and those that stand alone at the bottom."""
    rows = rows_of(found)
    if len(rows) < _MARGINS + 2:
        return [], list(found), []
    steps = [_is_parted(one[0], other[0], leading, _ALONE) for one, other in pairwise(rows)]
    text = [not any(id(segment) in tables for segment in row) for row in rows]
    first = next((at for at in range(_MARGINS) if not (steps[at] and text[at])), _MARGINS)
    last = next((at for at in range(_MARGINS) if not (steps[-1 - at] and text[-1 - at])), _MARGINS)
    end = max(first, len(rows) - last)
    return rows[:first], [segment for row in rows[first:end] for segment in row], rows[end:]


def _apart(rows: Sequence[Sequence[Segment]], page: int) -> list[PrintedLine]:
    """What stands in the margin: each part of a row is a line."""
    return [line for row in rows for line in (*(make_line([[segment]], page) for segment in row), BLANK)]


def _stand_in(table: RuledTable) -> Segment:
    """What stands for a table while the order of the page is found: as large as it is."""
    grid = table.grid
    return Segment([Glyph("", grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1], grid.ys[-1], grid.ys[-1] - grid.ys[0])])


def _leading(found: Sequence[Segment]) -> float:
    """What lies between two lines, in the middle of all."""
    tops = sorted(segment.top for segment in found)
    heights = [segment.height for segment in found]
    steps = [other - one for one, other in pairwise(tops) if other - one > min(heights) / 2]
    return median(steps) if steps else 0.0


def _column(
    rows: Sequence[Sequence[Segment]], tables: dict[int, RuledTable], page: int, leading: float
) -> Iterator[PrintedLine]:
    cells = _aligned(rows)
    edge = max((segment.right for row in rows for segment in row if id(segment) not in tables), default=0.0)
    before: Segment | None = None
    for number, row in enumerate(rows):
        stand = next((segment for segment in row if id(segment) in tables), None)
        if before is not None and _is_parted(before, row[0], leading):
            yield BLANK
        if stand is not None:
            yield from _table(tables[id(stand)], page)
        if plain := [segment for segment in row if segment is not stand]:
            if number in cells:
                yield make_line([[segment] for segment in plain], page, between=_CELLS, is_row=True)
            else:
                yield replace(make_line([plain], page), until=edge)
        before = row[0]


def _is_parted(before: Segment, following: Segment, leading: float, share: float = _BREAK) -> bool:
    usual = max(leading, min(before.height, following.height))
    return following.bottom - before.bottom > share * usual


def _table(table: RuledTable, page: int) -> Iterator[PrintedLine]:
    for cells in table.rows():
        parts = [[segment for line in cell for segment in segments(line)] for cell in cells]
        yield make_line(parts, page, between=_CELLS, is_row=True)


def _aligned(rows: Sequence[Sequence[Segment]]) -> set[int]:
    """The rows whose parts stand under each other in columns that are too narrow for a text."""
    found: set[int] = set()
    run: list[int] = []
    for number, row in enumerate([*rows, []]):
        if run and (len(row) != len(rows[run[-1]]) or not _is_under(rows[run[-1]], row)):
            found |= set(run) if len(run) >= _ALIGNED else set()
            run = []
        if len(row) > 1 and all(len(segment.text) <= _CELL_LETTERS for segment in row):
            run.append(number)
    return found


def _is_under(above: Sequence[Segment], row: Sequence[Segment]) -> bool:
    """Whether each part stands below that of the row above it."""
    return all(min(one.right, other.right) > max(one.left, other.left) for one, other in zip(above, row, strict=True))
