"""POST /v1/ask as a stream of events: over invented releases, over sockets, and with clients that go away."""

import json
import re
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest
from factories import make_release, make_treaty
from fastapi.testclient import TestClient
from hypothesis import example, given
from hypothesis import strategies as st
from running import read_events, running, wait_until

from corpus.errors import IndexMismatch
from corpus.passage import Span
from index.storage.manifest import Manifest
from service.answering.answer import Answer, Nearest
from service.assembly import Communique
from service.citations import Citation
from service.http import event_stream
from service.http.app import make_app
from service.http.event_stream import AT_ONCE, wants_events
from service.http.streaming import pieces_of

COST = "What did the harbour of Port Quillan cost?"
OFFER = "What did Motegi offer Cambodia?"
THREADS = 40  # threads that a server has for its work
Events = list[tuple[str, Any]]


def stream(client: TestClient | httpx2.Client, question: str, **fields: Any) -> Events:
    response = client.post("/v1/ask", json={"question": question, "stream": True, **fields})
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    return read_events(response.text)


def data_of(events: Events, name: str) -> list[Any]:
    return [data for each, data in events if each == name]


def lasting(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer's body without what differs from one time to the next."""
    return {name: value for name, value in answer.items() if name not in {"created", "timings_ms"}}


TALK = [
    {"role": "user", "text": "Who signed the fisheries treaty?"},
    {
        "role": "assistant",
        "text": "The Republic of Norvania and the Kingdom of Astrelle signed a fisheries treaty. [1]",
        "citations": [{"release_id": "fisheries-treaty", "start": 0, "end": 78}],
    },
]


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        (COST, {}),
        (COST, {"limit": 1, "filters": {"publisher": "Ministry of Works"}}),
        ("When does it enter into force?", {"conversation": TALK}),
        ("Who sailed to Tollan?", {}),
        ("?", {"filters": {"release_ids": []}}),
    ],
)
def test_the_completed_answer_is_the_one_without_a_stream_and_every_event_before_it_says_the_same(
    client: TestClient, question: str, fields: dict[str, Any]
) -> None:
    plain = client.post("/v1/ask", json={"question": question, **fields}).json()
    events = stream(client, question, **fields)
    names = [name for name, _ in events]
    assert names[:2] == ["answer.created", "answer.passages"]
    assert (names[-1], names.count("answer.completed")) == ("answer.completed", 1)
    whole = events[-1][1]
    assert lasting(whole) == lasting(plain)
    assert events[0][1].items() <= whole.items()
    assert events[1][1] == {"passages": whole["passages"]}
    assert "".join(delta["text"] for delta in data_of(events, "answer.delta")) == (whole["answer"] or "")
    assert data_of(events, "answer.citation") == whole["citations"]


def test_a_citation_follows_the_text_that_it_bears_at_once(client: TestClient) -> None:
    said = ""
    seen = 0
    for name, data in stream(client, "What did the Minister open, and whom did she thank?"):
        if name == "answer.delta":
            assert seen == len(re.findall(r"\[\d+\]", said))
            said += data["text"]
        if name == "answer.citation":
            seen += 1
            assert said.rstrip().endswith(f"[{data['number']}]")
            assert said[data["answer_span"]["start"] : data["answer_span"]["end"]] == data["quote"]
    assert seen >= 1


@given(st.lists(st.text(alphabet="aB.?! \n[]1😀", min_size=1, max_size=30), max_size=4))
@example(["[1]"])
@example(["The ferry sails.", "[1]", "[2] It is late."])
@example(["As told in [1]", "[1] [2]"])
def test_the_pieces_of_an_answer_are_cut_by_its_quotes_though_these_read_like_marks(quotes: list[str]) -> None:
    answer = answer_of([quote.strip() or "a" for quote in quotes])
    text = answer.text or ""
    pieces = pieces_of(answer)
    assert "".join(piece.of(text) for piece in pieces) == text
    cuts = {piece.start for piece in pieces[1:]}
    assert {citation.answer_span.start for citation in answer.citations[1:]} <= cuts
    # Whatever else is cut is cut within a quote: what stands behind one is its mark.
    spans = [citation.answer_span for citation in answer.citations]
    assert all(any(span.start <= cut < span.end for span in spans) for cut in cuts)


def answer_of(quotes: Sequence[str]) -> Answer:
    """An answer that quotes these, of releases that nobody needs to have."""
    text, citations = "", []
    for number, quote in enumerate(quotes, start=1):
        start = len(text) + bool(text)
        text = f"{text}{' ' if text else ''}{quote} [{number}]"
        citations.append(
            Citation(
                number=number,
                answer_span=Span(start, start + len(quote)),
                release_id="x",
                version="0",
                title="X",
                published=None,
                source_url=None,
                start=0,
                end=len(quote),
                quote=quote,
            )
        )
    return Answer(
        question="?",
        standalone_question="?",
        status="answered" if quotes else "not_found",
        text=text or None,
        citations=tuple(citations),
        passages=(),
        confidence=1.0,
        reason=None,
        note=None,
        index_id="0",
    )


@pytest.mark.parametrize(
    ("accept", "streamed"),
    [
        ("text/event-stream", True),
        ("Text/Event-Stream; q=0.9, */*", True),
        ("application/json, text/event-stream", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_the_accept_header_asks_for_events_as_the_body_does(client: TestClient, accept: str, streamed: bool) -> None:
    assert wants_events(accept) is streamed
    response = client.post("/v1/ask", json={"question": COST}, headers={"Accept": accept})
    assert response.headers["Content-Type"].startswith("text/event-stream" if streamed else "application/json")


@pytest.mark.parametrize(
    "fields", [{"question": ""}, {"question": "a", "limit": 0}, {"question": "a", "conversation": [{}]}]
)
def test_what_is_wrong_with_a_question_is_said_before_any_event(client: TestClient, fields: dict[str, Any]) -> None:
    response = client.post("/v1/ask", json={"stream": True, **fields}, headers={"Accept": "text/event-stream"})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


class Breaking(Communique):
    """A service that breaks once it has told the passages."""

    error: Exception = RuntimeError("the secret of the house")

    def ask_stepwise(self, *arguments: Any, **named: Any) -> tuple[Manifest, Iterator[Nearest | Answer]]:
        manifest, steps = super().ask_stepwise(*arguments, **named)
        return manifest, self._break(steps)

    def _break(self, steps: Iterator[Nearest | Answer]) -> Iterator[Nearest | Answer]:
        yield next(steps)
        raise self.error


@pytest.mark.parametrize(
    ("error", "status", "detail"),
    [
        (RuntimeError("the secret of the house"), 500, "something went wrong here; the log says what"),
        (IndexMismatch("made anew. Restart: communique serve"), 503, "made anew. Restart: communique serve"),
    ],
)
def test_a_stream_that_breaks_ends_with_a_problem(tmp_path: Path, error: Exception, status: int, detail: str) -> None:
    with Breaking.open(tmp_path, model="hashing", reader="none") as breaking:
        breaking.error = error
        events = stream(TestClient(make_app(breaking)), COST)
    assert [name for name, _ in events] == ["answer.created", "answer.passages", "error"]
    assert events[-1][1].keys() == {"type", "title", "status", "detail"}
    assert (events[-1][1]["status"], events[-1][1]["detail"]) == (status, detail)


class Held(Communique):
    """A service whose streams wait at a gate before one of their steps, and are counted."""

    before: type[Nearest | Answer] = Answer

    def ask_stepwise(self, *arguments: Any, **named: Any) -> tuple[Manifest, Iterator[Nearest | Answer]]:
        manifest, steps = super().ask_stepwise(*arguments, **named)
        return manifest, self._hold(steps)

    def _hold(self, steps: Iterator[Nearest | Answer]) -> Iterator[Nearest | Answer]:
        self.begun.append("begun")
        try:
            for kind in (Nearest, Answer):
                if kind is self.before:
                    self.waiting.append("waiting")
                    assert self.gate.wait(30)
                yield next(steps)
            self.finished.append("finished")
        finally:
            self.ended.append("ended")

    def hold(self, before: type[Nearest | Answer]) -> None:
        """From now on. Appending to a list is one step of Python: the threads do not get into each other's way."""
        self.before, self.gate = before, threading.Event()
        self.begun: list[str] = []
        self.waiting: list[str] = []
        self.finished: list[str] = []
        self.ended: list[str] = []


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    with Held.open(tmp_path, model="hashing", reader="none") as opened:
        opened.put(make_release())
        opened.put(make_treaty())
        opened.hold(Answer)
        yield opened


def begin(port: int) -> socket.socket:
    """A client that has asked for a stream and reads nothing yet."""
    client = socket.create_connection(("127.0.0.1", port), timeout=20)
    body = json.dumps({"question": COST, "stream": True}).encode()
    head = f"POST /v1/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    client.sendall(head.encode() + body)
    return client


def read_until(client: socket.socket, wanted: bytes) -> bytes:
    received = b""
    while wanted not in received:
        received += client.recv(65536)
    return received


@pytest.mark.parametrize(("before", "at_work"), [(Nearest, AT_ONCE), (Answer, THREADS)])
def test_fifty_clients_that_hang_up_leave_no_work_behind(
    held: Held, before: type[Nearest | Answer], at_work: int
) -> None:
    held.hold(before)
    with running(held) as server:
        with ExitStack() as clients:
            for _ in range(50):
                clients.enter_context(begin(server.port))
            wait_until(lambda: len(held.waiting) == at_work)
        wait_until(lambda: server.connections == 0)
        held.gate.set()
        wait_until(lambda: len(held.ended) == len(held.begun))
        # Those that waited for their turn did no more; of those that were at work none went beyond its step.
        assert (len(held.waiting), len(held.finished)) == (at_work, 0)
        assert httpx2.post(f"{server.address}/v1/ask", json={"question": COST}).json()["status"] == "answered"


def test_a_client_has_the_passages_while_the_answer_is_still_being_made(held: Held) -> None:
    with running(held) as server, begin(server.port) as client:
        received = read_until(client, b"event: answer.passages\n")
        assert b"answer.delta" not in received
        held.gate.set()
        assert b"event: answer.completed\n" in received + read_until(client, b"\r\n0\r\n\r\n")


def test_a_stream_that_is_slow_to_go_on_is_pinged(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "PING_EVERY", 0.05)
    with running(held) as server, begin(server.port) as client:
        read_until(client, b": ping\n\n")
        held.gate.set()
        read_until(client, b"event: answer.completed\n")


def test_the_owners_question_is_streamed_by_the_running_service(served: str) -> None:
    with httpx2.Client(base_url=served, timeout=30) as client:
        events = stream(client, OFFER)
        plain = client.post("/v1/ask", json={"question": OFFER}).json()
    assert lasting(events[-1][1]) == lasting(plain)
    assert "25 billion yen in yen loans" in data_of(events, "answer.citation")[0]["quote"]


def test_the_four_turns_of_a_talk_are_answered_by_the_running_service(served: str) -> None:
    turns = [
        (OFFER, "25 billion yen in yen loans"),
        ("And what did Prak Sokhonn say to that?", "In response, Minister Prak Sokhonn"),
        ("When was this?", "On October 21, commencing at 1 p.m."),
        ("What about marine litter?", "the measures against marine plastic litter"),
    ]
    talk: list[dict[str, Any]] = []
    with httpx2.Client(base_url=served, timeout=60) as client:
        for question, told in turns:
            answer = stream(client, question, conversation=talk)[-1][1]
            assert (question, answer["status"]) == (question, "answered")
            assert told in answer["citations"][0]["quote"]
            cited = [{name: each[name] for name in ("release_id", "start", "end")} for each in answer["citations"]]
            talk.append({"role": "user", "text": question})
            talk.append({"role": "assistant", "text": answer["answer"], "citations": cited})
