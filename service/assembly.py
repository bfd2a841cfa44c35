"""The one place where settings, model, catalog and index are put together."""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from corpus.catalog import Catalog
from corpus.chunking import Chunking
from corpus.errors import CommuniqueError, UnreadableSource
from corpus.reading import read_paths
from corpus.records import Listing, Outcome, StoredVersion
from corpus.release import Release
from index.dense import use_threads
from index.embedding import Embedder, open_embedder
from index.facets import FACETS, Count, Facet, count_facets
from index.ingestion import Reading, ingest
from index.manifest import Manifest
from index.query import EVERYTHING, Filters
from index.reranking import Reader, open_reader
from index.retriever import Retriever
from index.sync import Index, Progress, ignore_progress
from index.weights import Weights, read_weights
from service.answering import Answer, Answerer, Nearest, turns_of
from service.conversation import Turn
from service.feed import Entry
from service.hits import Hits
from service.settings import Settings, read_settings
from service.verification import Verification, verify

_log = logging.getLogger(__name__)
_LOOK_EVERY = 0.25  # seconds between two looks for what another process has written

Sort = Literal["relevance", "newest", "oldest"]


def open_catalog(settings: Settings) -> Catalog:
    """The catalog of the settings; enough for whatever asks no question."""
    return Catalog(settings.data / "catalog.sqlite3")


class Communique:
    """Releases that can be asked: `Communique.open("data").ask("…")`. One object serves many threads."""

    def __init__(
        self, settings: Settings, catalog: Catalog, embedder: Embedder, index: Index, reader: Reader | None
    ) -> None:
        self.settings = settings
        self._catalog = catalog
        self._embedder = embedder
        self._index = index
        self._reader = reader
        self._fitted = read_weights(with_reader=reader is not None)

    @classmethod
    def open(cls, data: str | Path | None = None, **settings: Any) -> Self:
        """The releases in a folder (COMMUNIQUE_DATA if none is named), made ready to be asked.

        Keywords are settings (`model="hashing"`). SettingsError, CatalogError, ModelError or IndexMismatch say
        what is in the way.
        """
        return cls.assemble(read_settings(data=data, **settings))

    @classmethod
    def assemble(cls, settings: Settings) -> Self:
        """Everything that the settings name, put together."""
        embedder = open_embedder(settings.model)
        catalog = open_catalog(settings)
        use_threads(1)
        index = make_index(settings, catalog, embedder)
        return cls(settings, catalog, embedder, index, open_reader(settings.reader))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._catalog.close()

    # Asking

    def ask(
        self,
        question: str,
        *,
        limit: int = 5,
        filters: Filters = EVERYTHING,
        conversation: Sequence[Turn | Answer] = (),
    ) -> Answer:
        """The sentences that answer the question, cited, and the `limit` best passages.

        `conversation` is what was said before, such as the answers so far: `ask("And him?", conversation=[answer])`.
        """
        turns = turns_of(conversation)
        return self.ask_with_manifest(question, limit=limit, filters=filters, conversation=turns)[0]

    def ask_with_manifest(
        self, question: str, *, limit: int, filters: Filters, conversation: Sequence[Turn] = ()
    ) -> tuple[Answer, Manifest]:
        """The answer with the manifest of the very snapshot that it was made from."""
        manifest, steps = self.ask_stepwise(question, limit=limit, filters=filters, conversation=conversation)
        *_, answer = steps
        if not isinstance(answer, Answer):
            raise TypeError("the last step of an answer is the answer")
        return answer, manifest

    def ask_stepwise(
        self, question: str, *, limit: int, filters: Filters, conversation: Sequence[Turn] = ()
    ) -> tuple[Manifest, Iterator[Nearest | Answer]]:
        """The manifest, and the answer in steps, each made when it is asked for; the last is the answer."""
        answerer = self.answerer()
        steps = answerer.answer_stepwise(question, limit, filters, conversation)
        return answerer.retriever.snapshot.manifest, steps

    def search(
        self,
        question: str,
        *,
        limit: int = 10,
        filters: Filters = EVERYTHING,
        sort: Sort = "relevance",
        offset: int = 0,
    ) -> Hits:
        """Passages by relevance; or those that hold every word, by the date of their release."""
        retriever = self.retriever()
        if sort == "relevance":
            found = retriever.retrieve(question, limit, filters, offset)
        else:
            found = retriever.list_by_date(question, sort, limit, filters, offset)
        return Hits(question=question, found=tuple(found))

    def facets(
        self,
        question: str | None,
        facets: Sequence[Facet] = FACETS,
        *,
        filters: Filters = EVERYTHING,
        sort: Sort = "relevance",
    ) -> dict[Facet, list[Count]]:
        """In how many of the releases that this search pages through each value of a facet stands; by date, in how many
        of all without a question.

        Each facet passes over its own filter, so that its counts tell what another choice would find.
        """
        return count_facets(self.retriever(), question, facets, filters, None if sort == "relevance" else sort)

    def list_releases(
        self, question: str | None, *, limit: int, filters: Filters = EVERYTHING, sort: Sort = "newest"
    ) -> tuple[str, list[Entry]]:
        """The catalog's id; the releases that a search finds, each with its first passage and when it was stored."""
        retriever = self.retriever()
        if question is not None and sort == "relevance":
            hits = retriever.list_releases(question, limit, filters)
        else:
            hits = retriever.list_releases_by_date(question, "oldest" if sort == "oldest" else "newest", limit, filters)
        entries = [
            Entry(release=hit.release, passage=hit.passage, updated=self._stored_at(hit.release)) for hit in hits
        ]
        return retriever.snapshot.manifest.catalog, entries

    def changed_at(self) -> datetime:
        """When the last change was stored that the current index knows."""
        return self._catalog.changed_at(self.manifest().change)

    def _stored_at(self, release: Listing) -> datetime:
        stored = {each.version: each.stored_at for each in self._catalog.versions(release.id)}
        return datetime.fromisoformat(stored[release.version])

    def verify(self, quote: str, release_id: str | None = None, **place: Any) -> Verification:
        """Where the quote stands, word for word. `place` may hold version, start and end."""
        return verify(self._catalog, quote, release_id, **place)

    # Releases

    def add(self, *paths: str | Path) -> list[Outcome | UnreadableSource]:
        """Read files and folders into the catalog; what became of each release, or why it could not be read."""
        return list(self.ingest(read_paths([Path(path) for path in paths])))

    def ingest(self, readings: Reading, progress: Progress = ignore_progress) -> Iterator[Outcome | UnreadableSource]:
        """Store and index what was read; each outcome is told once it is safely stored."""
        return ingest(self._index, readings, progress)

    def put(self, release: Release) -> Outcome:
        """Store one release; it can be found when this returns."""
        outcome = self._index.add([release])[0]
        self._index.catch_up()
        return outcome

    def remove(self, release_id: str) -> Outcome:
        """Take a release out of search and answers; its versions stay in the catalog."""
        outcome = self._catalog.remove(release_id)
        self._index.catch_up()
        return outcome

    def get(self, release_id: str, version: str | None = None) -> Release:
        return self._catalog.get(release_id, version)

    def versions(self, release_id: str) -> list[StoredVersion]:
        return self._catalog.versions(release_id)

    def listings(self, limit: int = -1) -> Sequence[Listing]:
        """The releases (or so many) without their texts, the newest first."""
        return self._catalog.listings(limit)

    # The index

    @property
    def model(self) -> str:
        """The name of the embedding model."""
        return self._embedder.name

    def manifest(self) -> Manifest:
        """What the current index is made of."""
        return self._index.snapshot.manifest

    def embedded_texts(self, release: Release) -> list[str]:
        """What the embedding model is given for a release; what is quoted is the release's text alone."""
        return self._index.embedded_texts(release)

    def rebuild(self, progress: Progress = ignore_progress) -> Manifest:
        """Make passages and index anew, as after a change of the model."""
        return self._index.rebuild(progress).manifest

    @contextmanager
    def following(self) -> Iterator[None]:
        """Within, the index follows what other processes write into the catalog."""
        stopped = threading.Event()
        follower = threading.Thread(target=self._follow, args=(stopped,), name="follower", daemon=True)
        follower.start()
        try:
            yield
        finally:
            stopped.set()
            follower.join()

    def _follow(self, stopped: threading.Event) -> None:
        while not stopped.wait(_LOOK_EVERY):
            try:
                self._index.catch_up()
            except (CommuniqueError, OSError):
                _log.exception("the index cannot follow the catalog; it answers from what it has")
                stopped.wait(10)

    def retriever(self) -> Retriever:
        """What asks the snapshot that is current now."""
        return self._retriever(self._fitted.whole)

    def answerer(self) -> Answerer:
        """What answers from the snapshot that is current now."""
        return self._answerer(self.retriever())

    def held_out(self, question: str) -> Answerer:
        """What answers with weights that were fitted without this question: for measuring on known questions."""
        return self._answerer(self._retriever(self._fitted.without(question)))

    def _retriever(self, weights: Weights) -> Retriever:
        return Retriever(
            snapshot=self._index.snapshot,
            embedder=self._embedder,
            lookup=self._catalog.passages,
            weights=weights,
            reader=self._reader,
        )

    def _answerer(self, retriever: Retriever) -> Answerer:
        return Answerer(
            retriever=retriever,
            catalog=self._catalog,
            answer_threshold=self.settings.answer_threshold,
            partial_threshold=self.settings.partial_threshold,
        )


def make_index(settings: Settings, catalog: Catalog, embedder: Embedder) -> Index:
    """The index beside the catalog, cut and embedded as the settings say."""
    chunking = Chunking(
        budget=settings.passage_tokens, limit=embedder.limit, count=embedder.count, model=embedder.fingerprint
    )
    return Index(catalog, embedder, chunking, settings.data / "index")
