"""BM25 against a few lines of Python, and what counts as a word."""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest
from factories import make_place
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.dates import Published
from index.filters import Between, OneOf
from index.storage.lexical import LexicalIndex, SortOrder, write_lexical
from index.storage.lexical_entry import LexicalEntry
from index.storage.links import link_files

WORDS = ["tarn", "zorb", "quil", "plim", "vesk", "drun"]  # no stop words, and each is its own stem


def write_texts(folder: Path, texts: Sequence[str]) -> LexicalIndex:
    """An index of texts made in one commit; the passages are numbered from 1, each its own release r1, r2, …"""
    entries = [
        LexicalEntry(place=make_place(number, f"r{number}"), text=text) for number, text in enumerate(texts, start=1)
    ]
    write_lexical(folder, [], entries)
    return LexicalIndex(folder)


def write_dated(folder: Path, dates: Sequence[Published | None]) -> LexicalIndex:
    """Passages that all hold "treaty", numbered from 1, of releases with these dates."""
    entries = [
        LexicalEntry(place=make_place(number, f"r{number}", published=published), text="the treaty of Norvania")
        for number, published in enumerate(dates, start=1)
    ]
    write_lexical(folder, [], entries)
    return LexicalIndex(folder)


def found(index: LexicalIndex, question: str) -> list[int]:
    return [number for number, _ in index.search(question, 10)]


def score_plainly(question: Sequence[str], passages: Sequence[Sequence[str]]) -> dict[int, float]:
    """The reference: Okapi BM25 with k1 = 1.2 and b = 0.75, over lists of words; passages numbered from 1."""
    mean = sum(map(len, passages)) / len(passages)
    scores: dict[int, float] = {}
    for word in dict.fromkeys(question):
        holding = sum(word in passage for passage in passages)
        weight = math.log(1 + (len(passages) - holding + 0.5) / (holding + 0.5))
        for number, passage in enumerate(passages, start=1):
            if often := Counter(passage)[word]:
                norm = 1.2 * (0.25 + 0.75 * len(passage) / mean)
                scores[number] = scores.get(number, 0.0) + weight * 2.2 * often / (often + norm)
    return scores


folders = count()


@settings(max_examples=25)
@given(
    passages=st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=39), min_size=1, max_size=12),
    question=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4),
)
def test_scores_are_those_of_bm25_and_the_best_come_first(
    tmp_path_factory: pytest.TempPathFactory, passages: list[list[str]], question: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("bm25") / str(next(folders))
    index = write_texts(folder, [" ".join(passage) for passage in passages])

    hits = index.search(" ".join(question), 20)

    expected = score_plainly(question, passages)
    assert dict(hits) == pytest.approx(expected, rel=1e-3)
    assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)


def test_the_ranking_of_a_small_example_is_the_one_worked_out_by_hand(tmp_path: Path) -> None:
    index = write_texts(tmp_path, ["tarn zorb", "tarn tarn", "zorb quil plim vesk", "plim"])

    # "tarn" stands in 2 of 4 passages of 2.25 words on average: ln 2 · 2.2 · f / (f + 1.1)
    assert found(index, "tarn") == [2, 1]
    expected = {2: math.log(2) * 2.2 * 2 / 3.1, 1: math.log(2) * 2.2 / 2.1}
    assert dict(index.search("tarn", 10)) == pytest.approx(expected, rel=1e-5)


def test_accents_case_and_endings_do_not_keep_a_word_from_being_found(tmp_path: Path) -> None:
    index = write_texts(tmp_path, ["Minister Çavuşoğlu negotiated", "Minister Ostrander signs treaties"])

    assert found(index, "Cavusoglu") == [1]
    assert found(index, "ÇAVUŞOĞLU") == [1]
    assert found(index, "negotiating") == [1]
    assert found(index, "treaty signing") == [2]


def test_initials_with_points_are_one_word(tmp_path: Path) -> None:
    index = write_texts(tmp_path, ["the U.S. delegation", "s u delegation", "the US delegation"])

    assert index.words("U.S.") == index.words("US") == ["us"]
    assert sorted(found(index, "U.S.")) == [1, 3]


def test_words_are_folded_stemmed_and_each_named_once_without_stop_words(tmp_path: Path) -> None:
    index = write_texts(tmp_path, ["anything"])

    assert index.words("What did the Ministers sign, and which minister signed it in May?") == ["minist", "sign", "may"]
    assert index.words("x" * 65 + " harbour") == ["harbour"]  # no word is that long


@pytest.mark.parametrize("question", ["", "   ", "?!", "what is the"])
def test_a_question_without_words_finds_nothing(tmp_path: Path, question: str) -> None:
    index = write_texts(tmp_path, ["what is the treaty"])

    assert index.search(question, 10) == []
    assert index.search_by_date(question, "newest", 10, 0) == []


def test_none_are_found_where_none_are_asked_for(tmp_path: Path) -> None:
    index = write_texts(tmp_path, ["the treaty"])

    assert index.search("treaty", 0) == []
    assert index.search_by_date("treaty", "newest", 0, 0) == []


def test_the_frequency_of_a_word_counts_passages_not_occurrences(tmp_path: Path) -> None:
    index = write_texts(tmp_path, ["tarn tarn tarn", "tarn zorb", "zorb"])

    assert [index.frequency(word) for word in ("tarn", "zorb", "quil")] == [2, 2, 0]


def test_filters_leave_the_scores_of_what_they_keep_as_they_were(tmp_path: Path) -> None:
    index = write_texts(tmp_path, ["tarn zorb", "tarn", "tarn quil quil", "plim"])
    everything = dict(index.search("tarn quil", 10))

    kept = index.search("tarn quil", 10, [OneOf("release", ["r1", "r3", "r4"]), Between("day", low=1)])

    assert dict(kept) == {3: everything[3], 1: everything[1]}


def test_a_filtered_search_finds_as_many_as_are_asked_for_though_better_ones_are_outside(tmp_path: Path) -> None:
    index = write_texts(tmp_path, [*["tarn"] * 20, "tarn zorb quil plim", "tarn zorb quil plim vesk"])

    assert [number for number, _ in index.search("tarn", 2, [OneOf("release", ["r21", "r22"])])] == [21, 22]


def test_a_filter_to_no_release_at_all_keeps_nothing(tmp_path: Path) -> None:
    index = write_texts(tmp_path, ["tarn", "tarn zorb"])

    assert index.search("tarn", 10, [OneOf("release", [])]) == []


def test_a_removed_passage_is_found_no_more_and_the_others_are(tmp_path: Path) -> None:
    write_texts(tmp_path, ["tarn", "tarn zorb", "tarn quil"])
    write_lexical(tmp_path, [2], [LexicalEntry(place=make_place(4, "r4"), text="tarn plim")])
    index = LexicalIndex(tmp_path)

    assert len(index) == 3
    assert sorted(found(index, "tarn")) == [1, 3, 4]
    assert found(index, "zorb") == []


def test_a_linked_index_changes_without_changing_the_one_it_was_linked_from(tmp_path: Path) -> None:
    before = write_texts(tmp_path / "old", ["tarn", "tarn zorb"])
    (tmp_path / "old" / ".tantivy-writer.lock").touch()

    link_files(tmp_path / "old", tmp_path / "new")
    write_lexical(tmp_path / "new", [1], [LexicalEntry(place=make_place(3, "r3"), text="tarn quil")])

    assert sorted(found(LexicalIndex(tmp_path / "new"), "tarn")) == [2, 3]
    assert sorted(found(LexicalIndex(tmp_path / "old"), "tarn")) == [1, 2]
    assert sorted(found(before, "tarn")) == [1, 2]


def test_where_the_disk_has_no_hard_links_the_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: Path, _target: Path) -> None:
        raise OSError("this disk has no hard links")

    write_texts(tmp_path / "old", ["tarn"])
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    link_files(tmp_path / "old", tmp_path / "new")

    assert found(LexicalIndex(tmp_path / "new"), "tarn") == [1]
    assert all(file.stat().st_nlink == 1 for file in (tmp_path / "new").iterdir())


DATES = [
    date(2031, 5, 6),
    None,
    date(1961, 2, 3),
    datetime(2031, 5, 6, 9, 30, tzinfo=UTC),
    date(2033, 1, 1),
    None,
]


def test_by_date_the_newest_come_first_and_those_without_a_date_last(tmp_path: Path) -> None:
    index = write_dated(tmp_path, DATES)

    # A bare day counts to its last moment: May 6 stands before 09:30 of May 6.
    assert index.search_by_date("treaty", "newest", 10, 0)[:4] == [5, 1, 4, 3]
    assert set(index.search_by_date("treaty", "newest", 10, 4)) == {2, 6}


def test_by_date_the_oldest_come_first_and_those_without_a_date_last_all_the_same(tmp_path: Path) -> None:
    index = write_dated(tmp_path, DATES)

    assert index.search_by_date("treaty", "oldest", 10, 0)[:4] == [3, 1, 4, 5]
    assert set(index.search_by_date("treaty", "oldest", 10, 4)) == {2, 6}


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_pages_by_date_put_together_are_the_whole_list(tmp_path: Path, order: SortOrder) -> None:
    index = write_dated(tmp_path, [date(2031, 1, day % 7 + 1) for day in range(20)])
    pages = [number for at in range(0, 24, 3) for number in index.search_by_date("treaty", order, 3, at)]

    assert pages == index.search_by_date("treaty", order, 50, 0)
    assert sorted(pages) == list(range(1, 21))


def test_by_date_every_word_has_to_be_there_and_the_filters_hold(tmp_path: Path) -> None:
    index = write_texts(tmp_path, ["tarn zorb", "tarn", "zorb tarn"])

    assert sorted(index.search_by_date("tarn zorb", "newest", 10, 0)) == [1, 3]
    assert index.search_by_date("tarn zorb", "newest", 10, 0, [OneOf("release", ["r3", "r2"])]) == [3]


def test_a_folder_that_holds_no_index_is_refused(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("garbage")

    with pytest.raises(ValueError, match=r".+"):
        LexicalIndex(tmp_path)


def test_a_word_that_stands_nowhere_finds_those_one_letter_off_and_others_stay_exact(tmp_path: Path) -> None:
    index = write_texts(tmp_path, ["the harbour of Quillan", "a treaty", "the harbours of Tollan and Quillam"])
    assert found(index, "Quilan") == [1]
    assert found(index, "Quillan") == [1]
    assert found(index, "traety") == [2]
    assert found(index, "Qillon") == []
