"""An answer as text, HTML and in a terminal."""

from html.parser import HTMLParser
from io import StringIO

import pytest
from factories import make_release
from rich.console import Console

from service.answering import Answer
from service.assembly import Communique

COST = "What did the harbour of Port Quillan cost?"
CHEESE = "Why is <b>cheese</b> yellow?"
REASON = "The nearest sentences are too far from the question to be sure."


def draw(answer: Answer) -> str:
    console = Console(file=StringIO(), width=200, color_system=None)
    console.print(answer)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


class Tags(HTMLParser):
    """Which tags there are, the text between them, and where links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str | None] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attributes if name == "href"]

    def handle_data(self, text: str) -> None:
        self.text += text


def html(answer: Answer) -> Tags:
    return Tags(answer._repr_html_())


def test_as_text_the_quotes_come_first_then_their_places(communique: Communique) -> None:
    assert str(communique.ask("Who thanked the engineers?")) == (
        "The releases say:\n"
        "  “The Minister thanked the engineers.” [1]\n"
        "[1] Minister Ostrander opens the harbour of Port Quillan, May 6, 2031, characters 142–177"
    )


def test_as_text_silence_says_why(communique: Communique) -> None:
    assert str(communique.ask(CHEESE)) == f"The releases do not say. {REASON}"


def test_a_partial_answer_is_said_to_be_unsure(communique: Communique) -> None:
    answer = communique.ask("What did President Maroush say about the catch?")
    assert str(answer).startswith(f"The releases may say: {REASON}\n  “President Iven Maroush said")


def test_a_release_without_a_date_is_described_without_one(communique: Communique) -> None:
    communique.put(make_release("pier", "Pier of Tollan", "The pier of Tollan is closed.", None))
    assert str(communique.ask("Is the pier of Tollan closed?")).endswith("\n[1] Pier of Tollan, characters 0–29")


def test_in_a_terminal_quotes_have_numbers_and_places(communique: Communique) -> None:
    lines = [line.strip() for line in draw(communique.ask("Who thanked the engineers?")).splitlines() if line.strip()]
    assert lines == [
        "The releases say:",
        "The Minister thanked the engineers. [1]",
        "[1] Minister Ostrander opens the harbour of Port Quillan, May 6, 2031, characters 142–177",
    ]


def test_in_a_terminal_silence_shows_the_nearest_passages(communique: Communique) -> None:
    lines = draw(communique.ask(CHEESE)).splitlines()
    assert lines[0] == f"The releases do not say. {REASON}"
    assert sorted(line.split(",")[0] for line in lines[1:] if line.startswith("·")) == [
        "· Minister Ostrander opens the harbour of Port Quillan",
        "· Norvania and Astrelle sign a fisheries treaty",
    ]


@pytest.mark.parametrize("source", ["https://press.example/a?b=1&c=\"'<x>", None])
def test_markup_of_a_release_is_text_in_a_notebook(communique: Communique, source: str | None) -> None:
    title, text = "Pier <img src=x> of Tollan", "The pier of Tollan <script>alert(1)</script> is & stays closed."
    communique.put(make_release("pier", title, text, None, source))
    answer = communique.ask("Is the pier of Tollan closed?")
    page = html(answer)
    assert set(page.tags) <= {"div", "p", "strong", "br", "blockquote", "sup", "small", "a"}
    assert f"{text} [1]" in page.text
    assert title in page.text
    assert [link for link in page.links if link] == [
        citation.fragment_url for citation in answer.citations if citation.fragment_url
    ]


def test_in_a_notebook_silence_shows_the_question_and_the_nearest_passages(communique: Communique) -> None:
    communique.put(make_release("cheese", "<i>Cheese</i>", "<u>Bread</u> is brown.", None))
    page = html(communique.ask(CHEESE))
    assert CHEESE in page.text
    assert f"The releases do not say. {REASON}" in page.text
    assert "Nearest passages:" in page.text
    assert "<i>Cheese</i>: <u>Bread</u> is brown." in page.text
    assert set(page.tags) == {"div", "p", "strong", "br", "small", "ul", "li"}


def test_in_a_notebook_silence_over_nothing_lists_nothing(communique: Communique) -> None:
    for listing in communique.listings():
        communique.remove(listing.id)
    page = html(communique.ask(COST))
    assert "Nearest" not in page.text
    assert "No release matches the question and its filters." in page.text
