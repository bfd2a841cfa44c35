"""Where each indexed passage stands and what filters ask of it: columns beside the FAISS vectors, row for row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Self
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from corpus.passage import passage_id
from corpus.records import Place
from index.query import NO_DAY, Condition, OneOf, day_number, moments

Mask = npt.NDArray[np.bool_]  # (n,)
_DAY = 86_400_000_000  # microseconds

Rows = npt.NDArray[np.int64]  # (k,) positions in the columns
Days = npt.NDArray[np.float64]  # (k,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Releases:
    """Columns of one length m, a row for each version that passages stand in."""

    id: npt.NDArray[np.str_]  # (m,)
    version: npt.NDArray[np.str_]  # (m,)
    publisher: npt.NDArray[np.str_]  # (m,) empty where there is none
    language: npt.NDArray[np.str_]  # (m,)
    day: Rows  # (m,) yyyymmdd, NO_DAY where there is none
    first: Rows  # (m,) microseconds since 1970
    last: Rows  # (m,)

    @classmethod
    def of(cls, places: Sequence[Place]) -> Self:
        spans = [moments(place.published) for place in places]
        return cls(
            id=_strings(place.release_id for place in places),
            version=_strings(place.version for place in places),
            publisher=_strings(place.publisher or "" for place in places),
            language=_strings(place.language or "" for place in places),
            day=_integers(day_number(place.published) for place in places),
            first=_integers(first for first, _ in spans),
            last=_integers(last for _, last in spans),
        )

    def keeps(self, condition: Condition) -> Mask:
        if isinstance(condition, OneOf):
            column = self.id if condition.column == "release" else getattr(self, condition.column)
            return np.isin(column, np.asarray(condition.values, dtype=np.str_))
        column = getattr(self, condition.column)
        keeps: Mask = np.ones(len(self.id), dtype=np.bool_)
        if condition.low is not None:
            keeps &= column >= condition.low
        if condition.high is not None:
            keeps &= column <= condition.high
        return keeps


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Columns of one length n; row i tells of row i of the dense index. Arrays are never written to."""

    number: Rows  # (n,) the catalog's numbers of the passages
    start: Rows  # (n,) code points
    end: Rows  # (n,)
    release: Rows  # (n,) rows of `releases`
    releases: Releases
    _by_number: Rows = field(init=False, repr=False, compare=False)  # (n,) rows in the order of their numbers

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_number", np.argsort(self.number))

    @classmethod
    def of(cls, places: Sequence[Place]) -> Self:
        rows: dict[tuple[str, str], int] = {}
        first_of: list[Place] = []
        for place in places:
            if (place.release_id, place.version) not in rows:
                rows[place.release_id, place.version] = len(rows)
                first_of.append(place)
        return cls(
            number=_integers(place.number for place in places),
            start=_integers(place.start for place in places),
            end=_integers(place.end for place in places),
            release=_integers(rows[place.release_id, place.version] for place in places),
            releases=Releases.of(first_of),
        )

    @classmethod
    def read(cls, file: Path) -> Self:
        """ValueError or KeyError when the file is not whole."""
        try:
            with file.open("rb") as stream, np.load(stream, allow_pickle=False) as columns:
                releases = Releases(**{name: columns[f"release_{name}"] for name in _columns(Releases)})
                return cls(**{name: columns[name] for name in _columns(cls)}, releases=releases)
        except (BadZipFile, EOFError) as error:
            raise ValueError(f"{file} is not whole: {error}") from error

    def write(self, file: Path) -> None:
        columns = {name: getattr(self, name) for name in _columns(Places)}
        np.savez(file, **columns, **{f"release_{name}": getattr(self.releases, name) for name in _columns(Releases)})

    def __len__(self) -> int:
        return len(self.number)

    def id_of(self, row: int) -> str:
        """The passage's id."""
        release = int(self.release[row])
        return passage_id(
            str(self.releases.id[release]),
            str(self.releases.version[release]),
            int(self.start[row]),
            int(self.end[row]),
        )

    def rows_of(self, numbers: Sequence[int]) -> Rows:
        """The rows of passages that are here, by the catalog's numbers."""
        wanted = np.asarray(numbers, dtype=np.int64)
        rows: Rows = self._by_number[np.searchsorted(self.number, wanted, sorter=self._by_number)]
        return rows

    def in_order(self) -> Rows:
        """The rows as they are in an index that is made at once: by release id, and by place in it."""
        rank = np.argsort(np.argsort(self.releases.id))
        rows: Rows = np.lexsort((self.start, rank[self.release]))
        return rows

    def mask(self, conditions: Sequence[Condition]) -> Mask | None:
        """Which rows keep all conditions; None where there are no conditions."""
        if not conditions:
            return None
        kept = np.logical_and.reduce([self.releases.keeps(condition) for condition in conditions])
        mask: Mask = kept[self.release]
        return mask

    def in_releases(self, release_ids: Sequence[str]) -> Mask:
        """Which rows stand in one of these releases."""
        return self.releases.keeps(OneOf("release", release_ids))[self.release]

    def days_from(self, rows: Rows, first: int, last: int) -> Days:
        """How many days each row's release is off a time (microseconds since 1970); infinite without a date."""
        release = self.release[rows]
        off = np.maximum(first - self.releases.last[release], self.releases.first[release] - last)
        days: Days = np.maximum(off, 0) / _DAY
        days[self.releases.day[release] == NO_DAY] = np.inf
        return days

    def select(self, rows: Mask | Rows) -> Self:
        """The chosen rows; releases that none of them stands in go."""
        used, release = np.unique(self.release[rows], return_inverse=True)
        releases = Releases(**{name: getattr(self.releases, name)[used] for name in _columns(Releases)})
        return type(self)(
            number=self.number[rows],
            start=self.start[rows],
            end=self.end[rows],
            release=release.astype(np.int64),
            releases=releases,
        )

    def followed_by(self, other: Self) -> Self:
        return type(self)(
            number=np.concatenate((self.number, other.number)),
            start=np.concatenate((self.start, other.start)),
            end=np.concatenate((self.end, other.end)),
            release=np.concatenate((self.release, other.release + len(self.releases.id))),
            releases=Releases(
                **{
                    name: np.concatenate((getattr(self.releases, name), getattr(other.releases, name)))
                    for name in _columns(Releases)
                }
            ),
        )


def _columns(table: type) -> list[str]:
    return [column.name for column in fields(table) if column.init and column.name != "releases"]


def _integers(values: Iterable[int]) -> Rows:
    return np.fromiter(values, dtype=np.int64)


def _strings(values: Iterable[str]) -> npt.NDArray[np.str_]:
    return np.asarray(list(values), dtype=np.str_)
