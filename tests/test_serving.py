"""`communique serve` as a process: its address, its end, and what other processes write meanwhile."""

import os
import re
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from conftest import read_address
from factories import make_release, make_treaty
from fastapi.testclient import TestClient
from running import running, wait_until

from corpus.catalog import Catalog
from corpus.reading import record_of
from index.hashing_embedder import HashingEmbedder
from index.storage.snapshot import Snapshot
from index.sync import Index
from service.assembly import Communique, make_index, open_catalog
from service.display.terminal import json_line
from service.http import serving
from service.http.app import make_app
from service.settings import Settings, read_settings

COMMAND = [sys.executable, "-m", "service.cli"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Of a process whose data lies in the test's folder."""
    ours = {f"COMMUNIQUE_{name.upper()}" for name in Settings.model_fields}
    inherited = {name: value for name, value in os.environ.items() if name not in ours}
    here = {"DATA": str(tmp_path / "data"), "MODEL": "hashing", "READER": "none", "PORT": "0"}
    return inherited | {f"COMMUNIQUE_{name}": value for name, value in here.items()}


@contextmanager
def serving_process(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with subprocess.Popen(
        [*COMMAND, "serve"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process, read_address(process)
        finally:
            if process.poll() is None:
                process.kill()


@pytest.mark.slow
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_at_the_address_that_it_prints_and_stops_cleanly(
    environment: dict[str, str], told: signal.Signals
) -> None:
    with serving_process(environment) as (process, address):
        assert address.startswith("http://127.0.0.1:")
        response = httpx2.get(f"{address}/healthz")
        assert response.json() == {"status": "ok"}
        assert "Server" not in response.headers
        process.send_signal(told)
        _, complaints = process.communicate(timeout=30)
        assert (process.returncode, complaints) == (0, "")


@pytest.mark.slow
def test_a_port_in_use_is_named_and_the_exit_code_is_one(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        environment["COMMUNIQUE_PORT"] = str(port)
        refused = subprocess.run([*COMMAND, "serve"], env=environment, capture_output=True, text=True, check=False)
    said = f"communique: cannot listen on 127.0.0.1:{port}: Address already in use. Choose another: --port\n"
    assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", said)


@pytest.mark.slow
def test_what_another_process_adds_and_removes_is_found_by_the_running_one(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "treaty.jsonl"
    file.write_text(json_line(record_of(make_treaty())), "utf-8")
    with serving_process(environment) as (_, address):

        def found() -> list[str]:
            asked = httpx2.get(f"{address}/v1/search", params={"q": "fisheries treaty"})
            return [passage["release_id"] for passage in asked.json()["data"]]

        assert found() == []
        subprocess.run([*COMMAND, "add", str(file)], env=environment, check=True, capture_output=True)
        wait_until(lambda: found() == ["fisheries-treaty"], 5)
        subprocess.run([*COMMAND, "remove", "fisheries-treaty"], env=environment, check=True, capture_output=True)
        wait_until(lambda: found() == [], 5)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:"),
        ("0.0.0.0", "http://127.0.0.1:"),  # noqa: S104
        ("::1", "http://[::1]:"),
        ("::", "http://[::1]:"),
    ],
)
def test_the_address_that_is_printed_can_be_opened(host: str, address: str) -> None:
    with serving.listen(host, 0) as listener:
        port = listener.getsockname()[1]
        assert serving.address_at(listener) == f"{address}{port}"


def test_no_response_waits_for_the_client_to_acknowledge_the_one_before(communique: Communique) -> None:
    with running(communique) as server, httpx2.Client(base_url=server.address) as client:
        client.get("/healthz")
        (connection,) = server.server_state.connections
        accepted = connection.transport.get_extra_info("socket")
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_service_in_this_process_prints_its_address_and_returns_when_told(
    communique: Communique, capsys: pytest.CaptureFixture[str]
) -> None:
    communique.settings = communique.settings.model_copy(update={"port": 0})
    before = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}
    printed: list[str] = []

    def answers() -> bool:
        printed.append(capsys.readouterr().out)
        return "answers at" in "".join(printed)

    def stop_once_it_answers() -> None:
        wait_until(answers, 20)
        os.kill(os.getpid(), signal.SIGTERM)

    watcher = threading.Thread(target=stop_once_it_answers)
    try:
        watcher.start()
        serving.serve_forever(communique)
    finally:
        watcher.join()
        for name, handler in before.items():
            signal.signal(name, handler)
    assert " from 2 releases. Stop: Ctrl-C" in "".join(printed)


def break_index(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """No index can follow, as when the disk is full, until the event is set."""
    mended, follow = threading.Event(), Index.catch_up

    def catch_up(index: Index) -> Snapshot:
        if mended.is_set():
            return follow(index)
        raise RuntimeError("could not write to /srv/press/index/building/dense.faiss")

    monkeypatch.setattr(Index, "catch_up", catch_up)
    return mended


def test_what_cannot_be_followed_is_logged_and_shown_until_it_can_and_what_is_there_still_answers(
    communique: Communique, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = TestClient(make_app(communique))
    assert client.get("/readyz").status_code == 200
    mended = break_index(monkeypatch)
    with communique.following():
        wait_until(lambda: client.get("/readyz").status_code == 503, 10)
        detail = client.get("/readyz").json()["detail"]
        assert re.fullmatch(
            r"the index cannot follow the catalog and answers from what it has "
            r"\(since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, (once|\d+ times in a row)\): RuntimeError; the log says more",
            detail,
        )
        assert 'communique_background_failures{work="index"} 0.0' not in client.get("/metrics").text
        assert communique.ask("Who thanked the engineers?").status == "answered"
        with Catalog(communique.settings.data / "catalog.sqlite3") as elsewhere:
            elsewhere.remove("fisheries-treaty")
        mended.set()
        wait_until(lambda: client.get("/readyz").status_code == 200, 10)
        assert communique.manifest().releases == 1
        metrics = client.get("/metrics").text
    assert 'communique_background_failures{work="index"} 0.0' in metrics
    assert 'communique_background_failing_since_seconds{work="index"} 0.0' in metrics
    assert "dense.faiss" in caplog.records[0].getMessage()  # the log says what the answer does not
    assert "no longer" in caplog.records[-1].getMessage()


def test_sources_that_cannot_be_followed_make_the_service_not_ready_until_they_can(communique: Communique) -> None:
    client = TestClient(make_app(communique))
    with Catalog(communique.settings.data / "catalog.sqlite3") as elsewhere, communique.follower.running():
        with elsewhere.database.write() as connection:
            connection.execute("ALTER TABLE sources RENAME TO lost")
        wait_until(lambda: client.get("/readyz").status_code == 503)
        assert client.get("/readyz").json()["detail"].startswith("sources cannot be followed (since ")
        assert 'communique_background_failures{work="index"} 0.0' in client.get("/metrics").text
        assert 'communique_background_failures{work="sources"} 0.0' not in client.get("/metrics").text
        with elsewhere.database.write() as connection:
            connection.execute("ALTER TABLE lost RENAME TO sources")
        wait_until(lambda: client.get("/readyz").status_code == 200)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="files of another process are limited by prlimit, which Linux has")
def test_after_a_full_disk_a_running_service_finds_what_was_written_meanwhile(
    environment: dict[str, str], tmp_path: Path
) -> None:
    with serving_process(environment) as (process, address):

        def limit(size: int) -> None:
            """Bytes that a file of the service may have: at none, every write fails as on a full disk."""
            if sys.platform == "linux":
                resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

        def ready() -> int:
            return httpx2.get(f"{address}/readyz").status_code

        limit(0)
        settings = read_settings(data=tmp_path / "data", model="hashing", reader="none")
        with open_catalog(settings, write=True) as catalog:  # not indexed there, so that it has to be here
            make_index(settings, catalog, HashingEmbedder()).add([make_release()])
            wait_until(lambda: ready() == 503)
            limit(resource.RLIM_INFINITY)
            wait_until(lambda: ready() == 200)
        found = httpx2.get(f"{address}/v1/search", params={"q": "harbour"}).json()["data"]
        assert [passage["release_id"] for passage in found] == ["harbour-opening"]


def test_releases_are_added_by_path_and_followed_within(tmp_path: Path, communique: Communique) -> None:
    file = tmp_path / "pier.txt"
    file.write_text("Pier closed\n\nThe pier of Tollan is closed.\n", "utf-8")
    with Communique.open(tmp_path / "data", model="hashing", reader="none") as other, other.following():
        outcomes = communique.add(file, tmp_path / "nowhere.txt")
        wait_until(lambda: other.manifest().releases == 3, 10)
    assert sorted(str(getattr(outcome, "kind", outcome)) for outcome in outcomes) == [
        f"{tmp_path / 'nowhere.txt'}: No such file or directory",
        "added",
    ]
    assert communique.get("pier").title == "Pier closed"
    assert communique.model == "hashing"
    assert make_release() == communique.get("harbour-opening")
