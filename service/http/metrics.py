"""Metrics for operators: requests, durations, size of the index. Only this file imports prometheus_client."""

import time
from collections.abc import Sequence

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from index.storage.manifest import Manifest
from service.background import Background
from service.http.middleware import App, Message, Receive, Send

MEDIA_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_ELSEWHERE = "other"  # static files and unknown paths, of which there may be any number


class Metrics:
    """The metrics of one application. They contain no question, id or address of a client."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "communique_requests",
            "Requests that were answered.",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "communique_request_seconds",
            "From the first byte of a request to the last of its response.",
            ["route"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._running = Gauge("communique_requests_running", "Requests being answered.", registry=self._registry)
        self._releases = Gauge("communique_releases", "Releases that can be found.", registry=self._registry)
        self._passages = Gauge("communique_passages", "Passages that can be found.", registry=self._registry)
        self._change = Gauge("communique_change", "Change that the index goes up to.", registry=self._registry)
        self._failures = Gauge(
            "communique_background_failures",
            "Failures in a row of what goes on beside the answering; 0 when all is well.",
            ["work"],
            registry=self._registry,
        )
        self._failing_since = Gauge(
            "communique_background_failing_since_seconds",
            "Unix time of the first of these failures; 0 when all is well.",
            ["work"],
            registry=self._registry,
        )

    def begun(self) -> None:
        self._running.inc()

    def ended(self, scope: Message, status: int, seconds: float) -> None:
        """`status` is 0 if the client disconnected before the response began."""
        self._running.dec()
        route = getattr(scope.get("route"), "path", _ELSEWHERE)
        # A client may send any word as the method; only our routes limit which.
        method = scope["method"] if route != _ELSEWHERE or scope["method"] in {"GET", "HEAD", "POST"} else _ELSEWHERE
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self, manifest: Manifest, works: Sequence[Background]) -> bytes:
        """Render all metrics in the text format of Prometheus."""
        for work in works:
            trouble = work.trouble
            self._failures.labels(work.name).set(trouble.times if trouble else 0)
            self._failing_since.labels(work.name).set(trouble.since.timestamp() if trouble else 0)
        self._releases.set(manifest.releases)
        self._passages.set(manifest.passages)
        self._change.set(manifest.change)
        return generate_latest(self._registry)


class Metered:
    """Middleware that counts and times every request."""

    def __init__(self, app: App, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, started = 0, time.perf_counter()

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self._metrics.begun()
        try:
            await self._app(scope, receive, send_on)
        finally:
            self._metrics.ended(scope, status, time.perf_counter() - started)
