"""The seam of rerankers, which read question and passage together, sentence by sentence; their input and output."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.passage import Span

BUNDLED_READER = "bundled"
NO_READER = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceScore:
    """A reranker's scores of one sentence, as logits: above 0 speaks for an answer, below 0 against.

    sentence_logit  this sentence answers, whatever the others do: several may
    passage_logit   some sentence that was read with it answers; the same for all of them
    span_logit      the best short answer in it, against: there is none
    span            the span of that short answer in the passage's text; None if the reranker marks none
    """

    sentence_logit: float
    passage_logit: float
    span_logit: float
    span: Span | None


UNREAD = SentenceScore(sentence_logit=-10.0, passage_logit=-10.0, span_logit=-20.0, span=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RerankInput:
    """What a reranker reads: a passage's text, its sentences (spans of `text`), and its heading."""

    heading: str
    text: str
    sentences: tuple[Span, ...]


class Reranker(Protocol):
    """Scores passages for a question. Question and passage alone determine a score, whatever else is read with them."""

    @property
    def name(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...

    def read(self, question: str, pages: Sequence[RerankInput]) -> list[list[SentenceScore]]:
        """For each input, the scores of its sentences, in order."""
        ...
