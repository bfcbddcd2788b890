# SPDX-License-Identifier: MIT
"""A second opinion: the same boto3 calls to moto's server give the same parsed answers.

moto runs without its authentication, and only rows that it gets right are asked: no refusals that
it lacks, no batch that is half good, no upper case, no wildcard, no GetChange, no absent zones.
"""

from __future__ import annotations

import re
from types import SimpleNamespace

import botocore.exceptions
import pytest
from raw_client import boto

server = pytest.importorskip("moto.server", reason="moto[server] is not installed")

# What differs by nature: ids, times, numbers of requests, and who made the zone.
VARYING = {"ResponseMetadata", "SubmittedAt", "CallerReference", "MessageId", "UserId"}
# What moto does not have: changes on their way, and parts of answers that the model requires.
MISSING = {
    "change_resource_record_sets": {"Status", "Comment"},
    "list_resource_record_sets": {"NextRecordIdentifier"},
    "list_hosted_zones_by_name": {"DNSName", "IsTruncated", "MaxItems"},
}


@pytest.fixture(scope="module")
def moto():
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    user = SimpleNamespace(access_key_id="AKIA", secret_access_key="x", session_token=None)
    yield SimpleNamespace(
        endpoint=f"http://{host}:{port}", region="us-east-1", ca_file="/dev/null", user=user
    )
    running.stop()


@pytest.fixture
def both(aws, moto):
    """The two servers with the zone example.com, each with its boto3 clients."""
    created = boto(moto, "route53").create_hosted_zone(Name="example.com", CallerReference="x")
    moto.zone_id = created["HostedZone"]["Id"].removeprefix("/hostedzone/")
    yield [aws, moto]
    route53 = boto(moto, "route53")
    listed = route53.list_resource_record_sets(HostedZoneId=moto.zone_id)["ResourceRecordSets"]
    own = [
        {"Action": "DELETE", "ResourceRecordSet": r} for r in listed if r["Type"] in "A AAAA TXT"
    ]
    if own:
        route53.change_resource_record_sets(HostedZoneId=moto.zone_id, ChangeBatch={"Changes": own})
    route53.delete_hosted_zone(Id=moto.zone_id)


def plain(answer, without: set[str]):
    """Without what varies; ids by their kind alone."""
    if isinstance(answer, dict):
        return {k: plain(v, without) for k, v in answer.items() if k not in without}
    if isinstance(answer, list):
        return [plain(item, without) for item in answer]
    if isinstance(answer, str):
        return re.sub(r"^/(hostedzone|change)/\w+$", r"/\1/ID", answer)
    return answer


def same(both, service: str, operation: str, **arguments) -> dict:
    """Both answers, which must be alike; "ZONE" stands for the zone's id."""
    answers = []
    without = VARYING | MISSING.get(operation, set())
    for one in both:
        given = {k: one.zone_id if v == "ZONE" else v for k, v in arguments.items()}
        try:
            answer = getattr(boto(one, service), operation)(**given)
            answers.append(plain(answer, without))
        except botocore.exceptions.ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            answers.append({"Code": error.response["Error"]["Code"], "Status": status})
    assert answers[0] == answers[1]
    return answers[0]


def changes(action: str, *records: dict) -> dict:
    return {"Changes": [{"Action": action, "ResourceRecordSet": record} for record in records]}


def record(name: str, type_: str, *values: str, ttl: int = 60, **fields) -> dict:
    """In the documented order, which is also the order on the wire."""
    listed = [{"Value": value} for value in values]
    return {"Name": name, "Type": type_} | fields | {"TTL": ttl, "ResourceRecords": listed}


RECORDS = [
    record("home.example.com.", "A", "192.0.2.1", "192.0.2.2"),
    record("home.example.com", "AAAA", "2001:db8::1"),
    record("a.home.example.com", "A", "192.0.2.3"),
    record("zoo.example.com", "TXT", '"a <b> & c"', '"d"'),
    record("w.example.com", "A", "192.0.2.11", SetIdentifier="one", Weight=10),
    record("w.example.com", "A", "192.0.2.12", SetIdentifier="two", Weight=20),
]


@pytest.fixture
def filled(both):
    same(
        both, "route53", "change_resource_record_sets",
        HostedZoneId="ZONE", ChangeBatch={"Comment": "why"} | changes("UPSERT", *RECORDS),
    )  # fmt: skip
    return both


def listed(both, **arguments) -> list[tuple[str, str]]:
    # moto's own default is 300.
    given = {"HostedZoneId": "ZONE", "MaxItems": "100"} | arguments
    found = same(both, "route53", "list_resource_record_sets", **given)["ResourceRecordSets"]
    return [(one["Name"], one["Type"]) for one in found]


@pytest.mark.parametrize(
    ("name", "type_", "first"),
    [
        ("home.example.com.", "A", ("home.example.com.", "A")),
        ("home.example.com", "AAAA", ("home.example.com.", "AAAA")),
        ("home.example.com", "TXT", ("a.home.example.com.", "A")),
        ("hh.example.com", "A", ("home.example.com.", "A")),
        ("x.example.com", None, ("zoo.example.com.", "TXT")),
    ],
)
def test_start(filled, name, type_, first):
    arguments = {"StartRecordName": name, "MaxItems": "1"}
    if type_:
        arguments["StartRecordType"] = type_
    assert listed(filled, **arguments) == [first]


def test_order_and_values(filled):
    """From the first of ours on: moto's own NS and SOA are others."""
    assert listed(filled, StartRecordName="home.example.com", StartRecordType="A") == [
        ("home.example.com.", "A"),
        ("home.example.com.", "AAAA"),
        ("a.home.example.com.", "A"),
        ("w.example.com.", "A"),
        ("w.example.com.", "A"),
        ("zoo.example.com.", "TXT"),
    ]


def test_type_without_name(filled):
    refused = same(
        filled, "route53", "list_resource_record_sets", HostedZoneId="ZONE", StartRecordType="A"
    )
    assert refused == {"Code": "InvalidInput", "Status": 400}


def test_ttl_alone(filled):
    batch = changes("UPSERT", record("home.example.com", "AAAA", "2001:db8::1", ttl=61))
    same(filled, "route53", "change_resource_record_sets", HostedZoneId="ZONE", ChangeBatch=batch)
    assert listed(filled, StartRecordName="home.example.com", StartRecordType="AAAA", MaxItems="1")


@pytest.mark.parametrize(
    "batch",
    [
        changes("UPSERT", record("home.example.org", "A", "192.0.2.1")),  # outside the zone
        changes("UPSERT", *[record(f"h{n}.example.com", "A", "192.0.2.1") for n in range(501)]),
    ],
)
def test_refused_batch(filled, batch):
    refused = same(
        filled, "route53", "change_resource_record_sets", HostedZoneId="ZONE", ChangeBatch=batch
    )
    assert refused == {"Code": "InvalidChangeBatch", "Status": 400}
    assert listed(filled, StartRecordName="b.example.com", MaxItems="1") == [
        ("home.example.com.", "A")
    ]


def test_no_such_zone(both):
    for operation, arguments in [
        ("list_resource_record_sets", {"HostedZoneId": "Z404"}),
        ("get_hosted_zone", {"Id": "Z404"}),
    ]:
        refused = same(both, "route53", operation, **arguments)
        assert refused == {"Code": "NoSuchHostedZone", "Status": 404}


def test_zone_by_its_name(both):
    found = same(both, "route53", "list_hosted_zones_by_name", DNSName="example.com", MaxItems="1")
    assert [zone["Name"] for zone in found["HostedZones"]] == ["example.com."]


def test_publish(both):
    aws, moto = both
    topic = boto(moto, "sns").create_topic(Name="home")["TopicArn"]
    aws.add_topic(topic)
    for arguments in [
        {"Subject": "s", "Message": "für <dich> & mich"},
        {"Message": "no subject"},
    ]:
        same(both, "sns", "publish", TopicArn=topic, **arguments)
    long_ones = [{"Subject": "s" * 101, "Message": "m"}, {"Message": "m" * (256 * 1024 + 1)}]
    for arguments in long_ones:
        refused = same(both, "sns", "publish", TopicArn=topic, **arguments)
        assert refused == {"Code": "InvalidParameter", "Status": 400}
    refused = same(both, "sns", "publish", TopicArn=topic + "x", Message="m")
    assert refused == {"Code": "NotFound", "Status": 404}


def test_metrics(both):
    datum = {
        "MetricName": "Change", "Value": 1, "Unit": "Count",
        "Dimensions": [{"Name": "Host", "Value": "home"}],
    }  # fmt: skip
    same(both, "cloudwatch", "put_metric_data", Namespace="Home/DDNS", MetricData=[datum])
    assert both[0].metrics()[0]["Value"] == 1.0


def test_identity(both):
    answer = {key for one in both for key in boto(one, "sts").get_caller_identity()}
    assert answer == {"Arn", "Account", "UserId", "ResponseMetadata"}
