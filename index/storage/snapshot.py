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
from index.filters import Condition, Filters, conditions_of
from index.storage.dense import DenseIndex
from index.storage.lexical import LexicalIndex, write_lexical
from index.storage.lexical_entry import LexicalEntry
from index.storage.links import link_files
from index.storage.manifest import Manifest
from index.storage.passage_table import PassageTable
from index.storage.person_registry import PersonRegistry

_NUMBERED = re.compile(r"\d{8}")
_KEPT = 2  # the current one and the one before, which a reader may be opening


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotDelta:
    """The difference between two snapshots: releases whose passages are removed, and passages that are added."""

    gone: Sequence[str]
    entries: Sequence[LexicalEntry]
    vectors: Vectors  # one row per entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What one reader sees, whatever is written meanwhile. dense, lexical and places contain the same passages."""

    manifest: Manifest
    dense: DenseIndex
    lexical: LexicalIndex
    places: PassageTable
    people: PersonRegistry  # of the places' releases

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Raises any error of the parts, or ValueError, when the folder is incomplete."""
        manifest = Manifest.read(folder / "manifest.json")
        places = PassageTable.read(folder / "places.npz")
        snapshot = cls(
            manifest=manifest,
            dense=DenseIndex.read(folder / "dense.faiss"),
            lexical=LexicalIndex(folder / "lexical"),
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

    def conditions(self, filters: Filters) -> list[Condition]:
        """The filters as conditions on this snapshot's passages: a person becomes the names in these releases."""
        return conditions_of(filters, self.people.names_of)


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

    def open(self, number: int) -> Snapshot:
        return Snapshot.open(self._at(number))

    def open_words(self) -> tuple[Manifest, LexicalIndex, PassageTable]:
        """The parts of the current snapshot that tell where words stand; its vectors stay unread."""
        folder = self._at(self.latest())
        places = PassageTable.read(folder / "places.npz")
        return Manifest.read(folder / "manifest.json"), LexicalIndex(folder / "lexical"), places

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
            manifest, dense, places, lambda folder: self._write_next(folder, number, numbers, difference)
        )

    def _write_next(self, folder: Path, number: int, gone: Sequence[int], difference: SnapshotDelta) -> None:
        link_files(self._at(number) / "lexical", folder)
        write_lexical(folder, gone, difference.entries)

    def _publish(
        self, manifest: Manifest, dense: DenseIndex, places: PassageTable, write_words: Callable[[Path], None]
    ) -> int:
        """Write the folder under another name, then rename it: at that moment it is there, complete.

        IndexNotWritten repeats the reason of the disk, or of the library that writes.
        """
        try:
            number = self._write(manifest, dense, places, write_words)
        except (OSError, RuntimeError, ValueError) as error:  # of files, of FAISS, of tantivy
            raise IndexNotWritten(str(error)) from error
        self._tidy(number)
        return number

    def _write(
        self, manifest: Manifest, dense: DenseIndex, places: PassageTable, write_words: Callable[[Path], None]
    ) -> int:
        building = self._folder / "building"
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir()
        write_words(building / "lexical")
        dense.write(building / "dense.faiss")
        places.write(building / "places.npz")
        number = self.latest() + 1
        whole = replace(manifest, number=number, releases=len(places.releases.id), passages=len(places))
        whole.write(building / "manifest.json")
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
