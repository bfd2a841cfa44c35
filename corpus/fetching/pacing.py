"""Polite pacing: requests to one host are some time apart, whichever thread makes them."""

import threading
import time
from collections.abc import Callable

_MANY = 1_000  # hosts remembered before those that are free again are forgotten


class Pace:
    """Slots of one request each, `pause` seconds apart or as many as the host asks for."""

    def __init__(self, pause: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._pause = pause
        self._clock = clock
        self._free: dict[str, float] = {}  # when the next request to a host may be made
        self._lock = threading.Lock()

    def reserve(self, host: str, delay: float, patience: float) -> float:
        """Seconds to wait for the next slot, which is then taken; more than `patience`, and it is not."""
        with self._lock:
            now = self._clock()
            wait = max(0.0, self._free.get(host, now) - now)
            if wait <= patience:
                self._free[host] = now + wait + max(self._pause, delay)
            if len(self._free) > _MANY:
                self._free = {name: free for name, free in self._free.items() if free > now}
            return wait
