"""Passages that older rules made are made anew when the folder is opened, by themselves and at no risk."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from factories import make_index, make_release, make_treaty, retrieve

from corpus.catalog import Catalog
from corpus.chunking import Chunking
from corpus.errors import IndexMismatch
from corpus.passage import Passage
from corpus.records import Vectors
from corpus.release import Release
from index.hashing_embedder import HashingEmbedder
from index.passages import PassageMaker
from index.progress import ignore_progress
from index.sync import Index

LIMIT = HashingEmbedder.limit


class OlderChunking(Chunking):
    """The same settings with rules of before, which cut the harbour's opening into smaller passages."""

    @property
    def fingerprint(self) -> str:
        return f"sentences-1/{super().fingerprint.partition('/')[2]}"

    def passages(self, release: Release) -> list[Passage]:
        budget = 12 if release.id == "harbour-opening" else self.budget
        return Chunking(budget=budget, limit=self.limit, count=self.count, model=self.model).passages(release)


class NewerChunking(Chunking):
    """The same settings with rules that are not known yet."""

    @property
    def fingerprint(self) -> str:
        return f"sentences-999/{super().fingerprint.partition('/')[2]}"


class RememberingEmbedder(HashingEmbedder):
    """Remembers which passages it was given."""

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        return super().embed_passages(texts)


class InterruptedEmbedder(HashingEmbedder):
    """Interrupted, as by Ctrl-C, after a part has been embedded and stored."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:  # noqa: ARG002
        raise KeyboardInterrupt


@pytest.fixture
def opening() -> Iterator[ExitStack]:
    """Closes the catalogs that a test opens."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in which older rules made the passages: of the opening, of a version before it, and of the treaty."""
    fill(tmp_path / "data", OlderChunking)
    return tmp_path / "data"


def fill(folder: Path, kind: type[Chunking]) -> None:
    catalog, index = make_index(folder, kind=kind)
    with catalog:
        index.add(
            [
                make_release(text="The harbour of Quillan is to be opened in May. It cost 300 million crowns."),
                make_treaty(),
            ]
        )
        index.add([make_release()])
        index.catch_up()


def rows_of(index: Index) -> list[str]:
    places = index.snapshot.places
    return [places.id_of(row) for row in range(len(places))]


def rows_made_with(kind: type[Chunking], folder: Path) -> list[str]:
    """The passages of an index that was never made with anything else."""
    fill(folder, kind)
    catalog, index = make_index(folder, kind=kind)
    with catalog:
        return rows_of(index)


def headed(catalog: Catalog, index: Index) -> set[str]:
    return {text for listing in catalog.listings() for text in index.embedded_texts(catalog.get(listing.id))}


def test_passages_of_older_rules_are_made_anew_and_only_what_changes_is_embedded(
    folder: Path, tmp_path: Path, opening: ExitStack, caplog: pytest.LogCaptureFixture
) -> None:
    before, old = make_index(folder, kind=OlderChunking)
    unchanged = headed(opening.enter_context(before), old)
    embedder = RememberingEmbedder()
    catalog, index = make_index(folder, embedder)
    opening.enter_context(catalog)

    hits = retrieve(catalog, index, "What did the harbour cost?")

    assert hits[0].release.id == "harbour-opening"
    assert (
        rows_of(index) == rows_made_with(Chunking, tmp_path / "fresh") != rows_made_with(OlderChunking, tmp_path / "o")
    )
    assert set(embedder.embedded) >= headed(catalog, index) - unchanged
    assert len(embedder.embedded) == len(set(embedder.embedded))
    assert not unchanged & set(embedder.embedded)
    assert index.snapshot.manifest.chunking.startswith("sentences-2/")
    [line] = [record.getMessage() for record in caplog.records]
    assert "sentences-1/" in line
    assert "made anew with sentences-2/" in line


def test_after_that_the_folder_is_opened_without_a_word(
    folder: Path, opening: ExitStack, caplog: pytest.LogCaptureFixture
) -> None:
    catalog, index = make_index(folder)
    opening.enter_context(catalog)
    first = index.catch_up().manifest
    caplog.clear()

    again, reopened = make_index(folder, InterruptedEmbedder())
    opening.enter_context(again)

    assert reopened.catch_up().manifest == first
    assert caplog.records == []


def test_an_older_process_that_still_answers_finds_what_stayed_as_it_was(folder: Path, opening: ExitStack) -> None:
    here, older = make_index(folder, kind=OlderChunking)
    opening.enter_context(here)
    held = older.catch_up()
    there, index = make_index(folder)
    opening.enter_context(there)
    index.catch_up()

    numbers = [int(number) for row, number in enumerate(held.places.number) if "treaty" in held.places.id_of(row)]

    assert [listing.id for _, listing in here.passages(numbers)] == ["fisheries-treaty"] * len(numbers)


def test_what_is_added_first_is_not_mixed_with_passages_of_older_rules(
    folder: Path, tmp_path: Path, opening: ExitStack
) -> None:
    catalog, index = make_index(folder)
    opening.enter_context(catalog)
    index.add([make_release("new", "A bridge opens", "The bridge of Brannock opens.")])

    assert catalog.claim_chunking("") == index.snapshot.manifest.chunking
    fresh = rows_made_with(Chunking, tmp_path / "fresh")
    assert [row for row in rows_of(index) if not row.startswith("new@")] == fresh


def test_an_earlier_version_is_made_anew_too(folder: Path, opening: ExitStack) -> None:
    catalog, index = make_index(folder)
    opening.enter_context(catalog)
    index.catch_up()
    embedder = RememberingEmbedder()
    again, later = make_index(folder, embedder)
    opening.enter_context(again)

    later.add([make_release(text="The harbour of Quillan is to be opened in May. It cost 300 million crowns.")])

    texts = [
        hit.passage.text for hit in retrieve(again, later, "harbour Quillan crowns") if "harbour" in hit.release.id
    ]
    assert texts == ["The harbour of Quillan is to be opened in May. It cost 300 million crowns."]
    assert embedder.embedded == []


def test_an_interruption_leaves_the_old_passages_and_the_next_opening_goes_on(
    folder: Path, tmp_path: Path, opening: ExitStack
) -> None:
    catalog, index = make_index(folder, InterruptedEmbedder())
    opening.enter_context(catalog)
    before = catalog.places_ever()
    with pytest.raises(KeyboardInterrupt):
        index.catch_up()
    assert catalog.places_ever() == before

    again, resumed = make_index(folder)
    opening.enter_context(again)

    assert retrieve(again, resumed, "What did the harbour cost?")[0].release.id == "harbour-opening"
    assert rows_of(resumed) == rows_made_with(Chunking, tmp_path / "fresh")


@pytest.mark.parametrize("read_only", [False, True])
def test_passages_whose_index_was_never_finished_are_indexed_at_the_next_opening(
    folder: Path, tmp_path: Path, opening: ExitStack, *, read_only: bool
) -> None:
    catalog, _ = make_index(folder)
    embedder = HashingEmbedder()
    chunking = Chunking(budget=40, limit=LIMIT, count=embedder.count, model=embedder.fingerprint)
    with catalog:
        PassageMaker(catalog, embedder, chunking).renew(ignore_progress)
    again, index = make_index(folder, InterruptedEmbedder(), read_only=read_only)
    opening.enter_context(again)

    assert retrieve(again, index, "What did the harbour cost?")[0].release.id == "harbour-opening"
    assert rows_of(index) == rows_made_with(Chunking, tmp_path / "fresh")


@pytest.mark.parametrize("kind", [OlderChunking, NewerChunking])
def test_a_folder_that_cannot_be_written_is_served_as_it_is_and_the_log_says_what_to_do(
    tmp_path: Path, opening: ExitStack, caplog: pytest.LogCaptureFixture, kind: type[Chunking]
) -> None:
    folder = tmp_path / "data"
    fill(folder, kind)
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and "-shm" not in path.name}
    catalog, index = make_index(folder, InterruptedEmbedder(), read_only=True)
    opening.enter_context(catalog)

    assert retrieve(catalog, index, "What did the harbour cost?")[0].release.id == "harbour-opening"

    assert rows_of(index) == rows_made_with(kind, tmp_path / "fresh")
    assert index.snapshot.manifest.chunking == catalog.claim_chunking("")
    [line] = [record.getMessage() for record in caplog.records]
    assert "served as they are" in line
    assert "communique rebuild" in line
    assert {path: path.read_bytes() for path in files} == files


def test_passages_of_newer_rules_are_refused_with_what_to_do(tmp_path: Path, opening: ExitStack) -> None:
    fill(tmp_path / "data", NewerChunking)
    catalog, index = make_index(tmp_path / "data")
    opening.enter_context(catalog)

    with pytest.raises(IndexMismatch, match=r"newer communique.*pip install --upgrade communique.*communique rebuild"):
        index.catch_up()
    with pytest.raises(IndexMismatch, match="newer communique"):
        index.add([make_treaty()])

    assert index.rebuild().manifest.chunking.startswith("sentences-2/")


@pytest.mark.parametrize("read_only", [False, True])
def test_another_size_set_by_the_operator_is_refused_even_where_the_rules_are_older(
    folder: Path, opening: ExitStack, *, read_only: bool
) -> None:
    catalog, index = make_index(folder, budget=20, read_only=read_only)
    opening.enter_context(catalog)

    with pytest.raises(IndexMismatch, match=r"sentences-1/budget=40/.*budget=20/.*communique rebuild"):
        index.catch_up()
