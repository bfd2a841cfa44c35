"""What every embedding model does, and how a question that is too long for one is read."""

import itertools
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from corpus.records import Vectors
from index.hashing_embedder import to_unit

FEW = 64  # up to this many texts are embedded on one core, as a question is: somebody is waiting


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


def embed_whole(questions: Sequence[str], model: Embedder, embed: Callable[[Sequence[str]], Vectors]) -> Vectors:
    """The vectors of questions of any length: one over the limit is cut, and gets the mean of its parts."""
    if not questions:
        return np.zeros((0, model.dimension), dtype=np.float32)
    if all(count <= model.limit for count in model.count(questions)):
        return embed(questions)
    parts = [_parts(question, model) for question in questions]
    return _mean_of_runs(embed(list(itertools.chain.from_iterable(parts))), [len(part) for part in parts])


def _parts(question: str, model: Embedder) -> list[str]:
    """Split the question into pieces that the model can read whole, at spaces where there are any."""
    if len(question) < 2 or model.count([question])[0] <= model.limit:
        return [question]
    half = len(question) // 2
    middle = question.find(" ", half, len(question) - 1) + 1 or half  # neither part is the whole question
    return _parts(question[:middle], model) + _parts(question[middle:], model)


def _mean_of_runs(vectors: Vectors, lengths: Sequence[int]) -> Vectors:
    """The normalised mean of each run of neighbouring rows; `lengths` are the lengths of the runs."""
    starts = np.cumsum([0, *lengths[:-1]])
    return to_unit(np.add.reduceat(vectors, starts, axis=0))
