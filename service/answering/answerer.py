"""Answers questions with sentences of releases; or stays silent, and says why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.records import Listing, Texts
from index.filters import EVERYTHING, Filters
from index.hits import Found
from index.question.answer_type import DateOrder
from index.question.occurrences import Occurrences
from index.retriever import READ, Retriever
from index.storage.lexical import LexicalIndex
from service.answering.answer import Answer, Nearest, Status
from service.answering.confidence import Weighing, estimate_confidence, relatedness_features, weigh
from service.answering.date_order import choose_by_date
from service.answering.explanation import Explanation
from service.answering.follow_ups import Turn, find_dialogue_contexts
from service.answering.form_features import QuestionForm
from service.answering.plan import AnswerPlan, Selection, make_plan
from service.answering.quotations import quote
from service.answering.reasons import NO_MATCH, NO_MORE, UNKNOWN, Scope, explain_doubt, explain_silence, list_missing
from service.answering.said_questions import find_speaker
from service.answering.sentences import ON_TOPIC, Choice, belonging, choose, in_order, rank_sentences
from service.answering.topics import is_topic, topic_context
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
        self,
        question: str,
        limit: int,
        filters: Filters = EVERYTHING,
        conversation: Sequence[Turn] = (),
        skip: int = 0,
    ) -> Answer:
        """The sentences that answer the question, cited, but for the first `skip`; and the `limit` best passages."""
        return self.answer_from(self.find(question, filters, conversation), limit, skip)

    def answer_stepwise(
        self,
        question: str,
        limit: int,
        filters: Filters = EVERYTHING,
        conversation: Sequence[Turn] = (),
        skip: int = 0,
    ) -> Iterator[Nearest | Answer]:
        """The same in two steps, each computed when it is consumed: the nearest passages, then the answer."""
        found = self.find(question, filters, conversation)
        nearest = self.nearest(found, limit)
        yield nearest
        yield self._answer(found, nearest, skip)

    def find(self, question: str, filters: Filters = EVERYTHING, conversation: Sequence[Turn] = ()) -> Found:
        """Search for the question, understood in that context of the turns before it in which it is answered best."""
        if not conversation and is_topic(question):
            return self.retriever.find(question, filters, topic_context(question))
        contexts = find_dialogue_contexts(question, conversation, self.catalog, self._lexical)
        found = [self.retriever.find(question, filters, context) for context in contexts]
        return found[0] if len(found) == 1 else max(found, key=self._confidence)  # the first of equals

    def _confidence(self, found: Found) -> float:
        return self._judge(self._select(found, make_plan(found.query, self._lexical)))[1]

    def answer_from(self, found: Found, limit: int, skip: int = 0) -> Answer:
        """The answer from what was already found."""
        return self._answer(found, self.nearest(found, limit), skip)

    def nearest(self, found: Found, limit: int) -> Nearest:
        """The `limit` best passages of what was found."""
        return Nearest(
            question=found.query.text,
            standalone_question=found.query.standalone,
            passages=tuple(self.retriever.hits(found, limit)),
            index_id=self.retriever.snapshot.manifest.index_id,
        )

    def _answer(self, found: Found, nearest: Nearest, skip: int) -> Answer:
        plan = make_plan(found.query, self._lexical)
        selection = self._select(found, plan, skip)
        status, confidence = self._judge(selection)
        if skip and not selection.choices:
            status = "not_found"
        answered = status == "answered"
        quoted = in_order(selection.choices if answered else selection.choices[:1])
        quotations = name_copies(quote(found.query, quoted, self.catalog), found) if status != "not_found" else []
        if not answered:  # it is no answer, so nothing in it is the short one
            quotations = [replace(each, highlights=()) for each in quotations]
        text, citations = cite(quotations, self.catalog)
        reached, explained = skip + len(selection.choices), self._explain(selection, several=plan.several)
        answer = Answer(
            question=nearest.question,
            standalone_question=nearest.standalone_question,
            status=status,
            text=text or None,
            citations=citations,
            passages=nearest.passages,
            confidence=confidence,
            reason=None,
            note=selection.note if answered else None,
            index_id=nearest.index_id,
            explanation=explained,
            next_skip=reached if answered and reached < selection.belonging else None,
        )
        return replace(answer, **self._doubt(answer, found, selection, explained))

    def _explain(self, selection: Selection, *, several: bool) -> Explanation:
        read = [each.candidate for each in selection.found.best if each.candidate.is_read]
        return Explanation(
            plan=selection.kind,
            several=several,
            searched=self.retriever.snapshot.count_releases(selection.found.conditions),
            read_passages=len(read),
            read_releases=len({candidate.release.id for candidate in read}),
            belonging=selection.belonging,
        )

    def owned(self, answer: Answer) -> Answer:
        """The answer, saying whose times it rests on where they are not our own."""
        if self.whose is None:
            return answer
        if answer.status == "not_found":
            return replace(answer, reason=f"{answer.reason} {self.whose}")
        return replace(answer, note=" ".join(filter(None, (answer.note, self.whose))))

    def _doubt(self, answer: Answer, found: Found, selection: Selection, explained: Explanation) -> dict[str, Any]:
        """Why there is no answer, or why what is quoted is none; and all that is missing."""
        if answer.status == "answered":
            return {}
        if selection.weighing is None:
            return {"reason": self.nothing or (UNKNOWN if found.best else NO_MATCH)}
        if not selection.choices:
            return {"reason": NO_MORE}
        occurrences = Occurrences(snapshot=self.retriever.snapshot, conditions=found.conditions)
        scope = Scope(occurrences=occurrences, texts=self.catalog, past=self.past)
        evidence = selection.weighing.release
        explanation = replace(explained, missing=tuple(list_missing(scope, found.query, evidence)))
        if answer.status == "partial":
            quotes = [citation.quote for citation in answer.citations]
            return {"reason": explain_doubt(scope, found.query, evidence, quotes), "explanation": explanation}
        passages = [f"{hit.release.title}\n{hit.passage.text}" for hit in answer.passages]
        reason = explain_silence(scope, found.query, evidence, passages, find_speaker(found.query, self._lexical))
        return {"reason": reason, "explanation": explanation}

    def _select(self, found: Found, plan: AnswerPlan, skip: int = 0) -> Selection:
        """The sentences, as the plan for the question chooses them, and what confidence is estimated from."""
        form = QuestionForm.of(found.query, self._lexical, self.catalog)
        if not found.best:
            return Selection(choices=(), found=found)
        if plan.order:
            dated = self._select_by_date(found, plan, plan.order, form)
            if plan.order != "newest" or self._judge(dated)[0] == "answered":
                return dated  # a topic whose words no sentence has together is looked for like any other
        if plan.several:
            found = self.retriever.read_release(found, found.best[0].candidate.release.id, READ)
        selection = self._selection(found, plan, self._rank(found, form), skip)
        if self._judge(selection)[0] != "answered":  # before it is silent, it reads on
            found = self.retriever.read_on(found, READ)
            selection = self._selection(found, plan, self._rank(found, form), skip)
        return selection

    def _select_by_date(self, found: Found, plan: AnswerPlan, order: DateOrder, form: QuestionForm) -> Selection:
        """The best sentences of the passages that their dates choose, once those have been read."""

        def rank_all(found: Found) -> list[Choice]:
            return rank_sentences(found, self.retriever.weights.choosing, form, len(found.best))

        choices, note = choose_by_date(found, order, self.retriever, rank_all)
        candidates = [choice.candidate for choice in choices]
        found = self.retriever.read_these(found, candidates)
        ranked = self._rank(found, form)
        if note is None:
            numbers = {candidate.fused.number for candidate in candidates}
            return self._selection(found, plan, [each for each in ranked if each.candidate.fused.number in numbers])
        best = {choice.candidate.fused.number: choice for choice in reversed(ranked)}
        chosen = [best.get(choice.candidate.fused.number, choice) for choice in choices]
        likeliest = sorted(chosen, key=lambda choice: -choice.score)
        if order == "newest":
            chosen = [choice for choice in chosen if choice.probability >= ON_TOPIC] or likeliest[:1]
        return Selection(
            choices=tuple(chosen),
            found=found,
            kind="by_date",
            belonging=len(chosen),
            note=note,
            weighing=self._weigh(found, plan, likeliest),
        )

    def _rank(self, found: Found, form: QuestionForm) -> list[Choice]:
        return rank_sentences(found, self.retriever.weights.choosing, form)

    def _selection(self, found: Found, plan: AnswerPlan, ranked: Sequence[Choice], skip: int = 0) -> Selection:
        """What is chosen of the ranked sentences; nothing where what was found holds only what holds no more."""
        if not ranked:
            return Selection(choices=(), found=found)
        all_of_it = belonging(ranked, several=plan.several)
        return Selection(
            choices=tuple(choose(all_of_it, skip)),
            found=found,
            kind="by_speaker" if plan.kind == "by_speaker" else "by_relevance",
            belonging=len(all_of_it),
            weighing=self._weigh(found, plan, ranked),
        )

    def _weigh(self, found: Found, plan: AnswerPlan, ranked: Sequence[Choice]) -> Weighing:
        return weigh(found.query, ranked, several=plan.several, lexical=self._lexical, texts=self.catalog)

    def _judge(self, selection: Selection) -> tuple[Status, float]:
        """The status, and the confidence."""
        if selection.weighing is None:
            return "not_found", 0.0
        weights = self.retriever.weights
        confidence = estimate_confidence(selection.weighing, weights.confidence)
        related = weights.relatedness.probability(relatedness_features(selection.weighing))
        return self.status_of(confidence, related), confidence

    @property
    def _lexical(self) -> LexicalIndex:
        return self.retriever.snapshot.lexical

    def status_of(self, confidence: float, related: float) -> Status:
        """The status for a confidence and for the probability that what was found is on the question's matter."""
        if confidence >= self.answer_threshold:
            return "answered"
        return "partial" if related >= self.partial_threshold else "not_found"


def name_copies(quotations: Sequence[Quotation], found: Found) -> list[Quotation]:
    """Add to each quotation the copies of its release that were found."""
    copies: dict[str, dict[str, Listing]] = {}
    for ranked in found.best:
        for copy in found.copies.get(ranked.candidate.fused.number, ()):
            copies.setdefault(ranked.candidate.release.id, {})[copy.release.id] = copy.release
    return [replace(each, copies=tuple(copies.get(each.release.id, {}).values())) for each in quotations]
