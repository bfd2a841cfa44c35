"""Law 6: nothing leaves the machine unless the operator named the address; and nothing is left in anybody's home.

The whole product runs as processes of its own, without CI in the environment (which makes some libraries behave), with
an empty home. An audit hook notes and refuses what Python contacts; strace, where it may be used, sees native code too.
"""

import asyncio
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import httpx2
import pytest
from conftest import read_address
from mcp import Client, StdioServerParameters

ROOT = Path(__file__).parent.parent
WATCH = Path(__file__).parent / "watch"
QUESTION = "What did Motegi offer Cambodia?"
QUOTE = "25 billion yen in yen loans"
COMMAND = [sys.executable, "-m", "service.cli"]
NOTEBOOK = f"""
from service import Communique
with Communique.open() as communique:
    answer = communique.ask({QUESTION!r})
    assert len(communique.search("yen loans").to_frame())
    print(answer._repr_html_())
"""
# Calls that reach another machine, and those by which a file or folder comes and goes; execve is each log's first line.
CALLS = "execve,connect,sendto,sendmsg,sendmmsg,creat,mkdir,mkdirat,unlink,unlinkat"
_ADDRESS = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A folder in which processes run watched. `home` is theirs, and empty."""

    folder: Path
    traced: bool

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def environment(self) -> dict[str, str]:
        """Next to nothing: what the machine that tests would otherwise pass on might hide a fault."""
        kept = {name: value for name, value in os.environ.items() if name == "PATH" or name.startswith("COVERAGE_")}
        return kept | {
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "PYTHONPATH": f"{WATCH}{os.pathsep}{ROOT}",
            "COMMUNIQUE_DATA": str(self.folder / "data"),
            "COMMUNIQUE_PORT": "0",
            "WATCH_LOG": str(self.folder / "python.log"),
        }

    def command(self, *command: str) -> list[str]:
        """strace is the parent, so that it has seen and written everything once it ends.

        As a watcher from aside (-D) it is waited for three seconds only: on a busy machine it misses the beginning.
        """
        if not self.traced:
            return list(command)
        handle, log = tempfile.mkstemp(prefix="native-", dir=self.folder)
        os.close(handle)
        return ["strace", "-f", "-q", "-s", "256", "--seccomp-bpf", "-e", f"trace={CALLS}", "-o", log, *command]

    def run(self, *command: str) -> str:
        done = subprocess.run(
            self.command(*command), env=self.environment, capture_output=True, check=False, encoding="utf-8"
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def contacts(self) -> list[str]:
        """Each address elsewhere that somebody tried, and each thing that was made at home."""
        python = self.folder / "python.log"
        told = python.read_text(encoding="utf-8").splitlines() if python.exists() else []
        for line in itertools.chain.from_iterable(map(read_trace, self._native_logs())):
            addresses = [ip_address(v4 or v6) for v4, v6 in _ADDRESS.findall(line)]
            if any(not (address.is_loopback or address.is_unspecified) for address in addresses):
                told.append(line)
            if f'"{self.home}/' in line and line.endswith(" = 0"):
                told.append(line)
        return told + [f"file {file.relative_to(self.home)}" for file in self.home.rglob("*")]

    def _native_logs(self) -> list[Path]:
        return sorted(self.folder.glob("native-*"))


def read_trace(log: Path) -> list[str]:
    """The calls of one command and all that it started."""
    calls = log.read_text(encoding="utf-8", errors="replace").splitlines()
    assert "execve(" in calls[0], f"{log} misses the beginning"
    return calls


def terminate(process: subprocess.Popen[str], watch: Watch) -> None:
    """Tell the command itself to stop: strace, its parent, is deaf to what would keep it from seeing the end."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    os.kill(int(children.read_text("ascii").split()[0]) if watch.traced else process.pid, signal.SIGTERM)


def make_watch(folder: Path) -> Watch:
    (folder / "home").mkdir()
    may = shutil.which("strace") and subprocess.run(["strace", "-qq", "-o", os.devnull, "true"], check=False)
    return Watch(folder=folder, traced=bool(may and may.returncode == 0))


def ask_over_http(watch: Watch) -> str:
    """The page, what stands beside it, and an answer, of a service that is then told to stop."""
    command = watch.command(*COMMAND, "serve")
    with subprocess.Popen(command, env=watch.environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            with httpx2.Client(base_url=read_address(process), timeout=60) as client:
                for page in ("/", f"/?q={QUESTION}", "/docs", "/openapi.json", "/metrics", "/readyz"):
                    assert client.get(page).status_code == 200
                return str(client.post("/v1/ask", json={"question": QUESTION}).json()["answer"])
        finally:
            terminate(process, watch)
            assert process.wait(timeout=60) == 0


def ask_in_a_notebook(watch: Watch) -> str:
    return watch.run(sys.executable, "-c", NOTEBOOK)


def ask_over_mcp(watch: Watch) -> str:
    executable, *arguments = watch.command(*COMMAND, "mcp")
    server = StdioServerParameters(command=executable, args=arguments, env=watch.environment)

    async def ask() -> str:
        async with Client(server, read_timeout_seconds=120) as client:
            return str((await client.call_tool("ask_releases", {"question": QUESTION})).structured_content)

    return asyncio.run(ask())


@pytest.mark.slow
def test_the_whole_product_contacts_nobody_and_leaves_nothing_at_home(tmp_path: Path) -> None:
    watch = make_watch(tmp_path)
    assert "1 added" in watch.run(*COMMAND, "add", "--bundled")
    with ThreadPoolExecutor() as together:
        asked = [together.submit(ask, watch) for ask in (ask_over_http, ask_in_a_notebook, ask_over_mcp)]
    assert all(QUOTE in answer.result() for answer in asked)
    assert watch.contacts() == []


PYTHON_CALL = "import socket; socket.socket().connect(('192.0.2.1', 80))"
PYTHON_NAME = "import urllib.request as r; r.urlopen('https://telemetry.example/')"
NATIVE_CALL = """
import ctypes, socket, struct
libc = ctypes.CDLL(None)
address = struct.pack("=H", socket.AF_INET) + struct.pack("!H4s8x", 9, socket.inet_aton("192.0.2.1"))
libc.connect(libc.socket(socket.AF_INET, socket.SOCK_DGRAM, 0), address, len(address))
"""
FILE_AT_HOME = (
    "from pathlib import Path; (Path.home() / 'deviceid').write_text('1'); (Path.home() / 'deviceid').unlink()"
)


@pytest.mark.parametrize(
    ("told", "script", "native"),
    [
        ("socket.connect 192.0.2.1", PYTHON_CALL, False),
        ("socket.getaddrinfo telemetry.example", PYTHON_NAME, False),
        ("192.0.2.1", NATIVE_CALL, True),
        ("deviceid", FILE_AT_HOME, True),
    ],
)
def test_who_calls_out_is_seen(tmp_path: Path, told: str, script: str, native: bool) -> None:
    watch = make_watch(tmp_path)
    if native and not watch.traced:
        pytest.skip("only strace sees this, and it is not here or may not be used: apt-get install strace")
    subprocess.run(watch.command(sys.executable, "-c", script), env=watch.environment, capture_output=True, check=False)
    assert any(told in line for line in watch.contacts())
