"""A cross-encoder by name, behind the Protocol `Reranker`, for those who can afford a larger one.

It reads one sentence at a time under its heading. It marks no short answers, and its logits differ from ours: the
weights that come with the installation were not fitted to it (benchmarks/fit.py --reader NAME fits some that are).
"""

from collections.abc import Sequence

from index.embedding import open_cross_encoder
from index.ranking.reranker import RerankInput, SentenceScore


class CrossEncoderReader:
    """Any cross-encoder with one logit: a local folder, or a name on the Hugging Face hub that the operator gave."""

    def __init__(self, name: str) -> None:
        """ModelError when there is no such model."""
        self._score = open_cross_encoder(name)
        self.name = name
        self.fingerprint = f"cross-encoder:{name}"

    def read(self, question: str, pages: Sequence[RerankInput]) -> list[list[SentenceScore]]:
        pairs = [(question, page.heading + span.of(page.text)) for page in pages for span in page.sentences]
        logits = self._score(pairs) if pairs else []
        rest = iter(logits)
        return [_scores([next(rest) for _ in page.sentences]) for page in pages]


def _scores(logits: Sequence[float]) -> list[SentenceScore]:
    """The best sentence speaks for the passage."""
    best = max(logits, default=0.0)
    return [SentenceScore(sentence_logit=each, passage_logit=best, span_logit=each, span=None) for each in logits]
