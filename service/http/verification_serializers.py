"""Serializes what became of a quote that was verified."""

from service.http.release_serializers import part_body
from service.http.schemas.common import SpanOut
from service.http.schemas.verification import NewerOut, SimilarOut, VerificationOut
from service.http.serializers import occurrence_body
from service.similar_quotes import Similar
from service.verification import Newer, Verification


def verification_body(verification: Verification) -> VerificationOut:
    newer = verification.newer
    named = newer is not None  # the version is no longer the one that an address without it leads to
    return VerificationOut(
        verified=verification.verified,
        occurrences=[occurrence_body(release, span, named=named) for release, span in verification.places],
        reason=verification.reason,
        newer=_newer(newer) if newer else None,
        match=verification.match,
        similar=[_similar(each, named=named) for each in verification.similar],
    )


def _newer(newer: Newer) -> NewerOut:
    occurrences = [occurrence_body(newer.release, span) for span in newer.places]
    return NewerOut(
        version=newer.release.version, since=newer.since, verified=bool(occurrences), occurrences=occurrences
    )


def _similar(similar: Similar, *, named: bool) -> SimilarOut:
    match, release = similar.match, similar.release
    quote = match.span.of(release.text)
    return SimilarOut(
        **occurrence_body(release, match.span, named=named).model_dump(),
        match=match.kind,
        similarity=round(match.similarity, 3),
        quote=quote,
        parts=[SpanOut(start=part.start, end=part.end) for part in match.parts],
        diff=[part_body(part, similar.written, quote) for part in match.diff],
    )
