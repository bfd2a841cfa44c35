"""Server-sent events as a response: made step by step in a thread, pinged, ended when the client goes away."""

import asyncio
import os
from collections.abc import AsyncIterator, Generator
from contextlib import suppress
from typing import Any, ClassVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from starlette.types import Send

PING_EVERY = 15.0  # seconds: less than what proxies wait before they take a silent connection for dead
# Streams that are searched for at once. More would not be answered sooner, for a search keeps a core busy; and of those
# that wait for their turn nothing has been begun when their clients go away.
AT_ONCE = max(4, os.cpu_count() or 1)
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}  # nginx would hold events back


def event(data: str, name: str | None = None) -> bytes:
    """One event; `data` is one line."""
    return format_sse_event(event=name, data_str=data)


def wants_events(accept: str) -> bool:
    """Whether an Accept header asks for events; one that takes JSON too is answered with JSON."""
    types = {part.partition(";")[0].strip().lower() for part in accept.split(",")}
    return EventStream.media_type in types and "application/json" not in types


class EventStream(EventSourceResponse):
    """A stream of events. Each is made in a thread, and only once the one before was sent.

    When the client disconnects, the work ends: the current event is finished, and no other is begun.
    """

    described: ClassVar[dict[str, Any]] = {"content": {EventSourceResponse.media_type: {"schema": {"type": "string"}}}}

    def __init__(self, events: Generator[bytes]) -> None:
        super().__init__(_in_threads(events), headers=_HEADERS)
        self._events = events

    async def stream_response(self, send: Send) -> None:
        pinging = asyncio.create_task(_ping(send))
        try:
            await super().stream_response(send)
        finally:
            pinging.cancel()
            with suppress(ValueError):  # it is being made: only where the process is told to stop at once
                self._events.close()


_turns: RunVar[CapacityLimiter] = RunVar("_turns")  # of an event loop: no two share a limiter


async def _in_threads(events: Generator[bytes]) -> AsyncIterator[bytes]:
    """The events, each made in a thread; the first of them, for which everything is searched, when its turn comes."""
    limiter: CapacityLimiter | None = _turns.get(None)
    if limiter is None:
        limiter = CapacityLimiter(AT_ONCE)
        _turns.set(limiter)
    while (made := await to_thread.run_sync(next, events, None, limiter=limiter)) is not None:
        yield made
        limiter = None  # any thread: what comes now may wait for others


async def _ping(send: Send) -> None:
    while True:
        await asyncio.sleep(PING_EVERY)
        await send({"type": "http.response.body", "body": KEEPALIVE_COMMENT, "more_body": True})
