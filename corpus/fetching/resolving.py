"""Resolves host names to IP addresses."""

import asyncio
import contextlib
import ipaddress
import socket
import threading
from collections.abc import Sequence
from typing import Protocol


class Resolver(Protocol):
    """Asked at every connection anew; OSError where there is no such name."""

    def addresses(self, host: str, port: int) -> Sequence[str]:
        """IP addresses in the order in which they should be tried."""
        ...


class SystemResolver:
    """As every program on this machine resolves names: /etc/hosts, DNS."""

    def addresses(self, host: str, port: int) -> Sequence[str]:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(place[0]) for *_, place in found))


async def resolve(resolver: Resolver, host: str, port: int) -> Sequence[str]:
    """An IP address is its own; a name is asked for in a thread that nobody waits for: nothing can stop that."""
    with contextlib.suppress(ValueError):
        return [str(ipaddress.ip_address(host))]
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Sequence[str]] = loop.create_future()

    def tell(addresses: Sequence[str] | None, error: OSError | UnicodeError | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(addresses or [])

    def ask() -> None:
        addresses, error = None, None
        try:
            addresses = resolver.addresses(host, port)
        except (OSError, UnicodeError) as raised:  # a name that no machine can have: "a..b"
            error = raised
        with contextlib.suppress(RuntimeError):  # the loop has ended: too late
            loop.call_soon_threadsafe(tell, addresses, error)

    threading.Thread(target=ask, name="resolver", daemon=True).start()
    return await answer
