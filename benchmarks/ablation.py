"""What each part is worth, told by leaving it out: weights fitted anew without it, measured on questions held out.

python benchmarks/ablation.py [--reader bundled|none]

Measured are the visible questions on State's releases, by folds (their weights have not seen them), and the invented
collections, by weights fitted without them. Needs what benchmarks/fit.py has collected.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Any

from fit import Fitter, Judged
from fit_cases import INVENTED, STATE, Case, collect, find, names_of_collections, open_collection
from index.ranking.weights import FOLDS, Weights, fold_of
from measuring import write_results
from service.evaluation.significance import randomisation

MEASURES = ("hit@1", "MRR@10", "first quote right", "confidence: Brier")
_READER = frozenset({"read", "answers", "short", "likeliest", "shortest", "beside"})
_EVIDENCE = frozenset({"named", "said", "named_here", "said_here", "nothing"})
_ANSWER_TYPE = frozenset({"figureless", "timeless", "nameless", "fits", "holds", "counts", "uncounted"})

Values = dict[str, dict[str, float]]  # question id -> measure -> value


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is left out: features, wherever they count."""

    name: str
    features: frozenset[str] = frozenset()


WHOLE = Part(name="nothing")
PARTS = (
    WHOLE,
    Part(name="BM25", features=frozenset({"lexical"})),
    Part(name="dense", features=frozenset({"dense"})),
    Part(name="timeliness", features=frozenset({"timely"})),
    Part(name="words of the sentence", features=frozenset({"overlap", "pairs"})),
    Part(name="title", features=frozenset({"title", "titled"})),
    Part(name="answer type", features=_ANSWER_TYPE),
    Part(name="speaker", features=frozenset({"spoken", "unspoken", "from_floor"})),
    Part(name="passage of the sentence", features=frozenset({"passage", "first", "second"})),
    Part(name="evidence in the release", features=_EVIDENCE),
    Part(name="reader", features=_READER),
)


def values_of(rows: Sequence[Judged], weights: Weights, *, reader: bool) -> Values:
    """Brier: the squared distance of the confidence from whether the best sentence answers, less is better."""
    return {
        row.case.question.id: ranking_values(row.case, weights, reader=reader)
        | {
            "first quote right": float(row.right),
            "confidence: Brier": (weights.confidence.probability(row.confidence) - float(row.right)) ** 2,
        }
        for row in rows
    }


def ranking_values(case: Case, weights: Weights, *, reader: bool) -> dict[str, float]:
    found, _ = find(case, weights.ranking, weights.reranking if reader else None)
    rank = next((n for n, ranked in enumerate(found.best, 1) if case.right(ranked.candidate)), None)
    return {"hit@1": float(rank == 1), "MRR@10": 1 / rank if rank is not None and rank <= 10 else 0.0}


def measure(part: Part, fitter: Fitter, cases: Sequence[Case]) -> dict[str, Values]:
    """By collection, each question by weights that have not seen it."""
    own = replace(fitter, without=part.features)
    visible: Values = {}
    for fold in range(FOLDS):
        inside = [case for case in cases if case.collection != STATE or fold_of(case.question.text, FOLDS) != fold]
        outside = [case for case in cases if case.is_visible and fold_of(case.question.text, FOLDS) == fold]
        weights = own.fit(inside)
        visible |= values_of(own.judge(outside, weights), weights, reader=own.reader)
    weights = own.fit([case for case in cases if case.collection != INVENTED])
    strange = [case for case in cases if case.collection == INVENTED and not case.is_strange]
    return {STATE: visible, INVENTED: values_of(own.judge(strange, weights), weights, reader=own.reader)}


def row(values: Values, whole: Values) -> dict[str, dict[str, float]]:
    """Each measure's mean, how far it is from the whole's, and the p of that (paired randomisation, two-sided)."""
    made = {}
    for name in MEASURES:
        differences = [own[name] - whole[key][name] for key, own in values.items()]
        made[name] = {
            "mean": round(fmean(own[name] for own in values.values()), 3),
            "difference": round(fmean(differences), 3),
            "p": round(randomisation(differences), 4),
        }
    return made


def show(name: str, found: dict[str, dict[str, float]]) -> None:
    cells = (f"{cell['mean']:10.3f} {cell['difference']:+.3f} p={cell['p']:.3f}" for cell in found.values())
    print(f"{name:36}" + "".join(cells), flush=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--reader", default="bundled")
    reader = arguments.parse_args().reader
    names = names_of_collections()
    cases = [case for name in names for case in collect(name, reader)]
    answerers = {name: open_collection(name, "none").answerer() for name in names}
    fitter = Fitter(answerers=answerers, reader=reader != "none")
    print(f"{'left out':36}" + "".join(f"{name:>24}" for name in MEASURES))
    whole: dict[str, Values] = {}
    rows: dict[str, Any] = {}
    for part in PARTS:
        values = measure(part, fitter, cases)
        whole = whole or values
        rows[part.name] = {name: row(values[name], whole[name]) for name in values}
        for name, found in rows[part.name].items():
            show(f"{part.name}, {name}", found)
    write_results("ablation", {"reader": reader, "left_out": rows})


if __name__ == "__main__":
    main()
