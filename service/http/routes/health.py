"""/healthz: the process is up. /readyz: it can answer."""

from fastapi import APIRouter, HTTPException

from service.http.routes.common import Service
from service.http.schemas.common import HealthOut, ReadyOut
from service.http.serializers import index_body

router = APIRouter(tags=["health"])


@router.get("/healthz")
def healthz() -> HealthOut:
    """The process is up."""
    return HealthOut()


@router.get("/readyz")
def readyz(service: Service) -> ReadyOut:
    """The index can be asked and follows the catalog, and sources are followed; 503 with the reason when not."""
    if troubles := [str(background.trouble) for background in service.background if background.trouble]:
        raise HTTPException(503, "; ".join(troubles))
    return ReadyOut(index=index_body(service.manifest()))
