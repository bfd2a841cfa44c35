"""By which names a request may call this machine. A page elsewhere can make its own name lead here (DNS rebinding)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Self

from service.http.middleware import App, Message, Receive, SecurityHeaders, Send
from service.http.problems import problem_at

EVERY_NAME = "all"
_READING = {"GET", "HEAD", "OPTIONS"}
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_EVERY_ADDRESS = {"0.0.0.0", "::"}  # noqa: S104 - recognised, so that it can be judged
_HOST = re.compile(r"(?:\[([0-9a-f:.]{2,45})\]|([\w.-]{1,253}))(?::[0-9]{1,5})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """The names that a Host header may have, without ports.

    Who listens at every address is called by any of them: `addresses`. A rebinding page has a name, never an address.
    """

    names: frozenset[str]
    addresses: bool = False
    every: bool = False

    @classmethod
    def of(cls, bound: str, allowed: Sequence[str] = ()) -> Self:
        """Those of this machine, the address that is listened at, and those that the operator allows."""
        names = frozenset(_plain(name) for name in (*_LOOPBACK, bound, *allowed))
        return cls(names=names, addresses=bound in _EVERY_ADDRESS, every=EVERY_NAME in allowed)

    def allow(self, host: str) -> bool:
        """Whether a request with this Host header is for us."""
        if self.every:
            return True
        found = _HOST.fullmatch(host.strip().lower())
        if found is None:
            return False
        name = _plain(found[1] or found[2])
        return name in self.names or (self.addresses and _is_address(name))

    def allow_origin(self, origin: str) -> bool:
        """Whether a page of this origin is one of ours."""
        scheme, _, host = origin.partition("://")
        return self.every or (scheme in {"http", "https"} and self.allow(host))


class HostCheck:
    """Answers 421 to a request that calls this machine by a name that is not its own, 403 to a page elsewhere.

    One that names nobody (HTTP/1.0, as some probes) comes from no browser and is answered. A page elsewhere may link
    here, so its GETs are answered: a browser does not let it read them.
    """

    def __init__(self, app: App, hosts: Hosts) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        app = self._app if scope["type"] != "http" else self._refusal(scope) or self._app
        await app(scope, receive, send)

    def _refusal(self, scope: Message) -> App | None:
        for host in _values(scope, b"host"):
            if not self._hosts.allow(host):
                return _refuse(scope, 421, f"this is not {host[:200]}")
        for origin in _values(scope, b"origin") if scope["method"] not in _READING else ():
            if not self._hosts.allow_origin(origin):
                return _refuse(scope, 403, f"a page of {origin[:200]} may not ask this")
        return None


def _values(scope: Message, header: bytes) -> list[str]:
    return [value.decode("latin-1") for name, value in scope["headers"] if name == header]


def _refuse(scope: Message, status: int, what: str) -> App:
    detail = f"{what}. Names that are to be taken: --allow-host NAME, or COMMUNIQUE_ALLOWED_HOSTS"
    return SecurityHeaders(problem_at(scope["path"], status, detail, {"Connection": "close"}))


def _plain(name: str) -> str:
    """One spelling of a name: "Press.Example." is "press.example", "0:0::1" is "::1"."""
    name = name.strip().strip("[]").lower().removesuffix(".")
    return str(ip_address(name)) if _is_address(name) else name


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
