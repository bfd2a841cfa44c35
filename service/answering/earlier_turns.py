"""The turns of a conversation, from answers that were given in it."""

from collections.abc import Sequence

from service.answering.answer import Answer
from service.answering.follow_ups import Cited, Turn


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
