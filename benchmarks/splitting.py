"""Sentences of a million short texts of white space, stops, quotes and words of many scripts in any order.

None may make the splitter fail, and none may lose or move a character. The same texts every time; the tests try 3,000.
"""

import random
import sys
import time
from collections import Counter
from pathlib import Path

from corpus.chunking import split_sentences
from measuring import write_results

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from factories import make_mixture

TEXTS, SEED = 1_000_000, 20_310_506


def main() -> None:
    dice, started = random.Random(SEED), time.perf_counter()  # noqa: S311
    found: Counter[str] = Counter()
    for _ in range(TEXTS):
        found[judge(*make_mixture(dice))] += 1
    seconds = round(time.perf_counter() - started, 1)
    write_results("splitting", {"texts": TEXTS, "seed": SEED, "seconds": seconds, **found})


def judge(text: str, language: str) -> str:
    """ "whole", or what is wrong with the sentences."""
    try:
        spans = split_sentences(text, language)
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return type(error).__name__
    ends = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    if ends != sorted(ends):
        return "out_of_order"
    between = "".join(text[end:start] for end, start in zip(ends[::2], ends[1::2], strict=True))
    return "characters_lost" if between.strip() else "whole"


if __name__ == "__main__":
    main()
