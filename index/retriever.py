"""A question becomes hits: both rankings of one snapshot, fused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.errors import IndexMismatch
from corpus.passage import Passage
from corpus.records import Listing
from index.embedding import Embedder
from index.fusion import fuse_by_score
from index.lexical import Order
from index.query import Filters, conditions_of
from index.snapshot import Snapshot

# How deep each ranking is read. Of the visible questions .961 have a right passage among the first 50.
DEPTH = 100
# Cross-validated on the visible questions; between 0.2 and 0.5 little changes (benchmarks/results/).
LEXICAL_WEIGHT = 0.3

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

    def retrieve(self, question: str, limit: int, filters: Filters = Filters(), offset: int = 0) -> list[Hit]:  # noqa: B008
        """The hits from `offset` on, at most `limit`, best first."""
        rankings = self.rank(question, filters)
        fused = fuse_by_score(rankings["lexical"], rankings["dense"], lexical_weight=self.lexical_weight)
        rows = dict(zip(fused, self.snapshot.places.rows_of(list(fused)), strict=True))
        best = sorted(fused, key=lambda number: (-fused[number], self.snapshot.places.id_of(rows[number])))
        return self._hits(best[offset : offset + limit], fused, rankings)

    def rank(self, question: str, filters: Filters = Filters()) -> dict[Source, dict[int, float]]:  # noqa: B008
        """Passage number to score for each source, the best first."""
        conditions = conditions_of(filters)
        mask = self.snapshot.places.mask(conditions)
        vector = self.embedder.embed_questions([question])[0]
        rows, scores = self.snapshot.dense.search(vector, DEPTH, mask)
        numbers = self.snapshot.places.number[rows]
        return {
            "lexical": dict(self.snapshot.lexical.search(question, DEPTH, conditions)),
            "dense": {int(number): float(score) for number, score in zip(numbers, scores, strict=True)},
        }

    def list_by_date(
        self,
        question: str,
        order: Order,
        limit: int,
        filters: Filters = Filters(),  # noqa: B008
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
