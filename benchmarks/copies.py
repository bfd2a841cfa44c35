"""Copies of releases: which pairs are taken for one, and what folding them changes for the visible questions.

python benchmarks/copies.py

The pairs are printed, to be judged by eye: those that are taken for copies, and those that share most of their
sentences and are not.
"""

import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from corpus.chunking import split_sentences
from corpus.reading import read_paths
from corpus.release import Release
from index.duplicates.copies import are_two
from index.duplicates.near_duplicates import is_one, may_be_one
from index.evaluation import LabelledQuestion
from measuring import DATA, need, open_releases, read_questions, write_results
from service import Communique

RELEASES = DATA / "releases" / "state_dept.jsonl"
_SHORTEST = 8  # words of a sentence that tells two releases to be alike
_COMMON = 30  # releases that hold a sentence: it is a formula
_ALIKE = 0.6  # share of sentences from which on a pair that is no copy is printed


def sentences(release: Release) -> set[str]:
    found = (" ".join(span.of(release.text).casefold().split()) for span in split_sentences(release.text))
    return {text for text in found if len(text.split()) >= _SHORTEST}


def alike_pairs(releases: list[Release]) -> Iterator[tuple[Release, Release, float]]:
    """Pairs that share two sentences or more and are near in time, with the share of their sentences."""
    held = [sentences(release) for release in releases]
    holding: dict[str, list[int]] = {}
    for number, texts in enumerate(held):
        for text in texts:
            holding.setdefault(text, []).append(number)
    rare = (numbers for numbers in holding.values() if len(numbers) <= _COMMON)
    shared = Counter(pair for numbers in rare for pair in combinations(numbers, 2))
    for (one, other), count in sorted(shared.items()):
        if count >= 2 and may_be_one(releases[one].published, releases[other].published):
            yield releases[one], releases[other], count / max(len(held[one]), len(held[other]))


def measure_pairs() -> dict[str, float | int]:
    releases = [read for read in read_paths([need(RELEASES)]) if isinstance(read, Release)]
    pairs = list(alike_pairs(releases))
    started = time.process_time()
    copies = [(one, other, share) for one, other, share in pairs if is_one(one, other)]
    milliseconds = (time.process_time() - started) * 1000
    apart = [pair for pair in pairs if pair not in copies and pair[2] >= _ALIKE]
    for name, told in (("copies", copies), ("apart", apart)):
        for one, other, share in told:
            print(f"{name}: {share:.2f} {one.published} {other.published}\n  {one.id}\n  {other.id}")
    return {
        "releases": len(releases),
        "pairs_near_in_time_that_share_sentences": len(pairs),
        "taken_for_copies": len(copies),
        "apart_though_most_sentences_are_shared": len(apart),
        "milliseconds_a_pair": round(milliseconds / max(1, len(pairs)), 2),
    }


def measure_questions(communique: Communique, questions: list[LabelledQuestion]) -> dict[str, float | int]:
    """Each question with copies folded, and without."""
    found = Counter[str]()
    seconds = [0.0, 0.0]
    for question in questions:
        answerer = communique.held_out(question.text)
        apart = replace(answerer, retriever=replace(answerer.retriever, compare=are_two))
        answers = []
        for number, each in enumerate((answerer, apart)):
            started = time.process_time()
            answers.append(each.answer(question.text, 10))
            seconds[number] += time.process_time() - started
        folded, whole = answers
        gold = {each.release_id for each in question.gold}
        ranks = [[rank for rank, hit in enumerate(each.passages) if hit.release.id in gold][:1] for each in answers]
        found["with_copies_among_the_first_ten"] += any(hit.also for hit in folded.passages)
        found["other_answer"] += folded.text != whole.text
        found["other_confidence"] += folded.confidence != whole.confidence
        found["right_release_at_another_rank"] += ranks[0] != ranks[1]
    return {
        "questions": len(questions),
        **found,
        "cpu_seconds_folded": round(seconds[0], 1),
        "cpu_seconds_apart": round(seconds[1], 1),
    }


def main() -> None:
    results: dict[str, object] = {"pairs": measure_pairs()}
    with open_releases(RELEASES) as communique:
        questions = list(read_questions(DATA / "questions" / "questions.jsonl"))
        results["questions"] = measure_questions(communique, questions)
    print(json.dumps(results, indent=2))
    write_results("copies", results)


if __name__ == "__main__":
    main()
