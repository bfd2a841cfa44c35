"""POST /v1/cite"""

from fastapi import APIRouter, HTTPException, Request

from service.display.bibliography import QuotedPlace, references_of
from service.display.references import permalinks
from service.display.styles import write_references
from service.http.routes.common import Json, Service
from service.http.schemas.references import CiteBody, ReferencesOut

router = APIRouter(tags=["cite"])


@router.post("/v1/cite", dependencies=[Json])
def cite(body: CiteBody, service: Service, request: Request) -> ReferencesOut:
    """References for places of releases: a quote, the citations of an answer, or those of a talk."""
    try:
        citations, languages = service.cite([QuotedPlace(**place.model_dump()) for place in body.places])
    except ValueError as error:
        raise HTTPException(422, str(error)) from None
    places = permalinks(str(request.base_url).rstrip("/"))
    references = references_of(citations, places, body.accessed, languages)
    return ReferencesOut(style=body.style, text=write_references(references, body.style))
