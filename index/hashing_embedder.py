"""An embedder without weights: hashes words into buckets, the same way on every machine."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

import numpy as np

from corpus.errors import ModelError
from corpus.folding import normalise
from corpus.records import Vectors

HASHING_MODEL = "hashing"


class HashingEmbedder:
    """Hashes words into a fixed number of signed buckets (Weinberger et al., ICML 2009); needs no weights.

    It matches equal words only, but gives the same vectors on every machine: for tests and a first look at the tool.
    """

    name = HASHING_MODEL
    dimension = 512
    limit = 256
    fingerprint = f"{HASHING_MODEL}:blake2b-{dimension}-1"

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(_words(text)) for text in texts]

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        return self._embed(questions)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if texts and (longest := max(self.count(texts))) > self.limit:
            raise ModelError(f"a passage has {longest} tokens; {self.name} reads {self.limit}")
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in _words(text):
                value = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
                vectors[row, value % self.dimension] += 1.0 if value >> 63 else -1.0
        vectors = np.sign(vectors) * np.log1p(np.abs(vectors))
        vectors[~vectors.any(axis=1), 0] = 1.0  # a text without any word still gets a direction
        return to_unit(vectors)


def _words(text: str) -> list[str]:
    folded = normalise("NFKD", text.lower())
    return re.findall(r"[^\W_]+", "".join(c for c in folded if not unicodedata.combining(c)))


def to_unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit
