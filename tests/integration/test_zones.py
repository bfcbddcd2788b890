# SPDX-License-Identifier: MIT
"""Hosted zones that change, records outside their zone, and sets of others that must not matter.

What depends on the world's DNS is in tests/router/test_zones.py."""

import pytest
from wan53 import record

POLICY_RECORD = {"TrafficPolicyInstanceId": "6906ceb8-3f15-4256-acca-70d50690acd2"}


def denied_in(zone_id: str) -> dict:
    """Everything but what is in that zone."""
    allow = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    deny = {"Effect": "Deny", "Action": "*", "Resource": f"arn:aws:route53:::hostedzone/{zone_id}"}
    return {"Version": "2012-10-17", "Statement": [allow, deny]}


def zone_of(run) -> str:
    return run.json["records"][0]["zone"]


@pytest.mark.parametrize("forced", [(), ("--force",)])
def test_a_domain_moves_to_another_account(aws, wan53, forced):
    """There is a new zone, and a key that may not touch the old one."""
    wan53.configure(record())
    assert zone_of(wan53.update()) == aws.zone_id
    aws.route53.zones.pop(aws.zone_id)
    new = aws.add_zone("example.com")
    wan53.environment = aws.environment(aws.add_user(denied_in(aws.zone_id)))
    run = wan53.update(*forced)
    assert (run.code, zone_of(run)) == (0, new)
    assert f" in {new}" in wan53("doctor").out


def test_another_key_looks_again(aws, wan53):
    wan53.configure(record())
    wan53.update()
    aws.journal.clear()
    wan53.update()
    assert aws.journal.operations() == ["ListResourceRecordSets"]
    wan53.environment = aws.environment(aws.add_user())
    wan53.update()
    assert "ListHostedZonesByName" in aws.journal.operations()
    assert not any("AKIA" in path.read_text() for path in (wan53.state, wan53.volatile))


def test_a_wildcard_label_is_never_asked_for(aws, wan53):
    wan53.configure(record("*.example.com"))
    assert wan53.update().outcomes == ["created"]
    searched = [e.query for e in aws.journal if e.operation == "ListHostedZonesByName"]
    assert searched == ["dnsname=example.com.&maxitems=20"]


@pytest.mark.parametrize("name", ["home.example.org", "an.example.net", "home.anexample.com"])
@pytest.mark.parametrize("command", [("update",), ("update", "--dry-run"), ("doctor",)])
def test_a_record_outside_its_zone(aws, wan53, name, command):
    wan53.configure(record(name, zone=aws.zone_id))
    run = wan53(*command)
    assert run.code == 4
    said = f"{name} is not in the hosted zone {aws.zone_id}, which is example.com"
    assert said in run.out + run.err
    assert "InvalidChangeBatch" not in run.out + run.err
    assert aws.records(aws.zone_id) == []
    if command != ("update",):
        assert "ChangeResourceRecordSets" not in aws.journal.operations()


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("home.example.com", "AAAA"),
        ("home.example.com", "TXT"),
        ("homf.example.com", "A"),
        ("*.home.example.com", "A"),
    ],
)
def test_a_traffic_policy_of_another_set_does_not_matter(aws, wan53, name, type_):
    aws.put_record(aws.zone_id, name, type_, **POLICY_RECORD)
    assert wan53.update().outcomes == ["created"]
    assert wan53.update().outcomes == ["unchanged"]
    assert wan53.update("--ip", "198.51.101.8").outcomes == ["changed"]
    assert "ok    route53" in wan53("doctor").out


@pytest.mark.parametrize("command", [("update",), ("update", "--dry-run"), ("update", "--force")])
def test_a_traffic_policy_of_ours_is_refused_with_its_reason(aws, wan53, command):
    aws.put_record(aws.zone_id, "home.example.com", "A", **POLICY_RECORD)
    run = wan53(*command)
    assert run.code == 4
    assert "home.example.com A belongs to a traffic policy" in run.err
    assert "ChangeResourceRecordSets" not in aws.journal.operations()
