"""`communique mcp` as a process, spoken to by the official client of the protocol: standard streams, and HTTP."""

import asyncio
import json
import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import httpx2
import pytest
from factories import TREATY, make_release, make_treaty
from mcp import Client, MCPError, StdioServerParameters
from mcp.types import CallToolResult, TextContent
from typer.testing import CliRunner

from index.filters import EVERYTHING
from service.assembly import Communique
from service.cli.app import app
from service.http.release_serializers import release_body
from service.http.serializers import answer_body, passage_body
from service.http.verification_serializers import verification_body
from service.mcp import protocol
from service.mcp.toolbox import INSTRUCTIONS, TOOLS, ToolReply

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-m", "service.cli", "mcp"]
COST = "What did the harbour of Port Quillan cost?"
HEADERS = {"Accept": "application/json, text/event-stream"}
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
CHANGING = {"created", "timings_ms"}
Mode = Literal["auto", "legacy"]  # the protocol of 2026, and the one that begins by a handshake


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the harbour and the treaty."""
    folder: Path = tmp_path_factory.mktemp("tools") / "data"
    with opened(folder) as communique:
        communique.put(make_release())
        communique.put(make_treaty())
    return folder


def opened(folder: Path) -> Communique:
    return Communique.open(folder, model="hashing", reader="none")


def environment(folder: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COMMUNIQUE_")}
    ours = {"COMMUNIQUE_DATA": str(folder), "COMMUNIQUE_MODEL": "hashing", "COMMUNIQUE_READER": "none"}
    return inherited | ours


@asynccontextmanager
async def by_streams(folder: Path, mode: Mode) -> AsyncIterator[Client]:
    command = StdioServerParameters(command=COMMAND[0], args=COMMAND[1:], env=environment(folder))
    async with Client(command, mode=mode, read_timeout_seconds=60) as client:
        yield client


@contextmanager
def process(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [*COMMAND, *options], env=environment(folder), stdin=pipe, stdout=pipe, stderr=pipe, text=True
    ) as started:
        try:
            yield started
        finally:
            if started.poll() is None:
                started.kill()


@pytest.fixture(scope="module")
def address(data: Path) -> Iterator[str]:
    """Where `communique mcp --http` listens."""
    with process(data, "--http", "--port", "0") as started:
        yield read_address(started)
        started.send_signal(signal.SIGTERM)
        assert started.wait(timeout=30) == 0


def read_address(started: subprocess.Popen[str]) -> str:
    assert started.stdout is not None
    line = started.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+/mcp", line)
    assert found, f"no address but {line!r}"
    return found[0]


def text_of(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def without(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in CHANGING}


async def check_everything(client: Client, communique: Communique) -> None:
    """Every tool gives what its namesake in Python gives, as data and as text; errors are results that say why."""
    answer, manifest = communique.ask_with_manifest(COST, limit=5, filters=EVERYTHING)
    asked = await client.call_tool("ask_releases", {"question": COST})
    assert not asked.is_error
    same = answer_body(answer, manifest, communique.model, 0.0).model_dump(mode="json")
    assert without(asked.structured_content) == without(same)
    for citation in answer.citations:
        assert f"“{citation.quote}” [{citation.number}]" in text_of(asked)

    searched = await client.call_tool("search_releases", {"query": "fisheries treaty"})
    hits = [passage_body(hit).model_dump(mode="json") for hit in communique.search("fisheries treaty")]
    assert searched.structured_content == {"object": "list", "data": hits, "next_cursor": None}

    read = await client.call_tool("get_release", {"release_id": "fisheries-treaty"})
    whole = {"start": 0, "end": len(TREATY), "characters": len(TREATY), "next_start": None}
    release = release_body(communique.get("fisheries-treaty"), None).model_dump(mode="json")
    assert read.structured_content == release | whole
    assert text_of(read).endswith(f"\n\n{TREATY}")

    verified = await client.call_tool("verify_quote", {"quote": "signed a fisheries treaty"})
    verification = communique.verify("signed a fisheries treaty")
    assert verified.structured_content == verification_body(verification).model_dump(mode="json")

    unknown = await client.call_tool("get_release", {"release_id": "nothing"})
    assert (unknown.is_error, text_of(unknown)) == (True, "there is no release 'nothing'")
    empty = await client.call_tool("ask_releases", {"question": "", "stream": True})
    assert (empty.is_error, text_of(empty)) == (True, "question: empty; stream: there is no such argument")
    with pytest.raises(MCPError, match="there is no tool 'delete_release'; there are ask_releases, search_releases"):
        await client.call_tool("delete_release", {})


async def check_list(client: Client) -> None:
    tools = (await client.list_tools()).tools
    assert [(tool.name, tool.title) for tool in tools] == [(tool.name, tool.title) for tool in TOOLS]
    for tool in tools:
        assert tool.annotations is not None
        assert (tool.annotations.read_only_hint, tool.annotations.open_world_hint) == (True, False)
        assert tool.description
        assert tool.output_schema is not None
    assert client.instructions == INSTRUCTIONS


# Standard input and output


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_client_that_starts_the_command_gets_what_python_gives(data: Path, mode: Mode) -> None:
    async def talk() -> None:
        async with by_streams(data, mode) as client:
            await check_list(client)
            with opened(data) as communique:
                await check_everything(client, communique)

    asyncio.run(talk())


def test_what_another_process_adds_is_found_while_the_tools_are_served(tmp_path: Path) -> None:
    async def talk() -> None:
        with opened(tmp_path) as communique:
            async with by_streams(tmp_path, "auto") as client, asyncio.timeout(30):
                before = await client.call_tool("search_releases", {"query": "fisheries treaty"})
                assert text_of(before) == "No passage."
                communique.put(make_treaty())
                while (
                    text_of(await client.call_tool("search_releases", {"query": "fisheries treaty"})) == "No passage."
                ):
                    await asyncio.sleep(0.05)

    asyncio.run(talk())


def greet(started: subprocess.Popen[str]) -> list[Any]:
    """Say hello, list the tools, and give what was answered."""
    assert started.stdin is not None
    assert started.stdout is not None
    who = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    said = [
        {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": who},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        LIST,
    ]
    started.stdin.write("".join(f"{json.dumps(each)}\n" for each in said))
    started.stdin.flush()
    return [json.loads(started.stdout.readline()) for _ in range(2)]


def test_it_ends_when_its_input_ends_having_passed_over_what_is_no_message(data: Path) -> None:
    with process(data) as started:
        assert started.stdin is not None
        started.stdin.write("What did the harbour cost?\n\n{}\n")
        hello, listed = greet(started)
        assert hello["result"]["serverInfo"]["title"] == "Communiqué"
        assert [tool["name"] for tool in listed["result"]["tools"]] == [tool.name for tool in TOOLS]
        assert started.communicate(timeout=30)[0] == ""
        assert started.returncode == 0


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_told_though_its_input_is_open_still(data: Path, told: signal.Signals) -> None:
    with process(data) as started:
        greet(started)
        started.send_signal(told)
        assert started.wait(timeout=30) == 0
        assert started.stdout is not None
        assert started.stderr is not None
        assert (started.stdout.read(), started.stderr.read()) == ("", "")


def test_a_person_at_a_terminal_is_told_whom_it_speaks_to(data: Path) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        COMMAND, env=environment(data), stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as started:
        os.close(theirs)
        assert started.stderr is not None
        assert "see docs/mcp.md. Stop: Ctrl-C" in started.stderr.readline()
        started.send_signal(signal.SIGINT)
        assert started.wait(timeout=30) == 0
        assert started.stdout is not None
        assert started.stdout.read() == ""
    os.close(ours)


# HTTP


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_client_that_is_given_the_address_gets_what_python_gives(data: Path, address: str, mode: Mode) -> None:
    async def talk() -> None:
        async with Client(address, mode=mode) as client:
            await check_list(client)
            with opened(data) as communique:
                await check_everything(client, communique)

    asyncio.run(talk())


def test_eight_calls_at_once_get_the_same_answer(address: str) -> None:
    async def talk() -> None:
        async with Client(address) as client:
            results = await asyncio.gather(*(client.call_tool("ask_releases", {"question": COST}) for _ in range(8)))
        assert len({text_of(result) for result in results}) == 1

    asyncio.run(talk())


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example:80"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost:8000"}, 200),
        ({"Host": "localhost:8001"}, 200),
        ({"Content-Type": "text/plain"}, 400),
    ],
)
def test_a_page_elsewhere_cannot_speak_to_it(address: str, headers: dict[str, str], status: int) -> None:
    assert httpx2.post(address, json=LIST, headers=HEADERS | headers).status_code == status


def test_nothing_but_a_post_to_the_one_path_of_at_most_one_mebibyte_is_taken(address: str) -> None:
    assert httpx2.get(address, headers=HEADERS).status_code == 405
    assert httpx2.delete(address).status_code == 405
    assert httpx2.post(f"{address}/more", json=LIST).status_code == 404
    assert httpx2.post(address, json=LIST | {"more": "x" * 1024**2}, headers=HEADERS).status_code == 413


def test_a_name_that_is_allowed_is_answered(data: Path) -> None:
    with process(data, "--http", "--port", "0", "--allow-host", "press.example") as started:
        address = read_address(started)
        for host, status in (("press.example", 200), ("press.example:443", 200), ("evil.example", 421)):
            headers = HEADERS | {"Host": host, "Origin": f"https://{host}"}
            assert httpx2.post(address, json=LIST, headers=headers).status_code == status
        started.send_signal(signal.SIGINT)
        assert started.wait(timeout=30) == 0


# The command


def test_a_fault_of_ours_is_logged_and_the_client_hears_nothing_of_it(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_communique: Communique, _asked: Any) -> ToolReply:
        raise RuntimeError("a secret of the house")

    with opened(data) as communique:
        result = protocol.call(replace(TOOLS[0], use=fail), communique, {"question": COST})
    assert (result.is_error, text_of(result)) == (True, "something went wrong here; the log says what")
    assert "a secret of the house" in caplog.text


def test_without_the_package_the_error_names_what_to_install() -> None:
    code = "import sys; sys.modules['mcp'] = None; from service.cli.app import main; main()"
    done = subprocess.run([sys.executable, "-c", code, "mcp"], capture_output=True, text=True, check=False)
    said = "communique: mcp is missing. Install it: pip install 'communique[mcp]'\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--port", "9000"], "--host, --port and --allow-host are for --http"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(options: list[str], said: str) -> None:
    done = CliRunner().invoke(app, ["mcp", *options], env={"COLUMNS": "200"})
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
