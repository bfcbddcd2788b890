# SPDX-License-Identifier: MIT
"""A reply as botocore reads it, by its service model."""

from __future__ import annotations

from functools import cache

import botocore.parsers
from botocore.model import ServiceModel
from botocore.session import get_session


@cache
def model(service: str = "route53") -> ServiceModel:
    return get_session().get_service_model(service)


def parsed(operation: str, status: int, body: str, service: str = "route53") -> dict:
    """The members of a reply, as boto3 hands them out."""
    described = model(service)
    parser = botocore.parsers.create_parser(described.metadata["protocol"])
    shape = described.operation_model(operation).output_shape
    reply = {"status_code": status, "headers": {}, "body": body.encode()}
    return parser.parse(reply, shape)
