"""Taking answers along from the page: what is copied is what the house writes elsewhere, whatever is quoted."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from browsing import ask
from factories import make_release
from playwright.sync_api import Page, expect
from running import Running, running
from test_references import THREE, answer_of, cite, ferry

from service.answering.answer import Answer
from service.assembly import Communique
from service.display.answers import paragraphs
from service.display.references import permalinks
from service.http.serializers import answer_body
from service.http.streaming import pieces_of

pytestmark = pytest.mark.browser
COST = "How much did the harbour of Port Quillan cost, and whom did the Minister thank?"


@pytest.fixture
def server(communique: Communique) -> Iterator[Running]:
    with running(communique) as started:
        yield started


def words_of(page: Page, name: str, *given: Any) -> Any:
    """What a function of the page's own module makes of it."""
    return page.evaluate(
        "async ([name, given]) => (await import('/static/words.js'))[name](...given)", [name, list(given)]
    )


def body_of(answer: Answer, communique: Communique) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(answer_body(answer, communique.manifest(), "hashing", 0.0).model_dump_json())
    return body


bare = make_release("a/b ü", "A  title\nof 🚢 two lines", "[1] 🚢 “[2]” \\* It\n\n  sails.", None, None, publisher=None)
odd = make_release(
    "odd", "Odd <b>ferry</b>", "[2]\nIt sails. <i>No</i> bridge.", date(2031, 7, 2), "javascript:alert(1)", "P & Q"
)
ANSWERS = {
    "three of one": answer_of(cite(THREE, ferry), note="A note."),
    "like marks": answer_of(cite(["sails.", "[1]", "“[2]”", "[2]\nIt sails."], bare, odd)),
    "told": answer_of(cite(THREE, ferry), text="A ticket is 4 crowns. [1][2] It sails. [3]", llm="model", note="Told."),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_the_page_writes_an_answer_as_the_house_does_elsewhere(
    server: Running, communique: Communique, page: Page, name: str
) -> None:
    answer = ANSWERS[name]
    page.goto(server.address)
    written = words_of(page, "plainAnswer", {"question": answer.question, "answer": body_of(answer, communique)})
    assert written == "\n\n".join([answer.question, *paragraphs(answer, permalinks(server.address))])


def test_an_answer_is_copied_as_text_and_as_html_with_publisher_source_and_our_address(
    server: Running, communique: Communique, page: Page
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(server.address)
    ask(page, COST).get_by_role("button", name="Copy with references").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    answer = communique.ask(COST)
    assert text == "\n\n".join([COST, *paragraphs(answer, permalinks(server.address))])
    html = page.evaluate(
        "navigator.clipboard.read().then(([item]) => item.getType('text/html')).then(blob => blob.text())"
    )
    for cited in answer.citations:
        assert f"“{cited.quote}” [{cited.number}]" in html
        assert f'<a href="{server.address}{cited.url}"' in html
    assert "Ministry of Works, Minister Ostrander opens the harbour of Port Quillan, May 6, 2031, <a href=" in html
    assert ">https://press.example/harbour</a>" in html


def test_nothing_that_is_copied_becomes_markup_and_lines_stay_lines(
    server: Running, communique: Communique, page: Page
) -> None:
    answer = ANSWERS["like marks"]
    page.goto(server.address)
    html = words_of(page, "htmlAnswer", {"question": "Is it <b>odd</b>?", "answer": body_of(answer, communique)})
    assert "Is it &lt;b>odd&lt;/b>?" in html
    assert "“[2]<br>It sails.” [4]" in html
    assert "javascript:" not in html
    assert "P &amp; Q, Odd &lt;b>ferry&lt;/b>, July 2, 2031: <a href" in html


def test_a_talk_kept_in_the_tab_since_before_an_update_can_still_be_copied(
    server: Running, communique: Communique, page: Page
) -> None:
    body = body_of(ANSWERS["three of one"], communique)
    for cited in body["citations"]:
        del cited["publisher"], cited["next_start"], cited["also"]
    page.goto(server.address)
    written = words_of(page, "plainAnswer", {"question": "When?", "answer": body})
    assert "“The ferry of Estrava sails at noon.” [2] […] “It carries 90 people.” [3]" in written
    assert (
        f"[2] The ferry of Estrava, July 1, 2031, https://press.example/ferry: {server.address}/r/ferry#0-35" in written
    )


def test_quotes_that_read_like_marks_are_shown_whole_at_every_moment_of_a_stream(
    server: Running, communique: Communique, page: Page
) -> None:
    """After each piece: nothing is told in words of our own, and what is shown is what has been quoted so far."""
    text = "As told in [1]\n\n[1] [2]\n\nThe ferry sails. It is late. [3]"
    note = make_release("note", "A note", text)
    answer = answer_of(cite(["As told in [1]", "[1] [2]", "The ferry sails. It is late. [3]"], note))
    body = body_of(answer, communique)
    page.goto(server.address)
    said, borne = "", 0
    for piece in pieces_of(answer):
        said += piece.of(answer.text or "")
        for citations in (
            body["citations"][:borne],
            [one for one in body["citations"] if one["answer_span"]["end"] <= piece.end],
        ):
            growing = {"answer": said, "citations": citations}
            pieces = page.evaluate(
                "async ([growing, passages]) => (await import('/static/pieces.js')).piecesOf(growing, passages)",
                [growing, [{"text": text}]],
            )
            assert [each["verbatim"] for each in pieces] == [True] * len(pieces)
            quotes = [each.quote for each in answer.citations]
            shown = [each["text"] for each in pieces]
            assert shown[:-1] == quotes[: len(shown) - 1]
            assert quotes[len(shown) - 1].startswith(shown[-1])
            assert all(len(each["citations"]) == 1 for each in pieces[: len(citations)])
        borne = len(citations)
