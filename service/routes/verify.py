"""POST /v1/verify"""

from fastapi import APIRouter, HTTPException

from service.bodies import verification_body
from service.routes.common import Json, Service
from service.verification_schemas import VerificationOut, VerifyBody

router = APIRouter(tags=["verify"])


@router.post("/v1/verify", dependencies=[Json])
def verify(body: VerifyBody, service: Service) -> VerificationOut:
    """Does this quote stand there, word for word?"""
    try:
        return verification_body(service.verify(**body.model_dump()))
    except ValueError as error:
        raise HTTPException(422, str(error)) from None
