# SPDX-License-Identifier: MIT
"""STS AssumeRole: who may have a role, for how long, and what boto3 makes of it by itself."""

from __future__ import annotations

from datetime import UTC, datetime

import boto3
import pytest
from botocore.exceptions import ClientError
from raw_client import RawClient, boto

from tests.aws import Identity
from tests.aws.roles import trust

OTHER = "444455556666"
ROOT = "arn:aws:iam::111122223333:root"
VERSION = "2011-06-15"


def policy(action: str, resource: str = "*", effect: str = "Allow") -> dict:
    statement = {"Effect": effect, "Action": action, "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


NOTHING = policy("sns:Publish")


def assume(aws, role, user: Identity | None = None, **given) -> Identity:
    named = {"RoleArn": role.arn, "RoleSessionName": "test"} | given
    reply = boto(aws, "sts", user).assume_role(**named)
    keys = reply["Credentials"]
    assert reply["AssumedRoleUser"]["AssumedRoleId"] == f"{role.id}:{named['RoleSessionName']}"
    return Identity(
        reply["AssumedRoleUser"]["Arn"],
        "",
        keys["AccessKeyId"],
        keys["SecretAccessKey"],
        keys["SessionToken"],
        expires=keys["Expiration"].timestamp(),
    )


def refusal(aws, role, user: Identity | None = None, **given) -> tuple[int, str, str]:
    with pytest.raises(ClientError) as refused:
        assume(aws, role, user, **given)
    error = refused.value.response
    return (
        error["ResponseMetadata"]["HTTPStatusCode"],
        error["Error"]["Code"],
        error["Error"]["Message"],
    )


def denied(user: Identity, role_arn: str) -> tuple[int, str, str]:
    message = f"User: {user.arn} is not authorized to perform: sts:AssumeRole on resource: "
    return 403, "AccessDenied", message + role_arn


def test_a_session_with_the_roles_rights(aws):
    role = aws.add_role("reader", policy("route53:ListHostedZones"))
    user = aws.add_user(policy("sts:AssumeRole", role.arn), name="poor")
    session = assume(aws, role, user, DurationSeconds=900)
    assert session.access_key_id.startswith("ASIA")
    assert session.arn == "arn:aws:sts::111122223333:assumed-role/reader/test"
    assert abs(session.expires - datetime.now(UTC).timestamp() - 900) < 5
    assert boto(aws, "sts", session).get_caller_identity()["Arn"] == session.arn
    assert boto(aws, "route53", session).list_hosted_zones()["HostedZones"]
    with pytest.raises(ClientError, match="not authorized to perform: route53:GetHostedZone"):
        boto(aws, "route53", session).get_hosted_zone(Id=aws.zone_id)
    with pytest.raises(ClientError, match="not authorized"):
        boto(aws, "route53", user).list_hosted_zones()


@pytest.mark.parametrize(
    ("said", "own", "may"),
    [
        ({"AWS": ROOT}, policy("sts:AssumeRole"), True),
        ({"AWS": "111122223333"}, policy("sts:*"), True),
        ({"AWS": ROOT}, NOTHING, False),  # the account leaves it to the user's policy
        ({"AWS": ROOT}, policy("sts:AssumeRole", "arn:aws:iam::111122223333:role/x"), False),
        ({"AWS": "arn:aws:iam::111122223333:user/someone"}, NOTHING, True),  # by name
        ({"AWS": "*"}, NOTHING, True),
        ({"AWS": "arn:aws:iam::111122223333:user/someone"}, policy("*", effect="Deny"), False),
        ({"AWS": "arn:aws:iam::111122223333:user/another"}, policy("*"), False),
        ({"AWS": f"arn:aws:iam::{OTHER}:root"}, policy("*"), False),
        ({"Service": "lambda.amazonaws.com"}, policy("*"), False),
    ],
)
def test_whom_the_role_trusts(aws, said, own, may):
    role = aws.add_role(trust_policy=trust("sts:AssumeRole", **said))
    user = aws.add_user(own, name="someone")
    if may:
        assert assume(aws, role, user)
    else:
        assert refusal(aws, role, user)[:2] == (403, "AccessDenied")


@pytest.mark.parametrize(
    ("said", "own", "may"),
    [
        (ROOT, policy("sts:AssumeRole"), True),
        ("arn:aws:iam::111122223333:user/someone", policy("sts:AssumeRole"), True),
        ("arn:aws:iam::111122223333:user/someone", NOTHING, False),  # both accounts must agree
        ("*", NOTHING, False),
    ],
)
def test_a_role_of_another_account(aws, said, own, may):
    role = aws.add_role(trust_policy=trust("sts:AssumeRole", AWS=said), account=OTHER)
    user = aws.add_user(own, name="someone")
    if may:
        assert assume(aws, role, user).arn.startswith(f"arn:aws:sts::{OTHER}:assumed-role/")
    else:
        assert refusal(aws, role, user) == denied(user, role.arn)


def test_a_zone_in_another_account(aws):
    """Route 53 has no resource policies: only a role of the zone's owner leads there."""
    zone_id = aws.add_zone("example.net", account=OTHER)
    role = aws.add_role(account=OTHER)
    mine, theirs = boto(aws, "route53"), boto(aws, "route53", assume(aws, role))
    with pytest.raises(ClientError, match="is not authorized to access this resource"):
        mine.list_resource_record_sets(HostedZoneId=zone_id)
    assert theirs.list_resource_record_sets(HostedZoneId=zone_id)["ResourceRecordSets"]
    with pytest.raises(ClientError, match="is not authorized to access this resource"):
        theirs.list_resource_record_sets(HostedZoneId=aws.zone_id)
    for client, id_ in ((mine, aws.zone_id), (theirs, zone_id)):
        expected = [f"/hostedzone/{id_}"]
        assert [zone["Id"] for zone in client.list_hosted_zones()["HostedZones"]] == expected
        by_name = client.list_hosted_zones_by_name()["HostedZones"]
        assert [zone["Id"] for zone in by_name] == expected


def test_the_external_id(aws):
    condition = {"StringEquals": {"sts:ExternalId": "a1:/=@-"}}
    role = aws.add_role(trust_policy=trust("sts:AssumeRole", condition, AWS=ROOT))
    assert assume(aws, role, ExternalId="a1:/=@-")
    assert refusal(aws, role) == denied(aws.user, role.arn)
    assert refusal(aws, role, ExternalId="A1:/=@-") == denied(aws.user, role.arn)


def test_a_role_that_is_not_there(aws):
    role = aws.add_role()
    role.arn += "x"
    assert refusal(aws, role) == denied(aws.user, role.arn)


def test_a_deny_in_the_trust_policy(aws):
    document = trust("sts:AssumeRole", AWS=ROOT)
    document["Statement"].append(
        {
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Action": "sts:*",
            "Condition": {"StringLike": {"sts:RoleSessionName": "evil*"}},
        }
    )
    role = aws.add_role(trust_policy=document)
    assert assume(aws, role, RoleSessionName="good")
    assert refusal(aws, role, RoleSessionName="evil-1") == denied(aws.user, role.arn)


def test_roles_in_a_chain(aws):
    first = aws.add_role("first", max_seconds=43200)
    second = aws.add_role(
        "second",
        trust_policy=trust("sts:AssumeRole", AWS=first.arn),
        max_seconds=43200,
    )
    assert refusal(aws, second)[:2] == (403, "AccessDenied")
    session = assume(aws, first, DurationSeconds=43200)
    assert assume(aws, second, session, DurationSeconds=3600)
    status, code, message = refusal(aws, second, session, DurationSeconds=3601)
    assert (status, code) == (400, "ValidationError")
    assert "exceeds the 1 hour session limit for roles assumed by role chaining" in message


def test_longer_than_the_role_gives(aws):
    role = aws.add_role()
    for seconds in (3599, 43201):
        with pytest.raises(ValueError, match="give 3600 to 43200"):
            aws.add_role("other", max_seconds=seconds)
    status, code, message = refusal(aws, role, DurationSeconds=3601)
    assert (status, code) == (400, "ValidationError")
    assert "exceeds the MaxSessionDuration set for this role" in message


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("RoleArn", None, "Value null at 'roleArn' failed"),
        ("RoleArn", "arn:aws:iam::1:x", "length greater than or equal to 20"),
        ("RoleArn", "arn:aws:iam::111122223333:user/wan53", "is invalid"),
        ("RoleSessionName", None, "Value null at 'roleSessionName' failed"),
        ("RoleSessionName", "x", "length greater than or equal to 2"),
        ("RoleSessionName", "x" * 65, "length less than or equal to 64"),
        ("RoleSessionName", "a b", r"pattern: [\w+=,.@-]*"),
        ("RoleSessionName", "a/b", r"pattern: [\w+=,.@-]*"),
        ("RoleSessionName", "é" * 3, r"pattern: [\w+=,.@-]*"),
        ("ExternalId", "x", "length greater than or equal to 2"),
        ("ExternalId", "a b", "pattern: "),
        ("ExternalId", "x" * 1225, "length less than or equal to 1224"),
        ("DurationSeconds", "899", "'899' at 'durationSeconds' failed"),
        ("DurationSeconds", "43201", "value less than or equal to 43200"),
        ("Colour", "red", "Colour is not known here"),
    ],
)
def test_arguments_that_sts_refuses(aws, field, value, said):
    given = {
        "Action": "AssumeRole",
        "Version": VERSION,
        "RoleArn": aws.add_role().arn,
        "RoleSessionName": "test",
    } | {field: value}
    fields = {name: text for name, text in given.items() if text is not None}
    reply = RawClient(aws).form("sts", **fields)
    assert (reply.status, reply.code) == (400, "ValidationError")
    assert said in reply.message


@pytest.mark.parametrize("text", ["", "x", "9e2", "-900"])
def test_a_length_that_is_no_number(aws, text):
    given = {"RoleArn": aws.add_role().arn, "RoleSessionName": "test", "DurationSeconds": text}
    reply = RawClient(aws).form("sts", Action="AssumeRole", Version=VERSION, **given)
    assert (reply.status, reply.code) == (400, "MalformedInput")


def test_the_longest_names(aws):
    role = aws.add_role()
    longest = "wan53+=,.@-_" + "x" * 52
    assert assume(aws, role, RoleSessionName=longest).arn.endswith(f"/{longest}")
    assert assume(aws, role, ExternalId="x" * 1224)


def test_an_expired_session_assumes_nothing(aws):
    role = aws.add_role()
    session = assume(aws, role)
    aws.keys[session.access_key_id].expires = aws.clock.now()
    status, code, message = refusal(aws, role, session)
    assert (status, code) == (403, "ExpiredToken")
    assert message == "The security token included in the request is expired"


@pytest.mark.parametrize(
    ("seconds", "operations"),
    [
        (1800, ["AssumeRole", "ListResourceRecordSets", "ListResourceRecordSets"]),
        # boto3 renews in the last quarter of an hour.
        (900, ["AssumeRole", "ListResourceRecordSets"] * 2),
    ],
)
def test_boto3_assumes_and_renews_by_itself(aws, tmp_path, monkeypatch, seconds, operations):
    """From a profile of AWS's shared file, as a person writes it."""
    condition = {"StringEquals": {"sts:ExternalId": "house"}}
    zone_id = aws.add_zone("example.net", account=OTHER)
    role = aws.add_role(trust_policy=trust("sts:AssumeRole", condition, AWS=ROOT), account=OTHER)
    shared = tmp_path / "credentials"
    shared.write_text(
        f"[base]\naws_access_key_id = {aws.user.access_key_id}\n"
        f"aws_secret_access_key = {aws.user.secret_access_key}\n"
        f"[zone]\nrole_arn = {role.arn}\nsource_profile = base\nexternal_id = house\n"
        f"role_session_name = home\nduration_seconds = {seconds}\n"
    )
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(shared))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.endpoint)
    monkeypatch.setenv("AWS_CA_BUNDLE", str(aws.ca_file))
    session = boto3.Session(profile_name="zone", region_name=aws.region)
    route53 = session.client("route53")
    route53.list_resource_record_sets(HostedZoneId=zone_id)
    route53.list_resource_record_sets(HostedZoneId=zone_id)
    assert aws.journal.operations() == operations
    asked = aws.journal[0]
    assert (asked.service, asked.user, asked.status) == ("sts", aws.user.arn, 200)
