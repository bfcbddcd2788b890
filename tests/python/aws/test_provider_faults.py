# SPDX-License-Identifier: MIT
"""What may go wrong on request where sessions are given: AWS IoT, IAM Roles Anywhere, STS."""

from __future__ import annotations

import pytest
from anywhere_client import DENIED
from iot_client import HANDSHAKE, MISSING, READ
from raw_client import RawClient, boto

needs_curl = pytest.mark.skipif(bool(MISSING), reason=MISSING)
VERSION = "2011-06-15"


@pytest.mark.parametrize(("version", "code"), [("1.2", HANDSHAKE), ("1.3", READ)])
def test_a_handshake_refused_on_request(aws, caller, version, code):
    caller.get("--tls-max", version)
    aws.faults.add("handshake", count=2)
    for _ in range(2):
        answer = caller.get("--tls-max", version)
        assert (answer.code, answer.status) == (code, 0), answer.error
    assert caller.get("--tls-max", version).status == 200
    assert len(aws.faults) == 0
    # The other listeners are not struck by it, and it waits for its own.
    aws.faults.add("handshake")
    assert boto(aws, "route53").list_hosted_zones()
    assert len(aws.faults) == 1


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_statuses_on_request(aws, caller, status):
    aws.faults.add("refuse", service="iot", status=status, message="no")
    answer, body = caller.get().json
    assert (answer, body["message"]) == (status, "no")
    assert aws.journal[-1].fault == "refuse"


PAST = "2001-02-03T04:05:06Z"


@pytest.mark.parametrize(
    ("kind", "edits", "left"),
    [
        ("edit", {"expiration": PAST}, {"expiration": PAST}),
        ("edit", {"expiration": 5, "sessionToken": None}, {"expiration": 5, "sessionToken": None}),
        ("edit", {"accesskeyid": ["x"]}, {"accessKeyId": ["x"]}),
        ("edit", {"sessionToken": "x" * 17000}, {"sessionToken": "x" * 17000}),
    ],
)
def test_lies_on_request(aws, caller, kind, edits, left):
    aws.faults.add(kind, operation="AssumeRoleWithCertificate", edits=edits)
    credentials = caller.credentials()
    assert credentials | left == credentials
    assert len(credentials) == 4
    # The session is there all the same: only the word of it is false.
    assert sum(1 for one in aws.keys.values() if one.session_token) == 1


@pytest.mark.parametrize(
    "name", ["accessKeyId", "secretAccessKey", "sessionToken", "expiration", "credentials"]
)
def test_what_lacks_on_request(aws, caller, name):
    aws.faults.add("remove", service="iot", edits={name: 0})
    _, body = caller.get().json
    assert name not in (body | body.get("credentials", {}))
    assert len(body.get("credentials", {})) == (0 if name == "credentials" else 3)


def test_other_lies(aws, caller):
    aws.faults.add("truncate", service="iot", size=40)
    cut = caller.get()
    assert (cut.code, len(cut.text)) == (18, 40)
    aws.faults.add("status", service="iot", status=200, body=b'{"credentials":[]}')
    assert caller.get().json == (200, {"credentials": []})
    aws.faults.add("huge", service="iot", size=20000)
    assert len(caller.get().text) > 20000
    aws.faults.add("reset", service="iot")
    assert caller.get().code == READ


def test_roles_anywhere(aws, place):
    aws.faults.add("edit", operation="CreateSession", edits={"credentialSet": []})
    aws.faults.add("remove", operation="CreateSession", edits={"expiration": 0})
    aws.faults.add("edit", operation="CreateSession", edits={"sessionToken": "x" * 20000})
    aws.faults.add(
        "refuse", operation="CreateSession", status=500, code="InternalServerException", message="!"
    )
    assert place.request().send()[2]["credentialSet"] == []
    (one,) = place.request().send()[2]["credentialSet"]
    assert set(one["credentials"]) == {"accessKeyId", "secretAccessKey", "sessionToken"}
    (one,) = place.request().send()[2]["credentialSet"]
    assert len(one["credentials"]["sessionToken"]) == 20000
    assert place.refusal() == (500, "InternalServerException", "!")
    # A bad signature is told before any fault.
    aws.faults.add("edit", operation="CreateSession", edits={})
    assert place.refusal(region="eu-west-1")[:2] == DENIED
    assert len(aws.faults) == 1


@pytest.mark.parametrize(
    ("kind", "edits", "left"),
    [
        ("edit", {"Expiration": "2001-02-03T04:05:06Z"}, b"<Expiration>2001-02-03T04:05:06Z</"),
        ("edit", {"SessionToken": "a<b&c"}, b"<SessionToken>a&lt;b&amp;c</"),
        ("edit", {"SecretAccessKey": "x" * 17000}, b"x" * 17000),
        ("remove", {"Expiration": 0}, b"</SessionToken></Credentials>"),
        ("remove", {"Credentials": 0}, b"</AssumedRoleUser></AssumeRoleResult>"),
    ],
)
def test_sts(aws, kind, edits, left):
    role = aws.add_role()
    aws.faults.add(kind, operation="AssumeRole", edits=edits)
    given = {"RoleArn": role.arn, "RoleSessionName": "test"}
    reply = RawClient(aws).form("sts", Action="AssumeRole", Version=VERSION, **given)
    assert reply.status == 200
    assert left in reply.body
    assert reply.xml() is not None
