"""A circuit breaker (Nygard, Release It!, 2007): what fails several times in a row is not called for a while."""

import threading
import time
from collections.abc import Callable


class Breaker:
    """Closed until `failures` in a row, then open for `seconds`; then one trial at a time decides. Thread-safe."""

    def __init__(self, failures: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = failures
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0  # in a row
        self._until: float | None = None  # while open: when the next trial is due

    def admits(self) -> bool:
        """Whether to try now. A caller that is admitted must report the outcome."""
        with self._lock:
            if self._until is None:
                return True
            if self._clock() < self._until:
                return False
            self._until = self._clock() + self._seconds  # half open: this trial, and no other beside it
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failed = 0
            self._until = None

    def failed(self) -> None:
        with self._lock:
            self._failed += 1
            if self._failed >= self._most:
                self._until = self._clock() + self._seconds
