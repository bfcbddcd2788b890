# SPDX-License-Identifier: MIT
"""An update by the real binary changes values and TTL of a record set, and nothing else."""

from __future__ import annotations

import re

import pytest
from record_set_model import KEPT, cases, examples, record_set_xml
from wan53 import record

OLD, NEW = "192.0.2.1", "198.51.101.7"
NAME = "home.example.com."
# A set with one of these is one of several of its name, so that it has an identifier.
ROUTING = [member for member in KEPT if member != "HealthCheckId"]


def update(aws, wan53, fields: dict) -> str:
    """The <ResourceRecordSet> that the program writes."""
    aws.put_record(aws.zone_id, NAME, "A", OLD, ttl=300, **fields)
    identifier = {"set_identifier": fields["SetIdentifier"]} if "SetIdentifier" in fields else {}
    wan53.configure(record(zone=aws.zone_id, ttl="120", **identifier))
    done = wan53.update()
    assert (done.code, done.outcomes) == (0, ["changed"]), done.err
    (write,) = [one for one in aws.journal if one.operation == "ChangeResourceRecordSets"]
    (written,) = re.findall("<ResourceRecordSet>.*?</ResourceRecordSet>", write.body)
    return written


@pytest.mark.parametrize(("member", "value"), cases())
def test_each_member_is_kept(aws, wan53, member, value):
    fields = {member: value} | ({"SetIdentifier": "a & b"} if member in ROUTING else {})
    # Route 53 wants one TTL for all weighted sets of a name, so theirs is kept.
    ttl = 300 if member == "Weight" else 120
    written = update(aws, wan53, fields)
    assert written == record_set_xml({"Name": NAME, "Type": "A"} | fields, ttl, [NEW])
    assert aws.records(aws.zone_id) == [
        {"Name": NAME, "Type": "A", "TTL": ttl, "Values": [NEW]} | fields
    ]


@pytest.mark.parametrize("member", ROUTING)
def test_a_member_of_routing_is_kept_beside_a_health_check(aws, wan53, member):
    fields = {"SetIdentifier": "x", member: examples(member)[0], "HealthCheckId": "h-1"}
    update(aws, wan53, fields)
    (left,) = aws.records(aws.zone_id)
    assert fields.items() <= left.items()


@pytest.mark.parametrize("target", examples("AliasTarget"))
def test_an_alias_is_left_alone(aws, wan53, target):
    aws.put_record(aws.zone_id, NAME, "A", AliasTarget=target)
    before = aws.records(aws.zone_id)
    for arguments in ((), ("--force",)):
        done = wan53.update(*arguments)
        assert (done.code, done.outcomes) == (4, ["refused"])
    assert aws.records(aws.zone_id) == before
    assert "ChangeResourceRecordSets" not in aws.journal.operations()
