"""A question becomes hits: both rankings of one snapshot, fused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from corpus.errors import IndexMismatch
from corpus.passage import Passage
from corpus.records import Listing, Vectors
from index.embedding import Embedder
from index.fusion import fuse_by_score
from index.lexical import Order
from index.places import Rows
from index.query import EVERYTHING, Filters, asked_times, conditions_of
from index.snapshot import Snapshot

# How deep each ranking is read: .961 of the visible questions have a right passage among the first 50 fused.
DEPTH = 100
# Chosen on the visible questions (benchmarks/results/retrieval.json); between 0.3 and 0.5 little changes.
LEXICAL_WEIGHT = 0.4
DATE_WEIGHT = 0.1  # of a release of the very days that the question names
_HALVED_AFTER = 7  # days off those days that halve it

Source = Literal["lexical", "dense"]
Lookup = Callable[[Sequence[int]], list[tuple[Passage, Listing]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that was found, with the release it stands in. Sorted by (-score, passage id)."""

    passage: Passage
    release: Listing
    score: float  # in [0, 1], of this question alone
    ranks: dict[Source, int]  # from 1; a source that did not find it is left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Retriever:
    """One snapshot with what is needed to ask it. The same question on the same snapshot gives the same hits."""

    snapshot: Snapshot
    embedder: Embedder
    lookup: Lookup
    lexical_weight: float = LEXICAL_WEIGHT
    date_weight: float = DATE_WEIGHT

    def retrieve(self, question: str, limit: int, filters: Filters = EVERYTHING, offset: int = 0) -> list[Hit]:
        """The hits from `offset` on, at most `limit`, best first."""
        vector = self.embedder.embed_questions([question])[0]
        rankings = self.rank(question, filters, vector)
        scores = self._fuse(question, vector, rankings)
        rows = dict(zip(scores, self.snapshot.places.rows_of(list(scores)), strict=True))
        best = sorted(scores, key=lambda number: (-scores[number], self.snapshot.places.id_of(rows[number])))
        return self._hits(best[offset : offset + limit], scores, rankings)

    def rank(
        self,
        question: str,
        filters: Filters = EVERYTHING,
        vector: Vectors | None = None,
    ) -> dict[Source, dict[int, float]]:
        """Passage number to score for each source, the best first; `vector` where the question is embedded already."""
        conditions = conditions_of(filters)
        mask = self.snapshot.places.mask(conditions)
        asked = self.embedder.embed_questions([question])[0] if vector is None else vector
        rows, scores = self.snapshot.dense.search(asked, DEPTH, mask)
        numbers = self.snapshot.places.number[rows]
        return {
            "lexical": dict(self.snapshot.lexical.search(question, DEPTH, conditions)),
            "dense": {int(number): float(score) for number, score in zip(numbers, scores, strict=True)},
        }

    def _fuse(self, question: str, vector: Vectors, rankings: dict[Source, dict[int, float]]) -> dict[int, float]:
        """The candidates of both rankings with one score in [0, 1]."""
        numbers = sorted(rankings["lexical"].keys() | rankings["dense"].keys())
        rows = self.snapshot.places.rows_of(numbers)
        similar = self.snapshot.dense.scores(vector, rows)
        dense = {number: float(score) for number, score in zip(numbers, similar, strict=True)}
        fused = fuse_by_score(rankings["lexical"], dense, lexical_weight=self.lexical_weight)
        timely = dict(zip(numbers, self._timeliness(question, rows), strict=True))
        whole = 1 + self.date_weight
        return {number: (fused[number] + self.date_weight * timely[number]) / whole for number in numbers}

    def _timeliness(self, question: str, rows: Rows) -> list[float]:
        """1 for releases of a time that the question names, half of it for each week off; 0 when it names none."""
        timely = np.zeros(len(rows))
        for first, last in asked_times(question):
            timely = np.maximum(timely, 0.5 ** (self.snapshot.places.days_from(rows, first, last) / _HALVED_AFTER))
        return [float(value) for value in timely]

    def list_by_date(
        self,
        question: str,
        order: Order,
        limit: int,
        filters: Filters = EVERYTHING,
        offset: int = 0,
    ) -> list[Hit]:
        """Passages that hold every word of the question, by the date of their release; scored by place alone."""
        conditions = conditions_of(filters)
        numbers = self.snapshot.lexical.search_by_date(question, order, limit, offset, conditions)
        return self._hits(numbers, dict.fromkeys(numbers, 0.0), {"lexical": {}, "dense": {}})

    def _hits(
        self, numbers: Sequence[int], scores: dict[int, float], rankings: dict[Source, dict[int, float]]
    ) -> list[Hit]:
        ranks = {source: {n: rank for rank, n in enumerate(found, 1)} for source, found in rankings.items()}
        found = self.lookup(numbers)
        if len(found) != len(numbers):
            raise IndexMismatch("the passages were made anew since the index was opened. Restart: communique serve")
        return [
            Hit(
                passage=passage,
                release=release,
                score=scores[number],
                ranks={source: ranked[number] for source, ranked in ranks.items() if number in ranked},
            )
            for number, (passage, release) in zip(numbers, found, strict=True)
        ]
