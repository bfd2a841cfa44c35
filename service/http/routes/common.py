"""What routes share: the service they speak for, who may write, which query parameters exist."""

from typing import Annotated

from fastapi import Depends, HTTPException, Request, Security
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from service.assembly import Communique
from service.http.door.keys import KEY_NUMBER
from service.http.pages.overview import Overview


def communique_of(request: Request) -> Communique:
    service: Communique = request.app.state.communique
    return service


Service = Annotated[Communique, Depends(communique_of)]


def overview_of(request: Request) -> Overview:
    overview: Overview = request.app.state.overview
    return overview


Whole = Annotated[Overview, Depends(overview_of)]


_BEARER = HTTPBearer(auto_error=False, description="One of COMMUNIQUE_WRITE_KEYS.")


def require_key(request: Request, _given: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]) -> None:
    """Marks a route that needs a key. `KeyFirst` has asked for it before the body was read; without it, 401."""
    if KEY_NUMBER not in request.scope:
        raise HTTPException(401, "a key is needed: Authorization: Bearer …", {"WWW-Authenticate": "Bearer"})


Writer = Depends(require_key)


def refuse_unknown_parameters(request: Request) -> None:
    """422 for a query parameter that the route does not have, or twice: a filter is never to be passed over."""
    route = request.scope.get("route")
    known = _parameters(route.dependant) if isinstance(route, APIRoute) else set()
    if unknown := sorted(set(request.query_params) - known):
        raise HTTPException(422, f"unknown query parameter: {', '.join(unknown)[:200]}")
    if repeated := sorted(name for name in known if len(request.query_params.getlist(name)) > 1):
        raise HTTPException(422, f"query parameter given more than once: {', '.join(repeated)}")


def _parameters(dependant: Dependant) -> set[str]:
    own = {field.alias for field in dependant.query_params}
    return own.union(*(_parameters(inner) for inner in dependant.dependencies))


def require_json(request: Request) -> None:
    """415 for a body that does not say it is JSON."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" and not media_type.endswith("+json"):
        raise HTTPException(415, "the body is to be JSON: Content-Type: application/json")


Json = Depends(require_json)
