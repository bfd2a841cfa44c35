"""Learned weights: what they say, and that each question's fold is its own."""

import json
from pathlib import Path

import pytest

from index.ranking.weights import FOLDS, Linear, fold_of, logistic, read_weights


def test_a_linear_model_is_its_bias_and_its_weighted_features() -> None:
    model = Linear(bias=-1.0, weights={"near": 2.0, "long": -0.5})
    assert model.of({"near": 1.0, "long": 2.0, "unknown": 9.0}) == 0
    assert model.probability({"near": 1.0, "long": 2.0}) == 0.5


def test_the_logistic_curve_is_symmetric_and_never_overflows() -> None:
    assert logistic(1.5) + logistic(-1.5) == pytest.approx(1)
    assert 0 < logistic(-1e9) < 1e-12
    assert 1 - 1e-12 < logistic(1e9) < 1


def test_the_fold_of_a_question_depends_on_its_words_alone() -> None:
    assert fold_of("Who opened  the Harbour?", FOLDS) == fold_of("who opened the harbour?", FOLDS)
    assert {fold_of(f"question {n}", FOLDS) for n in range(50)} == set(range(FOLDS))


@pytest.mark.parametrize("with_reader", [True, False])
def test_the_weights_of_the_installation_hold_one_set_for_all_and_one_without_each_fold(*, with_reader: bool) -> None:
    fitted = read_weights(with_reader=with_reader)
    assert len(fitted.folds) == FOLDS
    assert fitted.whole not in fitted.folds
    assert fitted.without("Who opened the harbour?") is fitted.folds[fold_of("Who opened the harbour?", FOLDS)]
    assert fitted.whole.ranking.weights["dense"] > 0
    assert ("answers" in fitted.whole.reranking.weights) is with_reader


def test_weights_of_another_file_have_another_fingerprint(tmp_path: Path) -> None:
    own = read_weights(with_reader=False)
    content = json.loads((Path(__file__).parent.parent / "index" / "ranking" / "weights.json").read_text())
    other = tmp_path / "weights.json"
    other.write_text(json.dumps(content | {"note": "another"}))
    assert read_weights(with_reader=False, file=other).fingerprint != own.fingerprint
