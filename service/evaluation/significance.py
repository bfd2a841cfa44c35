"""Compares two evaluations of the same questions: is the difference more than chance?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from service.evaluation.measures import SEED, EvaluationError, interval, values_of
from service.evaluation.observation import Observation

_FLIPS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RunComparison:
    """One measure in two evaluations.

    `p` is that of a paired randomisation test, two-sided (Smucker et al., CIKM 2007).
    """

    measure: str
    questions: int
    first: float
    second: float
    low: float  # of the 95 % bootstrap interval of second - first
    high: float
    p: float
    better: int  # questions on which the second is better
    worse: int


def compare(first: Sequence[Observation], second: Sequence[Observation]) -> list[RunComparison]:
    """Compare every measure over the questions that both contain. EvaluationError if they have none in common."""
    one, other = values_of(first), values_of(second)
    found = [_compare(name, one[name], other[name]) for name in one if one[name].keys() & other[name].keys()]
    if not found:
        raise EvaluationError("the two evaluations have no question in common")
    return found


def _compare(name: str, one: Mapping[str, float], other: Mapping[str, float]) -> RunComparison:
    shared = sorted(one.keys() & other.keys())
    first, second = (np.asarray([values[id_] for id_ in shared]) for values in (one, other))
    differences = second - first
    _, low, high = interval(list(differences))
    return RunComparison(
        measure=name,
        questions=len(shared),
        first=float(first.mean()),
        second=float(second.mean()),
        low=low,
        high=high,
        p=randomisation(list(differences)),
        better=int((differences > 0).sum()),
        worse=int((differences < 0).sum()),
    )


def randomisation(differences: Sequence[float]) -> float:
    """How often random signs give a mean difference at least as large; the observed one is counted too."""
    array = np.asarray(differences, dtype=np.float64)
    signs = np.random.default_rng(SEED).choice((-1.0, 1.0), size=(_FLIPS, len(array)))
    # Without rounding, a sum that is equal may count as smaller.
    as_large = np.abs(signs @ array).round(9) >= abs(float(array.sum())) - 1e-9
    return float((as_large.sum() + 1) / (_FLIPS + 1))
