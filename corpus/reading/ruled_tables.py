"""Tables of printed pages: cells between lines that are drawn, rows of figures that stand under each other."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from corpus.reading.glyphs import Glyph, Ruling

_NEAR = 3.0  # points between lines that meet
_MAX_RULINGS = 1_000  # of a page; more are a drawing
_MAX_CELL = 300  # characters; a longer cell lays out the page rather than tells a datum
_FILLED = 0.4  # of the cells, at least


@dataclass(frozen=True, slots=True)
class Grid:
    """The places of the lines between rows and between columns, and the lines themselves."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    rulings: tuple[Ruling, ...]

    @classmethod
    def of(cls, rulings: Sequence[Ruling]) -> Self:
        xs = _places([(each.left + each.right) / 2 for each in rulings if not each.is_level])
        ys = _places([(each.top + each.bottom) / 2 for each in rulings if each.is_level])
        return cls(tuple(xs), tuple(ys), tuple(rulings))

    @property
    def is_table(self) -> bool:
        """Two rows of two columns at least."""
        return len(self.xs) > 2 and len(self.ys) > 2

    def __contains__(self, glyph: Glyph) -> bool:
        across, down = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
        return self.xs[0] < across < self.xs[-1] and self.ys[0] < down < self.ys[-1]

    def cell_of(self, glyph: Glyph) -> tuple[int, int]:
        """Row and column of the first cell of those that no line parts from that of a character."""
        row = bisect_right(self.ys, (glyph.top + glyph.bottom) / 2) - 1
        column = bisect_right(self.xs, (glyph.left + glyph.right) / 2) - 1
        while column and not self._is_drawn(row, column, level=False):
            column -= 1
        while row and not self._is_drawn(row, column, level=True):
            row -= 1
        return row, column

    def spans(self, row: int, column: int) -> bool:
        """Whether a cell goes on from the row above it."""
        return row > 0 and not self._is_drawn(row, column, level=True)

    def _is_drawn(self, row: int, column: int, *, level: bool) -> bool:
        """Whether there is a line above a cell, or at its left."""
        at = self.ys[row] if level else self.xs[column]
        middle = _middle(self.xs, column) if level else _middle(self.ys, row)
        for each in self.rulings:
            if each.is_level != level:
                continue
            place = (each.top + each.bottom) / 2 if level else (each.left + each.right) / 2
            low, high = (each.left, each.right) if level else (each.top, each.bottom)
            if abs(place - at) <= _NEAR and low - _NEAR <= middle <= high + _NEAR:
                return True
        return False


@dataclass(slots=True)
class RuledTable:
    """A grid and the characters of its cells, line by line as the file has them."""

    grid: Grid
    cells: dict[tuple[int, int], list[list[Glyph]]]

    @property
    def is_data(self) -> bool:
        """Whether it tells data: short cells, most of them filled."""
        if not self.cells:
            return False
        longest = max(sum(map(len, lines)) for lines in self.cells.values())
        rows, columns = (len({place[at] for place in self.cells}) for at in (0, 1))
        return longest <= _MAX_CELL and rows > 1 and columns > 1 and len(self.cells) >= _FILLED * rows * columns

    def rows(self) -> Iterator[list[list[list[Glyph]]]]:
        """Row by row the lines of each cell; of a cell that reaches over several rows in each of them."""
        for row in range(len(self.grid.ys) - 1):
            found = [self._cell(row, column) for column in range(len(self.grid.xs) - 1)]
            if any(found):
                yield found

    def _cell(self, row: int, column: int) -> list[list[Glyph]]:
        above = row
        while (above, column) not in self.cells and self.grid.spans(above, column):
            above -= 1
        return self.cells.get((above, column), [])


def part_tables(
    lines: Sequence[Sequence[Glyph]], rulings: Sequence[Ruling]
) -> tuple[list[RuledTable], list[Sequence[Glyph]]]:
    """The ruled tables of a page, and the lines of what stands in none."""
    tables = [RuledTable(grid, {}) for grid in _grids(rulings)]
    for table in tables:
        for line in lines:
            for place, glyph in _within(table.grid, line):
                cell = table.cells.setdefault(place, [])
                if not cell or (cell[-1] and glyph.left < cell[-1][-1].left and not _is_level(cell[-1][-1], glyph)):
                    cell.append([])
                cell[-1].append(glyph)
    kept = [table for table in tables if table.is_data]
    left = [[glyph for glyph in line if not any(glyph in table.grid for table in kept)] for line in lines]
    return kept, [line for line in left if line]


def _within(grid: Grid, line: Sequence[Glyph]) -> Iterator[tuple[tuple[int, int], Glyph]]:
    known: dict[tuple[int, int], tuple[int, int]] = {}
    for glyph in line:
        if glyph.text.isspace() and glyph.right - glyph.left <= 0:  # where it stands, PDFium guesses
            continue
        if glyph in grid:
            rough = (
                bisect_right(grid.ys, (glyph.top + glyph.bottom) / 2),
                bisect_right(grid.xs, (glyph.left + glyph.right) / 2),
            )
            if rough not in known:
                known[rough] = grid.cell_of(glyph)
            yield known[rough], glyph


def _is_level(one: Glyph, other: Glyph) -> bool:
    return abs(one.baseline - other.baseline) < max(one.size, other.size) / 2


def _grids(rulings: Sequence[Ruling]) -> list[Grid]:
    """The lines that meet, each group of them a grid; frames, underlines and drawings are none."""
    once = {tuple(map(round, ruling)): ruling for ruling in rulings}  # a line between two cells is often drawn for each
    if len(once) > _MAX_RULINGS:
        return []
    groups: list[list[Ruling]] = []
    for ruling in once.values():
        touched = [group for group in groups if any(_meet(ruling, each) for each in group)]
        joined = [ruling, *(each for group in touched for each in group)]
        groups = [group for group in groups if group not in touched] + [joined]
    return [grid for group in groups if (grid := Grid.of(group)).is_table]


def _meet(one: Ruling, other: Ruling) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across >= -_NEAR and down >= -_NEAR


def _places(found: Sequence[float]) -> list[float]:
    """Each place once, in order."""
    ordered = sorted(found)
    return ordered[:1] + [other for one, other in pairwise(ordered) if other - one > _NEAR]


def _middle(places: Sequence[float], index: int) -> float:
    return (places[index] + places[index + 1]) / 2
