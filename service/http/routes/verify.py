"""POST /v1/verify"""

from fastapi import APIRouter, HTTPException

from service.http.routes.common import Json, Service
from service.http.schemas.verification import VerificationOut, VerifyBody
from service.http.verification_serializers import verification_body

router = APIRouter(tags=["verify"])


@router.post("/v1/verify", dependencies=[Json])
def verify(body: VerifyBody, service: Service) -> VerificationOut:
    """Does this quote stand there, word for word?"""
    try:
        return verification_body(service.verify(**body.model_dump()))
    except ValueError as error:
        raise HTTPException(422, str(error)) from None
