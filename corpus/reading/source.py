"""The interface of readers: their input and their output."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from corpus.dates import Published
from corpus.errors import UnreadableSource
from corpus.release import Release

Element = Any  # an element of lxml, which has no type annotations
Reading = Iterator[Release | UnreadableSource]


class Refused(ValueError):
    """The source is not a release that we accept. The message says why; the caller adds the place."""


class Barred(Refused):
    """Another page stands in for the release, perhaps only for a while: see `corpus.reading.barriers`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Bytes, and what is known about their origin.

    place       names the source in errors
    release_id  the id of the release, if the source is a single release
    url         the address that the source was fetched from
    charset     the encoding that HTTP declared
    published   the date given by a feed that links here; used only if nothing else dates the release
    """

    data: bytes
    place: str
    release_id: str
    url: str | None = None
    charset: str | None = None
    published: Published | None = None


class Reader(Protocol):
    """The function `read` in the module of each format. It may raise Refused, and any exception of its parser."""

    def __call__(self, source: Source) -> Reading: ...
