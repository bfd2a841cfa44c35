"""Known releases: "When did Secretary X speak with Y?", and whether the release that tells it comes first.

python benchmarks/known_item.py [--failures]

A release stands where its best passage does. Some questions have several right releases, one for each call of the same
two people: any of them counts.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from corpus.dates import spell_day
from measuring import DATA, need, open_releases, write_results
from service import Answer, Communique

AT_LEAST = 0.85  # of the questions with one answer: its release first
DEPTH = 50  # passages among which five releases are looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, the ids of its right releases, and what came of it."""

    text: str
    right: frozenset[str]
    answer: Answer

    @property
    def releases(self) -> list[str]:
        """As they were ranked, each once."""
        return list(dict.fromkeys(hit.release.id for hit in self.answer.passages))

    def found(self, depth: int) -> bool:
        return bool(self.right & set(self.releases[:depth]))

    @property
    def cited(self) -> bool:
        """Whether the first quote is of a right release; silence is not."""
        return any(citation.release_id in self.right for citation in self.answer.citations[:1])


def ask_all(communique: Communique) -> list[Asked]:
    with need(DATA / "bench" / "state_dept_known_item" / "queries.jsonl").open(encoding="utf-8") as lines:
        records = list(map(json.loads, lines))
    return [
        Asked(text=r["text"], right=frozenset(r["relevant"]), answer=communique.ask(r["text"], limit=DEPTH))
        for r in records
    ]


def figures_of(asked: Sequence[Asked]) -> dict[str, float]:
    return {
        "questions": len(asked),
        "release_first": round(fmean(one.found(1) for one in asked), 3),
        "release@5": round(fmean(one.found(5) for one in asked), 3),
        "first_citation_of_it": round(fmean(one.cited for one in asked), 3),
    }


def print_failures(communique: Communique, asked: Sequence[Asked]) -> None:
    for one in asked:
        if not one.found(1):
            print(f"\n{one.text}\n  found  {title_of(communique, *one.releases[:1])}")
            print("\n".join(f"  wanted {title_of(communique, release)}" for release in sorted(one.right)))


def title_of(communique: Communique, release_id: str = "") -> str:
    if not release_id:
        return "nothing"
    release = communique.get(release_id)
    return f"{release.title} ({spell_day(release.published)})"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--failures", action="store_true", help="print what came first where it was wrong")
    with open_releases(DATA / "releases" / "state_dept.jsonl") as communique:
        asked = ask_all(communique)
        if arguments.parse_args().failures:
            print_failures(communique, asked)
        reader = communique.settings.reader
    groups = {"one_answer": [one for one in asked if len(one.right) == 1], "all": asked}
    figures = {name: figures_of(group) for name, group in groups.items()}
    for name, found in figures.items():
        print(f"{name:12}" + "".join(f"{measure:>22} {value:<5}" for measure, value in found.items()))
    write_results(
        "known_item", {"reader": reader} | figures | {"at_least": {"one_answer": {"release_first": AT_LEAST}}}
    )


if __name__ == "__main__":
    main()
