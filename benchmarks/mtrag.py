"""mtRAG (Katsis et al., TACL 2025): talks over three corpora, with the passages that answer each turn."""

import json
from collections.abc import Iterator
from typing import Any

from corpus.release import Release
from index.evaluation import Qrels
from measuring import DATA, need

DOMAINS = ("clapnq", "cloud", "fiqa")
_FOLDER = DATA / "bench" / "mtrag"


def read_records(domain: str, name: str) -> Iterator[dict[str, Any]]:
    with need(_FOLDER / domain / f"{name}.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def read_corpus(domain: str) -> Iterator[Release]:
    """Each passage of the pool as a release."""
    for record in read_records(domain, "corpus"):
        title, text = record["title"] or "Untitled", record["text"].strip()
        yield Release(id=record["_id"], title=title, text=text, published=None, language="en")


def read_turns(domain: str, name: str) -> dict[str, list[str]]:
    """The questions of a file by id: several where it holds all of a talk."""
    records = read_records(domain, f"v1_{name}")
    return {r["_id"]: [part.strip() for part in f"\n{r['text']}".split("\n|user|:")[1:]] for r in records}


def read_qrels(domain: str, name: str) -> Qrels:
    qrels: Qrels = {}
    rows = need(_FOLDER / domain / f"qrels_{name}.tsv").read_text(encoding="utf-8").splitlines()
    for question, passage, score in (row.split("\t") for row in rows[1:]):
        qrels.setdefault(question, {})[passage] = int(score)
    return qrels
