"""One process that serves an application until it is told to stop."""

import signal
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from ipaddress import IPv4Network, IPv6Network

import uvicorn

from corpus.errors import CommuniqueError
from service.assembly import Communique
from service.display.terminal import output
from service.http.app import make_app
from service.http.door.connections import DoorConfig
from service.http.door.descriptors import count_connections, raise_limit
from service.http.door.hosts import HostCheck, Hosts
from service.http.middleware import App
from service.listen_address import address_of, reachable

_STOP_WITHIN = 10  # seconds for requests that are being answered


class CannotListen(CommuniqueError):
    """The address or port cannot be listened on."""


def serve_forever(communique: Communique) -> None:
    """Serve page and HTTP interface, as `run_application` does, at the address of the settings.

    Where the data can only be read, no source is looked at: nothing could be noted of it.
    """
    releases = count_releases(communique) + (" (to be read only)" if communique.read_only else "")
    looks = communique.settings.follow_every and not communique.read_only
    looking = communique.follower.running() if looks else nullcontext()
    if communique.settings.write_keys:
        threading.Thread(target=communique.prepare, name="prepare", daemon=True).start()
    with communique.following(), looking:
        settings = communique.settings
        run_application(
            HostCheck(make_app(communique), Hosts.of(settings.host, settings.allowed_hosts)),
            settings.host,
            settings.port,
            lambda address: f"Communiqué answers at {address} from {releases}. Stop: Ctrl-C",
            settings.trusted_proxies,
        )


def run_application(
    application: App,
    host: str,
    port: int,
    told: Callable[[str], str],
    proxies: Sequence[IPv4Network | IPv6Network] = (),
) -> None:
    """Print what is `told` of the address once it can be asked; return after Ctrl-C or SIGTERM.

    What `proxies` say of whom they speak for is believed. CannotListen names the address.
    """
    listener = listen(host, port)
    config = DoorConfig(
        application,
        most=count_connections(raise_limit()),
        log_level="warning",
        timeout_graceful_shutdown=_STOP_WITHIN,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=[str(proxy) for proxy in proxies],
    )
    server = _Server(config, told(address_at(listener)))
    # Until uvicorn hears them itself, and once it has stopped, when it raises them again.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: server.stop())
    server.run(sockets=[listener])


def count_releases(communique: Communique) -> str:
    """ "1 release", "2,000 releases"."""
    releases = communique.manifest().releases
    return f"{releases:,} release{'' if releases == 1 else 's'}"


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, told: str) -> None:
        super().__init__(config)
        self._told = told

    def stop(self) -> None:
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        output.print(self._told, soft_wrap=True)


def listen(host: str, port: int) -> socket.socket:
    """A socket that waits for connections; port 0 takes a free one. CannotListen names the address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named: asyncio sets TCP_NODELAY on no other. Without, each response waits 40 ms for an
    # acknowledgement that the client delays.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CannotListen(f"cannot listen on {host}:{port}: {error.strerror}. Choose another: --port") from error
    return listener


def address_at(listener: socket.socket) -> str:
    """An address that leads to the listener from this machine."""
    host, port = listener.getsockname()[:2]
    return address_of(reachable(host), port)
