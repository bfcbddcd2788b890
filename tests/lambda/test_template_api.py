# SPDX-License-Identifier: MIT
"""The API as the template declares it: who may call, what the companion gets, what comes back."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.aws import vtl

from .stacks import FUNCTION_ARN, STACKS, of_type, one, stack

GETS = {"DdnsGet": "/v100/ddns", "DdnsHostGet": "/v100/ddns/{host}"}
STATUSES = ["200", "400", "403", "429", "500"]
ORIGIN = "method.response.header.Access-Control-Allow-Origin"
SOURCE_IP = "203.0.113.9"
# A caller's text that is more than an address, a name or a list of them.
HOSTILE = [
    '198.51.100.7","host":"evil.example.com',
    '198.51.100.7","ip":"198.51.100.8',
    '"',
    "\\",
    '\\"',
    "\\\\'",
    "o'b",
    "'",
    "a\nb\r\t\b\f",
    "\x00\x1f",
    "</script>",
    "\u20ac \U0001f600",
    "$context.identity.sourceIp",
    "#set($x = 1)#end",
    "${util.escapeJavaScript('x')}",
    "x" * 8000,
]


def methods() -> dict[str, dict[str, Any]]:
    """All methods, the same in every stack."""
    found = of_type(stack(), "ApiGateway::Method")
    for parameters in STACKS.values():
        assert of_type(stack(**parameters), "ApiGateway::Method") == found
    return found


def path_of(identifier: str) -> str:
    """A resource's path, from the ids of its parents."""
    resources = {
        f"<{name}>": given for name, given in of_type(stack(), "ApiGateway::Resource").items()
    }
    if identifier not in resources:
        assert identifier == "<Api.RootResourceId>"
        return ""
    given = resources[identifier]
    return f"{path_of(given['ParentId'])}/{given['PathPart']}"


def integration(name: str) -> dict[str, Any]:
    """A GET's integration."""
    return methods()[name]["Integration"]


def request_template(name: str) -> str:
    """What makes a GET's event."""
    (content_type,) = integration(name)["RequestTemplates"]
    assert content_type == "application/json"
    return integration(name)["RequestTemplates"][content_type]


def event(
    name: str, query: dict | None = None, header: dict | None = None, host: str = "h"
) -> dict:
    """The event that a GET becomes; a key that stands twice is a failure."""
    path = {"host": host} if name == "DdnsHostGet" else {}
    given = vtl.Input("", path, query or {}, header or {})
    context = {"identity": {"sourceIp": SOURCE_IP}}
    text = vtl.render(request_template(name), given, context, {})

    def unique(pairs: list[tuple[str, Any]]) -> dict:
        assert len(dict(pairs)) == len(pairs), text
        return dict(pairs)

    return json.loads(text, object_pairs_hook=unique)


def test_only_get_and_options_of_two_paths() -> None:
    """Nothing else answers."""
    found = {(given["HttpMethod"], path_of(given["ResourceId"])) for given in methods().values()}
    assert found == {(method, path) for path in GETS.values() for method in ("GET", "OPTIONS")}


def test_every_method_but_options_is_authorized_by_iam() -> None:
    """And OPTIONS reaches nothing: API Gateway itself answers it."""
    for name, given in methods().items():
        if given["HttpMethod"] == "OPTIONS":
            assert given["AuthorizationType"] == "NONE", name
            assert given["Integration"]["Type"] == "MOCK", name
            assert "Uri" not in given["Integration"], name
        else:
            assert given["AuthorizationType"] == "AWS_IAM", name


@pytest.mark.parametrize("name", GETS)
def test_get_invokes_the_companion_without_proxy(name: str) -> None:
    """By the mapping template alone: another content type is refused rather than passed through."""
    given = integration(name)
    assert given["Type"] == "AWS"
    assert given["IntegrationHttpMethod"] == "POST"
    assert given["Uri"].endswith(f":lambda:path/2015-03-31/functions/{FUNCTION_ARN}/invocations")
    assert given["PassthroughBehavior"] == "NEVER"


def test_parameters_are_declared() -> None:
    """What is not declared is not in the API's own description; the companion judges the values."""
    classic = {
        "method.request.querystring.ip": False,
        "method.request.header.X-Forwarded-For": False,
    }
    assert methods()["DdnsGet"]["RequestParameters"] == classic
    with_host = classic | {"method.request.path.host": True}
    assert methods()["DdnsHostGet"]["RequestParameters"] == with_host


@pytest.mark.parametrize("name", GETS)
def test_template_reads_only_what_it_may(name: str) -> None:
    """The host from the path, which IAM allowed; the caller's address from API Gateway alone."""
    text = request_template(name)
    allowed = {
        "params().querystring.get('ip')",
        "params().header.get('X-Forwarded-For')",
        *(["params().path.get('host')"] if name == "DdnsHostGet" else []),
    }
    assert set(re.findall(r"\$input\.(\S+\(\S*\))\)", text)) == allowed
    assert text.count("$input") == len(allowed)
    assert re.findall(r"\$context\S*", text) == [
        '$context.identity.sourceIp"' + ("," * (len(allowed) - 2))
    ]
    assert '"sourceIp": "$context.identity.sourceIp"' in text


@pytest.mark.parametrize("name", GETS)
def test_template_escapes_all_that_a_caller_sends(name: str) -> None:
    """No variable stands in the event as it came."""
    text = request_template(name)
    variables = re.findall(r"#set\((\$\w+) = ", text)
    body = text[text.index("{") :]
    for variable in variables:
        escaped = f'$util.escapeJavaScript({variable}).replaceAll("\\\\\'","\'")'
        assert body.count(escaped) == 1, variable
        assert body.replace(escaped, "").replace(f"#if({variable})", "").count(variable) == 0, (
            variable
        )


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("name", GETS)
def test_hostile_text_stays_where_it_is(name: str, text: str) -> None:
    """Whatever is sent arrives as that text, in its own key."""
    wanted = {"ip": text, "X-Forwarded-For": text, "sourceIp": SOURCE_IP}
    if name == "DdnsHostGet":
        wanted["host"] = text
    assert event(name, {"ip": text}, {"X-Forwarded-For": text}, text) == wanted


@pytest.mark.parametrize("name", GETS)
def test_no_place_stands_for_another(name: str) -> None:
    """A host in query or header, an ip in a header, an X-Forwarded-For in the query: nothing."""
    elsewhere = {"host": "evil.example.com", "sourceIp": "192.0.2.1", "x": "1"}
    found = event(
        name,
        elsewhere | {"X-Forwarded-For": "192.0.2.2"},
        elsewhere | {"ip": "192.0.2.3"},
        "home.example.com",
    )
    wanted = {"ip": "", "X-Forwarded-For": "", "sourceIp": SOURCE_IP}
    if name == "DdnsHostGet":
        wanted["host"] = "home.example.com"
    assert found == wanted


def answer(name: str, reply: Any) -> tuple[int, Any]:
    """Status and body that the default integration response makes of the companion's reply."""
    (response,) = [
        r for r in integration(name)["IntegrationResponses"] if "SelectionPattern" not in r
    ]
    context: dict[str, Any] = {"responseOverride": {}}
    template = response["ResponseTemplates"]["application/json"]
    body = vtl.render(template, vtl.Input(json.dumps(reply)), context, {})
    status = context["responseOverride"].get("status", int(response["StatusCode"]))
    assert isinstance(status, int)
    return status, json.loads(body)


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("name", GETS)
def test_refusal_has_its_status(name: str, status: str) -> None:
    """The reply's statusCode, text or number, is the HTTP status; the body is the reply."""
    for code in (status, int(status)):
        reply = {"statusCode": code, "body": "IP for h unchanged from 1 to 1 via request from 2"}
        assert answer(name, reply) == (int(status), reply)


@pytest.mark.parametrize("code", ["302", "404", "", "500 ", "200\n", None, True, {"a": 1}])
def test_undeclared_status_stays_200(code: Any) -> None:
    """API Gateway would answer 5xx for a status that no method response declares."""
    for name in GETS:
        assert answer(name, {"statusCode": code}) == (200, {"statusCode": code})


@pytest.mark.parametrize("name", GETS)
def test_function_errors_are_500(name: str) -> None:
    """Any message at all, on several lines too; else a crash would be a 200."""
    patterns = {
        r["StatusCode"]: r["SelectionPattern"]
        for r in integration(name)["IntegrationResponses"]
        if "SelectionPattern" in r
    }
    assert list(patterns) == ["500"]
    for message in ("Task timed out after 20.00 seconds", "a\nb\r\n", "{}", "x"):
        assert re.fullmatch(patterns["500"], message), message
    assert not re.fullmatch(patterns["500"], "")


@pytest.mark.parametrize("name", GETS)
def test_statuses_are_declared_and_readable_by_a_browser(name: str) -> None:
    """What is not declared cannot be answered; a header that is not declared is dropped."""
    declared = methods()[name]["MethodResponses"]
    assert [response["StatusCode"] for response in declared] == STATUSES
    assert all(response["ResponseParameters"] == {ORIGIN: True} for response in declared)
    for response in integration(name)["IntegrationResponses"]:
        assert response["ResponseParameters"] == {ORIGIN: "'*'"}


def test_preflight() -> None:
    """A browser may send what a signed GET carries, and learns so without a signature."""
    for name in ("DdnsOptions", "DdnsHostOptions"):
        given = methods()[name]
        (response,) = given["Integration"]["IntegrationResponses"]
        headers = {k.split("-Allow-")[-1]: v for k, v in response["ResponseParameters"].items()}
        assert headers["Origin"] == "'*'"
        assert headers["Methods"] == "'GET,OPTIONS'"
        sent = {header.lower() for header in headers["Headers"].strip("'").split(",")}
        assert {"authorization", "x-amz-date", "x-amz-security-token"} <= sent
        (declared,) = given["MethodResponses"]
        assert declared["ResponseParameters"] == dict.fromkeys(response["ResponseParameters"], True)
        assert json.loads(given["Integration"]["RequestTemplates"]["application/json"]) == {
            "statusCode": 200
        }


def test_gateways_own_refusals() -> None:
    """Readable by a browser too, in AWS's own words."""
    found = of_type(stack(), "ApiGateway::GatewayResponse").values()
    assert sorted(given["ResponseType"] for given in found) == ["DEFAULT_4XX", "DEFAULT_5XX"]
    for given in found:
        assert "StatusCode" not in given
        header = "gatewayresponse.header.Access-Control-Allow-Origin"
        assert given["ResponseParameters"] == {header: "'*'"}
        template = given["ResponseTemplates"]["application/json"]
        assert template == '{"message":$context.error.messageString}'


def test_stage_is_throttled() -> None:
    """Each GET 10 requests a second, 5 at once; OPTIONS, which needs no key, less."""
    for parameters in STACKS.values():
        stage = one(stack(**parameters), "ApiGateway::Stage")
        assert stage["StageName"] == "prod"
        limits = {
            (each["ResourcePath"], each["HttpMethod"]): (
                each["ThrottlingRateLimit"],
                each["ThrottlingBurstLimit"],
            )
            for each in stage["MethodSettings"]
        }
        assert limits == {
            ("/*", "*"): (10, 5),
            ("/~1v100~1ddns", "OPTIONS"): (2, 2),
            ("/~1v100~1ddns~1{host}", "OPTIONS"): (2, 2),
        }


def test_access_log_is_optional() -> None:
    """It needs a role of the whole account; each line is JSON and holds no signature."""
    assert "AccessLogSetting" not in one(stack(), "ApiGateway::Stage")
    setting = one(stack(AccessLog="yes"), "ApiGateway::Stage")["AccessLogSetting"]
    assert setting["DestinationArn"] == "<AccessLogs.Arn>"
    assert "\n" not in setting["Format"]
    names = set(json.loads(setting["Format"]).values())
    assert "$context.requestId" in names
    assert not [name for name in names if "authorization" in name.lower()]


def test_endpoints() -> None:
    """Regional and over IPv6 by default; the domain is of the API's own kind."""
    for name, kind in (("plain", "REGIONAL"), ("all", "REGIONAL"), ("edge", "EDGE")):
        made = stack(**STACKS[name])
        wanted = {"Types": [kind], "IpAddressType": "dualstack"}
        api = one(made, "ApiGateway::RestApi")
        assert api["EndpointConfiguration"] == wanted
        assert api["SecurityPolicy"] == "TLS_1_2", "a domain's handshakes follow the API's policy"
        for domain in of_type(made, "ApiGateway::DomainName").values():
            assert domain["EndpointConfiguration"] == wanted
            assert domain["SecurityPolicy"] == "TLS_1_2"
    ipv4 = one(stack(IpAddressType="ipv4"), "ApiGateway::RestApi")
    assert ipv4["EndpointConfiguration"]["IpAddressType"] == "ipv4"


@pytest.mark.parametrize(
    ("name", "aliases", "target", "certificate"),
    [
        ("plain", [], None, None),
        ("all", ["A", "AAAA"], "Regional", "<Certificate>"),
        ("edge", ["A", "AAAA"], "Distribution", STACKS["edge"]["CertificateArn"]),
        ("ipv4", ["A"], "Regional", STACKS["ipv4"]["CertificateArn"]),
    ],
)
def test_domain(name: str, aliases: list[str], target: str | None, certificate: str | None) -> None:
    """Certificate, mapping and aliases of the kind; AAAA only where the endpoint has IPv6."""
    made = stack(**STACKS[name])
    records = of_type(made, "Route53::RecordSet").values()
    assert sorted(record["Type"] for record in records) == aliases
    assert len(of_type(made, "CertificateManager::Certificate")) == (certificate == "<Certificate>")
    if target is None:
        assert not of_type(made, "ApiGateway::DomainName")
        assert not of_type(made, "ApiGateway::BasePathMapping")
        return
    for record in records:
        assert (record["Name"], record["HostedZoneId"]) == ("api.example.com", "Z0123456789ABC")
        assert record["AliasTarget"] == {
            "DNSName": f"<CustomDomain.{target}DomainName>",
            "HostedZoneId": f"<CustomDomain.{target}HostedZoneId>",
        }
    domain = one(made, "ApiGateway::DomainName")
    keys = {"Regional": "RegionalCertificateArn", "Distribution": "CertificateArn"}
    assert {k: v for k, v in domain.items() if k.endswith("CertificateArn")} == {
        keys[target]: certificate
    }
    mapping = {"DomainName": "<CustomDomain>", "RestApiId": "a1b2c3", "Stage": "<Stage>"}
    assert one(made, "ApiGateway::BasePathMapping") == mapping


def test_new_certificate_is_validated_in_the_zone() -> None:
    """By DNS, in the zone that the stack knows: nobody has to click in a mail."""
    given = one(stack(ApiDomain="api.example.com"), "CertificateManager::Certificate")
    assert given["ValidationMethod"] == "DNS"
    option = {"DomainName": "api.example.com", "HostedZoneId": "Z0123456789ABC"}
    assert given["DomainValidationOptions"] == [option]
