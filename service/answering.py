"""Answers made of sentences that stand in releases; or silence, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from corpus.catalog import Catalog
from corpus.passage import Span, heading
from index.asked import Asked
from index.query import Filters
from index.retriever import Hit, Retriever
from service import presentation
from service.choosing import Choice, choose, rank_sentences
from service.citations import Citation, Quotation, cite
from service.silence import Verdict, gather, weigh

Status = Literal["answered", "partial", "not_found"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Every [n] in `text` has a citation and the reverse; not_found has neither, but a reason and the nearest passages.

    `confidence` is in [0, 1]. The same question on the same index (`index_id`) gives the same answer.
    """

    question: str
    status: Status
    text: str | None
    citations: tuple[Citation, ...]
    passages: tuple[Hit, ...]
    confidence: float
    reason: str | None
    index_id: str

    def __str__(self) -> str:
        return presentation.as_text(self)

    def _repr_html_(self) -> str:
        return presentation.as_html(self)

    def __rich__(self) -> Any:
        return presentation.as_rich(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerer:
    """Answers questions from one snapshot, without any language model."""

    retriever: Retriever
    catalog: Catalog
    answer_threshold: float
    partial_threshold: float

    def answer(self, question: str, limit: int, filters: Filters) -> Answer:
        """The sentences that answer the question, cited; with the `limit` best passages."""
        found = self.retriever.find(question, filters)
        chosen = choose(rank_sentences(found, self.retriever.weights.choosing))
        verdict = self._weigh(found.asked, chosen)
        status = self._status(verdict.confidence)
        quoted = chosen if status != "not_found" else []
        text, citations = cite(join_neighbours(quoted, self.catalog), self.catalog)
        return Answer(
            question=question,
            status=status,
            text=text or None,
            citations=citations,
            passages=tuple(self.retriever.hits(found, limit)),
            confidence=verdict.confidence,
            reason=None if status == "answered" else verdict.reason,
            index_id=self.retriever.snapshot.manifest.index_id,
        )

    def _weigh(self, asked: Asked, chosen: Sequence[Choice]) -> Verdict:
        evidence = gather(asked.text, self._texts(chosen), self.retriever.snapshot.lexical)
        return weigh(asked, chosen, evidence, self.retriever.weights.confidence)

    def _texts(self, chosen: Sequence[Choice]) -> list[str]:
        """Title, date and text of every release that would be cited."""
        cited = {(choice.release.id, choice.release.version) for choice in chosen}
        releases = [self.catalog.get_version(release_id, version) for release_id, version in sorted(cited)]
        return [f"{heading(release.title, release.published)}{release.text}" for release in releases]

    def _status(self, confidence: float) -> Status:
        if confidence >= self.answer_threshold:
            return "answered"
        return "partial" if confidence >= self.partial_threshold else "not_found"


def join_neighbours(chosen: Sequence[Choice], catalog: Catalog) -> list[Quotation]:
    """One quotation for sentences that follow each other in a release; the order of the best of each is kept."""
    quotations: list[Quotation] = []
    for choice in chosen:
        quotation = Quotation(release=choice.release, span=choice.span)
        for index, other in enumerate(quotations):
            if joined := _join(other, quotation, catalog):
                quotation = joined
                quotations[index] = joined
                break
        else:
            quotations.append(quotation)
    return quotations


def _join(one: Quotation, other: Quotation, catalog: Catalog) -> Quotation | None:
    """Both as one when nothing but white space within a paragraph is between them."""
    if (one.release.id, one.release.version) != (other.release.id, other.release.version):
        return None
    first, second = sorted((one.span, other.span))
    text = catalog.get_version(one.release.id, one.release.version).text
    between = text[first.end : second.start]
    if between.strip() or "\n\n" in between:
        return None
    return Quotation(release=one.release, span=Span(first.start, max(first.end, second.end)))
