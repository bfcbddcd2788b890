# SPDX-License-Identifier: MIT
"""How strictly ChangeResourceRecordSets reads its XML."""
# ruff: noqa: E501 (one row of a table, one line)

from __future__ import annotations

import pytest
from raw_client import NAMESPACE, RawClient, batch_xml, record_xml

WEIGHTED = "<SetIdentifier>a</SetIdentifier><Weight>{}</Weight>"


@pytest.fixture
def client(aws):
    return RawClient(aws, tls=False)


GOOD = batch_xml(("UPSERT", record_xml("a.example.com", "A", ["192.0.2.1"]))).decode()


def edited(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


NOT_XML = [
    "",
    "text",
    "{}",
    GOOD[:-1],
    edited("<Changes>", ""),
    edited("192.0.2.1", "&amp"),
    edited("192.0.2.1", "&unknown;"),
    GOOD + "<more/>",
    '<!DOCTYPE x [<!ENTITY a "192.0.2.1">]>' + edited("192.0.2.1", "&a;"),
    "<a>" * 40 + "</a>" * 40,
    "<Name>example.com</Name>",  # "expected ChangeResourceRecordSetsRequest"
]
NOT_OUR_XML = [
    (edited(f' xmlns="{NAMESPACE}"', ""), "Cannot find the declaration of element"),
    (edited("2013-04-01", "2012-12-12"), "Cannot find the declaration of element"),
    (edited("<Name>", '<Name xmlns="urn:x">'), "Invalid content was found starting with element 'Name'"),
    (edited("<Name>a.example.com</Name><Type>A</Type>", "<Type>A</Type><Name>a.example.com</Name>"), "starting with element 'Type'. One of '{\"https://route53.amazonaws.com/doc/2013-04-01/\":Name}' is expected"),
    (edited("<Action>UPSERT</Action>", ""), "starting with element 'ResourceRecordSet'"),
    (edited("<TTL>60</TTL>", "<TTL>60</TTL><TTL>60</TTL>"), "starting with element 'TTL'"),
    (edited("<TTL>60</TTL>", "<Weight>1</Weight><SetIdentifier>a</SetIdentifier><TTL>60</TTL>"), "starting with element 'SetIdentifier'"),
    (edited("<TTL>", "<Ttl>1</Ttl><TTL>"), "starting with element 'Ttl'"),
    (edited("</Changes>", "</Changes><Comment>late</Comment>"), "starting with element 'Comment'"),
    (batch_xml().decode(), "The content of element 'Changes' is not complete."),
    (edited("<ResourceRecord><Value>192.0.2.1</Value></ResourceRecord>", ""), "The content of element 'ResourceRecords' is not complete."),
    (edited("<Value>192.0.2.1</Value>", ""), "The content of element 'ResourceRecord' is not complete."),
    (edited("<Action>", '<Action why="x">'), "Attribute 'why' is not allowed"),
    (edited("<Changes>", "<Changes>text"), "is not allowed in element 'Changes'"),
    (edited("UPSERT", "upsert"), "cvc-enumeration-valid"),
    (edited("<Type>A<", "<Type>Q<"), "cvc-enumeration-valid"),
    (edited("<TTL>60<", "<TTL>-1<"), "cvc-minInclusive-valid"),
    (edited("<TTL>60<", "<TTL>2147483648<"), "cvc-maxInclusive-valid"),
    (edited("<TTL>60<", "<TTL>1m<"), "is not a valid value for 'integer'"),
    (edited("<TTL>60<", "<TTL><"), "is not a valid value for 'integer'"),
    (edited("192.0.2.1", "x" * 4001), "cvc-maxLength-valid"),
    (edited("192.0.2.1", "<b>1</b>"), "must have no element children"),
    (edited("<TTL>60</TTL>", ""), "Expected exactly one of"),
    (edited("<ResourceRecords><ResourceRecord><Value>192.0.2.1</Value></ResourceRecord></ResourceRecords>", ""), "TTL is given without ResourceRecords"),
    (edited("<TTL>", "<Weight>1</Weight><TTL>"), "Missing field 'SetIdentifier' in Change with [Action=UPSERT, Name=a.example.com, Type=A, SetIdentifier=null]"),
    (edited("<TTL>", "<SetIdentifier>a</SetIdentifier><TTL>"), "but found none in Change with"),
    (edited("<TTL>", WEIGHTED.format(1) + "<Region>us-east-1</Region><TTL>"), "but found more than one"),
    (edited("<TTL>", WEIGHTED.format(256) + "<TTL>"), "cvc-maxInclusive-valid"),
]  # fmt: skip


@pytest.mark.parametrize("body", NOT_XML)
def test_not_xml(client, body):
    reply = client.send_batch(body.encode())
    assert (reply.status, reply.code) == (400, "MalformedInput")


@pytest.mark.parametrize(("body", "text"), NOT_OUR_XML)
def test_xml_that_the_schema_refuses(client, body, text):
    before = client.aws.records(client.aws.zone_id)
    reply = client.send_batch(body.encode())
    assert (reply.status, reply.code) == (400, "InvalidInput")
    assert text in reply.message
    assert client.aws.records(client.aws.zone_id) == before
