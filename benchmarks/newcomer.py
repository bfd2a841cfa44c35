"""Sixty questions as a newcomer types them, over 400 State releases, each answer judged by reading the releases.

python benchmarks/newcomer.py            # asks, and counts the verdicts that stand in newcomer.jsonl
python benchmarks/newcomer.py --show     # each question with what is answered now, to be judged

A verdict belongs to what was answered: status and places. Where that has changed, the question is listed to be judged
anew, and counts as none. Verdicts: right, half, wrong, rightly silent, wrongly silent; a related sentence that is
called no answer ("partial") is silence.
"""

import argparse
import json
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

from corpus.reading import read_paths
from measuring import DATA, need, open_kept, write_results
from service import Answer

FILE = Path(__file__).parent / "newcomer.jsonl"
RELEASES = 400  # the first ones of the file


def given(answer: Answer) -> list[str]:
    """The status, and the place of each quote."""
    return [answer.status, *(f"{each.release_id}#{each.start}-{each.end}" for each in answer.citations)]


def show(number: int, record: dict[str, Any], answer: Answer) -> None:
    print(f"\n{number}. {record['question']}   [{answer.status} {answer.confidence:.2f}] {record.get('verdict', '')}")
    print(f"   {answer.reason or answer.note or ''}")
    for each in answer.citations:
        print(f"   - {each.published} {each.title[:60]}: {' '.join(each.quote.split())[:700]}")
    for hit in answer.passages[:2] if answer.status != "answered" else ():
        print(f"   . {hit.release.published} {hit.release.title[:60]}: {' '.join(hit.passage.text.split())[:240]}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--show", action="store_true")
    shown = arguments.parse_args().show
    records = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    releases = islice(read_paths([need(DATA / "releases" / "state_dept.jsonl")]), RELEASES)
    with open_kept("newcomer", releases) as communique:
        answers = [communique.ask(record["question"]) for record in records]
    verdicts = Counter[str]()
    for number, (record, answer) in enumerate(zip(records, answers, strict=True), start=1):
        judged = record.get("given") == given(answer)
        verdicts[record["verdict"] if judged else "to be judged anew"] += 1
        if shown or not judged:
            show(number, record, answer)
    print(dict(verdicts))
    if not verdicts["to be judged anew"]:
        write_results("newcomer", {"questions": len(records), "releases": RELEASES, "verdicts": dict(verdicts)})


if __name__ == "__main__":
    main()
