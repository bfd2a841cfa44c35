"""Features of a sentence for the form of a question: whose words it reports, which day it tells, who asks in it.

No word of a question tells these apart; the release does. How much each speaks for a sentence is learnt.
"""

from dataclasses import dataclass
from typing import Self

from corpus.dates import day_of, names_day_near
from corpus.records import Texts
from index.question.query import Query
from index.ranking.candidates import Candidate, Sentence
from index.storage.lexical import LexicalIndex
from service.answering.attribution import is_asked, is_attributed_to
from service.answering.said_questions import asks_the_floor, asks_when, find_speaker

_DAYS = 3  # most days from an event to the release that reports it


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionForm:
    """What a question asks for by its form.

    speaker  whose words; None for any other question
    event    the release whose day is asked for: "When was this?" after an answer that cites it
    floor    whether it asks for what was asked, not for what was answered
    texts    where the releases are looked up
    """

    speaker: str | None
    event: str | None
    floor: bool
    texts: Texts

    @classmethod
    def of(cls, query: Query, lexical: LexicalIndex, texts: Texts) -> Self:
        event = next(iter(query.preferred), None) if asks_when(query, lexical) else None
        return cls(speaker=find_speaker(query, lexical), event=event, floor=asks_the_floor(query.text), texts=texts)

    def features(self, candidate: Candidate, sentence: Sentence) -> dict[str, float]:
        """Each 0 or 1.

        spoken      the sentence reports what the person or body said whose words are asked for
        unspoken    somebody's words are asked for, and it does not
        on_day      it tells the day of the event that is asked for
        from_floor  it is a question from the floor: what a reporter assumes, nobody has stated
        """
        release = self.texts.get_version(candidate.release.id, candidate.release.version)
        asked = self.speaker is not None
        spoken = asked and is_attributed_to(release.title, release.text, sentence.span, self.speaker or "")
        return {
            "spoken": float(spoken),
            "unspoken": float(asked and not spoken),
            "on_day": float(self.event == candidate.release.id and _tells_day(candidate, sentence)),
            "from_floor": float(not self.floor and is_asked(release.text, sentence.span)),
        }


def _tells_day(candidate: Candidate, sentence: Sentence) -> bool:
    published = candidate.release.published
    return published is not None and names_day_near(sentence.text, day_of(published), _DAYS)
