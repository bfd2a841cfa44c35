"""Any model of sentence-transformers, by name. The only file that knows sentence_transformers (and torch under it)."""

import copy
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from corpus.errors import ModelError
from corpus.records import Vectors
from corpus.rust_panics import panics_caught
from index.embedding.embedder import FEW, embed_whole
from index.embedding.model_files import fingerprint_of

_BATCH = 16  # fastest of 8, 16, 32 and 64 with two threads and passages of 150 words


def check_installed(model: str) -> None:
    """ModelError, with the command that helps, where the libraries for the model of this name are missing."""
    if any(find_spec(name) is None for name in ("sentence_transformers", "torch")):
        raise ModelError(
            f"{model!r} needs sentence-transformers and torch: pip install 'communique[models]'. "
            "The models that Communiqué brings along need neither"
        )


class SentenceEmbedder:
    """A sentence-transformers model in a folder. One thread for a question, all cores for passages."""

    def __init__(self, folder: Path, name: str) -> None:
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        warnings.filterwarnings("ignore", "IProgress not found")  # in notebooks, about a bar that is never shown
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - takes seconds
        from transformers.utils import logging  # noqa: PLC0415

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"no sentence-transformers model can be read from {folder}: {error}") from error
        # A copy: a tokenizer keeps padding and truncation as state, and `count` would change them under `encode`.
        self._counter = copy.deepcopy(self._model.tokenizer)
        self.name = name
        self.limit = int(self._model.max_seq_length or 512)
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self.fingerprint = fingerprint_of(name, folder)
        prompts = self._model.prompts
        self._prompt = next(
            (prompts[kind] or "" for kind in ("document", "passage", "corpus") if prompts.get(kind)), ""
        )

    @panics_caught()
    def count(self, texts: Sequence[str]) -> list[int]:
        encoded = self._counter([self._prompt + text for text in texts], truncation=False, verbose=False)
        return [len(tokens) for tokens in encoded["input_ids"]]

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        with threads(1):
            return embed_whole(questions, self, self._encode_questions)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        if (longest := max(self.count(texts))) > self.limit:
            raise ModelError(f"a passage has {longest} tokens; {self.name} reads {self.limit}")
        number = 1 if len(texts) <= FEW else os.cpu_count() or 1
        with threads(number), panics_caught():  # encode_document sorts by length by itself
            return np.asarray(
                self._model.encode_document(
                    list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
                ),
                dtype=np.float32,
            )

    @panics_caught()
    def _encode_questions(self, questions: Sequence[str]) -> Vectors:
        vectors = self._model.encode_query(list(questions), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)


def open_cross_encoder(name: str) -> Callable[[Sequence[tuple[str, str]]], list[float]]:
    """Open a cross-encoder that gives a logit for each pair of texts: from a local folder, or by the name on the hub
    that the operator gave.

    ModelError when there is none of that name, or it has more than one output.
    """
    check_installed(name)
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from sentence_transformers import CrossEncoder  # noqa: PLC0415 - takes seconds
    from torch.nn import Identity  # noqa: PLC0415

    folder = Path(name).expanduser()
    try:
        model = CrossEncoder(str(folder) if folder.is_dir() else name, device="cpu")
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"{name!r} is neither a folder here nor a cross-encoder that the hub gives: {error}. "
            "Unset COMMUNIQUE_READER to use the bundled one"
        ) from error
    if model.num_labels != 1:
        raise ModelError(f"{name!r} has {model.num_labels} outputs; a reader has one")

    def score(pairs: Sequence[tuple[str, str]]) -> list[float]:
        with threads(1):
            logits = model.predict(list(pairs), activation_fn=Identity(), show_progress_bar=False)
        return [float(logit) for logit in logits]

    return score


@contextmanager
def threads(number: int) -> Iterator[None]:
    """Within the context, torch uses this many threads in the calling thread.

    On a busy machine a short question took 263 ms with two threads, and 39 ms with one in the same minute.
    """
    import torch  # noqa: PLC0415

    before = torch.get_num_threads()
    torch.set_num_threads(number)
    try:
        yield
    finally:
        torch.set_num_threads(before)
