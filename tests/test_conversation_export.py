"""A conversation as Markdown."""

from dataclasses import replace
from html.parser import HTMLParser

from factories import ALL, HARBOUR, make_release
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from corpus.passage import Span
from service.assembly import Communique
from service.conversations.export import as_markdown, escape
from service.conversations.store import StoredAnswer, StoredConversation

COST = "What did the harbour of Port Quillan cost?"
BASE = "http://127.0.0.1:8000"


def conversation(communique: Communique, *questions: str) -> StoredConversation:
    answers = [StoredAnswer(answer=communique.ask(question), at="2031-05-07T09:00:00+00:00") for question in questions]
    return StoredConversation(id="x", created_at="2031-05-07T08:59:00+00:00", answers=tuple(answers))


class Texts(HTMLParser):
    """The text of a page, and the names of its elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.elements = "", set[str]()
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.elements.add(tag)


def shown(markdown: str) -> Texts:
    return Texts(MarkdownIt("commonmark", {"html": True}).render(markdown))


def test_questions_are_headings_answers_are_quoted_and_sources_can_be_followed(communique: Communique) -> None:
    answerer = communique.answerer()
    both = replace(answerer, retriever=replace(answerer.retriever, weights=ALL)).answer("Which ferries, and whose?", 1)
    talk = conversation(communique, COST, "Who sank the submarine of Tollan?")
    several = StoredAnswer(answer=both, at="2031-05-07T09:00:01+00:00")
    written = as_markdown(replace(talk, answers=(talk.answers[0], several, talk.answers[1])), BASE)
    start = HARBOUR.index("The harbour cost")
    assert written.startswith(
        f"# Conversation of 2031-05-07\n\n## {COST}\n\nThe releases say:\n\n> “The harbour cost 340"
    )
    quotes = [citation.quote for citation in both.citations]
    assert len(quotes) > 1
    for number, quote in enumerate(quotes, start=1):
        assert f"“{quote}” \\[{number}\\]" in written
    assert (
        "\\[1\\] Ministry of Works, Minister Ostrander opens the harbour of Port Quillan, May 6, 2031, "
        "<https://press.example/harbour#:~:text="
    ) in written
    assert f">: <{BASE}/r/harbour-opening#{start}-{start + 36}>\n" in written
    assert "## Who sank the submarine of Tollan?\n\nThe releases do not say." in written


def test_a_quote_that_the_answer_says_in_other_words_stands_below_it(communique: Communique) -> None:
    answer = communique.ask(COST)
    (citation,) = answer.citations
    said = "It cost 340 million crowns."
    phrased = replace(citation, answer_span=Span(0, len(said)))
    stored = StoredAnswer(answer=replace(answer, text=f"{said} [1]", citations=(phrased,), llm="model"), at="")
    written = as_markdown(StoredConversation(id="x", created_at="2031-05-07", answers=(stored,)), BASE)
    assert f"\n\n{said} \\[1\\]\n\n> “{citation.quote}” \\[1\\]  \n\n\\[1\\] Ministry of Works, " in written


def test_nothing_in_a_release_or_a_question_becomes_more_than_text(communique: Communique) -> None:
    communique.put(
        make_release(
            "trick",
            "The zeppelin of Port Quillan is [free](https://evil.example)",
            "The zeppelin of Port Quillan cost **9** crowns, <img src=x onerror=alert(1)> & _all_ of `them`.",
            source_url="https://press.example/> <b>",
        )
    )
    page = shown(as_markdown(conversation(communique, "*zeppelin* of <Quillan>"), BASE))
    assert "*zeppelin* of <Quillan>" in page.text
    assert "cost **9** crowns, <img src=x onerror=alert(1)> & _all_ of `them`." in page.text
    assert page.elements <= {"h1", "h2", "p", "em", "blockquote", "a"}


def test_lines_of_a_quote_stay_lines_and_their_indentation_makes_no_code(communique: Communique) -> None:
    communique.put(
        make_release("list", "Zeppelins", "The zeppelin needs three things:\n    1. *gas*\n\t2. wind\n\n- luck")
    )
    written = as_markdown(conversation(communique, "What does the zeppelin need?"), BASE)
    assert "> “The zeppelin needs three things:  \n> 1\\. \\*gas\\*  \n> 2\\. wind" in written
    assert "code" not in shown(written).elements


@given(st.text("*_`[]<>#-+=.)(1 2a\\&|~!\n", max_size=60).map(str.strip).filter(bool))
def test_escaped_text_is_shown_as_it_stands(text: str) -> None:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    page = shown("\n".join(f"> {escape(line)}" for line in lines))
    assert page.elements == {"blockquote", "p"}
    assert page.text.split() == " ".join(lines).split()
