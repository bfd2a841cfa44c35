"""Typography made plain: what is found in the plain text leads back to the very characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.passage import Span
from corpus.typography import make_plain

SET = "ab “‘’\"'«-–—\u00a0 \n\t.…\u00ad\u200bﬁé²"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("“The  harbour’s cost”", "'The harbour's cost'"),
        ("340\u00a0million — less than\nplanned", "340 million-less than planned"),
        ("co\u00adoperation, well‑known, eﬀort", "cooperation, well-known, effort"),
        ("wait… then . . . done....", "wait... then ... done..."),
        ("10² is not 102", "10² is not 102"),
        ("the 'harbour'", "the 'harbour'"),
    ],
)
def test_words_are_the_same_however_they_are_set(text: str, plain: str) -> None:
    assert make_plain(text).text == plain


@given(st.text(st.sampled_from(SET) | st.characters(exclude_categories=["Cs"]), max_size=60), st.data())
def test_a_place_in_the_plain_text_leads_back_to_what_it_was_made_of(text: str, data: st.DataObject) -> None:
    plain = make_plain(text)
    if not plain.text:
        return
    start = data.draw(st.integers(0, len(plain.text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(plain.text))))
    original = plain.original(span)
    assert 0 <= original.start < original.end <= len(text)
    assert span.of(plain.text) in make_plain(original.of(text)).text
    assert plain.original(Span(0, len(plain.text))).end <= len(text)


@given(st.lists(st.sampled_from(["harbour", "ship", " ", "  ", " — ", "’", "“", "…", "é", "\u00ad"]), max_size=20))
def test_every_word_is_found_at_its_own_place(pieces: list[str]) -> None:
    text = "".join(pieces)
    plain = make_plain(text)
    words = ("harbour", "ship")
    for word in words:
        ours = [at for at in range(len(plain.text)) if plain.text.startswith(word, at)]
        theirs = [at for at in range(len(text)) if text.startswith(word, at)]
        assert [plain.original(Span(at, at + len(word))).start for at in ours if "\u00ad" not in text] == [
            at for at in theirs if "\u00ad" not in text
        ]
