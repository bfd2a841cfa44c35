"""What clients of OpenAI's chat completions send and get: the part of it that says something here."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from service.http.schemas.answers import FiltersBody
from service.http.schemas.common import MAX_QUESTION, Bound, Text, check_unicode

MODEL = "communique"
_SHOWN = 40  # characters of what was sent that an error repeats at the most
_MOST = 1_000  # messages; clients send the whole talk each time


def _flatten(content: Any) -> Any:
    """The text of a message that may come in parts; a part that is no text is named, never passed over."""
    if content is None:
        return ""
    if not isinstance(content, list):
        return content
    parts = [part if isinstance(part, dict) else {} for part in content]
    for part in parts:
        if part.get("type") not in {"text", "refusal"}:
            raise ValueError(f"only text is read here, no part of type {str(part.get('type'))[:_SHOWN]!r}")
    return "\n".join(str(part.get(str(part["type"]), "")) for part in parts)


def _only(taken: Callable[[Any], bool], why: str) -> BeforeValidator:
    """Refuses what would be a promise that nobody keeps; None promises nothing."""

    def check(value: Any) -> Any:
        if value is not None and not taken(value):
            raise ValueError(why)
        return value

    return BeforeValidator(check)


class Lenient(BaseModel):
    """A body of a protocol that is not ours: what it holds beside is for other models, and changes nothing here."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class UrlBody(Lenient):
    url: str = ""


class AnnotationBody(Lenient):
    url_citation: UrlBody = UrlBody()


class MessageBody(Lenient):
    """A message; of an assistant's, `annotations` say what it cites, where the client has kept them."""

    role: Literal["system", "developer", "user", "assistant"]
    content: Annotated[str, BeforeValidator(_flatten), AfterValidator(check_unicode)] = ""
    annotations: list[AnnotationBody] | None = None


def _end_with_a_question(messages: list[MessageBody]) -> list[MessageBody]:
    """The messages that say something, the question last."""
    said = [each for each in messages if each.role in {"user", "assistant"} and each.content.strip()]
    if not said or said[-1].role != "user":
        raise ValueError("the last message has to be a question of the user")
    if len(said[-1].content) > MAX_QUESTION:
        raise ValueError(f"the last message has more than {MAX_QUESTION:,} characters")
    return said


class StreamOptions(Lenient):
    include_usage: bool = False


class ChatBody(Lenient):
    """A talk whose last message is the question. `filters` and `as_of` are our own, as in a question of ours.

    Messages of the system are left out: nothing is generated here that they could steer.
    """

    model: Text
    messages: Annotated[list[MessageBody], Field(max_length=_MOST), AfterValidator(_end_with_a_question)]
    stream: bool = False
    stream_options: StreamOptions | None = None
    filters: FiltersBody = FiltersBody()
    as_of: Bound | None = None
    n: Annotated[Any, _only(lambda n: n == 1, "there is one answer, never several")] = None
    tools: Annotated[Any, _only(lambda tools: tools == [], "no tools are called here")] = None
    functions: Annotated[Any, _only(lambda functions: functions == [], "no functions are called here")] = None
    response_format: Annotated[
        Any, _only(lambda form: form == {"type": "text"}, "an answer is text, in no other format")
    ] = None
    modalities: Annotated[Any, _only(lambda modes: modes == ["text"], "an answer is text alone")] = None
    logprobs: Annotated[Any, _only(lambda wanted: wanted is False, "there are no log probabilities")] = None


class UrlCitation(BaseModel):
    """content[start_index:end_index] is the quote, in Unicode code points; `url` leads to its place in the release."""

    start_index: int
    end_index: int
    url: str
    title: str


class Annotation(BaseModel):
    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class MessageOut(BaseModel):
    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[Annotation]


class ChoiceOut(BaseModel):
    index: int = 0
    message: MessageOut
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class UsageOut(BaseModel):
    """Tokens (cl100k) of the messages and of the answer."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class CompletionOut(BaseModel):
    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    choices: list[ChoiceOut]
    usage: UsageOut


class DeltaChoice(BaseModel):
    index: int = 0
    delta: dict[str, Any] = Field(description="what is new: role, content or annotations")
    finish_reason: Literal["stop"] | None = None


class CompletionPiece(BaseModel):
    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str = MODEL
    choices: list[DeltaChoice]
    usage: UsageOut | None = None


class ModelCard(BaseModel):
    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = MODEL


class ModelsOut(BaseModel):
    object: Literal["list"] = "list"
    data: list[ModelCard]
