"""The seam of readers: what a reader is given, and what it returns."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from corpus.dates import Published
from corpus.errors import UnreadableSource
from corpus.release import Release

Element = Any  # of lxml, which has no types
Reading = Iterator[Release | UnreadableSource]


class Refused(ValueError):
    """The source is not a release that we accept. The message says why; the caller of the reader adds the place."""


class Barred(Refused):
    """Something stands where a release should, and may be gone at another time: see `corpus.reading.barriers`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Bytes, and what is known of where they come from.

    place       names them in errors
    release_id  of their release, where they are one release
    url         the address that they were fetched from
    charset     the encoding that HTTP named
    published   what a feed that links here says: counts where nothing else dates the release
    """

    data: bytes
    place: str
    release_id: str
    url: str | None = None
    charset: str | None = None
    published: Published | None = None


class Reader(Protocol):
    """What the module of a format holds as `read`. It may raise Refused, and whatever its parser raises."""

    def __call__(self, source: Source) -> Reading: ...
