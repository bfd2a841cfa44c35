"""Which sentences answer: those of the passages that were found, ranked against the question."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.passage import Span
from corpus.records import Listing
from index.hits import Found
from index.question.query import Query
from index.ranking.candidates import Candidate, Sentence
from index.ranking.features import sentence_features
from index.ranking.scoring import ScoredCandidate
from index.ranking.weights import Linear, logistic
from index.retriever import READ

# Chosen on the visible questions: more sentences, or longer ones, cover more gold spans and are read less.
_QUOTED = 4  # sentences at the most, beside what is needed to read them right
_SHARE = 0.25  # of the best one's probability: a sentence with less does not count beside it
_BELONGING = 0.36  # the same: with less it is weighed, not quoted. A third fewer stray quotes, and 1 of 128 answers
_BUDGET = 600  # characters of all together; the best one is quoted however long it is


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


def rank_sentences(found: Found, weights: Linear, depth: int = READ) -> list[Choice]:
    """The sentences of the best passages, best first; ties in the order of release and place."""
    choices = [
        Choice(candidate=ranked.candidate, sentence=sentence, features=features, score=weights.of(features))
        for rank, ranked in enumerate(found.best[:depth])
        for sentence in ranked.candidate.sentences
        for features in (choice_features(found.query, ranked, rank, sentence),)
    ]
    return sorted(choices, key=lambda choice: (-choice.score, choice.release.id, choice.span))


def choice_features(query: Query, ranked: ScoredCandidate, rank: int, sentence: Sentence) -> dict[str, float]:
    """What is weighed of a sentence: its own features, its place among those of its passage, the passage's own.

    passage   the passage's score; `first` and `second` are 1 for passages of that rank
    likeliest share of the reader's "answers" among the passage's sentences (their softmax)
    shortest  the same of its "short"
    opening   1 for the first sentence of the release
    """
    own = sentence_features(query, ranked.candidate, sentence)
    readings = [each.reading for each in ranked.candidate.sentences if each.reading]
    mine = sentence.reading
    return own | {
        "passage": ranked.score,
        "first": float(rank == 0),
        "second": float(rank == 1),
        "likeliest": share_of(mine.sentence_logit, [each.sentence_logit for each in readings]) if mine else 0.0,
        "shortest": share_of(mine.span_logit, [each.span_logit for each in readings]) if mine else 0.0,
        "opening": float(sentence.span.start == 0),
    }


def share_of(value: float, every: Sequence[float]) -> float:
    """The softmax share of one of some logits."""
    highest = max(every)
    return math.exp(value - highest) / sum(math.exp(each - highest) for each in every)


def belonging(chosen: Sequence[Choice]) -> list[Choice]:
    """Of the chosen sentences, those that are quoted: the best, and what is likely enough beside it to belong there."""
    return [each for each in chosen if logistic(each.score) >= _BELONGING * logistic(chosen[0].score)]


def choose(choices: Sequence[Choice]) -> list[Choice]:
    """The best sentence, and a few more that are nearly as likely to answer, as long as all is short."""
    chosen: list[Choice] = []
    used = 0
    for choice in choices:
        size = choice.span.end - choice.span.start
        if chosen and (len(chosen) == _QUOTED or logistic(choice.score) < _SHARE * logistic(chosen[0].score)):
            break
        if not chosen or used + size <= _BUDGET:
            chosen.append(choice)
            used += size
    return chosen
