"""What each threshold of confidence and relatedness buys, on collections that the weights were not fitted on.

python benchmarks/thresholds.py [--reader bundled|none]

The visible questions by folds, every other collection by weights fitted without it. For each threshold: the share of
answerable questions that are answered, of unanswerable ones that are not, how often the best sentence is right where
something is answered, and the utility: 1 for a right answer, -1 for a wrong one, 0 for silence.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import numpy as np

from fit import Fitter, expected_error, remember_features, shares_of
from fit_cases import STATE, Case, collect, names_of_collections, open_collection
from index.ranking.weights import FOLDS, Weights, fold_of
from measuring import write_results
from service.evaluation.measures import auroc

BELONGING = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
THRESHOLDS = [round(0.05 * step, 2) for step in range(2, 17)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What would be said of a question, and what is true."""

    confidence: float
    related: float
    answerable: bool
    right: bool
    strange: bool  # a question of another collection
    several: bool  # whether all that belongs is asked for, and all of it known
    found: dict[float, float]  # share of the gold that is quoted, by what belongs from which probability on
    belonging: dict[float, float]  # share of the quotes that are gold
    on_it: bool | None  # whether the best sentence's release is the one that the question is on; None: not known


def tell(fitter: Fitter, cases: Sequence[Case], weights: Weights) -> list[Told]:
    return [
        Told(
            confidence=weights.confidence.probability(row.confidence),
            related=weights.relatedness.probability(row.relatedness),
            answerable=row.case.question.answerable,
            right=row.right,
            strange=row.case.is_strange,
            several=row.case.several and row.case.asked.complete and row.case.question.answerable,
            found={least: shares_of(row, least)[0] for least in BELONGING},
            belonging={least: shares_of(row, least)[1] for least in BELONGING},
            on_it=None if row.case.asked.about is None else row.chosen[0].release.id == row.case.asked.about,
        )
        for row in fitter.judge(cases, weights)
    ]


def tell_held_out(fitter: Fitter, cases: Sequence[Case]) -> dict[str, list[Told]]:
    told: dict[str, list[Told]] = {STATE: []}
    for fold in range(FOLDS):
        inside = [case for case in cases if case.collection != STATE or fold_of(case.question.text, FOLDS) != fold]
        outside = [case for case in cases if case.is_visible and fold_of(case.question.text, FOLDS) == fold]
        told[STATE] += tell(fitter, outside, fitter.fit(inside))
    for name in sorted({case.collection for case in cases} - {STATE}):
        weights = fitter.fit([case for case in cases if case.collection != name])
        told[name] = tell(fitter, [case for case in cases if case.collection == name], weights)
    return told


def choice(told: Sequence[Told]) -> list[dict[str, float]]:
    """How much of the gold is quoted and how much of the quotes is gold, by the probability that is asked for."""
    asked = [each for each in told if each.several]
    rows = []
    for least in BELONGING:
        found, belonging = (fmean(getattr(each, name)[least] for each in asked) for name in ("found", "belonging"))
        f1 = 2 * found * belonging / (found + belonging)
        rows.append(
            {
                "least": least,
                "quoted of gold": round(found, 3),
                "gold of quoted": round(belonging, 3),
                "F1": round(f1, 3),
            }
        )
    return rows


def curve(told: Sequence[Told]) -> list[dict[str, float]]:
    return [_at(told, threshold) for threshold in THRESHOLDS]


def _at(told: Sequence[Told], threshold: float) -> dict[str, float]:
    own = [each for each in told if not each.strange]
    said = [each for each in own if each.confidence >= threshold]
    return {
        "threshold": threshold,
        "answered of answerable": _share([each.confidence >= threshold for each in own if each.answerable]),
        "silent of unanswerable": _share([each.confidence < threshold for each in own if not each.answerable]),
        "right of answered": _share([each.right for each in said]),
        "utility": round(sum(1 if each.right else -1 for each in said) / len(own), 3),
        "related of on it": _share([each.related >= threshold for each in told if each.on_it]),
        "unrelated of not on it": _share([each.related < threshold for each in told if each.on_it is False]),
    }


def _share(which: Sequence[bool]) -> float:
    return round(fmean(which), 3) if which else 1.0


def summary(told: Sequence[Told]) -> dict[str, float]:
    told = [each for each in told if not each.strange]
    sure = np.asarray([each.confidence for each in told])
    return {
        "questions": len(told),
        "AUROC answerable": round(auroc([each.confidence for each in told], [each.answerable for each in told]), 3),
        "best sentence right": _share([each.right for each in told if each.answerable]),
        "ECE": round(expected_error(sure, np.asarray([each.right for each in told])), 3),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--reader", default="bundled")
    reader = arguments.parse_args().reader
    names = names_of_collections()
    cases = [case for name in names for case in collect(name, reader)]
    remember_features()
    answerers = {name: open_collection(name, "none").answerer() for name in names}
    told = tell_held_out(Fitter(answerers=answerers, reader=reader != "none"), cases)
    results: dict[str, Any] = {
        name: summary(each) | {"choice": choice(each), "curve": curve(each)} for name, each in told.items()
    }
    for name, result in results.items():
        print(name, json.dumps({key: value for key, value in result.items() if key != "curve"}, indent=1))
        for row in result["curve"]:
            print("  " + "  ".join(f"{value:.3f}" for value in row.values()))
    write_results("thresholds" if reader != "none" else "thresholds-none", {"reader": reader} | results)


if __name__ == "__main__":
    main()
