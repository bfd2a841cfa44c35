"""What reads question and passage together, sentence by sentence: the seam, and what goes in and comes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.passage import Span

BUNDLED_READER = "bundled"
NO_READER = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceScore:
    """What a reader makes of one sentence. All in logits: above 0 speaks for an answer, below 0 against.

    sentence_logit  that this sentence answers, over that nothing in the passage does
    span_logit      the best short answer in it, over that there is none
    span            where that short answer stands, in the passage's text; None where the reader marks none
    """

    sentence_logit: float
    span_logit: float
    span: Span | None


UNREAD = SentenceScore(sentence_logit=-10.0, span_logit=-20.0, span=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RerankInput:
    """What is read: a passage's text, the sentences in it (spans of `text`), and the heading that it stands under."""

    heading: str
    text: str
    sentences: tuple[Span, ...]


class Reranker(Protocol):
    """Reads a question against pages; the same question and page give the same reading, whatever else is read."""

    @property
    def name(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...

    def read(self, question: str, pages: Sequence[RerankInput]) -> list[list[SentenceScore]]:
        """For each page a reading of each of its sentences, in order."""
        ...
