"""The tools over the Model Context Protocol, by standard input and output or by HTTP. The only file that knows mcp."""

import asyncio
import logging
import signal
import sys
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version
from typing import Any, cast

from mcp import MCPError, types
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
from starlette.applications import Starlette
from starlette.routing import Route

from service.assembly import Communique
from service.display.terminal import notes
from service.http.door.bodies import MAX_QUESTION_BODY, BodyLimit
from service.http.door.hosts import HostCheck, Hosts
from service.http.middleware import SecurityHeaders
from service.http.serving import count_releases, run_application
from service.mcp.schemas import schema_of
from service.mcp.toolbox import INSTRUCTIONS, TOOLS, Tool, ToolRefusal, ToolReply

PATH = "/mcp"

_log = logging.getLogger(__name__)
Context = ServerRequestContext[Any]


def make_server(communique: Communique) -> Server[Any]:
    """The four tools around one open service. They run in threads: one that is slow holds up no other."""
    tools = {tool.name: tool for tool in TOOLS}
    listed = types.ListToolsResult(tools=[_declare(tool) for tool in TOOLS])

    async def list_tools(_context: Context, _page: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return listed

    async def call_tool(_context: Context, asked: types.CallToolRequestParams) -> types.CallToolResult:
        tool = tools.get(asked.name)
        if tool is None:
            raise MCPError(types.INVALID_PARAMS, f"there is no tool {asked.name[:100]!r}; there are {', '.join(tools)}")
        return await asyncio.to_thread(call, tool, communique, asked.arguments or {})

    return Server(
        "communique",
        version=version("communique"),
        title="Communiqué",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _declare(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=schema_of(tool.takes, "validation"),
        output_schema=schema_of(tool.gives, "serialization"),
        annotations=types.ToolAnnotations(
            read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )


def call(tool: Tool, communique: Communique, arguments: dict[str, Any]) -> types.CallToolResult:
    """What the tool says; an error as a result that the model reads, so that it can ask again rightly."""
    try:
        said: ToolReply = tool.call(communique, arguments)
    except ToolRefusal as refusal:
        return _error(str(refusal))
    except Exception:  # noqa: BLE001 - whatever it is: the library would tell the client its text
        _log.exception("%s failed", tool.name)
        return _error("something went wrong here; the log says what")
    return types.CallToolResult(content=[_text(said.text)], structured_content=said.body.model_dump(mode="json"))


def _error(message: str) -> types.CallToolResult:
    return types.CallToolResult(content=[_text(message)], is_error=True)


def _text(text: str) -> types.TextContent:
    return types.TextContent(type="text", text=text)


# HTTP


def serve_http(communique: Communique, host: str, port: int, allowed: Sequence[str]) -> None:
    """Print the address once it can be asked; return after Ctrl-C or SIGTERM. CannotListen names the address."""
    hosts = Hosts.of(host, (*communique.settings.allowed_hosts, *allowed))
    releases = count_releases(communique)
    tools = make_mcp_app(communique)
    application = SecurityHeaders(BodyLimit(tools, tools.routes))
    run_application(
        HostCheck(application, hosts), host, port, lambda at: f"Tools at {at}{PATH} over {releases}. Stop: Ctrl-C"
    )


def make_mcp_app(communique: Communique) -> Starlette:
    """Streamable HTTP at /mcp. Nothing is kept between requests. Whom they name, `HostCheck` looks at."""
    manager = StreamableHTTPSessionManager(
        make_server(communique),
        json_response=True,
        stateless=True,
        max_request_body_size=MAX_QUESTION_BODY,
    )

    @asynccontextmanager
    async def running(_app: Starlette) -> AsyncIterator[None]:
        async with manager.run():
            yield

    # Only POST: without sessions there is nothing to be told of by GET, and nothing to DELETE.
    return Starlette(routes=[Route(PATH, StreamableHTTPASGIApp(manager), methods=["POST"])], lifespan=running)


# Standard input and output


def serve_stdio(communique: Communique) -> None:
    """Answer what comes on standard input until it ends, or Ctrl-C or SIGTERM. Standard output carries nothing else."""
    asyncio.run(_serve_stdio(communique))


async def _serve_stdio(communique: Communique) -> None:
    server = make_server(communique)
    lines = _Lines(asyncio.get_running_loop())
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: lines.end())
    if sys.stdin.isatty():
        notes.print("This speaks to a program, not to people: see docs/mcp.md. Stop: Ctrl-C")
    async with stdio_server(stdin=cast("Any", lines)) as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


class _Lines:
    """The lines of standard input, until it ends or is told to.

    A thread of ours reads: the library's own would wait for one more line before anything could stop it.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._read: asyncio.Queue[str | None] = asyncio.Queue()
        threading.Thread(target=self._read_all, name="standard input", daemon=True).start()

    def end(self) -> None:
        self._tell(None)

    async def __aiter__(self) -> AsyncIterator[str]:
        while (line := await self._read.get()) is not None:
            yield line

    def _read_all(self) -> None:
        with open(0, "rb", closefd=False) as file:
            for line in file:
                self._tell(line.decode(errors="replace"))
        self.end()

    def _tell(self, line: str | None) -> None:
        with suppress(RuntimeError):  # the loop has ended, and nobody listens any more
            self._loop.call_soon_threadsafe(self._read.put_nowait, line)
