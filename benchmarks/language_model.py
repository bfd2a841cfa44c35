"""What a real language model makes of answers, and what the locks leave of it.

python benchmarks/language_model.py --url http://127.0.0.1:8091/v1 --model NAME [--questions 36] [--unread]

The endpoint has to be running; nothing of it belongs to this repository. Answers are held out: each question is
answered by weights that were fitted without it. `--unread` draws from those that nobody looked at while prompt and
locks were made. What the model said is kept beside the ingested releases, for reading:
it quotes them.
"""

import argparse
import hashlib
import json
import random
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from index.evaluation import LabelledQuestion, covers
from measuring import DATA, KEPT, open_releases, read_questions, write_results
from service.answering.answer import Answer
from service.assembly import open_catalog
from service.generation.generator import Generator
from service.generation.language_model import LanguageModel, ModelFailure
from service.generation.prompt import compose

_LIMIT = 5  # passages of an answer
_OUTPUT = 400  # tokens
_READ = 36  # questions that prompt and locks may have been made with
_SAID = KEPT / "language_model_said.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One question: the answer before and after, what the locks dropped, how long the model took.

    `failure` is why there is nothing of the model's.
    """

    question: LabelledQuestion
    before: Answer
    after: Answer
    kept: int
    faults: tuple[str, ...]
    failure: str | None
    seconds: float
    said: str


class Recording(LanguageModel):
    """A language model whose words are kept: for reading, and to measure other locks without asking again."""

    said = ""
    seconds = 0.0

    def complete(self, instructions: str, data: str, schema: dict[str, Any]) -> str:
        kept = json.loads(_SAID.read_text(encoding="utf-8")) if _SAID.exists() else {}
        key = hashlib.sha256(f"{self.name}\n{instructions}\n{data}".encode()).hexdigest()
        if key not in kept:
            started = time.perf_counter()
            said = super().complete(instructions, data, schema)
            kept[key] = {"said": said, "seconds": time.perf_counter() - started}
            _SAID.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        self.said, self.seconds = kept[key]["said"], kept[key]["seconds"]
        return self.said


def ask(question: LabelledQuestion, answer: Answer, generator: Generator, model: Recording, tokens: int) -> Told:
    model.said, model.seconds = "", 0.0
    failure: str | None = None
    kept, faults = 0, tuple[str, ...]()
    try:
        sifted = generator.ask(answer.index_id, compose(answer, tokens))
        kept, faults = len(sifted.claims), sifted.faults
    except ModelFailure as error:
        failure = str(error)
    after = answer if failure else generator.phrase(answer)
    return Told(
        question=question,
        before=answer,
        after=after,
        kept=kept,
        faults=faults,
        failure=failure,
        seconds=model.seconds,
        said=model.said,
    )


def cites_gold(question: LabelledQuestion, answer: Answer) -> bool:
    return any(
        gold.release_id == citation.release_id and covers(citation.start, citation.end, gold.span)
        for gold in question.gold
        for citation in answer.citations
    )


def says(question: LabelledQuestion, answer: Answer) -> bool:
    """Whether one of the short answers stands in the text, letter case and white space aside."""
    text = " ".join((answer.text or "").lower().split())
    return any(" ".join(short.lower().split()) in text for short in question.answers if short.strip())


def compare(told: Sequence[Told]) -> dict[str, dict[str, float]]:
    """Shares and lengths before and after, over the questions where something of the model's was left."""
    phrased = [each for each in told if each.after.llm]
    pairs = {"before": [each.before for each in phrased], "after": [each.after for each in phrased]}
    questions = [each.question for each in phrased]
    return {
        when: {
            "a citation covers a gold span": mean([cites_gold(q, a) for q, a in zip(questions, answers, strict=True)]),
            "the text holds a short answer": mean([says(q, a) for q, a in zip(questions, answers, strict=True)]),
            "characters of text, median": statistics.median([len(answer.text or "") for answer in answers] or [0]),
            "citations, mean": mean([len(answer.citations) for answer in answers]),
        }
        for when, answers in pairs.items()
    }


def mean(values: Sequence[float]) -> float:
    return round(sum(values) / max(1, len(values)), 3)


def figures(told: Sequence[Told]) -> dict[str, object]:
    drafts = sum(each.kept + len(each.faults) for each in told)
    faults = Counter(fault for each in told for fault in each.faults)
    seconds = sorted(each.seconds for each in told if not each.failure) or [0.0]
    return {
        "questions": len(told),
        "failures": dict(Counter(each.failure for each in told if each.failure)),
        "sentences": drafts,
        "share of sentences kept": round(1 - sum(faults.values()) / max(1, drafts), 3),
        "share dropped by lock": {lock: round(count / drafts, 3) for lock, count in faults.most_common()},
        "share of answers phrased": mean([bool(each.after.llm) for each in told]),
        "where phrased": compare(told),
        "seconds": {"median": round(statistics.median(seconds), 1), "most": round(seconds[-1], 1)},
    }


def keep(told: Sequence[Told]) -> None:
    """What was said, for reading; beside the releases, never in the repository."""
    KEPT.mkdir(parents=True, exist_ok=True)
    records = [
        {
            "question": each.question.text,
            "before": each.before.text,
            "after": each.after.text if each.after.llm else None,
            "faults": each.faults,
            "failure": each.failure,
            "said": each.said,
        }
        for each in told
    ]
    (KEPT / "language_model.json").write_text(json.dumps(records, indent=1, ensure_ascii=False), encoding="utf-8")


def choose(count: int, *, unread: bool) -> list[LabelledQuestion]:
    """Some of the answerable questions, drawn by a known lot."""
    answerable = [each for each in read_questions(DATA / "questions" / "questions.jsonl") if each.answerable]
    read = random.Random(1).sample(answerable, _READ)  # noqa: S311 - a lot, no secret
    if not unread:
        return read[:count]
    others = [each for each in answerable if each not in read]
    return random.Random(2).sample(others, min(count, len(others)))  # noqa: S311


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--questions", type=int, default=_READ)
    parser.add_argument("--unread", action="store_true")
    parser.add_argument("--tokens", type=int, default=1000)
    parser.add_argument("--timeout", type=float, default=300)
    parser.add_argument("--minutes", type=float, default=25, help="after which no further question is asked")
    asked = parser.parse_args()
    model = Recording(url=asked.url, name=asked.model, key="", seconds=asked.timeout, output_tokens=_OUTPUT)
    told: list[Told] = []
    releases = open_releases(DATA / "releases" / "state_dept.jsonl")
    with releases as communique, open_catalog(communique.settings) as catalog:
        generator = Generator(model, catalog, asked.tokens)
        deadline = time.monotonic() + 60 * asked.minutes
        for question in choose(asked.questions, unread=asked.unread):
            if time.monotonic() > deadline:
                break
            answer = communique.held_out(question.text).answer(question.text, _LIMIT)
            if answer.status != "not_found" and answer.note is None:
                told.append(ask(question, answer, generator, model, asked.tokens))
                keep(told)
                print(f"{told[-1].seconds:6.1f} s  kept {told[-1].kept}, dropped {told[-1].faults}", flush=True)
        generator.close()
    made = figures(told)
    print(json.dumps(made, indent=2))
    write_results("language_model", {"model": asked.model, "tokens": asked.tokens} | made)


if __name__ == "__main__":
    main()
