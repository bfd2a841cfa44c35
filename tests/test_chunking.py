"""Sentences and passages: nothing lost, nothing cut, nothing too long."""

import dataclasses
import random
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from factories import make_mixture, make_release, panic
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.chunking import Chunking, CountTokens, count_tokens, split_sentences
from corpus.passage import Span
from corpus.release import Release
from corpus.rust_panics import LibraryPanic, panics_caught

WORDS = st.sampled_from(
    [
        *("The", "Minister", "signed", "the", "treaty", "Mr.", "U.S.", "p.m.", "e.g.", "No.", "H.", "1.", "(2)", "b)"),
        *("•", "340", "million.", "crowns?", "“Yes!”", "done.", "𝔊reat", "🎉", "e\u0301t\u00e9.", "港を開いた。", "…"),
        "x" * 90,
    ]
)
GAPS = st.sampled_from([" ", " ", " ", "\n", "\n\n", " \n \n", "\u00a0", "\u2028", "\x1c", "\r\n", ""])
PROSE = st.lists(st.tuples(WORDS, GAPS).map("".join), min_size=1, max_size=60).map("".join)
ANYTHING = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=120)
TEXTS = (PROSE | ANYTHING).filter(lambda text: bool(text.strip()))
TITLES = st.one_of(
    st.just("Harbour opened"),
    st.integers(1, 400).map(lambda length: "word " * length),
    st.integers(1, 2_000).map(lambda length: "x" * length),
    ANYTHING,
).filter(lambda title: bool(title.strip()) and len(title) <= 2_000)


def count_words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) + 2 for text in texts]


def count_hostile(texts: Sequence[str]) -> list[int]:
    """Every character is several tokens, as a rare script is to a small vocabulary."""
    return [3 * len(text) + 2 for text in texts]


def make_chunking(count: CountTokens, budget: int = 20, limit: int = 64) -> Chunking:
    return Chunking(budget=budget, limit=limit, count=count, model="counter")


def sentences_of(text: str, language: str = "en") -> list[str]:
    return [sentence.of(text) for sentence in split_sentences(text, language)]


def assert_covers(text: str, spans: Sequence[Span]) -> None:
    """In order, disjoint, no white space at the ends, and nothing but white space between."""
    position = 0
    for span in spans:
        assert position <= span.start
        assert text[position : span.start].strip() == ""
        assert span.of(text) == span.of(text).strip() != ""
        position = span.end
    assert text[position:].strip() == ""


@given(TEXTS, st.sampled_from(["en", "de", "ja", "fr", "no-such-language"]))
def test_sentences_are_in_order_disjoint_and_cover_every_character(text: str, language: str) -> None:
    assert_covers(text, split_sentences(text, language))


@pytest.mark.parametrize("blank", [c for c in map(chr, range(sys.maxunicode + 1)) if c.isspace()], ids=ascii)
def test_white_space_of_any_kind_may_stand_before_a_full_stop(blank: str) -> None:
    text = f"They follow Plan B{blank}. It was made in Port Quillan."
    sentences = split_sentences(text)
    assert_covers(text, sentences)
    assert "".join("".join(sentence.of(text).split()) for sentence in sentences) == "".join(text.split())


def test_white_space_counts_as_one_character_of_the_text_whatever_it_takes_in_bytes() -> None:
    text = "Plan\u2003B\u00a0. The\u3000road is open. It\u202fcost 340\u00a0million crowns."
    assert sentences_of(text)[-2:] == ["The\u3000road is open.", "It\u202fcost 340\u00a0million crowns."]


def test_blanks_stops_quotes_and_scripts_in_any_order_are_split_and_nothing_is_lost() -> None:
    dice = random.Random(20_310_506)  # noqa: S311 - the same texts every time; benchmarks/splitting.py tries a million
    for _ in range(3_000):
        text, language = make_mixture(dice)
        assert_covers(text, split_sentences(text, language))


def test_what_a_library_in_rust_panics_with_can_be_caught_as_an_error() -> None:
    with pytest.raises(LibraryPanic, match="char boundary") as caught, panics_caught():
        panic()
    assert not isinstance(caught.value.__cause__, Exception)


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, ValueError])
def test_whatever_else_is_raised_stays_what_it_is(error: type[BaseException]) -> None:
    with pytest.raises(error), panics_caught():
        raise error


@given(st.sampled_from(["", " ", "\n\n", "\u2028\t"]))
def test_white_space_has_no_sentences(text: str) -> None:
    assert split_sentences(text) == []


@pytest.mark.parametrize(
    "sentences",
    [
        ["He met H. E. Mr. Orlan Tesk, Minister of Norvania.", "They spoke."],
        ["The talk began at 1 p.m. on Tuesday.", "It was short."],
        ["The U.S. Government sent a note.", "Norvania replied."],
        ["1. The harbour was opened.", "2. The bridge was closed.", "It rained."],
        ["(3) The treaty was signed.", "(4) It was read."],
        ["• The road is new.", "• The rail is old."],
        ["“It is done.”", "She left."],
    ],
)
def test_titles_times_and_enumerators_stay_with_their_sentence(sentences: list[str]) -> None:
    assert sentences_of(" ".join(sentences)) == sentences


def test_a_blank_line_ends_a_sentence_without_a_full_stop() -> None:
    text = "Remarks by the Minister\n\nThe harbour is open.\n \nThank you"
    assert sentences_of(text) == ["Remarks by the Minister", "The harbour is open.", "Thank you"]


@pytest.mark.parametrize("enumerator", ["1.", "(2)", "b)", "iv.", "•", "–"])
def test_an_enumerator_on_a_line_of_its_own_opens_the_next_sentence(enumerator: str) -> None:
    text = f"They agreed:\n\n{enumerator} The harbour is open.\n\n{enumerator}\nThe road is closed."
    assert sentences_of(text) == [
        "They agreed:",
        f"{enumerator} The harbour is open.",
        f"{enumerator}\nThe road is closed.",
    ]


def test_an_enumerator_does_not_reach_over_a_blank_line() -> None:
    assert sentences_of("1.\n\nThe harbour is open.") == ["1.", "The harbour is open."]


def test_an_enumerator_at_the_end_stands_alone() -> None:
    assert sentences_of("The harbour is open.\n\n1.") == ["The harbour is open.", "1."]


def assert_laws(release: Release, chunking: Chunking) -> None:
    passages = chunking.passages(release)
    text = release.text
    spans = [Span(passage.start, passage.end) for passage in passages]
    assert_covers(text, spans)
    assert [passage.text for passage in passages] == [span.of(text) for span in spans]
    assert {(passage.release_id, passage.version) for passage in passages} == {(release.id, release.version)}
    heading = chunking.heading(release.title, release.published)
    assert chunking.count([heading])[0] <= chunking.limit // 2 or heading == ""
    assert all(count <= chunking.limit for count in chunking.count([heading + passage.text for passage in passages]))
    assert_whole_sentences(release, chunking, heading, spans)


def assert_whole_sentences(release: Release, chunking: Chunking, heading: str, spans: Sequence[Span]) -> None:
    """A passage begins and ends with a sentence, unless that sentence alone is over the limit."""
    for sentence in split_sentences(release.text, release.language or "en"):
        cut = [edge for span in spans for edge in (span.start, span.end) if sentence.start < edge < sentence.end]
        alone = chunking.count([heading + sentence.of(release.text)])[0]
        assert not cut or alone > chunking.limit


@settings(max_examples=150)
@given(
    TEXTS,
    TITLES,
    st.none() | st.dates(),
    st.sampled_from([None, "en", "de", "ja"]),
    st.sampled_from([1, 20, 500]),
    st.sampled_from([count_words, count_hostile]),
)
def test_passages_are_whole_sentences_that_cover_the_text_within_the_limit(
    text: str, title: str, published: date | None, language: str | None, budget: int, count: CountTokens
) -> None:
    release = make_release(text=text, title=title, published=published, language=language)
    assert_laws(release, make_chunking(count, budget, limit=64))


def test_a_heading_that_no_model_could_read_is_left_out() -> None:
    chunking = make_chunking(count_hostile, limit=32)
    assert chunking.heading("Harbour opened", date(2031, 5, 6)) == ""
    assert_laws(make_release(), chunking)


def test_a_long_title_is_embedded_by_its_first_words() -> None:
    chunking = make_chunking(count_words, limit=32)
    words = [f"w{number}" for number in range(100)]
    assert chunking.heading(" ".join(words), None) == " ".join(words[:13]) + " …\n"
    assert chunking.heading("x" * 2_000, date(2031, 5, 6)) == "…\nMay 6, 2031\n"
    assert chunking.heading("Harbour opened", date(2031, 5, 6)) == "Harbour opened\nMay 6, 2031\n"


def test_neighbouring_sentences_share_a_passage_of_about_equal_size() -> None:
    text = " ".join(f"Number {number} was read aloud." for number in range(6))
    passages = make_chunking(count_words, budget=20).passages(make_release(text=text))
    assert [passage.text.count("Number") for passage in passages] == [3, 3] or all(
        count_tokens([passage.text])[0] <= 20 for passage in passages
    )


def test_a_passage_of_several_sentences_is_within_the_budget() -> None:
    release = make_release(text=" ".join(f"Mayor {number} of Port Quillan spoke." for number in range(50)))
    passages = make_chunking(count_words, budget=30).passages(release)
    assert max(count_tokens([passage.text for passage in passages])) <= 30
    assert min(count_tokens([passage.text for passage in passages[:-1]])) >= 15


def test_tokens_are_counted_by_several_threads_as_by_one() -> None:
    texts = ["Minister Ostrander " * length for length in (1, 9, 90, 900)] + ["港を開いた。" * 40]
    counts = count_tokens(texts)
    with ThreadPoolExecutor(6) as threads:
        assert list(threads.map(count_tokens, [texts] * 60)) == [counts] * 60


def test_a_megabyte_without_a_space_is_cut_and_kept_whole() -> None:
    release = make_release(text="𝔊" * 200_000)
    passages = make_chunking(count_words).passages(release)
    assert "".join(passage.text for passage in passages) == release.text
    assert max(len(passage.text) for passage in passages) <= 64 * 16


def test_a_sentence_over_the_limit_is_cut_at_a_space() -> None:
    words = [f"word{number}" for number in range(200)]
    release = make_release(text=" ".join(words))
    passages = make_chunking(count_words, budget=500).passages(release)
    assert " ".join(passage.text for passage in passages) == release.text
    assert_laws(release, make_chunking(count_words, budget=500))


@pytest.mark.parametrize("number", range(1, 12))
def test_a_passage_over_the_limit_is_cut_between_the_sentences_of_its_own_language(number: int) -> None:
    text = " ".join(["Der Hafen wurde am 3. Oktober in Quillan eröffnet."] * number)
    release = make_release(text=text, title="Hafen", language="de")
    assert sentences_of(text, "de") == ["Der Hafen wurde am 3. Oktober in Quillan eröffnet."] * number
    assert_laws(release, make_chunking(count_words, budget=500, limit=32))


def test_the_same_release_gives_the_same_passages() -> None:
    chunking = make_chunking(count_words)
    release = make_release()
    assert chunking.passages(release) == chunking.passages(dataclasses.replace(release))


@pytest.mark.parametrize(("budget", "limit"), [(0, 64), (-1, 64), (20, 31)])
def test_passages_of_no_size_cannot_be_made(budget: int, limit: int) -> None:
    with pytest.raises(ValueError, match=f"passages of {budget} tokens within {limit} cannot be made"):
        make_chunking(count_words, budget, limit)


def test_the_fingerprint_of_older_rules_and_the_same_settings_is_told_from_every_other() -> None:
    chunking = make_chunking(count_words, 20, 64)
    rules, _, settings = chunking.fingerprint.partition("/")
    now = int(rules.removeprefix("sentences-"))

    assert chunking.rules_of(f"sentences-{now - 1}/{settings}") == now - 1
    assert [chunking.is_newer_than(f"sentences-{n}/{settings}") for n in (now - 1, now, now + 1)] == [
        True,
        False,
        False,
    ]
    for other in (make_chunking(count_words, 21, 64), dataclasses.replace(chunking, model="another")):
        assert (chunking.rules_of(other.fingerprint), chunking.is_newer_than(other.fingerprint)) == (None, False)
    assert chunking.rules_of(f"paragraphs-1/{settings}") is None


def test_the_fingerprint_names_all_that_changes_passages() -> None:
    made = {
        make_chunking(count_words, 20, 64).fingerprint,
        make_chunking(count_words, 21, 64).fingerprint,
        make_chunking(count_words, 20, 65).fingerprint,
        dataclasses.replace(make_chunking(count_words), model="another").fingerprint,
    }
    assert len(made) == 4
