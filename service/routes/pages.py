"""The chat page, the page of a release, and the API's documentation: all served from here."""

from importlib.resources import files
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse, HTMLResponse
from fastapi.staticfiles import StaticFiles

_STATIC = Path(__file__).parent.parent / "static"
# Swagger UI as fastapi-offline ships it; FastAPI's own page would load it from a CDN.
_SWAGGER = Path(str(files("fastapi_offline") / "static"))

router = APIRouter(include_in_schema=False)
static = StaticFiles(directory=_STATIC)
swagger = StaticFiles(directory=_SWAGGER)


@router.get("/")
def ask_page(q: Annotated[str | None, Query()] = None) -> FileResponse:  # noqa: ARG001 - the page itself reads ?q=
    return FileResponse(_STATIC / "index.html")


@router.get("/r/{release_id:path}")
def release_page(
    release_id: str,  # noqa: ARG001 - the page itself reads its address
    version: Annotated[str | None, Query()] = None,  # noqa: ARG001
) -> FileResponse:
    return FileResponse(_STATIC / "release.html")


@router.get("/docs")
def docs_page() -> HTMLResponse:
    return get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="Communiqué – HTTP interface",
        swagger_js_url="/docs/static/swagger-ui-bundle.js",
        swagger_css_url="/docs/static/swagger-ui.css",
        swagger_favicon_url="/static/favicon.svg",
    )
