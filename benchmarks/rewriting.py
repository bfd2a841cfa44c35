"""A follow-up rewritten by a language model: one more way to read a turn, to be measured beside the others."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from measuring import KEPT
from service import Turn
from service.generation.language_model import LanguageModel, ModelFailure

_KEPT = KEPT / "rewritten.json"  # what was said once is not asked again; questions of the measuring data stand in it
_TURNS = 6  # of the talk, the last ones
_CHARACTERS = 240  # of an answer
_SCHEMA = {
    "type": "object",
    "properties": {"question": {"type": "string"}},
    "required": ["question"],
    "additionalProperties": False,
}
_INSTRUCTIONS = """You rewrite the last question of a talk so that it can be understood without the talk.
Replace words such as "he", "it", "that", "there" by what they stand for, and add who, where and when if the question
leaves it open. Keep everything else. If the question changes the subject or stands alone, repeat it unchanged. Do not
answer it. Reply with JSON: {"question": "..."}

Talk: Q: What did Minister Orlan give Veskary? A: Orlan announced 40 million crowns for the port of Tam.
Last question: And what did they promise in return?
{"question": "What did Veskary promise Minister Orlan in return for 40 million crowns for the port of Tam?"}

Talk: Q: When did President Ilse visit Dornia? A: President Ilse will travel to Dornia on May 6, 2031.
Last question: How many troops does Kalvia keep in Sarn?
{"question": "How many troops does Kalvia keep in Sarn?"}"""


class Rewriter:
    """Rewrites the last question of a talk. Deterministic as far as the model is; keeps what it said over runs."""

    def __init__(self, *, url: str, name: str, seconds: float) -> None:
        self.name = name
        self.failures = 0
        self._model = LanguageModel(url=url, name=name, key="", seconds=seconds, output_tokens=120)
        self._said: dict[str, str] = json.loads(_KEPT.read_text(encoding="utf-8")) if _KEPT.exists() else {}

    def rewrite(self, talk: Sequence[Turn], question: str) -> str:
        """The question as the model puts it; the question itself where the model says nothing usable."""
        if not talk:
            return question
        asked = f"Talk: {_tell(talk)}\nLast question: {question}"
        key = hashlib.sha256(f"{self.name}\n{_INSTRUCTIONS}\n{asked}".encode()).hexdigest()
        if key not in self._said:
            self._said[key] = self._ask(asked)
            _KEPT.write_text(json.dumps(self._said, ensure_ascii=False), encoding="utf-8")
        return _question_in(self._said[key]) or question

    def _ask(self, asked: str) -> str:
        try:
            return self._model.complete(_INSTRUCTIONS, asked, _SCHEMA)
        except ModelFailure:
            self.failures += 1
            return ""


def _tell(talk: Sequence[Turn]) -> str:
    marks = {"user": "Q", "assistant": "A"}
    return " ".join(f"{marks[turn.role]}: {turn.text[:_CHARACTERS]}" for turn in talk[-_TURNS:])


def _question_in(said: str) -> str:
    try:
        found: Any = json.loads(said)
    except ValueError:
        return ""
    question = found.get("question") if isinstance(found, dict) else None
    return question.strip() if isinstance(question, str) else ""
