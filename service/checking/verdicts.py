"""What becomes of each quotation of a draft: one verdict, with the place that bears it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from corpus.catalog import Catalog
from corpus.passage import Span
from corpus.release import Release
from corpus.typography import make_plain
from index.quote_candidates import QuoteCandidates
from service.checking.draft_quotes import DraftQuote, find_draft_quotes
from service.quote_matching import MAX_PLACES, Match, WrittenQuote, read_quote
from service.similar_quotes import Similar, all_of, find_similar
from service.verification import verify

Verdict = Literal["verbatim", "altered", "cut", "older", "withdrawn", "not_found"]
_WORD = re.compile(r"\w+")
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedQuote:
    """A quotation with its verdict. `similar` is what stands in the releases for it, the best first.

    verbatim   the words stand there, set otherwise or with what the draft itself marks as put in or left out
    altered    words differ
    cut        only words of the release are missing, and nothing marks that
    older      the words stand in an earlier version only
    withdrawn  the words stand only in releases that their sources have no more
    not_found  nothing like them stands anywhere
    """

    quote: DraftQuote
    verdict: Verdict
    similar: tuple[Similar, ...]


def check_draft(catalog: Catalog, draft: str, candidates: QuoteCandidates | None) -> list[CheckedQuote]:
    """A verdict for each quotation of the draft, in its order."""
    return [_check(catalog, quote, candidates) for quote in find_draft_quotes(draft)]


def _check(catalog: Catalog, quote: DraftQuote, candidates: QuoteCandidates | None) -> CheckedQuote:
    told = verify(catalog, quote.text, candidates=candidates)
    stands = told.similar or tuple(_exact(release, span, quote.text) for release, span in told.places)
    if told.match in {None, "near"}:
        if earlier := _find_earlier(catalog, read_quote(quote.text), [each.release for each in stands]):
            return CheckedQuote(quote=quote, verdict="older", similar=earlier)
        verdict: Verdict = _differs(stands[0]) if stands else "not_found"
        return CheckedQuote(quote=quote, verdict=verdict, similar=stands)
    gone = all(catalog.withdrawn_at(each.release.id) for each in stands)
    return CheckedQuote(quote=quote, verdict="withdrawn" if gone else "verbatim", similar=stands)


def _exact(release: Release, span: Span, written: str) -> Similar:
    match = Match(kind="exact", span=span, parts=(span,), similarity=1.0)
    return Similar(release=release, match=match, written=written)


def _differs(near: Similar) -> Verdict:
    """Cut, where the words of the quote all stand in what is near to it, in their order."""
    there = iter(_words(near.match.span.of(near.release.text)))
    return "cut" if all(word in there for word in _words(near.written)) else "altered"


def _words(text: str) -> list[str]:
    return _WORD.findall(make_plain(text).text.casefold())


def _find_earlier(catalog: Catalog, quote: WrittenQuote, near: Sequence[Release]) -> tuple[Similar, ...]:
    """Where the words stand in versions that are no longer current: exactly, or set otherwise in these releases."""
    former = [release for release, _ in catalog.find_in_former(quote.text, MAX_PLACES)]
    others = [*former, *_former_of(catalog, near)]
    found = find_similar([all_of(release) for release in others], quote)
    return tuple(each for each in found if each.match.kind != "near")


def _former_of(catalog: Catalog, releases: Sequence[Release]) -> Iterator[Release]:
    for release_id in dict.fromkeys(each.id for each in releases):
        for each in catalog.versions(release_id):
            if not each.current and not each.undone_at:
                yield catalog.get_version(release_id, each.version)
