"""The optional language model: phrases an answer as far as it is grounded in the quotes; else the quotes stay."""

import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from corpus.catalog import Catalog
from service.answering.answer import Answer
from service.generation.circuit_breaker import Breaker
from service.generation.claims import Claim, cite_claims, sift
from service.generation.language_model import LanguageModel, ModelFailure
from service.generation.prompt import SCHEMA, Draft, Prompt, compose, parse
from service.generation.surface_checks import Lock
from service.settings import Settings

_log = logging.getLogger(__name__)
MOST_SENT = 1_500  # tokens (cl100k) of what the model is sent for one answer
_OUTPUT = 400  # tokens
_FAILURES, _REST = 3, 30.0  # consecutive failures, and seconds for which the model is then not called
_KEPT = 1_000  # answers that are remembered
_NOT_ASKED = "The quotes are nothing for the language model: too long, or meant for one. It was not asked."
_NOTHING_LEFT = "What the language model said did not hold to the quotes. These are the releases’ own words."


class Phrasing(Protocol):
    """The last step of an answer before anybody sees it. It keeps status, confidence and passages."""

    def phrase(self, answer: Answer) -> Answer: ...

    def close(self) -> None: ...


class Verbatim:
    """No language model: the releases' own sentences."""

    def phrase(self, answer: Answer) -> Answer:
        return answer

    def close(self) -> None:
        pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """The grounded sentences of a model, and the checks that the others failed. `claims` may be empty."""

    claims: tuple[Claim, ...]
    faults: tuple[Lock, ...]


class Generator:
    """Lets a language model phrase answers. Thread-safe.

    The model never writes a quote: it points at numbered sentences, and the citations are cut from the stored texts.
    What it said about the same sentences is cached, so that the same question on the same index has the same
    answer as long as the process lives; a failure is not remembered.
    """

    def __init__(self, model: LanguageModel, catalog: Catalog, tokens: int) -> None:
        self._model = model
        self._catalog = catalog
        self._tokens = tokens
        self._breaker = Breaker(_FAILURES, _REST)
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Sifted] = OrderedDict()

    def close(self) -> None:
        self._model.close()

    def phrase(self, answer: Answer) -> Answer:
        """The answer phrased by the model, or unchanged with a note why. Silence and answers by date are not sent."""
        if answer.status == "not_found" or answer.note is not None:
            return answer
        prompt = compose(answer, self._tokens)
        if not any(each.quoted for each in prompt.offered):
            return replace(answer, note=_NOT_ASKED)
        try:
            sifted = self.ask(answer.index_id, prompt)
        except ModelFailure as failure:
            return replace(
                answer, note=f"The language model was of no help: {failure}. These are the releases’ own words."
            )
        if not sifted.claims:
            return replace(answer, note=_NOTHING_LEFT)
        text, citations = cite_claims(sifted.claims, answer.citations, self._catalog)
        note = _told(self._model.name, sifted.faults)
        return replace(answer, text=text, citations=citations, note=note, llm=self._model.name)

    def ask(self, index_id: str, prompt: Prompt) -> Sifted:
        """Ask the model; returns what passes the checks. ModelFailure when it says nothing usable."""
        key = hashlib.sha256(
            f"{self._model.name}\n{index_id}\n{prompt.instructions}\n{prompt.data}".encode()
        ).hexdigest()
        with self._lock:
            if known := self._known.get(key):
                self._known.move_to_end(key)
                return known
        sifted = self._try(prompt)
        with self._lock:
            # If two asked at once, both get the first reply.
            sifted = self._known.setdefault(key, sifted)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return sifted

    def _try(self, prompt: Prompt) -> Sifted:
        if not self._breaker.admits():
            raise ModelFailure("it has failed several times in a row and is left alone for a while")
        try:
            drafts = self._draft(prompt)
        except BaseException as error:
            self._breaker.failed()
            if isinstance(error, ModelFailure):
                _log.warning("the language model %s: %s", self._model.name, error)
            raise
        self._breaker.succeeded()
        claims, faults = sift(drafts, prompt.offered)
        return Sifted(claims=tuple(claims), faults=tuple(faults))

    def _draft(self, prompt: Prompt) -> list[Draft]:
        drafts = parse(self._model.complete(prompt.instructions, prompt.data, SCHEMA))
        if drafts is None:
            raise ModelFailure("it did not answer in the form that was asked for")
        return drafts


def open_phrasing(settings: Settings, catalog: Catalog) -> Phrasing:
    """Open what the settings name. MissingPackage if a model is named, but its client is not installed."""
    if not settings.llm_url:
        return Verbatim()
    model = LanguageModel(
        url=settings.llm_url,
        name=settings.llm_model,
        key=settings.llm_key.get_secret_value(),
        seconds=settings.llm_timeout,
        output_tokens=_OUTPUT,
    )
    return Generator(model, catalog, MOST_SENT)


def _told(name: str, faults: Sequence[Lock]) -> str:
    left_out = {0: "", 1: " One sentence of it did not hold to them and was left out."}
    more = f" {len(faults)} sentences of it did not hold to them and were left out."
    return f"Put into words by the language model {name}, from the quoted sentences.{left_out.get(len(faults), more)}"
