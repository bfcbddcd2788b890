# SPDX-License-Identifier: MIT
"""The local Lambda: the Runtime API, sandboxes, time-outs, crashes, limits and the role's keys."""

from __future__ import annotations

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest
from botocore.exceptions import ClientError
from gateway_client import DDNS

from tests.aws.lambda_function import Function, InvokeError, Settings
from tests.aws.lambda_runtime import MAX_EVENT, MAX_RESPONSE, Sandbox

ARN = "arn:aws:lambda:us-east-1:111122223333:function:wan53-Function"


def invoke(behind, word: str = "", **more: str):
    event = {"ip": f"do:{word}" if word else ""} | more
    return behind.function.invoke(json.dumps(event).encode())


def reply(behind, word: str = "", **more: str) -> dict:
    return json.loads(invoke(behind, word, **more).payload)


def gone(sandbox: Sandbox) -> bool:
    try:
        os.kill(sandbox.pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_next_tells_what_lambda_tells(behind):
    before = time.time()
    given = reply(behind, x="y")
    assert given["event"] == {"ip": "", "x": "y"}
    headers = given["headers"]
    assert headers["lambda-runtime-invoked-function-arn"] == ARN
    assert len(headers["lambda-runtime-aws-request-id"]) == 36
    assert headers["lambda-runtime-trace-id"].startswith("Root=1-")
    left = int(headers["lambda-runtime-deadline-ms"]) / 1000 - before
    assert 3 <= left < 5


def test_the_gateways_trace_id_arrives(behind):
    answer = behind.get()
    trace = answer.json["headers"]["lambda-runtime-trace-id"]
    assert trace.startswith(answer.headers["X-Amzn-Trace-Id"] + ";Parent=")


def test_the_environment_is_lambdas(start):
    environment = reply(start(extra={"EXTRA": "1"}))["environment"]
    assert environment["AWS_LAMBDA_FUNCTION_NAME"] == "wan53-Function"
    assert environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "128"
    assert environment["_HANDLER"] == "bootstrap"
    assert environment["AWS_REGION"] == "us-east-1"
    assert environment["AWS_ACCESS_KEY_ID"].startswith("ASIA")
    assert environment["NAME"] == "a-home.example.com"
    assert environment["EXTRA"] == "1"
    assert "HOME" not in environment  # nothing of this machine's


def test_a_warm_sandbox_is_used_again(behind):
    first, second = reply(behind), reply(behind)
    assert (first["pid"], second["count"]) == (second["pid"], 2)
    behind.function.stop_sandboxes()
    third = reply(behind)
    assert third["pid"] != first["pid"] and third["count"] == 1
    assert gone(behind.function.sandboxes[0])


def test_concurrent_invocations_have_a_sandbox_each(behind):
    with ThreadPoolExecutor(4) as pool:
        given = list(pool.map(lambda _: reply(behind, "sleep0.5"), range(4)))
    assert len({one["pid"] for one in given}) == 4
    requests = {one["headers"]["lambda-runtime-aws-request-id"] for one in given}
    assert len(requests) == 4
    assert reply(behind)["pid"] in {one["pid"] for one in given}


def test_reserved_concurrency_is_the_most_at_once(start):
    behind = start(Reserved=2)

    def attempt(_: int) -> str:
        try:
            return invoke(behind, "sleep0.5").function_error
        except InvokeError as problem:
            return problem.code

    with ThreadPoolExecutor(5) as pool:
        outcomes = sorted(pool.map(attempt, range(5)))
    assert outcomes == ["", ""] + ["TooManyRequestsException"] * 3
    assert len(behind.function.sandboxes) == 2


def test_an_error_of_the_function(behind):
    outcome = invoke(behind, "error-bad")
    assert (outcome.function_error, outcome.error_type) == ("Unhandled", "Own.X")
    assert outcome.error_message == "bad"
    assert reply(behind)["count"] == 2  # the sandbox lives on


def test_a_function_that_takes_too_long_is_killed(start):
    behind = start(Timeout=1)
    started = time.monotonic()
    outcome = invoke(behind, "sleep30")
    assert 1 <= time.monotonic() - started < 5
    told = json.loads(outcome.payload)
    assert (outcome.function_error, told["errorType"]) == ("Unhandled", "Sandbox.Timedout")
    assert told["errorMessage"].endswith("Error: Task timed out after 1.00 seconds")
    assert gone(behind.function.sandboxes[0])
    assert reply(behind)["count"] == 1


@pytest.mark.parametrize(("word", "why"), [("exit", "exit status 3"), ("kill", "signal: SIGKILL")])
def test_a_crash_is_an_error_and_the_next_start_is_cold(behind, word, why):
    outcome = invoke(behind, word)
    told = json.loads(outcome.payload)
    assert (outcome.function_error, told["errorType"]) == ("Unhandled", "Runtime.ExitError")
    assert told["errorMessage"].endswith(f"Error: Runtime exited with error: {why}")
    assert reply(behind)["count"] == 1
    assert len(behind.function.sandboxes) == 2


def test_a_sandbox_that_dies_while_idle_is_replaced(behind):
    first = reply(behind)
    behind.function.sandboxes[0].kill()
    assert reply(behind)["pid"] != first["pid"]


@pytest.mark.parametrize(
    ("fault", "type_"),
    [("init-error", "Init"), ("init-exit", "Runtime.ExitError"), ("init-hang", "Sandbox.Timedout")],
)
def test_an_init_that_fails_is_tried_twice(start, fault, type_):
    behind = start(extra={"FAULT": fault})
    behind.function.init_seconds = 1.0
    outcome = invoke(behind)
    assert outcome.function_error == "Unhandled"
    assert json.loads(outcome.payload)["errorType"] == type_
    assert len(behind.function.sandboxes) == 2
    assert all(gone(sandbox) for sandbox in behind.function.sandboxes)


def test_an_init_that_fails_once_is_not_seen(start):
    behind = start(extra={"FAULT": "init-once"})
    assert reply(behind)["count"] == 1
    assert len(behind.function.sandboxes) == 2


def test_a_missing_bootstrap(tmp_path):
    function = Function(Settings("f", ARN), tmp_path / "bootstrap", dict)
    try:
        outcome = function.invoke(b"{}")
        assert json.loads(outcome.payload)["errorType"] == "Runtime.InvalidEntrypoint"
    finally:
        function.close()


@pytest.mark.parametrize("word", ["early", "stranger", "late-init", "late"])
def test_the_runtime_api_refuses_what_is_out_of_turn(behind, word):
    name, status = {
        "early": ("next", 403),
        "stranger": ("other", 400),
        "late-init": ("init", 403),
        "late": ("late", 410),
    }[word]
    assert reply(behind, word) == {name: status}


def test_an_answer_may_name_its_invocation(behind):
    ids = {reply(behind)["headers"]["lambda-runtime-invocation-id"] for _ in range(2)}
    assert len(ids) == 2
    assert [invoke(behind, word).named for word in ("", "named")] == [False, True]


EMBEDDED = {
    "_aws": {
        "Timestamp": 0,
        "CloudWatchMetrics": [
            {
                "Namespace": "Own",
                "Dimensions": [[], ["Host"]],
                "Metrics": [{"Name": "Change", "Unit": "Count"}],
            }
        ],
    },
    "Change": 1,
    "Host": "a.example.com",
}


def embedded(**changes) -> str:
    document = json.loads(json.dumps(EMBEDDED))
    document["_aws"]["Timestamp"] = int(time.time() * 1000)
    return json.dumps(document | changes)


def test_a_line_in_the_log_is_a_metric(behind):
    invoke(behind, "print" + embedded())
    assert [(one["Value"], one["Dimensions"]) for one in behind.aws.metrics()] == [
        (1, {}),
        (1, {"Host": "a.example.com"}),
    ]
    invoke(behind)
    assert len(behind.aws.metrics()) == 2  # each line once


@pytest.mark.parametrize(
    "line",
    [
        "notice: " + embedded(),
        embedded() + " x",
        embedded(Change="1"),
        embedded(Host=7),
        embedded(Host=""),
        json.dumps(EMBEDDED),  # of 1970
        json.dumps({"_aws": {}}),
        "{}",
    ],
    ids=range(8),
)
def test_a_line_that_breaks_a_rule_is_no_metric(behind, line):
    invoke(behind, "print" + line)
    assert line in behind.function.logs()
    assert not behind.aws.metrics()


def test_an_answer_counts_once(behind):
    invoke(behind, "twice")
    assert reply(behind)["count"] == 2
    assert 'answered 202 {"status":"OK"}' in behind.function.logs()
    assert "again 403" in behind.function.logs()


def test_the_limits_of_payloads(behind):
    assert len(invoke(behind, f"size{MAX_RESPONSE}").payload) == MAX_RESPONSE
    outcome = invoke(behind, f"size{MAX_RESPONSE + 1}")
    told = json.loads(outcome.payload)
    assert told["errorType"] == "Function.ResponseSizeTooLarge"
    assert "answered 413" in behind.function.logs()
    # A short reply: the fake would tell the whole event otherwise.
    start = b'{"ip":"do:refuse","x":"'
    largest = start + b"y" * (MAX_EVENT - len(start) - 2) + b'"}'
    assert len(largest) == MAX_EVENT
    assert behind.function.invoke(largest).function_error == ""
    with pytest.raises(InvokeError) as refused:
        behind.function.invoke(largest + b" ")
    assert (refused.value.status, refused.value.code) == (413, "RequestTooLargeException")


def test_an_event_that_is_no_json_does_not_reach_the_function(behind):
    with pytest.raises(InvokeError) as refused:
        behind.function.invoke(b"{")
    assert (refused.value.status, refused.value.code) == (400, "InvalidRequestContentException")
    assert not behind.function.sandboxes


def test_a_reply_that_is_no_json_is_a_500_of_the_gateway(behind):
    assert behind.get(f"{DDNS}?ip=do:garbage").status == 500


def test_the_roles_keys_can_do_what_the_role_allows(behind):
    environment = behind.function._environment()
    topic = environment["TOPIC"]

    def client(service: str):
        return boto3.client(
            service,
            endpoint_url=environment["AWS_ENDPOINT_URL"],
            region_name=environment["AWS_REGION"],
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=environment["AWS_SESSION_TOKEN"],
            verify=environment["AWS_CA_BUNDLE"],
        )

    client("sns").publish(TopicArn=topic, Message="hello")
    assert [one["Message"] for one in behind.aws.messages(topic)] == ["hello"]
    assert ":assumed-role/wan53-Role/" in client("sts").get_caller_identity()["Arn"]
    with pytest.raises(ClientError, match="not authorized to perform: route53:"):
        client("route53").list_resource_record_sets(HostedZoneId="Z0123456789ABC")


def test_no_process_outlives_the_stack(start, aws):
    behind = start()
    invoke(behind)
    behind.stack.__exit__()
    assert all(gone(sandbox) for sandbox in behind.function.sandboxes)
    assert behind.function.sandboxes[0].peak_rss_kib > 1000
    assert 0 < behind.function.sandboxes[0].init_seconds < 10
