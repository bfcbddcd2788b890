# SPDX-License-Identifier: MIT
"""The stacks that the tests look at, and the name that the template's Deployment must have.

A resource's Ref is "<Name>" and a GetAtt "<Name.Attribute>", except where a name must look real.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from tests.aws.template import Template, load

TEMPLATE = Path(__file__).resolve().parents[2] / "src" / "lambda" / "template.yaml"
ACCOUNT = "111122223333"
REGION = "eu-central-1"
API_ARN = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:a1b2c3/prod"
FUNCTION_ARN = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:wan53"
ZONE_ARN = "arn:aws:route53:::hostedzone/Z0123456789ABC"
REQUIRED = {
    "HostName": "home.example.com",
    "HostedZoneId": "Z0123456789ABC",
    "CodeBucket": "bucket",
    "CodeVersion": "0.1.0",
    "CodeSha256": "5a" * 32,
}
CERTIFICATE = f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/01234567-89ab-cdef-0123-456789abcdef"
# One of each kind; every property must hold in all of them.
STACKS: dict[str, dict[str, str]] = {
    "plain": {},
    "fleet": {"HostsAllowed": "a.example.com,*.r.example.com", "ReservedConcurrency": "2"},
    "all": {
        "HostsAllowed": "a.example.com",
        "Email": "me@example.com",
        "SmsNumber": "+15550100123",
        "SetIdentifier": "home",
        "ApiDomain": "api.example.com",
        "FunctionUrl": "yes",
        "AccessLog": "yes",
        "Tracing": "yes",
        "ReservedConcurrency": "1",
        "HeartbeatHours": "168",
    },
    "edge": {"ApiDomain": "api.example.com", "EndpointType": "EDGE", "CertificateArn": CERTIFICATE},
    "ipv4": {
        "ApiDomain": "api.example.com",
        "IpAddressType": "ipv4",
        "CertificateArn": CERTIFICATE,
    },
    "policy only": {"RouterUser": "no", "FunctionUrl": "yes", "HeartbeatHours": "1"},
}
# What API Gateway copies into a Deployment.
_PICTURED = {
    f"AWS::ApiGateway::{kind}"
    for kind in ("RestApi", "Resource", "Method", "GatewayResponse", "Model", "RequestValidator")
}
_REAL = {
    ("Api", "Ref"): "a1b2c3",
    ("Function", "Arn"): FUNCTION_ARN,
    ("Url", "FunctionUrl"): f"https://abcdefgh.lambda-url.{REGION}.on.aws/",
}


@cache
def document() -> dict[str, Any]:
    """The template as it is written."""
    return load(TEMPLATE)


def stack(**parameters: str) -> Template:
    """The template with these parameters beside the required ones; TemplateError as AWS refuses."""
    made = Template(document(), REQUIRED | parameters, region=REGION, account=ACCOUNT)
    made.identifiers = lambda name, attribute: _REAL.get(
        (name, attribute), f"<{name}>" if attribute == "Ref" else f"<{name}.{attribute}>"
    )
    return made


def of_type(made: Template, kind: str) -> dict[str, dict[str, Any]]:
    """Properties of the resources of a type, such as "Lambda::Function", by name."""
    return {name: made.properties(name) for name in made.of_type(f"AWS::{kind}")}


def one(made: Template, kind: str) -> dict[str, Any]:
    """Properties of the only resource of a type."""
    (properties,) = of_type(made, kind).values()
    return properties


def pictured() -> dict[str, Any]:
    """What a Deployment takes a picture of, as it is written."""
    return {n: r for n, r in document()["Resources"].items() if r["Type"] in _PICTURED}


def deployment_name() -> str:
    """The logical id of the Deployment that shows the API as it stands."""
    text = json.dumps(pictured(), sort_keys=True, separators=(",", ":"))
    return "Deployment" + hashlib.sha256(text.encode()).hexdigest()[:10]
