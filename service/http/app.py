"""The HTTP application, made of a service that is already open."""

from fastapi import Depends, FastAPI

from service.assembly import Communique
from service.http.door.bodies import BodyLimit
from service.http.door.keys import KeyFirst, Keys
from service.http.door.rates import RateLimit
from service.http.metrics import Metered, Metrics
from service.http.middleware import HeadAsGet, SecurityHeaders
from service.http.pages.overview import Overview
from service.http.pages.refusals import problem_page
from service.http.problems import handle_problems
from service.http.routes import (
    ask,
    atom,
    cite,
    completions,
    conversations,
    examples,
    finding,
    health,
    metrics,
    pages,
    releases,
    search,
    sources,
    verify,
)
from service.http.routes.common import refuse_unknown_parameters, require_key
from service.http.schemas.common import ProblemOut
from service.settings import Settings

_PROBLEM = {"model": ProblemOut, "description": "A problem (RFC 9457)", "content": {"application/problem+json": {}}}

_MODULES = (
    ask,
    completions,
    conversations,
    examples,
    search,
    atom,
    finding,
    releases,
    sources,
    verify,
    cite,
    health,
    metrics,
    pages,
)


def make_app(communique: Communique) -> FastAPI:
    """Routes, limits and problem documents around one open service."""
    app = FastAPI(
        title="Communiqué",
        summary="Press releases, quoted word for word.",
        version="1",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(refuse_unknown_parameters)],
        responses={"default": _PROBLEM, 422: _PROBLEM},
    )
    app.state.communique = communique
    app.state.metrics = Metrics()
    app.state.overview = Overview(communique)
    handle_problems(app, problem_page)
    for module in _MODULES:
        app.include_router(module.router)
    app.state.routes = [route for module in _MODULES for route in module.router.routes]
    _guard(app, communique.settings)
    app.mount("/static", pages.static)
    app.mount("/docs/static", pages.swagger)
    # Around Starlette's last resort too, where add_middleware does not reach: a 500 carries the headers as well.
    app.middleware_stack = HeadAsGet(Metered(SecurityHeaders(app.build_middleware_stack()), app.state.metrics))
    return app


def _guard(app: FastAPI, settings: Settings) -> None:
    """What is judged before a body is read; the last that is added is asked first."""
    routes = app.state.routes
    app.add_middleware(BodyLimit, routes=routes)
    if settings.rate_per_address or settings.rate_per_key:
        app.add_middleware(RateLimit, address=settings.rate_per_address, key=settings.rate_per_key)
    app.add_middleware(KeyFirst, keys=Keys(settings.write_keys), routes=routes, needing=require_key)
