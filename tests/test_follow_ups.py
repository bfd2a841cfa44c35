"""A talk: how a turn depends on earlier ones, and what is found and answered for it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from factories import make_release
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from corpus.catalog import Catalog
from index.hashing_embedder import HashingEmbedder
from index.question.query import DialogueContext, parse_question
from service import Answer, Cited, Turn
from service.answering.earlier_turns import turns_of
from service.answering.follow_ups import find_dialogue_contexts
from service.assembly import Communique

OPENED = "Who opened the harbour of Port Quillan in May 2031?"
SIGNED = "Which treaty did Norvania sign?"
BRIDGE = "The bridge of Tollan is closed. Its engineers found cracks."


def said(*turns: str | tuple[str, ...]) -> list[Turn]:
    """The person's turns; one that is a tuple is followed by an answer that cites these releases."""
    talk = []
    for turn in turns:
        question, *cited = (turn,) if isinstance(turn, str) else turn
        places = tuple(Cited(release_id=release_id, start=0, end=5) for release_id in cited)
        talk += [Turn(role="user", text=question), Turn(role="assistant", text="So it is. [1]", citations=places)]
    return talk


def context(communique: Communique, question: str, *turns: str | tuple[str, ...]) -> DialogueContext | None:
    answerer = communique.answerer()
    return find_dialogue_contexts(question, said(*turns), answerer.catalog, answerer.retriever.snapshot.lexical)[0]


def standalone(communique: Communique, question: str, *turns: str | tuple[str, ...]) -> str:
    found = context(communique, question, *turns)
    return found.standalone if found else question


def in_talk(communique: Communique, question: str, *turns: str | tuple[str, ...]) -> DialogueContext:
    found = context(communique, question, *turns)
    assert found is not None
    return found


# What is read


def test_a_turn_that_leans_is_read_with_the_words_of_the_question_before(communique: Communique) -> None:
    read = standalone(communique, "How much did it cost?", OPENED)
    assert read == "How much did it cost? (opened, harbour, Port Quillan, May 2031)"


def test_the_first_turn_stands_alone(communique: Communique) -> None:
    assert context(communique, "How much did it cost?") is None


def test_a_turn_that_names_its_subject_is_tried_alone_too_and_one_that_points_back_is_not(
    communique: Communique,
) -> None:
    answerer = communique.answerer()
    lexical = answerer.retriever.snapshot.lexical
    own, pointing = (
        find_dialogue_contexts(question, said(OPENED), answerer.catalog, lexical)
        for question in (SIGNED, "Who signed it?")
    )
    assert own[-1] is None
    assert None not in pointing


def test_a_turn_that_says_so_leaves_the_subject_and_those_after_it_lean_on_it_alone(communique: Communique) -> None:
    turned = f"Different topic: {SIGNED}"
    assert context(communique, turned, OPENED) is None
    assert standalone(communique, "When does it enter into force?", OPENED, turned) == (
        "When does it enter into force? (treaty, Norvania sign)"
    )
    assert in_talk(communique, "When does it enter into force?", OPENED, turned).days == ()


def test_the_words_of_earlier_questions_fade(communique: Communique) -> None:
    term_weights = in_talk(
        communique, "Why then?", "Who opened the harbour?", "And who thanked the engineers?"
    ).term_weights
    assert 0 < term_weights["harbour"] < term_weights["engin"] < 1


def test_what_leads_to_a_turn_that_names_its_subject_hardly_counts_after_it(communique: Communique) -> None:
    assert standalone(communique, "Who signed it?", OPENED, SIGNED) == "Who signed it? (treaty, Norvania)"


def test_a_word_that_the_turn_has_is_not_said_twice(communique: Communique) -> None:
    assert standalone(communique, "What did that harbour cost?", OPENED).count("harbour") == 1


def test_title_and_date_of_the_release_that_was_cited_last_count_a_little(communique: Communique) -> None:
    term_weights = in_talk(communique, "How much was that?", ("And who?", "fisheries-treaty")).term_weights
    assert 0 < term_weights["fisheri"] == term_weights["june"] <= 0.1


def test_releases_that_the_last_answer_cites_are_preferred(communique: Communique) -> None:
    read = in_talk(communique, "And who?", ("How?", "harbour-opening"), ("Why?", "fisheries-treaty", "harbour-opening"))
    assert set(read.preferred) == {"fisheries-treaty", "harbour-opening"}
    assert set(in_talk(communique, "And who?", ("How?", "harbour-opening"), "Why?").preferred) == set()


def test_a_cited_release_that_is_not_there_or_no_longer_changes_nothing_else(communique: Communique) -> None:
    communique.remove("fisheries-treaty")
    plain = in_talk(communique, "How much was that?", OPENED)
    for gone in ("fisheries-treaty", "nowhere"):
        read = in_talk(communique, "How much was that?", (OPENED, gone))
        assert replace(read, preferred={}) == plain


def test_two_questions_in_a_row_are_two_turns(communique: Communique, catalog: Catalog) -> None:
    talk = [Turn(role="assistant", text="Ask!"), *(Turn(role="user", text=text) for text in (OPENED, "And its cost?"))]
    lexical = communique.retriever().snapshot.lexical
    (read,) = find_dialogue_contexts("Why so much?", talk, catalog, lexical)
    assert read is not None
    assert read.standalone == "Why so much? (cost, opened, harbour, Port Quillan, May 2031)"


# Times


def test_a_time_is_that_of_the_question_before(communique: Communique) -> None:
    may = (date(2031, 5, 1), date(2031, 5, 31))
    assert in_talk(communique, "How much did it cost?", OPENED, "Who paid for it?").days == (may,)


def test_a_time_that_is_told_by_the_one_before_is_spelled_out_and_replaces_it(communique: Communique) -> None:
    read = in_talk(communique, "A month later, who had signed it?", OPENED)
    assert read.standalone == "A month later, who had signed it? (June 2031, opened, harbour, Port Quillan)"
    assert read.days == ((date(2031, 6, 1), date(2031, 6, 30)),)
    assert "may" not in read.term_weights


def test_where_no_question_names_a_time_it_is_told_by_the_release_that_was_cited(communique: Communique) -> None:
    read = in_talk(communique, "And what came a day before?", ("Who opened the harbour?", "harbour-opening"))
    assert read.days == ((date(2031, 5, 5), date(2031, 5, 5)),)


def test_a_time_of_its_own_goes_before_all_others(communique: Communique) -> None:
    read = in_talk(communique, "And what did it cost in June 2030?", OPENED)
    assert read.standalone == "And what did it cost in June 2030? (opened, harbour, Port Quillan)"
    assert read.days == ((date(2030, 6, 1), date(2030, 6, 30)),)


# Kinds of answers


def test_a_turn_that_asks_nothing_wants_what_was_wanted_before(communique: Communique) -> None:
    for talk in ([OPENED], [OPENED, "And in Tollan?"]):
        assert in_talk(communique, "And in Astrelle?", *talk).type_source == OPENED
    assert in_talk(communique, "And when?", OPENED).type_source == "And when?"


def test_the_index_takes_the_kind_of_the_answer_from_there(communique: Communique) -> None:
    read = in_talk(communique, "And in Astrelle?", OPENED)
    lexical = communique.retriever().snapshot.lexical
    alone, query = (parse_question("And in Astrelle?", HashingEmbedder(), lexical, each) for each in (None, read))
    assert (alone.answer_type, query.answer_type) == ("open", "person")


# What the index makes of it


def test_words_before_weigh_less_than_the_turns_own_and_its_vector_turns_towards_them(communique: Communique) -> None:
    embedder, lexical = HashingEmbedder(), communique.retriever().snapshot.lexical
    read = in_talk(communique, "Who thanked them?", "Who were the engineers?")
    alone, query = (parse_question("Who thanked them?", embedder, lexical, each) for each in (None, read))
    (whole,) = embedder.embed_questions([read.expanded_query])
    assert query.words["thank"] == alone.words["thank"]
    assert query.words["engin"] < query.words["thank"]
    assert query.standalone == "Who thanked them? (engineers)"
    assert alone.standalone == query.text == "Who thanked them?"
    assert np.linalg.norm(query.vector) == pytest.approx(1, abs=1e-5)
    assert alone.vector @ whole < query.vector @ whole < 1


def test_a_lexical_search_counts_words_of_the_background_by_their_share(communique: Communique) -> None:
    lexical = communique.retriever().snapshot.lexical
    alone, half, whole = (
        dict(lexical.search("catch", 5, (), term_weights)) for term_weights in ({}, {"harbour": 0.5}, {"harbour": 1})
    )
    assert len(alone) == 1
    (harbour,) = half.keys() - alone.keys()
    assert half[harbour] == pytest.approx(whole[harbour] / 2)
    assert {number: half[number] for number in alone} == pytest.approx(alone)


def test_a_preferred_release_ranks_higher_and_its_candidates_stay_the_same(communique: Communique) -> None:
    read = in_talk(communique, "What about the Minister?", "Who spoke?")
    retriever = communique.retriever()

    def scores(preferred: dict[str, float]) -> dict[str, float]:
        found = retriever.find("What about the Minister?", context=replace(read, preferred=preferred))
        return {ranked.candidate.passage.release_id: ranked.score for ranked in found.best}

    plain, preferring = scores({}), scores({"fisheries-treaty": 0.5})
    assert preferring["fisheries-treaty"] > plain["fisheries-treaty"]
    assert preferring["harbour-opening"] == plain["harbour-opening"]


# What is answered


def test_a_talk_of_answers_is_the_talk_of_their_turns(communique: Communique) -> None:
    first = communique.ask("What did the harbour of Port Quillan cost?")
    turns = turns_of([first])
    assert [(turn.role, turn.text) for turn in turns] == [("user", first.question), ("assistant", first.text)]
    assert [place.release_id for place in turns[1].citations] == [each.release_id for each in first.citations]
    by_answer, by_turns = (communique.ask("And who thanked them?", conversation=talk) for talk in ([first], turns))
    assert by_answer == by_turns
    assert by_answer.question == "And who thanked them?"
    assert by_answer.standalone_question.startswith("And who thanked them? (")


def test_a_follow_up_is_answered_from_what_the_talk_is_about(communique: Communique) -> None:
    communique.put(make_release("bridge", "A bridge is closed", BRIDGE, None))
    harbour, bridge = (
        communique.ask("What did its engineers do?", conversation=said(question)).passages[0].release.id
        for question in ("Who opened the harbour of Port Quillan?", "Which bridge of Tollan is closed?")
    )
    assert (harbour, bridge) == ("harbour-opening", "bridge")


def test_an_answer_says_how_its_question_was_read(communique: Communique) -> None:
    follow_up: Answer = communique.ask("And what did it cost?", conversation=said(OPENED))
    told = f"Read as: {follow_up.standalone_question}"
    assert told in str(follow_up)
    assert told in follow_up._repr_html_()
    assert "Read as" not in str(communique.ask(OPENED))


def test_over_http_the_client_sends_the_turns(client: TestClient) -> None:
    def ask(question: str, conversation: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
        answer: dict[str, Any] = client.post(
            "/v1/ask", json={"question": question, "conversation": list(conversation)}
        ).json()
        return answer

    first = ask(OPENED)
    cited = [{name: place[name] for name in ("release_id", "start", "end")} for place in first["citations"]]
    talk = [{"role": "user", "text": OPENED}, {"role": "assistant", "text": first["answer"], "citations": cited}]
    second = ask("How much did it cost?", talk)
    assert second["standalone_question"] == "How much did it cost? (opened, harbour, Port Quillan, May 2031)"
    assert second["passages"][0]["release_id"] == "harbour-opening"
    assert second["id"] != ask("How much did it cost?")["id"]


@given(st.text(min_size=1, max_size=80), st.lists(st.text(min_size=1, max_size=80), max_size=4))
def test_any_turns_are_read_and_their_words_count_for_less_than_their_own(
    lexical_catalog: tuple[Any, Any], question: str, turns: list[str]
) -> None:
    catalog, lexical = lexical_catalog
    talk = said(*((turn, "harbour-opening") for turn in turns))
    contexts = find_dialogue_contexts(question, talk, catalog, lexical)
    assert contexts == find_dialogue_contexts(question, talk, catalog, lexical)
    for read in filter(None, contexts):
        assert turns
        assert read.standalone.startswith(question)
        assert all(0 < share <= 0.5 for share in read.term_weights.values())


@pytest.fixture(scope="module")
def lexical_catalog(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Catalog and word index of the harbour."""
    with Communique.open(tmp_path_factory.mktemp("talk"), model="hashing", reader="none") as opened:
        opened.put(make_release())
        answerer = opened.answerer()
        yield answerer.catalog, answerer.retriever.snapshot.lexical
