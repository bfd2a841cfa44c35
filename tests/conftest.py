"""A running service for the tests that speak to one."""

import itertools
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from factories import make_release, make_treaty
from fastapi.testclient import TestClient
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.routing import BaseRoute

from corpus.catalog import Catalog
from corpus.reading import BUNDLED, CATALOG, Sandbox, files, read_paths, record_of
from corpus.release import Release
from index.hashing_embedder import HashingEmbedder
from service import assembly
from service.assembly import Communique, make_index
from service.http.app import make_app
from service.settings import read_settings

WRITE_KEY = "test-key"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own in it
ROOM = 2 * 1024**3
LOADING = {"served", "model"}  # fixtures that load the default model, or start what does
_routes: list[BaseRoute] = []


# A busy machine takes long over an easy example; what has to be quick is measured by tests of its own.
hypothesis_settings.register_profile("unhurried", deadline=None)
hypothesis_settings.load_profile("unhurried")


def pytest_configure(config: pytest.Config) -> None:
    """Folders of tests lie in memory where there is room: most of a test's time is to wait for a disk to say "written".

    Workers share the cores: threads of one that wait for each other stall while another computes.
    """
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    for name in ("COLUMNS", "LINES"):  # rich would keep to what it finds when it is loaded, whatever a test sets
        os.environ.pop(name, None)
    if hasattr(config, "workerinput"):
        os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: a quarter of the time is spent waiting for browsers, processes and clocks."""
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What needs a model of meaning is slow. Workers begin with files that take long: none is left to end alone."""
    for item in items:
        if LOADING & set(getattr(item, "fixturenames", ())):
            item.add_marker("slow")
    if hasattr(config, "workerinput"):
        long = {item.path for item in items if {"slow", "browser"} & {mark.name for mark in item.iter_markers()}}
        items.sort(key=lambda item: item.path not in long)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `communique serve`, as a process of its own, over the bundled release and the real model."""
    with serving(tmp_path_factory.mktemp("served")) as address:
        for release in read_paths([BUNDLED]):  # over HTTP: to add by a process of its own loads the model once more
            assert isinstance(release, Release)
            headers = {"Authorization": f"Bearer {WRITE_KEY}"}
            put = httpx2.post(f"{address}/v1/releases", json=record_of(release), headers=headers, timeout=60)
            assert put.status_code == 201, put.text
        yield address


class KeptSandbox(Sandbox):
    """Its process is kept for the next test: to start one and to load the parsers takes more than a second."""

    def __init__(self) -> None:
        super().__init__()
        self._uses = itertools.count(1)

    def close(self) -> None:
        """Only now and then, so that no test depends on what so many before it have left there."""
        if next(self._uses) % 25 == 0:
            super().close()

    def end(self) -> None:
        super().close()


@pytest.fixture(scope="session", autouse=True)
def parsers_kept() -> Iterator[None]:
    """Services, and files that are read, share one process of parsers, but for tests that take `own_parsers`."""
    sandbox = KeptSandbox()
    with pytest.MonkeyPatch.context() as patch:
        for module in (assembly, files):
            patch.setattr(module, "Sandbox", lambda: sandbox)
        yield
    sandbox.end()


@pytest.fixture
def own_parsers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each service, and each reading of files, has a process of parsers of its own, as everywhere but in tests."""
    for module in (assembly, files):
        monkeypatch.setattr(module, "Sandbox", Sandbox)


@contextmanager
def serving(data: Path, **settings: str) -> Iterator[str]:
    """The address of a process that serves what is in the folder; it has to end well."""
    given = {"data": str(data), "write_keys": WRITE_KEY, "port": "0", **settings}
    environment = os.environ | {f"COMMUNIQUE_{name.upper()}": value for name, value in given.items()}
    command = [sys.executable, "-m", "service.cli", "serve"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield read_address(process)
        finally:
            process.terminate()
            assert process.wait(timeout=30) == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for a file, not for the run: while it lives, its event loop holds the main thread."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium here: apt-get install chromium, or name one in CHROMIUM")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a visitor who was never here before."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    yield context.new_page()
    context.close()


def read_address(process: subprocess.Popen[str]) -> str:
    """The address that a starting service prints once it can be asked."""
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://\S+", line)
    assert found, f"the service printed no address but {line!r}"
    return found[0]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the harbour and the treaty in it, to be copied."""
    data = tmp_path_factory.mktemp("filled") / "data"
    with Communique.open(data, model="hashing", reader="none") as opened:
        opened.put(make_release())
        opened.put(make_treaty())
    return data


@pytest.fixture
def catalog(filled: Path, tmp_path: Path) -> Iterator[Catalog]:
    """The catalog of `communique`."""
    data = shutil.copytree(filled, tmp_path / "data")
    with Catalog(data / CATALOG) as opened:
        yield opened


@pytest.fixture
def communique(catalog: Catalog, tmp_path: Path) -> Iterator[Communique]:
    """A service with the harbour and the treaty, a model that knows the same words only, and no reranker."""
    settings = read_settings(data=tmp_path / "data", model="hashing", reader="none", write_keys=(WRITE_KEY,))
    embedder = HashingEmbedder()
    with Communique(settings, catalog, embedder, make_index(settings, catalog, embedder), None) as opened:
        yield opened


def client_of(communique: Communique) -> TestClient:
    """Speaks to a service over HTTP. An application works its routes out at its first request, in a tenth of a second.

    So each takes over those of the first one: they know nothing of a service.
    """
    app = make_app(communique)
    _routes.extend([] if _routes else app.router.routes)
    app.router.routes[:] = _routes
    return TestClient(app)


@pytest.fixture
def client(communique: Communique) -> Iterator[TestClient]:
    """Speaks to `communique` over HTTP, within one event loop: each request would begin its own."""
    with client_of(communique) as opened:
        yield opened
