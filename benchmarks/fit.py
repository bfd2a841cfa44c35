"""Fit the weights of ranking, sentence choice, confidence and relatedness on questions with known places:

python benchmarks/fit.py collect NAME [--reader bundled|none|FOLDER]   # one collection of fit_cases.py; minutes
python benchmarks/fit.py [--reader bundled|none|FOLDER]                # those that are missing, then the weights

Five folds of the questions on State's releases, by their words (index.ranking.weights.fold_of): beside the weights
fitted on all, those fitted without each fold are kept, so that a measurement on these questions can be an honest one.
Within the fitting of each, the features of confidence come from models that have not seen the question either. Every
model is linear. `--without NAME` leaves a collection out and writes nothing: it says how the weights do on that one.
"""

import argparse
import json
import sys
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

import index.ranking.scoring
from corpus.passage import Span
from fit_cases import STATE, Case, collect, find, names_of_collections, open_collection, sort_by_collection
from index.evaluation import shares
from index.ranking.features import passage_features, reading_features
from index.ranking.scoring import score_candidates
from index.ranking.weights import FOLDS, Linear, Weights, fold_of
from index.retriever import READ
from measuring import ROOT, command
from service import Communique
from service.answering import confidence, sentences
from service.answering.answerer import Answerer
from service.answering.confidence import confidence_features, relatedness_features, weigh
from service.answering.form_features import QuestionForm
from service.answering.sentences import BELONGS, Choice, belonging, choice_features, choose, rank_sentences

RANKING_L2, CHOOSING_C, CONFIDENCE_C = 0.01, 1.0, 1.0
# Our own questions are more, and more roundabout, than those that people wrote: these count so many times.
VISIBLE_TIMES = 3
_KEPT = 12  # sentences of each question that are looked at
# Weights of features that no question here has: of talks ("When was that?"), of noise.
PRIORS = {"choosing": {"on_day": 5.0}, "confidence": {"on_day": 5.0, "nothing": -5.0}}
NOTHING: frozenset[str] = frozenset()

Matrix = npt.NDArray[np.float64]  # (n, features)
Labels = npt.NDArray[np.bool_]  # (n,)
Floats = npt.NDArray[np.float64]  # (n,)
Models = dict[str, dict[str, object]]


def fit_listwise(lists: Sequence[tuple[Matrix, Labels]], l2: float) -> npt.NDArray[np.float64]:
    """Weights that give the right ones of each list most of its softmax (ListNet's loss, Cao et al., ICML 2007)."""
    lists = [(features, right) for features, right in lists if right.any() and not right.all()]
    sizes = [len(right) for _, right in lists]
    starts, list_of = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(lists)), sizes)
    features, right = (np.concatenate(parts) for parts in zip(*lists, strict=True))
    scale = features.std(axis=0) + 1e-6
    scaled = features / scale

    def loss(weights: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        """All lists at once: thousands of small arrays take minutes."""
        logits = scaled @ weights
        shares = np.exp(logits - np.maximum.reduceat(logits, starts)[list_of])
        shares /= np.add.reduceat(shares, starts)[list_of]
        won = np.where(right, shares, 0)
        of_right = np.add.reduceat(won, starts)
        penalty = l2 * len(lists) * weights
        value = float(penalty @ weights) / 2 - float(np.log(of_right).sum())
        return value, penalty + scaled.T @ (shares - won / of_right[list_of])

    found = minimize(loss, np.zeros(len(scale)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return np.asarray(found.x / scale)


def matrix(rows: Sequence[dict[str, float]]) -> tuple[list[str], Matrix]:
    names = list(rows[0])
    return names, np.asarray([[row[name] for name in names] for row in rows])


def linear(names: Sequence[str], weights: npt.NDArray[np.float64], bias: float = 0.0) -> Linear:
    return Linear(bias=float(bias), weights=dict(zip(names, map(float, weights), strict=True)))


def fit_lists(
    lists: Sequence[tuple[list[dict[str, float]], list[bool]]], l2: float, without: frozenset[str] = NOTHING
) -> Linear:
    """Listwise weights; then one slope and one bias for all, so that the logits are those of a probability (Platt).

    Features named in `without` get no weight.
    """
    lists = [([_leave_out(row, without) for row in rows], right) for rows, right in lists if rows]
    names = list(lists[0][0][0])
    arrays = [(matrix(rows)[1], np.asarray(right)) for rows, right in lists]
    weights = fit_listwise(arrays, l2)
    logits = np.concatenate([features @ weights for features, _ in arrays])
    middle, spread = logits.mean(), logits.std()
    scaled = LogisticRegression(C=1.0).fit(
        ((logits - middle) / spread).reshape(-1, 1), np.concatenate([right for _, right in arrays])
    )
    slope = float(scaled.coef_[0, 0]) / spread
    return linear(names, weights * slope, float(scaled.intercept_[0]) - slope * middle)


def _leave_out(features: dict[str, float], without: frozenset[str]) -> dict[str, float]:
    return {name: value for name, value in features.items() if name not in without}


def fit_ranking(cases: Sequence[Case], without: frozenset[str] = NOTHING) -> Linear:
    return fit_lists(
        [([passage_features(c.query, p) for p in c.candidates], [c.right(p) for p in c.candidates]) for c in cases],
        RANKING_L2,
        without,
    )


def fit_reranking(cases: Sequence[Case], ranking: Linear, without: frozenset[str] = NOTHING) -> Linear:
    lists = []
    for case in cases:
        first = [ranked.candidate for ranked in score_candidates(case.query, case.candidates, ranking)[:READ]]
        rows = [passage_features(case.query, each) | reading_features(each) for each in first]
        lists.append((rows, [case.right(each) for each in first]))
    return fit_lists(lists, RANKING_L2, without)


def fit_logistic(names: Sequence[str], features: Matrix, right: Labels, times: Floats, c: float) -> Linear:
    """Logistic regression over scaled features, as weights of the plain ones."""
    centre, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    model = LogisticRegression(C=c, max_iter=2000).fit((features - centre) / scale, right, sample_weight=times)
    weights = model.coef_[0] / scale
    return linear(names, weights, float(model.intercept_[0]) - float(weights @ centre))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A question as it is answered: the features of its best sentence, and what came of it."""

    case: Case
    confidence: dict[str, float]
    relatedness: dict[str, float]
    right: bool
    ranked: tuple[Choice, ...]

    @property
    def chosen(self) -> list[Choice]:
        return choose(belonging(self.ranked, several=self.case.several))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitter:
    """Fits all models on some cases; `answerers` look up texts and words, by collection.

    Features named in `without` get no weight in any of them.
    """

    answerers: dict[str, Answerer]
    reader: bool
    without: frozenset[str] = NOTHING

    def fit(self, cases: Sequence[Case]) -> Weights:
        """All five models, those of ranking fitted on answerable questions."""
        weights = self._fit_choice(cases)
        rows: list[Judged] = []
        for fold in range(FOLDS):
            inside = [case for case in cases if fold_of(case.question.text, FOLDS) != fold]
            outside = [case for case in cases if fold_of(case.question.text, FOLDS) == fold]
            rows += self.judge(outside, self._fit_choice(inside)) if outside else []
        own = [row for row in rows if not row.case.is_strange]
        right = np.asarray([row.right for row in own])
        related = [row for row in rows if row.case.asked.about is not None]
        on_it = np.asarray([row.chosen[0].release.id == row.case.asked.about for row in related])
        return replace(
            weights,
            confidence=self._fit_confidence(own, right),
            relatedness=self._fit_judged([row.relatedness for row in related], on_it, related),
        )

    def _fit_confidence(self, judged: Sequence[Judged], right: Labels) -> Linear:
        """Foils teach what is missing, but are no questions that anybody asks: calibrated without them (Platt)."""
        fitted = self._fit_judged([row.confidence for row in judged], right, judged)
        asked = [number for number, row in enumerate(judged) if row.case.question.type != "foil"]
        logits = np.asarray([[fitted.of(judged[number].confidence)] for number in asked])
        times = times_by_collection([judged[number] for number in asked])
        scaled = LogisticRegression(C=1.0).fit(logits, right[asked], sample_weight=times)
        slope, bias = float(scaled.coef_[0, 0]), float(scaled.intercept_[0])
        weights = {name: slope * weight for name, weight in fitted.weights.items()}
        return Linear(bias=bias + slope * fitted.bias, weights=weights)

    def _fit_judged(self, rows: Sequence[dict[str, float]], right: Labels, judged: Sequence[Judged]) -> Linear:
        return fit_judged([_leave_out(row, self.without) for row in rows], right, judged)

    def judge(self, cases: Sequence[Case], weights: Weights) -> list[Judged]:
        return [judged for case in cases if (judged := self._judge(case, weights))]

    def _fit_choice(self, cases: Sequence[Case]) -> Weights:
        answerable = [case for case in cases if case.question.answerable for _ in range(times_of(case))]
        ranking = fit_ranking(answerable, self.without)
        reranking = fit_reranking(answerable, ranking, self.without) if self.reader else None
        unfitted = Linear(bias=0.0, weights={})
        return Weights(
            ranking=ranking,
            reranking=reranking or unfitted,
            choosing=self._fit_choosing([case for case in cases if not case.is_strange], ranking, reranking),
            confidence=unfitted,
            relatedness=unfitted,
        )

    def _fit_choosing(self, cases: Sequence[Case], ranking: Linear, reranking: Linear | None) -> Linear:
        """Each sentence by itself: whether it belongs to the answer. A question counts as one, however many it has."""
        rows: list[dict[str, float]] = []
        right: list[bool] = []
        times: list[float] = []
        for case in cases:
            found, depth = find(case, ranking, reranking)
            form = self._form(case)
            own = [
                (
                    choice_features(case.query, ranked, rank, sentence, form),
                    case.answers(ranked.candidate.release.id, sentence.span),
                )
                for rank, ranked in enumerate(found.best[:depth])
                for sentence in ranked.candidate.sentences
            ]
            rows += [_leave_out(features, self.without) for features, _ in own]
            right += [answers for _, answers in own]
            times += [times_of(case)] * len(own)
        names, features = matrix(rows)
        return fit_logistic(names, features, np.asarray(right), np.asarray(times, dtype=float), CHOOSING_C)

    def _judge(self, case: Case, weights: Weights) -> Judged | None:
        found, depth = find(case, weights.ranking, weights.reranking if self.reader else None)
        ranked = rank_sentences(found, weights.choosing, self._form(case), depth)
        if not ranked:
            return None
        answerer = self.answerers[case.collection]
        weighing = weigh(
            case.query,
            ranked,
            several=case.several,
            lexical=answerer.retriever.snapshot.lexical,
            texts=answerer.catalog,
        )
        return Judged(
            case=case,
            confidence=confidence_features(weighing),
            relatedness=relatedness_features(weighing),
            right=case.answers(ranked[0].release.id, ranked[0].span),
            ranked=tuple(ranked[:_KEPT]),
        )

    def _form(self, case: Case) -> QuestionForm:
        answerer = self.answerers[case.collection]
        return QuestionForm.of(case.query, answerer.retriever.snapshot.lexical, answerer.catalog)


def times_of(case: Case) -> int:
    return VISIBLE_TIMES if case.is_visible else 1


def fit_judged(rows: Sequence[dict[str, float]], right: Labels, judged: Sequence[Judged]) -> Linear:
    """Logistic regression; foils and near misses count as in their collection."""
    names, features = matrix(rows)
    return fit_logistic(names, features, right, times_by_collection(judged), CONFIDENCE_C)


def times_by_collection(judged: Sequence[Judged]) -> Floats:
    """How much each counts: all of State's releases for half, those of the others alike for the rest.

    The reader was trained on questions of the others, and fares better on them than it will.
    """
    sizes = {name: len(cases) for name, cases in sort_by_collection([row.case for row in judged]).items()}
    counting = {name: 1.0 if name != STATE else max(1.0, len(sizes) - 1.0) for name in sizes}
    whole = sum(counting.values())
    return np.asarray(
        [len(judged) * counting[row.case.collection] / whole / sizes[row.case.collection] for row in judged]
    )


def figures_of(rows: Sequence[Judged], weights: Weights) -> dict[str, float]:
    """How the best sentence, the choice and the confidence do on some questions."""
    own = [row for row in rows if not row.case.is_strange]
    sure = np.asarray([weights.confidence.probability(row.confidence) for row in own])
    right = np.asarray([row.right for row in own])
    answerable = np.asarray([row.case.question.answerable for row in own])
    several = [row for row in own if row.case.question.answerable and row.case.several and row.case.asked.complete]
    shares = [shares_of(row, BELONGS) for row in several]
    related = np.asarray([weights.relatedness.probability(row.relatedness) for row in rows])
    on_it = np.asarray([row.chosen[0].release.id == row.case.asked.about for row in rows])
    return {
        "questions": len(own),
        "first right": float(right[answerable].mean()),
        "AUROC answerable": float(roc_auc_score(answerable, sure)),
        "AUROC right": float(roc_auc_score(right, sure)),
        "ECE": expected_error(sure, right),
        "quoted of gold": float(np.mean([found for found, _ in shares])),
        "gold of quoted": float(np.mean([belongs for _, belongs in shares])),
        "AUROC related": float(roc_auc_score(on_it, related)) if on_it.any() and not on_it.all() else 1.0,
    }


def shares_of(row: Judged, least: float) -> tuple[float, float]:
    """Of the gold, how much is chosen, where a sentence belongs from this probability on; and of the chosen, how much
    is gold.
    """
    gold = row.case.question.gold
    chosen = choose(belonging(row.ranked, several=row.case.several, least=least))
    found = [any(each.release.id == g.release_id and _overlap(each, g.span) for each in chosen) for g in gold]
    belongs = [row.case.answers(each.release.id, each.span) for each in chosen]
    return float(np.mean(found)) if found else 0.0, float(np.mean(belongs))


def _overlap(choice: Choice, span: Span) -> bool:
    return shares(choice.span, span)


def expected_error(confidence: Floats, right: Labels, bins: int = 10) -> float:
    """Expected calibration error over bins of equal width (Guo et al., ICML 2017)."""
    at = np.minimum((confidence * bins).astype(int), bins - 1)
    return float(
        sum(abs(confidence[at == b].mean() - right[at == b].mean()) * (at == b).mean() for b in set(at.tolist()))
    )


def as_json(weights: Weights) -> Models:
    names = ("ranking", "reranking", "choosing", "confidence", "relatedness")
    models = {name: getattr(weights, name) for name in names}
    return {
        name: {
            "bias": round(model.bias, 5),
            "weights": {key: round(value, 5) for key, value in with_priors(name, model.weights).items()},
        }
        for name, model in models.items()
    }


def remember(module: ModuleType | type, name: str, key_of: Callable[..., Hashable]) -> None:
    """From here on the module's function is asked once for each key: folds share most features."""
    function = getattr(module, name)
    kept: dict[Hashable, Any] = {}

    def remembered(*args: Any) -> Any:
        key = key_of(*args)
        if key not in kept:
            kept[key] = function(*args)
        return kept[key]

    setattr(module, name, remembered)


def remember_features() -> None:
    """A case's query, candidates and sentences are made once, and live as long as it."""
    for module in (sys.modules[__name__], index.ranking.scoring):
        remember(module, "passage_features", lambda query, candidate: (id(query), id(candidate)))
    remember(
        sentences, "unranked_features", lambda query, candidate, sentence, _: (id(query), id(candidate), id(sentence))
    )
    remember(Fitter, "_form", lambda _, case: id(case))
    remember(confidence, "gather", lambda question, text, lexical: (question, text, id(lexical)))


def with_priors(model: str, weights: Mapping[str, float]) -> dict[str, float]:
    """The same, with a prior wherever nothing was learnt."""
    priors = {name: prior for name, prior in PRIORS.get(model, {}).items() if not weights.get(name)}
    return dict(weights) | priors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", nargs="?", choices=["collect"])
    parser.add_argument("name", nargs="?")
    parser.add_argument("--reader", default="bundled")
    parser.add_argument("--without", action="append", default=[], metavar="NAME")
    given = parser.parse_args()
    if given.verb:
        collect(given.name, given.reader)
        return
    names = names_of_collections()
    cases = [case for name in names for case in collect(name, given.reader)]
    remember_features()
    opened: dict[str, Communique] = {name: open_collection(name, "none") for name in names}
    fitter = Fitter(
        answerers={name: communique.answerer() for name, communique in opened.items()}, reader=given.reader != "none"
    )
    if given.without:
        show_left_out(fitter, cases, given.without)
        return
    whole = fitter.fit(cases)
    folds = [
        fitter.fit([case for case in cases if case.collection != STATE or fold_of(case.question.text, FOLDS) != fold])
        for fold in range(FOLDS)
    ]
    key = "without_reader" if given.reader == "none" else "with_reader"
    write(key, {"whole": as_json(whole), "folds": [as_json(fold) for fold in folds]}, len(cases))


def show_left_out(fitter: Fitter, cases: Sequence[Case], names: Sequence[str]) -> None:
    """Figures on each of these collections by weights that were fitted on all but it."""
    for name in names:
        weights = fitter.fit([case for case in cases if case.collection != name])
        figures = figures_of(fitter.judge([case for case in cases if case.collection == name], weights), weights)
        print(name, json.dumps({key: round(value, 3) for key, value in figures.items()}), flush=True)


def write(key: str, models: dict[str, object], questions: int) -> None:
    file = ROOT / "index" / "ranking" / "weights.json"
    content = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    content[key] = {"command": command(), "questions": questions} | models
    file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"written to {file.relative_to(ROOT)}: {key}")


if __name__ == "__main__":
    main()
