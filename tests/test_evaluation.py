"""Which passages count as found, and that the measures are the field's own."""

import ir_measures
import pytest
from factories import make_place
from ir_measures import RR, Success

from corpus.passage import Span
from index.evaluation import Gold, LabelledQuestion, covers, judge, question_of, ranking_run
from index.storage.passage_table import PassageTable

RECORD = {
    "id": "q1",
    "question": "Who opened the harbour?",
    "type": "who",
    "gold": [{"url": "harbour", "start": 10, "end": 30}],
    "answers": ["Minister Ostrander"],
}


def test_a_record_becomes_a_question_with_its_places() -> None:
    assert question_of(RECORD) == LabelledQuestion(
        id="q1",
        text="Who opened the harbour?",
        type="who",
        gold=(Gold(release_id="harbour", span=Span(10, 30)),),
        answers=("Minister Ostrander",),
    )
    assert question_of(RECORD).answerable


def test_a_question_without_places_is_one_that_the_releases_do_not_answer() -> None:
    question = question_of({"id": "q2", "question": "Who sank it?", "type": "unanswerable", "gold": []})

    assert (question.answerable, question.gold, question.answers) == (False, (), ())


@pytest.mark.parametrize(
    ("start", "end", "covered"),
    [(10, 30, True), (0, 20, True), (0, 19, False), (20, 40, True), (21, 40, False), (0, 99, True), (40, 50, False)],
)
def test_half_of_the_characters_are_enough_and_one_less_is_not(start: int, end: int, *, covered: bool) -> None:
    assert covers(start, end, Span(10, 30)) is covered


def test_every_passage_that_covers_a_place_answers_and_no_passage_of_another_release_does() -> None:
    places = PassageTable.of(
        [
            make_place(1, "harbour", 0, 20),
            make_place(2, "harbour", 20, 40),
            make_place(3, "harbour", 40, 60),
            make_place(4, "treaty", 10, 30),
        ]
    )
    nowhere = question_of(RECORD | {"id": "q2", "gold": []})
    unknown = question_of(RECORD | {"id": "q3", "gold": [{"url": "bridge", "start": 0, "end": 5}]})

    assert judge([question_of(RECORD), nowhere, unknown], places) == {
        "q1": {"harbour@01234567:0-20": 1, "harbour@01234567:20-40": 1},
        "q2": {},
        "q3": {},
    }


def test_a_ranking_is_measured_as_by_hand() -> None:
    qrels = {"q1": {"b": 1}, "q2": {"x": 1, "y": 1}, "q3": {"n": 1}}
    run = {
        "q1": ranking_run(["a", "b", "c"]),  # found at rank 2
        "q2": ranking_run(["y", "x"]),  # at rank 1
        "q3": ranking_run(["a", "b", "c", "n"]),  # at rank 4
    }

    measured = ir_measures.calc_aggregate([Success @ 1, Success @ 3, RR], qrels, run)

    assert measured[Success @ 1] == pytest.approx(1 / 3)
    assert measured[Success @ 3] == pytest.approx(2 / 3)
    assert measured[RR] == pytest.approx((1 / 2 + 1 + 1 / 4) / 3)


def test_a_run_keeps_the_order_of_the_ranking_against_the_order_of_the_names() -> None:
    ids = [f"p{number}" for number in range(30, 0, -1)]
    run = ranking_run(ids)

    assert sorted(run, key=run.__getitem__, reverse=True) == ids
    assert ir_measures.calc_aggregate([RR], {"q": {"p30": 1}}, {"q": run})[RR] == 1
