# SPDX-License-Identifier: MIT
"""The local function URL: its event, replies and refusals, and the two permissions it asks for."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest
from gateway_client import DDNS
from raw_client import sign

from tests.aws import iam
from tests.aws.clock import compact
from tests.aws.http_wire import Request
from tests.aws.iam import Question
from tests.aws.lambda_runtime import MAX_EVENT


def test_the_event_is_of_version_2(behind):
    answer = behind.get_url("/a%2Fb?ip=1.2.3.4&x=1&x=2")
    assert answer.status == 201
    event = answer.event
    context = event["requestContext"]
    assert (event["version"], event["routeKey"]) == ("2.0", "$default")
    assert (event["rawPath"], event["rawQueryString"]) == ("/a/b", "ip=1.2.3.4&x=1&x=2")
    assert event["queryStringParameters"] == {"ip": "1.2.3.4", "x": "1,2"}
    assert context["http"]["sourceIp"] == behind.function_url.source_ip
    assert context["http"]["method"] == "GET"
    assert context["authorizer"]["iam"]["userArn"] == behind.router.arn
    assert event["headers"]["x-forwarded-for"] == behind.function_url.source_ip
    assert "authorization" not in event["headers"]
    assert event["isBase64Encoded"] is False
    assert "body" not in event


def test_a_body_arrives(behind):
    assert behind.get_url(body=b"\xff\x00").event["body"] == "/wA="


def test_the_reply_is_the_functions(behind):
    assert (behind.get_url("/?ip=do:refuse").status, behind.get_url().status) == (403, 201)
    plain = behind.get_url("/?ip=do:early")
    assert (plain.status, plain.json) == (200, {"next": 403})


@pytest.mark.parametrize("word", ["error-x", "exit", "garbage", "text-status"])
def test_what_a_function_fails_at_is_a_502(behind, word):
    answer = behind.get_url(f"/?ip=do:{word}")
    assert (answer.status, answer.body) == (502, b"Internal Server Error")


def test_a_time_out_is_a_502(start):
    assert start(Timeout=1).get_url("/?ip=do:sleep9").status == 502


def test_lambdas_own_throttling_is_a_429(start):
    answer = start(Reserved=0).get_url()
    assert (answer.status, answer.error) == (429, "TooManyRequestsException")


def test_unsigned(behind):
    host = f"{behind.function_url.host}"
    answer = behind.send(Request("GET", "/", "", [("Host", host)]), behind.function_url.port)
    assert (answer.status, answer.error) == (403, "AccessDeniedException")
    assert answer.json["Message"].startswith("Forbidden")


@pytest.mark.parametrize(
    "wrong",
    [{"service": "execute-api"}, {"region": "eu-west-1"}, {"timestamp": "20200101T000000Z"}],
)
def test_wrongly_signed(behind, wrong):
    answer = behind.get_url(**wrong)
    assert (answer.status, answer.error) == (403, "InvalidSignatureException")


def test_a_wrong_secret_and_an_unknown_key(behind):
    stranger = replace(behind.router, secret_access_key="x")
    assert behind.get_url(user=stranger).error == "InvalidSignatureException"
    nobody = replace(behind.router, access_key_id="AKIA" + "Q" * 16)
    assert behind.get_url(user=nobody).error == "UnrecognizedClientException"
    expired = behind.aws.add_user(session=True, seconds=-1)
    assert behind.get_url(user=expired).error == "ExpiredTokenException"


def test_a_gateway_signature_is_not_good_here(behind):
    request = sign(behind.request(DDNS), behind.signing())
    assert behind.send(request, behind.function_url.port).status == 403


@pytest.mark.parametrize("missing", ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"])
def test_both_permissions_are_needed(behind, missing):
    policies = []
    for policy in behind.router.policies:
        statements = [one for one in policy["Statement"] if one["Action"] != missing]
        policies.append({"Version": "2012-10-17", "Statement": statements})
    user = behind.aws.add_user(policies)
    answer = behind.get_url(user=user)
    assert (answer.status, answer.error) == (403, "AccessDeniedException")
    assert not behind.function.sandboxes


def test_the_function_cannot_be_invoked_directly_with_these_permissions(behind):
    arn = behind.function.settings.arn
    by_url = Question("lambda:InvokeFunction", arn, {"lambda:invokedviafunctionurl": ["true"]})
    assert iam.decide(behind.router.policies, by_url) == "allowed"
    direct = Question("lambda:InvokeFunction", arn)
    assert iam.decide(behind.router.policies, direct) == "unmentioned"


def test_six_megabytes_are_the_limit(behind):
    answer = behind.get_url(body=b"x" * MAX_EVENT)
    assert (answer.status, answer.error) == (413, "RequestTooLargeException")
    assert not behind.function.sandboxes
    assert behind.get_url(body=b"x" * (MAX_EVENT // 2)).status == 201


def test_a_fault_and_the_journal(behind):
    behind.aws.faults.add("throttling", service="lambda")
    assert [behind.get_url().status, behind.get_url().status] == [429, 201]
    assert behind.aws.journal.operations() == ["InvokeFunctionUrl"] * 2
    assert [entry.code for entry in behind.aws.journal] == ["TooManyRequestsException", ""]


def test_replay_after_five_minutes(behind):
    behind.aws.set_now(time.time())
    request = Request("GET", "/", "", [("Host", behind.function_url.host)])
    sign(request, behind.signing(service="lambda", timestamp=compact(behind.aws.clock.utc())))
    port = behind.function_url.port
    assert behind.send(request, port).status == 201
    behind.aws.set_now(behind.aws.clock.now() + 301)
    answer = behind.send(request, port)
    assert (answer.status, answer.error) == (403, "InvalidSignatureException")
    assert json.loads(answer.body)["message"].startswith("Signature expired")
