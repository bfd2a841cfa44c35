"""Two rankings become one: values worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ranking.fusion import fuse_by_rank, fuse_by_score, share_of_best

scores = st.dictionaries(st.integers(0, 20), st.floats(-5, 50), max_size=12)


def test_shares_are_of_the_best_score_and_never_below_zero() -> None:
    assert share_of_best({1: 8.0, 2: 2.0, 3: -4.0, 4: 0.0}) == {1: 1.0, 2: 0.25, 3: 0.0, 4: 0.0}


def test_where_nothing_is_above_zero_every_share_is_zero() -> None:
    assert share_of_best({1: -0.5, 2: 0.0}) == {1: 0.0, 2: 0.0}
    assert share_of_best({}) == {}


def test_scores_are_fused_by_weight_and_what_a_side_has_not_found_gets_nothing_from_it() -> None:
    fused = fuse_by_score({1: 10.0, 2: 5.0}, {2: 0.8, 3: 0.4, 4: -0.1}, lexical_weight=0.4)

    assert fused == pytest.approx({1: 0.4, 2: 0.4 * 0.5 + 0.6, 3: 0.6 * 0.5, 4: 0.0})


def test_a_weight_of_one_or_zero_leaves_one_side_alone() -> None:
    lexical, dense = {1: 4.0, 2: 1.0}, {2: 0.5}

    assert fuse_by_score(lexical, dense, lexical_weight=1) == {1: 1.0, 2: 0.25}
    assert fuse_by_score(lexical, dense, lexical_weight=0) == {1: 0.0, 2: 1.0}


@given(lexical=scores, dense=scores, weight=st.floats(0, 1))
def test_a_fused_score_lies_between_zero_and_one_and_comes_for_every_candidate(
    lexical: dict[int, float], dense: dict[int, float], weight: float
) -> None:
    fused = fuse_by_score(lexical, dense, lexical_weight=weight)

    assert list(fused) == sorted(lexical.keys() | dense.keys())
    assert all(0 <= score <= 1 + 1e-12 for score in fused.values())


def test_reciprocal_ranks_are_summed_over_the_rankings() -> None:
    fused = fuse_by_rank([[7, 8, 9], [9, 7]])

    assert fused == pytest.approx({7: 1 / 61 + 1 / 62, 8: 1 / 62, 9: 1 / 63 + 1 / 61})


def test_a_smaller_constant_gives_the_first_rank_more() -> None:
    assert fuse_by_rank([[1, 2]], k=1) == {1: 1 / 2, 2: 1 / 3}
    assert fuse_by_rank([]) == {}
