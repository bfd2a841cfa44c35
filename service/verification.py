"""Verification of quotes: does the text contain this quote, word for word?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from corpus.catalog import Catalog
from corpus.catalog_reader import find_all
from corpus.passage import Span
from corpus.release import Release

MAX_PLACES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Newer:
    """The version that has taken the place of the one looked at, and where the quote still stands in it.

    `since` is ISO 8601, UTC; at most MAX_PLACES places, none where the words are there no longer.
    """

    release: Release
    since: str
    places: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Where the quote stands, to the character; at most MAX_PLACES places. None: `reason` says what was looked at.

    `newer` is there where an older version was looked at.
    """

    places: tuple[tuple[Release, Span], ...]
    reason: str | None
    newer: Newer | None = None

    @property
    def verified(self) -> bool:
        return bool(self.places)


def verify(
    catalog: Catalog,
    quote: str,
    release_id: str | None = None,
    version: str | None = None,
    start: int | None = None,
    end: int | None = None,
) -> Verification:
    """Look for the quote in all current releases, in one release (or a version of it), or at one place of it.

    UnknownRelease, RemovedRelease, UnknownVersion where there is nothing to look at; ValueError when a place or
    a version is given without a release.
    """
    if release_id is None:
        if (version, start, end) != (None, None, None):
            raise ValueError("a version or a place needs the release_id it belongs to")
        return _verdict(tuple(catalog.find_quote(quote, MAX_PLACES)), "no release holds these words exactly")
    release = catalog.get(release_id, version)
    places = ((release, span) for span in find_at(release.text, quote, start, end))
    where = "" if (start, end) == (None, None) else f" at {'' if start is None else start}-{'' if end is None else end}"
    reason = f"the release does not hold these words exactly{where}"
    newer = find_newer(catalog, release, quote) if version else None
    return replace(_verdict(tuple(islice(places, MAX_PLACES)), reason), newer=newer)


def find_newer(catalog: Catalog, release: Release, quote: str) -> Newer | None:
    """The current version, if this is an older one. A version that was stored earlier and came back is current."""
    current = catalog.get(release.id)
    if current.version == release.version:
        return None
    places = tuple(islice(find_all(current.text, quote), MAX_PLACES))
    return Newer(release=current, since=catalog.current_since(release.id), places=places)


def find_at(text: str, quote: str, start: int | None, end: int | None) -> Iterator[Span]:
    """Every place of the quote; where it has to begin or end at one, that alone is looked at."""
    if start is None and end is None:
        yield from find_all(text, quote)
        return
    first = start if start is not None else (end or 0) - len(quote)
    if first >= 0 and end in {None, first + len(quote)} and text.startswith(quote, first):
        yield Span(first, first + len(quote))


def _verdict(places: tuple[tuple[Release, Span], ...], reason: str) -> Verification:
    return Verification(places=places, reason=None if places else reason)
