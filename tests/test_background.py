"""A thread that survives whatever its work throws, waits longer each time, and says what is in the way."""

import errno
import logging
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from factories import panic
from running import wait_until

from corpus.errors import CatalogError
from service.background import Background


def thrower(error: BaseException) -> Callable[[], None]:
    def throw() -> None:
        raise error

    return throw


FAULTS: dict[str, Callable[[], None]] = {
    "RuntimeError": thrower(RuntimeError("Error in faiss: could not write dense.faiss: No space left on device")),
    "ValueError": thrower(ValueError("An IO error occurred: No space left on device")),
    "OperationalError": thrower(sqlite3.OperationalError("database or disk is full")),
    "MemoryError": thrower(MemoryError()),
    "PanicException": panic,
}


class Work:
    """Does each of the steps once, the last one again and again, and counts."""

    def __init__(self, *steps: Callable[[], None]) -> None:
        self._steps = steps
        self.done = 0
        self.background = Background(
            name="index", failing="it cannot be followed", work=self.do, every=0.001, first=0.001, longest=0.004
        )

    def do(self) -> None:
        step = self._steps[min(self.done, len(self._steps) - 1)]
        self.done += 1
        step()


def nothing() -> None:
    """All is well."""


@pytest.mark.parametrize("kind", FAULTS)
def test_whatever_the_work_throws_the_thread_lives_and_works_again(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    work = Work(FAULTS[kind], FAULTS[kind], nothing)
    with caplog.at_level(logging.WARNING), work.background.running():
        wait_until(lambda: work.done > 5)
        assert work.background.trouble is None
    first, second, last = caplog.records
    assert (first.exc_info is not None, second.exc_info) == (True, None)  # one trace for a row of failures
    assert last.getMessage() == "it cannot be followed: no longer, after 2 failures"


def test_while_it_fails_it_says_what_since_when_and_how_many_times() -> None:
    work = Work(thrower(CatalogError("the disk is full")))
    before = datetime.now(UTC)
    assert work.background.trouble is None
    with work.background.running():
        wait_until(lambda: work.done > 3)
        trouble = work.background.trouble
        assert trouble is not None
        assert (trouble.reason, trouble.times >= 3) == ("the disk is full", True)
        assert before <= trouble.since < before + timedelta(seconds=20)
        since = trouble.since
        wait_until(lambda: work.done > 6)
        assert work.background.trouble is not None
        assert work.background.trouble.since == since
        times = f"{since:%Y-%m-%d %H:%M:%S} UTC, {trouble.times} times in a row"
        assert str(trouble) == f"it cannot be followed (since {times}): the disk is full"
    assert work.background.trouble is None  # who does not work has no trouble


def test_it_waits_twice_as_long_after_each_failure_up_to_a_bound(caplog: pytest.LogCaptureFixture) -> None:
    work = Work(*[thrower(ValueError())] * 5, nothing, thrower(ValueError()), nothing)
    with work.background.running():
        wait_until(lambda: work.done > 8)
    told = [record.getMessage() for record in caplog.records if "tried again in" in record.getMessage()]
    assert [message.split("again in ")[1].split()[0] for message in told] == [
        *("0.001", "0.002", "0.004", "0.004", "0.004"),
        "0.001",
    ]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (CatalogError("the catalog is locked"), "the catalog is locked"),
        (OSError(errno.ENOSPC, "No space left on device", "/srv/press/index"), "No space left on device"),
        (RuntimeError("the secret of the house"), "RuntimeError; the log says more"),
    ],
)
def test_what_is_told_of_an_error_holds_no_secret(error: Exception, reason: str) -> None:
    work = Work(thrower(error))
    with work.background.running():
        wait_until(lambda: work.background.trouble is not None)
        trouble = work.background.trouble
    assert trouble is not None
    assert trouble.reason == reason


def test_what_fails_because_it_is_being_stopped_is_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    begun = threading.Event()

    def end() -> None:
        begun.set()
        work.background.stopped.wait(20)
        raise CatalogError("closed")

    work = Work(end)
    with work.background.running():
        assert begun.wait(20)
    assert caplog.records == []
