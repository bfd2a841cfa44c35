"""The bundled reranker as a reader of SQuAD 2.0: exact match and F1, and whether it knows what is not answered.

python benchmarks/squad_reading.py [FOLDER]    # the weights of another folder than the installed ones

All 6,078 questions of the bench half, on none of whose paragraphs it was trained. The line between answer and none is
drawn on questions of the other half (train/squad20_dev_outside_bench). It was trained on these, so the line may lie too
high: the best line there could be is told beside it. Measures as in Rajpurkar et al., ACL 2018.
"""

import gzip
import json
import re
import string
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from corpus.chunking import split_sentences
from index.ranking.onnx_reranker import BundledReader
from index.ranking.reranker import RerankInput
from measuring import DATA, need, write_results

LINE_DRAWN_ON = 1_500  # questions
LEAST_F1, LEAST_AUROC = 66.0, 0.80


@dataclass(frozen=True, slots=True, kw_only=True)
class SquadRow:
    """A question on a paragraph, with what may be answered; nothing where it is not answered."""

    question: str
    title: str
    context: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The best short answer, and the logits that some sentence answers and that this one does rather than none."""

    text: str
    passage_logit: float
    span_logit: float

    @property
    def margin(self) -> float:
        return self.passage_logit + self.span_logit / 2


def read_bench() -> Iterator[SquadRow]:
    folder = need(DATA / "bench" / "squad2_halfdev")
    passages = [json.loads(line) for line in (folder / "passages.jsonl").read_text(encoding="utf-8").splitlines()]
    by_id = {record["_id"]: record for record in passages}
    for line in (folder / "qa.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        passage = by_id[record["context_id"]]
        yield SquadRow(
            question=record["question"],
            title=passage["title"].replace("_", " "),
            context=passage["text"],
            answers=tuple(record["answers"]),
        )


def read_other_half() -> Iterator[SquadRow]:
    with gzip.open(need(DATA / "train" / "squad20_dev_outside_bench.jsonl.gz"), "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            yield SquadRow(
                question=record["question"],
                title=record["title"].replace("_", " "),
                context=record["context"],
                answers=tuple(each["text"] for each in record["answers"]) if record["answerable"] else (),
            )


def answer(reader: BundledReader, row: SquadRow) -> Answered:
    sentences = tuple(split_sentences(row.context, "en"))
    (scores,) = reader.read(
        row.question, [RerankInput(heading=f"{row.title}\n", text=row.context, sentences=sentences)]
    )
    best = max(scores, key=lambda score: score.span_logit)
    text = best.span.of(row.context) if best.span else ""
    return Answered(text=text, passage_logit=max(score.passage_logit for score in scores), span_logit=best.span_logit)


def normalise(text: str) -> list[str]:
    plain = "".join(character for character in text.lower() if character not in string.punctuation)
    return re.sub(r"\b(?:a|an|the)\b", " ", plain).split()


def exact(said: str, answers: Sequence[str]) -> float:
    return max(float(normalise(said) == normalise(gold)) for gold in answers or ("",))


def f1(said: str, answers: Sequence[str]) -> float:
    return max(_f1(normalise(said), normalise(gold)) for gold in answers or ("",))


def _f1(said: Sequence[str], gold: Sequence[str]) -> float:
    if not said or not gold:
        return float(said == gold)
    same = sum((Counter(said) & Counter(gold)).values())
    return 2 * same / (len(said) + len(gold))


def best_line(rows: Sequence[SquadRow], answered: Sequence[Answered]) -> float:
    """The margin from which on answering is better than silence: most F1 in sum."""
    order = sorted(range(len(rows)), key=lambda n: -answered[n].margin)
    gains = np.cumsum([f1(answered[n].text, rows[n].answers) - float(not rows[n].answers) for n in order])
    return answered[order[int(gains.argmax())]].margin


def figures(rows: Sequence[SquadRow], answered: Sequence[Answered], line: float) -> dict[str, float]:
    said = [each.text if each.margin >= line else "" for each in answered]
    values = [
        (exact(text, row.answers), f1(text, row.answers), bool(row.answers))
        for text, row in zip(said, rows, strict=True)
    ]
    with_answer = [each for each in values if each[2]]
    without = [each for each in values if not each[2]]
    return {
        "EM": 100 * float(np.mean([each[0] for each in values])),
        "F1": 100 * float(np.mean([each[1] for each in values])),
        "F1 answerable": 100 * float(np.mean([each[1] for each in with_answer])),
        "F1 unanswerable": 100 * float(np.mean([each[1] for each in without])),
    }


def main() -> None:
    reader = BundledReader(Path(sys.argv[1]), expected=None) if sys.argv[1:] else BundledReader()
    other = list(read_other_half())[:: -(-5_795 // LINE_DRAWN_ON)]
    line = best_line(other, [answer(reader, row) for row in other])
    rows = list(read_bench())
    answered = [answer(reader, row) for row in rows]
    answerable = [bool(row.answers) for row in rows]
    drawn = figures(rows, answered, line)
    auroc = float(roc_auc_score(answerable, [each.margin for each in answered]))
    best = figures(rows, answered, best_line(rows, answered))
    results = {
        "reader": reader.fingerprint,
        "questions": len(rows),
        "drawn on the other half": {name: round(value, 1) for name, value in drawn.items()},
        "best line": {name: round(value, 1) for name, value in best.items()},
        "AUROC": round(auroc, 3),
        "span F1 of the answerable, never silent": round(
            100 * float(np.mean([f1(a.text, r.answers) for a, r in zip(answered, rows, strict=True) if r.answers])), 1
        ),
    }
    print(json.dumps(results, indent=1))
    if not sys.argv[1:]:
        write_results("squad_reading", results)
        if drawn["F1"] < LEAST_F1 or auroc < LEAST_AUROC:
            sys.exit(f"below F1 {LEAST_F1} or AUROC {LEAST_AUROC}")


if __name__ == "__main__":
    main()
