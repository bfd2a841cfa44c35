"""Which sentences answer: those of the passages that were found, ranked against the question."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.passage import Span
from corpus.records import Listing
from index.asked import Asked
from index.candidates import Candidate, Sentence
from index.features import sentence_features
from index.ranking import Ranked
from index.retriever import READ, Found
from index.weights import Linear, logistic

_QUOTED = 3  # sentences at the most, beside what is needed to read them right
_SHARE = 0.3  # of the best one's probability: a sentence with less is left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A sentence that may answer, with the candidate it stands in; `score` in logits, of this question alone."""

    candidate: Candidate
    sentence: Sentence
    features: dict[str, float]
    score: float

    @property
    def release(self) -> Listing:
        return self.candidate.release

    @property
    def span(self) -> Span:
        return self.sentence.span


def rank_sentences(found: Found, weights: Linear) -> list[Choice]:
    """The sentences of the best passages, best first; ties in the order of release and place."""
    choices = [
        Choice(candidate=ranked.candidate, sentence=sentence, features=features, score=weights.of(features))
        for rank, ranked in enumerate(found.best[:READ])
        for sentence in ranked.candidate.sentences
        for features in (choice_features(found.asked, ranked, rank, sentence),)
    ]
    return sorted(choices, key=lambda choice: (-choice.score, choice.release.id, choice.span))


def choice_features(asked: Asked, ranked: Ranked, rank: int, sentence: Sentence) -> dict[str, float]:
    """What is weighed of a sentence: its own features, and the passage's score and rank."""
    own = sentence_features(asked, ranked.candidate, sentence)
    return own | {"passage": ranked.score, "first": float(rank == 0)}


def choose(choices: Sequence[Choice]) -> list[Choice]:
    """The best sentence, and up to two more that are nearly as likely to answer."""
    if not choices:
        return []
    least = logistic(choices[0].score) * _SHARE
    return [choice for choice in choices[:_QUOTED] if logistic(choice.score) >= least]
