"""The passage table: columns beside the FAISS vectors, row for row, with each passage's place and what filters need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from corpus.mentions import Mentions
from corpus.passage import passage_id
from corpus.records import PassageRow
from index.filters import NO_DAY, Condition, NoneOf, OneOf, day_number, moments
from index.storage.columns import Mask, MultiValueColumn, Rows, Strings, integers, strings

_DAY = 86_400_000_000  # microseconds

DayDistances = npt.NDArray[np.float64]  # (k,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Releases:
    """Columns of one length m; one row for each version that has indexed passages."""

    id: Strings  # (m,)
    version: Strings  # (m,)
    publisher: Strings  # (m,) empty if there is none
    language: Strings  # (m,)
    day: Rows  # (m,) yyyymmdd, NO_DAY if there is none
    first: Rows  # (m,) microseconds since 1970
    last: Rows  # (m,)
    withdrawn: Rows  # (m,) 1 if its source has it no more, else 0
    country: MultiValueColumn  # ISO 3166 codes of those mentioned
    person: MultiValueColumn  # those mentioned, by the fullest name in the release

    @classmethod
    def of(cls, places: Sequence[PassageRow]) -> Self:
        spans = [moments(place.published) for place in places]
        return cls(
            id=strings(place.release_id for place in places),
            version=strings(place.version for place in places),
            publisher=strings(place.publisher or "" for place in places),
            language=strings(place.language or "" for place in places),
            day=integers(day_number(place.published) for place in places),
            first=integers(first for first, _ in spans),
            last=integers(last for _, last in spans),
            withdrawn=integers(place.withdrawn for place in places),
            country=MultiValueColumn.of(place.mentions.countries for place in places),
            person=MultiValueColumn.of(place.mentions.people for place in places),
        )

    @classmethod
    def read(cls, columns: Mapping[str, Any]) -> Self:
        """KeyError when a column is missing."""
        plain: dict[str, Any] = {name: columns[f"release_{name}"] for name in _columns(cls)}
        for name in _columns(cls, MultiValueColumn):
            plain[name] = MultiValueColumn(row=columns[f"{name}_row"], value=columns[f"{name}_value"])
        return cls(**plain)

    def arrays(self) -> dict[str, Any]:
        """The arrays to write; `read` is the reverse."""
        arrays = {f"release_{name}": getattr(self, name) for name in _columns(Releases)}
        for name in _columns(Releases, MultiValueColumn):
            several: MultiValueColumn = getattr(self, name)
            arrays |= {f"{name}_row": several.row, f"{name}_value": several.value}
        return arrays

    def __len__(self) -> int:
        return len(self.id)

    def mentions(self) -> dict[tuple[str, str], Mentions]:
        """The mentions of each version, by release id and version."""
        named = zip(self.country.values(len(self)), self.person.values(len(self)), strict=True)
        ids = zip(self.id, self.version, strict=True)
        return {
            (str(release_id), str(version)): Mentions(countries=countries, people=people)
            for (release_id, version), (countries, people) in zip(ids, named, strict=True)
        }

    def select(self, rows: Rows) -> Self:
        """These rows alone, ascending."""
        chosen: dict[str, Any] = {name: getattr(self, name)[rows] for name in _columns(Releases)}
        chosen |= {name: getattr(self, name).select(rows) for name in _columns(Releases, MultiValueColumn)}
        return type(self)(**chosen)

    def concat(self, other: Self) -> Self:
        both: dict[str, Any] = {}
        for name in _columns(Releases):
            both[name] = np.concatenate((getattr(self, name), getattr(other, name)))
        for name in _columns(Releases, MultiValueColumn):
            both[name] = getattr(self, name).concat(getattr(other, name), len(self))
        return type(self)(**both)

    def keeps(self, condition: Condition) -> Mask:
        if isinstance(condition, OneOf):
            column = self.id if condition.column == "release" else getattr(self, condition.column)
            if isinstance(column, MultiValueColumn):
                return column.holds(condition.values, len(self))
            return np.isin(column, np.asarray(condition.values, dtype=np.str_))
        if isinstance(condition, NoneOf):
            return ~np.isin(self.id, np.asarray(condition.values, dtype=np.str_))
        column = getattr(self, condition.column)
        keeps: Mask = np.ones(len(self.id), dtype=np.bool_)
        if condition.low is not None:
            keeps &= column >= condition.low
        if condition.high is not None:
            keeps &= column <= condition.high
        return keeps


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageTable:
    """Columns of one length n; row i describes row i of the dense index. Arrays are never written to."""

    number: Rows  # (n,) the catalog's numbers of the passages
    start: Rows  # (n,) code points
    end: Rows  # (n,)
    release: Rows  # (n,) rows of `releases`
    releases: Releases
    _by_number: Rows = field(init=False, repr=False, compare=False)  # (n,) rows sorted by passage number

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_number", np.argsort(self.number))

    @classmethod
    def of(cls, places: Sequence[PassageRow]) -> Self:
        rows: dict[tuple[str, str], int] = {}
        first_of: list[PassageRow] = []
        for place in places:
            if (place.release_id, place.version) not in rows:
                rows[place.release_id, place.version] = len(rows)
                first_of.append(place)
        return cls(
            number=integers(place.number for place in places),
            start=integers(place.start for place in places),
            end=integers(place.end for place in places),
            release=integers(rows[place.release_id, place.version] for place in places),
            releases=Releases.of(first_of),
        )

    @classmethod
    def read(cls, file: Path) -> Self:
        """ValueError or KeyError when the file is incomplete."""
        try:
            with file.open("rb") as stream, np.load(stream, allow_pickle=False) as columns:
                return cls(**{name: columns[name] for name in _columns(cls)}, releases=Releases.read(columns))
        except (BadZipFile, EOFError) as error:
            raise ValueError(f"{file} is not whole: {error}") from error

    def write(self, file: Path) -> None:
        columns = {name: getattr(self, name) for name in _columns(PassageTable)}
        np.savez(file, **columns, **self.releases.arrays())

    def __len__(self) -> int:
        return len(self.number)

    def id_of(self, row: int) -> str:
        """The id of the passage in this row."""
        release = int(self.release[row])
        return passage_id(
            str(self.releases.id[release]),
            str(self.releases.version[release]),
            int(self.start[row]),
            int(self.end[row]),
        )

    def rows_of(self, numbers: Sequence[int]) -> Rows:
        """The rows of passages by the catalog's numbers; all of them must be in the table."""
        wanted = np.asarray(numbers, dtype=np.int64)
        rows: Rows = self._by_number[np.searchsorted(self.number, wanted, sorter=self._by_number)]
        return rows

    def releases_of(self, numbers: Sequence[int]) -> Rows:
        """The release of each of these passages, as a row of `releases`."""
        return self.release[self.rows_of(numbers)]

    def siblings(self, number: int) -> list[int]:
        """The numbers of all passages of the release that this passage is of."""
        return [int(each) for each in self.number[self.release == self.release[self.rows_of([number])[0]]]]

    def in_order(self) -> Rows:
        """The rows in the order of an index that is made in one go: by release id, then by place in the release."""
        rank = np.argsort(np.argsort(self.releases.id))
        rows: Rows = np.lexsort((self.start, rank[self.release]))
        return rows

    def mask(self, conditions: Sequence[Condition]) -> Mask | None:
        """Which rows meet all conditions; None if there are no conditions."""
        if not conditions:
            return None
        kept = np.logical_and.reduce([self.releases.keeps(condition) for condition in conditions])
        mask: Mask = kept[self.release]
        return mask

    def in_releases(self, release_ids: Sequence[str]) -> Mask:
        """Which rows belong to one of these releases."""
        return self.releases.keeps(OneOf("release", release_ids))[self.release]

    def days_from(self, rows: Rows, first: int, last: int) -> DayDistances:
        """How many days each row's release is off a time (microseconds since 1970); infinite without a date."""
        release = self.release[rows]
        off = np.maximum(first - self.releases.last[release], self.releases.first[release] - last)
        days: DayDistances = np.maximum(off, 0) / _DAY
        days[self.releases.day[release] == NO_DAY] = np.inf
        return days

    def select(self, rows: Mask | Rows) -> Self:
        """The chosen rows. Releases without any of them are dropped."""
        used, release = np.unique(self.release[rows], return_inverse=True)
        return type(self)(
            number=self.number[rows],
            start=self.start[rows],
            end=self.end[rows],
            release=release.astype(np.int64),
            releases=self.releases.select(used),
        )

    def concat(self, other: Self) -> Self:
        return type(self)(
            number=np.concatenate((self.number, other.number)),
            start=np.concatenate((self.start, other.start)),
            end=np.concatenate((self.end, other.end)),
            release=np.concatenate((self.release, other.release + len(self.releases))),
            releases=self.releases.concat(other.releases),
        )


def _columns(table: type, kind: type | None = None) -> list[str]:
    """The names of a table's columns with plain values, or of its columns of one type."""
    apart = {MultiValueColumn, Releases} if kind is None else set()
    columns = [column for column in fields(table) if column.init]
    return [column.name for column in columns if (column.type is kind if kind else column.type not in apart)]
