"""Fuses two rankings into one. Pure functions of values."""

from collections.abc import Mapping, Sequence

Scored = Mapping[int, float]  # passage number -> score


def fuse_by_score(lexical: Scored, dense: Scored, *, lexical_weight: float) -> dict[int, float]:
    """The weighted sum of both scores, each divided by its best: in [0, 1], and 1 for what is best in both.

    Normalised score fusion (Bruch et al., ACM TOIS 2023) with the scores' own zero as the minimum: BM25 is 0 if no word
    is shared. A passage that a ranking has not scored, or has scored below 0, gets nothing from it.
    """
    by_word, by_meaning = share_of_best(lexical), share_of_best(dense)
    return {
        number: lexical_weight * by_word.get(number, 0.0) + (1 - lexical_weight) * by_meaning.get(number, 0.0)
        for number in sorted(by_word.keys() | by_meaning.keys())
    }


def fuse_by_rank(rankings: Sequence[Sequence[int]], *, k: int = 60) -> dict[int, float]:
    """Reciprocal rank fusion (Cormack et al., SIGIR 2009): the sum of 1 / (k + rank), ranks from 1."""
    fused: dict[int, float] = {}
    for ranking in rankings:
        for rank, number in enumerate(ranking, start=1):
            fused[number] = fused.get(number, 0.0) + 1 / (k + rank)
    return fused


def share_of_best(scores: Scored) -> dict[int, float]:
    """Each score divided by the highest; all 0 if the highest is not above 0."""
    best = max(scores.values(), default=0.0)
    if best <= 0:
        return dict.fromkeys(scores, 0.0)
    return {number: max(0.0, score / best) for number, score in scores.items()}
