"""A proxy before the service that lets the events of an answer through one by one, when the test says so."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from urllib.parse import urlsplit

_KEPT = ("content-type", "content-security-policy")


class Gate:
    """`open` lets so many events through, `cut` ends the connection after them; until then answers wait."""

    def __init__(self) -> None:
        self.address = ""
        self.left = threading.Event()  # set once the client has gone away
        self._permits: SimpleQueue[str] = SimpleQueue()

    def open(self, events: int) -> None:
        for _ in range(events):
            self._permits.put("one more")

    def cut(self) -> None:
        self._permits.put("no more")

    def wait(self) -> bool:
        """Whether one more event may pass."""
        return self._permits.get(timeout=30) == "one more"


@contextmanager
def gated(served: str) -> Iterator[Gate]:
    """The gate before a service, as an address of its own."""
    gate = Gate()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _pass_on(self, served, gate)

        def do_POST(self) -> None:
            _pass_on(self, served, gate)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    gate.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield gate
    finally:
        gate.cut()
        server.shutdown()
        server.server_close()
        thread.join()


def _pass_on(handler: BaseHTTPRequestHandler, served: str, gate: Gate) -> None:
    upstream = http.client.HTTPConnection(urlsplit(served).netloc)
    body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
    headers = {"Content-Type": handler.headers.get("Content-Type", "")}
    upstream.request(handler.command, handler.path, body or None, headers)
    response = upstream.getresponse()
    handler.send_response(response.status)
    for name in _KEPT:
        if value := response.getheader(name):
            handler.send_header(name, value)
    handler.end_headers()
    if (response.getheader("content-type") or "").startswith("text/event-stream"):
        _pass_events(handler, response, gate)
    else:
        handler.wfile.write(response.read())
    upstream.close()


def _pass_events(handler: BaseHTTPRequestHandler, response: http.client.HTTPResponse, gate: Gate) -> None:
    try:
        while gate.wait():
            event = _read_event(response)
            if not event:
                return
            handler.wfile.write(event)
            handler.wfile.flush()
    except OSError:
        gate.left.set()


def _read_event(response: http.client.HTTPResponse) -> bytes:
    """The lines of the next event with the empty one that ends it; nothing once the stream has ended."""
    event = b""
    for line in response:
        event += line
        if not line.strip():
            break
    return event
