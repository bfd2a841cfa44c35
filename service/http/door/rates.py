"""How many requests an address, or a key, may send: where the operator says so."""

import math

from service.http.door.keys import KEY_NUMBER
from service.http.door.throttle import Allowance, Throttle, client_of
from service.http.middleware import App, Message, Receive, Send
from service.http.problems import problem_at
from service.rate import Rate

_FREE = ("/healthz", "/readyz", "/metrics", "/static/", "/docs", "/openapi.json")


class RateLimit:
    """Answers 429 to who asks too often, and says in headers what is left.

    A request that needed a key counts for its key, any other for its address: whether a key is known is told to nobody
    who did not need one. The headers are those of the
    IETF's draft "RateLimit header fields for HTTP".
    """

    def __init__(self, app: App, *, address: Rate | None, key: Rate | None) -> None:
        self._app = app
        self._address = Throttle(address) if address else None
        self._key = Throttle(key) if key else None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_FREE):
            await self._app(scope, receive, send)
            return
        number = scope.get(KEY_NUMBER)
        throttle, what = (self._address, "address") if number is None else (self._key, "key")
        if throttle is None:
            await self._app(scope, receive, send)
            return
        left = throttle.take(client_of(scope) if number is None else str(number))
        headers = _headers(what, throttle.rate, left)
        if left.wait:
            detail = f"more than {throttle.rate.times} requests in {throttle.rate.seconds} seconds from one {what}"
            headers |= {"Retry-After": str(math.ceil(left.wait)), "Connection": "close"}
            await problem_at(scope["path"], 429, detail, headers)(scope, receive, send)
            return
        added = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

        async def send_with(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self._app(scope, receive, send_with)


def _headers(what: str, rate: Rate, left: Allowance) -> dict[str, str]:
    return {
        "RateLimit-Policy": f'"{what}";q={rate.times};w={rate.seconds}',
        "RateLimit": f'"{what}";r={left.left};t={math.ceil(left.seconds)}',
    }
