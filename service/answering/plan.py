"""How a question is answered, decided once: by the dates of releases, by who speaks, or by relevance."""

from dataclasses import dataclass
from typing import Literal

from index.question.answer_type import DateOrder, order_of
from index.question.query import Query
from index.storage.lexical import LexicalIndex
from service.answering.said_questions import UNCONSTRAINED, FormConstraint, Said, find_said
from service.answering.sentences import Choice

PlanKind = Literal["by_relevance", "by_date", "by_speaker"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPlan:
    """`order` goes with "by_date", `said` with "by_speaker"; a question that asks for an order is never by speaker."""

    kind: PlanKind
    order: DateOrder | None = None
    said: Said | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The sentences that a plan chose, best first, a note on how, and what the question's form demands of them."""

    choices: tuple[Choice, ...]
    note: str | None = None
    constraint: FormConstraint = UNCONSTRAINED

    @property
    def is_whole(self) -> bool:
        """Whether all of it belongs in the answer: what was chosen by date, or by who speaks."""
        return bool(self.note or self.constraint.least)


def make_plan(query: Query, lexical: LexicalIndex) -> AnswerPlan:
    if order := order_of(query.text):
        return AnswerPlan(kind="by_date", order=order)
    if said := find_said(query, lexical):
        return AnswerPlan(kind="by_speaker", said=said)
    return AnswerPlan(kind="by_relevance")
