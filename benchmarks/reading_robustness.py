"""What readers make of bad input: every odd PDF, and 2,000 mutations of pages, feeds and PDFs.

Each has to end in a release or in an error that names it, within 10 seconds and 500 MB, and the process has to live on.
A release of a mutation is compared with those of the whole source: what part of its words (F1) the nearest has. A cut
through a text, or a changed font of a PDF, cannot be told from another text. The same mutations every time.
"""

import functools
import json
import random
import re
import resource
import statistics
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from corpus.errors import UnreadableSource
from corpus.reading import read_source
from corpus.reading.files import FORMATS
from corpus.reading.sandbox import Sandbox
from corpus.reading.source import Source
from corpus.release import Release
from measuring import DATA, need, write_results
from reading_html import share_words

INGEST = DATA / "ingest"
MUTATIONS, SEED = 2_000, 20_310_507
_BIG = 200 * 1024 * 1024  # bytes of nothing
_BIG_EVERY = 100  # mutations: each takes 200 MB of this process too
Mutate = Callable[[bytes, random.Random], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What became of one source. `whole`: of its releases the least share of words (F1) with one before it."""

    kind: str
    name: str
    seconds: float
    readings: int
    errors: int
    named: bool  # every error names the source
    whole: float | None


def main() -> None:
    findings: list[Finding] = []
    with Sandbox() as sandbox:
        for file in sorted(need(INGEST / "pdf").rglob("*.pdf")):
            findings.append(measure("odd PDF", file.name, file.read_bytes(), ".pdf", sandbox, None))
            print(findings[-1], flush=True)
        for kind, name, data, ending, before in mutations():
            findings.append(measure(kind, name, data, ending, sandbox, before))
            if len(findings) % 100 == 0:
                print(f"{len(findings)}: {findings[-1]}", flush=True)
        alive = texts_of(b"<html><body><p>The harbour of Port Quillan is open.</p></body></html>", ".html", sandbox)
    results = summarise(findings) | {"alive_at_the_end": alive == ["The harbour of Port Quillan is open."]}
    print(json.dumps(results, indent=2))
    write_results("reading_robustness", results)


def measure(kind: str, name: str, data: bytes, ending: str, sandbox: Sandbox, before: list[str] | None) -> Finding:
    started = time.perf_counter()
    readings = list(read_source(Source(data=data, place=name, release_id="mutation"), ending, sandbox))
    seconds = time.perf_counter() - started
    texts = [read.text for read in readings if isinstance(read, Release)]
    errors = [read for read in readings if isinstance(read, UnreadableSource)]
    return Finding(
        kind=kind,
        name=name,
        seconds=round(seconds, 2),
        readings=len(readings),
        errors=len(errors),
        named=all(str(error).startswith(name) and error.reason for error in errors),
        whole=min(max(share_words(text, other) for other in before) for text in texts) if texts and before else None,
    )


def mutations() -> Iterator[tuple[str, str, bytes, str, list[str]]]:
    """Kind, name, bytes, ending, and the texts of the source before."""
    dice = random.Random(SEED)  # noqa: S311
    with Sandbox() as sandbox:
        sources = list(_sources(sandbox))
    for number in range(MUTATIONS):
        ending, data, before = dice.choice(sources)
        kinds = [kind for kind in _MUTATIONS if kind != "200 MB of nothing"]
        kind = "200 MB of nothing" if number % _BIG_EVERY == 0 else dice.choice(kinds)
        yield kind, f"{number} {kind}{ending}", _MUTATIONS[kind](data, dice), ending, before


def _sources(sandbox: Sandbox) -> Iterator[tuple[str, bytes, list[str]]]:
    pages = sorted((INGEST / "doj_html" / "pages").iterdir())[::5]
    feeds = [*sorted((INGEST / "rss" / "state_dept_snapshots").glob("*.rss"))[::8], *(INGEST / "rss").glob("*.xml")]
    pdfs = [file for file in sorted((INGEST / "pdf").rglob("*.pdf")) if file.stat().st_size < 1_000_000]
    for files, ending in ((pages, ".html"), (feeds, ".rss"), (pdfs, ".pdf")):
        for file in files:
            data = file.read_bytes()
            yield ending, data, texts_of(data, ending, sandbox)


def texts_of(data: bytes, ending: str, sandbox: Sandbox) -> list[str]:
    readings = read_source(Source(data=data, place="source", release_id="source"), ending, sandbox)
    return [read.text for read in readings if isinstance(read, Release)]


def flip_bits(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice([1, 10, 100, 1_000])):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def cut_off(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def cut_out(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data))
    return data[:start] + data[start + dice.randrange(1, 1 + len(data) // 4) :]


def nest(data: bytes, dice: random.Random) -> bytes:
    opening = dice.choice(
        [b"<div>", b"<b>", b"<table><tr><td>", b"<ul><li>", b"[", b"<<", b"<item>", b"&lt;div&gt;", b"("]
    )
    return _insert(data, opening * dice.choice([300, 10_000, 300_000]), dice)


def declare_entities(data: bytes, dice: random.Random) -> bytes:
    laughs = b"".join(b'<!ENTITY l%d "%b">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    declared = b'<!DOCTYPE x [<!ENTITY l0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">' + laughs + b"]>"
    return declared + _insert(data, b"&l9;&f;", dice)


def pack(data: bytes, dice: random.Random) -> bytes:
    """A stream of a PDF that unpacks to far more than it is; put into whatever it is."""
    bomb = _bomb(dice.choice([50, 200, 500]))
    stream = b"<< /Filter /FlateDecode /Length %d >> stream\n%b\nendstream" % (len(bomb), bomb)
    found = [match.span() for match in re.finditer(rb"<<[^<>]*>>\s*stream\r?\n.*?endstream", data, re.DOTALL)]
    if not found:
        return _insert(data, bomb, dice)
    start, end = dice.choice(found)
    return data[:start] + stream + data[end:]


@functools.cache
def _bomb(mib: int) -> bytes:
    return zlib.compress(bytes(mib * 1024 * 1024))


def recode(data: bytes, dice: random.Random) -> bytes:
    """Another encoding than is declared, or another declared than it is."""
    names = [b"utf-16", b"shift_jis", b"koi8-r", b"windows-1252", b"utf-7", b"zlib", b"no-such-encoding", b"cp037"]
    if dice.random() < 0.5:
        return re.sub(rb"(?i)utf-8", dice.choice(names), data)
    encoding = dice.choice(["cp1252", "utf-16", "utf-16-be", "koi8-r", "shift_jis", "cp037"])
    return data.decode("utf-8", "replace").encode(encoding, "replace")


def repeat(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data))
    return _insert(data, data[start : start + dice.choice([10, 1_000, 50_000])] * dice.choice([10, 1_000]), dice)[
        :60_000_000
    ]


def be_nothing(_: bytes, dice: random.Random) -> bytes:
    return dice.choice([b"\0", b" ", b"\n", b"<", b"a"]) * _BIG


def _insert(data: bytes, piece: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + piece + data[at:]


_MUTATIONS: dict[str, Mutate] = {
    "flipped bits": flip_bits,
    "cut off": cut_off,
    "cut out": cut_out,
    "nested": nest,
    "entities": declare_entities,
    "packed bomb": pack,
    "wrong encoding": recode,
    "repeated": repeat,
    "200 MB of nothing": be_nothing,
}


def summarise(findings: list[Finding]) -> dict[str, Any]:
    kinds = sorted({finding.kind for finding in findings})
    slowest = max(findings, key=lambda finding: finding.seconds)
    return {
        "sources": len(findings),
        "over_10_seconds": sum(finding.seconds > 10 for finding in findings),
        "slowest": f"{slowest.seconds} s: {slowest.name}",
        "parser_process_peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        "without_release_or_error": sum(finding.readings == 0 for finding in findings),
        "errors_without_a_name": sum(not finding.named for finding in findings),
        "limits": {name: f"{each.limit // 1024**2} MiB" for name, each in sorted(FORMATS.items())},
        "kinds": {kind: _of_kind([each for each in findings if each.kind == kind]) for kind in kinds},
    }


def _of_kind(findings: list[Finding]) -> dict[str, Any]:
    outcomes = Counter("refused" if each.errors == each.readings else "read" for each in findings)
    whole = [each.whole for each in findings if each.whole is not None]
    return {
        **outcomes,
        "seconds_median": round(statistics.median(each.seconds for each in findings), 2),
        "seconds_most": max(each.seconds for each in findings),
        "text_f1_mean_of_read": round(statistics.mean(whole), 3) if whole else None,
        "text_f1_least_of_read": round(min(whole), 3) if whole else None,
    }


if __name__ == "__main__":
    main()
