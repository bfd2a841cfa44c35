"""Serializes kept conversations as HTTP bodies."""

from service.conversations.store import StoredAnswer, StoredConversation, Summary
from service.http.schemas.conversations import (
    AnswerTurnOut,
    ConversationOut,
    ConversationsOut,
    ConversationSummaryOut,
    QuestionTurnOut,
)
from service.http.serializers import citation_body


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
