"""Countries and people as they are found, against those that a person read in the same releases.

python benchmarks/mentions.py

The labels (benchmarks/mentions.jsonl) are ISO codes, and places of names in "title, blank line, the first `until`
characters of the text". The rules were written after the first sample had been read, and mended on what they missed in
it; the second was drawn and labelled when they stood.
"""

import json
import time
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.mentions import find_mentions
from corpus.persons import Name
from corpus.reading import read_paths
from corpus.release import Release
from measuring import DATA, need, write_results

LABELS = Path(__file__).parent / "mentions.jsonl"


@dataclass(slots=True)
class Tally:
    """What was found and what was to be found, over many releases."""

    right: int = 0
    found: int = 0
    met: int = 0
    wanted: int = 0

    def add(self, found: AbstractSet[Any], wanted: AbstractSet[Any], right: int, met: int) -> None:
        self.right += right
        self.found += len(found)
        self.met += met
        self.wanted += len(wanted)

    @property
    def figures(self) -> dict[str, float | int]:
        precision, recall = self.right / max(1, self.found), self.met / max(1, self.wanted)
        return {
            "precision": round(precision, 3),
            "recall": round(recall, 3),
            "found": self.found,
            "wanted": self.wanted,
        }


def main() -> None:
    releases = {release.id: release for release in read_releases()}
    started = time.perf_counter()
    for release in releases.values():
        find_mentions(release)
    seconds = time.perf_counter() - started
    results: dict[str, Any] = {"releases": len(releases), "seconds": round(seconds, 1)}
    labels = [json.loads(line) for line in need(LABELS).read_text(encoding="utf-8").splitlines()]
    for sample in ("first", "second"):
        countries, people = Tally(), Tally()
        for label in labels:
            if label["sample"] == sample:
                judge(label, releases[label["id"]], countries, people)
        results[sample] = {"countries": countries.figures, "people": people.figures}
        print(sample, results[sample])
    print(f"{len(releases):,} releases in {seconds:.1f} s")
    write_results("mentions", results)


def read_releases() -> Iterator[Release]:
    for read in read_paths([need(DATA / "releases" / "state_dept.jsonl")]):
        if isinstance(read, Release):
            yield read


def judge(label: dict[str, Any], release: Release, countries: Tally, people: Tally) -> None:
    text = release.text[: label["until"]]
    whole = f"{release.title}\n\n{text}"
    mentions = find_mentions(Release(id="sample", title=release.title, text=text, published=None))
    found, wanted = set(mentions.countries), set(label["countries"])
    countries.add(found, wanted, len(found & wanted), len(found & wanted))
    names, persons = set(mentions.people), {whole[start:end] for start, end in label["people"]}
    right = sum(any(same(name, person) for person in persons) for name in names)
    met = sum(any(same(name, person) for name in names) for person in persons)
    people.add(names, persons, right, met)
    wrong = [name for name in names if not any(same(name, person) for person in persons)]
    missed = [person for person in persons if not any(same(name, person) for name in names)]
    for what, each in (
        ("countries wrong", found - wanted),
        ("countries missed", wanted - found),
        ("people wrong", wrong),
        ("people missed", missed),
    ):
        if each:
            print(f"  {label['sample']} {release.title[:50]!r}: {what}: {', '.join(sorted(each))}")


def same(one: str, other: str) -> bool:
    """Whether one name is the other, or a part of it."""
    first, second = (set(Name.of(name.split()).keys) for name in (one, other))
    return bool(first and second) and (first <= second or second <= first)


if __name__ == "__main__":
    main()
