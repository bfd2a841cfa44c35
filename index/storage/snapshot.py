"""Snapshots: immutable folders of FAISS vectors, tantivy segments and columns, and how the next one is made."""

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np

from corpus.errors import IndexNotWritten
from corpus.records import Vectors
from index.filters import Condition, Filters, NoneOf, conditions_of
from index.storage.checksums import MANIFEST, checksums, find_damaged, verify
from index.storage.dense import DenseIndex
from index.storage.lexical import LexicalIndex, write_lexical
from index.storage.lexical_entry import LexicalEntry
from index.storage.links import link_files
from index.storage.manifest import Manifest, OtherFormat
from index.storage.passage_table import PassageTable
from index.storage.person_registry import PersonRegistry
from index.storage.tongues import tongues_of

_NUMBERED = re.compile(r"\d{8}")
_KEPT = 2  # the current one and the one before, which a reader may be opening


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotDelta:
    """The difference between two snapshots: releases whose passages are removed, and passages that are added."""

    gone: Sequence[str]
    entries: Sequence[LexicalEntry]
    vectors: Vectors  # one row per entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferred:
    """A release in the language of a question, and the ids of the same release in other languages."""

    release_id: str
    over: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What one reader sees, whatever is written meanwhile. dense, lexical and places contain the same passages."""

    manifest: Manifest
    dense: DenseIndex
    lexical: LexicalIndex
    places: PassageTable
    people: PersonRegistry  # of the places' releases
    preferred: Sequence[Preferred] = ()  # for one question

    @classmethod
    def open(cls, folder: Path, *, trusted: bool = False) -> Self:
        """Raises any error of the parts, or ValueError, when the folder is incomplete, or not what was written.

        `trusted`: made by this process just now.
        """
        manifest = Manifest.read(folder / MANIFEST)
        if not trusted:
            verify(folder, manifest.files)
        places = PassageTable.read(folder / "places.npz")
        snapshot = cls(
            manifest=manifest,
            dense=DenseIndex.read(folder / "dense.faiss"),
            lexical=LexicalIndex(folder / "lexical", tongues_of(map(str, set(places.releases.language)))),
            places=places,
            people=PersonRegistry(places.releases.person),
        )
        sizes = {len(snapshot.dense), len(snapshot.lexical), len(snapshot.places), snapshot.manifest.passages}
        if len(sizes) != 1:
            raise ValueError(f"{folder} is not whole: its parts hold {sorted(sizes)} passages")
        return snapshot

    @classmethod
    def of(cls, manifest: Manifest, difference: SnapshotDelta) -> Self:
        """Make a snapshot in memory from the delta alone; it is searched like one in a folder, made in one go."""
        places = PassageTable.of([entry.place for entry in difference.entries])
        return cls(
            manifest=replace(manifest, releases=len(places.releases), passages=len(places)),
            dense=DenseIndex.of(difference.vectors),
            lexical=LexicalIndex.of(difference.entries),
            places=places,
            people=PersonRegistry(places.releases.person),
        )

    def asked_in(self, question: str | None, preferred: Sequence[Preferred] = ()) -> Self:
        """The same for a question: where releases are in several languages, it reads them as its own language does, and
        what is preferred stands for its like.
        """
        return self if question is None else replace(self, lexical=self.lexical.asked_in(question), preferred=preferred)

    def conditions(self, filters: Filters) -> list[Condition]:
        """The filters as conditions on this snapshot's passages: a person becomes the names in these releases."""
        conditions = conditions_of(filters, self.people.names_of)
        return [*conditions, *self._left_out(conditions)] if self.preferred else conditions

    def _left_out(self, conditions: Sequence[Condition]) -> list[Condition]:
        """What a release that is preferred stands for, where it meets the conditions itself."""
        releases = self.places.releases
        kept = np.logical_and.reduce([np.ones(len(releases), dtype=np.bool_), *map(releases.keeps, conditions)])
        here = {str(release_id) for release_id in releases.id[kept]}
        others = {each for preferred in self.preferred if preferred.release_id in here for each in preferred.over}
        return [NoneOf(sorted(others))] if others else []

    def count_releases(self, conditions: Sequence[Condition]) -> int:
        """The number of releases that meet all conditions."""
        releases = self.places.releases
        kept = [releases.keeps(condition) for condition in conditions]
        return int(np.logical_and.reduce(kept).sum()) if kept else len(releases)


class Snapshots:
    """The numbered folders below one folder. The highest number is the current snapshot."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        self._folder = folder
        if not read_only:
            folder.mkdir(parents=True, exist_ok=True)

    @property
    def lock(self) -> Path:
        """The lock file: a process locks it while it makes the next snapshot."""
        return self._folder / "writer.lock"

    def latest(self) -> int:
        """The number of the current snapshot; 0 if there is none."""
        return max((int(folder.name) for folder in self._numbered()), default=0)

    def open(self, number: int, *, trusted: bool = False) -> Snapshot:
        return Snapshot.open(self._at(number), trusted=trusted)

    def find_damaged(self, number: int) -> list[str]:
        """The files of a snapshot that are not what was written."""
        folder = self._at(number)
        try:
            return [str(folder / name) for name in find_damaged(folder, Manifest.read(folder / MANIFEST).files)]
        except OtherFormat:  # it is made anew when it is opened
            return []
        except (OSError, ValueError):
            return [str(folder / MANIFEST)]

    def open_words(self) -> tuple[Manifest, LexicalIndex, PassageTable]:
        """The parts of the current snapshot that tell where words stand; its vectors stay unread."""
        folder = self._at(self.latest())
        places = PassageTable.read(folder / "places.npz")
        tongues = tongues_of(map(str, set(places.releases.language)))
        return Manifest.read(folder / MANIFEST), LexicalIndex(folder / "lexical", tongues), places

    def make_first(self, manifest: Manifest, difference: SnapshotDelta) -> int:
        """Make a snapshot from the delta alone; returns its number."""
        places = PassageTable.of([entry.place for entry in difference.entries])
        dense = DenseIndex.of(difference.vectors)
        return self._publish(manifest, dense, places, lambda folder: write_lexical(folder, [], difference.entries))

    def make_next(self, number: int, snapshot: Snapshot, manifest: Manifest, difference: SnapshotDelta) -> int:
        """Make the next snapshot from the one with this number; returns the new number."""
        gone = snapshot.places.in_releases(difference.gone)
        numbers = [int(found) for found in snapshot.places.number[gone]]
        come = PassageTable.of([entry.place for entry in difference.entries])
        places = snapshot.places.select(~gone).concat(come)
        dense = snapshot.dense.select(~gone).concat(difference.vectors)
        order = places.in_order()
        if (np.diff(order) < 0).any():
            places, dense = places.select(order), dense.select(order)
        return self._publish(
            replace(manifest, files=snapshot.manifest.files),
            dense,
            places,
            lambda folder: self._write_next(folder, number, numbers, difference),
            before=self._at(number),
        )

    def _write_next(self, folder: Path, number: int, gone: Sequence[int], difference: SnapshotDelta) -> None:
        link_files(self._at(number) / "lexical", folder)
        write_lexical(folder, gone, difference.entries)

    def _publish(
        self,
        manifest: Manifest,
        dense: DenseIndex,
        places: PassageTable,
        write_words: Callable[[Path], None],
        before: Path | None = None,
    ) -> int:
        """Write the folder under another name, then rename it: at that moment it is there, complete.

        IndexNotWritten repeats the reason of the disk, or of the library that writes.
        """
        try:
            number = self._write(manifest, dense, places, write_words, before)
        except (OSError, RuntimeError, ValueError) as error:  # of files, of FAISS, of tantivy
            raise IndexNotWritten(str(error)) from error
        self._tidy(number)
        return number

    def _write(
        self,
        manifest: Manifest,
        dense: DenseIndex,
        places: PassageTable,
        write_words: Callable[[Path], None],
        before: Path | None,
    ) -> int:
        building = self._folder / "building"
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)  # somebody may have deleted the whole of it
        write_words(building / "lexical")
        dense.write(building / "dense.faiss")
        places.write(building / "places.npz")
        number = self.latest() + 1
        files = checksums(building, before, manifest.files)
        whole = replace(manifest, number=number, releases=len(places.releases.id), passages=len(places), files=files)
        whole.write(building / MANIFEST)
        building.rename(self._at(number))
        return number

    def _tidy(self, current: int) -> None:
        for folder in self._numbered():
            if int(folder.name) <= current - _KEPT:
                # Windows keeps files that are being read; they go with the next snapshot.
                shutil.rmtree(folder, ignore_errors=True)

    def _at(self, number: int) -> Path:
        return self._folder / f"{number:08d}"

    def _numbered(self) -> list[Path]:
        return [folder for folder in self._folder.glob("*") if _NUMBERED.fullmatch(folder.name)]
