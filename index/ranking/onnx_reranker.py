"""The bundled reranker: question and passage read together.

The bundled reranker is our own small cross-encoder (index/ranking/reader/README.md says how it was made). It reads one
passage at a time: int8 activations are scaled over a batch, and a passage's score may not depend on its batch.
"""

import functools
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.errors import CommuniqueError
from corpus.passage import Span
from corpus.rust_panics import panics_caught
from index.inference import Encoding, Network, read_tokenizer
from index.ranking.reranker import BUNDLED_READER, UNREAD, RerankInput, SentenceScore

# SHA-256 of index/ranking/reader/model.onnx, with which the figures in benchmarks/results were measured.
_BUNDLED_WEIGHTS = "f71a0bf3b4cd6eaa221f5d885a8f8acef23ca0cdff1e49b54211a37ead79fd15"
_FOLDER = Path(__file__).parent / "reader"
_QUESTION = 64  # tokens of a question that are read; the rest is ignored
_LIMIT = 384  # tokens of question and passage together; a longer passage is read in runs of whole sentences
_LONGEST_ANSWER = 24  # tokens of a short answer
_START, _END, _SENTENCE, _PASSAGE = range(4)  # columns of the model's output

Logits = npt.NDArray[np.float32]  # (tokens, 4)


class ReaderError(CommuniqueError):
    """The reranker cannot be used as it is."""


class BundledReader:
    """Our own cross-encoder. For each token: does a short answer start or end here, and how well does it answer?"""

    name = BUNDLED_READER

    def __init__(self, folder: Path = _FOLDER, expected: str | None = _BUNDLED_WEIGHTS) -> None:
        """ReaderError when the weights are missing, or their SHA-256 is not the known one."""
        weights = folder / "model.onnx"
        if not weights.is_file():
            raise ReaderError(f"{weights} is missing. Install communique again, or set COMMUNIQUE_READER=none")
        content = weights.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        if expected is not None and digest != expected:
            raise ReaderError(f"{weights} is not the reader it should be: SHA-256 {digest}, expected {expected}")
        self.fingerprint = f"{self.name}:{digest[:16]}"
        self._tokenizer = read_tokenizer(folder / "tokenizer.json")
        self._network = Network(content)

    @panics_caught()
    def read(self, question: str, pages: Sequence[RerankInput]) -> list[list[SentenceScore]]:
        query = self._first_tokens(question)
        return [self._read_page(query, page) for page in pages]

    def _read_page(self, question: str, page: RerankInput) -> list[SentenceScore]:
        readings: list[SentenceScore] = []
        for first, last in self._runs(question, page):
            readings += self._read_run(question, page, page.sentences[first:last])
        return readings

    def _read_run(self, question: str, page: RerankInput, sentences: Sequence[Span]) -> list[SentenceScore]:
        """The scores of neighbouring sentences that are read together."""
        start = sentences[0].start
        text = page.heading + page.text[start : sentences[-1].end]
        encoding = self._tokenizer.encode(question, text)
        encoding.truncate(_LIMIT)
        logits = self._logits(encoding)
        shift = start - len(page.heading)
        places = np.asarray(encoding.offsets, dtype=np.int64) + shift
        inside = (np.asarray(encoding.type_ids) == 1) & (places[:, 1] > places[:, 0])
        return [_read_sentence(logits, places, inside, sentence) for sentence in sentences]

    def _logits(self, encoding: Encoding) -> Logits:
        tokens = {"input_ids": encoding.ids, "attention_mask": encoding.attention_mask}
        tokens |= {"token_type_ids": encoding.type_ids}
        batch = {name: np.asarray([values], dtype=np.int64) for name, values in tokens.items()}
        logits: Logits = self._network.run(**batch)[0]
        return logits

    def _runs(self, question: str, page: RerankInput) -> Iterator[tuple[int, int]]:
        """First and last (exclusive) of the sentences that are read together: as many as fit, at least one."""
        room = _LIMIT - len(self._tokenizer.encode(question, page.heading).ids)
        first, used = 0, 0
        for number, sentence in enumerate(page.sentences):
            size = len(self._tokenizer.encode(sentence.of(page.text), add_special_tokens=False).ids)
            if number > first and used + size > room:
                yield first, number
                first, used = number, 0
            used += size
        if page.sentences:
            yield first, len(page.sentences)

    def _first_tokens(self, question: str) -> str:
        """The part of the question that is read."""
        offsets = self._tokenizer.encode(question, add_special_tokens=False).offsets
        return question[: offsets[_QUESTION - 1][1]] if len(offsets) > _QUESTION else question


def _read_sentence(
    logits: Logits, places: npt.NDArray[np.int64], inside: npt.NDArray[np.bool_], at: Span
) -> SentenceScore:
    """The sentence's mean logit over its tokens, and its best pair of start and end, less those of the null ([CLS])."""
    (rows,) = np.nonzero(inside & (places[:, 0] >= at.start) & (places[:, 1] <= at.end))
    if not len(rows):
        return UNREAD
    of_sentence = logits[rows]
    # Every pair of start and end with the end neither before the start nor too far after it.
    pairs = of_sentence[:, _START, None] + of_sentence[None, :, _END]
    pairs[~_answer_shapes(len(rows))] = -np.inf
    start, end = np.unravel_index(int(pairs.argmax()), pairs.shape)
    return SentenceScore(
        sentence_logit=float(of_sentence[:, _SENTENCE].mean()),
        passage_logit=float(logits[0, _PASSAGE]),
        span_logit=float(pairs[start, end] - logits[0, _START] - logits[0, _END]),
        span=Span(int(places[rows[start], 0]), int(places[rows[end], 1])),
    )


@functools.lru_cache(maxsize=256)
def _answer_shapes(tokens: int) -> npt.NDArray[np.bool_]:
    """A mask (tokens, tokens) of the pairs of first and last token that a short answer may have."""
    every = np.ones((tokens, tokens), dtype=np.bool_)
    shapes: npt.NDArray[np.bool_] = np.triu(every) & np.tril(every, _LONGEST_ANSWER - 1)
    return shapes
