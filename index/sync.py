"""Keeps the index in step with the catalog: what was acknowledged there is found here, whichever process wrote it."""

import logging
import threading
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

import numpy as np
from filelock import FileLock

from corpus import mentions
from corpus.catalog import Catalog
from corpus.chunking import Chunking
from corpus.errors import CommuniqueError, IndexMismatch, IndexNotWritten, InvalidRelease
from corpus.history import CatalogAsOf
from corpus.mentions import Mentions
from corpus.passage import Passage
from corpus.records import UNCONDITIONAL, Outcome, PassageEntry, PassageRow, Precondition, Vectors, hash_text
from corpus.release import Release
from corpus.rust_panics import panics_caught
from index.embedding import Embedder
from index.progress import Progress, ignore_progress
from index.storage.lexical_entry import LexicalEntry
from index.storage.manifest import Manifest, OtherFormat
from index.storage.snapshot import Snapshot, SnapshotDelta, Snapshots

_log = logging.getLogger(__name__)
_SLAB = 128  # passages embedded between two commits: the most that an interruption costs


class Index:
    """The snapshots of one catalog, made with one embedder and one chunking.

    Readers take `snapshot`; `catch_up` replaces it when the catalog has changed. Several processes may do so: one at a
    time makes the next snapshot, under a file lock, and the others open it. If the folder cannot be written, a snapshot
    that is missing or behind is made in memory.
    """

    def __init__(self, catalog: Catalog, embedder: Embedder, chunking: Chunking, folder: Path) -> None:
        self._catalog = catalog
        self._embedder = embedder
        self._chunking = chunking
        self._read_only = catalog.database.read_only
        self._snapshots = Snapshots(folder, read_only=self._read_only)
        self._file_lock = nullcontext() if self._read_only else FileLock(self._snapshots.lock)
        self._lock = threading.Lock()
        self._number = 0
        self._snapshot: Snapshot | None = None

    @property
    def snapshot(self) -> Snapshot:
        """The current snapshot; catches up first if none is open yet."""
        return self._snapshot or self.catch_up()

    # Writing

    def add(
        self,
        releases: Sequence[Release],
        progress: Progress = ignore_progress,
        precondition: Precondition = UNCONDITIONAL,
    ) -> list[Outcome]:
        """Embed what is new, then put the releases into the catalog in one transaction. They are not yet searchable.

        Embedding comes first, so that the next process that catches up can index the catalog at once. IndexMismatch
        when the catalog's passages were made with another chunking: two never mix. InvalidRelease (one that cannot be
        split into passages) and PreconditionFailed name the first release that they hold for; nothing is stored then.
        """
        self._claim()
        self._catalog.check([release.id for release in releases], precondition)  # before anything is embedded
        new = [release for release in releases if not self._catalog.has_version(release.id, release.version)]
        made = {release: self._entries(release) for release in new}
        texts = {
            entry.text_hash: text
            for release, entries in made.items()
            for entry, text in zip(entries, self._embedded(release, [e.passage for e in entries]), strict=True)
        }
        self._embed(texts, progress)
        return self._catalog.put(releases, lambda release: made.get(release) or self._entries(release), precondition)

    def rebuild(self, progress: Progress = ignore_progress) -> Snapshot:
        """Make passages and index anew from the releases in the catalog. Known vectors are reused."""
        with self._lock, self._file_lock:
            if self._catalog.claim_chunking(self._chunking.fingerprint) != self._chunking.fingerprint:
                self._catalog.replace_passages(self._chunking.fingerprint, self._entries)
            self._number = self._make_first(progress)
            self._snapshot = self._snapshots.open(self._number, trusted=True)
            return self._snapshot

    def catch_up(self, progress: Progress = ignore_progress) -> Snapshot:
        """The snapshot up to the catalog's last change. IndexMismatch when it has another model or chunking."""
        with self._lock:
            if self._snapshot is None or self._snapshot.manifest.state != self._catalog.state():
                with self._file_lock:
                    self._snapshot = self._advance(progress)
            return self._snapshot

    def _advance(self, progress: Progress) -> Snapshot:
        """Under both locks: open what another process made, and make what is missing."""
        self._claim()
        snapshot = self._open_latest()
        if self._read_only and (snapshot is None or snapshot.manifest.state != self._catalog.state()):
            return self._make_in_memory(snapshot, progress)
        if snapshot is None:
            self._number = self._make_first(progress)
        elif snapshot.manifest.state != self._catalog.state():
            self._number = self._make_next(snapshot, progress)
        else:
            return snapshot
        return self._snapshots.open(self._number, trusted=True)

    def _open_latest(self) -> Snapshot | None:
        """The current snapshot on disk; None if there is none, or it cannot be used."""
        number = self._snapshots.latest()
        if not number:
            return None
        try:
            held = self._snapshot if number == self._number else None
            snapshot = held or self._snapshots.open(number)
        except (OSError, ValueError, RuntimeError, KeyError) as error:
            what = "of another format" if isinstance(error, OtherFormat) else "damaged"
            _log.warning("the index is %s and is made anew: %s", what, error)
            return None
        manifest = snapshot.manifest
        if manifest.catalog != self._catalog.id or manifest.mentions != mentions.fingerprint():
            _log.warning("the index is of another catalog, or finds countries and people otherwise, and is made anew")
            return None
        if manifest.state != self._catalog.state(manifest.change):
            _log.warning("the index knows changes that this catalog does not (an older backup?), and is made anew")
            return None
        manifest.check(model=self._embedder.fingerprint, chunking=self._chunking.fingerprint)
        self._number = number
        return snapshot

    def _claim(self) -> None:
        claimed = self._catalog.claim_chunking(self._chunking.fingerprint)
        if claimed != self._chunking.fingerprint:
            raise IndexMismatch(
                f"the passages were made with chunking {claimed}; the settings name {self._chunking.fingerprint}. "
                "Make them anew with: communique rebuild"
            )

    def _make_first(self, progress: Progress) -> int:
        manifest = self._manifest()
        return self._snapshots.make_first(manifest, self._difference([], self._catalog.places(), progress))

    def _make_in_memory(self, before: Snapshot | None, progress: Progress) -> Snapshot:
        known = before.places.releases.mentions() if before else {}
        return Snapshot.of(self._manifest(), self._difference([], self._catalog.places(), progress, known))

    def _make_next(self, snapshot: Snapshot, progress: Progress) -> int:
        manifest = self._manifest()
        changed = self._catalog.changed_since(snapshot.manifest.change, manifest.change)
        difference = self._difference(changed, self._catalog.places(changed), progress)
        try:
            return self._snapshots.make_next(self._number, snapshot, manifest, difference)
        except IndexNotWritten:  # the one before may have been damaged, or deleted, since it was opened
            if not (damaged := self._snapshots.find_damaged(self._number)):
                raise
            _log.warning("the index is damaged and is made anew: %s", ", ".join(damaged))
            return self._make_first(progress)

    def _manifest(self) -> Manifest:
        """Read before the passages are: a change that comes between is indexed now and again, never missed."""
        return Manifest.of(
            mentions=mentions.fingerprint(),
            model=self._embedder.fingerprint,
            dimension=self._embedder.dimension,
            chunking=self._chunking.fingerprint,
            catalog=self._catalog.id,
            state=self._catalog.state(),
        )

    def _difference(
        self,
        gone: Sequence[str],
        unsorted: Sequence[PassageRow],
        progress: Progress,
        mentioned: Mapping[tuple[str, str], Mentions] = MappingProxyType({}),
    ) -> SnapshotDelta:
        """The delta, sorted by release and place: this order breaks ties, not the order of storing."""
        places = sorted(unsorted, key=lambda place: (place.release_id, place.start))
        read = self._read(places, mentioned)
        texts = [text for _, text in read]
        hashes = [place.text_hash for place in places]
        self._embed(dict(zip(hashes, texts, strict=True)), progress)
        known = self._catalog.known_embeddings(self._embedder.fingerprint, hashes)
        vectors: Vectors = np.zeros((len(places), self._embedder.dimension), dtype=np.float32)
        for row, text_hash in enumerate(hashes):
            vectors[row] = known[text_hash]
        entries = [LexicalEntry(place=place, text=text) for place, text in read]
        return SnapshotDelta(gone=gone, entries=entries, vectors=vectors)

    def snapshot_as_of(self, past: CatalogAsOf) -> Snapshot:
        """Make a snapshot in memory of the catalog at an earlier time. Its content names it, not the time of making.

        Mentions of releases that are in the current snapshot are taken from there: finding them takes the longest.
        """
        known = self.snapshot.places.releases.mentions()
        manifest = replace(self._manifest(), catalog=f"{self._catalog.id}/{past.digest}", change=0, digest="")
        return Snapshot.of(manifest, self._difference([], past.places(), ignore_progress, known))

    # Texts and vectors

    def embedded_texts(self, release: Release) -> list[str]:
        """The texts that the model embeds for a release: each passage with the heading before it."""
        return self._embedded(release, self._chunking.passages(release))

    def _entries(self, release: Release) -> list[PassageEntry]:
        try:
            with panics_caught():
                passages = self._chunking.passages(release)
                texts = self._embedded(release, passages)
        except CommuniqueError:
            raise
        except Exception as error:  # anything that a splitter or a tokenizer raises
            raise InvalidRelease(f"release {release.id!r} cannot be cut into passages: {error!r:.200}") from error
        return [PassageEntry(passage=p, text_hash=hash_text(text)) for p, text in zip(passages, texts, strict=True)]

    def _embedded(self, release: Release, passages: Sequence[Passage]) -> list[str]:
        head = self._chunking.heading(release.title, release.published)  # counted once, not once per passage
        return [head + passage.text for passage in passages]

    def _read(
        self, places: Sequence[PassageRow], mentioned: Mapping[tuple[str, str], Mentions]
    ) -> list[tuple[PassageRow, str]]:
        """Each row with the mentions of its release, and the text that is embedded for it: heading and passage."""
        read: list[tuple[PassageRow, str]] = []
        for (release_id, version), group in groupby(places, key=lambda place: (place.release_id, place.version)):
            release = self._catalog.get_version(release_id, version)
            named = mentioned.get((release_id, version)) or mentions.find_mentions(release)
            head = self._chunking.heading(release.title, release.published)
            read += [(replace(place, mentions=named), head + release.text[place.start : place.end]) for place in group]
        return read

    def _embed(self, texts: dict[bytes, str], progress: Progress) -> None:
        """Store a vector for each text that has none yet, slab by slab, so that an interruption costs little."""
        missing = self._catalog.missing_embeddings(self._embedder.fingerprint, list(texts))
        # Sorted by length: a batch of equal lengths needs no padding.
        hashes = sorted(missing, key=lambda text_hash: (-len(texts[text_hash]), text_hash))
        for first in range(0, len(hashes), _SLAB):
            slab = hashes[first : first + _SLAB]
            slab_texts = [texts[text_hash] for text_hash in slab]
            self._catalog.put_embeddings(self._embedder.fingerprint, slab, self._embedder.embed_passages(slab_texts))
            progress(len(slab), sum(map(len, slab_texts)))
