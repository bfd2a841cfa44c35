"""200 real pages of releases against what they say: title, day, and the text by the words that both share (F1).

The listing pages beside them are no releases and have to be refused.
"""

import json
import re
import statistics
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from corpus.dates import day_of
from corpus.errors import UnreadableSource
from corpus.reading import read_paths
from corpus.release import Release
from measuring import DATA, need, write_results

PAGES = DATA / "ingest" / "doj_html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How a page was read; `f1` is 0 for one that was refused."""

    name: str
    title: bool
    day: bool
    f1: float


def main() -> None:
    with need(PAGES / "gold.jsonl").open(encoding="utf-8") as lines:
        gold = {record["id"].partition("/")[2]: record for record in map(json.loads, lines)}
    files, started = sorted((PAGES / "pages").iterdir()), time.perf_counter()
    readings = list(read_paths([PAGES / "pages"]))  # one a file, in the order of names
    seconds = time.perf_counter() - started
    findings = [
        compare(file.name, read, gold[file.stem.partition("_")[2]]) for file, read in zip(files, readings, strict=True)
    ]
    for finding in findings:
        if not (finding.title and finding.day and finding.f1 >= 0.97):
            print(finding)
    listings = list(read_paths([PAGES / "index_pages"]))
    results = {
        "pages": len(findings),
        "title_right": statistics.mean(finding.title for finding in findings),
        "day_right": statistics.mean(finding.day for finding in findings),
        "text_f1_mean": round(statistics.mean(finding.f1 for finding in findings), 4),
        "text_f1_median": round(statistics.median(finding.f1 for finding in findings), 4),
        "text_f1_least": round(min(finding.f1 for finding in findings), 4),
        "seconds_per_page": round(seconds / len(findings), 3),
        "listing_pages_refused": f"{sum(isinstance(read, UnreadableSource) for read in listings)} of {len(listings)}",
    }
    print(json.dumps(results, indent=2))
    write_results("reading_html", results)


def compare(name: str, read: Release | UnreadableSource, gold: dict[str, Any]) -> Finding:
    if isinstance(read, UnreadableSource):
        return Finding(name=name, title=False, day=False, f1=0.0)
    day = day_of(read.published).isoformat() if read.published else None
    return Finding(
        name=name,
        title=read.title == " ".join(gold["title"].split()),
        day=day == gold["date"],
        f1=share_words(read.text, gold["text"]),
    )


def share_words(one: str, other: str) -> float:
    """F1 of the words of two texts, each as often as it stands there."""
    ours, theirs = (Counter(re.findall(r"\w+", text)) for text in (one, other))
    return 2 * (ours & theirs).total() / max(1, ours.total() + theirs.total())


if __name__ == "__main__":
    main()
