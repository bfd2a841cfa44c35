"""A running service for the tests that speak to one."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from factories import make_release, make_treaty
from fastapi.testclient import TestClient

from service.app import make_app
from service.assembly import Communique

WRITE_KEY = "test-key"


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `communique serve`, as a process of its own, over the bundled release and the real model."""
    data: Path = tmp_path_factory.mktemp("served")
    environment = os.environ | {
        "COMMUNIQUE_DATA": str(data),
        "COMMUNIQUE_WRITE_KEYS": WRITE_KEY,
        "COMMUNIQUE_PORT": "0",
    }
    command = [sys.executable, "-m", "service.cli"]
    subprocess.run([*command, "add", "--bundled"], env=environment, check=True, capture_output=True)
    with subprocess.Popen([*command, "serve"], env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield read_address(process)
        finally:
            process.terminate()
            assert process.wait(timeout=30) == 0


def read_address(process: subprocess.Popen[str]) -> str:
    """The address that a starting service prints once it can be asked."""
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://\S+", line)
    assert found, f"the service printed no address but {line!r}"
    return found[0]


@pytest.fixture
def communique(tmp_path: Path) -> Iterator[Communique]:
    """A service with the harbour and the treaty, a model that knows the same words only, and no reader."""
    with Communique.open(tmp_path / "data", model="hashing", reader="none", write_keys=(WRITE_KEY,)) as opened:
        opened.put(make_release())
        opened.put(make_treaty())
        yield opened


@pytest.fixture
def client(communique: Communique) -> TestClient:
    """Speaks to `communique` over HTTP."""
    return TestClient(make_app(communique))
