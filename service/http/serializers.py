"""Serializes our values as HTTP bodies."""

import hashlib
import json
import time
from collections.abc import Iterable, Mapping

from corpus.comparison import Part
from corpus.passage import Span
from corpus.records import StoredVersion
from corpus.release import Release
from corpus.rows import iso
from corpus.sources import FollowedSource
from index.duplicates.copies import Copy
from index.facets import Count, Facet
from index.hits import Hit
from index.storage.manifest import Manifest
from service.answering.answer import Answer, Nearest
from service.citations import Citation, fragment_link, permalink
from service.display.revisions import Revision, parts_of, text_of
from service.http.schemas.answers import (
    AnswerOut,
    CitationOut,
    CopyOut,
    CountOut,
    FacetedSearchOut,
    ModelOut,
    PassageOut,
    SearchOut,
)
from service.http.schemas.common import IndexOut, OccurrenceOut, SpanOut
from service.http.schemas.releases import ChangeOut, DifferenceOut, PartOut, ReleaseOut, VersionOut, VersionsOut
from service.http.schemas.sources import SourceOut


def answer_id(answer: Answer | Nearest) -> str:
    """The id of an answer, from what it depends on: the same question on the same index has the same id."""
    asked = [answer.question, answer.standalone_question]
    made_of = json.dumps([*asked, answer.index_id, [hit.passage.id for hit in answer.passages]])
    return f"answer-{hashlib.sha256(made_of.encode()).hexdigest()[:24]}"


def answer_body(answer: Answer, manifest: Manifest, model: str, milliseconds: float) -> AnswerOut:
    return AnswerOut(
        id=answer_id(answer),
        created=int(time.time()),
        question=answer.question,
        standalone_question=answer.standalone_question,
        status=answer.status,
        confidence=answer.confidence,
        answer=answer.text,
        reason=answer.reason,
        note=answer.note,
        citations=[citation_body(citation) for citation in answer.citations],
        passages=[passage_body(hit) for hit in answer.passages],
        index=index_body(manifest),
        model=ModelOut(embedding=model, llm=answer.llm),
        timings_ms={"total": round(milliseconds, 1)},
    )


def citation_body(citation: Citation) -> CitationOut:
    return CitationOut(
        number=citation.number,
        answer_span=SpanOut(start=citation.answer_span.start, end=citation.answer_span.end),
        release_id=citation.release_id,
        version=citation.version,
        title=citation.title,
        published=iso(citation.published),
        source_url=citation.source_url,
        publisher=citation.publisher,
        start=citation.start,
        end=citation.end,
        next_start=citation.next_start,
        quote=citation.quote,
        highlights=[SpanOut(start=mark.start, end=mark.end) for mark in citation.highlights],
        url=citation.url,
        fragment_url=citation.fragment_url,
        withdrawn_at=citation.withdrawn_at,
        told_at=citation.told_at,
        also=[occurrence_body(source.release, source.span, named=source.superseded) for source in citation.also],
    )


def passage_body(hit: Hit) -> PassageOut:
    return PassageOut(
        release_id=hit.passage.release_id,
        version=hit.passage.version,
        title=hit.release.title,
        published=iso(hit.release.published),
        source_url=hit.release.source_url,
        start=hit.passage.start,
        end=hit.passage.end,
        text=hit.passage.text,
        score=hit.score,
        ranks={str(source): rank for source, rank in hit.ranks.items()},
        withdrawn_at=hit.release.withdrawn_at,
        told_at=hit.release.told_at,
        also=[copy_body(copy) for copy in hit.also],
    )


def copy_body(copy: Copy) -> CopyOut:
    return CopyOut(
        release_id=copy.release.id,
        version=copy.release.version,
        title=copy.release.title,
        published=iso(copy.release.published),
        source_url=copy.release.source_url,
        start=copy.passage.start,
        end=copy.passage.end,
    )


def facets_body(found: SearchOut, facets: Mapping[Facet, Iterable[Count]]) -> FacetedSearchOut:
    counted = {
        facet: [CountOut(value=each.value, label=each.label, count=each.count) for each in counts]
        for facet, counts in facets.items()
    }
    return FacetedSearchOut(data=found.data, next_cursor=found.next_cursor, facets=counted)


def index_body(manifest: Manifest) -> IndexOut:
    return IndexOut(id=manifest.index_id, releases=manifest.releases, passages=manifest.passages)


def release_body(release: Release, withdrawn_at: str | None) -> ReleaseOut:
    return ReleaseOut(
        id=release.id,
        title=release.title,
        text=release.text,
        published=iso(release.published),
        source_url=release.source_url,
        publisher=release.publisher,
        language=release.language,
        version=release.version,
        url=permalink(release.id),
        withdrawn_at=withdrawn_at,
    )


def versions_body(versions: Iterable[StoredVersion]) -> VersionsOut:
    return VersionsOut(data=[version_body(version) for version in versions])


def version_body(version: StoredVersion) -> VersionOut:
    return VersionOut(
        version=version.version,
        title=version.title,
        published=iso(version.published),
        characters=version.characters,
        stored_at=version.stored_at,
        current=version.current,
        told_at=version.told_at,
        undone_at=version.undone_at,
    )


def difference_body(revision: Revision) -> DifferenceOut:
    comparison = revision.comparison
    old, new = comparison.old, comparison.new
    return DifferenceOut(
        release_id=new.id,
        old=version_body(revision.old),
        new=version_body(revision.new),
        title=[part_body(part, old.title, new.title) for part in comparison.title],
        changes=[
            ChangeOut(
                kind=change.kind,
                old=span_body(change.old),
                new=span_body(change.new),
                parts=[part_body(part, old.text, new.text) for part in parts_of(change)],
            )
            for change in comparison.changes
        ],
    )


def part_body(part: Part, old: str, new: str) -> PartOut:
    return PartOut(kind=part.kind, old=span_body(part.old), new=span_body(part.new), text=text_of(part, old, new))


def span_body(span: Span | None) -> SpanOut | None:
    return SpanOut(start=span.start, end=span.end) if span else None


def source_body(source: FollowedSource) -> SourceOut:
    return SourceOut(**{name: getattr(source, name) for name in SourceOut.model_fields if name != "object"})


def occurrence_body(release: Release, span: Span, *, named: bool = False) -> OccurrenceOut:
    return OccurrenceOut(
        release_id=release.id,
        version=release.version,
        title=release.title,
        published=iso(release.published),
        source_url=release.source_url,
        start=span.start,
        end=span.end,
        url=permalink(release.id, span.start, span.end, version=release.version if named else None),
        fragment_url=fragment_link(release.source_url, span.of(release.text)),
    )
