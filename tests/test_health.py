"""`communique health`: finds the service that runs here, past proxies, and loads next to nothing to ask it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from running import running
from typer.testing import CliRunner

from service.assembly import Communique
from service.cli.health import app
from service.http.serving import listen
from service.listen_address import find_listener, reachable
from service.settings import Settings

SERVE = ["/opt/communique/bin/python", "/opt/communique/bin/communique", "serve"]
HEALTH = [sys.executable, "-m", "service.command", "health"]


@pytest.mark.parametrize(
    ("first", "environment", "expected"),
    [
        ([], {}, ("127.0.0.1", 8000)),
        ([], {"COMMUNIQUE_HOST": "::1", "COMMUNIQUE_PORT": "8123"}, ("::1", 8123)),
        ([*SERVE, "--port", "9000"], {"COMMUNIQUE_PORT": "8123"}, ("127.0.0.1", 9000)),
        ([*SERVE, "--host=::", "--port=9000"], {"COMMUNIQUE_HOST": "0.0.0.0"}, ("::1", 9000)),  # noqa: S104
        ([*SERVE[:2], "--data", "serve", "serve", "--port", "9000"], {}, ("127.0.0.1", 9000)),
        (["/sbin/docker-init", "--", "communique", "serve", "--port", "9000"], {}, ("127.0.0.1", 9000)),
        (["sh", "-c", "cd / && exec communique serve --port 9000"], {}, ("127.0.0.1", 9000)),
        (["python", "-m", "http.server", "--port", "9000"], {}, ("127.0.0.1", 8000)),
        (["/usr/bin/other", "serve", "--port", "9000"], {}, ("127.0.0.1", 8000)),
        ([*SERVE[:2], "add", "serve", "--port"], {}, ("127.0.0.1", 8000)),
    ],
)
def test_the_command_line_of_the_first_process_goes_before_the_environment(
    first: list[str], environment: dict[str, str], expected: tuple[str, int]
) -> None:
    assert find_listener({}, first, environment) == expected


def test_what_is_given_goes_before_everything() -> None:
    given = {"host": "::1", "port": "9001"}
    assert find_listener(given, [*SERVE, "--host", "0.0.0.0", "--port", "9000"], {}) == ("::1", 9001)  # noqa: S104


def test_without_a_word_it_is_where_the_settings_say() -> None:
    fields = Settings.model_fields
    assert find_listener({}, [], {}) == (fields["host"].get_default(), fields["port"].get_default())


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "::1", "::"])  # noqa: S104
def test_whatever_is_listened_on_can_be_reached(host: str) -> None:
    assert reachable(host) == ("::1" if ":" in host else "127.0.0.1")


def test_it_asks_the_service_itself_though_a_proxy_is_named(communique: Communique) -> None:
    proxy = {"HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9", "NO_PROXY": "", "no_proxy": ""}
    with running(communique) as server:
        environment = os.environ | proxy | {"COMMUNIQUE_PORT": str(server.port)}
        done = subprocess.run(HEALTH, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{server.address} answers\n", "")


def test_where_nothing_answers_it_says_where_it_asked_and_what_to_do() -> None:
    with listen("127.0.0.1", 0) as bound:  # not listening yet: connections are refused
        port = bound.getsockname()[1]
        asked = CliRunner().invoke(app, ["--host", "0.0.0.0", "--port", str(port)])  # noqa: S104
    assert asked.exit_code == 1
    assert asked.output == (
        f"communique: nothing answers at http://127.0.0.1:{port}/healthz: Connection refused. "
        "Start it: communique serve. Or name where it listens: --host, --port\n"
    )


def test_what_answers_otherwise_is_not_taken_for_the_service(tmp_path: Path) -> None:
    command = [sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1", "--directory", str(tmp_path), "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as other:
        assert other.stdout is not None
        port = other.stdout.readline().split(" port ")[1].split()[0]
        missing = CliRunner().invoke(app, ["--port", port])
        (tmp_path / "healthz").write_text("hello", "utf-8")
        another = CliRunner().invoke(app, ["--port", port])
        other.kill()
    assert (missing.exit_code, another.exit_code) == (1, 1)
    assert "answers 404: is that Communiqué?" in missing.output
    assert "is that Communiqué?" in another.output


@pytest.mark.parametrize("port", ["0", "many"])
def test_a_port_that_cannot_be_asked_is_named(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMUNIQUE_PORT", port)
    asked = CliRunner().invoke(app, [])
    assert asked.exit_code == 1
    assert f"communique: {port!r} is no port that can be asked. Name it: --port" in asked.output


def test_it_loads_neither_models_nor_web_servers() -> None:
    script = "import sys, service.command, service.cli.health; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    heavy = {
        "corpus.catalog",
        "faiss",
        "fastapi",
        "httpx",
        "numpy",
        "onnxruntime",
        "pydantic",
        "service.cli.app",
        "torch",
    }
    assert heavy.isdisjoint(done.stdout.split())
