"""A web site on this machine, well-behaved or not, and what was asked of it."""

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from corpus.fetching import Fetcher, Networks, Resolver, parse_networks

HOST = "127.0.0.2"  # what the tests allow; 127.0.0.1 stays a loopback address like any other
ALLOWED = f"{HOST}/32"

Answering = Callable[[BaseHTTPRequestHandler], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request that came in."""

    path: str
    host: str
    conditional: bool
    agent: str


class Site:
    """`put` sets what stands at a path, with an ETag; `at` gives a path a behaviour of its own. All else is 404."""

    def __init__(self, host: str = HOST) -> None:
        self.asked: list[Asked] = []
        self._answers: dict[str, Answering] = {}
        self._server = ThreadingHTTPServer((host, 0), self._handler())
        self._server.daemon_threads = True
        self.host = f"{host}:{self._server.server_port}"
        self.address = f"http://{self.host}"
        self.closing = threading.Event()
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def put(self, path: str, body: str | bytes, media_type: str = "text/html; charset=utf-8", **headers: str) -> str:
        """The address at which this stands from now on."""
        data = body.encode() if isinstance(body, str) else body
        etag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        def answer(request: BaseHTTPRequestHandler) -> None:
            same = request.headers.get("If-None-Match") == etag
            reply(
                request, 304 if same else 200, b"" if same else data, {"Content-Type": media_type, "ETag": etag} | named
            )

        return self.at(path, answer)

    def at(self, path: str, answer: Answering) -> str:
        self._answers[path] = answer
        return self.address + path

    def status(self, path: str, status: int, **headers: str) -> str:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.at(path, lambda request: reply(request, status, b"", named))

    def redirect(self, path: str, target: str, status: int = 302) -> str:
        return self.status(path, status, Location=target)

    def paths(self) -> list[str]:
        """What was asked for, robots.txt left out."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        if request.path in self._answers:
            self._answers[request.path](request)
        else:
            reply(request, 404, b"", {})

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                headers = self.headers
                site.asked.append(
                    Asked(
                        path=self.path,
                        host=headers.get("Host", ""),
                        conditional="If-None-Match" in headers or "If-Modified-Since" in headers,
                        agent=headers.get("User-Agent", ""),
                    )
                )
                try:
                    site.answer(self)
                except (BrokenPipeError, ConnectionResetError):  # who asked has had enough
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Nobody reads it."""

        return Handler


def reply(request: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str]) -> None:
    request.send_response(status)
    for name, value in ({"Content-Length": str(len(body))} | headers).items():
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(body)


@dataclass(slots=True)
class Table:
    """A resolver that knows these names only; each list is what successive look-ups give, the last one for ever."""

    names: dict[str, Sequence[str]]
    asked: list[str] = field(default_factory=list)

    def addresses(self, host: str, port: int) -> Sequence[str]:  # noqa: ARG002 - as the Protocol wants it
        if host not in self.names:
            raise OSError(-2, "Name or service not known")
        answers = self.names[host]
        answer = answers[min(self.asked.count(host), len(answers) - 1)]
        self.asked.append(host)
        return answer.split()


def make_fetcher(
    resolver: Resolver | None = None, *, seconds: float = 10.0, pause: float = 0.0, allowed: str = ALLOWED
) -> Fetcher:
    """One that may ask the site of the test, without a pause."""
    return Fetcher(Networks(allowed=parse_networks(allowed)), resolver=resolver, pause=pause, seconds=seconds)


def make_page(title: str, *paragraphs: str, day: str = "May 6, 2031") -> str:
    lines = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    head = f"<head><title>{title}</title></head>"
    return f"<!DOCTYPE html><html lang='en'>{head}<body><h1>{title}</h1><p>{day}</p>{lines}</body></html>"


def make_feed(*items: str) -> str:
    channel = f"<title>Ministry of Works</title>{''.join(items)}"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{channel}</channel></rss>'


def make_item(address: str, title: str, text: str = "", day: str = "Tue, 06 May 2031 08:00:00 GMT") -> str:
    told = f"<title>{title}</title><link>{address}</link><pubDate>{day}</pubDate>"
    return f"<item>{told}<description><![CDATA[{text}]]></description></item>"
