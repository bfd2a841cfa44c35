"""One process that serves an open service until it is told to stop."""

import signal
import socket
import threading
from contextlib import nullcontext

import uvicorn

from corpus.errors import CommuniqueError
from service.app import make_app
from service.assembly import Communique
from service.terminal import output

_STOP_WITHIN = 10  # seconds for requests that are being answered


class CannotListen(CommuniqueError):
    """The address or port cannot be listened on."""


def serve_forever(communique: Communique) -> None:
    """Print the address once it can be asked; return after Ctrl-C or SIGTERM. CannotListen names the address."""
    manifest = communique.manifest()
    listener = _listen(communique.settings.host, communique.settings.port)
    config = uvicorn.Config(
        make_app(communique),
        log_level="warning",
        timeout_graceful_shutdown=_STOP_WITHIN,
        server_header=False,
    )
    releases = f"{manifest.releases:,} release{'' if manifest.releases == 1 else 's'}"
    told = f"Communiqué answers at {_address(listener)} from {releases}. Stop: Ctrl-C"
    # uvicorn raises the signal again once it has stopped; by then there is nothing left to do for it.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: None)
    looking = communique.follower.running() if communique.settings.follow_every else nullcontext()
    if communique.settings.write_keys:
        threading.Thread(target=communique.prepare, name="prepare", daemon=True).start()
    with communique.following(), looking:
        _Server(config, told).run(sockets=[listener])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, told: str) -> None:
        super().__init__(config)
        self._told = told

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        output.print(self._told, soft_wrap=True)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CannotListen(f"cannot listen on {host}:{port}: {error.strerror}. Choose another: --port") from error
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"
