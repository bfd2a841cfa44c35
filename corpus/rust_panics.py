"""Panics of libraries written in Rust: their PanicException is no Exception, and passes whatever catches those."""

from collections.abc import Iterator
from contextlib import contextmanager

_MODULE = "pyo3_runtime"  # its PanicException cannot be imported


class LibraryPanic(Exception):
    """A library panicked on its input."""


@contextmanager
def panics_caught() -> Iterator[None]:
    """Within, or in the function that this decorates, a panic is a LibraryPanic; all else is raised as it is."""
    try:
        yield
    except BaseException as error:
        if type(error).__module__ != _MODULE:
            raise
        raise LibraryPanic(str(error)) from error
