"""Whether two states of the code give the same answers, byte for byte but for times: for changes that may change none.

python benchmarks/same_answers.py record FILE [FOLDER]     # in the one state
python benchmarks/same_answers.py compare FILE [FOLDER]    # in the other

Over `communique serve`: 300 questions, plain and streamed, the turns of talks with what was said before them, and a
search for each, over the measuring releases or what the folder holds. A response is kept without its id, its time of
making and its timings.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from measuring import DATA, need, open_releases
from streaming import served

PASSING = frozenset({"id", "created", "timings_ms"})  # differ from one asking to the next
QUESTIONS = 300
LIMIT = 5


def read_lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in need(file).read_text(encoding="utf-8").splitlines() if line]


def read_requests() -> Iterator[dict[str, Any]]:
    """The bodies that are asked: single questions first, then the turns of talks."""
    single = [line["question"] for line in read_lines(DATA / "questions" / "questions.jsonl")]
    known = read_lines(DATA / "bench" / "state_dept_known_item" / "queries.jsonl")
    single += [line["text"] for line in known]
    for question in single[:QUESTIONS]:
        yield {"question": question}
    for talk in read_lines(DATA / "questions" / "conversations.jsonl"):
        turns = [turn["question"] for turn in talk["turns"]]
        for number, question in enumerate(turns):
            yield {"question": question, "conversation": [{"role": "user", "text": text} for text in turns[:number]]}


def strip(value: Any) -> Any:
    """The value without what differs from one asking to the next."""
    if isinstance(value, dict):
        return {name: strip(part) for name, part in value.items() if name not in PASSING}
    return [strip(part) for part in value] if isinstance(value, list) else value


def ask(client: httpx.Client, body: dict[str, Any]) -> dict[str, Any]:
    """What is said to one question: plainly, as a stream, and by a search."""
    body = body | {"limit": LIMIT}
    plain = client.post("/v1/ask", json=body).raise_for_status().json()
    lines = client.post("/v1/ask", json=body | {"stream": True}).raise_for_status().text.splitlines()
    names = [line.removeprefix("event: ") for line in lines if line.startswith("event: ")]
    data = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]
    found = client.get("/v1/search", params={"q": body["question"], "limit": LIMIT}).raise_for_status().json()
    return {
        "body": body,
        "plain": strip(plain),
        "events": names,
        "stream": strip(data),
        "search": strip(found),
    }


def ask_all(folder: Path | None) -> list[dict[str, Any]]:
    if folder is None:
        with open_releases(DATA / "releases" / "state_dept.jsonl") as communique:
            folder = communique.settings.data
    with served(folder) as (address, _), httpx.Client(base_url=address, timeout=60) as client:
        return [ask(client, body) for body in read_requests()]


def main() -> None:
    if len(sys.argv) not in {3, 4} or sys.argv[1] not in {"record", "compare"}:
        sys.exit(__doc__)
    file = Path(sys.argv[2])
    told = ask_all(Path(sys.argv[3]) if sys.argv[3:] else None)
    if sys.argv[1] == "record":
        file.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        print(f"{len(told)} questions recorded")
        return
    before = json.loads(file.read_text(encoding="utf-8"))
    differing = [new["body"] for old, new in zip(before, told, strict=True) if old != new]
    for body in differing[:20]:
        print(f"differs: {body['question']}")
    print(f"{len(told)} questions, {len(differing)} answered otherwise")
    sys.exit(bool(differing))


if __name__ == "__main__":
    main()
