# SPDX-License-Identifier: MIT
"""Parameters, rules, outputs, and that an update of the stack really deploys."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.aws.template import TemplateError

from .stacks import (
    CERTIFICATE,
    PEM,
    STACKS,
    TEMPLATE,
    deployment_name,
    document,
    one,
    pictured,
    stack,
)

NAME_253 = ".".join(["a" * 63, "b" * 63, "c" * 63, "d" * 49, "example.com"])
GOOD = [
    ("HostName", "home.example.com"),
    ("HostName", "_x-1.b-c.example.com"),
    ("HostName", NAME_253),
    ("HostsAllowed", "a.example.com,b.example.com"),
    ("HostsAllowed", "*.r.example.com"),
    ("HostedZoneId", "Z" + "0" * 31),
    ("Ttl", "1"),
    ("Ttl", "604800"),
    ("SetIdentifier", "home line, 1st"),
    ("CodeVersion", "1.20.3-rc.1"),
    ("Email", "first.last+dns@mail.example.com"),
    ("SmsNumber", "+491701234567"),
    ("MetricNamespace", "Home/DDNS"),
    ("HostMetrics", "no"),
    ("HeartbeatHours", "1"),
    ("HeartbeatHours", "168"),
    ("ApiDomain", "api.example.com"),
    ("ApiDomain", "api.example.xn--p1ai"),
    ("ApiDomain", "api.xn--bcher-kva.xn--vermgensberatung-pwb"),
    ("ApiDomain", "ddns.xn--fiqs8s"),
    ("RouterCertificate", PEM),
    ("RouterCertificate", PEM.rstrip()),
    ("RouterCertificate", PEM.replace("\n", " ")),
    ("RouterCertificateStatus", "INACTIVE"),
    ("RouterUser", "auto"),
    ("ReservedConcurrency", "0"),
    ("Tracing", "yes"),
]
BAD = [
    ("HostName", "*.example.com"),
    ("HostName", "Home.example.com"),
    ("HostName", "home.example.com."),
    ("HostName", "home"),
    ("HostName", "home..example.com"),
    ("HostName", "home.example.com\n"),
    ("HostName", "home.example.com,evil.example.com"),
    ("HostName", "a" * 64 + ".example.com"),
    ("HostName", NAME_253[:-11] + "x.example.com"),
    ("HostName", ""),
    ("HostsAllowed", "a.example.com,B.example.com"),
    ("HostsAllowed", "*"),
    ("HostsAllowed", "a.*.example.com"),
    ("HostsAllowed", "a?.example.com"),
    ("HostsAllowed", "*a.example.com"),
    ("HostsAllowed", "**.example.com"),
    ("HostsAllowed", ".example.com"),
    ("HostedZoneId", "/hostedzone/Z0123"),
    ("HostedZoneId", "Z*"),
    ("HostedZoneId", "z0123"),
    ("Ttl", "0"),
    ("Ttl", "10s"),
    ("Ttl", "604801"),
    ("SetIdentifier", "a" * 129),
    ("SetIdentifier", "a\tb"),
    ("CreateMissing", "true"),
    ("AllowPrivate", "maybe"),
    ("RequireSourceIp", "Yes"),
    ("CodeBucket", "s3://bucket"),
    ("CodeVersion", "latest"),
    ("CodeSha256", "5A" * 32),
    ("CodeSha256", "5a" * 31),
    ("Architecture", "aarch64"),
    ("Email", "me@example.com,you@example.com"),
    ("Email", "me"),
    ("SmsNumber", "0170 1234567"),
    ("Notify", "all"),
    ("MetricNamespace", "AWS/Lambda"),
    ("MetricNamespace", ":x"),
    ("MetricNamespace", "Home/*"),
    ("MetricNamespace", ""),
    ("HostMetrics", "true"),
    ("HeartbeatHours", "0"),
    ("HeartbeatHours", "169"),
    ("ApiDomain", "https://api.example.com"),
    ("ApiDomain", "api.example.xn--"),
    ("ApiDomain", "api.example.xn--p1ai-"),
    ("ApiDomain", "api.example.c0m"),
    ("ApiDomain", "198.51.100.7"),
    ("ApiDomain", "api.example." + "a" * 64),
    ("ApiDomain", "api.example.xn--" + "a" * 60),
    ("ApiDomain", "Api.example.com"),
    ("EndpointType", "PRIVATE"),
    ("IpAddressType", "ipv6"),
    ("CertificateArn", "arn:aws:acm:us-east-1:111122223333:certificate/*"),
    ("FunctionUrl", "true"),
    ("RouterCertificate", PEM + PEM),
    ("RouterCertificate", "router.crt"),
    ("RouterCertificate", PEM.replace("CERTIFICATE", "PRIVATE KEY")),
    ("RouterCertificate", PEM.replace("CERTIFICATE", "CERTIFICATE REQUEST")),
    ("RouterCertificate", PEM + PEM.replace("CERTIFICATE", "EC PRIVATE KEY")),
    ("RouterCertificate", "\n" + PEM),
    ("RouterCertificateStatus", "REVOKED"),
    ("RouterCertificateStatus", "active"),
    ("RouterUser", ""),
    ("RouterUser", "Auto"),
    ("ReservedConcurrency", "-1"),
    ("AccessLog", "on"),
    ("Tracing", "Active"),
]


@pytest.mark.parametrize(("name", "value"), GOOD)
def test_parameter_takes(name: str, value: str) -> None:
    """What the docs of each parameter allow is allowed."""
    stack(**{name: value})


@pytest.mark.parametrize(("name", "value"), BAD)
def test_parameter_refuses(name: str, value: str) -> None:
    """A wrong value is refused before anything is made, by the parameter's own name."""
    with pytest.raises(TemplateError, match=name):
        stack(**{name: value})


def test_every_parameter_is_refused_somewhere() -> None:
    """A parameter that is missing above would be one that takes anything."""
    assert {name for name, _ in BAD} == set(document()["Parameters"])


def test_edge_domain_needs_a_certificate() -> None:
    """A certificate of the stack's own region would be useless to CloudFront."""
    edge = {"ApiDomain": "api.example.com", "EndpointType": "EDGE"}
    with pytest.raises(TemplateError, match="CertificateArn"):
        stack(**edge)
    stack(**edge, CertificateArn=CERTIFICATE)
    stack(EndpointType="EDGE")


def test_api_domain_is_not_the_host() -> None:
    """The API's alias and the router's address cannot be one record."""
    with pytest.raises(TemplateError, match="ApiDomain must not be HostName"):
        stack(ApiDomain="home.example.com")


def references(value: Any) -> Iterator[str]:
    """All names that the functions in a value refer to."""
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "Ref":
                yield item
            elif key == "Fn::GetAtt":
                yield item[0]
            elif key == "Fn::Sub" and isinstance(item, str):
                yield from (name.split(".")[0] for name in re.findall(r"\$\{([^}]+)\}", item))
            else:
                yield from references(item)


def test_deployment_has_the_hash_of_what_it_shows() -> None:
    """Another API under the old name would not be deployed: it needs a new Deployment."""
    (found,) = stack().of_type("AWS::ApiGateway::Deployment")
    right = deployment_name()
    assert found == right, f"the API changed: rename {found} to {right} in {TEMPLATE.name}"
    assert one(stack(), "ApiGateway::Stage")["DeploymentId"] == f"<{right}>"
    assert "Retain" not in json.dumps(document()["Resources"][found])


def test_deployment_waits_for_all_it_shows() -> None:
    """A method that is made after the Deployment is not in it."""
    made = stack()
    (name,) = made.of_type("AWS::ApiGateway::Deployment")
    wanted = {n for n in pictured() if made.resources[n]["Type"].endswith(("Method", "Response"))}
    assert set(made.resources[name]["DependsOn"]) == wanted


def test_what_a_deployment_shows_has_no_parameters() -> None:
    """Else a value would change the API without a new hash. The Api's two need no Deployment."""
    used = {name: set(references(resource)) for name, resource in pictured().items()}
    names = set(document()["Parameters"])
    assert used.pop("Api") & names == {"EndpointType", "IpAddressType"}
    assert not set().union(*used.values()) & names
    for name, resource in pictured().items():
        assert "Fn::If" not in json.dumps(resource) and "Condition" not in resource, name


def test_descriptions_say_what_aws_does() -> None:
    """What surprises: two days for a mail, regions without function URLs, whose address it is."""
    parameters = document()["Parameters"]
    assert "within two days" in parameters["Email"]["Description"]
    assert "regions" in parameters["FunctionUrl"]["Description"]
    assert "over IPv6" in parameters["RequireSourceIp"]["Description"]
    text = " ".join(TEMPLATE.read_text().replace("#", "").split())
    assert "best effort" in text
    assert "IpAddressType takes effect at once" in text
    assert "two parameters take effect at once" not in text


def test_outputs() -> None:
    """The lines for wan53.conf, and what README.md asks for by name."""
    assert {name for parameters in STACKS.values() for name in stack(**parameters).outputs()} == {
        "Wan53Conf",
        "Wan53ConfFunctionUrl",
        "IotEndpointCommand",
        "RouterCertificateId",
        "RouterUserName",
        "RouterPolicyArn",
        "TopicArn",
        "FunctionLogGroup",
    }
