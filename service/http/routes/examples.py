"""GET /v1/examples"""

from fastapi import APIRouter

from service.http.routes.common import Whole
from service.http.schemas.answers import ExamplesOut

router = APIRouter(tags=["ask"])


@router.get("/v1/examples")
def examples(whole: Whole) -> ExamplesOut:
    """Up to three questions that the releases answer, made of the newest ones; to begin with."""
    return ExamplesOut(questions=whole.examples.get())
