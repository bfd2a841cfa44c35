"""Cells of HTML tables that reach over several rows: each of them has the cell, as the page shows it."""

import copy
import re
from collections.abc import Iterator

from corpus.reading.source import Element

_MOST_ROWS = 200  # that a cell may reach over
_MOST_COLUMNS = 50
_MAX_CELL = 300  # characters; a longer cell lays out the page rather than tells a datum


def repeat_cells(root: Element) -> None:
    """Put a copy of such a cell into each further row that it reaches over, in its column."""
    for table in root.iter("table"):
        waiting: dict[int, tuple[Element, int]] = {}  # by column: the cell, and how many rows it has yet to reach
        for row in _rows(table):
            waiting = _fill(row, waiting)


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from (row for row in child if row.tag == "tr")


def _fill(row: Element, waiting: dict[int, tuple[Element, int]]) -> dict[int, tuple[Element, int]]:
    """Add what reaches into a row; what reaches into the next one."""
    cells = [cell for cell in row if cell.tag in {"td", "th"}]
    begun: dict[int, tuple[Element, int]] = {}
    column, own = 0, iter(cells)
    before: Element | None = None
    while column < _MOST_COLUMNS:
        if column in waiting:
            cell, left = waiting[column]
            copied = copy.deepcopy(cell)
            copied.tail = None
            row.insert(0 if before is None else row.index(before) + 1, copied)
            before = copied
            if left > 1:
                begun[column] = (cell, left - 1)
        else:
            following = next(own, None)
            if following is None:
                if not any(each > column for each in waiting):
                    break
                column += 1
                continue
            before = following
            reach = _number(following, "rowspan", _MOST_ROWS) - 1
            if reach > 0 and len("".join(following.itertext())) <= _MAX_CELL:
                begun[column] = (following, reach)
        column += _number(before, "colspan", _MOST_COLUMNS)
    return begun


def _number(cell: Element, name: str, most: int) -> int:
    stated = (cell.get(name) or "1").strip()
    return min(max(int(stated), 1), most) if re.fullmatch(r"\d{1,5}", stated, re.ASCII) else 1
