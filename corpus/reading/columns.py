"""The order in which the parts of a printed page are read: column by column, line by line."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from corpus.reading.printed_lines import Segment, rows_of

_TRIED = 6  # places at which a column may begin
_LINES = 3  # of a column, at least
_LETTERS = 18  # of such a line, in the middle of all: with fewer it is a column of a table
_GUTTER = 0.6  # of the height of a line, at least, between two columns
_SLACK = 2.0  # points by which the lines of a column begin apart


@dataclass(frozen=True, slots=True)
class _Band:
    """Segments between two others that reach over the place where a column may begin."""

    before: list[Segment]
    behind: list[Segment]

    def is_columns(self, start: float) -> bool:
        if not all(map(_is_column, (self.before, self.behind))):
            return False
        gutter = start - max(segment.right for segment in self.before)
        return gutter > _GUTTER * median(segment.height for segment in self.behind)


def in_reading_order(found: Sequence[Segment]) -> Iterator[list[list[Segment]]]:
    """The rows of each column, and of what reaches over the columns, in the order in which they are read."""
    best = max((_Cut(found, start) for start in _starts(found)), key=lambda cut: cut.parted, default=None)
    if best is None or not best.parted:
        yield rows_of(found)
        return
    for part in best.parts():
        if isinstance(part, _Band):
            yield from in_reading_order(part.before)
            yield from in_reading_order(part.behind)
        else:
            yield rows_of(part)


class _Cut:
    """A page cut at the place where a column may begin."""

    def __init__(self, found: Sequence[Segment], start: float) -> None:
        self._start = start
        ordered = sorted(found, key=lambda segment: (segment.top, segment.left))
        groups = [(crosses, list(group)) for crosses, group in groupby(ordered, key=self._crosses)]
        self._groups = [(crosses, group, self._band(group)) for crosses, group in groups]
        self.parted = sum(len(group) for crosses, group, band in self._groups if not crosses and band.is_columns(start))

    def _crosses(self, segment: Segment) -> bool:
        return segment.left < self._start - _SLACK and segment.right > self._start + _SLACK

    def _band(self, group: Sequence[Segment]) -> _Band:
        before = [segment for segment in group if segment.left < self._start - _SLACK]
        return _Band(before, [segment for segment in group if segment.left >= self._start - _SLACK])

    def parts(self) -> Iterator[_Band | list[Segment]]:
        """The bands that are columns, and what lies between them; neighbours that are none are one."""
        waiting: list[Segment] = []
        for crosses, group, band in self._groups:
            if crosses or not band.is_columns(self._start):
                waiting += group
                continue
            if waiting:
                yield waiting
            yield band
            waiting = []
        if waiting:
            yield waiting


def _starts(found: Sequence[Segment]) -> list[float]:
    """Where columns may begin: where several lines do, but for the leftmost."""
    counted = Counter(round(segment.left / _SLACK) for segment in found)
    first = min(counted, default=0)
    often = [
        (place, count) for place, count in counted.most_common(_TRIED + 1) if count >= _LINES and place > first + 1
    ]
    return [place * _SLACK for place, _ in often]


def _is_column(side: Sequence[Segment]) -> bool:
    rows = rows_of(side)
    return len(rows) >= _LINES and median(sum(len(part.text) for part in row) / len(row) for row in rows) >= _LETTERS
