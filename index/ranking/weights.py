"""Learned weights: small linear models, stored as data with the command that made them (index/ranking/weights.json)."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from index.ranking.features import Features

FOLDS = 5
_FILE = Path(__file__).parent / "weights.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """bias + the sum of weight times feature; a feature without a weight counts nothing."""

    bias: float
    weights: Mapping[str, float]

    def of(self, features: Features) -> float:
        return self.bias + sum(weight * features[name] for name, weight in self.weights.items())

    def probability(self, features: Features) -> float:
        """The same through the logistic function: in (0, 1)."""
        return logistic(self.of(features))


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """One set of weights: for a service with a reranker, or for one without.

    ranking     scores passages, without a reranker
    reranking   scores the best of them, with what the reranker adds
    choosing    scores sentences
    confidence  probability that the best sentence answers
    relatedness probability that its release is on the question's matter
    """

    ranking: Linear
    reranking: Linear
    choosing: Linear
    confidence: Linear
    relatedness: Linear

    @classmethod
    def of(cls, models: Mapping[str, Mapping[str, Any]]) -> Self:
        return cls(**{name: Linear(bias=model["bias"], weights=model["weights"]) for name, model in models.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """The weights fitted on all visible questions, and for each fold those fitted without it."""

    fingerprint: str
    whole: Weights
    folds: tuple[Weights, ...]

    def without(self, question: str) -> Weights:
        """Weights that were fitted without this question, for honest measurements on known questions."""
        return self.folds[fold_of(question, len(self.folds))]


def read_weights(*, with_reader: bool, file: Path = _FILE) -> Fitted:
    """Read the weights that come with the installation."""
    content = file.read_bytes()
    sets = json.loads(content)["with_reader" if with_reader else "without_reader"]
    return Fitted(
        fingerprint=hashlib.sha256(content).hexdigest()[:16],
        whole=Weights.of(sets["whole"]),
        folds=tuple(Weights.of(fold) for fold in sets["folds"]),
    )


def fold_of(question: str, folds: int) -> int:
    """The fold of a question. Its words alone determine it: the same on every machine and in every set."""
    return int.from_bytes(hashlib.sha256(" ".join(question.lower().split()).encode()).digest()[:4], "big") % folds


def logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
