# SPDX-License-Identifier: MIT
"""boto3 gets through every happy path, by user and by session keys."""

from __future__ import annotations

import socket
import ssl
import time
import urllib.request
from datetime import UTC, datetime
from urllib.parse import urlsplit

import botocore.exceptions
import pytest
from raw_client import boto


def change(name: str, type_: str, *values: str, action: str = "UPSERT", **fields) -> dict:
    record = {"Name": name, "Type": type_, "TTL": 60} | fields
    record["ResourceRecords"] = [{"Value": value} for value in values]
    return {"Action": action, "ResourceRecordSet": record}


def test_route53(aws):
    route53 = boto(aws, "route53")
    batch = {
        "Comment": "as <planned> & done",
        "Changes": [
            change("Home.Example.com", "A", "192.0.2.1"),
            change("*.example.com.", "AAAA", "2001:db8::1", TTL=300),
            change("example.com", "TXT", '"v=spf1 <-all>"'),
        ],
    }
    info = route53.change_resource_record_sets(HostedZoneId=aws.zone_id, ChangeBatch=batch)
    assert info["ChangeInfo"]["Status"] == "PENDING"
    assert info["ChangeInfo"]["Comment"] == batch["Comment"]
    assert abs(info["ChangeInfo"]["SubmittedAt"].timestamp() - time.time()) < 60
    change_id = info["ChangeInfo"]["Id"]
    assert change_id.startswith("/change/C")
    polled = [route53.get_change(Id=change_id)["ChangeInfo"]["Status"] for _ in range(3)]
    assert polled == ["PENDING", "INSYNC", "INSYNC"]

    listed = route53.list_resource_record_sets(HostedZoneId=aws.zone_id)
    assert [(r["Name"], r["Type"]) for r in listed["ResourceRecordSets"]] == [
        ("example.com.", "NS"),
        ("example.com.", "SOA"),
        ("example.com.", "TXT"),
        ("\\052.example.com.", "AAAA"),
        ("home.example.com.", "A"),
    ]
    assert listed["ResourceRecordSets"][2]["ResourceRecords"] == [{"Value": '"v=spf1 <-all>"'}]
    assert (listed["IsTruncated"], listed["MaxItems"]) == (False, "100")


def test_zones(aws):
    private = aws.add_zone("example.com", private=True)
    route53 = boto(aws, "route53")
    by_name = route53.list_hosted_zones_by_name(DNSName="example.com")
    assert {zone["Id"] for zone in by_name["HostedZones"]} == {
        f"/hostedzone/{aws.zone_id}",
        f"/hostedzone/{private}",
    }
    assert len(route53.list_hosted_zones()["HostedZones"]) == 2
    got = route53.get_hosted_zone(Id=aws.zone_id)
    assert got["HostedZone"]["Name"] == "example.com."
    assert got["HostedZone"]["ResourceRecordSetCount"] == 2
    assert len(got["DelegationSet"]["NameServers"]) == 3
    assert route53.get_hosted_zone(Id=private)["VPCs"]


def test_paginator(aws):
    for number in range(7):
        aws.put_record(aws.zone_id, f"h{number}.example.com", "A", "192.0.2.1")
    pages = boto(aws, "route53").get_paginator("list_resource_record_sets")
    listed = pages.paginate(HostedZoneId=aws.zone_id, PaginationConfig={"PageSize": 2})
    names = [record["Name"] for page in listed for record in page["ResourceRecordSets"]]
    assert names == ["example.com."] * 2 + [f"h{number}.example.com." for number in range(7)]
    assert aws.journal.operations() == ["ListResourceRecordSets"] * 5


def test_sns(aws):
    topic = aws.add_topic("home")
    subject, text = "DDNS: changed", "IP für home <changed> & well\nsecond line"
    sent = boto(aws, "sns").publish(TopicArn=topic, Subject=subject, Message=text)
    assert aws.messages(topic) == [
        {"MessageId": sent["MessageId"], "Subject": subject, "Message": text}
    ]


def test_cloudwatch(aws):
    now = datetime.now(UTC).replace(microsecond=0)
    datum = {
        "MetricName": "Change",
        "Value": 1,
        "Unit": "Count",
        "Timestamp": now,
        "Dimensions": [{"Name": "Host", "Value": "home.example.com"}],
    }
    boto(aws, "cloudwatch").put_metric_data(Namespace="Home/DDNS", MetricData=[datum])
    assert aws.metrics() == [
        {
            "Namespace": "Home/DDNS",
            "MetricName": "Change",
            "Value": 1.0,
            "Unit": "Count",
            "Timestamp": now.timestamp(),
            "Dimensions": {"Host": "home.example.com"},
        }
    ]


def test_sts(aws):
    who = boto(aws, "sts").get_caller_identity()
    assert (who["Arn"], who["Account"]) == (aws.user.arn, "111122223333")
    assert who["UserId"] == aws.user.user_id


def test_sts_by_query(aws):
    """A presigned GET, as botocore makes them."""
    url = boto(aws, "sts").generate_presigned_url(
        "get_caller_identity", ExpiresIn=60, HttpMethod="GET"
    )
    context = ssl.create_default_context(cafile=str(aws.ca_file))
    with urllib.request.urlopen(url, context=context, timeout=20) as reply:
        assert aws.user.arn.encode() in reply.read()


def test_session_keys(aws):
    session = aws.add_user(session=True)
    assert boto(aws, "route53", session).list_hosted_zones()["HostedZones"]
    assert "assumed-role" in boto(aws, "sts", session).get_caller_identity()["Arn"]


def test_plain_http(aws):
    assert boto(aws, "route53", endpoint_url=aws.http_endpoint).list_hosted_zones()["HostedZones"]


def has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no ::1")
@pytest.mark.local_aws(host="::1")
def test_ipv6(aws):
    assert aws.endpoint.startswith("https://[::1]:")
    assert boto(aws, "route53").list_hosted_zones()["HostedZones"]


@pytest.mark.local_aws(names=("route53.amazonaws.com",))
@pytest.mark.parametrize("name", ["route53.amazonaws.com", "localhost"])
def test_names_of_the_certificate(aws, name):
    place = urlsplit(aws.endpoint)
    context = ssl.create_default_context(cafile=str(aws.ca_file))
    with (
        socket.create_connection((place.hostname, place.port), timeout=10) as raw,
        context.wrap_socket(raw, server_hostname=name) as secured,
    ):
        assert secured.version() == "TLSv1.3"


@pytest.mark.local_aws(region="cn-north-1")
def test_china(aws):
    route53 = boto(aws, "route53", region_name="cn-northwest-1")
    assert route53.list_hosted_zones()["HostedZones"]
    topic = aws.add_topic("home")
    assert topic.startswith("arn:aws-cn:sns:cn-north-1:")
    assert boto(aws, "sns").publish(TopicArn=topic, Message="x")["MessageId"]


def test_errors_are_parsed(aws):
    route53 = boto(aws, "route53")
    with pytest.raises(route53.exceptions.NoSuchHostedZone, match="Z404"):
        route53.list_resource_record_sets(HostedZoneId="Z404")
    with pytest.raises(route53.exceptions.NoSuchChange):
        route53.get_change(Id="C404")
    deleted = change("a.example.com", "A", "192.0.2.1", action="DELETE")
    with pytest.raises(route53.exceptions.InvalidChangeBatch, match="it was not found"):
        route53.change_resource_record_sets(
            HostedZoneId=aws.zone_id, ChangeBatch={"Changes": [deleted]}
        )
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        boto(aws, "cloudwatch").put_metric_data(
            Namespace="Home", MetricData=[{"MetricName": "a", "Value": 1, "Unit": "Counts"}]
        )
    assert refused.value.response["Error"]["Code"] == "InvalidParameterValue"
    sns = boto(aws, "sns")
    with pytest.raises(sns.exceptions.NotFoundException):
        sns.publish(TopicArn="arn:aws:sns:us-east-1:111122223333:none", Message="x")


def test_wrong_secret(aws):
    for service, call in [("route53", "list_hosted_zones"), ("sts", "get_caller_identity")]:
        client = boto(aws, service, aws_secret_access_key="wrong")
        with pytest.raises(botocore.exceptions.ClientError) as refused:
            getattr(client, call)()
        assert refused.value.response["Error"]["Code"] == "SignatureDoesNotMatch"
