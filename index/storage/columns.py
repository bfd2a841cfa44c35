"""Columns with several values per row, and the array types of tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]  # (n,)
Rows = npt.NDArray[np.int64]  # (k,) positions in the columns
Strings = npt.NDArray[np.str_]  # (k,)


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiValueColumn:
    """A column with any number of values per row: row `row[i]` has value `value[i]`. Sorted by row; immutable."""

    row: Rows
    value: Strings

    @classmethod
    def of(cls, rows: Iterable[Sequence[str]]) -> Self:
        pairs = [(row, value) for row, values in enumerate(rows) for value in values]
        return cls(row=integers(row for row, _ in pairs), value=strings(value for _, value in pairs))

    def holds(self, values: Sequence[str], size: int) -> Mask:
        """Which of `size` rows have one of the values."""
        mask: Mask = np.zeros(size, dtype=np.bool_)
        mask[self.row[np.isin(self.value, np.asarray(values, dtype=np.str_))]] = True
        return mask

    def values(self, size: int) -> list[tuple[str, ...]]:
        """The values of each of `size` rows."""
        edges = np.searchsorted(self.row, np.arange(size + 1))
        return [tuple(str(value) for value in self.value[a:b]) for a, b in pairwise(edges)]

    def select(self, rows: Rows) -> Self:
        """The column for these rows alone (ascending), which are renumbered."""
        at = np.searchsorted(rows, self.row)
        kept = np.isin(self.row, rows)
        return type(self)(row=at[kept].astype(np.int64), value=self.value[kept])

    def concat(self, other: Self, size: int) -> Self:
        """This column with another table's appended; this table has `size` rows."""
        return type(self)(
            row=np.concatenate((self.row, other.row + size)), value=np.concatenate((self.value, other.value))
        )


def integers(values: Iterable[int]) -> Rows:
    return np.fromiter(values, dtype=np.int64)


def strings(values: Iterable[str]) -> Strings:
    return np.asarray(list(values), dtype=np.str_)
