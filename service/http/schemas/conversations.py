"""Kept conversations as they go out over HTTP."""

from typing import Literal

from pydantic import BaseModel, Field

from service.http.schemas.answers import CitationOut
from service.http.schemas.common import RequestBody


class NewConversationBody(RequestBody):
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
