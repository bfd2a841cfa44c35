"""What was acknowledged survives kill -9, and adding again ends where an undisturbed run ends."""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from factories import make_release

from corpus.catalog import Catalog
from corpus.reading import record_of
from corpus.release import Release
from service import Communique

# Without coverage, which doubles the time of this much text; the process that is killed leaves none anyway.
pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

RELEASES = 300
CHARACTERS = 1_700_000  # some five groups: releases are acknowledged by groups of about 400,000 characters
MOMENTS = 6
SEED = 20_310_506
QUESTIONS = ("What did Norvania pay for bridge 41?", "the treaty of Astrelle", "Who opened harbour 212 in Quillan?")

# How many acknowledgements are read before the kill, and for how many seconds more the process may go on.
_dice = random.Random(SEED)  # noqa: S311
KILLS = [(_dice.randrange(RELEASES), round(_dice.uniform(0, 0.4), 3)) for _ in range(MOMENTS - 1)]
KILLS += [(RELEASES, 0.0)]  # every release acknowledged, the index not yet made


def make_releases() -> list[Release]:
    """Invented releases of 200 to some 11,000 characters, the same every time."""
    dice = random.Random(SEED)  # noqa: S311
    lengths = [dice.randint(200, 2 * CHARACTERS // RELEASES - 200) for _ in range(RELEASES)]
    return [make_long_release(dice, number, length) for number, length in enumerate(lengths)]


def make_long_release(dice: random.Random, number: int, length: int) -> Release:
    text = ""
    while len(text) < length:
        who = dice.choice(["Norvania", "Astrelle", "Minister Ostrander", "President Maroush"])
        what = dice.choice(["opened harbour", "paid for bridge", "signed treaty", "closed road", "praised school"])
        text += f"{who} {what} {dice.randrange(400)} in Port Quillan for {dice.randrange(10**6)} crowns. "
    day = date(2031, 1, 1) + timedelta(days=number)
    return make_release(f"release-{number:03}", f"Statement {number}", text, day, f"https://press.example/{number}")


def opened(data: Path) -> Communique:
    return Communique.open(data, model="hashing", reader="none")


@dataclass(frozen=True, slots=True)
class State:
    """All that a person could notice of the releases in a folder."""

    versions: list[tuple[str, str]]
    passages: list[tuple[str, int, int]]
    hits: list[list[tuple[str, float]]]


def read_state(data: Path) -> State:
    """The state, once it is sure that nothing is there twice and that index and catalog agree."""
    with (
        Catalog(data / "catalog.sqlite3") as catalog,
        opened(data) as communique,
    ):
        manifest = communique.manifest()
        assert (manifest.releases, manifest.passages) == catalog.count()
        assert manifest.change == catalog.last_change()
        versions = [(listing.id, listing.version) for listing in communique.listings()]
        passages = sorted((place.release_id, place.start, place.end) for place in catalog.places())
        found = [[(hit.passage.id, hit.score) for hit in communique.search(question)] for question in QUESTIONS]
    assert len({release_id for release_id, _ in versions}) == len(versions) == manifest.releases
    assert len(set(passages)) == len(passages) == manifest.passages
    return State(versions, passages, found)


def kill_while_adding(data: Path, file: Path, acknowledgements: int, seconds: float) -> dict[str, str]:
    """Start adding, kill -9 at the moment; version by id of every release that was acknowledged until then."""
    command = [sys.executable, "-m", "service.cli", "--data", str(data), "add", str(file), "--json"]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    environment = inherited | {"COMMUNIQUE_MODEL": "hashing", "COMMUNIQUE_READER": "none"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(acknowledgements)]
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        lines += process.stdout.readlines()
    assert process.returncode in {-signal.SIGKILL, 0}  # 0 where it had finished before the kill
    told = [json.loads(line) for line in lines if line.endswith(b"\n")]
    return {outcome["id"]: outcome["version"] for outcome in told}


@pytest.fixture(name="file", scope="module")
def _file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("releases") / "releases.jsonl"
    file.write_text("".join(json.dumps(record_of(release)) + "\n" for release in make_releases()), encoding="utf-8")
    return file


@pytest.fixture(name="undisturbed", scope="module")
def _undisturbed(tmp_path_factory: pytest.TempPathFactory, file: Path) -> State:
    data = tmp_path_factory.mktemp("undisturbed")
    add_again(data, file)
    return read_state(data)


def add_again(data: Path, file: Path) -> Sequence[str]:
    with opened(data) as communique:
        return [getattr(outcome, "kind", str(outcome)) for outcome in communique.add(file)]


def test_an_undisturbed_run_holds_every_release_as_it_was_written(undisturbed: State) -> None:
    written = [(release.id, release.version) for release in reversed(make_releases())]
    assert undisturbed.versions == written
    assert [len(hits) for hits in undisturbed.hits] == [10] * len(QUESTIONS)


@pytest.mark.parametrize(("acknowledgements", "seconds"), KILLS)
def test_what_was_acknowledged_is_there_after_a_kill_and_adding_again_completes_it(
    acknowledgements: int, seconds: float, file: Path, undisturbed: State, tmp_path: Path
) -> None:
    acknowledged = kill_while_adding(tmp_path, file, acknowledgements, seconds)
    assert len(acknowledged) >= acknowledgements
    stored = dict(read_state(tmp_path).versions)
    assert acknowledged.items() <= stored.items() <= dict(undisturbed.versions).items()

    kinds = add_again(tmp_path, file)
    assert [kinds.count("unchanged"), kinds.count("added")] == [len(stored), RELEASES - len(stored)]
    assert read_state(tmp_path) == undisturbed
