"""Kept conversations as they go out over HTTP."""

from typing import Literal

from pydantic import BaseModel, Field

from service.conversations.store import StoredAnswer, StoredConversation, Summary
from service.http.schemas.answers import CitationOut
from service.http.schemas.common import Body
from service.http.serializers import citation_body


class NewConversationBody(Body):
    """Nothing is to be said about it yet."""


class QuestionTurnOut(BaseModel):
    role: Literal["user"] = "user"
    text: str
    standalone_question: str
    at: str


class AnswerTurnOut(BaseModel):
    """`text` is the answer, or the reason where `status` is not_found; then there are no citations.

    `llm` is the language model that put `text` into words, null where the quotes are the text.
    """

    role: Literal["assistant"] = "assistant"
    text: str
    status: Literal["answered", "partial", "not_found"]
    confidence: float
    reason: str | None
    note: str | None
    citations: list[CitationOut]
    index_id: str
    llm: str | None
    at: str


class ConversationOut(BaseModel):
    """Questions and answers by turns, the oldest first."""

    object: Literal["conversation"] = "conversation"
    id: str
    created_at: str
    turns: list[QuestionTurnOut | AnswerTurnOut]


class ConversationSummaryOut(BaseModel):
    object: Literal["conversation.summary"] = "conversation.summary"
    id: str
    created_at: str
    changed_at: str
    questions: int = Field(description="How many were asked and answered.")
    first_question: str | None


class ConversationsOut(BaseModel):
    object: Literal["list"] = "list"
    data: list[ConversationSummaryOut]
    next_cursor: str | None


def conversation_body(conversation: StoredConversation) -> ConversationOut:
    turns = [turn for stored in conversation.answers for turn in _turns(stored)]
    return ConversationOut(id=conversation.id, created_at=conversation.created_at, turns=turns)


def _turns(stored: StoredAnswer) -> tuple[QuestionTurnOut, AnswerTurnOut]:
    answer = stored.answer
    asked = QuestionTurnOut(text=answer.question, standalone_question=answer.standalone_question, at=stored.at)
    said = AnswerTurnOut(
        text=answer.text or answer.reason or "",
        status=answer.status,
        confidence=answer.confidence,
        reason=answer.reason,
        note=answer.note,
        citations=[citation_body(citation) for citation in answer.citations],
        index_id=answer.index_id,
        llm=answer.llm,
        at=stored.at,
    )
    return asked, said


def summaries_body(summaries: list[Summary], limit: int) -> ConversationsOut:
    """A page of at most `limit`; one more than that among the summaries says that there is another."""
    shown = summaries[:limit]
    data = [
        ConversationSummaryOut(
            id=each.id,
            created_at=each.created_at,
            changed_at=each.changed_at,
            questions=each.questions,
            first_question=each.first_question,
        )
        for each in shown
    ]
    return ConversationsOut(data=data, next_cursor=str(shown[-1].number) if len(summaries) > limit else None)
