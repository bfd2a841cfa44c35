"""What a thread does again and again beside the answering, and what keeps it from it."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from corpus.errors import CommuniqueError

_log = logging.getLogger(__name__)
_FIRST, _LONGEST = 0.5, 60.0  # seconds: the pause after one failure, doubled with each in a row, and its bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Failures in a row: the last one's reason, when the first was (UTC), and how many."""

    failing: str
    reason: str
    since: datetime
    times: int

    def __str__(self) -> str:
        counted = "once" if self.times == 1 else f"{self.times:,} times in a row"
        return f"{self.failing} (since {self.since:%Y-%m-%d %H:%M:%S} UTC, {counted}): {self.reason}"


class Background:
    """A thread that lives as long as the service: whatever its work throws, it tries again, and says so meanwhile."""

    def __init__(
        self,
        *,
        name: str,
        failing: str,
        work: Callable[[], object],
        every: float,
        first: float = _FIRST,
        longest: float = _LONGEST,
    ) -> None:
        """`failing` is what to say when the work fails; it is done `every` so many seconds."""
        self.name = name
        self.stopped = threading.Event()  # work that takes long looks at it
        self._failing = failing
        self._work = work
        self._every = every
        self._first = first
        self._longest = longest
        self._trouble: Trouble | None = None

    @property
    def trouble(self) -> Trouble | None:
        """What is in the way; None once the work was done again."""
        return self._trouble

    @contextmanager
    def running(self, stop_within: float | None = None) -> Iterator[None]:
        """Within, the thread works; at the end it has so many seconds, else it is left to die with the process."""
        self.stopped.clear()
        thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.stopped.set()
            thread.join(stop_within)
            self._trouble = None

    def _run(self) -> None:
        pause = self._every
        while not self.stopped.wait(pause):
            pause = self._try()

    def _try(self) -> float:
        """Do the work once; for how many seconds to pause then."""
        try:
            self._work()
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - a panic of a library in Rust is no Exception
            return self._every if self.stopped.is_set() else self._note(error)
        if self._trouble is not None:
            _log.warning("%s: no longer, after %d failures", self._failing, self._trouble.times)
            self._trouble = None
        return self._every

    def _note(self, error: BaseException) -> float:
        before = self._trouble
        since, times = (before.since, before.times + 1) if before else (datetime.now(UTC), 1)
        pause = min(self._first * 2.0 ** min(times - 1, 16), self._longest)
        _log.error("%s; tried again in %g seconds: %s", self._failing, pause, error, exc_info=None if before else error)
        self._trouble = Trouble(failing=self._failing, reason=_reason(error), since=since, times=times)
        return pause


def _reason(error: BaseException) -> str:
    """What may be told to whoever asks: an error of ours, what the system says, else only of what kind it is."""
    if isinstance(error, CommuniqueError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"{type(error).__name__}; the log says more"
