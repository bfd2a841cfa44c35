"""What the benchmarks share: the measuring data, a corpus that is ingested once, results with their command."""

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.reading import read_paths
from index.evaluation import LabelledQuestion, question_of
from index.ingestion import Readings
from service import Communique

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results"
# Not part of the repository: real releases and questions, for measuring alone.
DATA = Path(os.environ.get("MEASURING_DATA", ROOT.parent / "shared" / "data"))
# What is ingested once and asked by many benchmarks, and what holds text of the measuring data.
KEPT = Path(os.environ.get("MEASURING_KEPT", Path(tempfile.gettempdir()) / "communique-benchmarks"))


def need(path: Path) -> Path:
    """The path; or the end, saying what is missing."""
    if not path.exists():
        sys.exit(f"{path} is missing: this benchmark measures on data outside of the repository (MEASURING_DATA)")
    return path


def open_releases(releases: Path, **settings: Any) -> Communique:
    """The releases of a file, ingested on the first call and kept in a folder of the temporary directory."""
    return open_kept(releases.stem, read_paths([need(releases)]), **settings)


def open_kept(name: str, readings: Readings, **settings: Any) -> Communique:
    """The same of releases that were read already; `name` is the folder's."""
    communique = Communique.open(KEPT / name, **settings)
    outcomes = [getattr(outcome, "kind", "unreadable") for outcome in communique.ingest(readings)]
    print(f"{name}: " + ", ".join(f"{outcomes.count(kind)} {kind}" for kind in sorted(set(outcomes))))
    return communique


def read_questions(file: Path) -> Iterator[LabelledQuestion]:
    with need(file).open(encoding="utf-8") as lines:
        for line in lines:
            yield question_of(json.loads(line))


def read_conversations(file: Path) -> Iterator[LabelledQuestion]:
    """Each turn as the question that it is when it stands alone."""
    with need(file).open(encoding="utf-8") as lines:
        for talk in map(json.loads, lines):
            for number, turn in enumerate(talk["turns"], start=1):
                record = turn | {"id": f"{talk['id']}-{number}", "question": turn["standalone"], "type": "conversation"}
                yield question_of(record)


def command() -> str:
    return " ".join(["python", *sys.argv])


def write_results(name: str, results: dict[str, Any]) -> None:
    """benchmarks/results/<name>.json: the figures, with the command and the commit that made them."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    made = {
        "command": command(),
        "commit": commit,
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
    }
    RESULTS.mkdir(parents=True, exist_ok=True)
    file = RESULTS / f"{name}.json"
    file.write_text(json.dumps(made | results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"written to {file.relative_to(ROOT)}")
