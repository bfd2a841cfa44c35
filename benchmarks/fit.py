"""Fit the weights of ranking, sentence choice and confidence on questions with known places:

python benchmarks/fit.py [--reader bundled|none|FOLDER]

They are the visible questions, foils made of them (foils.py), and our own in fit_questions.jsonl: about releases that
neither a visible question nor one that the reader was trained on is about. Five folds, by the words of a question
(index.ranking.weights.fold_of): beside the weights fitted on all, those fitted without each fold are kept, so that a
measurement on these questions can be an honest one. Within the fitting of each, the features of confidence come from
models that have not seen the question either. Every model is linear.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from corpus.catalog import Catalog
from corpus.passage import Span, heading
from foils import make_foils
from index.evaluation import LabelledQuestion, covers, shares
from index.hits import Found
from index.question.query import Query
from index.ranking.candidates import Candidate
from index.ranking.features import passage_features, reading_features
from index.ranking.reranker import Reranker
from index.ranking.rerankers import open_reranker
from index.ranking.scoring import read_all, rerank, score_candidates
from index.ranking.weights import FOLDS, Linear, Weights, fold_of
from index.retriever import READ, Retriever
from measuring import DATA, ROOT, command, open_releases, read_conversations, read_questions
from service.answering.confidence import confidence_features, gather
from service.answering.sentences import choice_features, choose, rank_sentences

READ_AHEAD = 12  # candidates read in advance: whichever weights rank them, the first READ are among these
RANKING_L2, CHOOSING_L2, CONFIDENCE_C = 0.01, 0.02, 1.0
# Our own questions are more, and more roundabout, than those that people wrote: these count so many times.
VISIBLE_TIMES = 3
NOTHING: frozenset[str] = frozenset()

Matrix = npt.NDArray[np.float64]  # (n, features)
Labels = npt.NDArray[np.bool_]  # (n,)
Models = dict[str, dict[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question with the candidates that were found for it, those of the first that were read with their readings."""

    question: LabelledQuestion
    query: Query
    candidates: tuple[Candidate, ...]

    def right(self, candidate: Candidate) -> bool:
        """Whether the passage covers a gold span."""
        passage = candidate.passage
        return any(
            gold.release_id == passage.release_id and covers(passage.start, passage.end, gold.span)
            for gold in self.question.gold
        )

    def answers(self, release_id: str, span: Span) -> bool:
        """Whether a sentence is (part of) a gold span: half of the shorter one."""
        return any(gold.release_id == release_id and shares(span, gold.span) for gold in self.question.gold)

    @property
    def is_visible(self) -> bool:
        """Whether it is one of the visible questions themselves: neither a foil nor one of our own."""
        return not self.question.id.startswith("fit-") and self.question.type != "foil"

    @property
    def times(self) -> int:
        return VISIBLE_TIMES if self.is_visible else 1


def collect(retriever: Retriever, questions: Iterable[LabelledQuestion], reader: Reranker | None) -> list[Case]:
    """The candidates of every question, by the fused ranking; with a reader, the best by plain weights are read."""
    cases = []
    for question in questions:
        found = retriever.find(question.text)
        candidates = [ranked.candidate for ranked in found.best]
        if reader:
            candidates[:READ_AHEAD] = read_all(reader, question.text, candidates[:READ_AHEAD])
        cases.append(Case(question=question, query=found.query, candidates=tuple(candidates)))
    return cases


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


def first_of(case: Case, ranking: Linear) -> list[Candidate]:
    return [ranked.candidate for ranked in score_candidates(case.query, case.candidates, ranking)[:READ]]


def fit_reranking(cases: Sequence[Case], ranking: Linear, without: frozenset[str] = NOTHING) -> Linear:
    lists = []
    for case in cases:
        first = first_of(case, ranking)
        rows = [passage_features(case.query, each) | reading_features(each) for each in first]
        lists.append((rows, [case.right(each) for each in first]))
    return fit_lists(lists, RANKING_L2, without)


def find(case: Case, ranking: Linear, reranking: Linear | None) -> Found:
    """What a retriever with these weights finds for the question."""
    best = score_candidates(case.query, case.candidates, ranking)
    if reranking:
        best = rerank(case.query, [each.candidate for each in best[:READ]], best[READ:], reranking)
    return Found(query=case.query, best=tuple(best), rest=(), rankings={})


def fit_choosing(cases: Sequence[Case], found: Sequence[Found], without: frozenset[str] = NOTHING) -> Linear:
    lists = []
    for case, each in zip(cases, found, strict=True):
        sentences = [
            (
                choice_features(case.query, ranked, rank, sentence),
                case.answers(ranked.candidate.release.id, sentence.span),
            )
            for rank, ranked in enumerate(each.best[:READ])
            for sentence in ranked.candidate.sentences
        ]
        lists.append(([features for features, _ in sentences], [right for _, right in sentences]))
    return fit_lists(lists, CHOOSING_L2, without)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What confidence is fitted on: the features of a chosen sentence, and whether it answers."""

    case: Case
    features: dict[str, float]
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitter:
    """Fits all models on some cases; `texts_of` gives the whole text of a release for what confidence asks of it."""

    retriever: Retriever
    texts_of: Callable[[str, str], str]
    reader: Reranker | None

    def fit(self, cases: Sequence[Case]) -> Weights:
        """All four models, those of ranking and choosing fitted on answerable questions."""
        weights = self._fit_choice(cases)
        rows = []
        for fold in range(FOLDS):
            inside = [case for case in cases if fold_of(case.question.text, FOLDS) != fold]
            outside = [case for case in cases if fold_of(case.question.text, FOLDS) == fold]
            if outside:
                seen_not = self._fit_choice(inside)
                rows += [self._confidence_row(case, seen_not) for case in outside]
        return replace(weights, confidence=fit_confidence([row for row in rows if row]))

    def _fit_choice(self, cases: Sequence[Case]) -> Weights:
        answerable = [case for case in cases if case.question.answerable for _ in range(case.times)]
        ranking = fit_ranking(answerable)
        reranking = fit_reranking(answerable, ranking) if self.reader else None
        found = [find(case, ranking, reranking) for case in answerable]
        choosing = fit_choosing(answerable, found)
        unfitted = Linear(bias=0.0, weights={})
        return Weights(ranking=ranking, reranking=reranking or unfitted, choosing=choosing, confidence=unfitted)

    def _confidence_row(self, case: Case, weights: Weights) -> Judged | None:
        found = find(case, weights.ranking, weights.reranking if self.reader else None)
        choices = choose(rank_sentences(found, weights.choosing))
        if not choices:
            return None
        cited = {(choice.release.id, choice.release.version) for choice in choices}
        evidence = gather(
            case.question.text, [self.texts_of(*key) for key in sorted(cited)], self.retriever.snapshot.lexical
        )
        features = confidence_features(case.query, choices, evidence)
        right = case.answers(choices[0].release.id, choices[0].span)
        return Judged(case=case, features=features, right=right)


def fit_confidence(rows: Sequence[Judged]) -> Linear:
    """Logistic regression of whether the first sentence answers; then calibrated (Platt, 1999) on visible questions.

    Our own questions are harder and the foils make silence more frequent than it is: both tell which signs speak for an
    answer, the visible ones alone how often there is one. They are calibrated by models that have not seen them.
    """
    names, features = matrix([row.features for row in rows])
    centre, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    scaled, right = (features - centre) / scale, np.asarray([row.right for row in rows])
    times = np.asarray([row.case.times for row in rows])
    folds = np.asarray([fold_of(row.case.question.text, FOLDS) for row in rows])
    unseen = np.zeros(len(rows))
    for fold in set(folds.tolist()):
        inside = folds != fold
        unseen[~inside] = _logistic(scaled[inside], right[inside], times[inside]).decision_function(scaled[~inside])
    visible = np.asarray([row.case.is_visible for row in rows])
    platt = LogisticRegression(C=10).fit(unseen[visible, None], right[visible])
    slope, bias = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    model = _logistic(scaled, right, times)
    weights = slope * model.coef_[0] / scale
    return linear(names, weights, slope * float(model.intercept_[0]) + bias - float(weights @ centre))


def _logistic(features: Matrix, right: Labels, times: npt.NDArray[np.int64]) -> LogisticRegression:
    return LogisticRegression(C=CONFIDENCE_C, max_iter=1000).fit(features, right, sample_weight=times)


def as_json(weights: Weights) -> Models:
    models = {name: getattr(weights, name) for name in ("ranking", "reranking", "choosing", "confidence")}
    return {
        name: {"bias": round(model.bias, 5), "weights": {key: round(value, 5) for key, value in model.weights.items()}}
        for name, model in models.items()
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--reader", default="bundled")
    reader = open_reranker(arguments.parse_args().reader)
    with open_releases(DATA / "releases" / "state_dept.jsonl", reader="none") as communique:
        retriever = communique.retriever()
        with Catalog(communique.settings.data / "catalog.sqlite3") as catalog:
            texts = texts_from(catalog)
            query = read_all_questions(catalog)
            cases = collect(retriever, query, reader)
            fitter = Fitter(retriever=retriever, texts_of=texts, reader=reader)
            whole = fitter.fit(cases)
            folds = [
                fitter.fit([case for case in cases if fold_of(case.question.text, FOLDS) != fold])
                for fold in range(FOLDS)
            ]
    key = "with_reader" if reader else "without_reader"
    write(key, {"whole": as_json(whole), "folds": [as_json(fold) for fold in folds]}, len(query))


def read_all_questions(catalog: Catalog) -> list[LabelledQuestion]:
    """The visible ones, each turn as it stands alone, foils of both, and our own."""
    visible = [*read_questions(DATA / "questions" / "questions.jsonl")]
    visible += read_conversations(DATA / "questions" / "conversations.jsonl")
    foils = make_foils(visible, {release.id: release.text for release in catalog.releases()})
    return [*visible, *foils, *read_questions(ROOT / "benchmarks" / "fit_questions.jsonl")]


def texts_from(catalog: Catalog) -> Callable[[str, str], str]:
    kept: dict[tuple[str, str], str] = {}

    def text_of(release_id: str, version: str) -> str:
        if (release_id, version) not in kept:
            release = catalog.get_version(release_id, version)
            kept[release_id, version] = heading(release.title, release.published) + release.text
        return kept[release_id, version]

    return text_of


def write(key: str, models: dict[str, object], questions: int) -> None:
    file = ROOT / "index" / "weights.json"
    content = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    content[key] = {"command": command(), "questions": questions} | models
    file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"written to {file.relative_to(ROOT)}: {key}")


if __name__ == "__main__":
    main()
