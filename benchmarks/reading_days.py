"""201 real pages of many sites: the day of publication that is read is right, wrong, none, or the page is refused.

Each page is read as a file, and as it is when it was fetched from its address; `--each` names those that are not right.
A page for which no day is known is right if none is read.
"""

import base64
import gzip
import json
import sys
import time
from collections import Counter
from typing import Any

from corpus.dates import day_of
from corpus.errors import UnreadableSource
from corpus.reading.source import Source
from corpus.reading.worker import run
from corpus.release import Release
from measuring import DATA, need, write_results

PAGES = DATA / "ingest" / "pages_dates.jsonl.gz"
OUTCOMES = ("right", "wrong", "none", "refused")


def main() -> None:
    with gzip.open(need(PAGES), "rt", encoding="utf-8") as lines:
        pages = [json.loads(line) for line in lines]
    results: dict[str, object] = {"pages": len(pages)}
    for way in ("file", "fetched"):
        started, outcomes = time.process_time(), Counter[str]()
        for page in pages:
            outcome, found = judge(page, fetched=way == "fetched")
            outcomes[outcome] += 1
            if outcome != "right" and "--each" in sys.argv:
                print(way, outcome, page["file"], page["date"], found, flush=True)
        results[way] = {name: outcomes[name] for name in OUTCOMES} | {
            "right_share": round(outcomes["right"] / len(pages), 4),
            "wrong_share": round(outcomes["wrong"] / len(pages), 4),
            "processor_seconds_per_page": round((time.process_time() - started) / len(pages), 3),
        }
    print(json.dumps(results, indent=2))
    write_results("reading_days", results)


def judge(page: dict[str, Any], *, fetched: bool) -> tuple[str, str]:
    """What became of a page, and the day that was read or the reason of its refusal."""
    source = Source(
        data=base64.b64decode(page["html_base64"]),
        place=page["file"],
        release_id="page",
        url=page["url"] if fetched else None,
    )
    (read,) = run("html", source)
    if isinstance(read, UnreadableSource):
        return "refused", read.reason
    if not isinstance(read, Release) or read.published is None:
        return "none" if isinstance(page["date"], str) else "right", ""
    day = day_of(read.published).isoformat()
    return "right" if day == page["date"] else "wrong", day


if __name__ == "__main__":
    main()
