# SPDX-License-Identifier: MIT
"""The stacks of all templates that the tests look at, and the name that a Deployment must have.

A resource's Ref is "<Name>" and a GetAtt "<Name.Attribute>", except where a name must look real.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from tests.aws.template import Template, load

_FOLDER = Path(__file__).resolve().parents[2] / "src" / "lambda"
TEMPLATE = _FOLDER / "template.yaml"
ROUTER = _FOLDER / "router.yaml"
ROLES_ANYWHERE = _FOLDER / "roles-anywhere.yaml"
ACCOUNT = "111122223333"
REGION = "eu-central-1"
API_ARN = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:a1b2c3/prod"
FUNCTION_ARN = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:wan53"
ZONE_ARN = "arn:aws:route53:::hostedzone/Z0123456789ABC"
# A router's own: EC P-256, signed by itself.
PEM = Path(__file__).with_name("data").joinpath("router.crt").read_text()
REQUIRED = {
    "HostName": "home.example.com",
    "HostedZoneId": "Z0123456789ABC",
    "CodeBucket": "bucket",
    "CodeVersion": "0.1.0",
    "CodeSha256": "5a" * 32,
}
CERTIFICATE = f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/01234567-89ab-cdef-0123-456789abcdef"
# One of each kind; every property must hold in all of them. These are of template.yaml.
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
    "certificate": {"RouterCertificate": PEM},
    "certificate and user": {
        "RouterCertificate": PEM,
        "RouterCertificateStatus": "INACTIVE",
        "RouterUser": "yes",
        "FunctionUrl": "yes",
        "HostsAllowed": "a.example.com",
    },
}
_GATEWAY = {"GatewayApiArn": API_ARN}
_ROUTE53 = {"Via": "route53", "HostedZoneId": "Z0123456789ABC"}
_ANNOUNCING = {
    "TopicArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:wan53",
    "MetricNamespace": "Home/DDNS",
    "RecordTypes": "A AAAA",
}
_ONE = {"HostNames": "b.example.com", "RouterCertificate": PEM}
_FOUR = {
    "HostNames": "b.example.com,c.example.com,_d.example.com,e-1.r.example.com",
    "RouterCertificate": PEM,
    "RouterCertificateStatus": "INACTIVE",
}
ROUTERS: dict[str, dict[str, str]] = {
    "gateway": _ONE | _GATEWAY,
    "gateway, four names": _FOUR | _GATEWAY | _ANNOUNCING,
    "route53": _ONE | _ROUTE53,
    "route53, four names": _FOUR | _ROUTE53 | _ANNOUNCING,
    "route53, wildcard": _ONE
    | _ROUTE53
    | {"HostNames": "example.com,\\052.example.com", "RecordTypes": "AAAA"},
}
CRL = PEM.replace("CERTIFICATE", "X509 CRL")
ROLES: dict[str, dict[str, str]] = {
    "gateway": {"CaCertificate": PEM} | _GATEWAY,
    "route53": {"CaCertificate": PEM} | _ROUTE53,
    "all": {"CaCertificate": PEM, "RevocationList": CRL} | _ROUTE53 | _ANNOUNCING,
}
# All stacks of all templates: (template, parameters), by name.
EVERY = {
    f"{path.stem}: {name}": (path, parameters)
    for path, stacks in (
        (TEMPLATE, {name: REQUIRED | given for name, given in STACKS.items()}),
        (ROUTER, ROUTERS),
        (ROLES_ANYWHERE, ROLES),
    )
    for name, parameters in stacks.items()
}
# What API Gateway copies into a Deployment.
_PICTURED = {
    f"AWS::ApiGateway::{kind}"
    for kind in ("RestApi", "Resource", "Method", "GatewayResponse", "Model", "RequestValidator")
}
_ROLES_ANYWHERE_ARN = f"arn:aws:rolesanywhere:{REGION}:{ACCOUNT}"
_UUID = "01234567-89ab-4cde-8f01-23456789abcd"
_REAL = {
    ("Api", "Ref"): "a1b2c3",
    ("Function", "Arn"): FUNCTION_ARN,
    ("Url", "FunctionUrl"): f"https://abcdefgh.lambda-url.{REGION}.on.aws/",
    ("TrustAnchor", "TrustAnchorArn"): f"{_ROLES_ANYWHERE_ARN}:trust-anchor/{_UUID}",
    ("Profile", "ProfileArn"): f"{_ROLES_ANYWHERE_ARN}:profile/{_UUID}",
    ("Role", "Arn"): f"arn:aws:iam::{ACCOUNT}:role/wan53-Role",
    # IoT's own names, which stand in wan53.conf.
    **{(name, "Ref"): "wan53" for name in ("RouterThing", "RouterRoleAlias", "Thing", "RoleAlias")},
}


@cache
def document(path: Path = TEMPLATE) -> dict[str, Any]:
    """A template as it is written."""
    return load(path)


def evaluate(path: Path, parameters: dict[str, str]) -> Template:
    """A template with these parameters and no others; TemplateError as AWS refuses."""
    template = Template(document(path), parameters, region=REGION, account=ACCOUNT)
    template.identifiers = lambda name, attribute: _REAL.get(
        (name, attribute), f"<{name}>" if attribute == "Ref" else f"<{name}.{attribute}>"
    )
    return template


def stack(**parameters: str) -> Template:
    """template.yaml with these parameters beside the required ones."""
    return evaluate(TEMPLATE, REQUIRED | parameters)


def of_type(template: Template, kind: str) -> dict[str, dict[str, Any]]:
    """Properties of the resources of a type, such as "Lambda::Function", by name."""
    return {name: template.properties(name) for name in template.of_type(f"AWS::{kind}")}


def one(template: Template, kind: str) -> dict[str, Any]:
    """Properties of the only resource of a type."""
    (properties,) = of_type(template, kind).values()
    return properties


def pictured() -> dict[str, Any]:
    """What a Deployment takes a picture of, as it is written."""
    return {n: r for n, r in document()["Resources"].items() if r["Type"] in _PICTURED}


def deployment_name() -> str:
    """The logical id of the Deployment that shows the API as it stands."""
    text = json.dumps(pictured(), sort_keys=True, separators=(",", ":"))
    return "Deployment" + hashlib.sha256(text.encode()).hexdigest()[:10]
