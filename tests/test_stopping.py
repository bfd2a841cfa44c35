"""Ctrl-C and SIGTERM at any moment, also as process 1 of a container: what is being done ends and is told."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from factories import make_release, make_treaty
from filelock import FileLock
from running import wait_until

from corpus.catalog import Catalog
from corpus.reading import record_of
from service.assembly import Communique
from service.display.terminal import json_line
from service.settings import Settings

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-m", "service.command"]
AS_PROCESS_1 = ["unshare", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"]), "--pid", "--fork"]
LONG = make_release("long", text="The harbour of Port Quillan is long. " * 12_000)


@pytest.fixture(autouse=True)
def ctrl_c_is_heard() -> Iterator[None]:
    """Whoever runs tests in the background has told them to ignore Ctrl-C, and what they start would ignore it, too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(params=["ordinary", "process 1"])
def prefix(request: pytest.FixtureRequest) -> list[str]:
    """Before the command: nothing, or what makes it process 1, for which a signal without a handler is none."""
    if request.param == "ordinary":
        return []
    try:
        subprocess.run([*AS_PROCESS_1, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no namespace of processes can be made here: {error}")
    return AS_PROCESS_1


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    ours = {f"COMMUNIQUE_{name.upper()}" for name in Settings.model_fields}
    inherited = {name: value for name, value in os.environ.items() if name not in ours}
    here = {"DATA": str(tmp_path / "data"), "MODEL": "hashing", "READER": "none", "PORT": "0", "FOLLOW_EVERY": "0"}
    return inherited | {f"COMMUNIQUE_{name}": value for name, value in here.items()}


@contextmanager
def started(prefix: list[str], *arguments: str, env: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The process, and the number of the one that runs communique."""
    pipe = subprocess.PIPE
    command = [*prefix, *COMMAND, *arguments]
    with subprocess.Popen(command, env=env, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process, child_of(process.pid) if prefix else process.pid
        finally:
            if process.poll() is None:
                process.kill()


def child_of(number: int) -> int:
    children = Path(f"/proc/{number}/task/{number}/children")
    wait_until(lambda: bool(children.read_text("ascii").split()))
    return int(children.read_text("ascii").split()[0])


def hears(number: int, told: signal.Signals) -> bool:
    """Whether a process has a handler for the signal by now."""
    status = Path(f"/proc/{number}/status").read_text("ascii")
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt:")).split()[1]
    return bool(int(caught, 16) >> (told - 1) & 1)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_an_add_that_is_stopped_says_what_is_kept_and_the_same_again_goes_on(
    environment: dict[str, str], tmp_path: Path, prefix: list[str], told: signal.Signals
) -> None:
    lines = "".join(json_line(record_of(release)) for release in (make_treaty(), LONG))
    with started(prefix, "add", "-", "--json", env=environment) as (process, number):
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(lines + json_line(record_of(make_release())))
        process.stdin.flush()
        assert [process.stdout.readline().startswith('{"outcome": "added"') for _ in range(2)] == [True] * 2
        os.kill(number, told)
        _, said = process.communicate(timeout=60)
    assert said == (
        f"Stored and kept: 2 added. The same command again goes on from there.\ncommunique: stopped by {told.name}\n"
    )
    assert process.returncode == 128 + told
    with Catalog(tmp_path / "data" / "catalog.sqlite3") as catalog:
        assert sorted(listing.id for listing in catalog.listings()) == ["fisheries-treaty", "long"]
    file = tmp_path / "all.jsonl"
    file.write_text(lines + json_line(record_of(make_release())), "utf-8")
    with Communique.open(tmp_path / "data", model="hashing", reader="none") as opened:
        assert [getattr(outcome, "kind", "") for outcome in opened.add(file)] == ["unchanged", "unchanged", "added"]


def test_a_service_that_is_stopped_before_it_is_up_ends_well(
    environment: dict[str, str], tmp_path: Path, prefix: list[str]
) -> None:
    data = tmp_path / "data"
    (data / "index").mkdir(parents=True)
    with FileLock(data / "index" / "writer.lock"), started(prefix, "serve", env=environment) as (process, number):
        wait_until((data / "catalog.sqlite3").exists, 60)
        os.kill(number, signal.SIGTERM)
        printed, said = process.communicate(timeout=60)
    assert (process.returncode, printed, said) == (0, "", "")


def test_a_signal_is_heard_while_the_program_is_still_being_loaded(
    environment: dict[str, str], prefix: list[str]
) -> None:
    with started(prefix, "add", "-", env=environment) as (process, number):
        wait_until(lambda: hears(number, signal.SIGTERM), 60)
        os.kill(number, signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in said) == (143, False)
