"""What the pages show before any script runs: an answer, or a release, or what went wrong."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError

from corpus.countries import countries
from corpus.errors import CommuniqueError
from corpus.release import Release
from index.finder import named_in
from service.assembly import Communique
from service.http.pages.metadata import linked_data_of, meta_of
from service.http.pages.overview import Overview
from service.http.pages.refusals import Problem, problem_of, refusal_of
from service.http.pages.rendering import render, spell_day
from service.http.pages.version_state import standing_of
from service.http.release_serializers import release_body
from service.http.schemas.answers import AnswerOut, AskBody
from service.http.serializers import answer_body

_DATES = {"published_from", "published_to", "as_of"}
_WORDS = {"published_from": "from", "published_to": "until", "publisher": "by", "as_of": "as known on"}
_PLACE = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """The filters of the page's form as they were typed; empty where nothing was."""

    published_from: str = ""
    published_to: str = ""
    publisher: str = ""
    country: str = ""
    person: str = ""
    as_of: str = ""

    @property
    def any(self) -> dict[str, str]:
        """Those that were given."""
        given = ((field.name, getattr(self, field.name).strip()) for field in fields(self))
        return {name: value for name, value in given if value}

    @property
    def of_releases(self) -> dict[str, str]:
        """Those that tell which releases are meant, now or at any time."""
        return {name: value for name, value in self.any.items() if name != "as_of"}

    @property
    def feed(self) -> str:
        """The address of the feed of all releases that keep to it."""
        return f"/v1/search.atom?{urlencode(self.of_releases)}" if self.of_releases else "/v1/search.atom"

    @property
    def feed_title(self) -> str:
        return f"Releases {spell(self.of_releases)}".strip()

    def __str__(self) -> str:
        return spell(self.any)


def spell(given: Mapping[str, str]) -> str:
    """ "from 1 May 2031, by Ministry of Works, naming Norvania, as known on 3 June 2031"."""
    shown = {name: spell_day(value) if name in _DATES else value for name, value in given.items()}
    return ", ".join(f"{_WORDS.get(name, 'naming')} {value}" for name, value in shown.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuestion:
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


def _ask(service: Communique, question: str, narrowing: Narrowing) -> PageQuestion:
    try:
        asked = {"question": question, "filters": narrowing.of_releases, "as_of": narrowing.any.get("as_of")}
        body = AskBody.model_validate(asked)
        answer = _answer(service, body)
    except ValidationError as error:
        return PageQuestion(question=question, narrowing=narrowing, answer=None, problem=refusal_of(error))
    except CommuniqueError as error:
        return PageQuestion(question=question, narrowing=narrowing, answer=None, problem=problem_of(error))
    return PageQuestion(question=question, narrowing=narrowing, answer=answer, problem=None)


def _answer(service: Communique, body: AskBody) -> AnswerOut:
    started = time.perf_counter()
    answer, manifest = service.ask_with_manifest(body.question, **body.narrowing())
    return answer_body(answer, manifest, service.model, (time.perf_counter() - started) * 1000)


def release_page(service: Communique, release_id: str, version: str | None, place: str | None) -> tuple[str, int]:
    """The page of a release or of the version named, with a place ("12-34") marked where one is named; its status."""
    try:
        release = service.get(release_id, version)
        versions = service.versions(release_id)
    except CommuniqueError as error:
        problem = problem_of(error)
        shown = {"problem_title": problem.title, "problem_detail": problem.detail}
        return render("release.html", **shown), problem.status
    standing = standing_of(release_id, release.version, versions)
    body = release_body(release, service.withdrawn_at(release_id))
    parts = cut_at(release.text, place) if place else None
    misplaced = "" if parts else place or ""
    whole = parts or [(release.text, "")]
    values = {"release": body, "standing": standing, "parts": whole, "misplaced": misplaced}
    values |= {"named": _named(service, release), "meta": meta_of(release), "linked_data": linked_data_of(release)}
    return render("release.html", problem_title=None, **values), 200


def _named(service: Communique, release: Release) -> list[tuple[str, str]]:
    """Whom the release names, each with the page of all releases that do; of an older version nobody."""
    codes, people = named_in(service.retriever().snapshot, release.id, release.version)
    named = [(countries()[code].name, f"/releases?{urlencode({'country': code})}") for code in codes]
    return named + [(person, f"/releases?{urlencode({'person': person})}") for person in people]


def cut_at(text: str, place: str) -> list[tuple[str, str]] | None:
    """The text before the place "12-34", that place with its name, the text after it; None if it has no such place."""
    found = _PLACE.fullmatch(place)
    start, end = (int(found[1]), int(found[2])) if found else (0, 0)
    if not start < end <= len(text):
        return None
    return [(text[:start], ""), (text[start:end], place), (text[end:], "")]
