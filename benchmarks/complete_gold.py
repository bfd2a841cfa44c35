"""A closed collection with complete gold: an invented ministry's archive of 70 releases, 130 questions, 12 talks.

python benchmarks/complete_gold.py

Neither the reader nor any weight was fitted on it (archives/ministry*.jsonl). Measured: whether a citation covers gold,
whether the first does, and for questions that several sentences answer, how much of the gold is quoted and how much of
what is quoted is gold; whether the confidence tells answers from none; talks turn by turn.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from corpus.passage import Span
from corpus.reading import read_paths
from index.evaluation import Gold, LabelledQuestion, covers, question_of, shares
from measuring import open_kept, write_results
from service import Answer, Communique

ARCHIVES = Path(__file__).parent / "archives"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question with the answer that was given."""

    question: LabelledQuestion
    answer: Answer

    @property
    def quotes(self) -> list[tuple[str, Span]]:
        return [(each.release_id, Span(each.start, each.end)) for each in self.answer.citations]

    def is_covered(self, gold: Gold, quotes: Sequence[tuple[str, Span]]) -> bool:
        return any(release == gold.release_id and covers(span.start, span.end, gold.span) for release, span in quotes)

    @property
    def cited(self) -> bool:
        return any(self.is_covered(gold, self.quotes) for gold in self.question.gold)

    @property
    def cited_first(self) -> bool:
        return any(self.is_covered(gold, self.quotes[:1]) for gold in self.question.gold)

    @property
    def found(self) -> float:
        """Share of the gold that is quoted."""
        return float(np.mean([self.is_covered(gold, self.quotes) for gold in self.question.gold]))

    @property
    def belonging(self) -> float:
        """Share of the quotes that hold gold; 0 without any."""
        held = [
            any(release == gold.release_id and shares(span, gold.span) for gold in self.question.gold)
            for release, span in self.quotes
        ]
        return float(np.mean(held)) if held else 0.0


def read(name: str) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, (ARCHIVES / name).read_text(encoding="utf-8").splitlines())


@cache
def ids() -> dict[str, str]:
    """The id of the release at each address: the questions name places by address."""
    return {str(record["url"]): str(record["id"]) for record in read("ministry.jsonl")}


def labelled(record: dict[str, Any], **facts: Any) -> LabelledQuestion:
    gold = [place | {"url": ids()[place["url"]]} for place in record["gold"]]
    return question_of({"answers": [], **record, **facts, "gold": gold})


def ask(communique: Communique) -> list[Answered]:
    questions = list(map(labelled, read("ministry_questions.jsonl")))
    return [Answered(question=each, answer=communique.ask(each.text)) for each in questions]


def talk(communique: Communique) -> list[tuple[int, Answered]]:
    """Each turn with its number, asked after the turns before it and their answers."""
    answered = []
    for record in read("ministry_conversations.jsonl"):
        turns: list[Answer] = []
        for number, turn in enumerate(record["turns"], start=1):
            question = labelled(turn, id=f"{record['id']}-{number}", type="turn")
            turns.append(communique.ask(question.text, conversation=turns))
            answered.append((number, Answered(question=question, answer=turns[-1])))
    return answered


def figures_of(asked: Sequence[Answered]) -> dict[str, float]:
    answerable = [each for each in asked if each.question.answerable]
    nothing = [each for each in asked if not each.question.answerable]
    several = [each for each in answerable if len(each.question.gold) > 1]
    found = float(np.mean([each.found for each in several]))
    belonging = float(np.mean([each.belonging for each in several]))
    confidence = [each.answer.confidence for each in asked]
    return {
        "passage first": _mean([_rank(each, 1) for each in answerable]),
        "passage in five": _mean([_rank(each, 5) for each in answerable]),
        "cited": _mean([each.cited for each in answerable]),
        "cited first": _mean([each.cited_first for each in answerable]),
        "answered": _mean([each.answer.status == "answered" for each in answerable]),
        "silent or partial": _mean([each.answer.status != "answered" for each in nothing]),
        "AUROC": float(roc_auc_score([each.question.answerable for each in asked], confidence)),
        "several: gold quoted": found,
        "several: quotes that belong": belonging,
        "several: F1": 2 * found * belonging / (found + belonging),
        "one: quotes that belong": _mean([each.belonging for each in answerable if len(each.question.gold) == 1]),
    }


def _rank(asked: Answered, most: int) -> bool:
    hits = [(hit.release.id, Span(hit.passage.start, hit.passage.end)) for hit in asked.answer.passages[:most]]
    return any(asked.is_covered(gold, hits) for gold in asked.question.gold)


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))


def main() -> None:
    with open_kept("ministry", read_paths([ARCHIVES / "ministry.jsonl"])) as communique:
        asked = ask(communique)
        turns = talk(communique)
    later = [each for number, each in turns if number > 1 and each.question.answerable]
    by_type = {
        kind: _mean([each.cited for each in asked if each.question.type == kind])
        for kind in sorted({each.question.type for each in asked if each.question.answerable})
    }
    results = {
        "questions": {name: round(value, 3) for name, value in figures_of(asked).items()},
        "cited by type": {name: round(value, 3) for name, value in by_type.items()},
        "later turns": {"turns": len(later), "cited": round(_mean([each.cited for each in later]), 3)},
    }
    print(json.dumps(results, indent=1))
    write_results("complete_gold", results)


if __name__ == "__main__":
    main()
