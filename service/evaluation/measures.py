"""Computes figures from observations. Ranking measures come from ir-measures; this is the only file that imports it.

Per question first (`values_of`), so that means, intervals and paired tests all count the same numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.errors import CommuniqueError
from service.evaluation.observation import Observation

SEED, RESAMPLES = 20_260, 1_000
BINS = 10  # of confidence, equally wide
RANKING = ("hit@1", "hit@5", "hit@10", "hit@50", "MRR@10", "nDCG@10", "release@5")
QUOTING = ("cited", "cited first", "short answer", "quoted right", "quoted right first", "answered")

Values = Mapping[str, Mapping[str, float]]  # measure -> question id -> value
Interval = tuple[float, float, float]  # mean, and the ends of its 95 % bootstrap interval


class EvaluationError(CommuniqueError):
    """An evaluation cannot be run or read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of an evaluation.

    means        group (a question type, or "all") -> measure -> mean with its interval
    confidence   AUROC and the like; see confidence_figures
    calibration  per bin of confidence: (mean confidence, share that was right, number)
    risk         (share of the questions that are answered, share of those whose first quote is wrong)
    ranks        rank of the first right passage -> number of questions; 0 stands for none found
    """

    questions: dict[str, int]
    means: dict[str, dict[str, Interval]]
    confidence: dict[str, float]
    calibration: list[tuple[float, float, int]]
    risk: list[tuple[float, float]]
    ranks: dict[int, int]
    median_quoted: float
    median_milliseconds: float


def figures_of(observations: Sequence[Observation]) -> Figures:
    """Compute all figures: ranking and quoting over the answerable questions, silence over the others."""
    if not observations:
        raise EvaluationError("there is no question to evaluate")
    answerable = [one for one in observations if one.question.answerable]
    values = values_of(observations)
    groups = {"all": [one.question.id for one in observations]}
    for one in observations:
        groups.setdefault(one.question.type, []).append(one.question.id)
    return Figures(
        questions={group: len(ids) for group, ids in groups.items()},
        means={group: _means(values, ids) for group, ids in groups.items()},
        confidence=confidence_figures(observations),
        calibration=calibration([one.confidence for one in observations], [one.is_right for one in observations]),
        risk=risk_and_coverage(observations),
        ranks=_ranks(answerable),
        median_quoted=median([sum(q.end - q.start for q in one.sent) for one in answerable] or [0]),
        median_milliseconds=median(one.milliseconds for one in observations),
    )


def values_of(observations: Sequence[Observation]) -> Values:
    """Compute every measure per question. An answerable question counts as missed if no indexed passage is relevant."""
    answerable = [one for one in observations if one.question.answerable]
    values: dict[str, dict[str, float]] = {name: {} for name in (*RANKING, *QUOTING, "silent")}
    for one in answerable:
        of = one.question.id
        gold = {gold.release_id for gold in one.question.gold}
        best = list(dict.fromkeys(one.releases))[:5]
        values["release@5"][of] = float(bool(gold & set(best)))
        values["cited"][of] = float(one.cites(one.sent))
        values["cited first"][of] = float(one.cites(one.sent[:1]))
        values["short answer"][of] = float(one.says(one.sent))
        values["quoted right"][of] = float(one.cites(one.quotes))
        values["quoted right first"][of] = float(one.cites(one.quotes[:1]))
        values["answered"][of] = float(one.status == "answered")
    for one in observations:
        if not one.question.answerable:
            values["silent"][one.question.id] = float(one.status != "answered")
    for name, found in _rank_values(answerable).items():
        values[name] |= found
    return values


def _rank_values(observations: Sequence[Observation]) -> dict[str, dict[str, float]]:
    try:
        import ir_measures  # noqa: PLC0415 - optional
        from ir_measures import RR, Success, nDCG  # noqa: PLC0415
    except ImportError:
        raise EvaluationError("ir-measures is missing. Install it: pip install 'communique[evaluate]'") from None
    names = {Success @ k: f"hit@{k}" for k in (1, 5, 10, 50)} | {RR @ 10: "MRR@10", nDCG @ 10: "nDCG@10"}
    values: dict[str, dict[str, float]] = {name: {} for name in names.values()}
    if observations:
        for found in ir_measures.iter_calc(list(names), qrels_of(observations), run_of(observations)):
            values[names[found.measure]][found.query_id] = float(found.value)
    return values


def qrels_of(observations: Sequence[Observation]) -> dict[str, dict[str, int]]:
    """Relevant passages of each question. If none is indexed, a passage "none" that no run can find stands for them."""
    return {one.question.id: dict.fromkeys(sorted(one.relevant), 1) or {"none": 1} for one in observations}


def run_of(observations: Sequence[Observation]) -> dict[str, dict[str, float]]:
    """Rankings as scores that decrease with the rank, so that ties keep the order of the ranking."""
    return {one.question.id: {id_: 1 / rank for rank, id_ in enumerate(one.ranking, 1)} for one in observations}


def write_trec(folder: Path, observations: Sequence[Observation], tag: str = "communique") -> None:
    """Write `run.trec` and `qrels.trec` for trec_eval. White space in an id is percent-encoded."""
    folder.mkdir(parents=True, exist_ok=True)
    runs, qrels = run_of(observations), qrels_of([one for one in observations if one.question.answerable])
    with (folder / "run.trec").open("w", encoding="utf-8") as out:
        for question, scores in runs.items():
            for rank, (passage, score) in enumerate(scores.items(), 1):
                out.write(f"{_token(question)} Q0 {_token(passage)} {rank} {score:.6f} {tag}\n")
    with (folder / "qrels.trec").open("w", encoding="utf-8") as out:
        for question, relevant in qrels.items():
            out.writelines(f"{_token(question)} 0 {_token(passage)} {level}\n" for passage, level in relevant.items())


def _token(text: str) -> str:
    return "".join(f"%{ord(c):02X}" if c.isspace() or c == "%" else c for c in text)


def _means(values: Values, ids: Sequence[str]) -> dict[str, Interval]:
    found = {name: [of[id_] for id_ in ids if id_ in of] for name, of in values.items()}
    return {name: interval(numbers) for name, numbers in found.items() if numbers}


def interval(numbers: Sequence[float]) -> Interval:
    """The mean with its 95 % interval by the percentile bootstrap (Efron, 1979); deterministic."""
    array = np.asarray(numbers, dtype=np.float64)
    draws = np.random.default_rng(SEED).integers(0, len(array), size=(RESAMPLES, len(array)))
    low, high = np.percentile(array[draws].mean(axis=1), [2.5, 97.5])
    return round(float(array.mean()), 4), round(float(low), 4), round(float(high), 4)


def confidence_figures(observations: Sequence[Observation]) -> dict[str, float]:
    """auroc: answerable over unanswerable; auroc_right: first quote right over wrong; ece; aurc.

    ece   expected calibration error (Naeini et al., AAAI 2015) of confidence as the probability of a right first quote
    aurc  area under the risk-coverage curve (El-Yaniv and Wiener, JMLR 2010): the smaller the better
    """
    confidences = [one.confidence for one in observations]
    right = [one.is_right for one in observations]
    risk = risk_and_coverage(observations)
    return {
        "auroc": auroc(confidences, [one.question.answerable for one in observations]),
        "auroc_right": auroc(confidences, right),
        "ece": calibration_error(calibration(confidences, right)),
        "aurc": fmean(share for _, share in risk),
    }


def auroc(scores: Sequence[float], positive: Sequence[bool]) -> float:
    """How often a positive's score is above a negative's; a tie counts half (Mann-Whitney). NaN without both kinds."""
    high, low = (_where(scores, positive, wanted=wanted) for wanted in (True, False))
    if not len(high) or not len(low):
        return float("nan")
    return float(((high[:, None] > low) + (high[:, None] == low) / 2).mean())


def _where(scores: Sequence[float], flags: Sequence[bool], *, wanted: bool) -> npt.NDArray[np.float64]:
    return np.asarray([score for score, flag in zip(scores, flags, strict=True) if flag is wanted], dtype=np.float64)


def calibration(confidences: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float, int]]:
    """For each non-empty bin: mean confidence, share of right answers, number of questions."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for pair in zip(confidences, right, strict=True):
        bins.setdefault(min(int(pair[0] * BINS), BINS - 1), []).append(pair)
    return [(fmean(c for c, _ in pairs), fmean(r for _, r in pairs), len(pairs)) for _, pairs in sorted(bins.items())]


def calibration_error(bins: Sequence[tuple[float, float, int]]) -> float:
    whole = sum(number for *_, number in bins)
    return sum(number / whole * abs(confidence - share) for confidence, share, number in bins)


def risk_and_coverage(observations: Sequence[Observation]) -> list[tuple[float, float]]:
    """From the most confident question on: the share answered, and the share of those that are wrong."""
    ordered = sorted(observations, key=lambda one: (-one.confidence, one.question.id))
    wrong = np.cumsum([not one.is_right for one in ordered])
    return [(n / len(ordered), float(count) / n) for n, count in enumerate(wrong, 1)]


def _ranks(observations: Sequence[Observation]) -> dict[int, int]:
    ranks = [one.rank or 0 for one in observations]
    return {rank: ranks.count(rank) for rank in sorted(set(ranks))}


def as_json(figures: Figures) -> dict[str, Any]:
    """Figures as JSON: intervals over all questions, means only for each group."""
    return {
        "questions": figures.questions,
        "all": {
            name: {"mean": mean, "interval": [low, high]} for name, (mean, low, high) in figures.means["all"].items()
        },
        "by_type": {
            group: {name: round(found[0], 3) for name, found in means.items()}
            for group, means in figures.means.items()
            if group != "all"
        },
        "confidence": {name: round(value, 4) for name, value in figures.confidence.items()},
        "median_quoted": figures.median_quoted,
        "median_milliseconds": round(figures.median_milliseconds, 1),
    }
