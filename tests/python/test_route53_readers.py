# SPDX-License-Identifier: MIT
"""The program reads every reply as botocore does, member by member, and loses nothing of a record set.

What of a reply it has no use for stands in PASSED_OVER; any other member must be compared.
"""
# ruff: noqa: E501 (a reply is one line, as on the wire)

from __future__ import annotations

import pytest
from exchanges import ABSENT, TAUGHT, document, record_set, recorded
from filter_process import Filter
from reply_parser import parsed

from tests.aws import dns_names

PASSED_OVER = {
    "CallerReference", "Comment", "DNSName", "HostedZoneId", "MaxItems", "NextDNSName", "NextHostedZoneId",
    "ResourceRecordSetCount", "SubmittedAt", "UserId",
}  # fmt: skip
ROUTING = {
    "Weight": "weighted",
    "Region": "latency",
    "Failover": "failover",
    "GeoLocation": "geolocation",
    "GeoProximityLocation": "geoproximity",
    "MultiValueAnswer": "multivalue",
    "CidrRoutingConfig": "cidr",
}
ALIAS = "<AliasTarget><HostedZoneId>Z2FDTNDATAQYW2</HostedZoneId><DNSName>d111.cloudfront.net.</DNSName><EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget>"
HOME = "<ResourceRecordSet><Name>home.example.net.</Name><Type>A</Type>"
PLAIN = "<TTL>60</TTL><ResourceRecords><ResourceRecord><Value>192.0.2.1</Value></ResourceRecord></ResourceRecords>"


def listing(*sets: str, end: str = "<IsTruncated>false</IsTruncated>") -> str:
    inner = f"<ResourceRecordSets>{''.join(sets)}</ResourceRecordSets>{end}"
    return document("ListResourceRecordSetsResponse", inner + "<MaxItems>4</MaxItems>")


def change(root: str, status: str) -> str:
    return document(
        root,
        f"<ChangeInfo><Id>/change/C1</Id><Status>{status}</Status><SubmittedAt>2026-01-17T12:00:00.123Z</SubmittedAt></ChangeInfo>",
    )


def refusal(code: str, message: str, type_: str = "Sender") -> str:
    return document(
        "ErrorResponse",
        f"<Error><Type>{type_}</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>r-1</RequestId>",
    )


def zones(*inner: str, end: str = "<IsTruncated>false</IsTruncated>") -> str:
    listed = "".join(f"<HostedZone>{text}</HostedZone>" for text in inner)
    return document("ListHostedZonesByNameResponse", f"<HostedZones>{listed}</HostedZones>{end}")


# Shapes that the exchanges do not have.
FURTHER = [
    ("ListResourceRecordSets", 200, listing()),
    ("ListResourceRecordSets", 200, listing(f"{HOME}{ALIAS}</ResourceRecordSet>")),
    ("ListResourceRecordSets", 200, listing(
        f"{HOME}<SetIdentifier>a &amp; b</SetIdentifier><Weight>10</Weight>{PLAIN}<HealthCheckId>h-1</HealthCheckId></ResourceRecordSet>",
        end="<IsTruncated>true</IsTruncated><NextRecordName>\\052.example.net.</NextRecordName><NextRecordType>AAAA</NextRecordType><NextRecordIdentifier>a &lt; &quot;b&quot;</NextRecordIdentifier>",
    )),
    ("ListResourceRecordSets", 200, listing(record_set("a\\040b\\344.example.net.", "TXT", 0, "&quot;&#xFC; &gt;&quot;", "&apos;"))),
    ("ListHostedZonesByName", 200, zones(
        "<Id>/hostedzone/Z1</Id><Name>example.net.</Name><CallerReference>x</CallerReference>",
        "<Id>/hostedzone/Z2</Id><Name>0\\0572.example.net.</Name><CallerReference>x</CallerReference><Config><Comment/><PrivateZone>true</PrivateZone></Config>",
        end="<DNSName>example.net.</DNSName><HostedZoneId>Z1</HostedZoneId><IsTruncated>true</IsTruncated><NextDNSName>x.</NextDNSName><NextHostedZoneId>Z3</NextHostedZoneId><MaxItems>2</MaxItems>",
    )),
    ("GetChange", 200, change("GetChangeResponse", "INSYNC")),
    ("GetChange", 200, change("GetChangeResponse", "PENDING")),
    ("ListResourceRecordSets", 404, refusal("NoSuchHostedZone", "No hosted zone found with ID: Z1")),
    ("ListResourceRecordSets", 400, refusal("Throttling", "Rate exceeded")),
    ("ListResourceRecordSets", 403, refusal("AccessDenied", "User: arn:aws:iam::111122223333:user/a is not authorized to perform: x on resource: y because no identity-based policy allows the x action")),
    ("ChangeResourceRecordSets", 400, refusal("InvalidChangeBatch", "[One &lt;1&gt;, Two &apos;2&apos;]")),
    ("ListResourceRecordSets", 500, refusal("InternalFailure", "x", "Receiver")),
]  # fmt: skip


def name_of(text: str) -> str:
    return dns_names.display(dns_names.parse(text))


def wan53_set(record: dict) -> dict:
    """What the program is to understand of one of botocore's record sets."""
    kinds = [kind for member, kind in ROUTING.items() if member in record]
    understood = {
        "name": name_of(record["Name"]),
        "type": record["Type"],
        "set_identifier": record.get("SetIdentifier", ""),
        "routing": kinds[0] if kinds else "",
        "values": [value["Value"] for value in record.get("ResourceRecords", [])],
        "alias": "AliasTarget" in record,
        "traffic_policy": "TrafficPolicyInstanceId" in record,
    }
    return understood | ({"ttl": record["TTL"]} if "TTL" in record else {})


def wan53_listing(reply: dict) -> dict:
    understood: dict = {"sets": [wan53_set(record) for record in reply.pop("ResourceRecordSets")]}
    if reply.pop("IsTruncated"):
        understood["next"] = {
            "name": name_of(reply.pop("NextRecordName")),
            "type": reply.pop("NextRecordType"),
            "set_identifier": reply.pop("NextRecordIdentifier", ""),
        }
    return understood


def wan53_zones(reply: dict) -> dict:
    understood: dict = {"truncated": reply.pop("IsTruncated"), "zones": []}
    for zone in reply.pop("HostedZones"):
        config = zone.pop("Config", {})
        understood["zones"].append(
            {
                "id": zone.pop("Id").removeprefix("/hostedzone/"),
                "name": name_of(zone.pop("Name")),
                "private": config.pop("PrivateZone", False),
            }
        )
        assert zone.keys() | config.keys() <= PASSED_OVER
    return understood


def wan53_change(reply: dict) -> dict:
    info = reply.pop("ChangeInfo")
    in_sync = info.pop("Status") == "INSYNC"
    understood = {"id": info.pop("Id").removeprefix("/change/"), "in_sync": in_sync}
    assert info.keys() <= PASSED_OVER
    return understood


def wan53_error(reply: dict) -> dict:
    return {
        "status": reply["ResponseMetadata"]["HTTPStatusCode"],
        "code": reply["Error"]["Code"],
        "message": reply.pop("Error")["Message"],
        "request_id": reply["ResponseMetadata"]["RequestId"],
    }


UNDERSTOOD = {
    "ListResourceRecordSets": wan53_listing,
    "ListHostedZonesByName": wan53_zones,
    "ChangeResourceRecordSets": wan53_change,
    "GetChange": wan53_change,
}


@pytest.fixture(scope="module")
def reader():
    with Filter("reader") as running:
        yield running


def check(reader: Filter, operation: str, status: int, body: str) -> None:
    theirs = parsed(operation, status, body)
    expected = (wan53_error if "Error" in theirs else UNDERSTOOD[operation])(theirs)
    assert theirs.keys() - {"ResponseMetadata"} <= PASSED_OVER
    ours = reader.ask({"operation": operation, "status": status, "body": body})
    kept = [one.pop("xml") for one in ours.get("sets", [])]
    for one in [*ours.get("sets", []), *ours.get("zones", []), *filter(None, [ours.get("next")])]:
        one["name"] = name_of(one["name"])
    assert ours == expected
    # Each set's own XML still says all that botocore found in it.
    for before, xml in zip(
        parsed(operation, status, body).get("ResourceRecordSets", ()), kept, strict=True
    ):
        assert parsed(operation, 200, listing(xml))["ResourceRecordSets"] == [before]


@pytest.mark.parametrize(("operation", "status", "body"), FURTHER)
def test_further_shapes(reader, operation, status, body):
    check(reader, operation, status, body)


@pytest.mark.parametrize("number", range(len(TAUGHT)))
def test_taught_exchanges(reader, number):
    check(reader, TAUGHT[number].operation, TAUGHT[number].status, TAUGHT[number].reply)


def test_recordings(reader):
    exchanges = recorded()
    if not exchanges:
        pytest.skip(ABSENT)
    assert len(exchanges) == 84
    for one in exchanges:
        check(reader, one.operation, one.status, one.reply)


@pytest.mark.parametrize("body", ["", "<html/>", "{}", listing()[:-1]])
@pytest.mark.parametrize("operation", UNDERSTOOD)
def test_what_is_no_reply_is_an_error(reader, operation, body):
    assert reader.ask({"operation": operation, "status": 200, "body": body}).keys() == {"error"}


def test_identity(reader):
    arn = "arn:aws:sts::111122223333:assumed-role/wan53/session"
    inner = f"<GetCallerIdentityResult><Arn>{arn}</Arn><UserId>AROA1:session</UserId><Account>111122223333</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata>"
    body = f'<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">{inner}</GetCallerIdentityResponse>'
    theirs = parsed("GetCallerIdentity", 200, body, "sts")
    ours = reader.ask({"operation": "GetCallerIdentity", "status": 200, "body": body})
    assert ours == {"arn": theirs.pop("Arn"), "account": theirs.pop("Account")}
    assert theirs.keys() - {"ResponseMetadata"} <= PASSED_OVER
