"""No text takes a time that grows with more than its length: one hostile release would hold up everybody."""

import random
import threading
import time
import unicodedata
from collections.abc import Sequence

import httpx
import pytest
from factories import make_release
from foreign import PROBES
from hostile import FAMILIES, grow, measure
from hypothesis import given
from hypothesis import strategies as st
from running import running

from corpus.bounded_stretches import stretches
from corpus.chunking import Chunking, split_sentences
from corpus.comparison import compare_texts
from corpus.folding import normalise
from service.assembly import Communique

# Coverage would be measured along, and takes longer than many a place. What is run here is covered elsewhere.
pytestmark = pytest.mark.no_cover

LONGEST = 1.5  # seconds for a text of this many characters, whatever it holds
SIZE = 16_000
SMALL = 4_000
# What a pattern is likely to stumble over, tried at every place.
COMMON = (
    *("'a'", "'A'", "'1'", "' '", "'\\n'", "'.'", "'1,'", "'1. '", "'Aa '", "'A.'", "'a. '", "'Aa of the '"),
    *("'Minister '", "'May '", "'1年'", "'<!-- -->'", "' |' and 'x'", "base64", "mixed", "distinct"),
)
# What a place was found to stumble over.
FOUND = {
    "chunking.split_sentences": ("'1.\\n'", "'“'", "'`'"),
    "written_dates.first_day": ("' '", "'\\xa0'", "'\\u3000'"),
    "examples.questions_of, text": ("'Minister '", "'Deputy '", "'Prime Foreign '"),
    "people.find_people": ("'Minister '", "'General '"),
    "conversations.export.escape": ("'\\n'", "' \\n'"),
    "grounding": ("'Aa '",),
    "reading.decoding.normalise": ("'\\u200d' and '\\xe9'", "'\\u0301\\u0316' and 'x'"),
    "reading.feed": ("'<!---->' and 'x'",),
    "reading.markdown, front": ("' '",),
    "reading.metadata, many names": ("'a '",),
    "reading.pages": ("'a'", "'A'"),
    "reading.pages, short lines": ("'a'",),
    "reading.sniffing": ("'<!---->' and 'x'",),
    "reading.text": ("'home\\n\\n'",),
    "near_duplicates.is_one": ("'\\u0301\\u0316' and 'x'",),
    "attribution.reports": ("'Vela '",),
    "attribution.is_attributed_to": ("'both '", "'Vela '"),
    "verification.find_at": ("'A'",),
    "vocabulary.held": ("'A'",),
    "answer_type.find_short, amount": ("'1,'", "'twenty '", "'twenty-'"),
    "answer_type.find_short, count": ("'no '", "'1 '", "'half '"),
    "answer_type.find_short, duration": ("'twenty '", "'1,'"),
    "answer_type.find_short, share": ("'1,'", "'twenty '"),
}

# Places that are fast enough for the square of less to be no matter.
LARGER = {"reading.text": 400_000}


@pytest.mark.parametrize("place", PROBES)
def test_a_place_that_sees_foreign_text_takes_time_in_proportion_to_it(place: str) -> None:
    for family in COMMON:
        growth = grow(PROBES[place], FAMILIES[family], SMALL)
        assert not growth.is_more, f"{family}: {growth}"


@pytest.mark.parametrize(("place", "family"), [(place, family) for place, each in FOUND.items() for family in each])
def test_what_once_was_slow_takes_time_in_proportion(place: str, family: str) -> None:
    growth = grow(PROBES[place], FAMILIES[family], LARGER.get(place, SIZE))
    assert not growth.is_more, growth
    assert growth.larger < LONGEST


def test_every_second_sentence_or_word_that_differs_is_no_reason_to_look_again_at_all() -> None:
    def make(part: str, gap: str) -> tuple[str, str]:
        numbers = range(6_000)
        return tuple(gap.join(f"{part}{each} {which}{each}" for each in numbers) for which in ("old", "new"))  # type: ignore[return-value]

    for gap in (" ", "end. "):
        old, new = make("Same", gap)
        changes = compare_texts(old, new)
        assert "".join(change.old.of(old) for change in changes if change.old) == old
        assert "".join(change.new.of(new) for change in changes if change.new) == new
        assert measure(lambda _: compare_texts(old, new), "", 2) < 2 * LONGEST  # noqa: B023 - called at once


def test_of_a_long_title_few_beginnings_are_counted() -> None:
    counted: list[str] = []

    def count(texts: Sequence[str]) -> list[int]:
        counted.extend(texts)
        return [len(text.split()) for text in texts]

    chunking = Chunking(budget=20, limit=64, count=count, model="counter")
    assert chunking.heading(" ".join(["word"] * 400), None) == " ".join(["word"] * 31) + " …\n"
    assert len(counted) < 15


@given(
    st.lists(
        st.sampled_from(["“Yes.” he said. No.", "1. One", "Ana.", "(a) b", "It is done!", "x", "", "\n"]), max_size=9
    )
)
def test_a_text_cut_between_paragraphs_has_the_sentences_of_the_whole(paragraphs: list[str]) -> None:
    text = "\n\n".join(paragraphs)
    parts = list(stretches(text, longest=1))
    assert "".join(part.of(text) for part in parts) == text
    apart = [span.within(part.start) for part in parts for span in split_sentences(part.of(text))]
    assert [span.of(text) for span in apart] == [span.of(text) for span in split_sentences(text)]


@given(st.text(st.sampled_from("a“.! \n"), max_size=300), st.integers(1, 3_000))
def test_stretches_are_the_text_however_it_is_cut(text: str, most: int) -> None:
    parts = list(stretches(text, longest=40, most=most))
    assert "".join(part.of(text) for part in parts) == text


def test_sentences_of_a_text_that_is_too_much_hold_all_of_it() -> None:
    text = "“Yes” " * 20_000 + "\n\nThe harbour is open. It cost much."
    sentences = split_sentences(text)
    assert "".join("".join(sentence.of(text).split()) for sentence in sentences) == "".join(text.split())
    assert [sentence.of(text) for sentence in sentences[-2:]] == ["The harbour is open.", "It cost much."]


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("e\u0301\u0316\u0323\u1100"), max_size=25))
def test_normal_forms_are_those_of_unicode(text: str) -> None:
    assert [normalise(form, text) for form in ("NFC", "NFKC", "NFD", "NFKD")] == [
        unicodedata.normalize(form, text) for form in ("NFC", "NFKC", "NFD", "NFKD")
    ]


def test_more_accents_than_any_script_has_stay_as_they_are() -> None:
    accents = "".join(random.Random(1).choices("\u0301\u0316\u0323", k=500))  # noqa: S311 - the same each time
    assert normalise("NFC", f"e\u0301 {accents} e\u0301") == f"é {accents} é"


def test_a_question_over_hostile_releases_does_not_hold_up_the_others(communique: Communique) -> None:
    hostile = ["A" * 40_000, FAMILIES["base64"](30_000), " " * 16_000 + "x", "Minister " * 8_000, "1.\n" * 9_000]
    hostile += ["“" * 20_000, "1," * 9_000, "both " * 8_000, "e" + "\u0301\u0316" * 9_000, "twenty " * 6_000]
    done = threading.Event()

    def use() -> None:
        try:
            for number, text in enumerate(hostile):
                whole = f"Minister Vela said to NATO on day {number} that harbour {number} cost 340 crowns. {text}"
                communique.put(make_release(f"hostile-{number}", text=whole))
            for question in ("What did NATO say of the harbour?", "How much did the harbour cost?", "Who is Vela?"):
                assert communique.ask(question).passages
        finally:
            done.set()

    longest = 0.0
    with running(communique) as server, httpx.Client(base_url=server.address, timeout=60) as client:
        user = threading.Thread(target=use)
        user.start()
        while not done.is_set():
            begun = time.process_time()  # what this process did meanwhile: other work on the machine is no hold-up
            assert client.get("/healthz").status_code == 200
            longest = max(longest, time.process_time() - begun)
        user.join()
    assert len(communique.listings(50)) == len(hostile) + 2
    assert longest < LONGEST
