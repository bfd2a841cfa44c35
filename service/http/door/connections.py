"""Connections: how many there are, and how long one may take to say what it wants. What uvicorn leaves open.

uvicorn's `limit_concurrency` answers 503 to everybody once idle connections have filled it, its `timeout_keep_alive`
ends with the first byte, and its sizes are h11's. Here the connection that has kept us waiting the longest makes room.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from service.http.middleware import App

_HEADERS_WITHIN = 10.0  # seconds
_BODY_WITHIN = 150.0  # seconds; ours are refused before (see `bodies`), and this ends what is sent after an answer
_READ_WITHIN = 30.0  # seconds for a client to take some of its answer
_AT_ONCE = 32  # connections accepted in one go
_ANEW = 60.0  # seconds until the same line is logged again
_SAID = b'{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"too many connections"}'
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nConnection: close\r\n"
    b"Retry-After: 1\r\nContent-Length: %d\r\n\r\n%s" % (len(_SAID), _SAID)
)


class DoorConfig(uvicorn.Config):
    """uvicorn's configuration with a bound on connections; `waiting` are those whose request is not whole yet."""

    def __init__(self, application: App, *, most: int, headers_within: float = _HEADERS_WITHIN, **given: Any) -> None:
        super().__init__(application, http=BoundedProtocol, ws="none", backlog=min(_AT_ONCE, most), **given)
        self.most = most
        self.headers_within = headers_within
        self.waiting: dict[BoundedProtocol, None] = {}  # in the order in which they began to wait
        for name in ("uvicorn.error", "asyncio"):
            logging.getLogger(name).addFilter(_once_a_minute)


class BoundedProtocol(H11Protocol):
    """A connection that is ended when it keeps us waiting."""

    config: DoorConfig

    def __init__(
        self,
        config: DoorConfig,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.config = config
        self._asked: object = None  # what is waited for
        self._deadline: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.config.most and not self._make_room():
            transport.write(_FULL)
            transport.close()
            return
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_for(None, 0.0)
        self._cancel_unread()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread = self._unread or self.loop.call_later(_READ_WITHIN, self.transport.abort)

    def resume_writing(self) -> None:
        self._cancel_unread()
        super().resume_writing()

    def _cancel_unread(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _watch(self) -> None:
        """See what of the request is still to come; a deadline begins with each part, not with each byte."""
        state = self.conn.their_state
        if state is h11.IDLE and not self.transport.is_closing():
            self._wait_for(state, self.config.headers_within)
        elif state is h11.SEND_BODY and not self.transport.is_closing():
            self._wait_for(state, _BODY_WITHIN)
        else:
            self._wait_for(None, 0.0)

    def _wait_for(self, part: object, seconds: float) -> None:
        if part is self._asked:
            return
        self._asked = part
        self.config.waiting.pop(self, None)
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        if part is not None:
            self.config.waiting[self] = None
            self._deadline = self.loop.call_later(seconds, self.transport.abort)

    def _make_room(self) -> bool:
        """End the connection that has kept us waiting the longest, if there is one."""
        oldest = next(iter(self.config.waiting), None)
        if oldest is None:
            return False
        oldest.transport.abort()
        oldest._wait_for(None, 0.0)  # noqa: SLF001 - of our own kind
        self.connections.discard(oldest)
        return True


class _OnceAMinute(logging.Filter):
    """Lets a line through once a minute: strangers cause these, as many as they like. What is ours has a traceback."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._told: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        message = str(record.msg).partition("\n")[0]
        if record.exc_info and not message.startswith("socket.accept()"):
            return True
        now = self._clock()
        if now - self._told.get(message, -_ANEW) < _ANEW:
            return False
        self._told[message] = now
        return True


_once_a_minute = _OnceAMinute()
