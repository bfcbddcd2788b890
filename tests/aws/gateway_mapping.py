# SPDX-License-Identifier: MIT
"""What API Gateway's mapping templates get: $input and $context of one request.

The caller's address is `source_ip`, since a loopback caller has none of its own. Source: "Mapping
template variable reference", Amazon API Gateway Developer Guide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.aws import sigv4, vtl
from tests.aws.auth import Identity
from tests.aws.gateway_routes import Api, IntegrationResponse, Route, Stage
from tests.aws.http_wire import Request
from tests.aws.journal import Entry
from tests.aws.lambda_function import new_trace_id
from tests.aws.lambda_runtime import Outcome

if TYPE_CHECKING:
    from tests.aws.server import LocalAws

# A public address outside this machine.
CALLER = "198.51.101.1"
_EDGE = "130.176.0.1"  # CloudFront's, the last element of X-Forwarded-For on an edge-optimized API


@dataclass
class Turn:
    """One request on its way through the gateway."""

    request: Request
    entry: Entry
    request_id: str
    path: str = ""  # without its stage
    stage: Stage | None = None
    route: Route | None = None
    parameters: dict[str, str] = field(default_factory=dict)
    identity: Identity | None = None
    trace_id: str = field(default_factory=new_trace_id)


class Mapping:
    """Makes them, for one API."""

    def __init__(self, aws: LocalAws, api: Api) -> None:
        self.aws, self.api, self.source_ip = aws, api, CALLER

    def input(self, turn: Turn) -> vtl.Input:
        """$input of the request itself."""
        request = turn.request
        headers = {
            name: value for name, value in request.headers if name.lower() != "x-forwarded-for"
        }
        forwarded = [*request.values("x-forwarded-for"), self.source_ip]
        if self.api.edge:
            forwarded.append(_EDGE)
        headers["X-Forwarded-For"] = ", ".join(forwarded)
        headers["X-Amzn-Trace-Id"] = turn.trace_id.partition(";")[0]
        return vtl.Input(
            request.body.decode("utf-8", "replace"),
            turn.parameters,
            sigv4.text_pairs(request.query),
            headers,
        )

    def context(self, turn: Turn) -> dict[str, Any]:
        """$context."""
        request, identity = turn.request, turn.identity
        now = self.aws.clock.now()
        return {
            "accountId": self.aws.account,
            "apiId": self.api.id,
            "domainName": (request.header("host") or "").rsplit(":", 1)[0],
            "extendedRequestId": turn.request_id,
            "httpMethod": request.method,
            "identity": {
                "accessKey": identity.access_key_id if identity else None,
                "accountId": self.aws.account if identity else None,
                "caller": identity.user_id if identity else None,
                "sourceIp": self.source_ip,
                "user": identity.user_id if identity else None,
                "userAgent": request.header("user-agent"),
                "userArn": identity.arn if identity else None,
            },
            "path": request.path,
            "protocol": "HTTP/1.1",
            "requestId": turn.request_id,
            "requestTimeEpoch": int(now * 1000),
            "resourcePath": turn.route.resource if turn.route else None,
            "stage": turn.stage.name if turn.stage else None,
            "requestOverride": {"header": {}, "path": {}, "querystring": {}},
            "responseOverride": {"header": {}},
        }


def has_parameter(given: vtl.Input, parameter: str) -> bool:
    """Whether a request has method.request.PLACE.NAME, and not empty."""
    _, _, place, name = parameter.split(".", 3)
    places = {
        "querystring": given.query,
        "path": given.path_parameters,
        "header": {key.lower(): value for key, value in given.header.items()},
    }
    return bool(places[place].get(name.lower() if place == "header" else name))


def select(responses: list[IntegrationResponse], outcome: Outcome) -> IntegrationResponse:
    """By the errorMessage of a function error, the whole of it; else the one without a pattern."""
    message = outcome.error_message
    for one in responses:
        if one.pattern and message and re.fullmatch(one.pattern, message):
            return one
    return next(one for one in responses if not one.pattern)
