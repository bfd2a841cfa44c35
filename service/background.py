"""Background threads that repeat some work beside the answering, and report what hinders them."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from corpus.errors import CommuniqueError

_log = logging.getLogger(__name__)
_FIRST, _LONGEST = 0.5, 60.0  # seconds: the pause after a failure, doubled with each further one, and its maximum


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Consecutive failures: the last one's reason, when the first was (UTC), and how many."""

    failing: str
    reason: str
    since: datetime
    times: int

    def __str__(self) -> str:
        counted = "once" if self.times == 1 else f"{self.times:,} times in a row"
        return f"{self.failing} (since {self.since:%Y-%m-%d %H:%M:%S} UTC, {counted}): {self.reason}"


class Background:
    """A thread that lives as long as the service: whatever its work raises, it retries, and reports the trouble."""

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
        """`failing` describes the failure to people; the work is done every `every` seconds."""
        self.name = name
        self.stopped = threading.Event()  # long work checks it
        self._failing = failing
        self._work = work
        self._every = every
        self._first = first
        self._longest = longest
        self._trouble: Trouble | None = None

    @property
    def trouble(self) -> Trouble | None:
        """The current trouble; None as soon as the work has succeeded again."""
        return self._trouble

    @contextmanager
    def running(self, stop_within: float | None = None) -> Iterator[None]:
        """Within the context, the thread works. At the end it has some seconds to stop, else dies with the process."""
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
        """Do the work once; returns how many seconds to pause."""
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
    """The reason that anybody may see: our own error, the system's message, or else only the type of the error."""
    if isinstance(error, CommuniqueError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"{type(error).__name__}; the log says more"
