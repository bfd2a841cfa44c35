"""Snapshots of earlier times: made when they are asked for, the last few kept."""

import threading
from collections import OrderedDict
from dataclasses import dataclass

from corpus.catalog import Catalog
from corpus.dates import Published
from corpus.history import CatalogAsOf
from corpus.records import State
from index.storage.snapshot import Snapshot
from index.sync import Index

_TIMES = 1_000  # of which it is known what was held, without asking the change log again


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What was known at an earlier time: a snapshot, and the texts that it is of. Equal to an index made then."""

    past: CatalogAsOf
    snapshot: Snapshot


class Views:
    """The views that were asked for last; one for all times at which the same was known.

    Making one takes seconds in a large catalog: it is made once, while whoever else wants one that is not there waits.
    """

    def __init__(self, catalog: Catalog, index: Index, kept: int) -> None:
        self._catalog = catalog
        self._index = index
        self._kept = kept
        self._views: OrderedDict[str, View] = OrderedDict()  # by what they hold, the last used last
        self._digests: OrderedDict[tuple[Published, State], str] = OrderedDict()
        self._lock = threading.Lock()
        self._making = threading.Lock()

    def at(self, as_of: Published) -> View:
        """The view of this time."""
        time = (as_of, self._catalog.state())  # what is written later may still be of this time
        if found := self._find(self._digests.get(time)):
            return found
        past = CatalogAsOf.of(self._catalog, as_of)
        self._note(time, past.digest)
        if found := self._find(past.digest):
            return found
        with self._making:
            return self._find(past.digest) or self._keep(View(past=past, snapshot=self._index.snapshot_as_of(past)))

    def forget(self) -> None:
        """When passages were made anew: views point to the old ones."""
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
