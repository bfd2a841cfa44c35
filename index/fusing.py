"""Fusion of a snapshot's rankings: the passages that any of them found, each with its scores by all."""

from collections.abc import Sequence

import numpy as np

from index.hits import Rankings
from index.question.query import Query
from index.ranking.candidates import FusedHit
from index.ranking.fusion import fuse_by_score, share_of_best
from index.storage.columns import Rows
from index.storage.passage_table import PassageTable
from index.storage.snapshot import Snapshot

_HALVED_AFTER = 7  # days off that halve what a release of the day that is asked about gains


def fuse_rankings(
    snapshot: Snapshot, query: Query, rankings: Sequence[Rankings], *, lexical: float, date: float
) -> list[FusedHit]:
    """The passages of all rankings, best first, with scores in [0, 1]; `lexical` and `date` are weights."""
    by_words = {number: score for each in rankings for number, score in each["lexical"].items()}
    numbers = sorted(by_words.keys() | {number for each in rankings for number in each["dense"]})
    rows = snapshot.places.rows_of(numbers)
    cosines = snapshot.dense.scores(query.vector, rows)
    dense = {number: float(cosine) for number, cosine in zip(numbers, cosines, strict=True)}
    shares = share_of_best(by_words)
    scores = fuse_by_score(by_words, dense, lexical_weight=lexical)
    found = [
        FusedHit(
            number=number,
            id=snapshot.places.id_of(int(row)),
            lexical=shares.get(number, 0.0),
            dense=dense[number],
            timely=timely,
            score=(scores[number] + date * timely) / (1 + date),
        )
        for number, row, timely in zip(numbers, rows, _timeliness(snapshot.places, query, rows), strict=True)
    ]
    return sorted(found, key=lambda each: (-each.score, each.id))


def _timeliness(places: PassageTable, query: Query, rows: Rows) -> list[float]:
    """1 for releases of a time that the question names, halved for each week off; 0 if it names none."""
    timely = np.zeros(len(rows))
    for first, last in query.times:
        timely = np.maximum(timely, 0.5 ** (places.days_from(rows, first, last) / _HALVED_AFTER))
    return [float(value) for value in timely]
