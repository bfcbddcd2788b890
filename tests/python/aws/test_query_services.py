# SPDX-License-Identifier: MIT
"""SNS, CloudWatch and STS refuse what AWS refuses, and keep what they were told."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError
from raw_client import RawClient, Signing, boto, sign

from tests.aws.sns import MAX_MESSAGE

SNS, CLOUDWATCH, STS = "2010-03-31", "2010-08-01", "2011-06-15"


@pytest.fixture
def client(aws) -> RawClient:
    return RawClient(aws)


@pytest.fixture
def topic(aws) -> str:
    return aws.add_topic("home")


def publish(client, topic, **fields):
    named = {"Action": "Publish", "Version": SNS, "TopicArn": topic, "Message": "hello"}
    return client.form("sns", **{k: v for k, v in (named | fields).items() if v is not None})


def put(client, **fields):
    named = {"Action": "PutMetricData", "Version": CLOUDWATCH, "Namespace": "wan53"}
    datum = {"MetricData.member.1.MetricName": "Failures", "MetricData.member.1.Value": "1"}
    given = named | datum | {k.replace("1_", "MetricData.member.1."): v for k, v in fields.items()}
    return client.form("monitoring", **{k: v for k, v in given.items() if v is not None})


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"Message": ""}, 400, "InvalidParameter"),
        ({"Message": None}, 400, "InvalidParameter"),
        ({"Message": "é" * (MAX_MESSAGE // 2) + "x"}, 400, "InvalidParameter"),
        ({"Subject": "two\nlines"}, 400, "InvalidParameter"),
        ({"Subject": "x" * 101}, 400, "InvalidParameter"),
        ({"Subject": ""}, 400, "InvalidParameter"),
        ({"Subject": " blank first"}, 400, "InvalidParameter"),
        ({"Subject": "über"}, 400, "InvalidParameter"),
        ({"TopicArn": "home"}, 400, "InvalidParameter"),
        ({"TopicArn": None}, 400, "InvalidParameter"),
        ({"TopicArn": "arn:aws:sns:eu-west-1:111122223333:home"}, 400, "InvalidParameter"),
        ({"TopicArn": "arn:aws:sns:us-east-1:111122223333:other"}, 404, "NotFound"),
        ({"Action": "PublishAll"}, 400, "InvalidAction"),
        ({"Version": "2013-04-01"}, 400, "InvalidAction"),
        ({"Action": None}, 400, "MissingAction"),
    ],
)
def test_sns_refuses(aws, client, topic, fields, status, code):
    reply = publish(client, topic, **fields)
    assert (reply.status, reply.code) == (status, code)
    assert reply.xml().findtext(".//{*}Type") == "Sender"
    assert reply.xml().findtext("{*}RequestId")
    assert aws.messages(topic) == []


def test_sns_keeps_what_was_published(aws, client, topic):
    longest = "é" * (MAX_MESSAGE // 2)
    texts = ["a+b c&d=e%20", "line\r\nline\ttab", longest]
    for text in texts:
        reply = publish(client, topic, Message=text, Subject="x" * 100)
        assert reply.status == 200
        assert reply.xml().findtext(".//{*}MessageId") == aws.messages(topic)[-1]["MessageId"]
    assert [message["Message"] for message in aws.messages(topic)] == texts
    assert aws.journal[0].changes[0]["TopicArn"] == topic


def test_sns_takes_a_get_and_a_form_with_plus_signs(aws, client, topic):
    target = f"/?Action=Publish&Version={SNS}&TopicArn={topic}&Message=by%20get"
    assert client.send(sign(client.request("GET", target), Signing(aws.user, "sns"))).status == 200
    body = f"Action=Publish&Version={SNS}&TopicArn={topic}&Message=with+plus%2B".encode()
    form = "application/x-www-form-urlencoded; charset=utf-8"
    request = client.request("POST", "/", body, content_type=form)
    assert client.send(sign(request, Signing(aws.user, "sns"))).status == 200
    assert [m["Message"] for m in aws.messages(topic)] == ["by get", "with plus+"]


def test_a_body_that_is_no_form_names_no_action(aws, client, topic):
    body = f"Action=Publish&Version={SNS}&TopicArn={topic}&Message=x".encode()
    request = client.request("POST", "/", body, content_type="text/plain")
    reply = client.send(sign(request, Signing(aws.user, "sns")))
    assert (reply.status, reply.code) == (400, "MissingAction")
    assert aws.messages(topic) == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"Namespace": None}, "MissingParameter"),
        ({"Namespace": "AWS/Lambda"}, "InvalidParameterValue"),
        ({"Namespace": ":x"}, "InvalidParameterValue"),
        ({"Namespace": "x" * 256}, "InvalidParameterValue"),
        ({"1_MetricName": None, "1_Value": None}, "MissingParameter"),
        ({"1_MetricName": ""}, "InvalidParameterValue"),
        ({"1_MetricName": "x" * 256}, "InvalidParameterValue"),
        ({"1_Value": "NaN"}, "InvalidParameterValue"),
        ({"1_Value": "inf"}, "InvalidParameterValue"),
        ({"1_Value": "1e200"}, "InvalidParameterValue"),
        ({"1_Value": "one"}, "MalformedInput"),
        ({"1_Unit": "Bananas"}, "InvalidParameterValue"),
        ({"1_Timestamp": "yesterday"}, "InvalidParameterValue"),
        ({"1_Timestamp": "2001-01-01T00:00:00Z"}, "InvalidParameterValue"),
        ({"1_Dimensions.member.1.Name": "a"}, "InvalidParameterValue"),
        ({"1_Dimensions.member.1.Name": "a", "1_Dimensions.member.1.Value": ""},
         "InvalidParameterValue"),
    ],
)  # fmt: skip
def test_cloudwatch_refuses(aws, client, fields, code):
    reply = put(client, **fields)
    assert (reply.status, reply.code) == (400, code)
    assert aws.metrics() == []


@pytest.mark.parametrize(
    ("hours", "fits"), [(0, True), (-335, True), (-337, False), (1.9, True), (2.1, False)]
)
def test_cloudwatch_takes_two_weeks_back_and_two_hours_ahead(aws, client, hours, fits):
    moment = datetime.now(UTC) + timedelta(hours=hours)
    reply = put(client, **{"1_Timestamp": moment.strftime("%Y-%m-%dT%H:%M:%SZ")})
    assert reply.status == (200 if fits else 400)
    assert len(aws.metrics()) == int(fits)


def test_cloudwatch_keeps_what_was_put(aws, client):
    fields = {
        "1_Unit": "Seconds", "1_Value": "-2.5e3", "1_Dimensions.member.1.Name": "Record",
        "1_Dimensions.member.1.Value": "home.example.com A",
        "MetricData.member.2.MetricName": "Rounds", "MetricData.member.2.Value": "7",
    }  # fmt: skip
    assert put(client, **fields).status == 200
    first, second = aws.metrics()
    assert first == {
        "Namespace": "wan53",
        "MetricName": "Failures",
        "Value": -2500.0,
        "Unit": "Seconds",
        "Dimensions": {"Record": "home.example.com A"},
    }
    assert (second["MetricName"], second["Value"], second["Unit"]) == ("Rounds", 7.0, "None")


def test_cloudwatch_stores_all_or_nothing(aws, client):
    fields = {"MetricData.member.2.MetricName": "m", "MetricData.member.2.Value": "NaN"}
    assert put(client, **fields).status == 400
    assert aws.metrics() == []


def test_cloudwatch_by_json_refuses_in_json(aws, client):
    with pytest.raises(ClientError) as refused:
        boto(aws, "cloudwatch").put_metric_data(
            Namespace="n", MetricData=[{"MetricName": "m", "Value": 1, "Unit": "Bananas"}]
        )
    assert refused.value.response["Error"]["Code"] == "InvalidParameterValue"
    request = client.request(
        "POST", "/", b"{", content_type="application/x-amz-json-1.0",
        X_Amz_Target="GraniteServiceVersion20100801.PutMetricData",
    )  # fmt: skip
    reply = client.send(sign(request, Signing(aws.user, "monitoring")))
    assert reply.status == 400
    assert json.loads(reply.body)["__type"] == "SerializationException"


@pytest.mark.parametrize("session", [False, True])
def test_sts_says_who_asks(aws, session):
    user = aws.add_user(name="router", session=session)
    said = boto(aws, "sts", user).get_caller_identity()
    assert said["Account"] == aws.account
    if session:
        assert said["Arn"] == f"arn:aws:sts::{aws.account}:assumed-role/router/session"
        assert said["UserId"].startswith("AROA") and said["UserId"].endswith(":session")
    else:
        assert said["Arn"] == f"arn:aws:iam::{aws.account}:user/router"
        assert said["UserId"].startswith("AIDA")


def test_sts_refuses_a_session_that_has_ended(aws):
    user = aws.add_user(session=True, seconds=60)
    assert boto(aws, "sts", user).get_caller_identity()["Arn"] == user.arn
    user.expires = time.time() - 1
    with pytest.raises(ClientError) as refused:
        boto(aws, "sts", user).get_caller_identity()
    assert refused.value.response["Error"]["Code"] == "ExpiredToken"


@pytest.mark.parametrize(
    ("service", "action", "version"),
    [
        ("sts", "GetSessionToken", STS),
        ("monitoring", "PutMetricAlarm", CLOUDWATCH),
        ("sns", "List", SNS),
    ],
)
def test_what_is_not_built_says_so(client, service, action, version):
    reply = client.form(service, Action=action, Version=version)
    assert (reply.status, reply.code) == (400, "InvalidAction")
    assert reply.message == f"Could not find operation {action} for version {version}"
