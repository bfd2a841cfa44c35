"""/v1/conversations, and questions that are asked within one."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest
from conftest import WRITE_KEY, client_of, read_address
from factories import make_release
from fastapi.testclient import TestClient
from running import read_events

from service.answering.answer import Answer
from service.assembly import Communique
from service.http.app import make_app

KEY = {"Authorization": f"Bearer {WRITE_KEY}"}
COST = "What did the harbour of Port Quillan cost?"
PEOPLE = "And how many people will it employ?"
NOWHERE = "Who sank the submarine of Tollan?"
CHANGING = {"created", "timings_ms"}


@pytest.fixture
def keeping(filled: Path, tmp_path: Path) -> Iterator[Communique]:
    """A service that keeps conversations, with the harbour and the treaty."""
    settings: dict[str, Any] = {"model": "hashing", "reader": "none", "write_keys": (WRITE_KEY,), "conversations": True}
    with Communique.open(shutil.copytree(filled, tmp_path / "data"), **settings) as opened:
        yield opened


@pytest.fixture
def client(keeping: Communique) -> Iterator[TestClient]:
    with client_of(keeping) as opened:
        yield opened


def begin(client: TestClient | httpx2.Client) -> str:
    response = client.post("/v1/conversations", json={})
    assert response.status_code == 201, response.text
    conversation_id: str = response.json()["id"]
    return conversation_id


def ask(client: TestClient | httpx2.Client, question: str, **fields: Any) -> dict[str, Any]:
    response = client.post("/v1/ask", json={"question": question, **fields})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def read(client: TestClient | httpx2.Client, conversation_id: str) -> dict[str, Any]:
    response = client.get(f"/v1/conversations/{conversation_id}")
    assert response.status_code == 200, response.text
    conversation: dict[str, Any] = response.json()
    return conversation


def lasting(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in CHANGING}


# Beginning and going on


def test_a_conversation_is_begun_empty_at_an_address_that_cannot_be_guessed(client: TestClient) -> None:
    first, second = (client.post("/v1/conversations", json={}) for _ in range(2))
    assert first.headers["Location"] == f"/v1/conversations/{first.json()['id']}"
    assert first.headers["Cache-Control"] == "no-store"
    assert client.get(first.headers["Location"]).json() == first.json()
    assert first.json()["turns"] == []
    assert re.fullmatch(r"[\w-]{24}", first.json()["id"])
    assert first.json()["id"] != second.json()["id"]


def test_a_follow_up_is_read_with_the_turns_that_are_kept_as_with_those_that_a_client_sends(
    client: TestClient, keeping: Communique
) -> None:
    conversation_id = begin(client)
    first = ask(client, COST, conversation_id=conversation_id)
    second = ask(client, PEOPLE, conversation_id=conversation_id)
    before: Answer = keeping.ask(COST)
    same = keeping.ask(PEOPLE, conversation=[before])
    assert lasting(first) == lasting(ask(client, COST))
    assert second["standalone_question"] == same.standalone_question != PEOPLE
    assert second["answer"] == same.text


def test_what_is_kept_is_every_question_and_answer_with_its_citations(client: TestClient) -> None:
    conversation_id = begin(client)
    answers = [ask(client, question, conversation_id=conversation_id) for question in (COST, NOWHERE, PEOPLE)]
    turns = read(client, conversation_id)["turns"]
    assert [turn["role"] for turn in turns] == ["user", "assistant"] * 3
    for answer, asked, said in zip(answers, turns[::2], turns[1::2], strict=True):
        assert (asked["text"], asked["standalone_question"]) == (answer["question"], answer["standalone_question"])
        assert said["text"] == (answer["answer"] or answer["reason"])
        kept = {name: said[name] for name in ("status", "confidence", "reason", "note", "citations")}
        assert kept == {name: answer[name] for name in kept}
        assert (said["index_id"], said["llm"]) == (answer["index"]["id"], answer["model"]["llm"])


def test_a_streamed_answer_is_kept_too_and_read_with_what_is_kept(client: TestClient) -> None:
    conversation_id = begin(client)
    ask(client, COST, conversation_id=conversation_id)
    asked = {"question": PEOPLE, "conversation_id": conversation_id, "stream": True}
    events = read_events(client.post("/v1/ask", json=asked).text)
    name, answer = events[-1]
    turns = read(client, conversation_id)["turns"]
    assert name == "answer.completed"
    assert answer["standalone_question"] != PEOPLE
    assert [turn["text"] for turn in turns[2:]] == [PEOPLE, answer["answer"]]
    assert turns[3]["citations"] == answer["citations"]


def test_quotes_that_are_kept_stay_those_of_the_version_that_was_cited(client: TestClient, keeping: Communique) -> None:
    conversation_id = begin(client)
    answer = ask(client, COST, conversation_id=conversation_id)
    keeping.put(make_release(text="The harbour cost 350 million crowns."))
    keeping.remove("harbour-opening")
    kept = read(client, conversation_id)["turns"][1]["citations"]
    version = answer["citations"][0]["version"][:8]
    assert [each["url"] for each in kept] == [
        each["url"].replace("#", f"?version={version}#") for each in answer["citations"]
    ]
    facts = ("release_id", "version", "start", "end", "quote", "highlights", "answer_span", "number")
    assert [[each[name] for name in facts] for each in kept] == [
        [each[name] for name in facts] for each in answer["citations"]
    ]


def test_questions_that_come_at_once_are_kept_one_after_the_other_each_read_with_those_before(
    client: TestClient, keeping: Communique
) -> None:
    conversation_id = begin(client)
    questions = [f"And what did the harbour cost in {2000 + number}?" for number in range(12)]
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda question: ask(client, question, conversation_id=conversation_id), questions))
    kept = keeping.conversations.get(conversation_id).answers
    assert sorted(each.answer.question for each in kept) == questions
    said = {answer["question"]: answer["standalone_question"] for answer in answers}
    again: list[Answer] = []
    for each in kept:  # as one after the other would have been answered
        again.append(keeping.ask(each.answer.question, conversation=again))
        assert said[each.answer.question] == each.answer.standalone_question == again[-1].standalone_question


# Being off, unknown, wrong


def test_nothing_is_kept_unless_the_operator_says_so(communique: Communique) -> None:
    client = TestClient(make_app(communique))
    refusals = [
        client.post("/v1/conversations", json={}),
        client.get("/v1/conversations", headers=KEY),
        client.get("/v1/conversations/abc"),
        client.get("/v1/conversations/abc/export"),
        client.delete("/v1/conversations/abc"),
        client.post("/v1/ask", json={"question": COST, "conversation_id": "abc"}),
        client.post("/v1/ask", json={"question": COST, "conversation_id": "abc", "stream": True}),
    ]
    for refusal in refusals:
        assert refusal.status_code == 403
        assert refusal.headers["Content-Type"] == "application/problem+json"
        assert "Set COMMUNIQUE_CONVERSATIONS=true" in refusal.json()["detail"]


def test_turns_come_from_one_place_not_from_two(client: TestClient) -> None:
    turns = [{"role": "user", "text": COST}]
    fields = {"question": PEOPLE, "conversation_id": begin(client), "conversation": turns}
    refused = client.post("/v1/ask", json=fields)
    assert refused.status_code == 422
    assert "from conversation or from conversation_id, not from both" in refused.json()["detail"]


@pytest.mark.parametrize("stream", [False, True])
def test_a_conversation_that_is_not_there_is_told_before_anything_is_answered(client: TestClient, stream: bool) -> None:
    asked = client.post("/v1/ask", json={"question": COST, "conversation_id": "abc", "stream": stream})
    gone = [asked, client.get("/v1/conversations/abc"), client.delete("/v1/conversations/abc")]
    gone.append(client.get("/v1/conversations/abc/export"))
    for refusal in gone:
        assert (refusal.status_code, refusal.headers["Content-Type"]) == (404, "application/problem+json")
        assert refusal.json()["detail"] == "there is no such conversation; perhaps it was deleted"


def test_a_beginning_takes_json_and_no_field(client: TestClient) -> None:
    assert client.post("/v1/conversations", json={"title": "Harbours"}).status_code == 422
    assert client.post("/v1/conversations", content="{}").status_code == 415


# Listing


def test_listing_needs_a_key(client: TestClient) -> None:
    assert client.get("/v1/conversations").status_code == 401


def test_conversations_are_listed_by_pages_the_last_begun_first(client: TestClient) -> None:
    ids = [begin(client) for _ in range(5)]
    ask(client, COST, conversation_id=ids[1])
    ask(client, PEOPLE, conversation_id=ids[1])
    pages: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = client.get("/v1/conversations", params={"limit": 2, **cursor}, headers=KEY).json()
        pages.append(page)
        if page["next_cursor"] is None:
            break
        begin(client)  # what is begun meanwhile shifts no page
        cursor = {"cursor": page["next_cursor"]}
    listed = [each for page in pages for each in page["data"]]
    assert [each["id"] for each in listed] == ids[::-1]
    assert [(each["questions"], each["first_question"]) for each in listed[3:]] == [(2, COST), (0, None)]
    assert listed[3]["changed_at"] > listed[3]["created_at"] == read(client, ids[1])["created_at"]
    assert listed[4]["changed_at"] == listed[4]["created_at"]


@pytest.mark.parametrize("cursor", ["-1", "x", "1" * 16, ""])
def test_a_cursor_that_no_page_gave_is_refused(client: TestClient, cursor: str) -> None:
    assert client.get("/v1/conversations", params={"cursor": cursor}, headers=KEY).status_code == 422


# Exporting


def test_the_json_export_is_the_conversation_as_a_file(client: TestClient) -> None:
    conversation_id = begin(client)
    ask(client, COST, conversation_id=conversation_id)
    exported = client.get(f"/v1/conversations/{conversation_id}/export", params={"format": "json"})
    assert exported.json() == read(client, conversation_id)
    assert exported.headers["Content-Disposition"] == 'attachment; filename="conversation.json"'


def test_the_markdown_export_is_the_conversation_to_be_read(client: TestClient) -> None:
    conversation_id = begin(client)
    answer = ask(client, COST, conversation_id=conversation_id)
    exported = client.get(f"/v1/conversations/{conversation_id}/export")
    assert exported.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert exported.headers["Cache-Control"] == "no-store"
    assert f"\n## {COST}\n" in exported.text
    assert answer["citations"][0]["quote"] in exported.text
    assert client.get(f"/v1/conversations/{conversation_id}/export", params={"format": "pdf"}).status_code == 422


# Deleting


def test_a_deleted_conversation_leaves_nothing_not_even_in_the_file(client: TestClient, keeping: Communique) -> None:
    conversation_id = begin(client)
    other = begin(client)
    whispered = "What did Ostrander whisper of the zeppelin factory?"
    ask(client, whispered, conversation_id=conversation_id)
    ask(client, COST, conversation_id=other)
    assert client.delete(f"/v1/conversations/{conversation_id}").status_code == 204
    assert client.delete(f"/v1/conversations/{conversation_id}").status_code == 404
    assert [turn["text"] for turn in read(client, other)["turns"]][:1] == [COST]
    keeping.close()  # so that SQLite writes its log into the file
    stored = b"".join(file.read_bytes() for file in keeping.settings.data.glob("catalog*"))
    assert COST.encode() in stored
    assert b"zeppelin" not in stored


# Surviving


@pytest.mark.slow
def test_every_answer_that_was_received_is_there_after_a_kill(tmp_path: Path) -> None:
    environment = os.environ | {
        "COMMUNIQUE_DATA": str(tmp_path),
        "COMMUNIQUE_MODEL": "hashing",
        "COMMUNIQUE_READER": "none",
        "COMMUNIQUE_PORT": "0",
        "COMMUNIQUE_CONVERSATIONS": "true",
    }
    with Communique.open(tmp_path, model="hashing", reader="none") as opened:
        opened.put(make_release())
    received: dict[str, list[str]] = {}

    def talk(address: str) -> None:
        with httpx2.Client(base_url=address) as client:
            conversation_id = begin(client)
            told = received.setdefault(conversation_id, [])
            for number in range(10_000):
                try:
                    question = f"What did the harbour cost in {number}?"
                    answer = ask(client, question, conversation_id=conversation_id)
                except httpx2.TransportError:
                    return
                told += [question, answer["answer"] or answer["reason"]]
                if number == 3:
                    begun.release()

    begun = threading.Semaphore(0)
    command = [sys.executable, "-m", "service.cli", "serve"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        address = read_address(process)
        talkers = [threading.Thread(target=talk, args=(address,)) for _ in range(3)]
        for talker in talkers:
            talker.start()
        for _ in talkers:
            assert begun.acquire(timeout=60)
        process.send_signal(signal.SIGKILL)
        for talker in talkers:
            talker.join(60)
    with Communique.open(tmp_path, model="hashing", reader="none", conversations=True) as opened:
        for conversation_id, told in received.items():
            kept = opened.conversations.get(conversation_id).answers
            stored = [text for each in kept for text in (each.answer.question, each.answer.text or each.answer.reason)]
            assert stored[: len(told)] == told
            assert len(stored) - len(told) in {0, 2}  # one may have been stored whose answer nobody received
            assert len(told) >= 8
