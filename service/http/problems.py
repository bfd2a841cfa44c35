"""Every error over HTTP is a problem document (RFC 9457): what is wrong, where, and what to do."""

import logging
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from corpus.errors import (
    CatalogBusy,
    CatalogFull,
    CatalogReadOnly,
    CommuniqueError,
    FetchFailed,
    FetchTimedOut,
    IndexMismatch,
    IndexNotWritten,
    InvalidRelease,
    PreconditionFailed,
    RemovedRelease,
    UnknownCountry,
    UnknownRelease,
    UnknownSource,
    UnknownVersion,
    UnreadableSource,
)
from service.conversations.store import ConversationBusy, ConversationsOff, UnknownConversation

_log = logging.getLogger(__name__)
_STATUS: dict[type[CommuniqueError], int] = {
    UnknownRelease: 404,
    UnknownVersion: 404,
    UnknownSource: 404,
    RemovedRelease: 410,
    PreconditionFailed: 412,
    InvalidRelease: 422,
    UnknownCountry: 422,
    FetchTimedOut: 504,
    FetchFailed: 502,
    UnreadableSource: 422,  # RefusedAddress too: the address is at fault, not the server behind it
    CatalogFull: 507,
    CatalogBusy: 503,
    CatalogReadOnly: 503,
    IndexMismatch: 503,
    IndexNotWritten: 503,
    ConversationsOff: 403,
    UnknownConversation: 404,
    ConversationBusy: 409,
}
_OPENAI = ("/v1/chat/", "/v1/models")  # paths that clients of OpenAI use
_NO_JSON = "json_invalid"  # pydantic's name for it
_NO_BODY = (
    "There was an error parsing the body"  # FastAPI's detail, with 400, for a body that makes the JSON parser fail
)
_SHOWN = 200  # most characters of the input that an error repeats


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None, **members: Any) -> JSONResponse:
    """Make an application/problem+json response."""
    return JSONResponse(problem_body(status, detail, **members), status, headers, media_type="application/problem+json")


def problem_at(
    path: str, status: int, detail: str, headers: Mapping[str, str] | None = None, **members: Any
) -> JSONResponse:
    """Respond with a problem; on OpenAI's paths, add the member `error` that its clients expect."""
    if path.startswith(_OPENAI):
        members |= {"error": openai_error(status, detail, members.get("errors", []))}
    return problem(status, detail, headers, **members)


def problem_body(status: int, detail: str, **members: Any) -> dict[str, Any]:
    """Make a problem document. `type` is about:blank, so the title is the phrase of the status."""
    return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **members}


def openai_error(status: int, detail: str, errors: Sequence[Mapping[str, str]] = ()) -> dict[str, str | None]:
    """Make the member `error` that OpenAI's clients expect in a body."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    return {"message": detail, "type": kind, "param": errors[0]["pointer"] if errors else None, "code": None}


def diagnose(error: Exception) -> tuple[int, str]:
    """Return status and detail for an error outside the request; log it if we or a disk are at fault."""
    status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 500)
    if isinstance(error, CommuniqueError):
        if status in {500, 507} or isinstance(error, CatalogBusy | IndexNotWritten):
            _log.error("%s", error, exc_info=error)
        return status, str(error)
    _log.error("unexpected: %s", error, exc_info=error)
    return status, "something went wrong here; the log says what"


def handle_problems(app: FastAPI, draw: Callable[[int, str], str]) -> None:
    """Register handlers for every error that a route or its dependencies can raise.

    `draw` makes a page of status and detail: a browser that asks for a page is answered with one.
    """
    app.state.draw_problem = draw
    app.add_exception_handler(CommuniqueError, _on_any)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(Exception, _on_any)


def _on_http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    detail, headers = str(error.detail), error.headers
    if error.status_code == 404 and detail == HTTPStatus.NOT_FOUND.phrase:
        detail = f"there is nothing at {request.url.path[:_SHOWN]}"
    if error.status_code == 405:
        detail = f"{request.method} is not for {request.url.path[:_SHOWN]}"
        headers = {"Allow": ", ".join(_allowed(request))}
    if error.status_code == 400 and detail == _NO_BODY:
        encoding = isinstance(error.__cause__, UnicodeDecodeError)
        reason = "it is not in UTF-8" if encoding else "it is nested too deep, or holds a number of too many digits"
        return _answer(request, 422, f"body: no JSON: {reason}")
    return _answer(request, error.status_code, detail, headers)


def _allowed(request: Request) -> list[str]:
    """The methods of all routes of a path; Starlette names only those of the first route."""
    fitting = [route for route in request.app.state.routes if route.matches(request.scope)[0] is not Match.NONE]
    methods = {method for route in fitting for method in getattr(route, "methods", None) or ()}
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()))


def _on_validation(request: Request, error: Exception) -> Response:
    """Answer 422 with the place and reason of each fault, but not the input: it may be huge or secret."""
    if not isinstance(error, RequestValidationError):
        raise error
    errors = [{"pointer": _pointer(fault), "detail": _told(fault)} for fault in error.errors()]
    detail = "; ".join(f"{fault['pointer']}: {fault['detail']}" for fault in errors[:3])
    return _answer(request, 422, detail, errors=errors)


def _on_any(request: Request, error: Exception) -> Response:
    return _answer(request, *diagnose(error))


def _answer(
    request: Request, status: int, detail: str, headers: Mapping[str, str] | None = None, **members: Any
) -> Response:
    """Respond with a page to a browser, with a problem to all others."""
    if _wants_page(request):
        return HTMLResponse(request.app.state.draw_problem(status, detail), status, headers)
    return problem_at(request.url.path, status, detail, headers, **members)


def _wants_page(request: Request) -> bool:
    """Whether a browser asks for what could be a page: of the interface's own paths nobody does."""
    asked = request.method in {"GET", "HEAD"} and "text/html" in request.headers.get("accept", "")
    return asked and not request.url.path.startswith("/v1/")


def _pointer(fault: Mapping[str, Any]) -> str:
    """ "question" for ("body", "question"); "q" for ("query", "q"); "body" for a body that is not JSON."""
    location = ("body",) if fault["type"] == _NO_JSON else fault["loc"]
    parts = [str(part)[:_SHOWN] for part in location]
    return "/".join(parts[1:] or parts).encode(errors="replace").decode()


def _told(fault: Mapping[str, Any]) -> str:
    """Pydantic's message without its prefix; for a body that is not JSON, where the error is."""
    if fault["type"] == _NO_JSON:
        return f"no JSON from character {fault['loc'][-1]} on: {fault['ctx']['error']}"
    return str(fault["msg"]).removeprefix("Value error, ")
