"""A server that speaks the OpenAI protocol as far as it is used here, in as many good and bad ways as a test wants."""

import json
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(kw_only=True)
class Asked:
    """What arrived: the path, the headers in small letters, the body."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def data(self) -> dict[str, Any]:
        """The question and the numbered sentences."""
        read: dict[str, Any] = json.loads(self.body["messages"][-1]["content"])
        return read

    def number_of(self, text: str) -> int:
        """The number of the first sentence that holds a text."""
        sentences = (sentence for release in self.data["releases"] for sentence in release["sentences"])
        return next(int(sentence["number"]) for sentence in sentences if text in sentence["text"])


class Reply:
    """A handler's means to answer, well or badly."""

    def __init__(self, handler: BaseHTTPRequestHandler, stopped: threading.Event) -> None:
        self._handler = handler
        self.stopped = stopped

    def head(self, status: int = 200, **headers: str) -> None:
        self._handler.send_response(status)
        for name, value in headers.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.end_headers()

    def write(self, data: bytes) -> bool:
        """Whether anybody is still listening."""
        try:
            self._handler.wfile.write(data)
            self._handler.wfile.flush()
        except OSError:
            return False
        return not self.stopped.is_set()

    def body(self, data: bytes, status: int = 200, **headers: str) -> None:
        self.head(status, Content_Type="application/json", Content_Length=str(len(data)), **headers)
        self.write(data)

    def say(self, content: Any) -> None:
        """A chat completion with this content."""
        message = {"role": "assistant", "content": content}
        self.body(json.dumps({"object": "chat.completion", "choices": [{"index": 0, "message": message}]}).encode())

    def sentences(self, *sentences: tuple[str, Sequence[int]]) -> None:
        """What is asked for: sentences with the numbers that they cite."""
        self.say(json.dumps({"sentences": [{"text": text, "cites": list(cites)} for text, cites in sentences]}))


Behaviour = Callable[[Asked, Reply], object]


@dataclass(kw_only=True)
class ModelServer:
    """A running server: where it is, what it does, what it was asked."""

    url: str
    behaviour: Behaviour
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def serve_model(behaviour: Behaviour) -> Iterator[ModelServer]:
    """A model's server on a free port of this machine, until the end of the block."""
    stopped = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(path=self.path, headers=headers, body=json.loads(self.rfile.read(length)))
            served.asked.append(asked)
            served.behaviour(asked, Reply(self, stopped))
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: object) -> None:
            """A client that went away is what some tests are about."""

    with Server(("127.0.0.1", 0), Handler) as server:
        served = ModelServer(url=f"http://127.0.0.1:{server.server_port}/v1", behaviour=behaviour)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield served
        finally:
            stopped.set()
            server.shutdown()
            thread.join()


def find_dead_address() -> str:
    """An address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    return f"http://127.0.0.1:{port}/v1"
