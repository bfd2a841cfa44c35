"""Folders of vectors, words and columns: numbered, immutable, made one from another."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from factories import make_place

from index.hashing_embedder import HashingEmbedder
from index.storage.lexical_entry import LexicalEntry
from index.storage.manifest import FORMAT, Manifest
from index.storage.snapshot import Snapshot, SnapshotDelta, Snapshots

MANIFEST = Manifest(
    format=FORMAT,
    mentions="m",
    model="hashing",
    dimension=512,
    chunking="x",
    catalog="c",
    change=1,
    digest="0b5e",
    number=1,
    releases=0,
    passages=0,
)
TEXTS = {1: "the treaty of Norvania", 2: "the harbour of Quillan", 3: "a bridge", 4: "the treaty of Astrelle"}
PLACES = {
    1: make_place(1, "treaty", 0, 10),
    2: make_place(2, "harbour", 0, 10),
    3: make_place(3, "harbour", 10, 20),
    4: make_place(4, "treaty", 0, 12, version="fedcba9876543210"),
}


def make_difference(numbers: Sequence[int], gone: Sequence[str] = ()) -> SnapshotDelta:
    """The passages of these numbers come, those of the releases `gone` go."""
    entries = [LexicalEntry(place=PLACES[number], text=TEXTS[number]) for number in numbers]
    vectors = HashingEmbedder().embed_passages([entry.text for entry in entries])
    return SnapshotDelta(gone=gone, entries=entries, vectors=vectors)


def numbers_of(snapshot: Snapshot) -> list[int]:
    """The passages in the order of the rows, once words and vectors are seen to be those of each row."""
    numbers: list[int] = snapshot.places.number.tolist()
    expected = HashingEmbedder().embed_passages([TEXTS[number] for number in numbers])
    np.testing.assert_array_equal(snapshot.dense.vectors, expected)
    for number, text in TEXTS.items():
        found = [hit for hit, _ in snapshot.lexical.search(text, 10)]
        assert (number in found) == (number in numbers)
    return numbers


def test_there_is_no_snapshot_before_the_first_one_and_a_folder_is_made_for_it(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path / "deep" / "index")

    assert snapshots.latest() == 0
    assert snapshots.lock.parent.is_dir()


def test_a_snapshot_holds_the_same_passages_in_all_its_parts_and_counts_them(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)

    number = snapshots.make_first(MANIFEST, make_difference([1, 2, 3]))

    snapshot = snapshots.open(number)
    assert (number, snapshots.latest(), numbers_of(snapshot)) == (1, 1, [1, 2, 3])
    assert replace(snapshot.manifest, files={}) == replace(MANIFEST, releases=2, passages=3)
    assert {"dense.faiss", "places.npz", "lexical/meta.json"} <= set(snapshot.manifest.files)


def test_the_next_one_is_without_what_went_and_with_what_came(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    first = snapshots.open(snapshots.make_first(MANIFEST, make_difference([1, 2, 3])))

    number = snapshots.make_next(1, first, replace(MANIFEST, change=2), make_difference([4], gone=["treaty"]))

    second = snapshots.open(number)
    assert (number, numbers_of(second), numbers_of(first)) == (2, [2, 3, 4], [1, 2, 3])
    assert replace(second.manifest, files={}) == replace(MANIFEST, change=2, number=2, releases=2, passages=3)


def test_rows_are_in_the_order_of_releases_and_places_whatever_came_first(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    first = snapshots.open(snapshots.make_first(MANIFEST, make_difference([2, 3, 4])))

    number = snapshots.make_next(1, first, MANIFEST, make_difference([1], gone=["treaty"]))

    snapshot = snapshots.open(number)
    assert numbers_of(snapshot) == [2, 3, 1]
    assert snapshot.places.rows_of([1, 2, 3]).tolist() == [2, 0, 1]


def test_the_current_one_and_the_one_before_are_kept(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    for _ in range(4):
        snapshots.make_first(MANIFEST, make_difference([1]))

    assert sorted(folder.name for folder in tmp_path.iterdir()) == ["00000003", "00000004"]


def test_folders_of_other_names_are_none_of_its_business(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "123").mkdir()
    snapshots = Snapshots(tmp_path)

    assert snapshots.latest() == 0
    assert snapshots.make_first(MANIFEST, make_difference([1])) == 1
    assert (tmp_path / "123").is_dir()


def test_a_snapshot_can_be_moved_to_another_disk_and_read_there(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path / "here")
    first = snapshots.open(snapshots.make_first(MANIFEST, make_difference([1, 2, 3])))
    snapshots.make_next(1, first, MANIFEST, make_difference([4], gone=["treaty"]))

    shutil.copytree(tmp_path / "here" / "00000002", tmp_path / "there")
    shutil.rmtree(tmp_path / "here")

    assert numbers_of(Snapshot.open(tmp_path / "there")) == [2, 3, 4]


def test_parts_of_different_sizes_are_refused_with_their_sizes(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    snapshots.make_first(MANIFEST, make_difference([1, 2, 3]))
    snapshots.make_first(MANIFEST, make_difference([1]))
    shutil.copy(tmp_path / "00000001/places.npz", tmp_path / "00000002/places.npz")

    with pytest.raises(ValueError, match=r"00000002 is not whole: its parts hold \[1, 3\] passages"):
        snapshots.open(2, trusted=True)
    with pytest.raises(ValueError, match=r"not what was written: \S+00000002/places.npz"):
        snapshots.open(2)


def test_an_empty_snapshot_grows_into_a_full_one(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    empty = snapshots.open(snapshots.make_first(MANIFEST, make_difference([])))
    assert numbers_of(empty) == []

    number = snapshots.make_next(1, empty, MANIFEST, make_difference([1, 2]))

    assert numbers_of(snapshots.open(number)) == [2, 1]
