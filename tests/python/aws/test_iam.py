# SPDX-License-Identifier: MIT
"""What policies allow, deny and leave unmentioned, decided alone and met over the wire."""

from __future__ import annotations

import botocore.exceptions
import pytest
from hypothesis import given
from hypothesis import strategies as st
from raw_client import boto

from tests.aws.iam import Question, check_policy, decide, matches

ZONE = "arn:aws:route53:::hostedzone/Z1"
CHANGE = "route53:ChangeResourceRecordSets"
NAMES, TYPES, ACTIONS = (
    f"{CHANGE}{what}" for what in ("NormalizedRecordNames", "RecordTypes", "Actions")
)


def statement(action="*", resource="*", effect="Allow", **condition) -> dict:
    said: dict = {"Effect": effect, "Action": action, "Resource": resource}
    if condition:
        said["Condition"] = {k.replace("__", ":"): v for k, v in condition.items()}
    return said


def policy(*statements: dict) -> dict:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def asked(
    action=CHANGE, resource=ZONE, names=("home.example.com",), types=("A",), acts=("UPSERT",)
):
    context = {
        NAMES.lower(): list(names),
        TYPES.lower(): list(types),
        ACTIONS.lower(): list(acts),
    }
    return Question(action, resource, context)


@pytest.mark.parametrize(
    ("statements", "decision"),
    [
        ([], "unmentioned"),
        ([statement()], "allowed"),
        ([statement(CHANGE, ZONE)], "allowed"),
        ([statement("route53:changeresourcerecordsets", ZONE)], "allowed"),  # any case
        ([statement("route53:Change*", "arn:aws:route53:::hostedzone/*")], "allowed"),
        ([statement("route53:ChangeResourceRecordSet?", ZONE)], "allowed"),
        ([statement(["route53:GetChange", CHANGE], [ZONE + "X", ZONE])], "allowed"),
        ([statement("route53:ListResourceRecordSets", ZONE)], "unmentioned"),
        ([statement(CHANGE, "arn:aws:route53:::hostedzone/Z2")], "unmentioned"),
        ([statement(CHANGE, "arn:aws:route53:::hostedzone/z1")], "unmentioned"),  # this case
        ([statement(CHANGE, "arn:aws:route53:::hostedzone/")], "unmentioned"),
        ([statement(), statement(CHANGE, ZONE, "Deny")], "denied"),
        ([statement(CHANGE, ZONE, "Deny"), statement()], "denied"),
        ([statement(), statement(CHANGE, ZONE + "2", "Deny")], "allowed"),
        ([statement(effect="Deny")], "denied"),
    ],
)
def test_actions_and_resources(statements, decision):
    document = policy(*statements)
    if statements:
        check_policy(document)
    assert decide([document], asked()) == decision


ALL_EQUAL, ALL_LIKE = "ForAllValues__StringEquals", "ForAllValues__StringLike"


@pytest.mark.parametrize(
    ("condition", "question", "allowed"),
    [
        ({ALL_EQUAL: {NAMES: ["home.example.com"]}}, {}, True),
        ({ALL_EQUAL: {NAMES: "home.example.com"}}, {}, True),
        ({ALL_EQUAL: {NAMES: ["home.example.com."]}}, {}, False),  # no trailing dot
        ({ALL_EQUAL: {NAMES: ["Home.example.com"]}}, {}, False),  # lower case
        ({ALL_EQUAL: {NAMES: ["\\052.example.com"]}}, {"names": ["\\052.example.com"]}, True),
        ({ALL_EQUAL: {NAMES: ["*.example.com"]}}, {"names": ["\\052.example.com"]}, False),
        ({ALL_EQUAL: {NAMES: ["a", "b"]}}, {"names": ["a", "b"]}, True),
        ({ALL_EQUAL: {NAMES: ["a", "b"]}}, {"names": ["a", "c"]}, False),
        ({ALL_EQUAL: {NAMES: ["a"]}}, {"names": []}, True),  # AWS's warning about ForAllValues
        ({ALL_LIKE: {NAMES: ["*.example.com"]}}, {}, True),
        ({ALL_LIKE: {NAMES: ["*.example.org"]}}, {}, False),
        ({ALL_EQUAL: {NAMES: ["*.example.com"]}}, {}, False),
        ({ALL_EQUAL: {TYPES: ["A", "AAAA"]}}, {}, True),
        ({ALL_EQUAL: {TYPES: ["A", "AAAA"]}}, {"types": ["A", "TXT"]}, False),
        ({ALL_EQUAL: {ACTIONS: ["UPSERT"]}}, {}, True),
        ({ALL_EQUAL: {ACTIONS: ["UPSERT"]}}, {"acts": ["UPSERT", "DELETE"]}, False),
        ({ALL_EQUAL: {NAMES: ["home.example.com"], TYPES: ["AAAA"]}}, {}, False),  # both
        ({ALL_EQUAL: {NAMES.lower(): ["home.example.com"]}}, {}, True),  # keys in any case
        ({"StringEquals": {ACTIONS: ["UPSERT"]}}, {}, True),
        ({"StringEquals": {ACTIONS: ["UPSERT"]}}, {"acts": ["UPSERT", "UPSERT"]}, False),
        ({"StringEquals": {"cloudwatch:namespace": "Home"}}, {}, False),  # absent key
        ({"StringLike": {ACTIONS: ["UP*"]}}, {}, True),
    ],
)
def test_conditions(condition, question, allowed):
    document = policy(statement(CHANGE, ZONE, **condition))
    check_policy(document)
    assert decide([document], asked(**question)) == ("allowed" if allowed else "unmentioned")


@given(st.text("ab*?.+[", max_size=6), st.text("ab.+[", max_size=6))
def test_only_star_and_question_mark_are_wild(pattern, text):
    def by_hand(p: str, t: str) -> bool:
        if not p:
            return not t
        if p[0] == "*":
            return any(by_hand(p[1:], t[i:]) for i in range(len(t) + 1))
        return bool(t) and p[0] in ("?", t[0]) and by_hand(p[1:], t[1:])

    assert matches(pattern, text) == by_hand(pattern, text)


def test_several_policies():
    documents = [policy(statement()), policy(statement(CHANGE, effect="Deny"))]
    assert decide(documents, asked()) == "denied"
    assert decide(documents, asked("route53:GetChange")) == "allowed"


def test_identity_is_always_told():
    nothing = policy(statement(effect="Deny"))
    assert decide([nothing], Question("sts:GetCallerIdentity", "*")) == "allowed"


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"Version": "2008-10-17", "Statement": [statement()]},
        {"Version": "2012-10-17"},
        policy(statement()) | {"More": 1},
        policy({"Effect": "Allow", "Action": "*"}),
        policy({"Effect": "Allow", "NotAction": "*", "Resource": "*"}),
        policy(statement(effect="Maybe")),
        policy(statement(action=[])),
        policy(statement(action="route53")),
        policy(statement(resource="Z1")),
        policy(statement() | {"Sid": "not-plain"}),
        policy(statement(NumericLessThan={"aws:MultiFactorAuthAge": "1"})),
        policy(statement(StringEquals={"aws:RequestedRegion": "us-east-1"})),
        policy(statement(StringEquals={NAMES: []})),
    ],
)
def test_policies_that_would_not_be_evaluated(aws, document):
    with pytest.raises(ValueError):
        aws.add_user(document)


def upsert(aws, user, name, type_="A", value="192.0.2.1", action="UPSERT"):
    record = {"Name": name, "Type": type_, "TTL": 60, "ResourceRecords": [{"Value": value}]}
    boto(aws, "route53", user).change_resource_record_sets(
        HostedZoneId=aws.zone_id,
        ChangeBatch={"Changes": [{"Action": action, "ResourceRecordSet": record}]},
    )


def refusal(call, *arguments, **named) -> tuple[int, str, str]:
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        call(*arguments, **named)
    reply = refused.value.response
    return (
        reply["ResponseMetadata"]["HTTPStatusCode"],
        reply["Error"]["Code"],
        reply["Error"]["Message"],
    )


def least(zone_id: str) -> dict:
    """The policy of one wildcard and one host, as the Developer Guide advises."""
    zone = f"arn:aws:route53:::hostedzone/{zone_id}"
    equals = {
        NAMES: ["home.example.com", "\\052.example.com"],
        TYPES: ["A"],
        ACTIONS: ["UPSERT"],
    }
    return policy(
        statement("route53:ListResourceRecordSets", zone),
        statement(CHANGE, zone, **{ALL_EQUAL: equals}),
    )


def test_least_policy_is_enough_and_no_more(aws):
    user = aws.add_user(least(aws.zone_id))
    upsert(aws, user, "HOME.example.com")
    upsert(aws, user, "*.example.com.")
    route53 = boto(aws, "route53", user)
    assert route53.list_resource_record_sets(HostedZoneId=aws.zone_id)["ResourceRecordSets"]
    for arguments in [
        {"name": "other.example.com"},
        {"name": "home.example.com", "type_": "TXT", "value": '"x"'},
        {"name": "home.example.com", "action": "DELETE"},
    ]:
        status, code, message = refusal(upsert, aws, user, **arguments)
        assert (status, code) == (403, "AccessDenied")
        assert f"User: {user.arn} is not authorized to perform: {CHANGE}" in message
        assert f"on resource: arn:aws:route53:::hostedzone/{aws.zone_id}" in message
    assert [record["Name"] for record in aws.records(aws.zone_id)] == [
        "\\052.example.com.",
        "home.example.com.",
    ]
    other = aws.add_zone("example.org")
    assert refusal(route53.list_resource_record_sets, HostedZoneId=other)[0] == 403
    assert refusal(route53.list_hosted_zones_by_name)[1] == "AccessDenied"
    assert refusal(route53.get_change, Id="C1")[1] == "AccessDenied"


def test_zone_arn_does_not_allow_discovery(aws):
    user = aws.add_user(
        policy(statement("route53:*", f"arn:aws:route53:::hostedzone/{aws.zone_id}"))
    )
    assert refusal(boto(aws, "route53", user).list_hosted_zones_by_name)[0] == 403


def test_explicit_deny_says_so(aws):
    user = aws.add_user(policy(statement(), statement("route53:ListHostedZones", effect="Deny")))
    _, _, message = refusal(boto(aws, "route53", user).list_hosted_zones)
    assert "with an explicit deny in an identity-based policy" in message


def test_topic_arn(aws):
    mine, other = aws.add_topic("home"), aws.add_topic("other")
    user = aws.add_user(policy(statement("sns:Publish", mine)))
    sns = boto(aws, "sns", user)
    sns.publish(TopicArn=mine, Message="x")
    status, code, message = refusal(sns.publish, TopicArn=other, Message="x")
    assert (status, code) == (403, "AuthorizationError")
    assert f"SNS:Publish on resource: {other}" in message
    assert aws.messages(other) == []


def test_metric_namespace(aws):
    allowed = statement(
        "cloudwatch:PutMetricData", StringEquals={"cloudwatch:namespace": "Home/DDNS"}
    )
    cloudwatch = boto(aws, "cloudwatch", aws.add_user(policy(allowed)))
    data = [{"MetricName": "Change", "Value": 1}]
    cloudwatch.put_metric_data(Namespace="Home/DDNS", MetricData=data)
    refused = refusal(cloudwatch.put_metric_data, Namespace="Other", MetricData=data)
    assert refused[:2] == (403, "AccessDenied")
    assert len(aws.metrics()) == 1


def test_user_without_any_right_learns_its_name(aws):
    user = aws.add_user(policy(statement(effect="Deny")))
    assert boto(aws, "sts", user).get_caller_identity()["Arn"] == user.arn
