"""Put before everything else by PYTHONPATH: refuses each address that Python names but this machine's, and notes it.

One line a contact goes to the file that WATCH_LOG names, in every process that inherits the environment.
"""

import os
import sys
from ipaddress import ip_address
from typing import Any

_LOG = os.environ["WATCH_LOG"]
# Each audit event, and where among its arguments the address stands.
_PLACES = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
    "socket.gethostbyaddr": 0,
    "socket.getnameinfo": 0,
}
_CONNECTING = {"socket.connect", "socket.sendto", "socket.sendmsg"}


def _is_here(host: str) -> bool:
    if host in {"", "localhost"}:
        return True
    try:
        return ip_address(host).is_loopback or ip_address(host).is_unspecified
    except ValueError:
        return False


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _PLACES:
        return
    address = arguments[_PLACES[event]]
    if event in _CONNECTING and not isinstance(address, tuple):
        return  # a socket of the file system, or one that is connected already
    host = address[0] if isinstance(address, tuple) else address
    host = host.decode() if isinstance(host, bytes) else str(host or "")
    if _is_here(host):
        return
    with open(_LOG, "a", encoding="utf-8") as log:  # noqa: PTH123 - before anything else is loaded
        log.write(f"{event} {host}\n")
    raise PermissionError(f"{event} {host}: only this machine may be spoken to")


sys.addaudithook(_watch)
