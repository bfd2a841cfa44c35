"""Scores candidates with learned weights, and ranks them. Pure functions of values."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.question.query import Query
from index.ranking.candidates import Candidate
from index.ranking.features import passage_features, reading_features
from index.ranking.reranker import Reranker
from index.ranking.weights import Linear, logistic


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredCandidate:
    """A candidate with its score, in (0, 1), comparable only within one question. Sorted by (-score, passage id)."""

    candidate: Candidate
    score: float


def score_candidates(query: Query, candidates: Sequence[Candidate], weights: Linear) -> list[ScoredCandidate]:
    """Score the candidates by their features without a reranker, best first."""
    return _sorted([_rank(query, each, weights.of(passage_features(query, each))) for each in candidates])


def rerank(
    query: Query, read: Sequence[Candidate], rest: Sequence[ScoredCandidate], weights: Linear
) -> list[ScoredCandidate]:
    """Score the candidates that were read by all features, best first; the rest follows, its scores scaled below."""
    features = [passage_features(query, each) | reading_features(each) for each in read]
    best = _sorted([_rank(query, each, weights.of(found)) for each, found in zip(read, features, strict=True)])
    lowest = best[-1].score if best else 1.0
    return best + [replace(each, score=each.score * lowest) for each in rest]


def _rank(query: Query, candidate: Candidate, logit: float) -> ScoredCandidate:
    preferred = query.preferred.get(candidate.passage.release_id, 0.0)
    return ScoredCandidate(candidate=candidate, score=logistic(logit + preferred))


def _sorted(ranked: Sequence[ScoredCandidate]) -> list[ScoredCandidate]:
    return sorted(ranked, key=lambda each: (-each.score, each.candidate.passage.id))


def read_all(reader: Reranker, question: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, each sentence with what the reader makes of it; those that it has read are not read again."""
    unread = [candidate for candidate in candidates if not candidate.is_read]
    readings = iter(reader.read(question, [candidate.page for candidate in unread]))
    return [candidate if candidate.is_read else candidate.read(next(readings)) for candidate in candidates]
