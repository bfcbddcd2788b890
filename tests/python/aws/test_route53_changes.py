# SPDX-License-Identifier: MIT
"""What ChangeResourceRecordSets does and refuses, and what becomes of a change."""
# ruff: noqa: E501 (one row of a table, one line)

from __future__ import annotations

import pytest
from raw_client import RawClient, batch_xml, record_xml


@pytest.fixture
def client(aws):
    """With one simple set, two weighted ones, an alias, a CNAME and a wildcard."""
    put = aws.put_record
    put(aws.zone_id, "home.example.com", "A", ["192.0.2.1"], ttl=60)
    for identifier, value in (("one", "192.0.2.11"), ("two", "192.0.2.12")):
        fields = {"SetIdentifier": identifier, "Weight": "10"}
        put(aws.zone_id, "w.example.com", "A", [value], ttl=60, **fields)
    target = {"HostedZoneId": aws.zone_id, "DNSName": "home.example.com"}
    alias = target | {"EvaluateTargetHealth": "false"}
    put(aws.zone_id, "alias.example.com", "A", AliasTarget=alias)
    put(aws.zone_id, "c.example.com", "CNAME", ["home.example.com"])
    put(aws.zone_id, "*.example.com", "TXT", ['"wild"'])
    return RawClient(aws, tls=False)


def change(client, *changes: tuple[str, str]):
    return client.send_batch(batch_xml(*changes))


def values(client, name: str, type_: str = "A") -> list[list[str]]:
    return [
        record.get("Values", [])
        for record in client.aws.records(client.aws.zone_id)
        if (record["Name"], record["Type"]) == (name, type_)
    ]


A = record_xml
SET = "<SetIdentifier>{}</SetIdentifier><Weight>{}</Weight>"


@pytest.mark.parametrize(
    ("action", "record", "name", "type_", "after"),
    [
        ("CREATE", A("new.example.com", "A", ["192.0.2.9"]), "new.example.com.", "A", [["192.0.2.9"]]),
        ("UPSERT", A("new.example.com", "A", ["192.0.2.9"]), "new.example.com.", "A", [["192.0.2.9"]]),
        ("UPSERT", A("home.example.com", "A", ["192.0.2.9"]), "home.example.com.", "A", [["192.0.2.9"]]),
        ("UPSERT", A("HOME.Example.COM.", "A", ["192.0.2.9"]), "home.example.com.", "A", [["192.0.2.9"]]),
        ("UPSERT", A("h\\157me.example.com", "A", ["192.0.2.9"]), "home.example.com.", "A", [["192.0.2.9"]]),
        ("UPSERT", A("\\052.example.com", "TXT", ['"new"']), "\\052.example.com.", "TXT", [['"new"']]),
        ("UPSERT", A("*.example.com", "TXT", ['"new"']), "\\052.example.com.", "TXT", [['"new"']]),
        ("UPSERT", A("alias.example.com", "A", ["192.0.2.9"]), "alias.example.com.", "A", [["192.0.2.9"]]),
        ("DELETE", A("home.example.com", "A", ["192.0.2.1"]), "home.example.com.", "A", []),
        ("DELETE", A("c.example.com", "CNAME", ["home.example.com"], "300"), "c.example.com.", "CNAME", []),
        ("UPSERT", A("w.example.com", "A", ["192.0.2.9"], "60", SET.format("two", 10)),
         "w.example.com.", "A", [["192.0.2.11"], ["192.0.2.9"]]),
        ("UPSERT", A("w.example.com", "A", ["192.0.2.9"], "60", SET.format("zwei", 0)),
         "w.example.com.", "A", [["192.0.2.11"], ["192.0.2.12"], ["192.0.2.9"]]),
        ("UPSERT", A("home.example.com", "AAAA", ["2001:DB8::0001"]), "home.example.com.", "AAAA", [["2001:DB8::0001"]]),
        ("UPSERT", A("example.com", "MX", ["10 home.example.com"]), "example.com.", "MX", [["10 home.example.com"]]),
    ],
)  # fmt: skip
def test_applied(client, action, record, name, type_, after):
    reply = change(client, (action, record))
    assert reply.status == 200, reply.body
    assert values(client, name, type_) == after
    assert reply.xml().findtext(".//{*}Status") == "PENDING"


def test_only_the_ttl(client):
    assert change(client, ("UPSERT", A("home.example.com", "A", ["192.0.2.1"], "61"))).status == 200
    found = [r for r in client.aws.records(client.aws.zone_id) if r["Name"] == "home.example.com."]
    assert [record["TTL"] for record in found] == [61]


def test_several_at_once_in_order(client):
    reply = change(
        client,
        ("DELETE", A("home.example.com", "A", ["192.0.2.1"])),
        ("CREATE", A("home.example.com", "CNAME", ["elsewhere.example.net"])),
        ("UPSERT", A("x.example.com", "A", ["192.0.2.5", "192.0.2.6"])),
    )
    assert reply.status == 200, reply.body
    assert values(client, "home.example.com.", "CNAME") == [["elsewhere.example.net"]]
    assert values(client, "x.example.com.") == [["192.0.2.5", "192.0.2.6"]]


def refused(client, code: str, *changes: tuple[str, str]) -> str:
    """The message of a refusal that left the zone alone."""
    before = client.aws.records(client.aws.zone_id, infrastructure=True)
    reply = change(client, *changes)
    assert (reply.status, reply.code) == (400, code)
    assert client.aws.records(client.aws.zone_id, infrastructure=True) == before
    assert client.aws.journal[-1].changes == []
    return reply.message


IN_ZONE = "in zone example.com."
BATCH = [
    ("CREATE", A("home.example.com", "A", ["192.0.2.1"]), "[Tried to create resource record set [name='home.example.com.', type='A'] but it already exists]"),
    ("CREATE", A("home.example.com", "A", ["192.0.2.2"], "99"), "but it already exists"),
    ("CREATE", A("w.example.com", "A", ["192.0.2.2"], "60", SET.format("one", 1)), "set-identifier='one'] but it already exists"),
    ("DELETE", A("none.example.com", "A", ["192.0.2.1"]), "[Tried to delete resource record set [name='none.example.com.', type='A'] but it was not found]"),
    ("DELETE", A("home.example.com", "AAAA", ["2001:db8::1"]), "but it was not found"),
    ("DELETE", A("home.example.com", "A", ["192.0.2.2"]), "but the values provided do not match the current values"),
    ("DELETE", A("home.example.com", "A", ["192.0.2.1"], "61"), "values provided do not match"),
    ("DELETE", A("w.example.com", "A", ["192.0.2.11"], "60", SET.format("one", 11)), "values provided do not match"),
    ("DELETE", A("w.example.com", "A", ["192.0.2.11"]), "but it was not found"),
    ("UPSERT", A("home.example.org", "A", ["192.0.2.1"]), f"[RRSet with DNS name home.example.org. is not permitted {IN_ZONE}]"),
    ("UPSERT", A("xexample.com", "A", ["192.0.2.1"]), f"is not permitted {IN_ZONE}"),
    ("UPSERT", A("example.com", "CNAME", ["a.example.org"]), f"is not permitted at apex {IN_ZONE}"),
    ("UPSERT", A("home.example.com", "CNAME", ["a.example.org"]), "is not permitted as it conflicts with other records"),
    ("UPSERT", A("c.example.com", "A", ["192.0.2.1"]), "a conflicting RRSet of type CNAME"),
    ("UPSERT", A("w.example.com", "A", ["192.0.2.1"]), "cannot be created as other RRSets exist with the same name and type."),
    ("UPSERT", A("home.example.com", "A", ["192.0.2.1"], "60", SET.format("one", 1)), "SetIdentifier one cannot be created because a non weighted rrset exists"),
    ("UPSERT", A("w.example.com", "A", ["192.0.2.1"], "60", "<SetIdentifier>x</SetIdentifier><Region>us-east-1</Region>"), "because a non latency rrset exists"),
    ("UPSERT", A("home.example.com", "A", ["999.1.2.3"]), "[Invalid Resource Record: 'FATAL problem: ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with '999.1.2.3'']"),
    ("UPSERT", A("home.example.com", "A", ["192.0.2.1 "]), "ARRDATAIllegalIPv4Address"),
    ("UPSERT", A("home.example.com", "A", ["192.0.2.01"]), "ARRDATAIllegalIPv4Address"),
    ("UPSERT", A("home.example.com", "A", ["2001:db8::1"]), "ARRDATAIllegalIPv4Address"),
    ("UPSERT", A("home.example.com", "AAAA", ["192.0.2.1"]), "IllegalIPv6Address"),
    ("UPSERT", A("home.example.com", "AAAA", ["fe80::1%eth0"]), "IllegalIPv6Address"),
    ("UPSERT", A("home.example.com", "TXT", ["bare"]), "InvalidCharacterString (Value should be enclosed in quotation marks)"),
    ("UPSERT", A("home.example.com", "TXT", [f'"{"x" * 256}"']), "CharacterStringTooLong"),
    ("UPSERT", A("home.example.com", "MX", ["home.example.com"]), "MXRRDATAIncorrectFields"),
    ("UPSERT", A("home.example.com", "A", ["192.0.2.1", "192.0.2.1"]), "[Duplicate Resource Record: '192.0.2.1']"),
    ("UPSERT", A(f"{'a' * 64}.example.com", "A", ["192.0.2.1"]), "DomainLabelTooLong"),
    ("UPSERT", A("a..example.com", "A", ["192.0.2.1"]), "DomainLabelEmpty"),
    ("UPSERT", A(f"{'a.' * 130}example.com", "A", ["192.0.2.1"]), "DomainNameTooLong"),
    ("UPSERT", A("ü.example.com", "A", ["192.0.2.1"]), "UnsupportedCharacter"),
    ("UPSERT", A("a b.example.com", "A", ["192.0.2.1"]), "UnsupportedCharacter"),
    ("DELETE", A("example.com", "SOA", ["ns-1.awsdns-01.org. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400"], "900"), "exactly one SOA record"),
    ("DELETE", A("example.com", "NS", ["ns-1.awsdns-01.org.", "ns-512.awsdns-00.net.", "ns-1536.awsdns-00.co.uk."], "172800"), "at least one NS record"),
    ("UPSERT", A("home.example.com", "A", [f"192.0.{n // 250}.{n % 250}" for n in range(401)]), "more than 400 records"),
]  # fmt: skip


@pytest.mark.parametrize(("action", "record", "text"), BATCH)
def test_invalid_batch(client, action, record, text):
    assert text in refused(client, "InvalidChangeBatch", (action, record))


def test_all_or_nothing_with_every_message(client):
    message = refused(
        client,
        "InvalidChangeBatch",
        ("UPSERT", A("home.example.com", "A", ["192.0.2.77"])),
        ("UPSERT", A("home.example.org", "A", ["192.0.2.1"])),
        ("DELETE", A("none.example.com", "A", ["192.0.2.1"])),
    )
    assert message.startswith("[RRSet with DNS name home.example.org.")
    assert "], [" not in message and ", Tried to delete" in message


NEW = A("new.example.com", "A", ["192.0.2.9"])
OLD = A("home.example.com", "A", ["192.0.2.1"])


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ([("UPSERT", NEW), ("UPSERT", NEW)], "new.example.com."),
        ([("CREATE", NEW), ("CREATE", NEW)], "new.example.com."),
        ([("CREATE", NEW), ("DELETE", NEW)], "new.example.com."),
        ([("DELETE", OLD), ("DELETE", OLD)], "home.example.com."),
        ([("DELETE", OLD), ("CREATE", OLD), ("UPSERT", OLD)], "home.example.com."),
        ([("UPSERT", NEW), ("UPSERT", NEW.replace("new", "NEW"))], "new.example.com."),
    ],
)
def test_one_set_changed_twice(client, changes, name):
    message = refused(client, "InvalidChangeBatch", *changes)
    text = "The request contains an invalid set of changes for a resource record set"
    assert message == f"[{text} 'A {name}']"


@pytest.mark.parametrize("action", ["CREATE", "UPSERT"])
def test_deleted_and_made_again(client, action):
    again = A("home.example.com", "A", ["192.0.2.8"], "61")
    assert change(client, ("DELETE", OLD), (action, again)).status == 200
    assert values(client, "home.example.com.") == [["192.0.2.8"]]


def weighted(identifier: str, ttl: str) -> tuple[str, str]:
    extra = SET.format(identifier, 10)
    return "UPSERT", A("w.example.com", "A", ["192.0.2.9"], ttl, extra)


def test_weighted_sets_share_a_ttl(client):
    text = (
        "[RRSet with DNS name w.example.com. and type A, SetIdentifier {} cannot be created as "
        "weighted sets must contain the same TTL.]"
    )
    for identifier in ("two", "three"):
        message = refused(client, "InvalidChangeBatch", weighted(identifier, "61"))
        assert message == text.format(identifier)
    assert change(client, weighted("one", "61"), weighted("two", "61")).status == 200
    assert change(client, weighted("three", "61")).status == 200


def test_only_weighted_sets_share_a_ttl(client):
    for identifier, region, ttl in (("a", "us-east-1", "60"), ("b", "eu-west-1", "61")):
        extra = f"<SetIdentifier>{identifier}</SetIdentifier><Region>{region}</Region>"
        record = A("l.example.com", "A", ["192.0.2.9"], ttl, extra)
        assert change(client, ("UPSERT", record)).status == 200


ALIAS = (
    "<ResourceRecordSet><Name>{name}</Name><Type>A</Type><AliasTarget><HostedZoneId>{zone}"
    "</HostedZoneId><DNSName>{target}</DNSName><EvaluateTargetHealth>false</EvaluateTargetHealth>"
    "</AliasTarget></ResourceRecordSet>"
)


def test_alias(client):
    zone = client.aws.zone_id
    good = ALIAS.format(name="b.example.com", zone=zone, target="Home.example.com")
    assert change(client, ("CREATE", good)).status == 200
    bad = ALIAS.format(name="d.example.com", zone=zone, target="none.example.com")
    assert "that target was not found" in refused(client, "InvalidChangeBatch", ("CREATE", bad))
    elsewhere = ALIAS.format(
        name="e.example.com", zone="Z2FDTNDATAQYW2", target="d1.cloudfront.net"
    )
    assert change(client, ("CREATE", elsewhere)).status == 200
    listed = client.call(
        "GET", f"/2013-04-01/hostedzone/{zone}/rrset?name=b.example.com&maxitems=1"
    )
    record = listed.xml().find(".//{*}ResourceRecordSet")
    assert record.find("{*}TTL") is None
    assert record.findtext(".//{*}DNSName") == "home.example.com."
    deleted = ALIAS.format(name="b.example.com", zone=zone, target="home.example.com.")
    assert change(client, ("DELETE", deleted)).status == 200


def many(count: int, size: int = 0) -> list[str]:
    return [f'"{number:04}{"x" * size}"' for number in range(count)]


def spread(action: str, count: int, size: int = 0) -> list[tuple[str, str]]:
    """So many values over sets of at most 100."""
    every = many(count, size)
    return [
        (action, A(f"t{start}.example.com", "TXT", every[start : start + 100]))
        for start in range(0, count, 100)
    ]


@pytest.mark.parametrize(
    ("action", "count", "size", "text"),
    [
        ("CREATE", 1000, 0, ""),
        ("CREATE", 1001, 0, "Number of records limit of 1000 exceeded."),
        ("UPSERT", 500, 0, ""),
        ("UPSERT", 501, 0, "Number of records limit of 1000 exceeded."),
        ("CREATE", 160, 194, ""),  # 160 x 200 = 32,000
        ("CREATE", 160, 195, "RDATA character limit of 32000 exceeded."),
        ("UPSERT", 80, 194, ""),
        ("UPSERT", 80, 195, "RDATA character limit of 32000 exceeded."),
    ],
)
def test_limits(client, action, count, size, text):
    changes = spread(action, count, size)
    if text:
        assert refused(client, "InvalidChangeBatch", *changes) == f"[{text}]"
    else:
        assert change(client, *changes).status == 200


def test_change_becomes_in_sync(client):
    client.aws.route53.insync_after_polls = 2
    body = batch_xml(("UPSERT", A("a.example.com", "A", ["192.0.2.1"])), comment="why")
    reply = client.send_batch(body)
    change_id = reply.xml().findtext(".//{*}Id")
    polls = [client.call("GET", f"/2013-04-01{change_id}").xml() for _ in range(4)]
    statuses = [poll.findtext(".//{*}Status") for poll in polls]
    assert statuses == ["PENDING", "PENDING", "INSYNC", "INSYNC"]
    assert polls[0].findtext(".//{*}Comment") == "why"
    assert polls[0].findtext(".//{*}Id") == change_id


def test_change_becomes_in_sync_with_time(client):
    aws = client.aws
    aws.route53.insync_after_polls, aws.route53.insync_after_seconds = 0, 60
    reply = change(client, ("UPSERT", A("a.example.com", "A", ["192.0.2.1"])))
    target = f"/2013-04-01{reply.xml().findtext('.//{*}Id')}"
    assert client.call("GET", target).xml().findtext(".//{*}Status") == "PENDING"
    aws.set_offset(61)
    assert client.call("GET", target).xml().findtext(".//{*}Status") == "INSYNC"


def test_no_such_change(client):
    reply = client.call("GET", "/2013-04-01/change/C0000000000000000000")
    assert (reply.status, reply.code) == (404, "NoSuchChange")


def test_every_change_has_its_own_id(client):
    ids = {
        change(client, ("UPSERT", A("a.example.com", "A", ["192.0.2.1"])))
        .xml()
        .findtext(".//{*}Id")
        for _ in range(3)
    }
    assert len(ids) == 3


def test_no_such_zone(client):
    body = batch_xml(("UPSERT", A("a.example.com", "A", ["192.0.2.1"])))
    reply = client.call("POST", "/2013-04-01/hostedzone/Z404/rrset/", body)
    assert (reply.status, reply.code) == (404, "NoSuchHostedZone")


def test_the_journal_says_what_was_applied(client):
    change(client, ("UPSERT", A("a.example.com", "A", ["192.0.2.1"])))
    assert client.aws.journal.changes() == [
        {
            "Action": "UPSERT",
            "Name": "a.example.com.",
            "Type": "A",
            "TTL": 60,
            "Values": ["192.0.2.1"],
        }
    ]
