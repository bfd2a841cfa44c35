"""The one place where settings, model, catalog and index are put together."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from corpus.catalog import Catalog
from corpus.chunking import Chunking
from corpus.errors import UnreadableSource
from corpus.fetching import Fetcher, Networks
from corpus.fetching.web import Web, is_address
from corpus.pages import Pages
from corpus.reading import CATALOG, Sandbox, read_paths
from corpus.records import UNCONDITIONAL, Listing, Outcome, Precondition, StoredVersion
from corpus.release import Release
from index.embedding import Embedder, open_embedder
from index.ingestion import Readings, ingest
from index.progress import Progress, ignore_progress
from index.quote_candidates import QuoteCandidates
from index.ranking.reranker import Reranker
from index.ranking.rerankers import open_reranker
from index.storage.dense import use_threads
from index.storage.manifest import Manifest
from index.sync import Index
from service.asking import Asking
from service.background import Background
from service.citations import Citation
from service.conversations.store import ConversationsOff, ConversationStore
from service.data_folder import check_folder
from service.display.bibliography import QuotedPlace, cite_places
from service.display.revisions import Revision, find_revision
from service.generation.generator import Phrasing, Verbatim, open_phrasing
from service.settings import Settings, read_settings
from service.sources.addresses import Addresses
from service.sources.follower import Follower
from service.sources.schedule import Schedule
from service.verification import Verification, verify

_LOOK_EVERY = 0.25  # seconds between two checks for changes by other processes


def open_catalog(settings: Settings, *, make: bool = False, write: bool = False) -> Catalog:
    """Open the catalog of the settings; enough for whatever asks no question. Read-only if this user may not write.

    NoCatalog where there is none, unless one is to be made; FolderNotWritable where it has to be written and cannot.
    """
    read_only = check_folder(settings.data, make=make, write=write)
    return Catalog(settings.data / CATALOG, read_only=read_only)


class Communique(Asking):
    """Releases that can be asked: `Communique.open("data").ask("…")`. One object serves many threads."""

    def __init__(
        self,
        settings: Settings,
        catalog: Catalog,
        embedder: Embedder,
        index: Index,
        reranker: Reranker | None,
        phrasing: Phrasing | None = None,
    ) -> None:
        super().__init__(settings, catalog, embedder, index, reranker, phrasing or Verbatim())
        self._conversations = ConversationStore(catalog)
        self._sandbox = Sandbox()
        fetcher = Fetcher(Networks(allowed=settings.private_networks), pause=settings.fetch_pause)
        web = Web(fetcher, self._sandbox)
        self.addresses = Addresses(catalog, Pages(catalog.database), web)
        schedule = Schedule(timedelta(minutes=settings.follow_every or 60))  # of looks that somebody asks for
        self.follower = Follower(catalog, index, web, schedule)
        self._following = Background(
            name="index",
            failing="the index cannot follow the catalog and answers from what it has",
            work=self.catch_up,
            every=_LOOK_EVERY,
        )

    @classmethod
    def open(cls, data: str | Path | None = None, **settings: Any) -> Self:
        """The releases in a folder (COMMUNIQUE_DATA if none is named), made ready to be asked; a new one is made.

        Keywords are settings (`model="hashing"`). SettingsError, FolderNotWritable, CatalogError, ModelError or
        IndexMismatch say what is in the way.
        """
        return cls.assemble(read_settings(data=data, **settings))

    @classmethod
    def assemble(cls, settings: Settings, *, make: bool = True, write: bool = False) -> Self:
        """Everything that the settings name, put together; `make` and `write` as of `open_catalog`."""
        with ExitStack() as opened:  # the catalog first: an unusable folder is reported before a model is loaded
            catalog = opened.enter_context(open_catalog(settings, make=make, write=write))
            embedder = open_embedder(settings.model)
            use_threads(1)
            index = make_index(settings, catalog, embedder)
            reranker, phrasing = open_reranker(settings.reader), open_phrasing(settings, catalog)
            communique = cls(settings, catalog, embedder, index, reranker, phrasing)
            opened.pop_all()
        return communique

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

    @property
    def conversations(self) -> ConversationStore:
        """The kept conversations. ConversationsOff unless the settings allow keeping them."""
        if not self.settings.conversations:
            raise ConversationsOff
        return self._conversations

    # Releases

    def add(self, *paths: str | Path, trust_times: bool = False) -> list[Outcome | UnreadableSource]:
        """Read files, folders and addresses into the catalog; yields each release's outcome, or why it was not read."""
        return list(self.ingest(self.read([str(path) for path in paths], trust_times=trust_times)))

    def read(self, names: Sequence[str], *, trust_times: bool = False) -> Readings:
        """Read the releases of files, folders and addresses, in their order; nothing is stored yet.

        `trust_times`: what JSONL tells of when a version was known counts for earlier times.
        """
        for are_addresses, group in groupby(names, is_address):
            run = list(group)
            if are_addresses:
                yield from self.addresses.read(*run)
            else:
                yield from read_paths([Path(name) for name in run], trust_times=trust_times)

    def prepare(self) -> None:
        """Do in advance what the first fetched page would have to wait for."""
        self._sandbox.prepare()

    def ingest(self, readings: Readings, progress: Progress = ignore_progress) -> Iterator[Outcome | UnreadableSource]:
        """Store and index what was read; yields each outcome once it is safely stored."""
        return ingest(self._index, readings, progress)

    def put(self, release: Release, precondition: Precondition = UNCONDITIONAL) -> Outcome:
        """Store one release; it is searchable when this returns. PreconditionFailed."""
        outcome = self._index.add([release], precondition=precondition)[0]
        self._index.catch_up()
        return outcome

    def remove(self, release_id: str, precondition: Precondition = UNCONDITIONAL) -> Outcome:
        """Remove a release from search and answers; its versions stay in the catalog. PreconditionFailed."""
        outcome = self._catalog.remove(release_id, precondition)
        self._index.catch_up()
        return outcome

    def undo(self, release_id: str, version: str | None = None, precondition: Precondition = UNCONDITIONAL) -> Outcome:
        """Take a version, by default the current one, out of all answers: see `Catalog.undo`. PreconditionFailed."""
        outcome = self._catalog.undo(release_id, version, precondition)
        self._index.catch_up()
        return outcome

    def verify(self, quote: str, release_id: str | None = None, **place: Any) -> Verification:
        """Find the quote, word for word, or what is like it. `place` may contain version, start and end."""
        candidates = QuoteCandidates.of(self._index.snapshot, self._catalog) if release_id is None else None
        return verify(self._catalog, quote, release_id, **place, candidates=candidates)

    def cite(self, places: Sequence[QuotedPlace]) -> tuple[list[Citation], dict[str, str]]:
        """The citations of places, and the releases' languages: see `cite_places`."""
        return cite_places(self._catalog, places)

    def get(self, release_id: str, version: str | None = None) -> Release:
        return self._catalog.get(release_id, version)

    def has(self, release_id: str) -> bool:
        """Whether the release is stored and not removed."""
        return self._catalog.has(release_id)

    def versions(self, release_id: str) -> list[StoredVersion]:
        return self._catalog.versions(release_id)

    def revision(self, release_id: str, old: str | None = None, new: str | None = None) -> Revision:
        """What changed between two versions; by default from the previous one to the current one."""
        self._catalog.get(release_id)
        return find_revision(self._catalog, release_id, old, new)

    def withdrawn_at(self, release_id: str) -> str | None:
        """When the source of a release no longer had it; None while it has it."""
        return self._catalog.withdrawn_at(release_id)

    def listings(self, limit: int = -1) -> Sequence[Listing]:
        """All releases (or at most `limit`) without their texts, newest first."""
        return self._catalog.listings(limit)

    @property
    def read_only(self) -> bool:
        """Whether nothing can be stored, because this user may not write to the folder."""
        return self._catalog.database.read_only

    # The index

    @property
    def model(self) -> str:
        """The name of the embedding model."""
        return self._embedder.name

    def manifest(self) -> Manifest:
        """The manifest of the current snapshot."""
        return self._index.snapshot.manifest

    def catch_up(self) -> None:
        """Catch up with the catalog: everything written so far, also by other processes, is searchable on return."""
        self._index.catch_up()

    def changed_at(self) -> datetime:
        """When the last change that the current index includes was stored."""
        return self._catalog.changed_at(self.manifest().change)

    def embedded_texts(self, release: Release) -> list[str]:
        """The texts that the embedding model reads for a release; quotes come from the release's text alone."""
        return self._index.embedded_texts(release)

    def rebuild(self, progress: Progress = ignore_progress) -> Manifest:
        """Make passages and index anew, as after a change of the model."""
        manifest = self._index.rebuild(progress).manifest
        self._views.forget()
        return manifest

    @property
    def background(self) -> tuple[Background, Background]:
        """The background threads that are running."""
        return self._following, self.follower.background

    def following(self) -> AbstractContextManager[None]:
        """Within the context, the index follows what other processes write into the catalog."""
        return self._following.running()


def make_index(settings: Settings, catalog: Catalog, embedder: Embedder) -> Index:
    """Make the index beside the catalog, with chunking and embedding model as the settings say."""
    chunking = Chunking(
        budget=settings.passage_tokens, limit=embedder.limit, count=embedder.count, model=embedder.fingerprint
    )
    return Index(catalog, embedder, chunking, settings.data / "index")
