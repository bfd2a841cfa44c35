"""The lexical side alone on a known collection: 11,429 abstracts, 93 questions (Vaswani NPL).

python benchmarks/vaswani.py

Published for BM25: MAP .2965, nDCG .6212. Each abstract is one passage.
"""

import csv
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import ir_measures
from ir_measures import AP, nDCG

from corpus.records import PassageRow, hash_text
from index.storage.lexical import LexicalIndex, write_lexical
from index.storage.lexical_entry import LexicalEntry
from measuring import DATA, need, write_results

AT_LEAST = 0.28  # MAP
DEPTH = 1_000
FOLDER = DATA / "bench" / "vaswani"


def read_entries() -> Iterator[LexicalEntry]:
    """The abstracts as the index takes passages; the abstract's own number is the passage's."""
    with need(FOLDER / "corpus.jsonl").open(encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            text = record["text"]
            place = PassageRow(
                number=int(record["_id"]),
                release_id=record["_id"],
                version="",
                start=0,
                end=len(text),
                published=None,
                publisher=None,
                language=None,
                text_hash=hash_text(text),
            )
            yield LexicalEntry(place=place, text=text)


def read_qrels() -> dict[str, dict[str, int]]:
    qrels: dict[str, dict[str, int]] = {}
    with need(FOLDER / "qrels.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            qrels.setdefault(row["query-id"], {})[row["corpus-id"]] = int(row["score"])
    return qrels


def make_run(index: LexicalIndex) -> dict[str, dict[str, float]]:
    with need(FOLDER / "queries.jsonl").open(encoding="utf-8") as lines:
        questions = {record["_id"]: record["text"] for record in map(json.loads, lines)}
    return {id_: {str(n): score for n, score in index.search(text, DEPTH)} for id_, text in questions.items()}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_lexical(Path(folder), [], read_entries())
        index = LexicalIndex(Path(folder))
        run = make_run(index)
        counts = {"abstracts": len(index), "questions": len(run)}
    found = ir_measures.calc_aggregate([AP, nDCG], read_qrels(), run)
    figures = {"MAP": round(found[AP], 4), "nDCG": round(found[nDCG], 4)}
    print(f"MAP {figures['MAP']:.4f}, nDCG {figures['nDCG']:.4f}")
    write_results("vaswani", counts | figures | {"at_least": {"MAP": AT_LEAST}})


if __name__ == "__main__":
    main()
