"""What verifying a quote as people write it takes, as a ratio to a plain search of the same index.

python benchmarks/quotes.py [--passages 100000]

Quotes are parts of releases, set otherwise, with words left out, with a word changed, or made up. Releases are the
measuring data's, repeated under other ids with their figures shifted until there are enough passages. Machines are
shared: the ratio means something, and the time is that of the processor.
"""

import argparse
import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from statistics import median

from corpus.catalog import Catalog
from corpus.chunking import Chunking
from corpus.reading import read_paths
from corpus.release import Release
from index.hashing_embedder import HashingEmbedder
from index.quote_candidates import QuoteCandidates
from index.sync import Index
from measuring import DATA, KEPT, need, write_results
from service.verification import verify

QUOTES = 60
FOUND = {"exact": "exact", "typography": "typography", "edited": "edited", "near": "near", "made up": None}


def many(releases: list[Release]) -> Iterator[Release]:
    """The releases again and again, each time with other figures."""
    for turn in count():
        for release in releases:
            text = re.sub(r"\d", lambda digit: str((int(digit[0]) + turn) % 10), release.text)  # noqa: B023
            yield replace(release, id=f"{release.id}/{turn}", text=text) if turn else release


def fill(folder: Path, passages: int) -> tuple[Catalog, Index]:
    """A kept catalog with its index, of at least so many passages."""
    embedder = HashingEmbedder()
    catalog = Catalog(folder / "catalog.sqlite3")
    chunking = Chunking(budget=200, limit=embedder.limit, count=embedder.count, model=embedder.fingerprint)
    index = Index(catalog, embedder, chunking, folder / "index")
    files = [need(DATA / "releases" / "state_dept.jsonl")]
    releases = [each for each in read_paths(files) if isinstance(each, Release)]
    source = many(releases)
    while catalog.count()[1] < passages:
        index.add(list(islice(source, 500)))
    index.catch_up()
    return catalog, index


def quotes_of(release: Release, chance: random.Random) -> dict[str, str]:
    """Some twenty words of a release in five ways."""
    words = release.text.split(" ")
    first = chance.randrange(max(1, len(words) - 24))
    taken = words[first : first + 22]
    exact = " ".join(taken)
    typed = exact.translate(str.maketrans("“”’—\n", '""\'- ')).replace(" ", "  ", 1)
    left_out = " ".join([*taken[:8], "[…]", *taken[13:]])
    other = " ".join([*taken[:9], "porcelain", *taken[10:]])
    made_up = " ".join(chance.sample(words, min(20, len(words))))
    return {"exact": exact, "typography": typed, "edited": left_out, "near": other, "made up": made_up}


def timed(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--passages", type=int, default=100_000)
    passages = parser.parse_args().passages
    catalog, index = fill(KEPT / f"quotes-{passages}", passages)
    snapshot, embedder, chance = index.snapshot, HashingEmbedder(), random.Random(20)  # noqa: S311 - the same each time
    listings = [each for each in catalog.listings() if each.characters > 400]
    times: dict[str, list[float]] = {way: [] for way in ["search", *FOUND]}
    right = dict.fromkeys(FOUND, 0)
    for listing in chance.sample(listings, QUOTES):
        for way, quote in quotes_of(catalog.get(listing.id), chance).items():
            candidates = QuoteCandidates.of(snapshot, catalog)
            told = verify(catalog, quote, candidates=candidates)  # once to warm what both read
            times[way].append(timed(lambda: verify(catalog, quote, candidates=candidates)))  # noqa: B023
            right[way] += told.match == FOUND[way] or (way == "typography" and told.match == "exact")
            vector = embedder.embed_questions([quote])[0]
            times["search"].append(
                timed(lambda: (snapshot.lexical.search(quote, 60), snapshot.dense.search(vector, 60)))  # noqa: B023
            )
    floor = median(times["search"])
    results = {
        way: {
            "median_ms": round(median(each), 2),
            "worst_ms": round(max(each), 1),
            "ratio": round(median(each) / floor, 2),
            **({"as_expected": f"{right[way]}/{QUOTES}"} if way in right else {}),
        }
        for way, each in times.items()
    }
    print(results)
    write_results("quotes", {"passages": len(snapshot.places), "releases": len(listings), "ways": results})


if __name__ == "__main__":
    main()
