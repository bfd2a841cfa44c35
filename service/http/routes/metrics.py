"""GET /metrics"""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from service.http.metrics import MEDIA_TYPE, Metrics
from service.http.routes.common import Service

router = APIRouter(tags=["health"])


def metrics_of(request: Request) -> Metrics:
    metrics: Metrics = request.app.state.metrics
    return metrics


@router.get(
    "/metrics", response_class=Response, responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}
)
def metrics(service: Service, counts: Annotated[Metrics, Depends(metrics_of)]) -> Response:
    """What Prometheus collects: requests, how long they took, how much is indexed, what fails beside the answering."""
    return Response(counts.text(service.manifest(), service.background), media_type=MEDIA_TYPE)
