"""POST /v1/chat/completions and GET /v1/models, asked with the official client of OpenAI over sockets."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openai
import pytest
from factories import make_release
from fastapi.testclient import TestClient
from openai import AsyncOpenAI, OpenAI
from openai.types.chat import ChatCompletion, ChatCompletionMessageParam
from running import Running, running, wait_until
from test_docs import README, ROOT, blocks, relative
from test_streaming import Breaking, Held, held  # noqa: F401 - a fixture

from corpus.catalog import Catalog
from service.assembly import Communique
from service.http.app import make_app
from service.http.completions import pieces_of_message, turns_of
from service.http.schemas.chat import MessageBody

COST = "What did the harbour of Port Quillan cost?"
OFFER = "What did Motegi offer Cambodia?"
LOANS = "25 billion yen in yen loans"
Messages = list[ChatCompletionMessageParam]


def user(text: str) -> ChatCompletionMessageParam:
    return {"role": "user", "content": text}


@pytest.fixture
def server(communique: Communique) -> Iterator[Running]:
    with running(communique) as started:
        yield started


@pytest.fixture
def chat(server: Running) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{server.address}/v1", api_key="any", max_retries=0) as client:
        yield client


@pytest.fixture(scope="module")
def real(served: str) -> Iterator[OpenAI]:
    """Speaks to the running service with the real model."""
    with OpenAI(base_url=f"{served}/v1", api_key="any", max_retries=0) as client:
        yield client


def ask(client: OpenAI, *messages: ChatCompletionMessageParam, **more: Any) -> ChatCompletion:
    completion: ChatCompletion = client.chat.completions.create(model="communique", messages=list(messages), **more)
    return completion


def content_of(completion: ChatCompletion) -> str:
    content = completion.choices[0].message.content
    assert content is not None
    return content


def test_the_owners_question_is_answered_with_quotes_marks_and_links(real: OpenAI, served: str) -> None:
    completion = ask(real, user(OFFER))
    content = content_of(completion)
    annotations = completion.choices[0].message.annotations or []
    assert annotations
    for number, annotation in enumerate(annotations, start=1):
        cited = annotation.url_citation
        assert content[cited.end_index :].startswith(f"” [{number}]")
        assert cited.url.startswith(f"{served}/r/japan-cambodia-telephone-talk-2020-10-21#")
        assert cited.title == "Japan-Cambodia Foreign Ministers’ Telephone Talk"
        assert f"- [{number}] {cited.title}, October 21, 2020: {cited.url}" in content
    assert any(LOANS in content[each.url_citation.start_index : each.url_citation.end_index] for each in annotations)
    assert completion.choices[0].finish_reason == "stop"


@pytest.mark.parametrize("page", [README, ROOT / "docs" / "http.md"], ids=relative)
def test_the_examples_of_the_documentation_do_what_it_says(
    served: str, page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = [block for block in blocks(page, "python") if "OpenAI(" in block]
    exec(example.replace("http://127.0.0.1:8000", served), {})  # noqa: S102
    assert LOANS in " ".join(capsys.readouterr().out.split())


def test_indices_count_code_points(chat: OpenAI, communique: Communique) -> None:
    said = "The 🚢🚢 of Tollan cost 𝟛 crowns."
    communique.put(make_release("ships", "Ships of Tollan", said, date(2031, 7, 1)))
    completion = ask(chat, user("What did the 🚢🚢 of Tollan cost?"))
    (annotation,) = completion.choices[0].message.annotations or []
    cited = annotation.url_citation
    assert content_of(completion)[cited.start_index : cited.end_index] == said


@pytest.mark.parametrize("question", [COST, "Who sailed to Tollan?"])
def test_a_streamed_completion_says_the_same_and_ends(chat: OpenAI, question: str) -> None:
    plain = ask(chat, user(question))
    pieces = list(
        chat.chat.completions.create(
            model="communique", messages=[user(question)], stream=True, stream_options={"include_usage": True}
        )
    )
    assert {piece.id for piece in pieces} == {plain.id}
    assert {(piece.object, piece.model) for piece in pieces} == {("chat.completion.chunk", "communique")}
    assert pieces[0].choices[0].delta.role == "assistant"
    deltas = [piece.choices[0].delta for piece in pieces if piece.choices]
    assert "".join(delta.content or "" for delta in deltas) == content_of(plain)
    annotations = [each for delta in deltas for each in getattr(delta, "annotations", None) or []]
    assert annotations == [each.model_dump() for each in plain.choices[0].message.annotations or []]
    reasons = [piece.choices[0].finish_reason for piece in pieces if piece.choices]
    assert reasons == [None] * (len(reasons) - 1) + ["stop"]
    assert [piece.usage for piece in pieces] == [None] * (len(pieces) - 1) + [plain.usage]


def test_a_stream_says_nothing_of_usage_unless_it_is_asked_to(client: TestClient) -> None:
    body = {"model": "communique", "messages": [user(COST)], "stream": True}
    streamed = client.post("/v1/chat/completions", json=body).text
    assert "usage" not in streamed
    assert streamed.endswith("\n\ndata: [DONE]\n\n")


def test_what_the_releases_do_not_say_is_said_as_a_message(real: OpenAI, served: str) -> None:
    completion = ask(real, user("What did Motegi offer Laos?"))
    assert content_of(completion) == (
        "The releases do not say. No release mentions Laos.\n\nNearest:\n\n"
        "- Japan-Cambodia Foreign Ministers’ Telephone Talk, October 21, 2020: "
        f"{served}/r/japan-cambodia-telephone-talk-2020-10-21"
    )
    assert completion.choices[0].message.annotations == []


def test_earlier_messages_are_the_turns_before(chat: OpenAI) -> None:
    first = ask(chat, user("Who signed the fisheries treaty?"))
    talk: list[Any] = [user("Who signed the fisheries treaty?"), first.choices[0].message.model_dump()]
    talk.append(user("When was this?"))
    followed = content_of(ask(chat, *talk))
    alone = content_of(ask(chat, user("When was this?")))
    assert "The treaty enters into force on March 1." in followed
    assert "The treaty enters into force on March 1." not in alone


def test_what_an_earlier_message_cites_is_read_from_its_annotations_or_from_the_links_in_its_text(
    chat: OpenAI,
) -> None:
    message = ask(chat, user(COST)).choices[0].message
    kept = MessageBody.model_validate(message.model_dump())
    bare = MessageBody(role="assistant", content=message.content or "")
    from_annotations, from_text = turns_of([kept]), turns_of([bare])
    assert from_annotations == from_text
    assert from_text[0].citations[0].release_id == "harbour-opening"
    assert turns_of([MessageBody(role="user", content=bare.content)])[0].citations == ()


def test_what_is_for_other_models_changes_nothing(chat: OpenAI) -> None:
    plain = ask(chat, user(COST))
    more = {"temperature": 0.9, "max_tokens": 1, "user": "u", "seed": 1, "tools": [], "n": 1, "store": True}
    system: ChatCompletionMessageParam = {"role": "system", "content": "Answer with the word banana."}
    parts: ChatCompletionMessageParam = {"role": "user", "content": [{"type": "text", "text": COST}]}
    other = ask(chat, system, parts, **more, response_format={"type": "text"})
    assert content_of(other) == content_of(plain)
    assert other.id == plain.id


def test_our_filters_hold_here_too(chat: OpenAI) -> None:
    completion = ask(chat, user(COST), extra_body={"filters": {"publisher": "Ministry of Foreign Affairs"}})
    assert content_of(completion).startswith("The releases do not say.")


def test_sources_say_which_release_is_gone_from_where_it_was(
    chat: OpenAI, communique: Communique, catalog: Catalog
) -> None:
    catalog.withdraw("harbour-opening", datetime(2031, 8, 1, tzinfo=UTC))
    communique.catch_up()
    assert "May 6, 2031, withdrawn at its source on 2031-08-01, https://press.example/harbour: http" in content_of(
        ask(chat, user(COST))
    )


def test_sources_say_which_version_is_no_longer_the_current_one(communique: Communique) -> None:
    answer = communique.ask(COST)
    (cited,) = answer.citations
    older = replace(answer, citations=(replace(cited, superseded=True),))
    version = cited.version[:8]
    said = "".join(pieces_of_message(older, "http://press.example"))
    told = (
        f"version {version}, no longer current, https://press.example/harbour: http://press.example/r/harbour-opening"
    )
    assert f"{told}?version={version}#" in said


def test_what_was_known_at_an_earlier_time_answers_here_too(chat: OpenAI) -> None:
    completion = ask(chat, user(COST), extra_body={"as_of": "2020-01-01"})
    assert content_of(completion).startswith("The releases do not say. Nothing was stored by then;")


IMAGE = {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://press.example/x.png"}}]}


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"n": 2}, "n"),
        ({"tools": [{"type": "function", "function": {"name": "f"}}]}, "tools"),
        ({"functions": [{"name": "f"}]}, "functions"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        ({"modalities": ["text", "audio"]}, "modalities"),
        ({"logprobs": True}, "logprobs"),
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "assistant", "content": "Hello."}]}, "messages"),
        ({"messages": [{"role": "user", "content": " "}]}, "messages"),
        ({"messages": [{"role": "user", "content": "a" * 2_001}]}, "messages"),
        ({"messages": [IMAGE]}, "messages/0/content"),
        ({"messages": [{"role": "tool", "content": "x", "tool_call_id": "1"}]}, "messages/0/role"),
        ({"messages": [{"role": "user", "content": "a\0"}]}, "messages/0/content"),
        ({"filters": {"publishers": "x"}}, "filters/publishers"),
        ({"as_of": "yesterday"}, "as_of"),
    ],
)
def test_what_is_not_done_here_is_refused_by_name(chat: OpenAI, fields: dict[str, Any], param: str) -> None:
    body = {"model": "communique", "messages": [user(COST)]} | fields
    with pytest.raises(openai.UnprocessableEntityError) as refused:
        chat.post("/chat/completions", body=body, cast_to=object)
    assert refused.value.param == param
    assert refused.value.type == "invalid_request_error"
    assert refused.value.response.headers["Content-Type"] == "application/problem+json"
    assert refused.value.response.json()["detail"].startswith(f"{param}: ")


def test_there_is_one_model(chat: OpenAI) -> None:
    assert [model.id for model in chat.models.list()] == ["communique"]
    assert chat.models.retrieve("communique").object == "model"
    with pytest.raises(openai.NotFoundError, match="there is no model 'gpt-x' here, only 'communique'"):
        chat.models.retrieve("gpt-x")
    with pytest.raises(openai.NotFoundError):
        chat.chat.completions.create(model="gpt-x", messages=[user(COST)])


def test_a_stream_that_breaks_raises_in_the_client(tmp_path: Any) -> None:
    with Breaking.open(tmp_path, model="hashing", reader="none") as breaking, running(breaking) as server:
        client = OpenAI(base_url=f"{server.address}/v1", api_key="any", max_retries=0)
        stream = client.chat.completions.create(model="communique", messages=[user(COST)], stream=True)
        with pytest.raises(openai.APIError, match="something went wrong here; the log says what"):
            list(stream)


def test_an_error_of_ours_is_one_that_the_client_knows(tmp_path: Any) -> None:
    with Breaking.open(tmp_path, model="hashing", reader="none") as breaking:
        asked = TestClient(make_app(breaking), raise_server_exceptions=False)
        response = asked.post("/v1/chat/completions", json={"model": "communique", "messages": [user(COST)]})
    assert response.status_code == 500
    assert response.json()["error"]["type"] == "server_error"


def test_a_client_that_hangs_up_leaves_no_work_behind(held: Held) -> None:  # noqa: F811
    async def hang_up(address: str) -> None:
        async with AsyncOpenAI(base_url=f"{address}/v1", api_key="any", max_retries=0) as client:
            stream = await client.chat.completions.create(model="communique", messages=[user(COST)], stream=True)
            async for piece in stream:
                assert piece.choices[0].delta.role == "assistant"
                await stream.close()
                break

    with running(held) as server:
        asyncio.run(hang_up(server.address))
        wait_until(lambda: server.connections == 0)
        held.gate.set()
        wait_until(lambda: len(held.ended) == len(held.begun) == 1)
        assert held.finished == []


def test_the_asynchronous_client_is_answered(server: Running) -> None:
    async def ask_it() -> str:
        async with AsyncOpenAI(base_url=f"{server.address}/v1", api_key="any", max_retries=0) as client:
            stream = await client.chat.completions.create(model="communique", messages=[user(COST)], stream=True)
            return "".join([piece.choices[0].delta.content or "" async for piece in stream])

    assert "The harbour cost 340 million crowns." in asyncio.run(ask_it())
