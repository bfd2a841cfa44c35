"""Verification of quotes: does the text contain this quote, word for word, or what does it contain instead?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from corpus.catalog import Catalog
from corpus.catalog_reader import find_all
from corpus.passage import Span
from corpus.release import Release
from index.quote_candidates import QuoteCandidates
from service.quote_matching import MAX_PLACES, MatchKind, read_quote
from service.similar_quotes import Similar, all_of, find_similar, worth_reading


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

    `newer` is there where an older version was looked at. `similar` is what stands there instead, the best first.
    """

    places: tuple[tuple[Release, Span], ...]
    reason: str | None
    newer: Newer | None = None
    similar: tuple[Similar, ...] = ()

    @property
    def verified(self) -> bool:
        return bool(self.places)

    @property
    def match(self) -> MatchKind | None:
        """How the quote stands there, at best; None if nothing like it does."""
        if self.places:
            return "exact"
        return self.similar[0].match.kind if self.similar else None


def verify(
    catalog: Catalog,
    quote: str,
    release_id: str | None = None,
    version: str | None = None,
    start: int | None = None,
    end: int | None = None,
    candidates: QuoteCandidates | None = None,
) -> Verification:
    """Look for the quote in all current releases, in one release (or a version of it), or at one place of it.

    `candidates` name the releases that are worth reading; without them all are read, which takes longer.
    UnknownRelease, RemovedRelease, UnknownVersion where there is nothing to look at; ValueError when a place or
    a version is given without a release.
    """
    if release_id is None:
        if (version, start, end) != (None, None, None):
            raise ValueError("a version or a place needs the release_id it belongs to")
        return _verify_anywhere(catalog, quote, candidates)
    release = catalog.get(release_id, version)
    places = ((release, span) for span in find_at(release.text, quote, start, end))
    where = "" if (start, end) == (None, None) else f" at {'' if start is None else start}-{'' if end is None else end}"
    reason = f"the release does not hold these words exactly{where}"
    newer = find_newer(catalog, release, quote) if version else None
    verdict = replace(_verdict(islice(places, MAX_PLACES), reason), newer=newer)
    return verdict if verdict.verified else replace(verdict, similar=find_similar([all_of(release)], read_quote(quote)))


def _verify_anywhere(catalog: Catalog, quote: str, candidates: QuoteCandidates | None) -> Verification:
    inside = " ".join(quote.split()[1:-1])  # without its first and last word, which may be parts of longer ones
    among = candidates.holders(inside) if candidates else None
    verdict = _verdict(catalog.find_quote(quote, MAX_PLACES, among), "no release holds these words exactly")
    if verdict.verified:
        return verdict
    written = read_quote(quote)
    return replace(verdict, similar=find_similar(worth_reading(catalog, written, candidates), written))


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


def _verdict(places: Iterable[tuple[Release, Span]], reason: str) -> Verification:
    found = tuple(places)
    return Verification(places=found, reason=None if found else reason)
