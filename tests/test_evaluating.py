"""Figures of an evaluation against figures made by hand; its files, its page, its command."""

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from factories import HARBOUR
from typer.testing import CliRunner

from corpus.passage import Span
from index.evaluation import Gold, LabelledQuestion
from service.answering.answer import Status
from service.assembly import Communique
from service.cli.app import app
from service.evaluation import compare, figures_of, make_report, observe
from service.evaluation.measures import (
    EvaluationError,
    auroc,
    calibration,
    calibration_error,
    interval,
    risk_and_coverage,
    values_of,
    write_trec,
)
from service.evaluation.observation import Observation, ObservedQuote, as_record, of_record
from service.evaluation.report import failures
from service.evaluation.significance import randomisation

CROWNS = "The harbour cost 340 million crowns."


def observation(
    id_: str,
    *,
    gold: tuple[int, int] | None = (0, 10),
    quotes: Sequence[tuple[int, int]] = ((0, 10),),
    ranking: Sequence[str] = ("p1", "p2", "p3"),
    relevant: Sequence[str] = ("p1",),
    status: Status = "answered",
    confidence: float = 0.9,
    kind: str = "fact",
) -> Observation:
    places = (Gold(release_id="r", span=Span(*gold)),) if gold else ()
    return Observation(
        question=LabelledQuestion(id=id_, text=f"<b>{id_}</b>?", type=kind, gold=places, answers=("340 Million",)),
        ranking=tuple(ranking),
        releases=tuple(f"r{passage[1:]}" for passage in ranking),
        relevant=frozenset(relevant if gold else ()),
        quotes=tuple(
            ObservedQuote(release_id="r", title="T", start=a, end=b, text=f"It cost 340\nmillion {a}.")
            for a, b in quotes
        ),
        wanted=("wanted <i>text</i>",) if gold else (),
        status=status,
        confidence=confidence,
        milliseconds=10.0,
    )


SOME = [
    observation("right", confidence=0.95),
    observation("second", ranking=("p2", "p1"), quotes=((20, 30), (2, 9)), confidence=0.65),
    observation("nowhere", relevant=(), quotes=((20, 30),), status="partial", confidence=0.45, kind="number"),
    observation("mute", ranking=("p2",), status="not_found", confidence=0.15, kind="number"),
    observation("no-answer", gold=None, status="not_found", confidence=0.05, kind="unanswerable"),
    observation("false", gold=None, confidence=0.75, kind="unanswerable"),
]


def test_the_means_are_those_counted_by_hand() -> None:
    means = {name: found[0] for name, found in figures_of(SOME).means["all"].items()}
    assert means["hit@1"] == 1 / 4
    assert means["hit@5"] == 2 / 4
    assert means["MRR@10"] == pytest.approx((1 + 1 / 2) / 4)
    assert means["nDCG@10"] == pytest.approx((1 + 1 / math.log2(3)) / 4, abs=1e-4)
    assert means["cited"] == 2 / 4
    assert means["cited first"] == 1 / 4
    assert means["quoted right"] == 3 / 4
    assert means["short answer"] == 3 / 4
    assert means["answered"] == 2 / 4
    assert means["silent"] == 1 / 2


def test_types_are_counted_apart_and_a_measure_that_does_not_apply_is_left_out() -> None:
    figures = figures_of(SOME)
    assert figures.questions == {"all": 6, "fact": 2, "number": 2, "unanswerable": 2}
    assert figures.means["number"]["hit@1"][0] == 0
    assert set(figures.means["unanswerable"]) == {"silent"}
    assert figures.ranks == {0: 2, 1: 1, 2: 1}


def test_no_question_is_an_error_and_not_a_figure() -> None:
    with pytest.raises(EvaluationError, match="no question"):
        figures_of([])


def test_auroc_counts_pairs_and_half_a_tie() -> None:
    assert auroc([0.9, 0.5, 0.5, 0.1], [True, True, False, False]) == (1 + 1 + 0.5 + 1) / 4
    assert math.isnan(auroc([0.9], [True]))


def test_calibration_is_the_gap_between_confidence_and_share_weighed_by_number() -> None:
    bins = calibration([0.95, 0.92, 0.15, 1.0], [True, False, False, True])
    assert bins == [(0.15, 0.0, 1), (pytest.approx(2.87 / 3), pytest.approx(2 / 3), 3)]
    assert calibration_error(bins) == pytest.approx(0.15 / 4 + 3 / 4 * (2.87 / 3 - 2 / 3))


def test_risk_is_the_share_of_wrong_ones_among_the_surest() -> None:
    assert [round(risk, 3) for _, risk in risk_and_coverage(SOME)] == [0, 0.5, 0.667, 0.75, 0.6, 0.667]


def test_an_interval_holds_its_mean_and_is_the_same_each_time() -> None:
    mean, low, high = interval([0, 1, 1, 1] * 10)
    assert low < mean == 0.75 < high
    assert interval([0, 1, 1, 1] * 10) == (mean, low, high)
    assert interval([1.0, 1.0]) == (1, 1, 1)


def test_a_difference_that_is_always_the_same_way_is_no_chance_and_a_balanced_one_is() -> None:
    assert randomisation([1.0] * 20) < 0.001
    assert randomisation([1.0, -1.0] * 10) == 1
    assert randomisation([0.0] * 5) == 1


def test_two_evaluations_are_compared_question_by_question() -> None:
    better = [replace(one, ranking=("p1",)) for one in SOME]
    (hit,) = [found for found in compare(SOME, better) if found.measure == "hit@1"]
    assert (hit.first, hit.second, hit.better, hit.worse, hit.questions) == (0.25, 0.75, 2, 0, 4)
    with pytest.raises(EvaluationError, match="no question in common"):
        compare(SOME, [observation("other")])


def test_observations_come_back_from_json_as_they_were() -> None:
    assert [of_record(json.loads(json.dumps(as_record(one)))) for one in SOME] == SOME


def test_trec_files_hold_ranking_and_judgements(tmp_path: Path) -> None:
    write_trec(tmp_path, [observation("q 1", ranking=("a b@1:0-5", "p1"))])
    assert (tmp_path / "run.trec").read_text().splitlines() == [
        "q%201 Q0 a%20b@1:0-5 1 1.000000 communique",
        "q%201 Q0 p1 2 0.500000 communique",
    ]
    assert (tmp_path / "qrels.trec").read_text() == "q%201 0 p1 1\n"


def test_every_failure_is_listed_under_what_went_wrong() -> None:
    listed = {kind: [one.question.id for one in found] for kind, found in failures(SOME)}
    assert listed == {
        "Answered, though the releases do not say": ["false"],
        "Silent, though the releases say": ["mute"],
        "Quoted beside the point": ["nowhere"],
        "Quoted, but not first": ["second"],
    }


def test_the_page_is_whole_by_itself_and_takes_texts_as_texts() -> None:
    page = make_report(SOME, "Trial & error", compare(SOME, SOME))
    assert "Trial &amp; error" in page
    assert "&lt;b&gt;mute&lt;/b&gt;?" in page
    assert "<b>mute" not in page
    assert "wanted &lt;i&gt;text" in page
    assert page.count("<svg") == 4
    assert "src=" not in page
    assert "http" not in page.replace("http://www.w3.org", "").replace("http://purl.org", "").replace(
        "http://creativecommons.org", ""
    ).replace("https://matplotlib.org", "")


def question_record(id_: str, text: str, *, gold: bool = True) -> str:
    start = HARBOUR.index(CROWNS)
    places = [{"url": "harbour-opening", "start": start, "end": start + len(CROWNS)}] if gold else []
    record = {"id": id_, "question": text, "type": "number", "gold": places, "answers": ["340 million crowns"]}
    return json.dumps(record)


def test_a_service_is_observed_question_by_question(communique: Communique) -> None:
    start = HARBOUR.index(CROWNS)
    gold = (Gold(release_id="harbour-opening", span=Span(start, start + len(CROWNS))),)
    asked = LabelledQuestion(
        id="1", text="What did the harbour cost?", type="number", gold=gold, answers=("340 million crowns",)
    )
    for held_out in (False, True):
        (one,) = observe(communique, [asked], held_out=held_out)
        assert (one.rank, one.wanted, one.says(one.quotes)) == (1, (CROWNS,), True)
        assert one.cites(one.quotes)
        assert values_of([one])["release@5"] == {"1": 1.0}


def test_the_command_measures_writes_and_compares(tmp_path: Path) -> None:
    corpus, questions = tmp_path / "corpus.jsonl", tmp_path / "questions.jsonl"
    corpus.write_text(
        json.dumps({"id": "harbour-opening", "title": "Harbour", "text": HARBOUR, "published": "2031-05-06"})
    )
    lines = [question_record("1", "What did the harbour cost?"), question_record("2", "Who sank Zembla?", gold=False)]
    questions.write_text("\n".join([*lines, ""]))
    report, out = tmp_path / "report.html", tmp_path / "out.json"
    environment = {
        "COMMUNIQUE_MODEL": "hashing",
        "COMMUNIQUE_READER": "none",
        "COMMUNIQUE_DATA": str(tmp_path / "data"),
    }
    arguments = ["evaluate", "--questions", questions, "--corpus", corpus, "--report", report, "--output", out]

    done = CliRunner().invoke(app, [*map(str, arguments), "--runs", str(tmp_path / "runs"), "--json"], env=environment)

    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout)
    assert figures["questions"] == {"all": 2, "number": 2}
    assert figures["all"]["hit@1"]["mean"] == 1
    assert report.read_text().startswith("<!doctype html>")
    assert (tmp_path / "runs" / "run.trec").exists()
    assert not (tmp_path / "data" / "catalog.sqlite3").exists()
    compared = CliRunner().invoke(app, ["evaluate", "--compare", str(out), str(out)], env=environment)
    assert compared.exit_code == 0, compared.output
    assert "hit@1" in compared.stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "questions.jsonl:1: not JSON"),
        ("[]", "questions.jsonl:1: a question is a JSON object"),
        ('{"id": "1", "type": "x", "gold": []}', "questions.jsonl:1: not a question"),
        ('{"id": "1", "question": null, "type": "x", "gold": []}', "its text is no string"),
        ("\n", "there is no question in the files"),
    ],
)
def test_a_bad_file_of_questions_is_named_with_its_line(tmp_path: Path, content: str, message: str) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text(content)
    environment = {
        "COMMUNIQUE_MODEL": "hashing",
        "COMMUNIQUE_READER": "none",
        "COMMUNIQUE_DATA": str(tmp_path / "data"),
    }
    done = CliRunner().invoke(app, ["evaluate", "--questions", str(questions)], env=environment)
    assert message in str(done.exception)


def test_what_is_no_output_is_not_compared(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text('{"format": "another"}')
    done = CliRunner().invoke(
        app, ["evaluate", "--compare", str(other), str(other)], env={"COMMUNIQUE_DATA": str(tmp_path)}
    )
    assert "is of the format 'another'" in str(done.exception)
    done = CliRunner().invoke(app, ["evaluate"], env={"COMMUNIQUE_DATA": str(tmp_path)})
    assert done.exit_code == 2
