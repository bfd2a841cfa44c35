"""Candidates become a ranking by learned weights. Pure functions of values."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.asked import Asked
from index.candidates import Candidate
from index.features import passage_features, reading_features
from index.weights import Linear, logistic


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A candidate with its score, in (0, 1), of this question alone. Sorted by (-score, passage id)."""

    candidate: Candidate
    score: float


def weigh(asked: Asked, candidates: Sequence[Candidate], weights: Linear) -> list[Ranked]:
    """The candidates by what can be told without a reader, best first."""
    return _sorted([_rank(asked, each, weights.of(passage_features(asked, each))) for each in candidates])


def reweigh(asked: Asked, read: Sequence[Candidate], rest: Sequence[Ranked], weights: Linear) -> list[Ranked]:
    """Those that were read by all that is known of them, best first; then the rest, its scores kept below theirs."""
    features = [passage_features(asked, each) | reading_features(each) for each in read]
    best = _sorted([_rank(asked, each, weights.of(found)) for each, found in zip(read, features, strict=True)])
    lowest = best[-1].score if best else 1.0
    return best + [replace(each, score=each.score * lowest) for each in rest]


def _rank(asked: Asked, candidate: Candidate, logit: float) -> Ranked:
    preferred = asked.preferred.get(candidate.passage.release_id, 0.0)
    return Ranked(candidate=candidate, score=logistic(logit + preferred))


def _sorted(ranked: Sequence[Ranked]) -> list[Ranked]:
    return sorted(ranked, key=lambda each: (-each.score, each.candidate.passage.id))
