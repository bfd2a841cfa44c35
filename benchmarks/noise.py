"""Questions that nobody asks, over HTTP: no false quote, no error, the same answer each time.

python benchmarks/noise.py [--questions N]

Two processes share the questions. Every quote is compared with the text in the file of releases; some questions are
asked twice in their process, and some of these once more in a third one.
"""

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from integrity import source_texts
from measuring import DATA, open_releases, write_results
from noise_questions import Kind, kind_of, make_question
from service import Communique
from service.http.app import make_app
from service.http.schemas.common import MAX_QUESTION

QUESTIONS, TWICE, THRICE = 20_000, 2_000, 200
PROCESSES = 2
_TELL_EVERY = 500
_OF_THE_MOMENT = ("created", "timings_ms")  # all else is the same each time


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What came of one question. `outcome` is the status of the answer, "refused" or "failed"."""

    number: int
    kind: Kind
    outcome: str
    citations: int
    false_quotes: int
    refused_wrongly: bool
    digests: tuple[str, ...]  # of the body, one a time it was asked

    @property
    def same(self) -> bool:
        return len(set(self.digests)) == 1


def ask_part(data: Path, numbers: Sequence[int], again: frozenset[int]) -> list[Finding]:
    """Ask these questions, and at the end those of `again` once more; runs in a process of its own."""
    texts = source_texts()
    words = " ".join(texts.values()).split()
    with Communique.open(data) as communique:
        client = TestClient(make_app(communique), raise_server_exceptions=False)
        findings = []
        for count, number in enumerate(numbers, start=1):
            question = make_question(number, words)
            code, body = ask(client, question)
            findings.append(judge(number, question, code, body, texts))
            if count % _TELL_EVERY == 0:
                print(f"{count:,} of {len(numbers):,}", flush=True)
        second = {n: digest(ask(client, make_question(n, words))[1]) for n in numbers if n in again}
    return [with_digests(one, second.get(one.number)) for one in findings]


def ask(client: TestClient, question: str) -> tuple[int, dict[str, Any]]:
    """Status and body of the response; lone surrogates go escaped."""
    content = json.dumps({"question": question}).encode()
    response = client.post("/v1/ask", content=content, headers={"Content-Type": "application/json"})
    return response.status_code, response.json() if "json" in response.headers.get("content-type", "") else {}


def judge(number: int, question: str, code: int, body: dict[str, Any], texts: dict[str, str]) -> Finding:
    citations = body.get("citations", [])
    false = [c for c in citations if texts[c["release_id"]][c["start"] : c["end"]] != c["quote"]]
    outcome = body["status"] if code == 200 else "refused" if code == 422 else "failed"
    finding = Finding(
        number=number,
        kind=kind_of(number),
        outcome=outcome,
        citations=len(citations),
        false_quotes=len(false),
        refused_wrongly=outcome == "refused" and not may_be_refused(question),
        digests=(digest(body),),
    )
    if finding.outcome == "failed" or finding.false_quotes or finding.refused_wrongly:
        print(f"{finding} {question!a}", flush=True)
    return finding


def may_be_refused(question: str) -> bool:
    """As docs/http.md has it: too long, empty, a NUL character or a lone surrogate in it."""
    odd = any(character == "\0" or 0xD800 <= ord(character) <= 0xDFFF for character in question)
    return len(question) > MAX_QUESTION or not question.strip() or odd


def digest(body: dict[str, Any]) -> str:
    kept = {name: value for name, value in body.items() if name not in _OF_THE_MOMENT}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def with_digests(finding: Finding, *more: str | None) -> Finding:
    return replace(finding, digests=(*finding.digests, *(each for each in more if each)))


def ask_everything(data: Path, questions: int) -> list[Finding]:
    numbers = range(questions)
    again = numbers[:: max(1, questions // TWICE)]
    third = again[:: max(1, len(again) // THRICE)]
    spawn = get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=spawn) as pool:
        parts = [pool.submit(ask_part, data, numbers[n::PROCESSES], frozenset(again)) for n in range(PROCESSES)]
        findings = sorted((one for part in parts for one in part.result()), key=lambda one: one.number)
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        elsewhere = pool.submit(ask_part, data, third, frozenset()).result()
    digests = {one.number: one.digests[0] for one in elsewhere}
    return [with_digests(one, digests.get(one.number)) for one in findings]


def figures_of(findings: Sequence[Finding]) -> dict[str, Any]:
    outcomes: dict[str, Counter[str]] = {}
    for one in findings:
        outcomes.setdefault(one.kind, Counter())[one.outcome] += 1
    repeated = [one for one in findings if len(one.digests) > 1]
    return {
        "questions": len(findings),
        "failed": sum(one.outcome == "failed" for one in findings),
        "refused_wrongly": sum(one.refused_wrongly for one in findings),
        "citations": sum(one.citations for one in findings),
        "false_quotes": sum(one.false_quotes for one in findings),
        "asked_twice": len(repeated),
        "asked_in_another_process": sum(len(one.digests) > 2 for one in findings),
        "answered_differently": sum(not one.same for one in repeated),
        "outcomes": {kind: dict(sorted(found.items())) for kind, found in sorted(outcomes.items())},
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--questions", type=int, default=QUESTIONS, help="the first so many of them")
    questions = arguments.parse_args().questions
    with open_releases(DATA / "releases" / "state_dept.jsonl") as communique:
        settings = communique.settings
    figures = figures_of(ask_everything(settings.data, questions))
    for name, figure in figures.items():
        print(f"{name:28}{figure}")
    write_results("noise", {"reader": settings.reader, "figures": figures})


if __name__ == "__main__":
    main()
