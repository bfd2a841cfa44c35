"""Releases in German, French, Spanish and Japanese: whether a question finds what answers it, in its own language.

python benchmarks/languages.py [--model NAME]

Four invented collections of 20 releases and 20 questions, 16 of which are answered (benchmarks/languages/). Found in
five: one of the first five passages holds at least half of a sentence that answers. The lexical side alone, the vectors
alone, and the ranking that the service gives.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.passage import Passage, Span
from corpus.reading import read_paths
from index.evaluation import covers
from measuring import open_kept, write_results
from service import Communique

LANGUAGES = {"de": "German", "fr": "French", "es": "Spanish", "ja": "Japanese"}
COLLECTIONS = Path(__file__).parent / "languages"
AT_LEAST = 0.85  # found in five
FIRST = 5

Gold = list[tuple[str, Span]]  # release id, place


def read(file: Path) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, file.read_text(encoding="utf-8").splitlines())


def gold_of(question: dict[str, Any], texts: dict[str, str]) -> Gold:
    """Where each quote stands; ValueError where it does not."""
    places = []
    for each in question["gold"]:
        start = texts[each["id"]].index(each["quote"])
        places.append((each["id"], Span(start, start + len(each["quote"]))))
    return places


def finds(passages: Sequence[Passage], gold: Gold) -> bool:
    return any(
        passage.release_id == release and covers(passage.start, passage.end, span)
        for passage in passages[:FIRST]
        for release, span in gold
    )


def measure(communique: Communique, questions: Sequence[dict[str, Any]], texts: dict[str, str]) -> dict[str, float]:
    found: dict[str, list[bool]] = {"lexical": [], "dense": [], "ranked": []}
    for question in questions:
        gold = gold_of(question, texts)
        if not gold:
            continue
        retriever = communique.retriever(question=question["question"])
        rankings = retriever.rank(question["question"])
        for source in ("lexical", "dense"):
            looked_up = retriever.lookup(list(rankings[source])[:FIRST])
            found[source].append(finds([passage for passage, _ in looked_up], gold))
        found["ranked"].append(finds([hit.passage for hit in retriever.retrieve(question["question"], FIRST)], gold))
    return {name: round(float(np.mean(values)), 3) for name, values in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model")
    model = parser.parse_args().model
    results = {}
    for code, language in LANGUAGES.items():
        releases = COLLECTIONS / f"{code}.jsonl"
        texts = {record["url"]: record["text"] for record in read(releases)}
        by_id = {record["id"]: record["text"] for record in read(releases)}
        given = {"model": model} if model else {}
        with open_kept(f"{code}-{model or 'default'}".replace("/", "-"), read_paths([releases]), **given) as communique:
            questions = list(read(COLLECTIONS / f"{code}_questions.jsonl"))
            results[language] = measure(communique, questions, by_id | texts)
        print(language, results[language], flush=True)
    write_results("languages" if model is None else f"languages_{Path(model).name}", {"found in five": results})


if __name__ == "__main__":
    main()
