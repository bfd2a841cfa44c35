"""What every response carries, what no request may exceed, and HEAD: plain ASGI, before any route is looked for."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.requests import ClientDisconnect

from service.http.problems import problem

MAX_BODY = 64 * 1024 * 1024  # bytes; a release of ten million characters fits
MAX_QUESTION_BODY = 1024 * 1024  # bytes, for everything that asks
_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# Swagger UI sets styles from its script and draws its icons from data addresses; nothing of it is ours to change.
_DOCS_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


class SecurityHeaders:
    """Nothing from elsewhere, nothing sniffed, nobody told where a reader comes from."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        policy = _DOCS_POLICY if scope["path"] == "/docs" else _CONTENT_SECURITY_POLICY
        added = [
            (b"content-security-policy", policy.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
        ]

        async def send_with(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self._app(scope, receive, send_with)


class HeadAsGet:
    """HEAD is what GET would answer, without the body, as for those who look whether an address still leads somewhere.

    The server's own scope keeps HEAD, so that it expects no body.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self._app({**scope, "method": "GET"}, receive, send_without_body)


class BodyLimit:
    """413 for a body that says it is too large, or turns out to be, before it is held in memory.

    Of a body that breaks off, no route hears.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = MAX_BODY if scope["path"].startswith("/v1/releases") else MAX_QUESTION_BODY
        try:
            body = await _read(scope, receive, limit)
        except (
            ClientDisconnect
        ):  # there is nobody to answer; what came may well be whole JSON, and is not what was meant
            return
        if body is None:
            response = problem(413, f"the body is larger than {limit // 1024**2} MiB", {"Connection": "close"})
            await response(scope, receive, send)
            return
        await self._app(scope, _replay(body, receive), send)


async def _read(scope: Message, receive: Receive, limit: int) -> bytes | None:
    """The whole body; None once it is known to be larger than the limit. ClientDisconnect when it breaks off."""
    declared = dict(scope["headers"]).get(b"content-length", b"0")
    if declared.isdigit() and int(declared) > limit:
        return None
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > limit:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body as one message, then whatever comes after it."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again
