"""communique health: does the service that runs here answer?

A container asks this every half minute, for as long as it lives: so nothing is loaded that it does not need. With the
whole of communique it would be more than a second of a processor each time.
"""

import http.client
import json
import os
from pathlib import Path
from typing import Annotated

import typer

from service.listen_address import NoPort, address_of, find_listener

_FIRST_PROCESS = Path("/proc/1/cmdline")  # Linux; the service itself, in a container
_WITHIN = 4  # seconds

app = typer.Typer(
    add_completion=False, pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]}
)


class NoAnswer(Exception):
    """The service does not answer, or something else does."""


@app.command()
def health(
    host: Annotated[str | None, typer.Option(help="Address that is listened on (as `serve` was told here).")] = None,
    port: Annotated[str | None, typer.Option(metavar="INTEGER", help="Port (as `serve` was told here).")] = None,
) -> None:
    """Ask the service that runs here whether it is up. Exit code 1 when it does not answer."""
    try:
        listener = find_listener({"host": host, "port": port}, _first_process(), os.environ)
        typer.echo(f"{check_health(*listener)} answers")
    except (NoAnswer, NoPort) as error:
        typer.echo(f"communique: {error}", err=True)
        raise typer.Exit(1) from None


def check_health(host: str, port: int) -> str:
    """Return the service's address. NoAnswer says what is there instead."""
    address = address_of(host, port)
    connection = http.client.HTTPConnection(host, port, timeout=_WITHIN)  # ignores proxies
    try:
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        status, body = response.status, response.read(1000)
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise NoAnswer(
            f"nothing answers at {address}/healthz: {reason}. "
            "Start it: communique serve. Or name where it listens: --host, --port"
        ) from error
    finally:
        connection.close()
    if status != http.client.OK or not _is_ours(body):
        raise NoAnswer(f"{address}/healthz answers {status}: is that Communiqué? Name where it listens: --host, --port")
    return address


def _is_ours(body: bytes) -> bool:
    try:
        return bool(json.loads(body) == {"status": "ok"})
    except ValueError:
        return False


def _first_process() -> list[str]:
    """The command line of process 1; empty where this system does not expose it."""
    try:
        return _FIRST_PROCESS.read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []
