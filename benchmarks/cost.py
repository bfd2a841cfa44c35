"""What a whole answer costs over one plain search (both rankings, fused), and where the time goes.

python benchmarks/cost.py

Each question is searched and answered in turn, in alternating order, on one thread as the service does it. Machines
are shared: only the ratios mean something.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial, wraps
from typing import Any

import numpy as np
import torch

from index.retriever import Retriever
from measuring import DATA, open_releases, read_conversations, read_questions, write_results
from service.answering.answerer import Answerer

AT_MOST, AIM = 12, 5  # of the median ratio
WARM_UP = 10  # questions that are asked before the clock counts
LIMIT = 5  # passages that are looked up for a search, and come with an answer
# What is timed within an answer. `find` holds the two after it, so retrieval is what is left of it.
_METHODS: dict[str, tuple[type, str]] = {
    "find": (Retriever, "find"),
    "learned ranking": (Retriever, "_weigh"),
    "reader": (Retriever, "_read"),
    "sentence choice": (Answerer, "_select"),
    "confidence": (Answerer, "_weigh"),
}


def measure_pairs(answerer: Answerer, questions: Sequence[str]) -> dict[str, Any]:
    """Milliseconds of search and answer, and their ratio question by question."""
    pairs = []
    for number, question in enumerate(questions):
        works: list[Callable[[], object]] = [
            partial(answerer.retriever.fuse, question, limit=LIMIT),
            partial(ask, answerer, question),
        ]
        turn = 1 if number % 2 else -1
        pairs.append([timed(work) for work in works[::turn]][::turn])
    search, answer = np.asarray(pairs).T * 1000
    return {"search_ms": percentiles(search), "answer_ms": percentiles(answer), "ratio": percentiles(answer / search)}


def measure_stages(answerer: Answerer, questions: Sequence[str]) -> dict[str, float]:
    """Mean milliseconds of each part of an answer."""
    with stopped() as spent:
        whole = sum(timed(partial(ask, answerer, question)) for question in questions)
    retrieval = spent["find"] - spent["learned ranking"] - spent["reader"]
    parts = {"retrieval": retrieval} | {name: spent[name] for name in list(_METHODS)[1:]}
    parts |= {"quotes and passages": whole - sum(parts.values())}
    return {name: round(seconds / len(questions) * 1000, 2) for name, seconds in parts.items()}


def ask(answerer: Answerer, question: str) -> object:
    return answerer.answer_from(answerer.retriever.find(question), LIMIT)


@contextmanager
def stopped() -> Iterator[dict[str, float]]:
    """Within, the seconds that each of the methods has taken add up."""
    spent: dict[str, float] = defaultdict(float)
    originals = {name: getattr(owner, method) for name, (owner, method) in _METHODS.items()}
    for name, (owner, method) in _METHODS.items():
        setattr(owner, method, _adding(spent, name, originals[name]))
    try:
        yield spent
    finally:
        for name, (owner, method) in _METHODS.items():
            setattr(owner, method, originals[name])


def _adding(spent: dict[str, float], name: str, work: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(work)
    def measured(*args: Any, **named: Any) -> Any:
        started = time.perf_counter()
        try:
            return work(*args, **named)
        finally:
            spent[name] += time.perf_counter() - started

    return measured


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def percentiles(values: Any) -> dict[str, float]:
    return {name: round(float(np.percentile(values, at)), 2) for name, at in (("p50", 50), ("p95", 95))}


def main() -> None:
    asked = [*read_questions(DATA / "questions" / "questions.jsonl")]
    asked += read_conversations(DATA / "questions" / "conversations.jsonl")
    questions = [question.text for question in asked]
    torch.set_num_threads(1)
    with open_releases(DATA / "releases" / "state_dept.jsonl") as communique:
        answerer = communique.answerer()
        measure_pairs(answerer, questions[:WARM_UP])
        figures = measure_pairs(answerer, questions)
        stages = measure_stages(answerer, questions)
        reader = communique.settings.reader
    for name, figure in (figures | {f"{stage} (mean ms)": value for stage, value in stages.items()}).items():
        print(f"{name:32}{figure}")
    limits = {"ratio_p50_at_most": AT_MOST, "aim": AIM}
    write_results("cost", {"questions": len(questions), "reader": reader} | figures | {"stages_ms": stages} | limits)


if __name__ == "__main__":
    main()
