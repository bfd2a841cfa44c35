"""Keeps the index in step with the catalog: what was acknowledged there is found here, whichever process wrote it."""

import logging
import threading
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from filelock import FileLock

from corpus import mentions
from corpus.catalog import Catalog
from corpus.chunking import Chunking
from corpus.errors import IndexMismatch, IndexNotWritten
from corpus.history import CatalogAsOf
from corpus.mentions import Mentions
from corpus.older_catalogs import find_languages
from corpus.records import UNCONDITIONAL, Outcome, PassageRow, Precondition
from corpus.release import Release
from index.embedding import Embedder
from index.passages import PassageMaker
from index.progress import Progress, ignore_progress
from index.storage.manifest import Manifest, OtherFormat
from index.storage.snapshot import Snapshot, SnapshotDelta, Snapshots

_log = logging.getLogger(__name__)


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
        self._made_by = chunking.fingerprint  # what made the passages in the catalog, once that has been settled
        self._maker = PassageMaker(catalog, embedder, chunking)
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
        if self._catalog.claim_chunking(self._chunking.fingerprint) != self._chunking.fingerprint:
            with self._lock, self._file_lock:
                self._settle_passages(progress)
        self._catalog.check([release.id for release in releases], precondition)  # before anything is embedded
        new = [release for release in releases if not self._catalog.has_version(release.id, release.version)]
        made = {release: self._maker.entries(release) for release in new}
        texts: dict[bytes, str] = {}
        for release, entries in made.items():
            texts |= self._maker.texts(release, entries)
        self._maker.embed(texts, progress)
        return self._catalog.put(
            releases, lambda release: made.get(release) or self._maker.entries(release), precondition
        )

    def rebuild(self, progress: Progress = ignore_progress) -> Snapshot:
        """Make passages and index anew from the releases in the catalog. Known vectors are reused."""
        with self._lock, self._file_lock:
            if self._catalog.claim_chunking(self._chunking.fingerprint) != self._chunking.fingerprint:
                self._catalog.replace_passages(self._chunking.fingerprint, self._maker.entries)
            self._made_by = self._chunking.fingerprint
            self._number = self._make_first(progress)
            self._snapshot = self._snapshots.open(self._number, trusted=True)
            return self._snapshot

    def catch_up(self, progress: Progress = ignore_progress) -> Snapshot:
        """The snapshot up to the catalog's last change. Passages that older rules made are made anew before.

        IndexMismatch when it has another model or chunking.
        """
        with self._lock:
            if self._snapshot is None or self._snapshot.manifest.state != self._catalog.state():
                with self._file_lock:
                    self._snapshot = self._advance(progress)
            return self._snapshot

    def _advance(self, progress: Progress) -> Snapshot:
        """Under both locks: open what another process made, and make what is missing."""
        snapshot = None if self._settle_passages(progress) else self._open_latest()
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
        if manifest.chunking != self._made_by and self._chunking.rules_of(manifest.chunking) is not None:
            return None  # the passages have been made anew since, and that has been logged
        manifest.check(model=self._embedder.fingerprint, chunking=self._made_by)
        self._number = number
        return snapshot

    def _settle_passages(self, progress: Progress) -> bool:
        """Under both locks: make passages of older rules anew, and tell whether that was needed.

        In a folder that cannot be written they stay. IndexMismatch when other settings, or newer rules, made them.
        """
        ours = self._chunking.fingerprint
        self._made_by = self._catalog.claim_chunking(ours)
        if self._made_by == ours:
            return False
        made_by = f"the passages were made with chunking {self._made_by}"
        if self._chunking.rules_of(self._made_by) is None:
            raise IndexMismatch(f"{made_by}; the settings name {ours}. Make them anew with: communique rebuild")
        if self._read_only:
            anew = "make them anew where the folder can be written: communique rebuild"
            _log.warning("%s and are served as they are; this one has %s: %s", made_by, ours, anew)
            return False
        if self._chunking.is_newer_than(self._made_by):
            _log.warning("%s and are made anew with %s; only texts that change are embedded", made_by, ours)
            self._maker.renew(progress)
            self._made_by = ours
            return True
        raise IndexMismatch(
            f"{made_by}, by a newer communique; this one has {ours}. Update: pip install --upgrade communique; "
            "or make them anew with: communique rebuild"
        )

    def _make_first(self, progress: Progress) -> int:
        find_languages(self._catalog.database)
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
            chunking=self._made_by,
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
        entries = self._maker.read(places, mentioned)
        texts = {entry.place.text_hash: entry.text for entry in entries}
        self._maker.embed(texts, progress)
        vectors = self._maker.vectors([place.text_hash for place in places])
        return SnapshotDelta(gone=gone, entries=entries, vectors=vectors)

    def snapshot_as_of(self, past: CatalogAsOf) -> Snapshot:
        """Make a snapshot in memory of the catalog at an earlier time. Its content names it, not the time of making.

        Mentions of releases that are in the current snapshot are taken from there: finding them takes the longest.
        """
        known = self.snapshot.places.releases.mentions()
        manifest = replace(self._manifest(), catalog=f"{self._catalog.id}/{past.digest}", change=0, digest="")
        return Snapshot.of(manifest, self._difference([], past.places(), ignore_progress, known))

    def embedded_texts(self, release: Release) -> list[str]:
        """The texts that the model embeds for a release: each passage with the heading before it."""
        return self._maker.embedded_texts(release)
