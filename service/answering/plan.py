"""How a question is answered, decided once: by dates, by speaker or by relevance; one sentence or several."""

from dataclasses import dataclass

from index.hits import Found
from index.question.answer_type import DateOrder, is_figure, order_of
from index.question.query import Query
from index.storage.lexical import LexicalIndex
from service.answering.confidence import Weighing
from service.answering.explanation import PlanKind
from service.answering.said_questions import find_speaker
from service.answering.sentences import Choice
from service.answering.topics import is_topic

_ONE: frozenset[str] = frozenset({"time", "person", "place"})  # answer types that one sentence answers, as figures do


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPlan:
    """`order` goes with "by_date"; a question that asks for an order is never by speaker.

    `several`: every sentence that belongs to the answer is quoted, not the best one alone.
    """

    kind: PlanKind
    several: bool
    order: DateOrder | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The sentences that a plan chose, the likeliest first; a note on how; and what confidence is estimated from.

    `found` is what they were chosen from, `kind` how: dates may have chosen nothing. `belonging` are all that belong to
    the answer, chosen or not. `weighing` is None where nothing was found.
    """

    choices: tuple[Choice, ...]
    found: Found
    kind: PlanKind = "by_relevance"
    belonging: int = 0
    note: str | None = None
    weighing: Weighing | None = None


def make_plan(query: Query, lexical: LexicalIndex) -> AnswerPlan:
    if is_topic(query.text) and not query.history:
        return AnswerPlan(kind="by_date", several=True, order="newest")
    if order := order_of(query.text):
        return AnswerPlan(kind="by_date", several=order == "often", order=order)
    if find_speaker(query, lexical):
        return AnswerPlan(kind="by_speaker", several=True)
    one = is_figure(query.answer_type) or query.answer_type in _ONE
    return AnswerPlan(kind="by_relevance", several=not one)
