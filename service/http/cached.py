"""Caches what is computed from the whole index, once for each index."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """A value computed from one index: on first use, and again once the index has changed."""

    def __init__(self, index_id: Callable[[], str], make: Callable[[], T]) -> None:
        self._index_id = index_id
        self._make = make
        self._making = threading.Lock()
        self._known: tuple[str, T] | None = None

    def known(self) -> T | None:
        """The value if it is cached."""
        known = self._known
        return known[1] if known and known[0] == self._index_id() else None

    def get(self) -> T:
        """The value, computed now if necessary; concurrent callers wait for one computation."""
        with self._making:
            index_id = self._index_id()
            if self._known is None or self._known[0] != index_id:
                self._known = (index_id, self._make())
            return self._known[1]
