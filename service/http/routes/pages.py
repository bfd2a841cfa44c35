"""The chat page, the page of a release, and the API's documentation: all served from here."""

from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles

from service.http.pages.views import Narrowing, release_page, talk_page
from service.http.routes.common import Service, Whole

_STATIC = Path(__file__).parents[2] / "static"
# Swagger UI as fastapi-offline ships it; FastAPI's own page would load it from a CDN.
_SWAGGER = Path(str(files("fastapi_offline") / "static"))


class AskedForAnew(StaticFiles):
    """Files that a browser keeps, but asks about each time: modules of two versions do not make one page."""

    def file_response(self, *args: Any, **options: Any) -> Response:
        response = super().file_response(*args, **options)
        response.headers["Cache-Control"] = "no-cache"
        return response


router = APIRouter(include_in_schema=False)
static = AskedForAnew(directory=_STATIC)
swagger = StaticFiles(directory=_SWAGGER)


@router.get("/")
def talk(
    service: Service,
    whole: Whole,
    q: str = "",
    published_from: str = "",
    published_to: str = "",
    publisher: str = "",
    country: str = "",
    person: str = "",
    as_of: str = "",
) -> HTMLResponse:
    """An empty field of the form is none: a browser sends those too."""
    narrowing = Narrowing(
        published_from=published_from,
        published_to=published_to,
        publisher=publisher,
        country=country,
        person=person,
        as_of=as_of,
    )
    page, status = talk_page(service, whole, q, narrowing)
    return HTMLResponse(page, status)


@router.get("/r/{release_id:path}")
def release(release_id: str, service: Service, version: str | None = None, place: str | None = None) -> HTMLResponse:
    page, status = release_page(service, release_id, version, place)
    return HTMLResponse(page, status)


@router.get("/docs")
def docs_page() -> HTMLResponse:
    return get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="Communiqué – HTTP interface",
        swagger_js_url="/docs/static/swagger-ui-bundle.js",
        swagger_css_url="/docs/static/swagger-ui.css",
        swagger_favicon_url="/static/favicon.svg",
    )
