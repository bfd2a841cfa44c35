"""Rankings become one. Pure functions of values."""

from collections.abc import Mapping, Sequence

Scored = Mapping[int, float]  # passage number -> score


def fuse_by_score(lexical: Scored, dense: Scored, *, lexical_weight: float) -> dict[int, float]:
    """A weighted sum of both scores, each stretched to [0, 1] over its own candidates.

    Min-max normalised score fusion (Bruch et al., ACM TOIS 2023). A passage that one side has not among its
    candidates gets nothing from it.
    """
    by_word, by_meaning = stretch(lexical), stretch(dense)
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


def stretch(scores: Scored) -> dict[int, float]:
    """The scores moved and stretched to [0, 1]; all 1 when they are equal."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    if high == low:
        return dict.fromkeys(scores, 1.0)
    return {number: (score - low) / (high - low) for number, score in scores.items()}
