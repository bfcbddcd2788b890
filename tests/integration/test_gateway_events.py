# SPDX-License-Identifier: MIT
"""Whose address the companion publishes, and the events of each integration that it serves."""

from __future__ import annotations

import json

import pytest
from test_gateway_companion import CALLER, FIRST, HOST, SECOND, failed


def test_without_an_address_the_callers_own_is_taken(gateway):
    for address, type_ in ((FIRST, "A"), ("2001:470:1::1", "AAAA"), (SECOND, "A")):
        gateway.come_from(address)
        answer = gateway.get(None, x_forwarded_for="6.6.6.6")
        assert (answer.status, answer.json["new"]) == (200, address)
        assert gateway.values(type_=type_) == [address]
        assert gateway.get("").json["result"] == "unchanged"
        assert gateway.get_url(None).json["result"] == "unchanged"
    gateway.come_from("10.0.0.1")
    answer = gateway.get(None)
    assert (answer.status, answer.json["body"]) == (400, failed("10.0.0.1", caller="10.0.0.1"))


def test_the_classic_event_tells_the_caller_only_without_a_proxy(gateway):
    def invoke(forwarded: str) -> dict:
        event = {"ip": "", "X-Forwarded-For": forwarded}
        return json.loads(gateway.function.invoke(json.dumps(event).encode()).payload)

    assert invoke(FIRST)["new"] == FIRST
    for forwarded in (f"{SECOND}, 130.176.0.1", "", "unknown"):
        refused = invoke(forwarded)
        assert refused["statusCode"] == "400"
        assert "the caller's own address is unknown" in refused["message"]
    assert gateway.values() == [FIRST]


# As AWS documents them: a REST API's proxy integration, and an HTTP API with a named stage.
REST_PROXY = {
    "resource": "/{proxy+}",
    "path": f"/v100/ddns/{HOST}",
    "httpMethod": "GET",
    "headers": {"X-Forwarded-For": FIRST},
    "queryStringParameters": {"ip": FIRST},
    "pathParameters": {"proxy": f"v100/ddns/{HOST}"},
    "requestContext": {
        "path": f"/prod/v100/ddns/{HOST}",
        "stage": "prod",
        "httpMethod": "GET",
        "identity": {"sourceIp": FIRST, "userArn": "arn:aws:iam::111122223333:user/x"},
    },
    "body": None,
    "isBase64Encoded": False,
}


HTTP_API = {
    "version": "2.0",
    "routeKey": "GET /v100/ddns/{name}",
    "rawPath": f"/prod/v100/ddns/{HOST}",
    "rawQueryString": f"ip={FIRST}",
    "headers": {"x-forwarded-for": FIRST},
    "queryStringParameters": {"ip": FIRST},
    "pathParameters": {"name": HOST},
    "requestContext": {
        "http": {"method": "GET", "path": f"/prod/v100/ddns/{HOST}", "sourceIp": FIRST},
        "stage": "prod",
    },
    "isBase64Encoded": False,
}


BALANCER = {
    "requestContext": {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:1:x"}},
    "httpMethod": "GET",
    "path": f"/{HOST}",
    "queryStringParameters": {"ip": FIRST},
    "headers": {"x-forwarded-for": FIRST},
    "body": "",
    "isBase64Encoded": False,
}


@pytest.mark.parametrize("event", [REST_PROXY, HTTP_API], ids=["REST proxy", "HTTP API"])
def test_other_gateways_are_served_like_the_function_url(gateway, event):
    reply = json.loads(gateway.function.invoke(json.dumps(event).encode()).payload)
    assert (reply["statusCode"], reply["headers"]) == (200, {"content-type": "application/json"})
    assert json.loads(reply["body"])["result"] == "created"
    assert gateway.values() == [FIRST]
    assert sorted(gateway.metric()) == [(1, ""), (1, HOST)]


def test_a_load_balancer_is_told_what_is_needed(gateway):
    reply = json.loads(gateway.function.invoke(json.dumps(BALANCER).encode()).payload)
    assert reply["statusCode"] == 400
    said = json.loads(reply["body"])["message"]
    assert "a load balancer" in said and "function URL" in said and "HTTP API" in said
    assert gateway.values() is None


def test_only_the_callers_own_address(start_gateway):
    gateway = start_gateway(RequireSourceIp="yes")
    gateway.come_from(FIRST)
    answer = gateway.get(SECOND)
    assert (answer.status, answer.json["statusCode"]) == (403, "403")
    forged = gateway.get(SECOND, x_forwarded_for=SECOND)
    assert forged.status == 403
    assert gateway.values() is None
    assert gateway.get(FIRST).json["result"] == "created"
    assert gateway.get_url(SECOND).status == 403
    answer = gateway.get("2001:470:1::1")
    assert (answer.status, gateway.values(type_="AAAA")) == (403, None)
    assert answer.json["message"].endswith("; call over IPv6")
    gateway.come_from("2001:470:1::1")
    assert gateway.get("2001:470:1::1").json["result"] == "created"
    assert gateway.get("2001:470:1::2").status == 403
    assert gateway.get(FIRST).status == 403
    assert gateway.get_url(FIRST).status == 403
    assert gateway.get(None).json["result"] == "unchanged"
    assert gateway.values() == [FIRST]


def test_six_megabytes_do_not_hurt(gateway):
    event = {"ip": FIRST, "X-Forwarded-For": "9" * (6 * 1024 * 1024 - 100)}
    outcome = gateway.function.invoke(json.dumps(event).encode())
    assert json.loads(outcome.payload)["statusCode"] == "400"
    assert gateway.values() is None
    assert gateway.get(FIRST).json["result"] == "created"
    assert len(gateway.function.sandboxes) == 1


@pytest.mark.parametrize(
    "event",
    [
        '{"ip":"198.51.101.7","ip":"198.51.101.8"}',
        '{"ip":"198.51.101.7","host":"a.example.com","host":"home.example.com"}',
        '{"ip":7}',
        "[]",
        "7",
        "null",
        "{}",
    ],
)
def test_an_event_that_no_template_makes(gateway, event):
    outcome = gateway.function.invoke(event.encode())
    assert json.loads(outcome.payload)["statusCode"] == "400"
    assert gateway.values() is None


def test_the_classic_event(gateway):
    event = {"ip": FIRST, "X-Forwarded-For": f"203.0.113.9, {CALLER}", "other": [1]}
    outcome = gateway.function.invoke(json.dumps(event).encode())
    assert json.loads(outcome.payload)["result"] == "created"
    assert gateway.values() == [FIRST]
