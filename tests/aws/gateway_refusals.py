# SPDX-License-Identifier: MIT
"""How API Gateway says no: the response types, their errors and bodies, as a template changes them.

Source: "Gateway response types", Amazon API Gateway Developer Guide; the x-amzn-ErrorType headers
are those of AWS's knowledge center on 403 errors. Marked [assumed]: no public example was seen.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.aws import vtl
from tests.aws.errors import ServiceError
from tests.aws.gateway_routes import Api
from tests.aws.http_wire import Reply


@dataclass
class Refusal(Exception):
    """One refusal of the gateway's own."""

    type: str  # of the gateway response
    status: int
    error: str  # of x-amzn-ErrorType
    message: str
    capital: bool = False  # the body says "Message", as IAM's own refusals do


NOT_FOUND = Refusal(
    "MISSING_AUTHENTICATION_TOKEN", 403, "MissingAuthenticationTokenException",
    "Missing Authentication Token",
)  # fmt: skip
FORBIDDEN = Refusal("DEFAULT_4XX", 403, "ForbiddenException", "Forbidden")
THROTTLED = Refusal("THROTTLED", 429, "TooManyRequestsException", "Too Many Requests")
# Lambda's own throttling arrives as this too.
INTERNAL = Refusal("DEFAULT_5XX", 500, "InternalServerErrorException", "Internal server error")
CONFIGURATION = Refusal(
    "API_CONFIGURATION_ERROR", 500, "InternalServerErrorException", "Internal server error"
)
TIMED_OUT = Refusal(
    "INTEGRATION_TIMEOUT", 504, "InternalServerErrorException", "Endpoint request timed out"
)
UNSUPPORTED = Refusal(
    "UNSUPPORTED_MEDIA_TYPE", 415, "BadRequestException", "Unsupported Media Type"
)  # [assumed]
TOO_LARGE = Refusal("REQUEST_TOO_LARGE", 413, "RequestTooLargeException", "Request Too Long")

# What tests/aws/auth.py refuses with: the response type and the error.
_SIGNATURE_ERRORS = {
    "MissingAuthenticationToken": (NOT_FOUND.type, NOT_FOUND.error),
    "IncompleteSignature": ("INVALID_SIGNATURE", "IncompleteSignatureException"),
    "SignatureDoesNotMatch": ("INVALID_SIGNATURE", "InvalidSignatureException"),
    "InvalidClientTokenId": ("ACCESS_DENIED", "UnrecognizedClientException"),
    "ExpiredToken": ("EXPIRED_TOKEN", "ExpiredTokenException"),
}


def of_error(error: ServiceError) -> Refusal:
    """A ServiceError of the verifier or of a fault, in the gateway's shape."""
    if error.code in _SIGNATURE_ERRORS:
        type_, code = _SIGNATURE_ERRORS[error.code]
        message = NOT_FOUND.message if type_ == NOT_FOUND.type else error.message
        return Refusal(type_, 403, code, message)
    if error.code == "Throttling":
        return THROTTLED
    type_ = "DEFAULT_5XX" if error.status >= 500 else "DEFAULT_4XX"
    return Refusal(type_, error.status, error.code, error.message)


def reply(refusal: Refusal, api: Api, context: dict[str, Any], request_id: str) -> Reply:
    """The refusal as the API's gateway responses shape it."""
    family = "DEFAULT_5XX" if refusal.status >= 500 else "DEFAULT_4XX"
    shaped = api.gateway_responses.get(refusal.type) or api.gateway_responses.get(family)
    body = json.dumps({"Message" if refusal.capital else "message": refusal.message})
    headers = [
        ("x-amzn-RequestId", request_id),
        ("x-amzn-ErrorType", refusal.error),
        ("Content-Type", "application/json"),
    ]
    status = refusal.status
    if shaped:
        headers += shaped.headers.items()
        status = shaped.status or status
        if shaped.template is not None:
            about = {
                "message": refusal.message,
                "messageString": json.dumps(refusal.message),
                "responseType": refusal.type,
            }
            body = vtl.render(shaped.template, vtl.Input(), context | {"error": about}, {})
    return Reply(status, body.encode(), headers)
