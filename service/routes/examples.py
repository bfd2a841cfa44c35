"""GET /v1/examples"""

from fastapi import APIRouter

from service.routes.common import ExampleQuestions
from service.schemas import ExamplesOut

router = APIRouter(tags=["ask"])


@router.get("/v1/examples")
def examples(questions: ExampleQuestions) -> ExamplesOut:
    """Up to three questions that the releases answer, made of the newest ones; to begin with."""
    return ExamplesOut(questions=questions.make())
