"""Quotes stand where they are said to stand; links lead there."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
from factories import HARBOUR, make_release
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corpus.passage import Span
from service.assembly import Communique, open_catalog
from service.citations import Citation, FalseQuote, Quotation, check, cite, split_at_spans
from service.links import find_places, fragment_link, permalink

SOURCE = "https://press.example/harbour"


def quotations(communique: Communique, *quotes: str) -> list[Quotation]:
    release = communique.get("harbour-opening")
    (listing,) = [listing for listing in communique.listings() if listing.id == release.id]
    starts = [release.text.index(quote) for quote in quotes]
    return [
        Quotation(release=listing, span=Span(start, start + len(quote)))
        for start, quote in zip(starts, quotes, strict=True)
    ]


def cite_all(communique: Communique, *quotes: str) -> tuple[str, tuple[Citation, ...]]:
    with open_catalog(communique.settings) as catalog:
        return cite(quotations(communique, *quotes), catalog)


def test_every_quote_is_followed_by_its_number(communique: Communique) -> None:
    text, citations = cite_all(communique, "It will employ 1,200 people.", "The Minister thanked the engineers.")
    assert text == "It will employ 1,200 people. [1] The Minister thanked the engineers. [2]"
    assert [citation.number for citation in citations] == [1, 2]
    assert [citation.answer_span.of(text) for citation in citations] == [citation.quote for citation in citations]
    assert [HARBOUR[citation.start : citation.end] for citation in citations] == [c.quote for c in citations]


def test_a_citation_tells_everything_of_its_release(communique: Communique) -> None:
    _, (citation,) = cite_all(communique, "It will employ 1,200 people.")
    release = make_release()
    assert (citation.release_id, citation.version) == (release.id, release.version)
    assert (citation.title, citation.published, citation.source_url) == (release.title, date(2031, 5, 6), SOURCE)
    assert citation.url == f"/r/harbour-opening#{citation.start}-{citation.end}"
    assert citation.fragment_url == f"{SOURCE}#:~:text=It%20will%20employ%201%2C200%20people."


def test_nothing_to_cite_is_an_empty_answer(communique: Communique) -> None:
    assert cite_all(communique) == ("", ())


@pytest.mark.parametrize(
    "falsehood",
    [
        {"quote": "It will employ 1,300 people."},
        {"quote": ""},
        {"start": 0},
        {"end": 10_000},
        {"answer_span": Span(1, 5)},
    ],
)
def test_a_quote_that_does_not_stand_there_is_never_sent(communique: Communique, falsehood: dict[str, object]) -> None:
    text, (citation,) = cite_all(communique, "It will employ 1,200 people.")
    check(citation, make_release(), text)
    with pytest.raises(FalseQuote, match="does not stand at harbour-opening#"):
        check(replace(citation, **falsehood), make_release(), text)  # type: ignore[arg-type]


def test_a_quote_of_a_text_that_was_tampered_with_is_never_sent(communique: Communique) -> None:
    text, (citation,) = cite_all(communique, "It will employ 1,200 people.")
    with pytest.raises(FalseQuote, match=r"'It will employ 1,200 people\.' does not stand at harbour-opening#112-140"):
        check(citation, make_release(text=HARBOUR.replace("1,200", "1,201")), text)


@pytest.mark.parametrize(
    ("release_id", "place", "address"),
    [
        ("a", (), "/r/a"),
        ("a", (3, 9), "/r/a#3-9"),
        ("a", (0, 1), "/r/a#0-1"),
        ("press/2033 b?#%", (), "/r/press%2F2033%20b%3F%23%25"),
        ("ü", (), "/r/%C3%BC"),
    ],
)
def test_a_permalink_encodes_what_an_address_cannot_hold(release_id: str, place: tuple[int, ...], address: str) -> None:
    assert permalink(release_id, *place) == address


def test_a_short_quote_stands_whole_in_the_link_to_its_source() -> None:
    words = " ".join(str(number) for number in range(18))
    assert fragment_link(SOURCE, words) == f"{SOURCE}#:~:text={words.replace(' ', '%20')}"


def test_a_long_quote_is_linked_by_its_first_and_last_six_words() -> None:
    words = " ".join(str(number) for number in range(19))
    assert fragment_link(SOURCE, words) == f"{SOURCE}#:~:text=0%201%202%203%204%205,13%2014%2015%2016%2017%2018"


def test_signs_that_mean_something_in_a_text_fragment_are_encoded() -> None:
    assert fragment_link(SOURCE, "a-b, c & d\n–e") == f"{SOURCE}#:~:text=a%2Db%2C%20c%20%26%20d%20%E2%80%93e"


def test_a_source_with_a_fragment_keeps_it() -> None:
    assert fragment_link("HTTP://press.example/#top", "a") == "HTTP://press.example/#top:~:text=a"


@pytest.mark.parametrize("source", [None, "ftp://press.example/a", "javascript:alert(1)", "press.example", ""])
def test_a_source_that_is_no_web_address_is_not_linked(source: str | None) -> None:
    assert fragment_link(source, "a") is None


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_link_to_a_source_always_names_the_first_word_and_is_ascii(quote: str) -> None:
    link = fragment_link(SOURCE, quote)
    assert link is not None
    assert link.isascii()
    named = link.removeprefix(f"{SOURCE}#:~:text=")
    assert "-" not in named
    if words := quote.split():
        assert unquote(named).startswith(words[0])


WORDS = "harbour treaty ferry Quillan Norvania crowns 340 Ostrander 😀 opened signed the of and by naïve".split()


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Communique]:
    """Forty releases of random sentences, always the same."""
    chance = random.Random(7)  # noqa: S311
    folder: Path = tmp_path_factory.mktemp("invented")

    def sentence() -> str:
        return " ".join(["The", *chance.choices(WORDS, k=chance.randint(3, 9))]) + "."

    # Nothing is withheld, so that as many quotes as possible are looked at.
    with Communique.open(folder, model="hashing", answer_threshold=0, partial_threshold=0) as communique:
        for number in range(40):
            paragraphs = [" ".join(sentence() for _ in range(chance.randint(1, 4))) for _ in range(3)]
            text = chance.choice(["\n\n", "\r\n\r\n", " \n\n\t"]).join(paragraphs)
            communique.put(make_release(f"invented-{number}", sentence(), text, None))
        yield communique


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=8))
def test_every_quote_of_every_answer_stands_verbatim_at_its_place(invented: Communique, words: list[str]) -> None:
    answer = invented.ask(" ".join(words))
    assert answer.text is not None
    assert answer.citations
    for citation in answer.citations:
        release = invented.get(citation.release_id, citation.version)
        assert citation.quote == release.text[citation.start : citation.end] != ""
        assert citation.answer_span.of(answer.text) == citation.quote
        assert invented.verify(citation.quote, citation.release_id, start=citation.start, end=citation.end).verified
    said = " ".join(f"{citation.quote} [{citation.number}]" for citation in answer.citations)
    assert answer.text == said


def test_the_place_that_an_address_names_is_read_with_its_version_too() -> None:
    address = permalink("press/2033", 3, 9, version="0123456789abcdef")
    assert address == "/r/press%2F2033?version=01234567#3-9"
    assert find_places(f"see {address} and /r/b#1-2") == [("press/2033", 3, 9), ("b", 1, 2)]


SPANS = st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda pair: Span(pair[0], sum(pair)))


@given(st.text(max_size=25), st.lists(SPANS, max_size=5))
@example("Norvania lends. Astrelle thanks.", [Span(0, 15), Span(16, 32), Span(10, 20)])
def test_a_text_split_at_spans_is_whole_and_a_span_that_does_not_fit_is_left_out(text: str, spans: list[Span]) -> None:
    parts = split_at_spans(text, spans)
    assert "".join(part.of(text) for part, _ in parts) == text
    fitting = {part for part, is_span in parts if is_span}
    assert fitting <= set(spans)
    overlapped = (span for span in set(spans) - fitting if span.end <= len(text))
    assert all(any(span.start < other.end and other.start < span.end for other in fitting) for span in overlapped)
