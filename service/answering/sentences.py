"""Sentence selection: ranks the sentences of retrieved passages for the question, and chooses those to quote."""

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
_QUOTED = 4  # most sentences, without those needed to read them right
_SHARE = 0.25  # share of the best one's probability: a sentence below it is not chosen
_BELONGING = 0.36  # the same for quoting; below, it is only weighed. A third fewer stray quotes, and 1 of 128 answers
_BUDGET = 600  # characters in total; the best one is quoted whatever its length


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A sentence that may answer, with its candidate; `score` is a logit, comparable only within one question."""

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
    """Rank the sentences of the best passages, best first; ties by release and place."""
    choices = [
        Choice(candidate=ranked.candidate, sentence=sentence, features=features, score=weights.of(features))
        for rank, ranked in enumerate(found.best[:depth])
        for sentence in ranked.candidate.sentences
        for features in (choice_features(found.query, ranked, rank, sentence),)
    ]
    return sorted(choices, key=lambda choice: (-choice.score, choice.release.id, choice.span))


def choice_features(query: Query, ranked: ScoredCandidate, rank: int, sentence: Sentence) -> dict[str, float]:
    """The features of a sentence for ranking: its own, its place in its passage, and the passage's.

    passage    the passage's score; `first` and `second` are 1 for passages of that rank
    likeliest  softmax of the reranker's sentence_logit over the passage's sentences
    shortest   the same of its span_logit
    opening    1 for the first sentence of the release
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
    """The softmax of one of several logits."""
    highest = max(every)
    return math.exp(value - highest) / sum(math.exp(each - highest) for each in every)


def belonging(chosen: Sequence[Choice]) -> list[Choice]:
    """The chosen sentences that are quoted: the best, and those likely enough to belong beside it."""
    return [each for each in chosen if logistic(each.score) >= _BELONGING * logistic(chosen[0].score)]


def choose(choices: Sequence[Choice]) -> list[Choice]:
    """Choose the best sentence, and a few that are nearly as likely to answer, within the budget."""
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
