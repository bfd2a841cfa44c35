"""The one place where settings, model, catalog and index are put together."""

import logging
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from corpus.catalog import Catalog
from corpus.chunking import Chunking
from corpus.dates import Published, spell_day
from corpus.errors import CommuniqueError, UnreadableSource
from corpus.fetching import Fetcher, Networks
from corpus.fetching.web import Web, is_address
from corpus.pages import Pages
from corpus.reading import Sandbox, read_paths
from corpus.records import Listing, Outcome, StoredVersion
from corpus.release import Release
from index.copies import make_compare
from index.dense import use_threads
from index.embedding import Embedder, open_embedder
from index.facets import FACETS, Count, Facet, count_facets
from index.ingestion import Reading, ingest
from index.manifest import Manifest
from index.query import EVERYTHING, Filters
from index.reranking import Reader, open_reader
from index.retriever import Retriever
from index.sync import Index, Progress, ignore_progress
from index.views import Views
from index.weights import Weights, read_weights
from service.addresses import Addresses
from service.answering import Answer, Answerer, Nearest, turns_of
from service.conversation import Turn
from service.conversation_store import ConversationsOff, ConversationStore
from service.feed import Entry
from service.following import Follower
from service.generation import Phrasing, Verbatim, open_phrasing
from service.hits import Hits
from service.revisions import Revision, find_revision
from service.schedule import Schedule
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
        self,
        settings: Settings,
        catalog: Catalog,
        embedder: Embedder,
        index: Index,
        reader: Reader | None,
        phrasing: Phrasing | None = None,
    ) -> None:
        self.settings = settings
        self._catalog = catalog
        self._embedder = embedder
        self._index = index
        self._reader = reader
        self._compare = make_compare(catalog.get_version)
        self._phrasing: Phrasing = phrasing or Verbatim()
        self._conversations = ConversationStore(catalog)
        self._views = Views(catalog, index, settings.views)
        self._sandbox = Sandbox()
        fetcher = Fetcher(Networks(allowed=settings.private_networks), pause=settings.fetch_pause)
        web = Web(fetcher, self._sandbox)
        self.addresses = Addresses(catalog, Pages(catalog.database), web)
        schedule = Schedule(timedelta(minutes=settings.follow_every or 60))  # of looks that somebody asks for
        self.follower = Follower(catalog, index, web, schedule)
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
        return cls(settings, catalog, embedder, index, open_reader(settings.reader), open_phrasing(settings, catalog))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._phrasing.close()
        self._sandbox.close()
        self._catalog.close()

    # Asking

    def ask(
        self,
        question: str,
        *,
        limit: int = 5,
        filters: Filters = EVERYTHING,
        conversation: Sequence[Turn | Answer] = (),
        as_of: Published | None = None,
    ) -> Answer:
        """The sentences that answer the question, cited, and the `limit` best passages.

        `as_of`: from what was published and stored by then alone; a bare date is that whole day.
        `conversation` is what was said before, such as the answers so far: `ask("And him?", conversation=[answer])`.
        """
        turns = turns_of(conversation)
        return self.ask_with_manifest(question, limit=limit, filters=filters, conversation=turns, as_of=as_of)[0]

    def ask_with_manifest(
        self,
        question: str,
        *,
        limit: int,
        filters: Filters,
        conversation: Sequence[Turn] = (),
        as_of: Published | None = None,
    ) -> tuple[Answer, Manifest]:
        """The answer with the manifest of the very snapshot that it was made from."""
        manifest, steps = self.ask_stepwise(
            question, limit=limit, filters=filters, conversation=conversation, as_of=as_of
        )
        return last_of(steps), manifest

    def ask_stepwise(
        self,
        question: str,
        *,
        limit: int,
        filters: Filters,
        conversation: Sequence[Turn] = (),
        as_of: Published | None = None,
    ) -> tuple[Manifest, Iterator[Nearest | Answer]]:
        """The manifest, and the answer in steps, each made when it is asked for; the last is the answer."""
        answerer = self.answerer(as_of)
        steps = answerer.answer_stepwise(question, limit, filters, conversation)
        phrased = (self.phrase(step) if isinstance(step, Answer) else step for step in steps)
        return answerer.retriever.snapshot.manifest, phrased

    def phrase(self, answer: Answer) -> Answer:
        """The answer in the words of the language model that the settings name, as far as they hold to its quotes."""
        return self._phrasing.phrase(answer)

    def search(
        self,
        question: str,
        *,
        limit: int = 10,
        filters: Filters = EVERYTHING,
        sort: Sort = "relevance",
        offset: int = 0,
        as_of: Published | None = None,
    ) -> Hits:
        """Passages by relevance; or those that hold every word, by the date of their release. `as_of` as of `ask`."""
        retriever = self.retriever(as_of)
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
        as_of: Published | None = None,
    ) -> dict[Facet, list[Count]]:
        """In how many of the releases that this search pages through each value of a facet stands; by date, in how many
        of all without a question.

        Each facet passes over its own filter, so that its counts tell what another choice would find.
        """
        return count_facets(self.retriever(as_of), question, facets, filters, None if sort == "relevance" else sort)

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

    @property
    def conversations(self) -> ConversationStore:
        """Those that are kept. ConversationsOff unless the settings say that any are."""
        if not self.settings.conversations:
            raise ConversationsOff
        return self._conversations

    # Releases

    def add(self, *paths: str | Path) -> list[Outcome | UnreadableSource]:
        """Read files, folders and addresses into the catalog; what became of each release, or why it was not read."""
        return list(self.ingest(self.read([str(path) for path in paths])))

    def read(self, names: Sequence[str]) -> Reading:
        """The releases of files, folders and addresses, in their order; none of it is stored yet."""
        for are_addresses, group in groupby(names, is_address):
            run = list(group)
            yield from self.addresses.read(*run) if are_addresses else read_paths([Path(name) for name in run])

    def prepare(self) -> None:
        """What the first page that is fetched would have to wait for."""
        self._sandbox.prepare()

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

    def revision(self, release_id: str, old: str | None = None, new: str | None = None) -> Revision:
        """What changed from one version to another; from the one before to the current one if none is named."""
        self._catalog.get(release_id)
        return find_revision(self._catalog, release_id, old, new)

    def withdrawn_at(self, release_id: str) -> str | None:
        """Since when the source of a release has it no more; None while it has."""
        return self._catalog.withdrawn_at(release_id)

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
        manifest = self._index.rebuild(progress).manifest
        self._views.forget()
        return manifest

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

    def retriever(self, as_of: Published | None = None) -> Retriever:
        """What asks the snapshot that is current now, or that of an earlier time."""
        return self.answerer(as_of).retriever

    def answerer(self, as_of: Published | None = None) -> Answerer:
        """What answers from the snapshot that is current now, or from that of an earlier time."""
        if as_of is None:
            return self._answerer(self._fitted.whole)
        view = self._views.at(as_of)
        nothing = None if len(view.past) else tell_nothing(self._catalog.first_stored(), began=view.past.began)
        now = self._answerer(self._fitted.whole)
        retriever = replace(now.retriever, snapshot=view.snapshot, lookup=view.past.passages)
        return replace(now, retriever=retriever, catalog=view.past, nothing=nothing)

    def held_out(self, question: str) -> Answerer:
        """What answers with weights that were fitted without this question: for measuring on known questions."""
        return self._answerer(self._fitted.without(question))

    def _answerer(self, weights: Weights) -> Answerer:
        retriever = Retriever(
            snapshot=self._index.snapshot,
            embedder=self._embedder,
            lookup=self._catalog.passages,
            weights=weights,
            reader=self._reader,
            compare=self._compare,
        )
        return Answerer(
            retriever=retriever,
            catalog=self._catalog,
            answer_threshold=self.settings.answer_threshold,
            partial_threshold=self.settings.partial_threshold,
        )


def last_of(steps: Iterable[Nearest | Answer]) -> Answer:
    """All the steps taken: the answer."""
    *_, answer = steps
    if not isinstance(answer, Answer):
        raise TypeError("the last step of an answer is the answer")
    return answer


def tell_nothing(first_stored: datetime | None, *, began: bool) -> str | None:
    """Why nothing was known at an earlier time; None where nothing is known now either."""
    if first_stored is None:
        return None
    if began:
        return "What was stored by then was published later, or was removed at the time."
    stored = f"{spell_day(first_stored)}, {first_stored:%H:%M} UTC"
    return f"Nothing was stored by then; the first release was stored on {stored}."


def make_index(settings: Settings, catalog: Catalog, embedder: Embedder) -> Index:
    """The index beside the catalog, cut and embedded as the settings say."""
    chunking = Chunking(
        budget=settings.passage_tokens, limit=embedder.limit, count=embedder.count, model=embedder.fingerprint
    )
    return Index(catalog, embedder, chunking, settings.data / "index")
