"""kill -9 all through an ingestion: what was lost, what stood there twice, how long opening it again took.

Invented releases and the hashing embedder: what is measured is the storing, not the model. The same moments every
time; what the process is doing at each of them depends on the machine.
"""

import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.catalog import Catalog
from measuring import write_results
from service import Communique

RELEASES, MOMENTS, SEED = 300, 50, 20_310_507
QUESTIONS = ("What did Norvania pay for bridge 41?", "the treaty of Astrelle", "Who opened harbour 212?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a folder was like after one kill. `lost` and `twice` count releases; both are to be 0."""

    finished: bool
    acknowledged: int
    stored: int
    lost: int
    twice: int
    disagree: bool  # index and catalog
    differs: bool  # after adding again, from an undisturbed run
    reopened: float  # seconds until the releases could be asked again


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = write_releases(Path(folder) / "releases.jsonl")
        started = time.perf_counter()
        with start_adding(Path(folder) / "undisturbed", file) as process:
            process.communicate()
        whole = time.perf_counter() - started
        undisturbed = read_state(Path(folder) / "undisturbed")
        dice = random.Random(SEED)  # noqa: S311
        moments = sorted(dice.uniform(0, whole) for _ in range(MOMENTS))
        findings = []
        for number, moment in enumerate(moments):
            findings.append(measure(Path(folder) / str(number), file, moment, undisturbed))
            print(f"killed after {moment:.2f} s: {findings[-1]}", flush=True)
    figures = summarise(findings) | {"undisturbed_seconds": round(whole, 2)}
    print(json.dumps(figures, indent=2))
    write_results("survival", figures)


def measure(data: Path, file: Path, moment: float, undisturbed: dict[str, Any]) -> Finding:
    with start_adding(data, file) as process:
        try:
            process.wait(timeout=moment)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        told, _ = process.communicate()
    acknowledged = {outcome["id"]: outcome["version"] for outcome in map(json.loads, whole_lines(told))}
    started = time.perf_counter()
    found = read_state(data)
    reopened = time.perf_counter() - started
    with Communique.open(data, model="hashing") as communique:
        communique.add(file)
    stored = dict(found["versions"])
    return Finding(
        finished=process.returncode == 0,
        acknowledged=len(acknowledged),
        stored=len(stored),
        lost=len(acknowledged.items() - stored.items()),
        twice=len(found["versions"]) - len(stored) + len(found["passages"]) - len(set(found["passages"])),
        disagree=found["indexed"] != found["counted"],
        differs=read_state(data) != undisturbed,
        reopened=reopened,
    )


def start_adding(data: Path, file: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "service.cli", "--data", str(data), "add", str(file), "--json"]
    environment = os.environ | {"COMMUNIQUE_MODEL": "hashing"}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def whole_lines(told: bytes) -> list[bytes]:
    return [line for line in told.splitlines(keepends=True) if line.endswith(b"\n")]


def read_state(data: Path) -> dict[str, Any]:
    """All that a person could notice of the releases in a folder."""
    with Communique.open(data, model="hashing") as communique, Catalog(data / "catalog.sqlite3") as catalog:
        manifest = communique.manifest()
        return {
            "versions": [(listing.id, listing.version) for listing in communique.listings()],
            "passages": sorted((place.release_id, place.start, place.end) for place in catalog.places()),
            "hits": [[(hit.passage.id, hit.score) for hit in communique.search(question)] for question in QUESTIONS],
            "indexed": (manifest.releases, manifest.passages, manifest.change),
            "counted": (*catalog.count(), catalog.last_change()),
        }


def write_releases(file: Path) -> Path:
    """Invented releases of 200 to some 11,000 characters: five groups that are acknowledged together."""
    dice = random.Random(SEED)  # noqa: S311
    with file.open("w", encoding="utf-8") as lines:
        for number in range(RELEASES):
            text = " ".join(make_sentence(dice) for _ in range(dice.randint(3, 160)))
            record = {"id": f"release-{number:03}", "title": f"Statement {number}", "text": text, "date": "2031-05-06"}
            lines.write(json.dumps(record) + "\n")
    return file


def make_sentence(dice: random.Random) -> str:
    who = dice.choice(["Norvania", "Astrelle", "Minister Ostrander", "President Maroush"])
    what = dice.choice(["opened harbour", "paid for bridge", "signed treaty", "closed road", "praised school"])
    return f"{who} {what} {dice.randrange(400)} in Port Quillan for {dice.randrange(10**6)} crowns."


def summarise(findings: list[Finding]) -> dict[str, Any]:
    return {
        "releases": RELEASES,
        "moments": len(findings),
        "killed": sum(not finding.finished for finding in findings),
        "killed_with_some_acknowledged": sum(f.acknowledged > 0 and not f.finished for f in findings),
        "acknowledged": sum(finding.acknowledged for finding in findings),
        "acknowledged_and_lost": sum(finding.lost for finding in findings),
        "stored_twice": sum(finding.twice for finding in findings),
        "index_and_catalog_disagree": sum(finding.disagree for finding in findings),
        "differs_after_adding_again": sum(finding.differs for finding in findings),
        "reopened_seconds_median": round(statistics.median(finding.reopened for finding in findings), 2),
        "reopened_seconds_most": round(max(finding.reopened for finding in findings), 2),
    }


if __name__ == "__main__":
    main()
