"""What releases hold for a quote that stands in none to the character, and which releases are worth reading for it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.catalog_reader import CatalogReader
from corpus.passage import Span
from corpus.release import Release
from index.quote_candidates import PassagePlace, QuoteCandidates
from service.near_matching import find_near
from service.quote_matching import MAX_PLACES, Match, MatchKind, WrittenQuote, find_written

_MOST_READ = 40  # releases that hold all words of a quote, which are read whole
_MOST_PASSAGES = 16  # that hold most of them, whose surroundings are read
_MOST_NEAR = 3
_ORDER: tuple[MatchKind, ...] = ("exact", "typography", "edited", "near")


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    """What a release holds for a quote that does not stand where it was looked for to the character."""

    release: Release
    match: Match
    written: str  # the quote as it was looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteCandidate:
    """A release, and the parts of its text in which a quote is looked for."""

    release: Release
    windows: tuple[Span, ...]


def all_of(release: Release) -> QuoteCandidate:
    """The whole text of a release."""
    return QuoteCandidate(release=release, windows=(Span(0, len(release.text)),) if release.text else ())


def find_similar(candidates: Iterable[QuoteCandidate], quote: WrittenQuote) -> tuple[Similar, ...]:
    """What these releases hold for the quote, the best first; words that are near to it only where nothing else is."""
    read = [(each.release, window) for each in candidates for window in each.windows]
    written = ((release, match) for release, window in read for match in find_written(release.text, window, quote))
    if found := _ranked(written, quote):
        return found[:MAX_PLACES]
    near = ((release, find_near(release.text, window, quote.text)) for release, window in read)
    return _ranked(((release, match) for release, match in near if match), quote)[:_MOST_NEAR]


def _ranked(found: Iterable[tuple[Release, Match]], quote: WrittenQuote) -> tuple[Similar, ...]:
    """Each place once, for windows overlap; the best first."""
    places = {
        (release.id, match.span): Similar(release=release, match=match, written=quote.text) for release, match in found
    }
    return tuple(sorted(places.values(), key=_rank))


def _rank(similar: Similar) -> tuple[int, float, str, int]:
    match = similar.match
    return _ORDER.index(match.kind), -match.similarity, similar.release.id, match.span.start


def worth_reading(
    catalog: CatalogReader, quote: WrittenQuote, candidates: QuoteCandidates | None
) -> Iterator[QuoteCandidate]:
    """The releases that hold the quote's words, or most of them; without candidates all there are."""
    if candidates is None:
        yield from map(all_of, catalog.releases())
        return
    words = " ".join(quote.pieces or quote.ways[:1])
    nearest = candidates.nearest(words, _MOST_PASSAGES)
    whole = {*(candidates.holders(words) or [])[:_MOST_READ], *candidates.changed[:_MOST_READ]}
    for release in catalog.current_among([*whole, *({place.release_id for place in nearest} - whole)]):
        windows = () if release.id in whole else tuple(_windows(release, nearest, len(quote.text)))
        yield QuoteCandidate(release=release, windows=windows) if windows else all_of(release)


def _windows(release: Release, nearest: Iterable[PassagePlace], length: int) -> Iterator[Span]:
    """Around each of these passages that is one of the release's, as much as the quote is long."""
    for place in nearest:
        if (place.release_id, place.version) == (release.id, release.version):
            yield Span(max(0, place.span.start - length), min(len(release.text), place.span.end + length))
