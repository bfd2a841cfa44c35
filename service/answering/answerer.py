"""Answers questions with sentences of releases; or stays silent, and says why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from corpus.passage import heading
from corpus.records import Listing, Texts
from index.filters import EVERYTHING, Filters
from index.hits import Found
from index.question.occurrences import Occurrences
from index.question.query import Query
from index.retriever import Retriever
from index.storage.lexical import LexicalIndex
from service.answering.answer import Answer, Nearest, Status
from service.answering.attribution import is_asked
from service.answering.confidence import Evidence, estimate_confidence, gather
from service.answering.date_order import choose_by_date
from service.answering.follow_ups import Cited, Turn, find_dialogue_context
from service.answering.plan import AnswerPlan, Selection, make_plan
from service.answering.quotations import quote
from service.answering.reasons import NO_MATCH, Scope, explain_doubt, explain_silence
from service.answering.said_questions import (
    UNCONSTRAINED,
    FormConstraint,
    asks_the_floor,
    constrain_counting,
    constrain_day,
    constrain_speaker,
)
from service.answering.sentences import Choice, belonging, choose, rank_sentences
from service.citations import Quotation, cite


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerer:
    """Answers questions from one snapshot, without any language model.

    `catalog` is the snapshot's, or the catalog as of an earlier time (`past`). `nothing` says why nothing at all was
    known at that time, `whose` that an archive tells what was.
    """

    retriever: Retriever
    catalog: Texts
    answer_threshold: float
    partial_threshold: float
    nothing: str | None = None
    past: bool = False
    whose: str | None = None

    def answer(
        self, question: str, limit: int, filters: Filters = EVERYTHING, conversation: Sequence[Turn] = ()
    ) -> Answer:
        """The sentences that answer the question, cited, and the `limit` best passages."""
        return self.answer_from(self.find(question, filters, conversation), limit)

    def answer_stepwise(
        self, question: str, limit: int, filters: Filters = EVERYTHING, conversation: Sequence[Turn] = ()
    ) -> Iterator[Nearest | Answer]:
        """The same in two steps, each computed when it is consumed: the nearest passages, then the answer."""
        found = self.find(question, filters, conversation)
        nearest = self.nearest(found, limit)
        yield nearest
        yield self._answer(found, nearest)

    def find(self, question: str, filters: Filters = EVERYTHING, conversation: Sequence[Turn] = ()) -> Found:
        """Search for the question, understood in the context of the turns before it."""
        context = find_dialogue_context(question, conversation, self.catalog, self._lexical)
        return self.retriever.find(question, filters, context)

    def answer_from(self, found: Found, limit: int) -> Answer:
        """The answer from what was already found."""
        return self._answer(found, self.nearest(found, limit))

    def nearest(self, found: Found, limit: int) -> Nearest:
        """The `limit` best passages of what was found."""
        return Nearest(
            question=found.query.text,
            standalone_question=found.query.standalone,
            passages=tuple(self.retriever.hits(found, limit)),
            index_id=self.retriever.snapshot.manifest.index_id,
        )

    def _answer(self, found: Found, nearest: Nearest) -> Answer:
        query = found.query
        selection = self._select(found)
        chosen, constraint = selection.choices, selection.constraint
        evidence = gather(query.text, self._texts(chosen), self._lexical, query.standalone)
        weighed = estimate_confidence(query, chosen, evidence, self.retriever.weights.confidence)
        confidence = min(max(weighed, constraint.least), constraint.most)
        status = self.status_of(confidence) if chosen else "not_found"
        quoted = chosen if selection.is_whole else belonging(chosen)
        quotations = name_copies(quote(query, quoted, self.catalog), found) if status != "not_found" else []
        text, citations = cite(quotations, self.catalog)
        answer = Answer(
            question=nearest.question,
            standalone_question=nearest.standalone_question,
            status=status,
            text=text or None,
            citations=citations,
            passages=nearest.passages,
            confidence=confidence,
            reason=None,
            note=None if status == "not_found" else selection.note,
            index_id=nearest.index_id,
        )
        return replace(answer, reason=self._explain(answer, found, evidence, constraint))

    def owned(self, answer: Answer) -> Answer:
        """The answer, saying whose times it rests on where they are not our own."""
        if self.whose is None:
            return answer
        if answer.status == "not_found":
            return replace(answer, reason=f"{answer.reason} {self.whose}")
        return replace(answer, note=" ".join(filter(None, (answer.note, self.whose))))

    def _explain(self, answer: Answer, found: Found, evidence: Evidence, constraint: FormConstraint) -> str | None:
        """Why there is no answer, or why it is uncertain."""
        if answer.status == "answered":
            return None
        if not found.best:
            return self.nothing or NO_MATCH
        occurrences = Occurrences(snapshot=self.retriever.snapshot, conditions=found.conditions)
        scope = Scope(occurrences=occurrences, texts=self.catalog, past=self.past)
        if answer.status == "partial":
            return explain_doubt(scope, found.query, evidence, [citation.quote for citation in answer.citations])
        passages = [f"{hit.release.title}\n{hit.passage.text}" for hit in answer.passages]
        return explain_silence(scope, found.query, evidence, passages, constraint.speaker)

    def _select(self, found: Found) -> Selection:
        """The sentences, as the plan for the question chooses them."""
        plan = make_plan(found.query, self._lexical)
        if plan.order:
            choices, note = choose_by_date(found, plan.order, self.retriever, self._rank_all)
            return Selection(choices=tuple(choices), note=note)
        best = self._stated(found.query, rank_sentences(found, self.retriever.weights.choosing))
        constraint = self._constrain(plan, found, best)
        return Selection(choices=tuple(choose(constraint.choices or best)), constraint=constraint)

    def _constrain(self, plan: AnswerPlan, found: Found, best: Sequence[Choice]) -> FormConstraint:
        """What the form of the question demands of sentences; `best` are the best of those that were read."""
        rank_all = partial(self._rank_all, found)
        if plan.said:
            constraint = constrain_speaker(plan.said, rank_all, self._lexical, self.catalog)
        else:
            constraint = constrain_day(found.query, rank_all, self._lexical)
        return constrain_counting(found.query, best) if constraint is UNCONSTRAINED else constraint

    def _rank_all(self, found: Found) -> list[Choice]:
        """Rank the sentences of all the best passages, not only of the reranked ones."""
        return rank_sentences(found, self.retriever.weights.choosing, len(found.best))

    def _stated(self, query: Query, choices: Sequence[Choice]) -> Sequence[Choice]:
        """Drop questions from the floor: what a reporter assumes, nobody has stated. Keep them if asked for."""
        if asks_the_floor(query.text):
            return choices
        texts = {key: self.catalog.get_version(*key).text for key in {_key(choice) for choice in choices}}
        return [choice for choice in choices if not is_asked(texts[_key(choice)], choice.span)] or choices

    @property
    def _lexical(self) -> LexicalIndex:
        return self.retriever.snapshot.lexical

    def _texts(self, chosen: Sequence[Choice]) -> list[str]:
        """Title, date and text of each release that would be cited."""
        cited = sorted({_key(choice) for choice in chosen})
        releases = [self.catalog.get_version(release_id, version) for release_id, version in cited]
        return [f"{heading(release.title, release.published)}{release.text}" for release in releases]

    def status_of(self, confidence: float) -> Status:
        """The status for a confidence, by the thresholds."""
        if confidence >= self.answer_threshold:
            return "answered"
        return "partial" if confidence >= self.partial_threshold else "not_found"


def _key(choice: Choice) -> tuple[str, str]:
    return choice.release.id, choice.release.version


def name_copies(quotations: Sequence[Quotation], found: Found) -> list[Quotation]:
    """Add to each quotation the copies of its release that were found."""
    copies: dict[str, dict[str, Listing]] = {}
    for ranked in found.best:
        for copy in found.copies.get(ranked.candidate.fused.number, ()):
            copies.setdefault(ranked.candidate.release.id, {})[copy.release.id] = copy.release
    return [replace(each, copies=tuple(copies.get(each.release.id, {}).values())) for each in quotations]


def turns_of(conversation: Sequence[Turn | Answer]) -> list[Turn]:
    """The turns of a conversation; an answer makes two: its question and itself."""
    turns: list[Turn] = []
    for part in conversation:
        if isinstance(part, Turn):
            turns.append(part)
            continue
        cited = [Cited(release_id=each.release_id, start=each.start, end=each.end) for each in part.citations]
        turns.append(Turn(role="user", text=part.question))
        turns.append(Turn(role="assistant", text=part.text or part.reason or "", citations=tuple(cited)))
    return turns
