"""Damaged files: is what is damaged healed, refused by name, without effect, or silently wrong?

python benchmarks/robustness/damage.py [--catalogs 40] [--indexes 70] [--seed 1]

Each damaged copy of one folder is opened and asked the same as the whole one. Of catalogs every second one loses its
index, so that it is made of what is damaged. The releases are invented, and the model is the one that needs no weights.
"""

import argparse
import json
import logging
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Literal

from corpus.catalog import Catalog
from corpus.errors import CommuniqueError
from corpus.reading import CATALOG
from corpus.release import Release
from corpus.soundness import find_faults
from index.storage.snapshot import Snapshots
from service import Communique

Verdict = Literal["without effect", "healed", "refused", "refused without a name", "silently wrong"]
Damage = Callable[[bytearray, random.Random], None]
_BLOCK = 512
_RELEASES = 30
_PLACES = "Quillan Tollan Estrava Brannock Norvania Astrelle Merrow Halden".split()
_PEOPLE = "Ostrander Maroush Vela Iven Tarrow Lindqvist".split()
_WORKS = "harbour bridge railway school hospital lighthouse tunnel market".split()


def make_releases(seed: int) -> Iterator[Release]:
    chance = random.Random(seed)  # noqa: S311
    for number in range(_RELEASES):
        place, work = chance.choice(_PLACES), chance.choice(_WORKS)
        sentences = [
            f"Minister {chance.choice(_PEOPLE)} said that the {work} of {place} cost {chance.randint(2, 900)} million."
            f" It will employ {chance.randint(100, 9000):,} people of {chance.choice(_PLACES)}."
            for _ in range(chance.randint(3, 20))
        ]
        yield Release(
            id=f"release-{number}",
            title=f"Minister opens the {work} of {place} ({number})",
            text=" ".join(sentences),
            published=date(2031, 1, 1) + timedelta(days=number),
            publisher=f"Ministry of {chance.choice(_WORKS)}s",
        )


# Damage


def flip_bit(content: bytearray, chance: random.Random) -> None:
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def overwrite_block(content: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(content))
    length = min(_BLOCK, len(content) - start)
    content[start : start + length] = chance.randbytes(length)


def zero_block(content: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(content)) // _BLOCK * _BLOCK
    length = min(_BLOCK, len(content) - start)
    content[start : start + length] = bytes(length)


def swap_blocks(content: bytearray, chance: random.Random) -> None:
    blocks = len(content) // _BLOCK
    if blocks < 2:
        flip_bit(content, chance)
        return
    one, other = (number * _BLOCK for number in chance.sample(range(blocks), 2))
    content[one : one + _BLOCK], content[other : other + _BLOCK] = (
        content[other : other + _BLOCK],
        content[one : one + _BLOCK],
    )


def change_word(content: bytearray, chance: random.Random) -> None:
    """Other words of the same length, where text stands: the worst, because it reads well."""
    words = [(b"million", b"billion"), (b"Minister", b"Monister"), (b"people", b"pebble"), (b"cost", b"lost")]
    old, new = chance.choice(words)
    places = [place for place in range(len(content)) if content.startswith(old, place)]
    if places:
        place = chance.choice(places)
        content[place : place + len(old)] = new
    else:
        flip_bit(content, chance)


def cut_off(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(len(content)) :]


_DAMAGES: tuple[Damage, ...] = (flip_bit, overwrite_block, zero_block, swap_blocks, change_word, cut_off)


def damage(file: Path, kind: Damage, chance: random.Random) -> bool:
    """Damage the file; False where it is the same as before."""
    before = file.read_bytes()
    content = bytearray(before or b"\0")
    kind(content, chance)
    file.write_bytes(bytes(content))
    return bytes(content) != before


# What is asked


def observe(data: Path) -> Iterator[tuple[str, Any]]:
    """What a folder says, question by question; an error is what it says, too."""
    with Communique.open(data, model="hashing", reader="none") as communique:
        communique.manifest()
        for place, work in zip(_PLACES, _WORKS, strict=True):
            yield from _ask(communique, f"What did the {work} of {place} cost?")
        yield (
            "listings",
            _or_error(lambda: [(each.id, each.title, str(each.published)) for each in communique.listings()]),
        )
        for number in range(_RELEASES):
            yield f"text {number}", _or_error(partial(communique.get, f"release-{number}"))


def _ask(communique: Communique, question: str) -> Iterator[tuple[str, Any]]:
    yield (
        f"ask {question}",
        _or_error(lambda: [(c.release_id, c.start, c.quote) for c in communique.ask(question).citations]),
    )
    yield (
        f"search {question}",
        _or_error(lambda: [(hit.passage, hit.score) for hit in communique.search(question, limit=20)]),
    )


def _or_error(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except Exception as error:  # noqa: BLE001 - what it is, is looked at
        return error


def judge(data: Path, sound: dict[str, Any], *, made_anew: bool) -> tuple[Verdict, str]:
    """What becomes of a damaged folder, and what it said."""
    logged = _Logged()
    logging.getLogger().addHandler(logged)
    try:
        seen = dict(observe(data))
    except Exception as error:  # noqa: BLE001 - as above
        return ("refused" if isinstance(error, CommuniqueError) else "refused without a name"), repr(error)
    finally:
        logging.getLogger().removeHandler(logged)
    errors = [value for value in seen.values() if isinstance(value, Exception)]
    for name, value in seen.items():
        if not isinstance(value, Exception) and value != sound[name]:
            return "silently wrong", f"{name}: {value!r:.200} for {sound[name]!r:.200}"
    if errors:
        named = all(isinstance(error, CommuniqueError) for error in errors)
        return ("refused" if named else "refused without a name"), repr(errors[0])
    return ("healed" if logged.lines and not made_anew else "without effect"), "; ".join(logged.lines)


class _Logged(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def is_noticed(data: Path) -> bool:
    """Whether `communique check` would say so."""
    try:
        with closing(Catalog(data / CATALOG)) as catalog:
            faults = list(find_faults(catalog.database))
        snapshots = Snapshots(data / "index")
        return bool(faults or (snapshots.latest() and snapshots.find_damaged(snapshots.latest())))
    except Exception:  # noqa: BLE001 - it says so loudly
        return True


# Rounds


def run(
    whole: Path, rounds: int, what: Literal["catalog", "index"], chance: random.Random, sound: dict[str, Any]
) -> dict[str, Any]:
    verdicts, noticed, told, done = Counter[Verdict](), 0, list[dict[str, str]](), 0
    while done < rounds:
        with tempfile.TemporaryDirectory(prefix="communique-damage-") as folder:
            data = shutil.copytree(whole, Path(folder) / "data")
            kind = _DAMAGES[done % len(_DAMAGES)]
            file = data / CATALOG if what == "catalog" else chance.choice(_files(data / "index"))
            if not damage(file, kind, chance):
                continue
            done += 1
            seen = is_noticed(data)
            made_anew = what == "catalog" and done % 2 == 0
            if made_anew:
                shutil.rmtree(data / "index")
            verdict, said = judge(data, sound, made_anew=made_anew)
        verdicts[verdict] += 1
        noticed += seen
        told.append({"damage": kind.__name__, "file": file.name, "verdict": verdict, "said": said[:300]})
    counted: dict[str, Any] = {str(verdict): number for verdict, number in verdicts.items()}
    return {"damaged": rounds} | counted | {"noticed by check": noticed, "each": told}


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file() and file.suffix != ".lock")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--catalogs", type=int, default=40)
    parser.add_argument("--indexes", type=int, default=70)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, help="all that was observed, as JSON")
    given = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="communique-damage-") as folder:
        whole = Path(folder) / "data"
        with Communique.open(whole, model="hashing", reader="none") as communique:
            list(communique.ingest(make_releases(given.seed)))
            communique.manifest()
        sound = dict(observe(whole))
        chance = random.Random(given.seed)  # noqa: S311
        figures = {
            "catalogs": run(whole, given.catalogs, "catalog", chance, sound),
            "indexes": run(whole, given.indexes, "index", chance, sound),
        }
    if given.output:
        given.output.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    for name, found in figures.items():
        print(name, {key: value for key, value in found.items() if key != "each"})
    print(f"{time.monotonic() - started:.0f} s")
    if any(found.get("silently wrong") for found in figures.values()):
        for found in figures.values():
            print(*(each for each in found["each"] if each["verdict"] == "silently wrong"), sep="\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
