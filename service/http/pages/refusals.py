"""What went wrong, in words for the person who reads a page."""

from dataclasses import dataclass

from pydantic import ValidationError

from corpus.errors import CommuniqueError
from service.http.pages.rendering import render
from service.http.problems import diagnose

# HTTP's own names ("Unprocessable Content", "Gone") mean nothing to a reader.
_TITLES = {
    404: "There is no such release",
    410: "This release has been removed",
    422: "The service did not accept this",
    503: "The service is not ready",
}
_ELSE = "The service failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What went wrong, in words for the person who reads the page."""

    status: int
    title: str
    detail: str


def refusal_of(error: ValidationError) -> Problem:
    details = [
        f"{''.join(f'{name}: ' for name in fault['loc'][-1:])}{fault['msg'].removeprefix('Value error, ')}"
        for fault in error.errors(include_input=False)
    ]
    return Problem(status=422, title=_TITLES[422], detail="; ".join(details))


def problem_of(error: CommuniqueError) -> Problem:
    status, detail = diagnose(error)
    return Problem(status=status, title=_TITLES.get(status, _ELSE), detail=detail)


def problem_page(status: int, detail: str) -> str:
    """The page for an address at which there is nothing to show, with ways on from it."""
    titles = _TITLES | {404: "There is no such page", 405: "There is no such page"}
    return render("problem.html", title=titles.get(status, _ELSE), detail=f"{detail[:1].upper()}{detail[1:]}")
