"""communique mcp: the tools, served until the client disconnects or a signal arrives."""

from typing import Annotated

import typer

from corpus.errors import MissingPackage
from service.cli.common import AllowHost, opened
from service.stopping import Stopped

_HOST, _PORT = "127.0.0.1", 8001  # next to that of `communique serve`


def mcp(
    context: typer.Context,
    http: Annotated[bool, typer.Option("--http", help="By HTTP at /mcp, not by standard input and output.")] = False,  # noqa: FBT002
    host: Annotated[str | None, typer.Option(help=f"Address to listen on ({_HOST}).")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help=f"Port ({_PORT}); 0 takes a free one.")] = None,
    allow_host: AllowHost = None,
) -> None:
    """Serve read-only tools to programs that speak the Model Context Protocol, until they end, Ctrl-C or SIGTERM."""
    if not http and (host, port, allow_host) != (None, None, None):
        raise typer.BadParameter("--host, --port and --allow-host are for --http")
    try:
        from service.mcp import protocol  # noqa: PLC0415 - optional
    except ModuleNotFoundError as error:
        raise MissingPackage(f"{error.name} is missing. Install it: pip install 'communique[mcp]'") from error
    try:
        with opened(context) as communique, communique.following():
            if http:
                protocol.serve_http(communique, host or _HOST, _PORT if port is None else port, allow_host or [])
            else:
                protocol.serve_stdio(communique)
    except Stopped:  # before it was up
        raise typer.Exit from None
