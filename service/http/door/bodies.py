"""Bodies of requests: which are read at all, how large one may be, how long it may take, how much all may hold."""

import asyncio
from collections.abc import Sequence

from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute

from service.http.door.keys import route_of
from service.http.middleware import App, Message, Receive, Send
from service.http.problems import problem_at

_MEBIBYTE = 1024 * 1024
MAX_BODY = 64 * _MEBIBYTE  # bytes; a release of ten million characters fits
MAX_QUESTION_BODY = _MEBIBYTE  # bytes, for all other requests
_RELEASES = "/v1/releases"  # below it a body comes with a key
_WITHIN = {MAX_BODY: 120.0, MAX_QUESTION_BODY: 30.0}  # seconds until a body has to be whole
_BODILESS = {"GET", "HEAD", "DELETE", "OPTIONS", "TRACE"}
_CLOSE = {"Connection": "close"}


class NoRoom(Exception):
    """All bodies together hold as much as they may."""


class TooLarge(Exception):
    """More than one body may have."""


class Budget:
    """Bytes that the bodies of all running requests hold together. The first 16 KiB of each are free.

    So a flood of large bodies leaves room for ordinary questions; how many of those there are, connections limit.
    """

    FREE = 16 * 1024

    def __init__(self, most: int) -> None:
        self._most = most
        self.held = 0

    def grow(self, before: int, after: int) -> None:
        """A body grows. NoRoom."""
        more = max(0, after - self.FREE) - max(0, before - self.FREE)
        if self.held + more > self._most:
            raise NoRoom
        self.held += more

    def give_back(self, size: int) -> None:
        self.held -= max(0, size - self.FREE)


class BodyLimit:
    """Reads a body before its route is called, and refuses one that is no use, too large, too slow or too much.

    400 where the method has no body, 413 over the limit, 408 where it is not whole in time, 503 where all bodies
    together would hold too much. One that breaks off reaches no route, and one that no route wants is not read.
    """

    def __init__(
        self, app: App, routes: Sequence[BaseRoute], *, most: int = 2 * MAX_BODY, within: float | None = None
    ) -> None:
        self._app = app
        self._routes = routes
        self._within = within
        # Two, so that questions, which anybody may send, take no room from releases, which need a key.
        self._budgets = {MAX_BODY: Budget(most), MAX_QUESTION_BODY: Budget(most // 2)}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _has_body(scope):
            await self._app(scope, receive, send)
        elif scope["method"] in _BODILESS:
            refusal = problem_at(scope["path"], 400, f"{scope['method']} takes no body", _CLOSE)
            await refusal(scope, receive, send)
        elif route_of(scope, self._routes) is None:
            await self._app(scope, _nothing(receive), _closing(send))
        else:
            await self._read(scope, receive, send)

    async def _read(self, scope: Message, receive: Receive, send: Send) -> None:
        limit = MAX_BODY if scope["path"].startswith(_RELEASES) else MAX_QUESTION_BODY
        budget, body, within = self._budgets[limit], bytearray(), self._within or _WITHIN[limit]
        try:
            try:
                async with asyncio.timeout(within):
                    await _collect(scope, receive, body, budget, limit)
            except ClientDisconnect:  # what arrived may be valid JSON by chance, but is not what the client meant
                return
            except (TooLarge, NoRoom, TimeoutError) as error:
                await _refuse(scope, error, limit, within)(scope, receive, send)
                return
            await self._app(scope, _replay(bytes(body), receive), send)
        finally:
            budget.give_back(len(body))


async def _collect(scope: Message, receive: Receive, body: bytearray, budget: Budget, limit: int) -> None:
    """Read the whole body; TooLarge, NoRoom as soon as it is, ClientDisconnect if it breaks off."""
    declared = dict(scope["headers"]).get(b"content-length", b"0")
    if declared.isdigit() and int(declared) > limit:
        raise TooLarge
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        part = message.get("body", b"")
        if len(body) + len(part) > limit:
            raise TooLarge
        budget.grow(len(body), len(body) + len(part))
        body += part
        if not message.get("more_body", False):
            return


def _refuse(scope: Message, error: Exception, limit: int, within: float) -> App:
    if isinstance(error, TooLarge):
        return problem_at(scope["path"], 413, f"the body is larger than {limit // _MEBIBYTE} MiB", _CLOSE)
    if isinstance(error, NoRoom):
        detail = "other requests hold all the room that there is for bodies. Try again"
        return problem_at(scope["path"], 503, detail, _CLOSE | {"Retry-After": "1"})
    return problem_at(scope["path"], 408, f"the body was not here within {within:g} seconds", _CLOSE)


def _has_body(scope: Message) -> bool:
    headers = dict(scope["headers"])
    return headers.get(b"content-length", b"0").strip() != b"0" or b"transfer-encoding" in headers


def _nothing(receive: Receive) -> Receive:
    return _replay(b"", receive)


def _closing(send: Send) -> Send:
    """What has not been read would be taken for the next request, or be waited for: the connection ends."""

    async def send_closing(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (b"connection", b"close")]
        await send(message)

    return send_closing


def _replay(body: bytes, receive: Receive) -> Receive:
    """Deliver the body as one message, then whatever follows it."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again
