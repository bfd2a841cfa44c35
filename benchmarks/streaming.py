"""How soon the first passages of a streamed answer arrive, against a plain search; and what clients that hang up leave.

python benchmarks/streaming.py

Over `communique serve` and a kept connection, as a page or a program asks it. Each question is searched and asked in
turn, in alternating order. Machines are shared: only the ratio means something.
"""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from measuring import DATA, open_releases, read_conversations, read_questions, write_results

AT_MOST = 1.2  # of the median ratio
WARM_UP = 10  # questions that are asked before the clock counts
LIMIT = 5
HANGING_UP = 50  # clients
SETTLED = 1.0  # seconds in which a process at rest may use at most this share of one core:
AT_REST = 0.05


@contextmanager
def served(data: Path) -> Iterator[tuple[str, int]]:
    """The address of a service over these releases, and its process."""
    command = [sys.executable, "-m", "service.cli", "--data", str(data), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101
        found = re.search(r"http://[^\s]+:\d+", process.stdout.readline())
        assert found is not None  # noqa: S101
        try:
            yield found[0], process.pid
        finally:
            process.terminate()


def search(client: httpx.Client, question: str) -> float:
    """Seconds until all of a plain search is there."""
    started = time.perf_counter()
    client.get("/v1/search", params={"q": question, "limit": LIMIT}).raise_for_status()
    return time.perf_counter() - started


def stream(client: httpx.Client, question: str) -> tuple[float, float]:
    """Seconds until the passages of a streamed answer are there, and until all of it is."""
    started, passages = time.perf_counter(), 0.0
    body = {"question": question, "limit": LIMIT, "stream": True}
    last = ""
    with client.stream("POST", "/v1/ask", json=body) as response:
        for line in response.iter_lines():
            if last == "event: answer.passages":
                passages = time.perf_counter() - started
            last = line or last
    assert '"object":"answer"' in last, last  # noqa: S101
    return passages, time.perf_counter() - started


def measure(client: httpx.Client, questions: Sequence[str]) -> dict[str, Any]:
    """Milliseconds of both, and the ratio question by question."""
    rows = []
    for number, question in enumerate(questions):
        if number % 2:
            searched, streamed = search(client, question), stream(client, question)
        else:
            streamed = stream(client, question)
            searched = search(client, question)
        rows.append((searched, *streamed))
    searched_ms, passages_ms, whole_ms = np.asarray(rows).T * 1000
    return {
        "search_ms": percentiles(searched_ms),
        "first_passages_ms": percentiles(passages_ms),
        "whole_answer_ms": percentiles(whole_ms),
        "ratio": percentiles(passages_ms / searched_ms),
    }


def percentiles(values: Any) -> dict[str, float]:
    return {name: round(float(np.percentile(values, at)), 3) for name, at in (("p50", 50), ("p95", 95))}


def hang_up(address: str, process: int, questions: Sequence[str]) -> dict[str, float]:
    """What clients leave behind that ask for a stream and go away: seconds of work, and seconds until it is done."""
    host, port = address.removeprefix("http://").split(":")
    with ExitStack() as clients:
        asking = [clients.enter_context(socket.create_connection((host, int(port)))) for _ in range(HANGING_UP)]
        for client, question in zip(asking, questions, strict=False):
            body = json.dumps({"question": question, "stream": True}).encode()
            head = f"POST /v1/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
            client.sendall(head.encode() + b"\r\n\r\n" + body)
        asking[0].recv(1)
        used, started = cpu_seconds(process), time.perf_counter()
    while (busy := cpu_seconds(process)) and not _rests(process, busy):
        pass
    return {"cpu_s": round(busy - used, 2), "seconds": round(time.perf_counter() - started - SETTLED, 2)}


def _rests(process: int, before: float) -> bool:
    time.sleep(SETTLED)
    return cpu_seconds(process) - before < AT_REST


def cpu_seconds(process: int) -> float:
    """Of all its threads so far; Linux."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def main() -> None:
    asked = [*read_questions(DATA / "questions" / "questions.jsonl")]
    asked += read_conversations(DATA / "questions" / "conversations.jsonl")
    questions = [question.text for question in asked]
    with open_releases(DATA / "releases" / "state_dept.jsonl") as communique:
        data, releases = communique.settings.data, communique.manifest().releases
    with served(data) as (address, process):
        with httpx.Client(base_url=address, timeout=60) as client:
            measure(client, questions[:WARM_UP])
            figures = measure(client, questions)
            used = cpu_seconds(process)
            for question in questions[:HANGING_UP]:
                stream(client, question)
            served_s = round(cpu_seconds(process) - used, 2)
        left = hang_up(address, process, questions) | {"cpu_s_of_clients_that_stay": served_s}
    for name, figure in (figures | {f"{HANGING_UP} hang up": left}).items():
        print(f"{name:20}{figure}")
    results = {"questions": len(questions), "releases": releases, "ratio_p50_at_most": AT_MOST}
    write_results("streaming", results | figures | {"hang_up": {"clients": HANGING_UP} | left})


if __name__ == "__main__":
    main()
