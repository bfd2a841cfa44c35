"""Descriptors of this process: as many as the system gives, and how many of them may be connections."""

import contextlib
import os
from pathlib import Path

MOST_CONNECTIONS = 1_000
_ENOUGH = 8_192  # descriptors; some systems give a billion, and some programs close all of them
_FEWEST = 8  # connections
_OPEN = Path("/dev/fd")


def raise_limit() -> int:
    """Take as many descriptors as the system gives without asking; how many that is."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return _ENOUGH
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _ENOUGH if hard == resource.RLIM_INFINITY else min(hard, _ENOUGH)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return min(soft, _ENOUGH) if soft != resource.RLIM_INFINITY else _ENOUGH
    with contextlib.suppress(ValueError, OSError):  # a system that gives less than it says
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return soft


def count_connections(descriptors: int) -> int:
    """How many connections there may be: a third of what is free. The catalog and the index need descriptors too,
    and a burst is accepted before any of it can be turned away."""
    return max(_FEWEST, min(MOST_CONNECTIONS, (descriptors - _count_open()) // 3))


def _count_open() -> int:
    try:
        return len(os.listdir(_OPEN))  # noqa: PTH208 - a listing of names alone, without a path for each
    except OSError:
        return 64
