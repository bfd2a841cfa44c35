"""What is made of the whole index, and so is made once for each."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """A value that holds for one index: made when it is first asked for, and anew once the index is another."""

    def __init__(self, index_id: Callable[[], str], make: Callable[[], T]) -> None:
        self._index_id = index_id
        self._make = make
        self._making = threading.Lock()
        self._known: tuple[str, T] | None = None

    def known(self) -> T | None:
        """The value if it is there without any work."""
        known = self._known
        return known[1] if known and known[0] == self._index_id() else None

    def get(self) -> T:
        """The value, made now if need be; two that ask at once wait for one making."""
        with self._making:
            index_id = self._index_id()
            if self._known is None or self._known[0] != index_id:
                self._known = (index_id, self._make())
            return self._known[1]
