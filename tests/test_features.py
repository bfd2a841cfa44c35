"""What a ranking weighs of a passage and of a sentence."""

from datetime import date

import pytest
from factories import make_release

from corpus.passage import Passage, Span
from corpus.records import Listing
from index.hashing_embedder import HashingEmbedder
from index.question.query import Query, parse_question
from index.ranking.candidates import Candidate, FusedHit, make_candidates
from index.ranking.features import passage_features, reading_features, sentence_features
from index.ranking.reranker import SentenceScore
from index.ranking.scoring import rerank, score_candidates
from index.ranking.weights import Linear
from service.assembly import Communique

TEXT = "The port of Tollan opened. Some 1,200 dockers work there. Ostrander cut a ribbon in May 2031."


@pytest.fixture
def made(communique: Communique) -> Candidate:
    return make(communique, "tollan", TEXT)


def make(communique: Communique, release_id: str, text: str, start: int = 0) -> Candidate:
    release = make_release(release_id, "Astrelle opens a port", text, date(2031, 5, 6))
    listing = Listing(
        id=release_id,
        title=release.title,
        published=release.published,
        source_url=None,
        publisher=None,
        language=None,
        version=release.version,
        characters=len(text),
    )
    passage = Passage(release_id=release_id, version=release.version, start=start, end=start + len(text), text=text)
    fused = FusedHit(number=1, id=passage.id, lexical=0.5, dense=0.25, timely=1.0, score=0.4)
    return make_candidates([fused], [(passage, listing)], communique.retriever().snapshot.lexical)[0]


def ask(communique: Communique, question: str) -> Query:
    return parse_question(question, HashingEmbedder(), communique.retriever().snapshot.lexical)


def test_a_question_is_read_once_into_words_pairs_times_and_kind(communique: Communique) -> None:
    query = ask(communique, "How many dockers did the port hire in May 2031?")
    assert {"docker", "port"} <= query.words.keys()
    assert ("docker", "port") in query.pairs
    assert (query.answer_type, query.counted, len(query.times)) == ("count", frozenset({"docke"}), 1)
    assert query.overlap(frozenset(query.words)) == pytest.approx(1)
    assert query.overlap(frozenset()) == 0
    assert ask(communique, "?").overlap(frozenset({"port"})) == 0


def test_a_passage_is_told_by_what_it_shares_with_the_question(communique: Communique, made: Candidate) -> None:
    features = passage_features(ask(communique, "How many dockers work in the port of Astrelle?"), made)
    assert (features["lexical"], features["dense"], features["timely"]) == (0.5, 0.25, 1.0)
    assert 0 < features["title"] < features["overlap"] == pytest.approx(1)
    assert features["has_figure"] == 1
    assert 0 < features["figure"] <= features["sentence"]
    assert 0 < features["pairs"] < 1
    assert passage_features(ask(communique, "Why?"), made)["has_figure"] == 0


def test_a_sentence_without_what_is_asked_for_lacks_it(communique: Communique, made: Candidate) -> None:
    opened, dockers, ribbon = made.sentences
    count = ask(communique, "How many dockers work in Tollan?")
    assert sentence_features(count, made, dockers)["counts"] == 1
    assert sentence_features(count, made, dockers)["figureless"] == 0
    assert sentence_features(count, made, opened)["figureless"] == 1
    assert sentence_features(count, made, opened)["uncounted"] == 1
    when = ask(communique, "When did Ostrander cut a ribbon?")
    assert [sentence_features(when, made, each)["timeless"] for each in (opened, ribbon)] == [1, 0]
    who = ask(communique, "Who cut a ribbon in Tollan?")
    assert [sentence_features(who, made, each)["nameless"] for each in (opened, ribbon)] == [1, 0]


def test_a_sentence_knows_its_title(communique: Communique, made: Candidate) -> None:
    features = sentence_features(ask(communique, "dockers of Astrelle"), made, made.sentences[1])
    assert 0 < features["overlap"] < features["titled"] == pytest.approx(1)


def test_a_readers_short_answer_fits_when_it_has_the_form_that_is_asked_for(
    communique: Communique, made: Candidate
) -> None:
    query = ask(communique, "How many dockers work in Tollan?")

    def fits(words: str) -> float:
        at = TEXT.index(words)
        readings = [
            SentenceScore(sentence_logit=1.0, passage_logit=1.0, span_logit=2.0, span=Span(at, at + len(words)))
            for _ in made.sentences
        ]
        return sentence_features(query, made, made.read(readings).sentences[1])["fits"]

    assert (fits("1,200"), fits("dockers")) == (1, 0)


def test_reading_tells_of_the_best_sentence_and_its_places_count_in_the_release(communique: Communique) -> None:
    later = make(communique, "tollan", TEXT, start=100)
    readings = [
        SentenceScore(sentence_logit=a, passage_logit=a, span_logit=-a, span=Span(0, 3)) for a in (-5.0, 20.0, 1.0)
    ]
    read = later.read(readings)
    assert reading_features(read) == {"read": 2.0, "answers": 2.0, "short": 0.5}
    assert reading_features(later) == {"read": -1.0, "answers": -1.0, "short": -2.0}  # as unlikely as can be
    assert [each.reading.span for each in read.sentences if each.reading] == [Span(100, 103)] * 3
    assert later.page.heading == "Astrelle opens a port\nMay 6, 2031\n"
    assert [span.of(later.page.text) for span in later.page.sentences][1] == "Some 1,200 dockers work there."


def test_ranking_is_by_score_then_id_and_what_is_not_read_stays_below(communique: Communique) -> None:
    query = ask(communique, "port")
    one, two, three = (make(communique, name, TEXT) for name in ("b", "a", "c"))
    ranked = score_candidates(query, [one, two, three], Linear(bias=0.0, weights={"dense": 1.0}))
    assert [each.candidate.release.id for each in ranked] == ["a", "b", "c"]
    unlikely = Linear(bias=-20.0, weights={})
    again = rerank(query, [one, two], ranked[2:], unlikely)
    assert [each.candidate.release.id for each in again] == ["a", "b", "c"]
    assert again[2].score < again[1].score
