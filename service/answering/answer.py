"""The answer to a question: the sentences that answer it, each cited; or silence, and why."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from index.hits import Hit
from service.answering.explanation import Explanation
from service.citations import Citation
from service.display import answers as display

if TYPE_CHECKING:
    from service.display.frames import DataFrame

Status = Literal["answered", "partial", "not_found"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Every [n] in `text` has a citation, and the reverse; not_found has neither, but a reason and nearest passages.

    `standalone_question` is the question as one would ask it without the conversation; often the question itself.
    `confidence` is the probability that the best quote answers. `note` says how releases were chosen where their dates
    answer, and what became of a language model's words. The same question on the same index (`index_id`) gives the same
    answer. `next_skip` is what `skip` has to be for the sentences of this answer that found no room here; None if there
    are none. `llm` names the language model that phrased `text` out of what the citations quote; None where the quotes
    are the text.
    """

    question: str
    standalone_question: str
    status: Status
    text: str | None
    citations: tuple[Citation, ...]
    passages: tuple[Hit, ...]
    confidence: float
    reason: str | None
    note: str | None
    index_id: str
    explanation: Explanation | None = None  # of answers that were kept before there was one
    next_skip: int | None = None
    llm: str | None = None

    def __str__(self) -> str:
        return display.as_text(self)

    def _repr_html_(self) -> str:
        return display.as_html(self)

    def __rich__(self) -> Any:
        return display.as_rich(self)

    def to_frame(self) -> "DataFrame":
        """A pandas table with a row per citation. MissingPackage without pandas."""
        return display.as_frame(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """What is known of an answer once the search is done; each field is equal to that of the answer to come."""

    question: str
    standalone_question: str
    passages: tuple[Hit, ...]
    index_id: str
