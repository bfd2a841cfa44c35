"""What each part is worth, told by leaving it out: weights fitted anew without it, measured on questions held out.

python benchmarks/ablation.py [--reader bundled|none|FOLDER]

Five folds, as in fit.py: the questions of each are ranked and quoted by weights that were fitted without them. All
answerable questions that the weights are fitted on are measured; the visible ones among them once more by themselves.
"""

import argparse
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from types import ModuleType
from typing import Any

import fit
import index.ranking.scoring
import service.answering.sentences
from corpus.catalog import Catalog
from fit import NOTHING, Case, collect, find, fit_choosing, fit_ranking, fit_reranking, read_all_questions
from index.evaluation import LabelledQuestion
from index.hits import Found
from index.question.query import Query
from index.ranking.candidates import Candidate, Sentence
from index.ranking.reranker import Reranker, RerankInput, SentenceScore
from index.ranking.rerankers import open_reranker
from index.ranking.scoring import ScoredCandidate, read_all
from index.ranking.weights import FOLDS, Linear, fold_of
from index.retriever import DATE_WEIGHT, LEXICAL_WEIGHT, READ, Retriever
from measuring import DATA, open_releases, write_results
from service.answering.sentences import choose, rank_sentences
from service.evaluation.significance import randomisation

MEASURES = ("hit@1", "hit@5", "MRR@10", "first quote right")
_READINGS = frozenset({"answers", "short"})  # features that a reader gives
_CHOICES = _READINGS | {"fits", "likeliest", "shortest"}
_FORMS = frozenset("holds figureless timeless nameless fits counts uncounted".split())

Values = dict[str, dict[str, float]]  # question id -> measure -> value


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is left out.

    passages, sentences  features of either
    reranking            whether the reader's features count in the ranking
    reader               whether anything is read at all
    learned              whether the ranking is learned; else it is that of the fusion
    """

    name: str
    passages: frozenset[str] = NOTHING
    sentences: frozenset[str] = NOTHING
    lexical_weight: float = LEXICAL_WEIGHT
    date_weight: float = DATE_WEIGHT
    reranking: bool = True
    reader: bool = True
    learned: bool = True

    def of(self, retriever: Retriever) -> Retriever:
        return replace(retriever, lexical_weight=self.lexical_weight, date_weight=self.date_weight)


WHOLE = Part(name="nothing")
PARTS = (
    WHOLE,
    Part(name="BM25", passages=frozenset({"lexical"}), lexical_weight=0.0),
    Part(name="dense", passages=frozenset({"dense"}), lexical_weight=1.0),
    Part(name="timeliness", passages=frozenset({"timely"}), date_weight=0.0),
    *(Part(name=f"passage: {name}", passages=frozenset({name})) for name in ("overlap", "title", "sentence", "pairs")),
    Part(name="passage: figures", passages=frozenset({"figure", "has_figure"})),
    Part(name="passage: place, length", passages=frozenset({"beginning", "length"})),
    *(Part(name=f"sentence: {name}", sentences=frozenset({name})) for name in ("overlap", "titled", "pairs")),
    Part(name="sentence: short answers", sentences=_FORMS),
    Part(name="sentence: its passage", sentences=frozenset({"passage", "first", "second"})),
    Part(name="all learned ranking", learned=False, reranking=False),
)
READER_PARTS = (
    Part(name="reader in ranking", reranking=False),
    Part(name="reader in sentence choice", sentences=_CHOICES),
    Part(name="reader", reader=False),
)


class KeptReader:
    """A reader that reads each page once for each question."""

    def __init__(self, reader: Reranker) -> None:
        self._reader = reader
        self._kept: dict[tuple[str, RerankInput], list[SentenceScore]] = {}
        self.name, self.fingerprint = reader.name, reader.fingerprint

    def read(self, question: str, pages: Sequence[RerankInput]) -> list[list[SentenceScore]]:
        new = [page for page in pages if (question, page) not in self._kept]
        for page, readings in zip(new, self._reader.read(question, new), strict=True):
            self._kept[question, page] = readings
        return [self._kept[question, page] for page in pages]


def remember(module: ModuleType, name: str, key_of: Callable[..., Hashable]) -> None:
    """From here on the module's function is asked once for each key: folds and parts share most features."""
    function = getattr(module, name)
    kept: dict[Hashable, Any] = {}

    def remembered(*args: Any) -> Any:
        key = key_of(*args)
        if key not in kept:
            kept[key] = function(*args)
        return kept[key]

    setattr(module, name, remembered)


def passage_key(query: Query, candidate: Candidate) -> Hashable:
    """A question's `query` is made once by each retriever, and lives as long as its case."""
    return id(query), candidate.passage.id


def sentence_key(query: Query, candidate: Candidate, sentence: Sentence) -> Hashable:
    return passage_key(query, candidate), sentence.span, sentence.reading is None


def measure(part: Part, cases: Sequence[Case], reader: Reranker | None) -> Values:
    """Each question by weights that were fitted on the folds that it is not in."""
    values: Values = {}
    for fold in range(FOLDS):
        inside = [case for case in cases if fold_of(case.question.text, FOLDS) != fold]
        outside = [case for case in cases if fold_of(case.question.text, FOLDS) == fold]
        values |= measure_fold(part, inside, outside, reader if part.reader else None)
    return values


def measure_fold(part: Part, inside: Sequence[Case], outside: Sequence[Case], reader: Reranker | None) -> Values:
    ranking = fit_ranking(inside, part.passages) if part.learned else None
    if reader:
        inside, outside = ([read_first(case, ranking, reader) for case in group] for group in (inside, outside))
    reranking = fit_reranking(inside, ranking, part.passages) if ranking and reader and part.reranking else None
    choosing = fit_choosing(inside, [rank(case, ranking, reranking) for case in inside], part.sentences)
    values: Values = {}
    for case in outside:
        found = rank(case, ranking, reranking)
        chosen = choose(rank_sentences(found, choosing))
        right = any(case.answers(choice.release.id, choice.span) for choice in chosen[:1])
        values[case.question.id] = ranking_values(case, found) | {"first quote right": float(right)}
    return values


def rank(case: Case, ranking: Linear | None, reranking: Linear | None = None) -> Found:
    return find(case, ranking, reranking) if ranking else find_fused(case)


def read_first(case: Case, ranking: Linear | None, reader: Reranker) -> Case:
    """The case with its first candidates read."""
    first = [ranked.candidate for ranked in rank(case, ranking).best[:READ]]
    read = {each.fused.number: each for each in read_all(reader, case.query.text, first)}
    return replace(case, candidates=tuple(read.get(each.fused.number, each) for each in case.candidates))


def find_fused(case: Case) -> Found:
    """The candidates as the fusion has them."""
    fused = sorted(case.candidates, key=lambda each: (-each.fused.score, each.fused.id))
    best = tuple(ScoredCandidate(candidate=each, score=each.fused.score) for each in fused)
    return Found(query=case.query, best=best, rest=(), rankings={})


def ranking_values(case: Case, found: Found) -> dict[str, float]:
    rank = next((n for n, ranked in enumerate(found.best, 1) if case.right(ranked.candidate)), None)
    return {
        "hit@1": float(rank == 1),
        "hit@5": float(rank is not None and rank <= 5),
        "MRR@10": 1 / rank if rank is not None and rank <= 10 else 0.0,
    }


def row(values: Values, whole: Values, questions: Sequence[LabelledQuestion]) -> dict[str, dict[str, float]]:
    """Each measure's mean, how far it is from the whole's, and the p of that (paired randomisation, two-sided)."""
    made = {}
    for name in MEASURES:
        ours = [values[question.id][name] for question in questions]
        differences = [own - whole[question.id][name] for own, question in zip(ours, questions, strict=True)]
        made[name] = {"mean": round(fmean(ours), 3), "difference": round(fmean(differences), 3)}
        made[name] |= {"p": round(randomisation(differences), 4)}
    return made


def show(name: str, found: dict[str, dict[str, float]]) -> None:
    cells = (f"{cell['mean']:10.3f} {cell['difference']:+.3f} p={cell['p']:.3f}" for cell in found.values())
    print(f"{name:28}" + "".join(cells), flush=True)


def measure_all(retriever: Retriever, questions: Sequence[LabelledQuestion], reader: Reranker | None) -> dict[str, Any]:
    """For each part its rows: over all questions, and over the visible ones."""
    for module in (fit, index.ranking.scoring):
        remember(module, "passage_features", passage_key)
    remember(service.answering.sentences, "sentence_features", sentence_key)
    groups = {"all": questions, "visible": [question for question in questions if not question.id.startswith("fit-")]}
    print(f"{'left out':28}" + "".join(f"{name:>24}" for name in MEASURES))
    cases: dict[tuple[float, float], list[Case]] = {}
    values: dict[str, Values] = {}
    rows: dict[str, Any] = {}
    for part in (*PARTS, *(READER_PARTS if reader else ())):
        key = (part.lexical_weight, part.date_weight)
        if key not in cases:
            cases[key] = collect(part.of(retriever), questions, None)
        values[part.name] = measure(part, cases[key], reader)
        rows[part.name] = {name: row(values[part.name], values[WHOLE.name], group) for name, group in groups.items()}
        show(part.name, rows[part.name]["all"])
    return rows


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--reader", default="bundled")
    opened = open_reranker(arguments.parse_args().reader)
    reader = KeptReader(opened) if opened else None
    with open_releases(DATA / "releases" / "state_dept.jsonl", reader="none") as communique:
        with Catalog(communique.settings.data / "catalog.sqlite3") as catalog:
            questions = [question for question in read_all_questions(catalog) if question.answerable]
        rows = measure_all(communique.retriever(), questions, reader)
    settings = {"reader": reader.name if reader else "none", "questions": len(questions)}
    write_results("ablation", settings | {"left_out": rows})


if __name__ == "__main__":
    main()
