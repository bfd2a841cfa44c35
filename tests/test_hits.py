"""What a search found, as a sequence, as a table, as text and HTML."""

from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from factories import HARBOUR, TREATY, make_hit
from hypothesis import given
from hypothesis import strategies as st

from index.hits import Hit
from service.assembly import Communique
from service.display.hits import Hits, excerpt, mark_words

LONG = " ".join(["The weather was fine."] * 20 + [HARBOUR] + ["Nobody was hurt."] * 20)


def make_hits(*texts: str, question: str = "What did the harbour cost?") -> Hits:
    return Hits(question=question, found=tuple(make_hit(text, f"Title {n}") for n, text in enumerate(texts)))


def test_hits_are_a_sequence_and_a_part_of_them_is_hits_again() -> None:
    hits = make_hits(HARBOUR, TREATY, LONG)
    assert [hit.release.title for hit in hits] == ["Title 0", "Title 1", "Title 2"]
    assert hits[-1] is hits.found[2]
    assert hits[1:] == Hits(question=hits.question, found=hits.found[1:])
    assert hits[0] in hits
    assert not make_hits()


def test_a_search_gives_hits_that_know_what_was_asked(communique: Communique) -> None:
    found = communique.search("fisheries treaty", limit=1)
    assert (found.question, [hit.release.id for hit in found]) == ("fisheries treaty", ["fisheries-treaty"])
    by_date = communique.search("the", sort="oldest")
    assert isinstance(by_date, Hits)


# Text


def test_as_text_a_hit_is_a_line_with_its_rank() -> None:
    assert str(make_hits(TREATY[:77])) == f"1. Title 0, May 6, 2031: {TREATY[:77]}"
    assert str(make_hits()) == "No passage."


def test_of_a_long_passage_the_part_is_shown_that_holds_most_of_the_question() -> None:
    shown = excerpt(LONG, "What did the harbour of Port Quillan cost?")
    assert "harbour of Port Quillan on Tuesday. The harbour cost 340 million crowns." in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")


def test_a_short_passage_is_shown_whole_and_one_without_the_words_from_its_beginning() -> None:
    assert excerpt("The pier\n is  closed.", "Who?") == "The pier is closed."
    assert excerpt(LONG, "zzzz").startswith("The weather was fine. The")


@given(st.text(max_size=900), st.text(max_size=40))
def test_what_is_shown_stands_in_the_passage_but_for_white_space(text: str, question: str) -> None:
    shown = excerpt(text, question).removeprefix("… ").removesuffix(" …")
    assert shown.strip() in " ".join(text.split())
    assert len(shown) <= 280


# Notebook


class Rows(HTMLParser):
    """The cells of each row, what is bold, and where links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.cells: list[list[str]] = []
        self.tags: list[str] = []
        self.bold: list[str] = []
        self.links: list[str | None] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attributes if name == "href"]
        if tag == "tr":
            self.cells.append([])
        elif tag in {"td", "th"}:
            self.cells[-1].append("")

    def handle_data(self, text: str) -> None:
        if self.cells:
            self.cells[-1][-1] += text
        if self.tags[-1] == "b":
            self.bold.append(text)
            self.tags.append("")


def html(hits: Hits) -> Rows:
    return Rows(hits._repr_html_())


def test_in_a_notebook_hits_are_a_table_with_the_words_of_the_question_in_bold() -> None:
    page = html(make_hits("The harbour cost 340 million crowns."))
    assert page.cells == [
        ["Rank", "Score", "Release", "Passage"],
        ["1", "0.5", "Title 0May 6, 2031 · Ministry of Works", "The harbour cost 340 million crowns."],
    ]
    assert page.bold == ["harbour", "cost"]
    assert page.links[0] is not None
    assert page.links[0].startswith("https://press.example/harbour#:~:text=")


def test_a_listing_by_date_has_no_scores() -> None:
    page = html(Hits(question="harbour", found=(make_hit(score=0.0, published=None, publisher=None, source_url=None),)))
    assert page.cells[1][:3] == ["1", "–", "Harbour"]
    assert page.links == []


def test_markup_of_a_release_and_of_the_question_is_text() -> None:
    hit = make_hit("A <script>pier</script> & more.", "<i>Pier</i>", publisher="<u>", source_url='https://e.example/"')
    page = html(Hits(question="<b>pier</b> script?", found=(hit,)))
    assert page.cells[1][2:] == ["<i>Pier</i>May 6, 2031 · <u>", "A <script>pier</script> & more."]
    assert {"script", "i", "u"}.isdisjoint(page.tags)


def test_nothing_found_says_so() -> None:
    page = make_hits(question="<i>")._repr_html_()
    assert "No passage." in page
    assert "<i>" not in page


@given(st.text(max_size=80), st.text(max_size=40))
def test_marking_changes_no_character_of_what_is_read(text: str, question: str) -> None:
    class Text(HTMLParser):
        read = ""

        def handle_data(self, data: str) -> None:
            self.read += data

    page = Text()
    page.feed(mark_words(text.replace("\r", " "), question))
    page.close()
    assert page.read == text.replace("\r", " ")


# Table


def test_as_a_table_a_row_is_a_hit_with_its_whole_passage() -> None:
    table = make_hits(LONG, TREATY).to_frame()
    assert list(table.columns)[:5] == ["rank", "score", "published", "title", "publisher"]
    assert table["rank"].tolist() == [1, 2]
    assert table["text"].tolist() == [LONG, TREATY]
    assert table["end"].tolist() == [len(LONG), len(TREATY)]
    assert {day.date() for day in table["published"]} == {date(2031, 5, 6)}
    assert all(one < other for one, other in pairwise(table["rank"]))


@pytest.mark.parametrize("found", [(), (make_hit(published=None),)])
def test_a_table_has_its_columns_also_where_nothing_fills_them(found: tuple[Hit, ...]) -> None:
    table = Hits(question="?", found=found).to_frame()
    assert len(table) == len(found)
    assert table["published"].isna().all()
