"""Serializes our values as HTTP bodies."""

import hashlib
import json
import time
from collections.abc import Iterable, Mapping

from corpus.layout import PrintedBox, PrintedPage
from corpus.passage import Span
from corpus.records import Listing
from corpus.relative_dates import spell_days
from corpus.release import Release
from corpus.rows import iso
from index.duplicates.copies import Copy
from index.facets import Count, Facet
from index.hits import Hit
from index.storage.manifest import Manifest
from service.answering.answer import Answer, Nearest
from service.citations import Citation
from service.http.cursor import answer_key, write_cursor
from service.http.schemas.answers import (
    AnswerOut,
    CitationOut,
    CopyOut,
    CountOut,
    ExplanationOut,
    FacetedSearchOut,
    ModelOut,
    PassageOut,
    SearchOut,
    TimeOut,
    TranslationOut,
)
from service.http.schemas.common import BoxOut, IndexOut, OccurrenceOut, PageOut, SpanOut
from service.links import link_to, page_of, permalink


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
        explanation=ExplanationOut.model_validate(answer.explanation) if answer.explanation else None,
        next_cursor=write_cursor(answer.next_skip, answer_key(answer.question)) if answer.next_skip else None,
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
        page=_page(citation.page),
        boxes=[_box(box) for box in citation.boxes],
        withdrawn_at=citation.withdrawn_at,
        told_at=citation.told_at,
        times=[
            TimeOut(
                start=each.span.start,
                end=each.span.end,
                words=each.words,
                first=each.days[0],
                last=each.days[1],
                days=spell_days(each.days),
            )
            for each in citation.times
        ],
        also=[occurrence_body(source.release, source.span, named=source.superseded) for source in citation.also],
        translations=[translation_body(listing) for listing in citation.translations],
    )


def translation_body(listing: Listing) -> TranslationOut:
    return TranslationOut(
        language=listing.language,
        release_id=listing.id,
        version=listing.version,
        title=listing.title,
        source_url=listing.source_url,
        url=permalink(listing.id),
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
    return FacetedSearchOut(data=found.data, next_cursor=found.next_cursor, facets=counts_body(facets))


def counts_body(facets: Mapping[Facet, Iterable[Count]]) -> dict[Facet, list[CountOut]]:
    return {
        facet: [CountOut(value=each.value, label=each.label, count=each.count) for each in counts]
        for facet, counts in facets.items()
    }


def index_body(manifest: Manifest) -> IndexOut:
    return IndexOut(id=manifest.index_id, releases=manifest.releases, passages=manifest.passages)


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
        fragment_url=link_to(release, span),
        page=_page(page_of(release, span)),
    )


def _page(page: PrintedPage | None) -> PageOut | None:
    return PageOut(number=page.number, label=page.label, width=page.width, height=page.height) if page else None


def _box(box: PrintedBox) -> BoxOut:
    return BoxOut(page=box.page, left=box.left, top=box.top, right=box.right, bottom=box.bottom)
