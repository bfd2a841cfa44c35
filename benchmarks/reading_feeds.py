"""64 states of a real feed, in order: every release once, its text against that of the same release in the corpus.

The feed carries scripts in its entries; nothing of them may stand in a text. Where the corpus holds a later edit
of a release, its text differs rightly; these are counted apart.
"""

import json
import re
import statistics
from typing import Any

from corpus.errors import UnreadableSource
from corpus.reading import read_paths
from corpus.reading.decoding import normalise
from corpus.release import Release
from measuring import DATA, need, write_results
from reading_html import share_words

STATES = DATA / "ingest" / "rss" / "state_dept_snapshots"
RELEASES = DATA / "releases" / "state_dept.jsonl"
_SCRIPT = re.compile(r"jQuery|addEventListener|function\s*\(|document\.\w+\(|\bvar \w+ ?=|watermark|</?\w+[ >]")


def main() -> None:
    with need(RELEASES).open(encoding="utf-8") as lines:
        gold = {record["url"]: record for record in map(json.loads, lines)}
    readings = list(read_paths(sorted(need(STATES).glob("*.rss"))))
    current = {read.id: read for read in readings if isinstance(read, Release)}  # the last state of each
    known = [(release, gold[release.id]) for release in current.values() if release.id in gold]
    unedited = [pair for pair in known if not pair[1]["edits"]]
    results = {
        "states": len(list(STATES.glob("*.rss"))),
        "entries": len(readings),
        "unreadable": sum(isinstance(read, UnreadableSource) for read in readings),
        "releases": len(current),
        "in_corpus": len(known),
        "never_edited": len(unedited),
        "of_these_word_for_word": sum(same_words(release.text, record["text"]) for release, record in unedited),
        "text_f1_mean": round(
            statistics.mean(share_words(release.text, record["text"]) for release, record in known), 4
        ),
        "day_right": statistics.mean(same_day(release, record) for release, record in known),
        "with_words_of_a_script": sum(bool(_SCRIPT.search(release.text)) for release in current.values()),
    }
    print(json.dumps(results, indent=2))
    write_results("reading_feeds", results)


def same_words(one: str, other: str) -> bool:
    return one.split() == normalise(other).split()  # the corpus holds what has no width


def same_day(release: Release, record: dict[str, Any]) -> bool:
    return release.published is not None and release.published.isoformat()[:10] == record["published"][:10]


if __name__ == "__main__":
    main()
