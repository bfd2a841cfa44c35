"""The index follows the catalog, whoever wrote it, whatever was interrupted or damaged."""

import json
import random
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import pytest
from factories import HARBOUR, PLAIN, make_index, make_release, make_treaty, retrieve

from corpus.catalog import Catalog
from corpus.chunking import Chunking
from corpus.errors import IndexMismatch
from corpus.records import Vectors
from corpus.release import Release
from index.embedding import Embedder
from index.filters import EVERYTHING, Filters
from index.hashing_embedder import HashingEmbedder
from index.retriever import Retriever
from index.storage.manifest import Manifest
from index.storage.snapshot import Snapshot
from index.sync import Index

Open = Callable[..., tuple[Catalog, Index]]


class CountingEmbedder(HashingEmbedder):
    """Remembers which passages it was given."""

    def __init__(self) -> None:
        self.embedded: list[str] = []
        self.calls = 0

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.calls += 1
        vectors = super().embed_passages(texts)
        self.embedded += texts
        return vectors


class InterruptedEmbedder(CountingEmbedder):
    """Interrupted, as by Ctrl-C, at its third call."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if self.calls == 2:
            raise KeyboardInterrupt
        return super().embed_passages(texts)


class OtherEmbedder(CountingEmbedder):
    """Another model, as far as an index can know."""

    fingerprint = "hashing:other"


@pytest.fixture
def open_index(tmp_path: Path) -> Iterator[Open]:
    """Opens catalog and index on the same folder, as one process more does; catalogs are closed at the end."""
    with ExitStack() as stack:

        def opened(embedder: Embedder | None = None, budget: int = 40, name: str = "data") -> tuple[Catalog, Index]:
            catalog, index = make_index(tmp_path / name, embedder, budget)
            stack.enter_context(catalog)
            return catalog, index

        yield opened


def texts_of(catalog: Catalog, index: Index, question: str, filters: Filters = EVERYTHING) -> list[str]:
    """The releases found, each once, the best first."""
    hits = retrieve(catalog, index, question, 100, filters)
    return list(dict.fromkeys(hit.release.id for hit in hits if hit.ranks.get("lexical")))


def ids_in(snapshot: Snapshot) -> list[str]:
    return [snapshot.places.id_of(row) for row in range(len(snapshot.places))]


def make_many(number: int) -> list[Release]:
    return [make_release(f"r{n:03d}", f"Bridge {n} opens", f"Bridge {n} of Norvania opens.") for n in range(number)]


def test_what_was_added_is_found_once_the_index_has_caught_up(open_index: Open) -> None:
    catalog, index = open_index()
    assert len(index.snapshot.places) == 0

    outcomes = index.add([make_release(), make_treaty()])

    assert [(outcome.release_id, outcome.kind) for outcome in outcomes] == [
        ("harbour-opening", "added"),
        ("fisheries-treaty", "added"),
    ]
    assert len(index.snapshot.places) == 0
    assert texts_of(catalog, index, "fisheries catch") == ["fisheries-treaty"]
    assert index.snapshot.manifest.releases == 2
    assert index.snapshot.manifest.change == catalog.last_change()


def test_an_index_that_is_up_to_date_stays_the_same_snapshot(open_index: Open) -> None:
    _, index = open_index()
    index.add([make_release()])

    assert index.catch_up() is index.catch_up() is index.snapshot


def test_the_same_release_again_embeds_nothing(open_index: Open) -> None:
    embedder = CountingEmbedder()
    _, index = open_index(embedder)
    index.add([make_release()])
    first = len(embedder.embedded)
    index.catch_up()

    outcomes = index.add([make_release()])
    index.catch_up()

    assert [outcome.kind for outcome in outcomes] == ["unchanged"]
    assert (first, len(embedder.embedded)) == (len(index.snapshot.places), first)


def test_progress_tells_how_many_passages_and_characters_were_embedded(open_index: Open) -> None:
    embedder = CountingEmbedder()
    _, index = open_index(embedder)
    told: list[tuple[int, int]] = []

    index.add(make_many(130), lambda passages, characters: told.append((passages, characters)))

    assert [passages for passages, _ in told] == [128, 2]
    assert sum(characters for _, characters in told) == sum(map(len, embedder.embedded))


def test_a_changed_release_is_found_by_its_new_words_and_no_more_by_its_old_ones(open_index: Open) -> None:
    catalog, index = open_index()
    index.add([make_release(), make_treaty()])
    index.catch_up()

    index.add([make_release(text=HARBOUR.replace("crowns", "ducats"))])

    assert texts_of(catalog, index, "ducats") == ["harbour-opening"]
    assert texts_of(catalog, index, "crowns") == []
    assert {place.split("@")[0] for place in ids_in(index.snapshot)} == {"harbour-opening", "fisheries-treaty"}


def test_a_removed_release_disappears_and_a_restored_one_comes_back(open_index: Open) -> None:
    embedder = CountingEmbedder()
    catalog, index = open_index(embedder)
    index.add([make_release(), make_treaty()])
    before = ids_in(index.catch_up())
    embedded = len(embedder.embedded)

    catalog.remove("harbour-opening")
    assert texts_of(catalog, index, "harbour Quillan") == []
    assert all(place.startswith("fisheries-treaty@") for place in ids_in(index.snapshot))

    index.add([make_release()])
    assert texts_of(catalog, index, "harbour Quillan") == ["harbour-opening"]
    assert ids_in(index.snapshot) == before  # its numbers are smaller than the treaty's: the rows are sorted again
    assert len(embedder.embedded) == embedded


def test_an_index_whose_last_release_was_removed_is_empty_and_can_be_asked(open_index: Open) -> None:
    catalog, index = open_index()
    index.add([make_release()])
    index.catch_up()

    catalog.remove("harbour-opening")

    assert retrieve(catalog, index, "harbour") == []
    assert len(index.snapshot.places) == 0


def test_another_publisher_of_the_same_text_changes_what_filters_find(open_index: Open) -> None:
    embedder = CountingEmbedder()
    catalog, index = open_index(embedder)
    index.add([make_release(publisher="Ministry of Works")])
    index.catch_up()
    embedded = len(embedder.embedded)

    index.add([make_release(publisher="Port Authority")])

    assert texts_of(catalog, index, "harbour", Filters(publisher="Ministry of Works")) == []
    assert texts_of(catalog, index, "harbour", Filters(publisher="Port Authority")) == ["harbour-opening"]
    assert len(embedder.embedded) == embedded


def test_another_process_sees_what_was_written_here_and_the_other_way_round(open_index: Open) -> None:
    here_catalog, here = open_index()
    there_catalog, there = open_index()
    here.add([make_release()])
    here.catch_up()

    assert texts_of(there_catalog, there, "harbour") == ["harbour-opening"]
    there.add([make_treaty()])
    there.catch_up()

    assert texts_of(here_catalog, here, "treaty") == ["fisheries-treaty"]
    assert ids_in(here.snapshot) == ids_in(there.snapshot)
    assert here.snapshot.manifest == there.snapshot.manifest


def test_a_snapshot_that_a_reader_holds_stays_as_it_is_after_it_has_gone_from_disk(
    open_index: Open, tmp_path: Path
) -> None:
    catalog, index = open_index()
    index.add([make_release(), make_treaty()])
    reader = Retriever(snapshot=index.catch_up(), embedder=HashingEmbedder(), lookup=catalog.passages, weights=PLAIN)
    before = reader.retrieve("Who opened the harbour?", 10)

    for release in make_many(4):
        index.add([release])
        index.catch_up()
    catalog.remove("harbour-opening")
    index.catch_up()

    assert sorted(folder.name for folder in (tmp_path / "data/index").iterdir() if folder.is_dir()) == [
        "00000005",
        "00000006",
    ]
    assert reader.retrieve("Who opened the harbour?", 10) == before
    assert reader.snapshot.lexical.search_by_date("bridge", "newest", 10, 0) == []


def cut_vectors(snapshot: Path) -> None:
    file = snapshot / "dense.faiss"
    file.write_bytes(file.read_bytes()[:-10])


def cut_places(snapshot: Path) -> None:
    file = snapshot / "places.npz"
    file.write_bytes(file.read_bytes()[:200])


def remove_manifest(snapshot: Path) -> None:
    (snapshot / "manifest.json").unlink()


def spoil_words(snapshot: Path) -> None:
    (snapshot / "lexical/meta.json").write_text("garbage")


def spoil_count(snapshot: Path) -> None:
    manifest = Manifest.read(snapshot / "manifest.json")
    replace(manifest, passages=manifest.passages + 1).write(snapshot / "manifest.json")


def spoil_format(snapshot: Path) -> None:
    replace(Manifest.read(snapshot / "manifest.json"), format=0).write(snapshot / "manifest.json")


def spoil_catalog(snapshot: Path) -> None:
    replace(Manifest.read(snapshot / "manifest.json"), catalog="another").write(snapshot / "manifest.json")


def spoil_mentions(snapshot: Path) -> None:
    replace(Manifest.read(snapshot / "manifest.json"), mentions="older").write(snapshot / "manifest.json")


def older_format(snapshot: Path) -> None:
    """As it was before manifests told the digest of their last change."""
    fields = json.loads((snapshot / "manifest.json").read_text())
    del fields["digest"]
    (snapshot / "manifest.json").write_text(json.dumps(fields | {"format": 2}))


@pytest.mark.parametrize(
    "damage",
    [
        *(cut_vectors, cut_places, remove_manifest, spoil_words, spoil_count),
        *(spoil_format, older_format, spoil_catalog, spoil_mentions),
    ],
)
def test_a_damaged_or_foreign_snapshot_is_made_anew_without_embedding_again(
    open_index: Open, tmp_path: Path, damage: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    _, index = open_index()
    index.add([make_release(), make_treaty()])
    whole = ids_in(index.catch_up())
    damage(tmp_path / "data/index/00000001")
    embedder = CountingEmbedder()
    catalog, opened = open_index(embedder)

    assert texts_of(catalog, opened, "fisheries catch") == ["fisheries-treaty"]

    assert ids_in(opened.snapshot) == whole
    assert embedder.embedded == []
    assert "made anew" in caplog.text


def copy_catalog(source: Path, target: Path) -> None:
    """As a backup is made and put back: the log of what is not in the file yet goes with the file that it is of."""
    target.parent.mkdir(exist_ok=True)
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def assert_follows(catalog: Catalog, index: Index) -> None:
    """What is in the catalog, and nothing else, is found, each by its own words."""
    listed = [listing.id for listing in catalog.listings()]
    assert sorted({place.split("@")[0] for place in ids_in(index.catch_up())}) == sorted(listed)
    for release_id in listed:
        text = catalog.get(release_id).text
        for hit in retrieve(catalog, index, text, 3, Filters(release_ids=frozenset({release_id}))):
            assert hit.passage.text in text


@pytest.mark.parametrize("added", [1, 3, 5])
def test_an_index_that_is_newer_than_its_catalog_is_made_anew_when_an_older_backup_is_put_back(
    tmp_path: Path, added: int, caplog: pytest.LogCaptureFixture
) -> None:
    file, backup = tmp_path / "data/catalog.sqlite3", tmp_path / "backup.sqlite3"
    catalog, index = make_index(tmp_path / "data")
    with catalog:
        index.add(make_many(4))
        copy_catalog(file, backup)
        index.add([make_release(f"lost-{n}", text=f"Lost port {n} of Estrava opens.") for n in range(3)])
        index.catch_up()
    copy_catalog(backup, file)
    embedder = CountingEmbedder()
    catalog, index = make_index(tmp_path / "data", embedder)

    with catalog:
        index.add([make_release(f"new-{n}", text=f"New road {n} of Brannock opens.") for n in range(added)])
        assert_follows(catalog, index)
        assert texts_of(catalog, index, "Brannock road") == [f"new-{n}" for n in range(added)]
        assert texts_of(catalog, index, "Estrava") == []
        assert len(embedder.embedded) == added
        assert "made anew" in caplog.text
        assert index.catch_up() is index.catch_up()


def test_an_index_is_made_anew_when_changes_that_it_knows_were_lost_with_the_log_of_the_database(
    tmp_path: Path,
) -> None:
    file, folder = tmp_path / "data/catalog.sqlite3", tmp_path / "crashed"
    catalog, index = make_index(tmp_path / "data")
    with catalog:
        index.add(make_many(2))
        index.catch_up()
        copy_catalog(file, folder / file.name)
        index.add([make_treaty()])
        index.catch_up()
        shutil.copytree(tmp_path / "data/index", folder / "index")
    catalog, index = make_index(folder)

    with catalog:
        assert_follows(catalog, index)
        index.add([make_release()])
        assert texts_of(catalog, index, "harbour Quillan") == ["harbour-opening"]


def test_an_index_of_another_machine_with_the_same_catalog_once_is_made_anew(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    catalog, index = make_index(here)
    with catalog:
        index.add(make_many(2))
        copy_catalog(here / "catalog.sqlite3", there / "catalog.sqlite3")
        index.add([make_treaty()])
        index.catch_up()
    catalog, index = make_index(there)
    with catalog:
        index.add([make_release()])
    shutil.copytree(here / "index", there / "index", dirs_exist_ok=True)
    catalog, index = make_index(there)

    with catalog:
        assert_follows(catalog, index)


def test_a_backup_that_is_put_back_beneath_a_running_process_is_followed(tmp_path: Path) -> None:
    file, backup = tmp_path / "data/catalog.sqlite3", tmp_path / "backup.sqlite3"
    catalog, index = make_index(tmp_path / "data")
    with catalog:
        index.add(make_many(4))
        copy_catalog(file, backup)
        index.add([make_treaty()])
        before = index.catch_up().manifest
        with closing(sqlite3.connect(backup)) as old, closing(sqlite3.connect(file)) as new:
            old.backup(new)
        assert_follows(catalog, index)
        index.add([make_release()])
        assert_follows(catalog, index)
        after = index.snapshot.manifest
        assert (before.change, before.releases) == (after.change, after.releases)
        assert before.index_id != after.index_id


def test_a_folder_that_was_left_half_made_is_no_harm(open_index: Open, tmp_path: Path) -> None:
    building = tmp_path / "data/index/building"
    (building / "lexical").mkdir(parents=True)
    (building / "dense.faiss").write_text("half")
    catalog, index = open_index()
    index.add([make_release()])

    assert texts_of(catalog, index, "harbour") == ["harbour-opening"]
    assert not building.exists()


def test_an_index_of_another_model_is_refused_with_the_command_that_repairs_it(
    open_index: Open, tmp_path: Path
) -> None:
    _, index = open_index()
    index.add([make_release()])
    index.catch_up()
    catalog, _ = open_index()
    chunking = Chunking(budget=40, limit=256, count=HashingEmbedder().count, model=HashingEmbedder.fingerprint)
    other = Index(catalog, OtherEmbedder(), chunking, tmp_path / "data/index")

    with pytest.raises(IndexMismatch, match=r"model hashing:blake2b-512-1; .*hashing:other\. .*communique rebuild"):
        other.catch_up()


def test_passages_of_another_chunking_are_refused_before_anything_is_stored(open_index: Open) -> None:
    _, index = open_index()
    index.add([make_release()])
    catalog, other = open_index(budget=20)

    with pytest.raises(IndexMismatch, match=r"budget=40/.*budget=20/.*communique rebuild"):
        other.catch_up()
    with pytest.raises(IndexMismatch, match="communique rebuild"):
        other.add([make_treaty()])

    assert [listing.id for listing in catalog.listings()] == ["harbour-opening"]


def test_a_rebuild_with_another_model_embeds_once_and_the_way_back_uses_known_vectors(open_index: Open) -> None:
    first = CountingEmbedder()
    _, index = open_index(first)
    index.add([make_release(), make_treaty()])
    whole = ids_in(index.catch_up())
    other = OtherEmbedder()

    rebuilt = open_index(other)[1].rebuild()

    assert (ids_in(rebuilt), rebuilt.manifest.model) == (whole, "hashing:other")
    assert len(other.embedded) == len(whole)
    again = CountingEmbedder()
    assert open_index(again)[1].rebuild().manifest.model == HashingEmbedder.fingerprint
    assert again.embedded == []


def test_a_rebuild_with_other_passages_finds_old_versions_that_come_back(open_index: Open) -> None:
    _, index = open_index()
    index.add([make_release()])
    index.add([make_release(text="The harbour closes.")])
    index.catch_up()
    catalog, smaller = open_index(budget=12)
    smaller.rebuild()

    smaller.add([make_release()])

    assert texts_of(catalog, smaller, "engineers") == ["harbour-opening"]
    assert "".join(hit.passage.text for hit in retrieve(catalog, smaller, "harbour", 50)).count("crowns") == 1


def test_a_rebuild_elsewhere_does_not_confuse_a_process_that_holds_the_first_snapshot(open_index: Open) -> None:
    catalog, index = open_index()
    index.add([make_release()])
    index.catch_up()
    _, there = open_index()
    there.add([make_treaty()])
    there.rebuild()

    index.add(make_many(1))

    assert texts_of(catalog, index, "treaty") == ["fisheries-treaty"]
    assert len(index.snapshot.lexical) == len(set(ids_in(index.snapshot))) == len(ids_in(index.snapshot))
    assert ids_in(index.snapshot) == ids_in(there.catch_up())


def test_what_was_embedded_before_an_interruption_is_not_embedded_again(open_index: Open) -> None:
    interrupted, resumed = InterruptedEmbedder(), CountingEmbedder()
    _, index = open_index(interrupted)
    releases = make_many(300)
    with pytest.raises(KeyboardInterrupt):
        index.add(releases)
    catalog, again = open_index(resumed)
    assert catalog.listings() == []

    again.add(releases)

    assert (len(interrupted.embedded), len(resumed.embedded)) == (256, 44)
    assert not set(interrupted.embedded) & set(resumed.embedded)
    assert len(again.catch_up().places) == 300


def test_two_threads_that_add_at_once_lose_nothing(open_index: Open) -> None:
    opened = [open_index(), open_index()]
    releases = make_many(16)

    def add_one_by_one(part: int) -> None:
        for release in releases[part::2]:
            opened[part][1].add([release])
            opened[part][1].catch_up()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(add_one_by_one, range(2)))

    ids = sorted(place.split("@")[0] for place in ids_in(opened[0][1].catch_up()))
    assert ids == [release.id for release in releases]
    assert ids_in(opened[1][1].catch_up()) == ids_in(opened[0][1].snapshot)


@pytest.mark.slow
def test_readers_never_see_an_error_or_half_of_a_state_while_a_writer_adds(open_index: Open) -> None:
    catalog, index = open_index()
    releases = make_many(30)
    done = threading.Event()

    def read() -> list[int]:
        """How many releases each search saw; each saw the first so many, whole."""
        seen: list[int] = []
        while True:
            last = done.is_set()
            reader = Retriever(
                snapshot=index.snapshot, embedder=HashingEmbedder(), lookup=catalog.passages, weights=PLAIN
            )
            hits = reader.retrieve("bridge of Norvania", 100)
            assert sorted(hit.release.id for hit in hits) == [release.id for release in releases[: len(hits)]]
            assert len(hits) == reader.snapshot.manifest.releases
            seen.append(len(hits))
            if last:
                return seen

    index.catch_up()
    with ThreadPoolExecutor(4) as threads:
        readers = [threads.submit(read) for _ in range(4)]
        try:
            for release in releases:
                index.add([release])
                index.catch_up()
        finally:
            done.set()
        for reader in readers:
            seen = reader.result()
            assert seen == sorted(seen)
            assert seen[-1] == 30


@pytest.mark.parametrize("seed", range(4))
def test_an_index_kept_up_step_by_step_holds_and_finds_what_one_made_at_once_does(open_index: Open, seed: int) -> None:
    choice = random.Random(seed)  # noqa: S311 - a sequence of steps, no secret
    catalog, index = open_index()
    ids = [f"r{number}" for number in range(6)]
    for _ in range(14):
        release_id, edition = choice.choice(ids), choice.randrange(3)
        if catalog.listings() and choice.random() < 0.3:
            catalog.remove(choice.choice([listing.id for listing in catalog.listings()]))
        else:
            text = f"{release_id} opens edition {edition}. " + HARBOUR * (edition + 1)
            index.add([make_release(release_id, text=text, publisher=choice.choice(["Works", "Roads"]))])
        if choice.random() < 0.7:
            index.catch_up()
    step_by_step = index.catch_up()

    at_once = open_index()[1].rebuild()

    assert ids_in(step_by_step) == ids_in(at_once)
    assert step_by_step.places.number.tolist() == at_once.places.number.tolist()
    assert step_by_step.dense.vectors.tolist() == at_once.dense.vectors.tolist()
    for question in ("harbour", "edition", "r1 engineers", "crowns r5"):
        for filters in (EVERYTHING, Filters(publisher="Works")):
            hits = [
                Retriever(snapshot=snapshot, embedder=HashingEmbedder(), lookup=catalog.passages, weights=PLAIN).rank(
                    question, filters
                )
                for snapshot in (step_by_step, at_once)
            ]
            assert hits[0]["dense"] == hits[1]["dense"]
            assert hits[0]["lexical"].keys() == hits[1]["lexical"].keys()
