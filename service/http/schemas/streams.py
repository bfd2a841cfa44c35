"""What the events of a streamed answer carry, beside the whole bodies of schemas/answers.py."""

from typing import Literal

from pydantic import BaseModel

from service.http.schemas.answers import PassageOut
from service.http.schemas.common import IndexOut


class CreatedOut(BaseModel):
    """What an answer begins with: each field is that of the completed one. Its `model` comes with that."""

    id: str
    object: Literal["answer"] = "answer"
    created: int
    question: str
    standalone_question: str
    index: IndexOut


class PassagesOut(BaseModel):
    """The passages of the completed answer."""

    passages: list[PassageOut]


class DeltaOut(BaseModel):
    """The next piece of the answer; all of them, one after another, are the answer."""

    text: str
