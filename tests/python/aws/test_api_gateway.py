# SPDX-License-Identifier: MIT
"""The local API Gateway: routes, the table of 403s, IAM, throttles, CORS, mapping and statuses."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from gateway_client import DDNS
from raw_client import presign, sign

from tests.aws.clock import compact
from tests.aws.template import TemplateError

MISSING = "MissingAuthenticationTokenException"


def test_a_signed_request_reaches_the_function(behind):
    answer = behind.get(f"{DDNS}?ip=198.51.101.7")
    assert answer.status == 200
    assert answer.event == {
        "ip": "198.51.101.7",
        "X-Forwarded-For": behind.gateway.source_ip,
        "sourceIp": behind.gateway.source_ip,
    }
    (entry,) = behind.aws.journal.entries
    assert (entry.service, entry.operation, entry.status) == ("execute-api", "GET /v100/ddns", 200)
    assert entry.user == behind.router.arn


def test_a_presigned_request_is_taken_too(behind):
    request = presign(behind.request(f"{DDNS}?ip=1.2.3.4"), behind.signing())
    assert behind.send(request).event["ip"] == "1.2.3.4"


@pytest.mark.parametrize(
    ("target", "method"),
    [
        ("/prod/v100/ddns", "GET"),  # unsigned
        ("/prod/v100", "GET"),
        ("/prod/v100/ddns/", "GET"),
        ("/prod/v100/ddns/a/b", "GET"),
        ("/prod/V100/ddns", "GET"),
        ("/test/v100/ddns", "GET"),
        ("/v100/ddns", "GET"),
        ("/", "GET"),
        ("/prod/v100/ddns", "POST"),
        ("/prod/v100/ddns/a.example.com", "OPTIONS"),
    ],
)
def test_what_is_unsigned_or_not_there_is_a_missing_token(behind, target, method):
    request = behind.request(target, method=method)
    if (target, method) != ("/prod/v100/ddns", "GET"):
        request = sign(request, behind.signing())
    answer = behind.send(request)
    assert (answer.status, answer.error) == (403, MISSING)
    assert answer.json == {"message": "Missing Authentication Token"}


def test_a_wrong_secret_is_an_invalid_signature(behind):
    answer = behind.get(user=replace(behind.router, secret_access_key="x" * 40))
    assert (answer.status, answer.error) == (403, "InvalidSignatureException")
    assert answer.json["message"].startswith("The request signature we calculated does not match")


@pytest.mark.parametrize("wrong", [{"service": "lambda"}, {"region": "eu-west-1"}])
def test_a_wrong_scope_is_an_invalid_signature(behind, wrong):
    answer = behind.send(sign(behind.request(), behind.signing(**wrong)))
    assert (answer.status, answer.error) == (403, "InvalidSignatureException")
    assert answer.json["message"].startswith("Credential should be scoped to")


@pytest.mark.parametrize(("offset", "said"), [(-301, "expired"), (301, "not yet current")])
def test_more_than_five_minutes_off_is_an_invalid_signature(behind, offset, said):
    behind.aws.set_now(time.time())
    stamp = compact(behind.aws.clock.utc())
    behind.aws.set_now(behind.aws.clock.now() - offset)
    answer = behind.send(sign(behind.request(), behind.signing(timestamp=stamp)))
    assert (answer.status, answer.error) == (403, "InvalidSignatureException")
    assert answer.json["message"].startswith(f"Signature {said}: {stamp}")


def test_an_unknown_key(behind):
    answer = behind.get(user=replace(behind.router, access_key_id="AKIA" + "Q" * 16))
    assert (answer.status, answer.error) == (403, "UnrecognizedClientException")
    assert answer.json == {"message": "The security token included in the request is invalid."}


def test_an_expired_session(behind):
    user = behind.aws.add_user(session=True, seconds=-1)
    answer = behind.get(user=user)
    assert (answer.status, answer.error) == (403, "ExpiredTokenException")
    assert answer.json == {"message": "The security token included in the request is expired"}


def test_a_session_is_good_with_its_token_only(behind):
    user = behind.aws.add_user(session=True)
    assert behind.get(user=user).status == 200
    without = sign(behind.request(), behind.signing(user, send_token=False))
    assert behind.send(without).error == "UnrecognizedClientException"


def test_a_malformed_authorization_header(behind):
    request = behind.request(authorization="AWS4-HMAC-SHA256 Credential=x")
    answer = behind.send(request)
    assert (answer.status, answer.error) == (403, "IncompleteSignatureException")


def test_iam_allows_a_router_its_own_path_only(behind):
    assert behind.get(f"{DDNS}/home.example.com").event["host"] == "home.example.com"
    answer = behind.get(f"{DDNS}/other.example.com")
    assert (answer.status, answer.error) == (403, "AccessDeniedException")
    resource = f"{behind.gateway.api.id}/prod/GET/v100/ddns/other.example.com"
    assert answer.json["message"] == (
        f"User: {behind.router.arn} is not authorized to perform: execute-api:Invoke on resource: "
        f"arn:aws:execute-api:us-east-1:********3333:{resource} because no identity-based policy "
        "allows the execute-api:Invoke action"
    )


@pytest.mark.parametrize(
    ("resource", "status"),
    [
        ("{api}/prod/GET/v100/ddns", 200),
        ("{api}/*/GET/v100/*", 200),
        ("{api}/prod/*", 200),
        ("*", 200),
        ("{api}/prod/POST/v100/ddns", 403),
        ("{api}/test/GET/v100/ddns", 403),
        ("{api}/prod/GET/v100/ddns/", 403),
        ("{api}/prod/GET/V100/ddns", 403),
        ("other/prod/GET/v100/ddns", 403),
    ],
)
def test_the_resource_of_iam_is_stage_method_and_path(behind, resource, status):
    start = "arn:aws:execute-api:us-east-1:111122223333:"
    arn = start + resource.format(api=behind.gateway.api.id)
    statement = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": arn}
    user = behind.aws.add_user({"Version": "2012-10-17", "Statement": [statement]})
    assert behind.get(user=user).status == status


def test_the_stage_throttles_by_token_bucket(start):
    behind = start(Rate=10, Burst=5)
    now = [0.0]
    behind.gateway.throttle("prod", 10, 5, lambda: now[0])
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: behind.get(), range(12)))
    throttled = [answer for answer in answers if answer.status == 429]
    assert sorted(answer.status for answer in answers) == [200] * 5 + [429] * 7
    assert {answer.error for answer in throttled} == {"TooManyRequestsException"}
    assert throttled[0].json == {"message": "Too Many Requests"}
    now[0] += 0.2
    assert [behind.get().status for _ in range(3)] == [200, 200, 429]


def test_the_stage_has_the_limit_of_the_template(start):
    behind = start(Rate=1, Burst=2)
    assert [behind.get().status for _ in range(3)] == [200, 200, 429]


def test_each_method_has_the_limit_for_itself(start):
    behind = start(Rate=1, Burst=1)
    assert [behind.get().status for _ in range(2)] == [200, 429]
    assert [behind.get("/prod/open/ddns").status for _ in range(2)] == [400, 429]


def test_refusals_come_before_the_throttle(start):
    behind = start(Rate=1, Burst=1)
    stranger = replace(behind.router, secret_access_key="x")
    assert [behind.get(user=stranger).status for _ in range(3)] == [403] * 3
    assert behind.get().status == 200


def test_reserved_concurrency_of_lambda_is_a_500(start):
    behind = start(Reserved=0)
    answer = behind.get()
    assert (answer.status, answer.error) == (500, "InternalServerErrorException")
    assert answer.json == {"message": "Internal server error"}


def test_an_integration_that_takes_too_long_is_a_504(start):
    behind = start(GatewayTimeout=200)
    answer = behind.do("sleep1")
    assert (answer.status, answer.json) == (504, {"message": "Endpoint request timed out"})


def test_a_function_that_does_not_permit_the_api_is_a_500(behind):
    behind.gateway._permissions[:] = [
        (arn, pattern.replace("/prod/", "/test/")) for arn, pattern in behind.gateway._permissions
    ]
    answer = behind.get()
    assert (answer.status, answer.json) == (500, {"message": "Internal server error"})
    assert not behind.function.sandboxes


def test_a_refusal_of_the_function_sets_the_status_by_its_template(behind):
    answer = behind.do("refuse")
    assert (answer.status, answer.json) == (403, {"statusCode": "403", "body": "refused"})
    assert answer.error == ""


@pytest.mark.parametrize(
    ("message", "status"),
    [("Throttled-now", 429), ("no-such-zone", 500), ("two%0Alines", 500), ("", 200)],
)
def test_a_selection_pattern_matches_a_functions_error_message(behind, message, status):
    answer = behind.do(f"error-{message}")
    assert answer.status == status
    assert answer.json["errorType"] == "Own"


def test_cors(behind):
    answer = behind.send(behind.request(method="OPTIONS"))
    assert answer.status == 204
    assert answer.headers["Access-Control-Allow-Methods"] == "GET,OPTIONS"
    assert behind.get().headers["Access-Control-Allow-Origin"] == "*"
    refused = behind.send(behind.request())
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert len(behind.function.outcomes) == 1


def test_a_custom_domain_has_no_stage_in_its_path(behind):
    assert behind.get("/v100/ddns", host="api.example.com").status == 200
    assert behind.get("/prod/v100/ddns", host="api.example.com").error == MISSING
    assert behind.get(host=behind.gateway.host).status == 200
    answer = behind.get(host="stranger.example.com")
    assert (answer.status, answer.error) == (403, "ForbiddenException")


def test_a_disabled_default_endpoint_is_forbidden(behind):
    behind.gateway.api.default_endpoint = False
    assert behind.get().error == "ForbiddenException"
    assert behind.get("/v100/ddns", host="api.example.com").status == 200


def test_a_content_type_without_template_is_refused(behind):
    answer = behind.get(content_type="text/plain")
    assert (answer.status, answer.json) == (415, {"message": "Unsupported Media Type"})
    assert behind.get(content_type="application/json; charset=utf-8").status == 200


def test_a_required_parameter_is_asked_for(behind):
    answer = behind.get("/prod/open/ddns")
    assert (answer.status, answer.error) == (400, "BadRequestException")
    assert answer.json == {"message": "Missing required request parameters: [ip]"}


def test_an_edge_optimized_api_adds_cloudfronts_address(behind):
    behind.gateway.api.edge = True
    event = behind.get().event
    assert event["X-Forwarded-For"].split(", ")[0] == event["sourceIp"]
    assert len(event["X-Forwarded-For"].split(", ")) == 2


def test_faults_strike_behind_the_signature(behind):
    behind.aws.faults.add("throttling", service="execute-api")
    assert behind.send(behind.request()).error == MISSING
    answer = behind.get()
    assert (answer.status, answer.error) == (429, "TooManyRequestsException")
    behind.aws.faults.add("refuse", service="execute-api", status=503, code="Down", message="down")
    answer = behind.get()
    assert (answer.status, answer.error, answer.json) == (503, "Down", {"message": "down"})
    behind.aws.faults.add("status", operation="GET /v100/ddns", status=502, body=b"<html>")
    assert behind.get().body == b"<html>"
    behind.aws.faults.add("truncate", service="execute-api", size=3)
    with pytest.raises(Exception, match="IncompleteRead"):
        behind.get()
    assert behind.get().status == 200
    assert [entry.fault for entry in behind.aws.journal if entry.fault] == [
        "throttling",
        "refuse",
        "status",
        "truncate",
    ]


def test_the_signature_does_not_reach_the_journal(behind):
    behind.get()
    assert "Signature=(redacted)" in (behind.aws.journal[0].header("authorization") or "")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda r: r["Get"]["Properties"]["MethodResponses"].pop(0), "status 200 is not in"),
        (lambda r: r["Deployment"].update(DependsOn="Get"), "does not depend on"),
        (lambda r: r.update(Bad={"Type": "AWS::EC2::Instance"}), "AWS::EC2::Instance"),
        (
            lambda r: r["Get"]["Properties"]["Integration"].update(Type="AWS_PROXY"),
            "AWS_PROXY is not served",
        ),
        (
            lambda r: r["Get"]["Properties"]["Integration"].update(IntegrationHttpMethod="GET"),
            "invoked by POST",
        ),
        (
            lambda r: r["Role"]["Properties"]["AssumeRolePolicyDocument"]["Statement"][0].update(
                Principal={"Service": "ec2.amazonaws.com"}
            ),
            "may not assume this role",
        ),
    ],
)
def test_a_template_that_aws_would_refuse(start, monkeypatch, change, said):
    from tests.aws import stack

    def changed(path):
        document = json.loads(json.dumps(original(path)))
        change(document["Resources"])
        return document

    original = stack.load
    monkeypatch.setattr(stack, "load", changed)
    with pytest.raises(TemplateError, match=said):
        start()
