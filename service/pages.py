"""What the pages show before any script runs: an answer, or a release, or what went wrong."""

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError

from corpus.errors import CommuniqueError
from service.answer_schemas import AnswerOut, AskBody
from service.assembly import Communique
from service.bodies import answer_body, release_body
from service.citations import permalink
from service.overview import Overview
from service.problems import diagnose
from service.rendering import render, spell_day

# HTTP's own names ("Unprocessable Content", "Gone") mean nothing to a reader.
_TITLES = {
    404: "There is no such release",
    410: "This release has been removed",
    422: "The service did not accept this",
    503: "The service is not ready",
}
_DATES = {"published_from", "published_to"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What went wrong, in words for the person who reads the page."""

    status: int
    title: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """The filters of the page's form as they were typed; empty where nothing was."""

    published_from: str = ""
    published_to: str = ""
    publisher: str = ""
    country: str = ""
    person: str = ""

    @property
    def any(self) -> dict[str, str]:
        """Those that were given."""
        names = ("published_from", "published_to", "publisher", "country", "person")
        return {name: value.strip() for name in names if (value := getattr(self, name)).strip()}

    @property
    def feed(self) -> str:
        """The address of the feed of all releases that keep to it."""
        return f"/v1/search.atom?{urlencode(self.any)}" if self.any else "/v1/search.atom"

    def __str__(self) -> str:
        """ "from 1 May 2031, by Ministry of Works, naming Norvania"."""
        words = {"published_from": "from", "published_to": "until", "publisher": "by"}
        given = [(name, spell_day(value) if name in _DATES else value) for name, value in self.any.items()]
        return ", ".join(f"{words.get(name, 'naming')} {value}" for name, value in given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that stood in the address, and what came of it."""

    question: str
    narrowing: Narrowing
    answer: AnswerOut | None
    problem: Problem | None

    @property
    def narrowed(self) -> str:
        return str(self.narrowing)

    @property
    def turn(self) -> dict[str, Any]:
        """The same as the page's script keeps it: see talk.js."""
        answer = self.answer.model_dump(mode="json") if self.answer else None
        problem = {"title": self.problem.title, "detail": self.problem.detail} if self.problem else None
        state = "done" if answer else "failed"
        given = {"question": self.question, "filters": self.narrowing.any, "state": state}
        return given | {"answer": answer, "problem": problem}


def talk_page(service: Communique, overview: Overview, question: str, narrowing: Narrowing) -> tuple[str, int]:
    """The page, and its HTTP status; with the answer where there is a question."""
    asked = _ask(service, question.strip(), narrowing) if question.strip() else None
    count = service.manifest().releases
    page = render(
        "talk.html",
        asked=asked,
        filters=narrowing,
        holdings=f"{count:,} {'release' if count == 1 else 'releases'} held.",
        choices=overview.choices.get(),
        examples=overview.examples.known() or [],
    )
    return page, asked.problem.status if asked and asked.problem else 200


def _ask(service: Communique, question: str, narrowing: Narrowing) -> Asked:
    try:
        body = AskBody.model_validate({"question": question, "filters": narrowing.any})
        answer = _answer(service, body)
    except ValidationError as error:
        return Asked(question=question, narrowing=narrowing, answer=None, problem=_refusal(error))
    except CommuniqueError as error:
        return Asked(question=question, narrowing=narrowing, answer=None, problem=_problem(error))
    return Asked(question=question, narrowing=narrowing, answer=answer, problem=None)


def _answer(service: Communique, body: AskBody) -> AnswerOut:
    started = time.perf_counter()
    answer, manifest = service.ask_with_manifest(body.question, **body.narrowing())
    return answer_body(answer, manifest, service.model, (time.perf_counter() - started) * 1000)


def _refusal(error: ValidationError) -> Problem:
    details = [
        f"{fault['loc'][-1]}: {fault['msg'].removeprefix('Value error, ')}"
        for fault in error.errors(include_input=False)
    ]
    return Problem(status=422, title=_TITLES[422], detail="; ".join(details))


def _problem(error: CommuniqueError) -> Problem:
    status, detail = diagnose(error)
    return Problem(status=status, title=_TITLES.get(status, "The service failed"), detail=detail)


def release_page(service: Communique, release_id: str, version: str | None) -> tuple[str, int]:
    """The page of a release, of an older version if one is named; and its HTTP status."""
    try:
        release = service.get(release_id, version)
        current = service.get(release_id)
    except CommuniqueError as error:
        problem = _problem(error)
        shown = {"problem_title": problem.title, "problem_detail": problem.detail}
        return render("release.html", **shown), problem.status
    newer = None if release.version == current.version else permalink(release_id)
    changes = f"{newer.replace('/r/', '/v1/releases/', 1)}/versions/diff?old={release.version[:8]}" if newer else None
    body = release_body(release, service.withdrawn_at(release_id))
    return render("release.html", problem_title=None, release=body, newer=newer, changes=changes), 200
