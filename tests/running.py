"""A service that runs in this process and is spoken to over sockets; and what it streams, read as a client would."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from service.assembly import Communique
from service.http.app import make_app
from service.http.serving import listen


class Running(uvicorn.Server):
    """A server in a thread of its own."""

    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def connections(self) -> int:
        """Those that are open, as the server knows."""
        return len(self.server_state.connections)


@contextmanager
def running(communique: Communique) -> Iterator[Running]:
    """The service behind a free port of this machine, until the block ends."""
    server = Running(uvicorn.Config(make_app(communique), log_level="warning"))
    listener = listen("127.0.0.1", 0)
    server.port = listener.getsockname()[1]
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        wait_until(lambda: server.started)
        yield server
    finally:
        server.should_exit = True
        thread.join(30)
        assert not thread.is_alive()


def wait_until(done: Callable[[], bool], seconds: float = 20) -> None:
    """Looks again and again; the pause only keeps the looking cheap."""
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, f"not within {seconds} seconds"
        time.sleep(0.02)


def read_events(text: str) -> list[tuple[str, Any]]:
    """Each event of a stream: its name, and its data read as JSON. Comments are passed over, as clients do."""
    events = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            events.append((fields["event"], json.loads(fields["data"])))
    return events
