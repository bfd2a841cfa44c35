"""Server-sent events as a response: made step by step in a thread, pinged, ended when the client goes away."""

import asyncio
from collections.abc import Generator
from typing import Any, ClassVar

from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from starlette.types import Send

PING_EVERY = 15.0  # seconds: less than what proxies wait before they take a silent connection for dead
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}  # nginx would hold events back


def event(data: str, name: str | None = None) -> bytes:
    """One event; `data` is one line."""
    return format_sse_event(event=name, data_str=data)


def wants_events(accept: str) -> bool:
    """Whether an Accept header asks for events; one that takes JSON too is answered with JSON."""
    types = {part.partition(";")[0].strip().lower() for part in accept.split(",")}
    return EventStream.media_type in types and "application/json" not in types


class EventStream(EventSourceResponse):
    """Events as they are made. Each is made in a thread, and only once the one before it was sent.

    A client that goes away ends the work: the event that is being made is made to its end, none after it is begun.
    """

    described: ClassVar[dict[str, Any]] = {"content": {EventSourceResponse.media_type: {"schema": {"type": "string"}}}}

    def __init__(self, events: Generator[bytes]) -> None:
        super().__init__(events, headers=_HEADERS)
        self._events = events

    async def stream_response(self, send: Send) -> None:
        pinging = asyncio.create_task(_ping(send))
        try:
            await super().stream_response(send)
        finally:
            pinging.cancel()
            self._events.close()


async def _ping(send: Send) -> None:
    while True:
        await asyncio.sleep(PING_EVERY)
        await send({"type": "http.response.body", "body": KEEPALIVE_COMMENT, "more_body": True})
