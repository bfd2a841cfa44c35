"""Ctrl-C and SIGTERM as an exception that ends the work. Imports nothing of ours: it is loaded before all else."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(SystemExit):
    """The process was told to stop. The exit code is that of a process killed by the signal: 128 plus its number."""

    def __init__(self, number: int) -> None:
        super().__init__(128 + number)
        self.name = signal.Signals(number).name


@contextmanager
def heeding_signals() -> Iterator[None]:
    """Within the context, Ctrl-C and SIGTERM raise Stopped in the main thread.

    Process 1, as in a container, has to have handlers: signals that it has none for do not reach it at all. What
    somebody had ignored (as `nohup` does) stays ignored.
    """
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    heeded = [number for number in _SIGNALS if before[number] is not signal.SIG_IGN]
    for number in heeded:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number in heeded:
            signal.signal(number, before[number])


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    raise Stopped(number)
