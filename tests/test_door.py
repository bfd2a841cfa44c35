"""What is refused before the door: by name, key, size, number; and that what is refused costs next to nothing."""

import asyncio
import logging
import resource
from typing import Any

import pytest
from conftest import WRITE_KEY
from fastapi.testclient import TestClient

from service.assembly import Communique
from service.http.app import make_app
from service.http.door import descriptors
from service.http.door.bodies import BodyLimit, Budget, NoRoom
from service.http.door.hosts import HostCheck, Hosts
from service.http.door.throttle import Throttle, client_of
from service.http.middleware import Message
from service.rate import Rate

RECORD = {"title": "Bridge", "text": "The bridge of Tollan is long."}
EVERYWHERE = "0.0.0.0"  # noqa: S104
ALLOWED = ("press.example",)


def call(
    app: Any, method: str, path: str, headers: dict[str, str], *parts: bytes | None
) -> tuple[int, int, dict[str, str]]:
    """Status, parts of the body that were asked for, and headers; None is a part that never comes."""
    asked, sent = 0, list[Message]()

    async def receive() -> Message:
        nonlocal asked
        asked += 1
        if asked > len(parts):
            return {"type": "http.disconnect"}
        part = parts[asked - 1]
        if part is None:
            await asyncio.sleep(3600)
        return {"type": "http.request", "body": part, "more_body": asked < len(parts)}

    async def send(message: Message) -> None:
        sent.append(message)

    encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b""}
    scope |= {"headers": encoded, "client": ("192.0.2.7", 1), "http_version": "1.1", "scheme": "http", "root_path": ""}
    asyncio.run(app(scope, receive, send))
    start = sent[0]
    return int(start["status"]), asked, {name.decode(): value.decode() for name, value in start["headers"]}


# Keys


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/v1/releases"), ("PUT", "/v1/releases/a/b"), ("DELETE", "/v1/releases/a"), ("GET", "/v1/conversations")],
)
@pytest.mark.parametrize("key", [None, "Bearer wrong", "Basic dGVzdC1rZXk=", f"Bearer  {WRITE_KEY}x"])
def test_without_a_key_nothing_of_a_body_is_read(
    communique: Communique, method: str, path: str, key: str | None
) -> None:
    headers = {"content-type": "application/json", "content-length": "60000000"}
    given = headers | ({"authorization": key} if key else {})
    status, asked, answered = call(make_app(communique), method, path, given, b"{" * 1000, None)
    assert (status, asked, answered["connection"]) == (401, 0, "close")


def test_a_key_that_is_known_opens_whatever_else_is_in_the_header(client: TestClient) -> None:
    for header in (f"Bearer {WRITE_KEY}", f"bearer {WRITE_KEY}", f"BEARER   {WRITE_KEY} "):
        assert client.put("/v1/releases/bridge", json=RECORD, headers={"Authorization": header}).status_code in {
            200,
            201,
        }


def test_who_guesses_keys_is_slowed_and_told_of_once_and_others_are_not(
    communique: Communique, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app(communique)
    guessing, writing = TestClient(app, client=("192.0.2.7", 1)), TestClient(app, client=("192.0.2.8", 1))
    guesses = [guessing.delete("/v1/releases/x", headers={"Authorization": f"Bearer {n}"}) for n in range(15)]
    assert [response.status_code for response in guesses] == [401] * 10 + [429] * 5
    assert 1 <= int(guesses[-1].headers["Retry-After"]) <= 6
    assert "RateLimit" not in guesses[-1].headers
    right = {"Authorization": f"Bearer {WRITE_KEY}"}
    assert guessing.put("/v1/releases/bridge", json=RECORD, headers=right).status_code == 429  # not told, either
    assert guessing.get("/v1/search", params={"q": "harbour"}).status_code == 200
    assert writing.put("/v1/releases/bridge", json=RECORD, headers=right).status_code == 201
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == [
        "192.0.2.7 gave a key that is not known; what more comes from there is not logged for now"
    ]


# Bodies


@pytest.mark.parametrize("method", ["GET", "DELETE", "HEAD"])
def test_a_body_where_none_belongs_is_refused_unread(communique: Communique, method: str) -> None:
    for headers in ({"content-length": "5"}, {"transfer-encoding": "chunked"}):
        key = headers | {"authorization": f"Bearer {WRITE_KEY}"}
        status, asked, answered = call(make_app(communique), method, "/v1/releases/x", key, b"hello")
        assert (status, asked, answered["connection"]) == (400, 0, "close")
    assert call(make_app(communique), "GET", "/healthz", {"content-length": "0"}, b"")[0] == 200


def test_a_body_that_no_route_wants_is_not_read(communique: Communique) -> None:
    for path, status in (("/nowhere", 404), ("/v1/search", 405)):
        assert call(make_app(communique), "POST", path, {"content-length": "900000"}, b"{", None)[:2] == (status, 0)


def test_a_body_that_does_not_come_is_not_waited_for(communique: Communique, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.http.door.bodies._WITHIN", {64 * 1024**2: 0.05, 1024**2: 0.05})
    status, _, answered = call(make_app(communique), "POST", "/v1/ask", {"content-length": "10"}, b"{", None)
    assert (status, answered["connection"]) == (408, "close")


def test_all_bodies_together_hold_no_more_than_they_may_and_small_ones_always_fit() -> None:
    budget = Budget(100_000)
    budget.grow(0, 110_000)
    budget.grow(0, Budget.FREE)
    with pytest.raises(NoRoom):
        budget.grow(Budget.FREE, Budget.FREE + 10_000)
    budget.give_back(110_000)
    budget.grow(Budget.FREE, Budget.FREE + 10_000)
    budget.give_back(Budget.FREE + 10_000)
    assert budget.held == 0


def test_a_body_that_finds_no_room_is_told_to_come_again_and_a_question_still_fits(communique: Communique) -> None:
    app = BodyLimit(make_app(communique), make_app(communique).state.routes, most=100_000)
    headers = {"content-type": "application/json", "transfer-encoding": "chunked"}
    status, _, answered = call(app, "POST", "/v1/ask", headers, b" " * 40_000, b" " * 40_000)
    assert (status, answered["retry-after"], answered["connection"]) == (503, "1", "close")
    for _ in range(2):  # what was held has been given back
        assert call(app, "POST", "/v1/ask", headers, b" " * 60_000, b'{"question": "Why?"}')[0] == 200


# Names


@pytest.mark.parametrize(
    ("bound", "host", "allowed"),
    [
        ("127.0.0.1", "127.0.0.1:8000", True),
        ("127.0.0.1", "LOCALHOST", True),
        ("127.0.0.1", "localhost.:8000", True),
        ("127.0.0.1", "[::1]:8000", True),
        ("127.0.0.1", "[0:0:0:0:0:0:0:1]", True),
        ("127.0.0.1", "press.example", True),
        ("127.0.0.1", "press.example:443", True),
        ("127.0.0.1", "evil.example", False),
        ("127.0.0.1", "127.0.0.1.evil.example", False),
        ("127.0.0.1", "press.example.evil.example", False),
        ("127.0.0.1", "evil.example@127.0.0.1", False),
        ("127.0.0.1", "192.0.2.1", False),
        ("127.0.0.1", "", False),
        ("127.0.0.1", "127.0.0.1:8000:1", False),
        ("192.0.2.1", "192.0.2.1:8000", True),
        (EVERYWHERE, "10.1.2.3:8000", True),  # as probes of Kubernetes ask
        (EVERYWHERE, "[2001:db8::7]:8000", True),
        (EVERYWHERE, "evil.example", False),
        ("::", "10.1.2.3", True),
        ("quay.internal", "quay.internal:8000", True),
    ],
)
def test_a_request_has_to_call_this_machine_by_a_name_of_its_own(bound: str, host: str, *, allowed: bool) -> None:
    assert Hosts.of(bound, ALLOWED).allow(host) is allowed
    assert Hosts.of(bound, ["all"]).allow(host)


def test_a_page_that_made_its_name_lead_here_is_told_so_before_anything_is_read(communique: Communique) -> None:
    app = HostCheck(make_app(communique), Hosts.of("127.0.0.1", ALLOWED))
    status, asked, answered = call(app, "GET", "/v1/search", {"host": "evil.example:8000"}, None)
    assert (status, asked, answered["connection"]) == (421, 0, "close")
    assert answered["content-type"] == "application/problem+json"
    assert "default-src 'none'" in answered["content-security-policy"]
    assert call(app, "GET", "/healthz", {"host": "press.example"}, b"")[0] == 200
    assert call(app, "GET", "/healthz", {}, b"")[0] == 200  # HTTP/1.0


@pytest.mark.parametrize(
    ("method", "origin", "status"),
    [
        ("POST", "https://evil.example", 403),
        ("POST", "null", 403),
        ("POST", "file://", 403),
        ("POST", "https://press.example", 404),
        ("POST", "http://localhost:8000", 404),
        ("GET", "https://evil.example", 404),
    ],
)
def test_a_page_elsewhere_sends_nothing_here(communique: Communique, method: str, origin: str, status: int) -> None:
    app = HostCheck(make_app(communique), Hosts.of("127.0.0.1", ALLOWED))
    assert call(app, method, "/nowhere", {"host": "localhost", "origin": origin}, b"")[0] == status


# Rates


def test_what_is_left_is_told_and_more_is_429_for_each_address_and_each_key(communique: Communique) -> None:
    rates = {"rate_per_address": Rate(times=2, seconds=3600), "rate_per_key": Rate(times=3, seconds=60)}
    communique.settings = communique.settings.model_copy(update=rates)
    app = make_app(communique)
    client, other = TestClient(app, client=("192.0.2.7", 1)), TestClient(app, client=("192.0.2.8", 1))
    asked = [client.get("/v1/search", params={"q": "harbour"}) for _ in range(3)]
    assert [response.status_code for response in asked] == [200, 200, 429]
    assert asked[0].headers["RateLimit-Policy"] == '"address";q=2;w=3600'
    assert [response.headers["RateLimit"].partition(";t=")[0] for response in asked] == [
        '"address";r=1',
        '"address";r=0',
        '"address";r=0',
    ]
    assert 1790 <= int(asked[2].headers["Retry-After"]) <= 1800
    assert client.get("/healthz").status_code == 200
    assert other.get("/v1/search", params={"q": "harbour"}).status_code == 200
    chat = client.post("/v1/chat/completions", json={}).json()
    assert chat["error"]["type"] == "invalid_request_error"
    key = {"Authorization": f"Bearer {WRITE_KEY}"}
    keyed = [client.delete("/v1/releases/nothing", headers=key) for _ in range(4)]
    assert [response.status_code for response in keyed] == [404, 404, 404, 429]
    assert keyed[0].headers["RateLimit"].startswith('"key";r=2')
    assert client.get("/v1/search", params={"q": "a"}, headers=key).status_code == 429  # nor told that it is a key


def test_without_a_rate_nothing_is_counted(client: TestClient) -> None:
    assert not {"ratelimit", "ratelimit-policy"} & set(client.get("/v1/search", params={"q": "a"}).headers)


def test_who_has_waited_may_go_on_and_who_came_long_ago_is_forgotten() -> None:
    now = 0.0
    throttle = Throttle(Rate(times=3, seconds=30), lambda: now, most=2)
    assert [throttle.take("a").left for _ in range(3)] == [2, 1, 0]
    assert throttle.take("a").wait == pytest.approx(10)
    now = 10.0
    assert throttle.take("a").wait == 0
    assert throttle.take("a").wait == pytest.approx(10)
    now = 100.0
    assert throttle.look("a").left == 3
    throttle.take("b")
    throttle.take("c")
    assert ("a" in throttle, "b" in throttle, "c" in throttle) == (False, True, True)


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
    ],
)
def test_a_customers_network_is_one_client(address: str, client: str) -> None:
    assert client_of({"client": (address, 1)}) == client


# Descriptors


def test_the_process_takes_as_many_descriptors_as_it_may_and_leaves_most_of_a_few_to_itself() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, before[1]))
        given = descriptors.raise_limit()
        assert given > 256
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == given
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert 8 <= descriptors.count_connections(128) < 43
    assert descriptors.count_connections(8_192) == descriptors.MOST_CONNECTIONS
