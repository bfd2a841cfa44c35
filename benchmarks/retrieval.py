"""Rankings on the visible questions: lexical, dense, fused, and weighed upon that, by question type.

python benchmarks/retrieval.py

The learned weights are those that were fitted without the question (index.weights). A passage counts as found when it
covers at least half of the characters of a gold span.
"""

from collections.abc import Callable, Iterable
from statistics import fmean

import ir_measures
from ir_measures import RR, Success, nDCG

from index.evaluation import LabelledQuestion, Run, judge, ranking_run
from index.retriever import LEXICAL_WEIGHT
from measuring import DATA, open_releases, read_questions, write_results
from service import Communique

MEASURES = {"hit@1": Success @ 1, "hit@5": Success @ 5, "hit@10": Success @ 10, "hit@50": Success @ 50}
MEASURES |= {"MRR@10": RR @ 10, "nDCG@10": nDCG @ 10}
DEPTH = 50

Ranking = Callable[[str], list[str]]
Figures = dict[str, dict[str, float]]  # question type -> measure -> mean


def rankings_of(communique: Communique) -> dict[str, Ranking]:
    retriever = communique.retriever()
    places = retriever.snapshot.places

    def by(source: str) -> Ranking:
        def rank(question: str) -> list[str]:
            numbers = list(retriever.rank(question)[source])[:DEPTH]  # type: ignore[index]
            return [places.id_of(int(row)) for row in places.rows_of(numbers)]

        return rank

    def fused(question: str) -> list[str]:
        return [hit.passage.id for hit in retriever.fuse(question, limit=DEPTH)]

    def weighed(question: str) -> list[str]:
        return [hit.passage.id for hit in communique.held_out(question).retriever.retrieve(question, DEPTH)]

    return {"lexical": by("lexical"), "dense": by("dense"), "fused": fused, "weighed": weighed}


def measure(questions: Iterable[LabelledQuestion], qrels: dict[str, dict[str, int]], run: Run) -> Figures:
    types = {question.id: question.type for question in questions}
    values: dict[str, dict[str, list[float]]] = {}
    names = {measure: name for name, measure in MEASURES.items()}
    for metric in ir_measures.iter_calc(list(MEASURES.values()), qrels, run):
        for group in ("all", types[metric.query_id]):
            values.setdefault(group, {}).setdefault(names[metric.measure], []).append(metric.value)
    return {group: {name: round(fmean(found), 3) for name, found in by.items()} for group, by in values.items()}


def show(name: str, figures: Figures) -> None:
    print(f"\n{name:12}" + "".join(f"{measure:>9}" for measure in MEASURES))
    for group in sorted(figures, key=lambda group: (group != "all", group)):
        print(f"{group:12}" + "".join(f"{figures[group][measure]:9.3f}" for measure in MEASURES))


def main() -> None:
    with open_releases(DATA / "releases" / "state_dept.jsonl") as communique:
        places = communique.retriever().snapshot.places
        asked = list(read_questions(DATA / "questions" / "questions.jsonl"))
        questions = [question for question in asked if question.answerable]
        judged = judge(questions, places)
        # A question whose gold no passage covers counts as missed, not as unasked.
        qrels = {question: relevant or {"none": 1} for question, relevant in judged.items()}
        results: dict[str, Figures] = {}
        for name, rank in rankings_of(communique).items():
            run = {question.id: ranking_run(rank(question.text)) for question in questions}
            results[name] = measure(questions, qrels, run)
            show(name, results[name])
        reader = communique.settings.reader
    settings = {"passages": len(places), "questions": len(questions), "lexical_weight": LEXICAL_WEIGHT}
    write_results("retrieval", {"reader": reader} | settings | {"rankings": results})


if __name__ == "__main__":
    main()
