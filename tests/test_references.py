"""What an answer quotes, as text to take along; and that every surface writes it so."""

from collections.abc import Sequence
from datetime import date

import pytest
from factories import make_release
from hypothesis import given
from hypothesis import strategies as st

from corpus.catalog import Catalog
from corpus.passage import Span
from corpus.release import Release
from service.answering.answer import Answer
from service.assembly import Communique
from service.citations import Citation, make_citation
from service.conversations.export import as_markdown
from service.conversations.serialization import read_answer, write_answer
from service.conversations.store import StoredAnswer, StoredConversation
from service.display.references import as_typed, excerpts_of, permalinks, quoted, refer
from service.http.completions import annotations_of, pieces_of_message
from service.mcp.texts import answer_text

BASE = "http://127.0.0.1:8000"
FERRY = (
    "The ferry of Estrava sails at noon.\n\nIt carries 90 people. Tickets cost 4 crowns.\n"
    "Minister Brannock called it “a bridge of iron”, and added: “[1] is no number.” The quay is closed."
)


def cite(quotes: Sequence[str], *releases: Release) -> list[Citation]:
    """A citation of each quote, of the first of the releases that holds it, in this order."""
    citations, at = [], 0
    for number, quote in enumerate(quotes, start=1):
        release = next(each for each in releases if quote in each.text)
        start = release.text.index(quote)
        span = Span(at, at + len(quote))
        at += len(f"{quote} [{number}] ")
        place = Span(start, start + len(quote))
        citations.append(make_citation(number, span, release, place, superseded=False, withdrawn_at=None))
    return citations


def answer_of(citations: Sequence[Citation], **more: str | None) -> Answer:
    given = {"text": " ".join(f"{each.quote} [{each.number}]" for each in citations), "note": None, "llm": None} | more
    return Answer(
        question="When does the ferry sail?",
        standalone_question="When does the ferry sail?",
        status="answered",
        text=given["text"],
        citations=tuple(citations),
        passages=(),
        confidence=0.9,
        reason=None,
        note=given["note"],
        index_id="index",
        llm=given["llm"],
    )


ferry = make_release("ferry", "The ferry of Estrava", FERRY, date(2031, 7, 1), "https://press.example/ferry")
THREE = ["Tickets cost 4 crowns.", "The ferry of Estrava sails at noon.", "It carries 90 people."]
WRITTEN = "“The ferry of Estrava sails at noon.” [2] “It carries 90 people.” [3] “Tickets cost 4 crowns.” [1]"


def test_quotes_stand_in_the_order_of_the_text_each_in_quotation_marks_of_its_own() -> None:
    (excerpt,) = excerpts_of(cite(THREE, ferry))
    assert quoted(excerpt) == WRITTEN


def test_what_was_left_out_between_two_quotes_is_shown_and_only_that() -> None:
    (excerpt,) = excerpts_of(cite(["The quay is closed.", "It carries 90 people.", "Tickets cost 4 crowns."], ferry))
    assert quoted(excerpt) == "“It carries 90 people.” [2] “Tickets cost 4 crowns.” [3] […] “The quay is closed.” [1]"


def test_quotes_that_overlap_leave_nothing_out() -> None:
    whole, part = "It carries 90 people. Tickets cost 4 crowns.", "90 people"
    behind = "Minister Brannock called it “a bridge of iron”"
    (excerpt,) = excerpts_of(cite([whole, part, behind], ferry))
    assert quoted(excerpt) == f"“{whole}” [1] “{part}” [2] “{behind}” [3]"


def test_releases_and_versions_of_one_are_apart_in_the_order_of_their_numbers() -> None:
    bridge = make_release("bridge", "A bridge", "A bridge is planned. It is long.")
    changed = make_release("ferry", "The ferry of Estrava", "The ferry sails at one. It is full.")
    citations = cite(
        ["It is long.", "The ferry sails at one.", "It carries 90 people.", "A bridge"], bridge, changed, ferry
    )
    assert [quoted(excerpt) for excerpt in excerpts_of(citations)] == [
        "“A bridge” [4] […] “It is long.” [1]",
        "“The ferry sails at one.” [2]",
        "“It carries 90 people.” [3]",
    ]


def test_quotation_marks_line_ends_and_numbers_within_a_quote_are_left_alone() -> None:
    quote = "Tickets cost 4 crowns.\nMinister Brannock called it “a bridge of iron”, and added: “[1] is no number.”"
    (excerpt,) = excerpts_of(cite([quote], ferry))
    assert quoted(excerpt) == f"“{quote}” [1]"


@given(st.data())
def test_whatever_is_quoted_stands_verbatim_in_its_order_and_gaps_are_told_truly(data: st.DataObject) -> None:
    text = data.draw(st.text("ab. \n\u00a0😀“”[]1", min_size=1, max_size=40).filter(str.strip))
    place = st.integers(0, len(text))
    spans = data.draw(st.sets(st.tuples(place, place).filter(lambda pair: pair[0] < pair[1]), min_size=1, max_size=4))
    release = make_release(text=text)
    citations = [
        make_citation(number, Span(0, 1), release, Span(*pair), superseded=False, withdrawn_at=None)
        for number, pair in enumerate(data.draw(st.permutations(sorted(spans))), start=1)
    ]
    (excerpt,) = excerpts_of(citations)
    written, reached = quoted(excerpt), 0
    for number, each in enumerate(sorted(citations, key=lambda each: (each.start, each.end))):
        gap = " […] " if text[reached : each.start].strip() else " "
        said = f"{gap if number else ''}“{each.quote}” [{each.number}]"
        assert written.startswith(said)
        written, reached = written.removeprefix(said), max(reached, each.end)
    assert written == ""


def test_a_reference_names_publisher_title_date_the_sources_address_and_ours() -> None:
    (citation,) = cite(["It carries 90 people."], ferry)
    said = "[1] Ministry of Works, The ferry of Estrava, July 1, 2031, https://press.example/ferry: "
    assert refer(citation, as_typed) == f"{said}ferry#37-58"
    assert refer(citation, permalinks(BASE)) == f"{said}{BASE}/r/ferry#37-58"


def test_what_a_release_does_not_have_is_left_out_of_its_reference() -> None:
    bare = make_release("a b", "A\n ferry", "It sails.", published=None, source_url=None, publisher=None)
    (citation,) = cite(["It sails."], bare)
    assert refer(citation, permalinks(BASE)) == f"[1] A ferry: {BASE}/r/a%20b#0-9"


# Every surface


def test_every_surface_writes_quotes_and_references_so() -> None:
    answer = answer_of(cite(THREE, ferry), note="A note.")
    stored = StoredAnswer(answer=answer, at="2031-07-02T09:00:00+00:00")
    conversation = StoredConversation(id="x", created_at="2031-07-02", answers=(stored,))
    message = "".join(pieces_of_message(answer, BASE))
    for said in (str(answer), answer_text(answer), message, as_markdown(conversation, BASE).replace("\\", "")):
        assert WRITTEN in said
        for number, place in ((1, "59-81"), (2, "0-35"), (3, "37-58")):
            start, end = place.split("-")
            (line,) = [line for line in said.splitlines() if line.removeprefix("- ").startswith(f"[{number}]")]
            assert "Ministry of Works, The ferry of Estrava, July 1, 2031, " in line
            assert "https://press.example/ferry" in line
            assert place in line or f"release_id ferry, characters {start}-{end}" in line


def test_the_indices_of_a_completion_are_around_each_quote_though_it_reads_like_a_mark() -> None:
    bridge = make_release("bridge", "A bridge", "[1] 😀 [2]\n\nThe bridge opens.")
    answer = answer_of(cite(["The bridge opens.", "It carries 90 people.", "[1]", "[2]"], bridge, ferry))
    message = "".join(pieces_of_message(answer, BASE))
    places = [each.url_citation for each in annotations_of(answer, BASE)]
    assert [message[each.start_index : each.end_index] for each in places] == [each.quote for each in answer.citations]
    assert message.startswith(
        "“[1]” [3] […] “[2]” [4] “The bridge opens.” [1]\n\n“It carries 90 people.” [2]\n\nSources:"
    )


def test_what_a_language_model_told_comes_before_the_quotes_it_was_taken_from() -> None:
    answer = answer_of(cite(THREE[:1], ferry), text="A ticket is 4 crowns. [1]", llm="model", note="Told by a model.")
    assert str(answer).splitlines()[1:4] == [
        "A ticket is 4 crowns. [1]",
        "“Tickets cost 4 crowns.” [1]",
        "Told by a model.",
    ]


@pytest.mark.parametrize("question", ["What did the harbour of Port Quillan cost, and who was thanked?"])
def test_a_kept_answer_is_written_as_it_was_given(communique: Communique, catalog: Catalog, question: str) -> None:
    answer = communique.ask(question)
    assert answer.citations
    kept = read_answer(write_answer(answer), catalog)
    assert str(kept) == str(answer)
    assert "Ministry of Works, " in str(kept)
