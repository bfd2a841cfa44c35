"""FAISS against a few lines of numpy."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records import Vectors
from index.storage.columns import Mask, Rows
from index.storage.dense import DenseIndex, use_threads


def make_vectors(number: int, dimension: int = 8, seed: int = 0) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(number, dimension)).astype(np.float32)
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def search_plainly(vectors: Vectors, question: Vectors, k: int, mask: Mask | None) -> tuple[Rows, Vectors]:
    """The reference: every inner product, those the mask forbids left out, the best k."""
    rows = np.arange(len(vectors)) if mask is None else np.flatnonzero(mask)
    scores: Vectors = vectors[rows] @ question
    best = np.argsort(-scores, kind="stable")[:k]
    return rows[best], scores[best]


@settings(max_examples=80)
@given(
    number=st.integers(0, 40),
    k=st.integers(1, 60),
    seed=st.integers(0, 1_000),
    kept=st.none() | st.floats(0, 1),
)
def test_a_search_finds_the_rows_and_scores_that_plain_numpy_finds(
    number: int, k: int, seed: int, kept: float | None
) -> None:
    vectors, question = make_vectors(number, seed=seed), make_vectors(1, seed=seed + 5_000)[0]
    mask = None if kept is None else np.random.default_rng(seed).random(number) < kept

    rows, scores = DenseIndex.of(vectors).search(question, k, mask)
    expected_rows, expected_scores = search_plainly(vectors, question, k, mask)

    assert len(rows) == len(expected_rows)
    np.testing.assert_allclose(scores, expected_scores, atol=1e-5)
    for row, expected in zip(rows, expected_rows, strict=True):  # another row only where both score alike
        assert row == expected or abs(float((vectors[row] - vectors[expected]) @ question)) < 1e-5
    assert mask is None or mask[rows].all()


def test_the_scores_of_chosen_rows_are_their_inner_products() -> None:
    vectors, question = make_vectors(9), make_vectors(1, seed=1)[0]

    scores = DenseIndex.of(vectors).scores(question, np.array([7, 0, 7]))

    np.testing.assert_allclose(scores, [vectors[7] @ question, vectors[0] @ question, vectors[7] @ question], atol=1e-6)


def test_an_index_of_nothing_finds_nothing_and_keeps_its_dimension() -> None:
    empty = DenseIndex.of(np.zeros((0, 8), dtype=np.float32))

    rows, scores = empty.search(make_vectors(1)[0], 5)

    assert (len(empty), rows.tolist(), scores.tolist()) == (0, [], [])
    assert empty.vectors.shape == (0, 8)
    assert empty.concat(make_vectors(3)).vectors.tolist() == make_vectors(3).tolist()


def test_selecting_and_appending_give_new_indexes_and_leave_the_old_one_as_it_was() -> None:
    vectors, more = make_vectors(5), make_vectors(2, seed=9)
    index = DenseIndex.of(vectors)

    by_mask = index.select(np.array([True, False, True, False, True]))
    by_rows = index.select(np.array([4, 0]))
    longer = index.concat(more)

    assert by_mask.vectors.tolist() == vectors[[0, 2, 4]].tolist()
    assert by_rows.vectors.tolist() == vectors[[4, 0]].tolist()
    assert longer.vectors.tolist() == np.concatenate((vectors, more)).tolist()
    assert index.vectors.tolist() == vectors.tolist()


def test_a_written_index_is_read_back_bit_for_bit(tmp_path: Path) -> None:
    index = DenseIndex.of(make_vectors(6))
    index.write(tmp_path / "dense.faiss")

    assert DenseIndex.read(tmp_path / "dense.faiss").vectors.tobytes() == make_vectors(6).tobytes()


@pytest.mark.parametrize("kept", [0, 3, 40, 150])
def test_a_file_that_is_cut_off_is_refused(tmp_path: Path, kept: int) -> None:
    file = tmp_path / "dense.faiss"
    DenseIndex.of(make_vectors(6)).write(file)
    file.write_bytes(file.read_bytes()[:kept])

    with pytest.raises(RuntimeError):
        DenseIndex.read(file)


def test_the_number_of_threads_does_not_change_what_is_found() -> None:
    index, question = DenseIndex.of(make_vectors(30)), make_vectors(1, seed=3)[0]
    use_threads(2)
    with_two = index.search(question, 10)[0].tolist()
    use_threads(1)

    assert index.search(question, 10)[0].tolist() == with_two
