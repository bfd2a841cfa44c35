"""Connections that say nothing, or say it slowly: they are ended, and never keep others out."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx2
import pytest
from running import Running, wait_until

from service.http.door.connections import DoorConfig
from service.http.middleware import Message, Receive, Send
from service.http.serving import listen

HALF = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "


async def hello(_scope: Message, receive: Receive, send: Send) -> None:
    """Reads what is sent, then greets."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})


@contextmanager
def greeting(*, most: int, headers_within: float = 10.0) -> Iterator[Running]:
    config = DoorConfig(hello, most=most, headers_within=headers_within, log_level="warning", lifespan="off")
    server = Running(config)
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


def connect(server: Running, said: bytes = b"") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.port), 10)
    connection.sendall(said)
    return connection


def ended(connection: socket.socket) -> bool:
    """Whether the other side has ended it, within ten seconds."""
    try:
        return connection.recv(1000) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize("said", [b"", b"G", HALF])
def test_who_does_not_say_what_he_wants_in_time_is_cut_off(said: bytes) -> None:
    with greeting(most=9, headers_within=0.2) as server, connect(server, said) as slow:
        assert ended(slow)
        wait_until(lambda: not server.connections)


def test_who_says_it_byte_by_byte_has_no_more_time_than_others() -> None:
    with greeting(most=9, headers_within=0.3) as server, connect(server, HALF) as slow:
        stop = threading.Event()

        def drip() -> None:
            while not stop.wait(0.02):
                try:
                    slow.send(b"a")
                except OSError:
                    return

        dripping = threading.Thread(target=drip)
        dripping.start()
        assert ended(slow)
        stop.set()
        dripping.join()


def test_a_connection_that_has_been_answered_may_ask_again_and_gets_new_time() -> None:
    with greeting(most=9, headers_within=0.5) as server, httpx2.Client(base_url=server.address) as client:
        assert [client.get("/").text for _ in range(3)] == ["hello"] * 3
        assert client.post("/", content=b"x" * 100_000).text == "hello"
        assert server.connections == 1


@pytest.mark.parametrize("said", [b"", HALF, b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n"])
def test_however_many_keep_us_waiting_whoever_asks_is_answered(said: bytes) -> None:
    with greeting(most=9) as server, ExitStack() as opened:
        slow = [opened.enter_context(connect(server, said)) for _ in range(40)]
        for _ in range(5):
            with connect(server, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") as asking:
                assert asking.recv(1000).startswith(b"HTTP/1.1 200")
        assert server.connections <= 9
        assert ended(slow[0])  # the oldest made room


def test_lines_that_strangers_cause_are_logged_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("uvicorn.error").propagate = True
    with greeting(most=9) as server:
        for _ in range(5):
            with connect(server, b"\x00\x01\r\n\r\n") as garbage:
                assert b"400" in garbage.recv(1000)
    assert len([record for record in caplog.records if "Invalid HTTP" in record.getMessage()]) <= 1
