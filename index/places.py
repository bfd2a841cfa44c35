"""Where each indexed passage stands and what filters ask of it: columns beside the FAISS vectors, row for row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from corpus.passage import passage_id
from corpus.records import Place
from index.query import Condition, OneOf, day_number, moments

Mask = npt.NDArray[np.bool_]  # (n,)
Rows = npt.NDArray[np.int64]  # (k,) positions in the columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Columns of one length n; row i tells of row i of the dense index. Arrays are never written to."""

    number: Rows  # (n,) the catalog's numbers of the passages, growing
    start: Rows  # (n,) code points
    end: Rows  # (n,)
    day: Rows  # (n,) yyyymmdd
    first: Rows  # (n,) microseconds since 1970
    last: Rows  # (n,)
    release: npt.NDArray[np.str_]  # (n,)
    version: npt.NDArray[np.str_]  # (n,)
    publisher: npt.NDArray[np.str_]  # (n,) empty where there is none
    language: npt.NDArray[np.str_]  # (n,)

    @classmethod
    def of(cls, places: Sequence[Place]) -> Self:
        spans = [moments(place.published) for place in places]
        return cls(
            number=_integers(place.number for place in places),
            start=_integers(place.start for place in places),
            end=_integers(place.end for place in places),
            day=_integers(day_number(place.published) for place in places),
            first=_integers(first for first, _ in spans),
            last=_integers(last for _, last in spans),
            release=_strings(place.release_id for place in places),
            version=_strings(place.version for place in places),
            publisher=_strings(place.publisher or "" for place in places),
            language=_strings(place.language or "" for place in places),
        )

    @classmethod
    def read(cls, file: Path) -> Self:
        with np.load(file, allow_pickle=False) as columns:
            return cls(**{name: columns[name] for name in cls.__slots__})

    def write(self, file: Path) -> None:
        np.savez(file, **{name: getattr(self, name) for name in self.__slots__})

    def __len__(self) -> int:
        return len(self.number)

    def id_of(self, row: int) -> str:
        """The passage's id."""
        release, version = str(self.release[row]), str(self.version[row])
        return passage_id(release, version, int(self.start[row]), int(self.end[row]))

    def rows_of(self, numbers: Sequence[int]) -> Rows:
        """The rows of passages that are here, by the catalog's numbers."""
        rows: Rows = np.searchsorted(self.number, np.asarray(numbers, dtype=np.int64))
        return rows

    def mask(self, conditions: Sequence[Condition]) -> Mask | None:
        """Which rows keep all conditions; None where there are no conditions."""
        if not conditions:
            return None
        mask: Mask = np.logical_and.reduce([self._keeps(condition) for condition in conditions])
        return mask

    def _keeps(self, condition: Condition) -> Mask:
        column = getattr(self, condition.column)
        if isinstance(condition, OneOf):
            return np.isin(column, np.asarray(condition.values, dtype=np.str_))
        keeps: Mask = np.ones(len(self), dtype=np.bool_)
        if condition.low is not None:
            keeps &= column >= condition.low
        if condition.high is not None:
            keeps &= column <= condition.high
        return keeps

    def select(self, rows: Mask | Rows) -> Self:
        return type(self)(**{name: getattr(self, name)[rows] for name in self.__slots__})

    def followed_by(self, other: Self) -> Self:
        return type(self)(
            **{name: np.concatenate((getattr(self, name), getattr(other, name))) for name in self.__slots__}
        )


def _integers(values: Iterable[int]) -> Rows:
    return np.fromiter(values, dtype=np.int64)


def _strings(values: Iterable[str]) -> npt.NDArray[np.str_]:
    return np.asarray(list(values), dtype=np.str_)
