"""Drives the page as a person would: a talk of several turns, as it streams, as it is left, kept and taken along."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from browsing import (
    LITTER,
    LOANS,
    OFFER,
    RELEASE,
    TITLE,
    answer_to,
    ask,
    begin,
    citation,
    expect_marked,
    field,
    mark,
    panel,
)
from conftest import serving
from factories import make_release
from gate import gated
from playwright.sync_api import Page, Request, expect

from service.assembly import Communique

pytestmark = pytest.mark.browser
REPLY = "And what did Prak Sokhonn say to that?"
WHEN = "When was this?"
HARBOUR = "How much did the harbour of Port Quillan cost?"


def posted(request: Request) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(request.post_data or "")
    return body


# Turns


def test_a_talk_of_four_turns_is_streamed_each_turn_read_after_those_before_it(served: str, page: Page) -> None:
    sent: list[dict[str, Any]] = []
    page.on("request", lambda request: sent.append(posted(request)) if request.method == "POST" else None)
    page.goto(served)
    said = {
        OFFER: LOANS,
        REPLY: "expressed his appreciation for Japan’s assistance",
        WHEN: "October 21",
        LITTER: "marine plastic litter",
    }
    for question, words in said.items():
        with page.expect_response("**/v1/ask") as response:
            turn = ask(page, question)
        assert response.value.headers["content-type"].startswith("text/event-stream")
        expect(turn.get_by_role("blockquote")).to_contain_text(words)
        answer = answer_to(served, question, conversation=sent[-1]["conversation"])
        expect(turn.get_by_text("Read as:")).to_have_count(0 if answer["standalone_question"] == question else 1)
        for cited in answer["citations"]:
            citation(turn, cited["number"]).click()
            expect_marked(panel(page), cited["quote"])
            expect(mark(panel(page))).to_be_in_viewport()
    turns = [turn["text"] for turn in sent[-1]["conversation"] if turn["role"] == "user"]
    assert turns == [OFFER, REPLY, WHEN]
    assert sent[1]["conversation"][1]["citations"][0]["release_id"] == RELEASE


def test_a_new_talk_begins_empty_and_says_nothing_of_the_old_one(served: str, page: Page) -> None:
    page.goto(served)
    ask(page, OFFER)
    page.get_by_role("link", name="New talk").click()
    expect(page.get_by_role("article")).to_have_count(0)
    expect(page.get_by_role("region", name="For example")).to_be_visible()
    expect(field(page)).to_be_focused()
    with page.expect_request("**/v1/ask") as request:
        ask(page, LITTER)
    assert posted(request.value)["conversation"] == []


# Streaming


def test_passages_come_first_then_text_then_the_whole(served: str, page: Page) -> None:
    with gated(served) as gate:
        page.goto(gate.address)
        turn = begin(page, OFFER)
        expect(turn).to_contain_text("Searching…")
        gate.open(2)  # answer.created, answer.passages
        expect(turn).to_contain_text("Reading 3 passages of 1 release…")
        expect(turn.get_by_text("Passages found (3)")).to_be_visible()
        gate.open(2)  # answer.delta, answer.citation
        expect(turn.get_by_role("blockquote")).to_contain_text(LOANS)
        expect(citation(turn, 1)).to_be_visible()
        expect(turn.locator("[aria-busy=true]")).to_be_visible()
        expect(page.get_by_role("status")).to_have_text("Searching…")
        gate.open(50)
        expect(turn.get_by_role("button", name="Copy with references")).to_be_visible()
        expect(turn.locator("[aria-busy=false]")).to_be_visible()


def test_events_are_read_whatever_pieces_they_come_in(served: str, page: Page) -> None:
    """Cut between any two bytes: within a letter, a line end, an event."""
    page.goto(served)
    text = (
        ': ping\r\n\r\nevent: first\r\ndata: {"text":\r\ndata: "🏮é"}\r\n\r\nevent:second\rdata: 2\r\rid: 7\ndata:3\n\n'
    )
    read = page.evaluate(
        """async text => {
            const { eventsOf } = await import("/static/stream.js");
            const bytes = new TextEncoder().encode(text);
            const all = [];
            for (let cut = 1; cut < bytes.length; cut++) {
                const pieces = new ReadableStream({ start(into) {
                    into.enqueue(bytes.slice(0, cut));
                    into.enqueue(bytes.slice(cut));
                    into.close();
                } });
                const events = [];
                for await (const { name, data } of eventsOf(pieces)) events.push([name, data]);
                all.push(events);
            }
            return all;
        }""",
        text,
    )
    assert len(read) > 80
    assert all(events == [["first", {"text": "🏮é"}], ["second", 2], ["message", 3]] for events in read)


def test_what_is_opened_while_an_answer_comes_stays_open(served: str, page: Page) -> None:
    with gated(served) as gate:
        page.goto(gate.address)
        turn = begin(page, OFFER)
        gate.open(2)
        turn.get_by_text("Passages found (3)").click()
        gate.open(50)
        expect(turn.get_by_text("Passages behind this answer (3)")).to_be_visible()
        expect(turn.get_by_role("group").get_by_role("link", name=TITLE).first).to_be_visible()


def test_stopping_keeps_what_was_said_and_lets_the_service_go(served: str, page: Page) -> None:
    with gated(served) as gate:
        page.goto(gate.address)
        turn = begin(page, OFFER)
        gate.open(3)
        expect(turn.get_by_role("blockquote")).to_contain_text(LOANS)
        page.get_by_role("button", name="Stop").click()
        expect(turn).to_contain_text("Stopped.")
        expect(turn.get_by_role("blockquote")).to_contain_text(LOANS)
        expect(page.get_by_role("status")).to_have_text("Stopped")
        expect(field(page)).to_be_focused()
        gate.open(50)  # the rest is for nobody
        assert gate.left.wait(10)
        gate.open(50)
        turn.get_by_role("button", name="Ask again").click()
        expect(turn.get_by_role("button", name="Copy with references")).to_be_visible()


def test_an_answer_that_breaks_off_says_so_and_can_be_asked_again(served: str, page: Page) -> None:
    with gated(served) as gate:
        page.goto(gate.address)
        turn = begin(page, OFFER)
        gate.open(3)
        gate.cut()
        expect(turn.get_by_role("alert")).to_contain_text("The answer broke off")
        expect(turn.get_by_role("blockquote")).to_contain_text(LOANS)
        gate.open(50)
        turn.get_by_role("button", name="Ask again").click()
        expect(turn.get_by_role("button", name="Copy with references")).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(0)


def test_after_the_service_died_the_question_can_be_asked_again(page: Page, tmp_path: Path) -> None:
    with Communique.open(tmp_path, model="hashing", reader="none") as communique:
        communique.put(make_release())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    with serving(tmp_path, model="hashing", reader="none", port=port) as address:
        page.goto(address)
    turn = begin(page, HARBOUR)
    expect(turn.get_by_role("alert")).to_contain_text("Cannot reach the service")
    with serving(tmp_path, model="hashing", reader="none", port=port):
        turn.get_by_role("button", name="Ask again").click()
        expect(turn.get_by_role("alert")).to_have_count(0)
        expect(turn).to_contain_text("340 million crowns")


# Going back, forward, and away


def test_back_and_forward_lead_through_the_talk_without_asking_again(served: str, page: Page) -> None:
    page.goto(served)
    ask(page, OFFER)
    ask(page, LITTER)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    turns = page.get_by_role("article")
    page.go_back()
    expect(turns).to_have_count(1)
    page.go_back()
    expect(turns).to_have_count(0)
    expect(page.get_by_role("region", name="For example")).to_be_visible()
    page.go_forward()
    page.go_forward()
    expect(turns).to_have_count(2)
    expect(turns.last.get_by_role("blockquote")).to_contain_text("marine plastic litter")
    assert asked == []


def test_who_goes_back_and_asks_goes_another_way_from_there(served: str, page: Page) -> None:
    page.goto(served)
    ask(page, OFFER)
    ask(page, WHEN)
    page.go_back()
    expect(page.get_by_role("article")).to_have_count(1)
    with page.expect_request("**/v1/ask") as request:
        ask(page, LITTER)
    expect(page.get_by_role("article")).to_have_count(2)
    assert [turn["text"] for turn in posted(request.value)["conversation"] if turn["role"] == "user"] == [OFFER]


def test_a_reload_and_a_way_back_from_a_release_find_the_talk(served: str, page: Page) -> None:
    page.goto(served)
    ask(page, OFFER)
    ask(page, LITTER)
    page.reload()
    expect(page.get_by_role("article")).to_have_count(2)
    page.goto(f"{served}/r/{RELEASE}")
    page.go_back()
    expect(page.get_by_role("article")).to_have_count(2)
    expect(page.get_by_role("article", name=LITTER).get_by_role("blockquote")).to_be_visible()


def test_going_back_while_an_answer_comes_stops_it(served: str, page: Page) -> None:
    with gated(served) as gate:
        page.goto(gate.address)
        begin(page, OFFER)
        page.go_back()
        expect(page.get_by_role("article")).to_have_count(0)
        expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
        page.go_forward()
        expect(page.get_by_role("article", name=OFFER)).to_contain_text("Stopped.")


def test_the_address_of_a_talk_asks_its_first_question_of_whoever_gets_it(served: str, page: Page) -> None:
    page.goto(served)
    page.get_by_text("Narrow the question").click()
    page.get_by_label("Published to").fill("2020-10-21")
    ask(page, OFFER)
    ask(page, LITTER)
    browser = page.context.browser
    assert browser is not None
    with browser.new_context() as other:
        elsewhere = other.new_page()
        elsewhere.goto(page.url)
        expect(elsewhere.get_by_role("article")).to_have_count(1)
        expect(elsewhere.get_by_role("article", name=OFFER)).to_contain_text(LOANS)
        expect(elsewhere.get_by_role("article", name=OFFER)).to_contain_text("Only until 21 October 2020")
        expect(elsewhere.get_by_label("Published to")).to_have_value("2020-10-21")


# Taking along


def test_an_answer_is_copied_with_its_references_as_text_and_as_html(served: str, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(served)
    turn = ask(page, OFFER)
    turn.get_by_role("button", name="Copy with references").click()
    expect(turn.get_by_role("button", name="Copied")).to_be_visible()
    cited = answer_to(served, OFFER)["citations"][0]
    text = page.evaluate("navigator.clipboard.readText()")
    assert f"“{cited['quote']}” [1]" in text
    assert f"[1] {TITLE}, October 21, 2020: {served}{cited['url']}" in text
    html = page.evaluate(
        "navigator.clipboard.read().then(([item]) => item.getType('text/html')).then(blob => blob.text())"
    )
    assert f'<a href="{served}{cited["url"]}"' in html


def test_copying_works_where_there_is_no_clipboard_interface(served: str, page: Page) -> None:
    """As over HTTP from another machine."""
    page.context.grant_permissions(["clipboard-read"])
    page.add_init_script("navigator.clipboard.write = undefined")
    page.goto(served)
    turn = ask(page, OFFER)
    turn.get_by_role("button", name="Copy with references").click()
    expect(turn.get_by_role("button", name="Copied")).to_be_visible()
    assert LOANS in page.evaluate("navigator.clipboard.readText()")


def export(page: Page, name: str) -> str:
    page.get_by_role("group").get_by_text("Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    return download.value.path().read_text(encoding="utf-8")


def test_the_talk_is_exported_as_markdown_with_references(served: str, page: Page) -> None:
    page.goto(served)
    ask(page, OFFER)
    ask(page, LITTER)
    written = export(page, "Markdown")
    cited = answer_to(served, OFFER)["citations"][0]
    assert f"## {OFFER}" in written
    assert f"\\[1\\] {TITLE}, October 21, 2020: <{served}{cited['url']}>" in written
    assert "> “2. Minister Motegi, while explaining" in written  # and no list
    assert "*Read as: What about marine litter? (" in written


def test_the_talk_is_exported_as_json_as_the_service_answered(served: str, page: Page) -> None:
    page.goto(served)
    ask(page, OFFER)
    (turn,) = json.loads(export(page, "JSON"))["turns"]
    volatile = {"created": 0, "timings_ms": 0}
    assert turn["question"] == OFFER
    assert turn["answer"] | volatile == answer_to(served, OFFER) | volatile
