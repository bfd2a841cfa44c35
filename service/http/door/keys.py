"""Who may write: judged by the headers of a request, before its body is read. Who guesses is slowed."""

import hmac
import logging
import math
from collections.abc import Sequence

from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import SecretStr
from starlette.routing import BaseRoute, Match

from service.http.door.throttle import Throttle, client_of
from service.http.middleware import App, Message, Receive, Send
from service.http.problems import problem_at
from service.rate import Rate

KEY_NUMBER = "communique.key"  # in the scope of a request that needs a key and has one: which of ours it is
_GUESSES = Rate(times=10, seconds=60)  # keys that are not known, from one address
_OFF = "writing over HTTP is off. Set COMMUNIQUE_WRITE_KEYS, or use the command line: communique add"
_NEEDED = "a key is needed: Authorization: Bearer …"
_log = logging.getLogger(__name__)


class Keys:
    """The keys that are known, and who has lately given others."""

    def __init__(self, keys: Sequence[SecretStr], guesses: Throttle | None = None) -> None:
        self._keys = [key.get_secret_value().encode() for key in keys]
        self._guesses = guesses or Throttle(_GUESSES)

    def _find(self, given: bytes) -> int | None:
        """Which of the keys this is, in a time that does not tell how near another was."""
        found = [number for number, key in enumerate(self._keys) if hmac.compare_digest(given, key)]
        return found[0] if found else None

    def refuse(self, scope: Message) -> JSONResponse | None:
        """403 where nobody can write, 401 without a key that is known, 429 after too many such keys; None if it is.

        Who guesses too often is not told whether he is right until he has waited.
        """
        path, client = scope["path"], client_of(scope)
        if not self._keys:
            return problem_at(path, 403, _OFF, {"Connection": "close"})
        given = key_of(scope)
        if not given:
            return problem_at(path, 401, _NEEDED, {"WWW-Authenticate": "Bearer", "Connection": "close"})
        if wait := self._guesses.look(client).wait:
            headers = {"Retry-After": str(math.ceil(wait)), "Connection": "close"}
            return problem_at(path, 429, "too many keys that are not known came from this address", headers)
        if (number := self._find(given)) is not None:
            scope[KEY_NUMBER] = number
            return None
        if client not in self._guesses:
            _log.warning("%s gave a key that is not known; what more comes from there is not logged for now", client)
        self._guesses.take(client)
        return problem_at(path, 401, _NEEDED, {"WWW-Authenticate": "Bearer", "Connection": "close"})


class KeyFirst:
    """Asks for the key of a request that needs one, before anything reads its body."""

    def __init__(self, app: App, keys: Keys, routes: Sequence[BaseRoute], needing: object) -> None:
        """`needing`: the dependency that marks a route as one that needs a key."""
        self._app = app
        self._keys = keys
        self._routes = routes
        self._needing = needing

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._needs_key(scope):
            refusal = self._keys.refuse(scope)
            if refusal is not None:
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _needs_key(self, scope: Message) -> bool:
        route = route_of(scope, self._routes)
        return isinstance(route, APIRoute) and any(each.call is self._needing for each in route.dependant.dependencies)


def route_of(scope: Message, routes: Sequence[BaseRoute]) -> BaseRoute | None:
    """The route that will answer; None where there is none."""
    return next((route for route in routes if route.matches(scope)[0] is Match.FULL), None)


def key_of(scope: Message) -> bytes:
    """What is given as a key; empty where nothing is."""
    header = dict(scope["headers"]).get(b"authorization", b"")
    scheme, _, key = header.partition(b" ")
    return bytes(key.strip()) if scheme.lower() == b"bearer" else b""
