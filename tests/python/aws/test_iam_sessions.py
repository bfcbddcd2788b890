# SPDX-License-Identifier: MIT
"""Policy variables that stand for what a session is, and trust policies, decided alone."""

from __future__ import annotations

import pytest

from tests.aws.iam import Question, check_policy, check_trust, decide, decide_trust
from tests.aws.roles import trust

THING, CN = "credentials-iot:ThingName", "aws:PrincipalTag/x509Subject/CN"
PATH = "arn:aws:execute-api:us-east-1:111122223333:a1b2c3/prod/GET/v100/ddns/"


def policy(resource: str, effect: str = "Allow", **condition) -> dict:
    statement: dict = {"Effect": effect, "Action": "execute-api:Invoke", "Resource": resource}
    if condition:
        statement["Condition"] = condition
    return {"Version": "2012-10-17", "Statement": [statement]}


def allowed(document: dict, path: str, **context: str) -> bool:
    check_policy(document)
    known = {
        {"thing": THING, "cn": CN}.get(name, name).lower(): [value]
        for name, value in context.items()
    }
    return decide([document], Question("execute-api:Invoke", PATH + path, known)) == "allowed"


@pytest.mark.parametrize(
    ("resource", "path", "context", "expected"),
    [
        (f"${{{THING}}}", "router-1", {"thing": "router-1"}, True),
        (f"${{{THING}}}", "router-2", {"thing": "router-1"}, False),
        (f"${{{THING}}}", "Router-1", {"thing": "router-1"}, False),
        (f"${{{THING}}}", "router-1", {}, False),
        (f"${{{THING}}}", f"${{{THING}}}", {}, False),  # never the letters themselves
        (f"${{{THING}}}", "router-1", {"cn": "router-1"}, False),
        (f"${{{CN}}}", "home.example.com", {"cn": "home.example.com"}, True),
        (f"${{{CN}}}", "homexexample.com", {"cn": "home.example.com"}, False),
        # A value is taken letter by letter: no name is a wildcard.
        (f"${{{CN}}}", "home.example.com", {"cn": "*"}, False),
        (f"${{{CN}}}", "home.example.com", {"cn": "home.example.co?"}, False),
        (f"${{{CN}}}", "*", {"cn": "*"}, True),
        (f"${{{CN}}}", "a$b", {"cn": "a$b"}, True),
        (f"${{{CN}}}", "b", {"cn": f"${{{THING}}}", "thing": "b"}, False),
        # Around it wildcards are wild, and ${*} is a star.
        (f"${{{THING}}}*", "router-1/x", {"thing": "router-1"}, True),
        (f"*/${{{THING}}}", "x/router-1", {"thing": "router-1"}, True),
        ("${*}", "*", {}, True),
        ("${*}", "x", {}, False),
        ("${?}${$}", "?$", {}, True),
        # The name in any case; two of them.
        ("${CREDENTIALS-IOT:thingname}", "a", {"thing": "a"}, True),
        (f"${{{THING}}}.${{{CN}}}", "a.b", {"thing": "a", "cn": "b"}, True),
        (f"${{{THING}}}.${{{CN}}}", "a.b", {"thing": "a"}, False),
    ],
)
def test_variables_in_resources(resource, path, context, expected):
    assert allowed(policy(PATH + resource), path, **context) == expected


@pytest.mark.parametrize(
    ("operator", "value", "context", "expected"),
    [
        ("StringEquals", f"${{{THING}}}", {"thing": "a", "cn": "a"}, True),
        ("StringEquals", f"${{{THING}}}", {"thing": "b", "cn": "a"}, False),
        ("StringEquals", f"${{{THING}}}", {"cn": "a"}, False),
        ("StringEquals", f"${{{THING}}}.example.com", {"thing": "a", "cn": "a.example.com"}, True),
        ("StringEquals", f"${{{THING}}}", {"thing": "*", "cn": "*"}, True),
        ("StringEquals", f"${{{THING}}}", {"thing": "*", "cn": "a"}, False),
        ("StringLike", f"${{{THING}}}*", {"thing": "a", "cn": "ab"}, True),
        ("StringLike", f"${{{THING}}}*", {"thing": "*", "cn": "ab"}, False),
        ("StringLike", f"${{{THING}}}*", {"thing": "*", "cn": "*b"}, True),
        ("StringEquals", "${*}", {"cn": "*"}, True),
        ("StringLike", "${*}", {"cn": "a"}, False),
    ],
)
def test_variables_in_conditions(operator, value, context, expected):
    document = policy(PATH + "*", **{operator: {CN: value}})
    assert allowed(document, "x", **context) == expected


def test_a_deny_about_a_value_that_is_not_there_denies_nothing():
    documents = [policy("*"), policy(f"{PATH}${{{THING}}}", "Deny")]
    asked = Question("execute-api:Invoke", PATH + "a")
    assert decide(documents, asked) == "allowed"
    asked.context = {THING.lower(): ["a"]}
    assert decide(documents, asked) == "denied"


@pytest.mark.parametrize("name", ["aws:username", "credentials-iot:ThingTypeName", "x", "aws:x/CN"])
def test_variables_that_nobody_fills_in(name):
    with pytest.raises(ValueError, match="policy variable"):
        check_policy(policy(f"{PATH}${{{name}}}"))
    with pytest.raises(ValueError, match="policy variable"):
        check_policy(policy("*", StringLike={CN: f"${{{name}}}"}))


IOT = "credentials.iot.amazonaws.com"


@pytest.mark.parametrize(
    ("document", "kind", "names", "decision"),
    [
        (trust("sts:AssumeRole", Service=IOT), "Service", {IOT}, "allowed"),
        (trust("sts:AssumeRole", Service=[IOT, "x"]), "Service", {IOT}, "allowed"),
        (trust("sts:AssumeRole", Service="x"), "Service", {IOT}, "unmentioned"),
        (trust("sts:AssumeRole", Service="*"), "Service", {IOT}, "unmentioned"),
        (trust("sts:AssumeRole", AWS=IOT), "Service", {IOT}, "unmentioned"),
        (trust("sts:assumerole", AWS="a"), "AWS", {"a", "b"}, "allowed"),
        (trust("sts:TagSession", AWS="a"), "AWS", {"a"}, "unmentioned"),
        (trust("sts:AssumeRole", AWS="*"), "AWS", {"*", "a"}, "allowed"),
        (trust("sts:AssumeRole", AWS="a*"), "AWS", {"ab"}, "unmentioned"),  # no wildcards
    ],
)
def test_principals(document, kind, names, decision):
    check_trust(document)
    assert decide_trust(document, kind, names, Question("sts:AssumeRole", "r")) == decision


def test_everybody_is_every_aws_principal_and_no_service():
    document = trust("sts:AssumeRole")
    document["Statement"][0]["Principal"] = "*"
    check_trust(document)
    asked = Question("sts:AssumeRole", "r")
    assert decide_trust(document, "AWS", {"*"}, asked) == "allowed"
    assert decide_trust(document, "Service", {IOT}, asked) == "unmentioned"


@pytest.mark.parametrize(
    "principal", [None, {}, "arn:aws:iam::1:root", {"Federated": "x"}, {"AWS": []}, {"Service": 1}]
)
def test_principals_that_would_not_be_evaluated(principal):
    document = trust("sts:AssumeRole")
    document["Statement"][0]["Principal"] = principal
    with pytest.raises(ValueError):
        check_trust(document)


def test_a_trust_policy_has_no_resource():
    document = trust("sts:AssumeRole", AWS="a")
    document["Statement"][0]["Resource"] = "*"
    with pytest.raises(ValueError, match="has more than"):
        check_trust(document)
