"""A question becomes hits: their order, their scores, their pages."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from factories import PLAIN, make_index, make_release, make_treaty

from corpus.catalog import Catalog
from corpus.errors import IndexMismatch
from corpus.passage import Span
from index.filters import EVERYTHING, Filters
from index.hashing_embedder import HashingEmbedder
from index.hits import Hit
from index.ranking.reranker import UNREAD, RerankInput, SentenceScore
from index.retriever import DATE_WEIGHT, DEPTH, RANKED, Retriever
from index.sync import Index


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[tuple[Catalog, Index]]:
    catalog, index = make_index(tmp_path)
    with catalog:
        yield catalog, index


def make_retriever(opened: tuple[Catalog, Index], lexical_weight: float = 0.4) -> Retriever:
    catalog, index = opened
    return Retriever(
        snapshot=index.catch_up(),
        embedder=HashingEmbedder(),
        lookup=catalog.passages,
        weights=PLAIN,
        lexical_weight=lexical_weight,
    )


def add_bridges(index: Index, number: int) -> None:
    """Releases of the same words, the first ids last; each is one passage of its own month of 2031 and after."""
    index.add(
        [
            make_release(
                f"bridge-{n:02d}",
                "A bridge opens",
                "The bridge of Norvania opens.",
                date(2031 + n // 12, n % 12 + 1, 15),
            )
            for n in reversed(range(number))
        ]
    )


def ids(hits: list[Hit]) -> list[str]:
    return [hit.release.id for hit in hits]


def test_the_passage_that_holds_the_words_comes_first_with_its_release_and_both_ranks(
    opened: tuple[Catalog, Index],
) -> None:
    opened[1].add([make_release(), make_treaty()])

    retriever = make_retriever(opened)
    best = retriever.retrieve("How will the fisheries catch be shared?", 1)[0]

    assert "the catch will be shared equally" in best.passage.text
    assert best.passage.text == make_treaty().text[best.passage.start : best.passage.end]
    assert best.release.title == "Norvania and Astrelle sign a fisheries treaty"
    assert best.ranks == {"lexical": 1, "dense": 1}
    fused = retriever.fuse("How will the fisheries catch be shared?")[0]
    assert fused.passage == best.passage
    assert fused.score == pytest.approx(1 / (1 + DATE_WEIGHT))  # the best of both; no time was named


def test_a_source_that_did_not_find_a_passage_gives_it_no_rank(opened: tuple[Catalog, Index]) -> None:
    opened[1].add([make_release(), make_treaty()])

    hits = make_retriever(opened).retrieve("fisheries", 10)

    assert {hit.release.id for hit in hits if "lexical" in hit.ranks} == {"fisheries-treaty"}
    assert sorted(hit.ranks["dense"] for hit in hits) == list(range(1, len(hits) + 1))


def test_hits_of_the_same_score_are_in_the_order_of_their_passage_ids(opened: tuple[Catalog, Index]) -> None:
    add_bridges(opened[1], 12)

    hits = make_retriever(opened).retrieve("bridge of Norvania", 20)

    assert [(hit.score, hit.passage.id) for hit in hits] == sorted(
        ((hit.score, hit.passage.id) for hit in hits), key=lambda pair: (-pair[0], pair[1])
    )
    assert len(hits) == 12


def test_equal_passages_of_one_day_have_equal_scores_and_go_by_their_names(opened: tuple[Catalog, Index]) -> None:
    names = ["delta", "alpha", "echo", "bravo"]
    opened[1].add([make_release(name, "A bridge opens", "The bridge opens.") for name in names])

    hits = make_retriever(opened).retrieve("bridge", 10)

    assert ids(hits) == sorted(names)
    assert len({hit.score for hit in hits}) == 1


def test_the_same_question_gives_the_same_hits_each_time(opened: tuple[Catalog, Index]) -> None:
    add_bridges(opened[1], 12)
    opened[1].add([make_release(), make_treaty()])

    first = make_retriever(opened).retrieve("Who opens the bridge?", 20)

    assert make_retriever(opened).retrieve("Who opens the bridge?", 20) == first


def test_pages_are_disjoint_and_together_the_whole_list_in_order(opened: tuple[Catalog, Index]) -> None:
    add_bridges(opened[1], 12)
    retriever = make_retriever(opened)

    pages = [retriever.retrieve("bridge", 5, offset=offset) for offset in (0, 5, 10, 15)]

    assert [len(page) for page in pages] == [5, 5, 2, 0]
    assert [hit for page in pages for hit in page] == retriever.retrieve("bridge", 100)


def test_a_date_in_the_question_prefers_releases_of_that_time_but_leaves_none_out(
    opened: tuple[Catalog, Index],
) -> None:
    opened[1].add(
        [
            make_release("april", "A bridge opens", "The bridge opens.", date(2031, 4, 15)),
            make_release("may", "A bridge opens", "The bridge opens.", date(2031, 5, 15)),
            make_release("june", "A bridge opens", "The bridge opens.", date(2031, 6, 7)),
            make_release("never", "A bridge opens", "The bridge opens.", None),
        ]
    )
    retriever = make_retriever(opened)

    in_june = retriever.retrieve("Which bridge opened in June 2031?", 10)
    on_a_day = retriever.retrieve("Which bridge opened on 15 April 2031?", 10)

    assert (ids(in_june)[0], sorted(ids(in_june))) == ("june", ["april", "june", "may", "never"])
    assert (ids(on_a_day)[0], sorted(ids(on_a_day))) == ("april", ["april", "june", "may", "never"])


def test_the_preference_is_halved_by_each_week_off_and_nothing_without_a_date(opened: tuple[Catalog, Index]) -> None:
    dates = {"a": date(2031, 5, 20), "b": date(2031, 5, 27), "c": date(2031, 6, 3), "d": None}
    opened[1].add([make_release(name, text="The bridge opens.", published=day) for name, day in dates.items()])
    catalog, index = opened

    def scores(date_weight: float) -> dict[str, float]:
        retriever = Retriever(
            snapshot=index.catch_up(),
            embedder=HashingEmbedder(),
            lookup=catalog.passages,
            weights=PLAIN,
            date_weight=date_weight,
        )
        hits = retriever.fuse("bridge on May 20, 2031")
        return {hit.release.id: hit.score * (1 + date_weight) for hit in hits}

    plain, dated = scores(0), scores(0.5)

    gained = [(dated[name] - plain[name]) / 0.5 for name in dates]
    # From the last moment of May 20 to the first of May 27 are six days.
    assert gained == pytest.approx([1, 0.5 ** (6 / 7), 0.5 ** (13 / 7), 0], abs=1e-6)


def test_filters_are_kept_by_both_rankings(opened: tuple[Catalog, Index]) -> None:
    add_bridges(opened[1], 12)
    filters = Filters(published_from=date(2031, 4, 15), published_to=date(2031, 6, 14))

    retriever = make_retriever(opened)

    assert sorted(ids(retriever.retrieve("bridge", 10, filters))) == ["bridge-03", "bridge-04"]
    assert {source: len(found) for source, found in retriever.rank("bridge", filters).items()} == {
        "lexical": 2,
        "dense": 2,
    }
    assert retriever.retrieve("bridge", 10, Filters(publisher="nobody")) == []


def test_a_question_without_words_still_ranks_by_meaning_and_an_empty_index_gives_nothing(
    opened: tuple[Catalog, Index],
) -> None:
    assert make_retriever(opened).retrieve("bridge", 10) == []
    opened[1].add([make_treaty()])

    hits = make_retriever(opened).retrieve("?", 10)

    assert {tuple(hit.ranks) for hit in hits} == {("dense",)}
    assert set(ids(hits)) == {"fisheries-treaty"}


def test_with_all_the_weight_on_words_a_hit_without_the_words_has_no_score(opened: tuple[Catalog, Index]) -> None:
    opened[1].add([make_release(), make_treaty()])

    hits = make_retriever(opened, lexical_weight=1.0).fuse("fisheries")

    assert {hit.release.id for hit in hits if hit.score > 0} == {"fisheries-treaty"}
    assert {hit.score for hit in hits if hit.release.id == "harbour-opening"} == {0}


def test_by_date_pages_follow_one_another_and_those_without_a_date_come_last(opened: tuple[Catalog, Index]) -> None:
    add_bridges(opened[1], 5)
    opened[1].add([make_release("undated", "A bridge opens", "The bridge of Norvania opens.", None), make_treaty()])
    retriever = make_retriever(opened)

    newest = [hit for offset in (0, 2, 4, 6) for hit in retriever.list_by_date("bridge", "newest", 2, offset=offset)]
    oldest = retriever.list_by_date("bridge", "oldest", 10)

    dated = [f"bridge-{n:02d}" for n in range(5)]
    assert ids(newest) == [*reversed(dated), "undated"]
    assert ids(oldest) == [*dated, "undated"]
    assert {(hit.score, tuple(hit.ranks)) for hit in newest} == {(0.0, ())}
    assert ids(retriever.list_by_date("bridge", "oldest", 10, Filters(published_to=date(2031, 2, 28)))) == dated[:2]


def test_passages_made_anew_by_another_process_are_a_mismatch_and_not_wrong_text(
    opened: tuple[Catalog, Index], tmp_path: Path
) -> None:
    opened[1].add([make_release(), make_treaty()])
    retriever = make_retriever(opened)
    other_catalog, other = make_index(tmp_path, budget=12)

    with other_catalog:
        other.rebuild()

    with pytest.raises(IndexMismatch, match="made anew since the index was opened"):
        retriever.retrieve("harbour", 10, EVERYTHING)


def test_fused_passages_that_are_not_weighed_come_after_those_that_are(opened: tuple[Catalog, Index]) -> None:
    add_bridges(opened[1], RANKED + 5)
    retriever = make_retriever(opened)

    found = retriever.find("bridge of Norvania")
    hits = retriever.hits(found, 100)

    assert (len(found.best), len(found.rest), len(hits)) == (RANKED, 5, RANKED + 5)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_release_of_the_time_that_is_asked_about_is_found_among_many_better_ones(
    opened: tuple[Catalog, Index],
) -> None:
    seen, later = "The envoy saw the bridge.", "The envoy saw the bridge, late and in the rain, behind a market."
    crowd = [make_release(f"crowd-{n:03d}", "A visit", seen, date(2030, 1, 1)) for n in range(DEPTH + 1)]
    wanted = make_release("wanted", "A visit", later, date(2031, 6, 7))
    opened[1].add([*crowd, wanted])
    retriever = make_retriever(opened)

    assert "wanted" not in ids(retriever.fuse("Who saw the bridge?"))
    assert ids(retriever.retrieve("Who saw the bridge in early June 2031?", 1)) == ["wanted"]


class LikesWord:
    """A reader that takes every sentence with its word for an answer, and marks the word."""

    name = fingerprint = "likes-word"

    def __init__(self, word: str) -> None:
        self.word = word

    def read(self, question: str, pages: Sequence[RerankInput]) -> list[list[SentenceScore]]:
        assert question
        return [[self._reading(page, span) for span in page.sentences] for page in pages]

    def _reading(self, page: RerankInput, span: Span) -> SentenceScore:
        at = page.text.find(self.word, span.start, span.end)
        if at < 0:
            return UNREAD
        return SentenceScore(
            sentence_logit=10.0, passage_logit=10.0, span_logit=10.0, span=Span(at, at + len(self.word))
        )


def test_what_is_read_is_ranked_anew_with_its_short_answers_counted_in_the_release(
    opened: tuple[Catalog, Index],
) -> None:
    add_bridges(opened[1], 3)
    opened[1].add([make_release("ferry", "A bridge closes", "It rains. The bridge of Norvania shuts at noon.", None)])
    retriever = replace(make_retriever(opened), reader=LikesWord("noon"))

    best = retriever.find("bridge of Norvania").best[0].candidate

    assert best.release.id == "ferry"
    (marked,) = [each.reading.span for each in best.sentences if each.reading and each.reading.span]
    assert marked.of("It rains. The bridge of Norvania shuts at noon.") == "noon"
