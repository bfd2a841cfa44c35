"""Questions with gold spans, and which passages are relevant to them. Pure functions; ir-measures has the measures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.passage import Span
from index.storage.passage_table import PassageTable

Qrels = dict[str, dict[str, int]]  # question id -> passage id -> relevance
Run = dict[str, dict[str, float]]  # question id -> passage id -> score


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A place that answers the question: release.text[span]."""

    release_id: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledQuestion:
    """A question of a set; without gold it is one that the releases do not answer."""

    id: str
    text: str
    type: str
    gold: tuple[Gold, ...]
    answers: tuple[str, ...]

    @property
    def answerable(self) -> bool:
        return bool(self.gold)


def question_of(record: Mapping[str, Any]) -> LabelledQuestion:
    """A question of a JSON record `{id, question, type, gold: [{url, start, end}], answers}`."""
    return LabelledQuestion(
        id=record["id"],
        text=record["question"],
        type=record["type"],
        gold=tuple(Gold(release_id=g["url"], span=Span(g["start"], g["end"])) for g in record["gold"]),
        answers=tuple(record.get("answers", ())),
    )


def covers(start: int, end: int, gold: Span) -> bool:
    """Whether a span contains at least half of the gold span's characters."""
    return 2 * (min(end, gold.end) - max(start, gold.start)) >= gold.end - gold.start


def shares(span: Span, gold: Span) -> bool:
    """Whether a span and the gold span overlap by at least half of the shorter one."""
    common = min(span.end, gold.end) - max(span.start, gold.start)
    return 2 * common >= min(span.end - span.start, gold.end - gold.start)


def judge(questions: Iterable[LabelledQuestion], places: PassageTable) -> Qrels:
    """Which of the indexed passages answer which question."""
    rows: dict[str, list[int]] = {}
    for row, release in enumerate(places.release):
        rows.setdefault(str(places.releases.id[release]), []).append(row)
    return {
        question.id: {
            places.id_of(row): 1
            for gold in question.gold
            for row in rows.get(gold.release_id, ())
            if covers(int(places.start[row]), int(places.end[row]), gold.span)
        }
        for question in questions
    }


def ranking_run(passage_ids: Sequence[str]) -> dict[str, float]:
    """A ranking as a run. Scores fall with the rank, so that there are no ties."""
    return {passage_id: 1 / rank for rank, passage_id in enumerate(passage_ids, start=1)}
