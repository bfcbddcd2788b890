# SPDX-License-Identifier: MIT
"""An edit keeps every member of a record set, whether Route 53's service model has it or not."""

from __future__ import annotations

import pytest
from exchanges import document
from filter_process import Filter
from record_set_model import KEPT, OURS, REFUSED, cases, examples, record_set_xml, to_xml

BASE = {"Name": "home.example.com.", "Type": "A", "SetIdentifier": "home"}
OLD = ["192.0.2.1", "192.0.2.2"]
NEW = ["198.51.100.7"]


@pytest.fixture(scope="module")
def reader():
    with Filter("reader") as running:
        yield running


def ask(reader: Filter, xml: str) -> dict:
    """The program's answer to a listing of this set alone, edited to NEW."""
    inner = f"<ResourceRecordSets>{xml}</ResourceRecordSets><IsTruncated>false</IsTruncated>"
    body = document("ListResourceRecordSetsResponse", inner)
    asked = {"operation": "ListResourceRecordSets", "status": 200, "body": body}
    return reader.ask(asked | {"ttl": 120, "values": NEW})


def edited(reader: Filter, xml: str) -> dict:
    """The listed set as the program reads it, and what it would write."""
    answer = ask(reader, xml)
    assert "error" not in answer, answer
    return answer["sets"][0]


def test_the_model_has_what_is_tested():
    """botocore's next version may have more; then each list says where the new one belongs."""
    assert {"HealthCheckId", "Weight", "GeoProximityLocation", "CidrRoutingConfig"} <= set(KEPT)
    assert len(KEPT) + len(OURS) + len(REFUSED) == 15
    assert len(cases()) > 2 * len(KEPT)


@pytest.mark.parametrize(("member", "value"), cases())
def test_each_member_is_kept(reader, member, value):
    fields = BASE | {member: value}
    found = edited(reader, record_set_xml(fields, 300, OLD))
    assert found["xml"] == record_set_xml(fields, 300, OLD)
    assert found["edited"] == record_set_xml(fields, 120, NEW)


def test_all_members_at_once_are_kept(reader):
    fields = BASE | {member: examples(member)[0] for member in KEPT}
    assert edited(reader, record_set_xml(fields, 300, OLD))["edited"] == record_set_xml(
        fields, 120, NEW
    )


def test_what_must_not_be_edited_is_told(reader):
    for value in examples("AliasTarget"):
        alias = "".join(
            to_xml(*item) for item in {"Name": "a.b.", "Type": "A", "AliasTarget": value}.items()
        )
        found = edited(reader, f"<ResourceRecordSet>{alias}</ResourceRecordSet>")
        assert found["alias"]
        assert "edited" not in found
        assert "alias" in found["refused"]
    for value in examples("TrafficPolicyInstanceId"):
        found = edited(reader, record_set_xml(BASE | {"TrafficPolicyInstanceId": value}, 300, OLD))
        assert found["traffic_policy"]


UNKNOWN = [
    "<LunarPhase>full</LunarPhase>",
    "<LunarPhase/>",
    "<LunarPhase><Since>2031</Since><Ttl>9</Ttl><TTL>1</TTL></LunarPhase>",
    '<LunarPhase note="&lt;&quot;">x &amp; y</LunarPhase>',
    "<LunarPhase>a</LunarPhase><LunarPhase>b</LunarPhase>",
]


@pytest.mark.parametrize("unknown", UNKNOWN)
@pytest.mark.parametrize(
    "before", ["<Name>", "<SetIdentifier>", "<TTL>", "<ResourceRecords>", "</ResourceRecordSet>"]
)
def test_a_member_of_next_year_is_kept_where_it_stands(reader, unknown, before):
    """It is sent back as listed, so that Route 53 decides; leaving it out would be a change."""

    def with_unknown(ttl: int, values: list[str]) -> str:
        return record_set_xml(BASE | {"Weight": "1"}, ttl, values).replace(before, unknown + before)

    found = edited(reader, with_unknown(300, OLD))
    assert found["routing"] == "weighted"
    assert found["edited"] == with_unknown(120, NEW)


def test_an_unknown_way_of_routing_is_named_other(reader):
    fields = record_set_xml(BASE, 300, OLD).replace("<TTL>", "<LunarPhase>full</LunarPhase><TTL>")
    assert edited(reader, fields)["routing"] == "other"


# What stands inside what is replaced cannot be kept.
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<TTL>300</TTL>", "<TTL>300<Unit>s</Unit></TTL>"),
        ("<ResourceRecords>", "<ResourceRecords><Order>random</Order>"),
        ("<Value>192.0.2.1</Value>", "<Value>192.0.2.1</Value><Weight>1</Weight>"),
        ("<ResourceRecord>", '<ResourceRecord note="x">'),
        ("<Value>192.0.2.1", '<Value note="x">192.0.2.1'),
        ("</ResourceRecords>", "<More/></ResourceRecords>"),
    ],
)
def test_what_cannot_be_kept_is_not_written(reader, old, new):
    xml = record_set_xml(BASE, 300, OLD)
    assert old in xml
    answer = ask(reader, xml.replace(old, new))
    assert "error" in answer or "refused" in answer["sets"][0]
