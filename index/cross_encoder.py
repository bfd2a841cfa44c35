"""A cross-encoder by name, for those who can have a larger one: sentence-transformers' class behind our Reader.

It reads one sentence at a time under its heading. It marks no short answers, and its logits are not ours: the weights
that come with the installation were not fitted to it (benchmarks/fit.py --reader NAME fits some that are).
"""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.errors import CommuniqueError
from index.embedding import threads
from index.reranking import Page, Reading


class CrossEncoderError(CommuniqueError):
    """There is no cross-encoder of that name."""


class CrossEncoderReader:
    """Any cross-encoder with one logit: a folder here, or a name on the Hugging Face hub that the operator gave."""

    def __init__(self, name: str) -> None:
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        from sentence_transformers import CrossEncoder  # noqa: PLC0415 - takes seconds
        from torch.nn import Identity  # noqa: PLC0415

        folder = Path(name).expanduser()
        try:
            self._model = CrossEncoder(str(folder) if folder.is_dir() else name, device="cpu")
        except (OSError, ValueError, KeyError) as error:
            raise CrossEncoderError(
                f"{name!r} is neither a folder here nor a cross-encoder that the hub gives: {error}. "
                "Unset COMMUNIQUE_READER to use the bundled one"
            ) from error
        if self._model.num_labels != 1:
            raise CrossEncoderError(f"{name!r} has {self._model.num_labels} outputs; a reader has one")
        self._as_logits = Identity()
        self.name = name
        self.fingerprint = f"cross-encoder:{name}"

    def read(self, question: str, pages: Sequence[Page]) -> list[list[Reading]]:
        pairs = [(question, page.heading + span.of(page.text)) for page in pages for span in page.sentences]
        if not pairs:
            return [[] for _ in pages]
        with threads(1):
            logits = np.asarray(
                self._model.predict(pairs, activation_fn=self._as_logits, show_progress_bar=False), dtype=np.float64
            )
        readings = iter([Reading(answers=float(logit), short=float(logit), span=None) for logit in logits])
        return [[next(readings) for _ in page.sentences] for page in pages]
