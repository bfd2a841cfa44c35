"""Snapshots of earlier times: made when they are first asked for, the last few kept in memory."""

import threading
from collections import OrderedDict
from dataclasses import dataclass

from corpus.catalog import Catalog
from corpus.dates import Published
from corpus.history import CatalogAsOf
from corpus.records import State
from index.storage.snapshot import Snapshot
from index.sync import Index

_TIMES = 1_000  # times whose content is remembered, without reading the change log again


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What was known at an earlier time: a snapshot and its texts. Equal to an index made at that time."""

    past: CatalogAsOf
    snapshot: Snapshot


class Views:
    """The most recently used views; one view serves all times at which the same was known.

    Making one takes seconds in a large catalog: one is made at a time, and others who need a new one wait.
    """

    def __init__(self, catalog: Catalog, index: Index, kept: int) -> None:
        self._catalog = catalog
        self._index = index
        self._kept = kept
        self._views: OrderedDict[str, View] = OrderedDict()  # by digest of their content, most recently used last
        self._digests: OrderedDict[tuple[Published, State], str] = OrderedDict()
        self._lock = threading.Lock()
        self._making = threading.Lock()

    def at(self, as_of: Published) -> View:
        """The view as of this time."""
        time = (as_of, self._catalog.state())  # what is written later may still belong to this time
        if found := self._find(self._digests.get(time)):
            return found
        past = CatalogAsOf.of(self._catalog, as_of)
        self._note(time, past.digest)
        if found := self._find(past.digest):
            return found
        with self._making:
            return self._find(past.digest) or self._keep(View(past=past, snapshot=self._index.snapshot_as_of(past)))

    def forget(self) -> None:
        """Drop all views, because passages were made anew and views point to the old ones."""
        with self._making, self._lock:
            self._views.clear()

    def _note(self, time: tuple[Published, State], digest: str) -> None:
        with self._lock:
            self._digests[time] = digest
            while len(self._digests) > _TIMES:
                self._digests.popitem(last=False)

    def _find(self, digest: str | None) -> View | None:
        with self._lock:
            if digest is None or digest not in self._views:
                return None
            self._views.move_to_end(digest)
            return self._views[digest]

    def _keep(self, view: View) -> View:
        with self._lock:
            self._views[view.past.digest] = view
            while len(self._views) > self._kept:
                self._views.popitem(last=False)
        return view
