"""What a search finds: hits for people, and scored candidates for answering."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from corpus.passage import Passage
from corpus.records import Listing
from index.duplicates.copies import Copy
from index.filters import Condition
from index.question.query import Query
from index.ranking.candidates import FusedHit
from index.ranking.scoring import ScoredCandidate

RankingSource = Literal["lexical", "dense"]
Rankings = dict[RankingSource, dict[int, float]]  # passage number to score, best first


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that was found, with its release. Sorted by (-score, passage id)."""

    passage: Passage
    release: Listing
    score: float  # in [0, 1], comparable only within one question
    ranks: dict[RankingSource, int]  # from 1; a ranking that did not find it is omitted
    also: tuple[Copy, ...] = ()  # the same passage in other copies of the release


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Everything found for a question: the best, scored one by one, and the rest in the order of fusion."""

    query: Query
    best: tuple[ScoredCandidate, ...]
    rest: tuple[FusedHit, ...]  # all scores below those of the best
    rankings: Rankings
    copies: Mapping[int, tuple[Copy, ...]] = field(default_factory=dict)  # copies of the best, by their passage numbers
    conditions: tuple[Condition, ...] = ()  # which every passage met
