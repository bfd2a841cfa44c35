"""Exact inner-product search over passage vectors. The only file that knows faiss."""

from pathlib import Path
from typing import Any, Self

import faiss
import numpy as np
import numpy.typing as npt

from corpus.records import Vectors
from index.storage.columns import Mask, Rows

Scores = npt.NDArray[np.float32]  # (k,)


class DenseIndex:
    """Vectors in rows 0 … n-1. Immutable: `select` and `concat` return new indexes."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def of(cls, vectors: Vectors) -> Self:
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def read(cls, file: Path) -> Self:
        """RuntimeError when the file is not whole."""
        return cls(faiss.read_index(str(file)))

    def write(self, file: Path) -> None:
        faiss.write_index(self._index, str(file))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def vectors(self) -> Vectors:
        """(n, dimension), a view."""
        if not len(self):
            return np.zeros((0, self._index.d), dtype=np.float32)
        flat = faiss.rev_swig_ptr(self._index.get_xb(), len(self) * self._index.d)
        vectors: Vectors = flat.reshape(len(self), self._index.d)
        return vectors

    def search(self, question: Vectors, k: int, mask: Mask | None = None) -> tuple[Rows, Scores]:
        """The k rows nearest to one question vector (dimension,) among those that the mask allows, best first.

        FAISS pads with row -1 if there are fewer than k; these are dropped.
        """
        parameters = None
        if mask is not None:
            allowed = faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
            parameters = faiss.SearchParameters(sel=allowed)
        scores, rows = self._index.search(question.reshape(1, -1), k, params=parameters)
        found = rows[0] >= 0
        return rows[0][found], scores[0][found]

    def scores(self, question: Vectors, rows: Rows) -> Scores:
        """Inner products of the question vector with these rows. A row's score does not depend on the other rows.

        With a matrix product it would: BLAS sums in another order when the rows do not fill its blocks.
        """
        scores: Scores = (self.vectors[rows] * question).sum(axis=1)
        return scores

    def concat(self, vectors: Vectors) -> Self:
        return self.of(np.concatenate((self.vectors, vectors)))

    def select(self, rows: Mask | Rows) -> Self:
        return self.of(self.vectors[rows])


def use_threads(number: int) -> None:
    """Set how many threads a search uses. On a busy machine one thread answers soonest."""
    faiss.omp_set_num_threads(number)
