"""An answer as text, HTML, a table and in a terminal."""

import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from io import StringIO
from typing import Any

import pytest
from factories import HARBOUR, TREATY, make_hit
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from corpus.dates import Published
from corpus.errors import MissingPackage
from corpus.passage import Span
from index.hits import Hit
from service.answering.answer import Answer, Status
from service.assembly import Communique
from service.citations import Citation
from service.display.answers import cut_at_highlights

COST = "What did the harbour of Port Quillan cost?"
CHEESE = "Why is <b>cheese</b> yellow?"
REASON = "The nearest sentences are too far from the question to be sure."
NOTE = "The latest of 2 matching releases, by date: May 6, 2031."
TITLE = "Minister Ostrander opens the harbour of Port Quillan"


def make_citation(
    quote: str,
    *short: str,
    number: int = 1,
    title: str = TITLE,
    text: str = HARBOUR,
    published: Published | None = date(2031, 5, 6),
    source_url: str | None = "https://press.example/harbour",
) -> Citation:
    """A quote of a text, with the short answers in it."""
    start = text.index(quote)
    return Citation(
        number=number,
        answer_span=Span(0, len(quote)),
        release_id="harbour-opening",
        version="0123456789abcdef",
        title=title,
        published=published,
        source_url=source_url,
        start=start,
        end=start + len(quote),
        quote=quote,
        highlights=tuple(Span(text.index(each), text.index(each) + len(each)) for each in short),
    )


def make_answer(
    *citations: Citation,
    status: Status = "answered",
    question: str = COST,
    reason: str | None = None,
    note: str | None = None,
    passages: tuple[Hit, ...] = (),
    standalone: str = "",
) -> Answer:
    text = " ".join(f"{citation.quote} [{citation.number}]" for citation in citations)
    return Answer(
        question=question,
        standalone_question=standalone or question,
        status=status,
        text=text or None,
        citations=citations,
        passages=passages,
        confidence=0.874,
        reason=reason,
        note=note,
        index_id="index",
    )


def silence(question: str = CHEESE, *passages: Hit) -> Answer:
    return make_answer(status="not_found", question=question, reason=REASON, passages=passages)


CROWNS = make_citation("The harbour cost 340 million crowns.", "340 million crowns")
THANKS = make_citation("The Minister thanked the engineers.", number=2)


def draw(answer: Answer, **options: Any) -> str:
    console = Console(file=StringIO(), width=200, **({"color_system": None} | options))
    console.print(answer)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


class Tags(HTMLParser):
    """Which tags there are, the text between them, what is marked, and where links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str | None] = []
        self.marked: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attributes if name == "href"]

    def handle_data(self, text: str) -> None:
        self.text += text
        if self.tags[-1] == "mark" and len(self.marked) < self.tags.count("mark"):
            self.marked.append(text)


def html(answer: Answer) -> Tags:
    return Tags(answer._repr_html_())


# Text


def test_as_text_the_quotes_come_first_then_their_places() -> None:
    assert str(make_answer(CROWNS, THANKS)) == (
        "The releases say:\n"
        "“The harbour cost 340 million crowns.” [1] […] “The Minister thanked the engineers.” [2]\n"
        f"[1] {TITLE}, May 6, 2031, https://press.example/harbour: harbour-opening#75-111\n"
        f"[2] {TITLE}, May 6, 2031, https://press.example/harbour: harbour-opening#142-177"
    )


def test_as_text_silence_says_why() -> None:
    assert str(silence()) == f"The releases do not say. {REASON}"


def test_a_partial_answer_is_said_to_be_unsure() -> None:
    answer = make_answer(CROWNS, status="partial", reason=REASON)
    assert str(answer).startswith(f"Related, but no answer: {REASON}\n“The harbour cost")


def test_a_release_without_a_date_is_described_without_one() -> None:
    answer = make_answer(make_citation("The pier is closed.", text="The pier is closed.", title="Pier", published=None))
    assert str(answer).endswith("\n[1] Pier, https://press.example/harbour: harbour-opening#0-19")


def test_how_releases_were_chosen_by_date_stands_between_quotes_and_places() -> None:
    answer = make_answer(CROWNS, note=NOTE)
    assert str(answer).splitlines()[2] == NOTE
    assert NOTE in draw(answer)
    assert NOTE in html(answer).text


def test_a_version_that_is_no_longer_current_is_named_wherever_it_is_cited() -> None:
    older = make_answer(replace(CROWNS, superseded=True))
    said = f"[1] {TITLE}, May 6, 2031, version 01234567, no longer current"
    for shown in (str(older), " ".join(draw(older).split()), html(older).text):
        assert said in shown
    assert "version" not in str(make_answer(CROWNS))


# Terminal


def test_in_a_terminal_quotes_have_numbers_and_places() -> None:
    lines = [line.strip() for line in draw(make_answer(THANKS)).splitlines() if line.strip()]
    assert lines == [
        "The releases say:",
        "“The Minister thanked the engineers.” [2]",
        f"[2] {TITLE}, May 6, 2031, https://press.example/harbour: harbour-opening#142-177",
    ]


def test_in_a_terminal_a_short_answer_is_bold() -> None:
    drawn = draw(make_answer(CROWNS), color_system="standard", force_terminal=True)
    assert "The harbour cost \x1b[1m340 million crowns\x1b[0m." in drawn


def test_markup_of_a_terminal_in_a_release_is_text() -> None:
    answer = make_answer(make_citation("[bold]No[/bold] pier.", text="[bold]No[/bold] pier."))
    assert "“[bold]No[/bold] pier.” [1]" in draw(answer)


def test_in_a_terminal_silence_shows_the_nearest_passages() -> None:
    lines = draw(silence(CHEESE, make_hit(HARBOUR, "Harbour"), make_hit(TREATY, "Treaty", published=None))).splitlines()
    assert lines[0] == f"The releases do not say. {REASON}"
    assert lines[1].startswith("· Harbour, May 6, 2031: Minister Vela Ostrander opened")
    assert lines[2].startswith("· Treaty: The Republic of Norvania")


# Notebook


def test_in_a_notebook_short_answers_are_marked_and_nothing_else() -> None:
    page = html(make_answer(CROWNS, THANKS))
    assert page.marked == ["340 million crowns"]
    assert "“The harbour cost 340 million crowns.” [1] […] “The Minister thanked the engineers.” [2]" in page.text


def test_short_answers_are_counted_in_code_points_of_the_release() -> None:
    text = "🚢🚢 Ünïcode. The quay cost 5 crowns & the pier 7 crowns."
    page = html(make_answer(make_citation(text[13:], "5 crowns", "7 crowns", text=text)))
    assert page.marked == ["5 crowns", "7 crowns"]


@given(st.text(min_size=1, max_size=30), st.data())
def test_the_pieces_of_a_quote_are_the_quote_whatever_is_marked(quote: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(3, 3 + len(quote)))))
    marks = tuple(Span(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False))
    citation = replace(CROWNS, start=3, end=3 + len(quote), quote=quote, highlights=marks)
    pieces = cut_at_highlights(citation)
    assert "".join(text for text, _ in pieces) == quote
    assert [text for text, short in pieces if short] == [mark.within(-3).of(quote) for mark in marks]


def test_confidence_is_told_of_what_is_quoted_and_not_of_silence() -> None:
    assert "Confidence 87%." in html(make_answer(CROWNS)).text
    assert "Confidence" not in html(silence()).text


@pytest.mark.parametrize("source", ["https://press.example/a?b=1&c=\"'<x>", None])
def test_markup_of_a_release_is_text_in_a_notebook(source: str | None) -> None:
    title, text = "Pier <img src=x> of Tollan", "The pier <script>alert(1)</script> costs <i>5</i> & stays closed."
    citation = make_citation(text, "<i>5</i>", text=text, title=title, source_url=source)
    page = html(make_answer(citation, note="by <u>date</u>"))
    assert set(page.tags) <= {"div", "p", "strong", "br", "blockquote", "sup", "small", "a", "mark"}
    assert f"“{text}” [1]" in page.text
    assert page.marked == ["<i>5</i>"]
    assert title in page.text
    assert "by <u>date</u>" in page.text
    assert page.links == ([citation.fragment_url] if source else [])


def test_in_a_notebook_silence_shows_the_question_and_the_nearest_passages() -> None:
    page = html(silence(CHEESE, make_hit("<u>Bread</u> is brown.", "<i>Cheese</i>", published=None)))
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
    assert "There is no release here yet. Add some: communique add …" in page.text


# Tables


def test_as_a_table_a_row_is_a_citation() -> None:
    moment = make_citation("They finished four months early.", number=3, published=datetime(2031, 5, 6, 9, tzinfo=UTC))
    table = make_answer(CROWNS, moment).to_frame()
    assert list(table.columns) == ["number", "quote", "title", "published", "release_id", "start", "end", "source_url"]
    assert table["quote"].tolist() == ["The harbour cost 340 million crowns.", "They finished four months early."]
    assert [HARBOUR[start:end] for start, end in zip(table["start"], table["end"], strict=True)] == list(table["quote"])
    assert [day.date() for day in table["published"]] == [date(2031, 5, 6)] * 2


def test_silence_is_a_table_without_rows_and_with_its_columns() -> None:
    table = silence().to_frame()
    assert (len(table), len(table.columns)) == (0, 8)
    assert str(table["published"].dtype).startswith("datetime64")


def test_without_pandas_an_answer_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingPackage, match=r"pip install 'communique\[notebooks\]'"):
        make_answer(CROWNS).to_frame()
