"""Hybrid retrieval over one snapshot: both rankings, fused, scored by their features, reranked."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus.errors import IndexMismatch
from corpus.passage import Passage
from corpus.records import Listing
from index.duplicates.copies import Compare, are_two, collapse_duplicates
from index.embedding import Embedder
from index.filters import EVERYTHING, Condition, Filters, near_times
from index.fusing import fuse_rankings
from index.hits import Found, Hit, Rankings
from index.question.query import DialogueContext, Query, parse_question
from index.ranking.candidates import Candidate, FusedHit, make_candidates
from index.ranking.reranker import Reranker
from index.ranking.scoring import ScoredCandidate, read_all, rerank, score_candidates
from index.ranking.weights import Weights
from index.storage.columns import Rows
from index.storage.lexical import SortOrder
from index.storage.snapshot import Snapshot

# Depth of each ranking: .977 of the visible questions have a right passage among the first 50 fused.
DEPTH = 100
DATED = 20  # depth of each ranking restricted to a time that the question names
_MOST_TIMES = 3
RANKED = 40  # fused passages that the learned ranking scores
READ = 4  # of those, given to the reranker: six cost half as much again and were no better
# Chosen on the visible questions (benchmarks/results/retrieval.json); between 0.3 and 0.5 little changes.
LEXICAL_WEIGHT = 0.4
DATE_WEIGHT = 0.1  # added for a release of exactly the days that the question names

Lookup = Callable[[Sequence[int]], list[tuple[Passage, Listing]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Retriever:
    """One snapshot with everything needed to query it. The same question on the same snapshot gives the same hits.

    `compare` recognises copies of one release; without it, each id is a release of its own.
    """

    snapshot: Snapshot
    embedder: Embedder
    lookup: Lookup
    weights: Weights
    reader: Reranker | None = None
    compare: Compare = are_two
    lexical_weight: float = LEXICAL_WEIGHT
    date_weight: float = DATE_WEIGHT

    def retrieve(self, question: str, limit: int, filters: Filters = EVERYTHING, offset: int = 0) -> list[Hit]:
        """At most `limit` hits from `offset` on, best first."""
        return self.hits(self.find(question, filters), limit, offset)

    def find(self, question: str, filters: Filters = EVERYTHING, context: DialogueContext | None = None) -> Found:
        """Every candidate: ranked by fusion, the best of those by features, the best of these by the reranker."""
        query = self._ask(question, context)
        conditions = self.snapshot.conditions(filters)
        rankings = self._rank(query, conditions, DEPTH)
        fused = self._fuse(query, rankings, *self._rank_dated(query, filters))
        folded = collapse_duplicates(self._weigh(query, fused[:RANKED]), self.compare)
        best = self._read(query, folded.kept)
        lowest = best[-1].score if best else 1.0
        rest = tuple(replace(each, score=each.score * lowest) for each in fused[RANKED:])
        return Found(
            query=query,
            best=tuple(best),
            rest=rest,
            rankings=rankings,
            copies=folded.copies,
            conditions=tuple(conditions),
        )

    def read_on(self, found: Found, count: int) -> Found:
        """The same, with the next `count` of the best reranked, too."""
        unread = [ranked.candidate for ranked in found.best if not ranked.candidate.is_read]
        return self._reread(found, unread[:count])

    def read_release(self, found: Found, release_id: str, most: int) -> Found:
        """The same, with the passages of this release reranked, too: those likeliest before they are read, `most`."""
        here = [ranked for ranked in found.best if ranked.candidate.release.id == release_id]
        if self.reader is None or not here:
            return found
        known = {ranked.candidate.fused.number for ranked in here}
        others = set(self.snapshot.places.siblings(here[0].candidate.fused.number)) - known
        every = self._fuse(found.query, {"lexical": dict.fromkeys(others, 0.0), "dense": {}}, found.rankings)
        fused = [each for each in every if each.number in others]
        unread = [*(each for each in here if not each.candidate.is_read), *self._weigh(found.query, fused)]
        unread.sort(key=lambda each: (-each.score, each.candidate.passage.id))
        return self._reread(found, [each.candidate for each in unread[:most]])

    def read_these(self, found: Found, candidates: Sequence[Candidate]) -> Found:
        """The same, with these candidates reranked, too, wherever they were found."""
        return self._reread(found, [candidate for candidate in candidates if not candidate.is_read])

    def _reread(self, found: Found, more: Sequence[Candidate]) -> Found:
        """The same, with these candidates reranked among those that were."""
        if self.reader is None or not more:
            return found
        numbers = {candidate.fused.number for candidate in more}
        read = [ranked.candidate for ranked in found.best if ranked.candidate.is_read]
        rest = [
            ranked
            for ranked in found.best
            if not ranked.candidate.is_read and ranked.candidate.fused.number not in numbers
        ]
        candidates = read_all(self.reader, found.query.standalone, [*read, *more])
        return replace(found, best=tuple(rerank(found.query, candidates, rest, self.weights.reranking)))

    def widen(self, found: Found, words: Sequence[str], most: int) -> Found | None:
        """The same, with every passage that contains all of these analysed words among the best; None if too many do.

        Those that are added are scored, but not reranked.
        """
        holding = self.snapshot.lexical.search_whole(words, most + 1, found.conditions)
        if len(holding) > most:
            return None
        here = {ranked.candidate.fused.number for ranked in found.best}
        fused = self._fuse(found.query, {"lexical": {n: score for n, score in holding if n not in here}, "dense": {}})
        folded = collapse_duplicates([*found.best, *self._weigh(found.query, fused)], self.compare)
        copies = {
            number: tuple(dict.fromkeys([*found.copies.get(number, ()), *folded.copies.get(number, ())]))
            for number in {*found.copies, *folded.copies}
        }
        return replace(found, best=tuple(folded.kept), copies=copies)

    def hits(self, found: Found, limit: int, offset: int = 0) -> list[Hit]:
        """One page of what was found."""
        scores = {ranked.candidate.fused.number: ranked.score for ranked in found.best}
        scores |= {fused.number: fused.score for fused in found.rest}
        numbers = list(scores)[offset : offset + limit]
        hits = self._hits(numbers, scores, found.rankings)
        return [replace(hit, also=found.copies.get(number, ())) for number, hit in zip(numbers, hits, strict=True)]

    def rank(self, question: str, filters: Filters = EVERYTHING) -> Rankings:
        """What each ranking finds."""
        return self._rank(self._ask(question), self.snapshot.conditions(filters), DEPTH)

    def _rank_dated(self, query: Query, filters: Filters) -> list[Rankings]:
        """What each ranking finds among the releases of each time that the question names: a few more candidates.

        A preference, never a filter: what was found without the time stays.
        """
        return [
            self._rank(query, [*self.snapshot.conditions(filters), *near_times(first, last)], DATED)
            for first, last in query.times[:_MOST_TIMES]
        ]

    def _rank(self, query: Query, conditions: Sequence[Condition], depth: int) -> Rankings:
        places = self.snapshot.places
        rows, scores = self.snapshot.dense.search(query.vector, depth, places.mask(conditions))
        near = [(float(score), int(row)) for score, row in zip(scores, rows, strict=True)]
        if len(set(scores)) < len(near):  # two releases may say the same; which one was stored first must not matter
            near.sort(key=lambda found: (-found[0], places.id_of(found[1])))
        return {
            "lexical": dict(self.snapshot.lexical.search(query.text, depth, conditions, query.term_weights)),
            "dense": {int(places.number[row]): score for score, row in near},
        }

    def fuse(self, question: str, filters: Filters = EVERYTHING, limit: int = DEPTH) -> list[Hit]:
        """The best hits by fusion alone: the baseline for everything built on it."""
        query = self._ask(question)
        rankings = self._rank(query, self.snapshot.conditions(filters), DEPTH)
        scores = {fused.number: fused.score for fused in self._fuse(query, rankings)}
        return self._hits(list(scores)[:limit], scores, rankings)

    def _ask(self, question: str, context: DialogueContext | None = None) -> Query:
        return parse_question(question, self.embedder, self.snapshot.lexical, context)

    def _fuse(self, query: Query, *rankings: Rankings) -> list[FusedHit]:
        """The passages of all rankings, best first, with scores in [0, 1]."""
        return fuse_rankings(self.snapshot, query, rankings, lexical=self.lexical_weight, date=self.date_weight)

    def _weigh(self, query: Query, fused: Sequence[FusedHit]) -> list[ScoredCandidate]:
        """The fused passages in the order of the learned ranking."""
        places = self._look_up([each.number for each in fused])
        return score_candidates(query, make_candidates(fused, places, self.snapshot.lexical), self.weights.ranking)

    def _read(self, query: Query, ranked: list[ScoredCandidate]) -> list[ScoredCandidate]:
        """The same, with the first few reranked among themselves."""
        if self.reader is None:
            return ranked
        read = read_all(self.reader, query.standalone, [each.candidate for each in ranked[:READ]])
        return rerank(query, read, ranked[READ:], self.weights.reranking)

    def list_by_date(
        self, question: str, order: SortOrder, limit: int, filters: Filters = EVERYTHING, offset: int = 0
    ) -> list[Hit]:
        """Passages that contain every word of the question, by the date of their release; scored by place alone."""
        conditions = self.snapshot.conditions(filters)
        numbers = self.snapshot.lexical.search_by_date(question, order, limit, offset, conditions)
        return self._hits(numbers, dict.fromkeys(numbers, 0.0), {"lexical": {}, "dense": {}})

    def matching(self, question: str | None, each: Iterable[Filters], order: SortOrder | None = None) -> list[Rows]:
        """For each of the filters, the rows of all releases that a search by relevance, or by date, pages through."""
        if order is None:
            query = self._ask(question or "")
            found = [self._candidates(query, filters) for filters in each]
        else:
            everything = len(self.snapshot.places)
            found = [
                self.snapshot.lexical.search_by_date(question, order, everything, 0, self.snapshot.conditions(filters))
                for filters in each
            ]
        return [np.unique(self.snapshot.places.releases_of(numbers)) for numbers in found]

    def _candidates(self, query: Query, filters: Filters) -> list[int]:
        """The numbers of all passages that `find` finds, in no order."""
        rankings = [self._rank(query, self.snapshot.conditions(filters), DEPTH), *self._rank_dated(query, filters)]
        return sorted({number for each in rankings for source in each.values() for number in source})

    def _hits(self, numbers: Sequence[int], scores: dict[int, float], rankings: Rankings) -> list[Hit]:
        ranks = {source: {n: rank for rank, n in enumerate(found, 1)} for source, found in rankings.items()}
        return [
            Hit(
                passage=passage,
                release=release,
                score=scores[number],
                ranks={source: ranked[number] for source, ranked in ranks.items() if number in ranked},
            )
            for number, (passage, release) in zip(numbers, self._look_up(numbers), strict=True)
        ]

    def _look_up(self, numbers: Sequence[int]) -> list[tuple[Passage, Listing]]:
        found = self.lookup(numbers)
        if len(found) != len(numbers):
            raise IndexMismatch("the passages were made anew since the index was opened. Restart: communique serve")
        return found
