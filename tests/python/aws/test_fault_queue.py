# SPDX-License-Identifier: MIT
"""Every fault that can be asked for strikes as it says, once, and only what it was meant for."""

from __future__ import annotations

import http.client
import time
from email.utils import parsedate_to_datetime

import pytest
from botocore.exceptions import ClientError
from raw_client import RawClient, batch_xml, boto, record_xml

from tests.aws import Fault
from tests.aws.faults import AFTER, AT_HANDSHAKE, INSTEAD, edit_body

NAME = "home.example.com."
UPSERT = batch_xml(("UPSERT", record_xml(NAME, "A", ["192.0.2.1"])))
LOST = (http.client.RemoteDisconnected, ConnectionError)


@pytest.fixture
def client(aws) -> RawClient:
    return RawClient(aws)


def rrset(aws) -> str:
    return f"/2013-04-01/hostedzone/{aws.zone_id}/rrset"


def upsert(aws, client):
    return client.call("POST", rrset(aws), UPSERT)


def stored(aws) -> list[str]:
    return [record["Name"] for record in aws.records(aws.zone_id)]


@pytest.mark.parametrize(
    ("options", "status", "code"),
    [
        ({"kind": "throttling"}, 400, "Throttling"),
        ({"kind": "prior_request_not_complete"}, 400, "PriorRequestNotComplete"),
        ({"kind": "unknown_key"}, 403, "InvalidClientTokenId"),
        ({"kind": "refuse"}, 503, "ServiceUnavailable"),
        ({"kind": "refuse", "status": 500, "code": "InternalFailure"}, 500, "InternalFailure"),
        ({"kind": "refuse", "status": 403, "code": "ExpiredToken"}, 403, "ExpiredToken"),
    ],
)
def test_refusals_come_in_the_service_s_shape(aws, options, status, code):
    aws.faults.add(**options)
    with pytest.raises(ClientError) as refused:
        boto(aws, "route53").list_resource_record_sets(HostedZoneId=aws.zone_id)
    assert refused.value.response["Error"]["Code"] == code
    assert refused.value.response["Error"]["Message"]
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    boto(aws, "route53").list_resource_record_sets(HostedZoneId=aws.zone_id)
    assert [entry.status for entry in aws.journal] == [status, 200]
    assert [entry.fault for entry in aws.journal] == [options["kind"], ""]
    assert [entry.code for entry in aws.journal] == [code, ""]


def test_the_message_is_escaped(aws, client):
    aws.faults.add("refuse", message="a <b> & 'c' ]]>")
    assert client.call("GET", rrset(aws)).message == "a <b> & 'c' ]]>"


def test_a_refused_batch_comes_in_either_shape(aws, client):
    twice = batch_xml(
        ("UPSERT", record_xml(NAME, "A", ["999.0.2.1"])),
        ("DELETE", record_xml("absent.example.com", "A", ["192.0.2.1"])),
    )
    usual = client.call("POST", rrset(aws), twice)
    aws.route53.bare_batches = True
    bare = client.call("POST", rrset(aws), twice)
    other = client.call("GET", "/2013-04-01/hostedzone/ZNONE")
    assert (usual.status, bare.status, other.code) == (400, 400, "NoSuchHostedZone")
    assert bare.xml().tag == "{https://route53.amazonaws.com/doc/2013-04-01/}InvalidChangeBatch"
    texts = [element.text for element in bare.xml().iterfind("{*}Messages/{*}Message")]
    assert len(texts) == 2 and "999.0.2.1" in texts[0] and "absent" in texts[1]
    assert usual.message == f"[{', '.join(texts)}]"
    with pytest.raises(ClientError):
        boto(aws, "route53").change_resource_record_sets(
            HostedZoneId=aws.zone_id,
            ChangeBatch={"Changes": [{"Action": "DELETE", "ResourceRecordSet": {
                "Name": NAME, "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}],
            }}]},
        )  # fmt: skip


def test_json_services_are_refused_in_json(aws):
    aws.faults.add("refuse", service="monitoring", status=503)
    with pytest.raises(ClientError, match="ServiceUnavailable"):
        boto(aws, "cloudwatch").put_metric_data(
            Namespace="n", MetricData=[{"MetricName": "m", "Value": 1}]
        )
    assert aws.metrics() == []


@pytest.mark.parametrize("kind", ["throttling", "refuse"])
def test_a_refusal_carries_further_headers(aws, client, kind):
    aws.faults.add(kind, headers=(("Retry-After", "7"),))
    assert upsert(aws, client).headers["Retry-After"] == "7"
    assert stored(aws) == []


def test_status_is_sent_as_given(aws, client):
    aws.faults.add("status", status=502, body=b"<html>", headers=(("Retry-After", "3"),))
    reply = upsert(aws, client)
    assert (reply.status, reply.body, reply.headers["Retry-After"]) == (502, b"<html>", "3")
    assert stored(aws) == []


def test_redirect(aws, client):
    aws.faults.add("redirect", location="https://127.0.0.1:9/elsewhere")
    reply = client.call("GET", rrset(aws))
    assert (reply.status, reply.headers["Location"]) == (301, "https://127.0.0.1:9/elsewhere")


def test_empty_and_huge(aws, client):
    aws.faults.add("empty")
    aws.faults.add("huge")
    aws.faults.add("huge", size=1_000_000)
    empty, huge, million = (client.call("GET", rrset(aws)) for _ in range(3))
    assert (empty.status, empty.body) == (200, b"")
    assert huge.status == 200 and len(huge.body) >= 300 * 1024
    assert len(million.body) >= 1_000_000
    assert aws.journal.connections == 1


@pytest.mark.parametrize("tls", [True, False], ids=["https", "http"])
@pytest.mark.parametrize("kind", ["reset", "close"])
def test_nothing_is_done_before_a_lost_connection(aws, kind, tls):
    aws.faults.add(kind)
    client = RawClient(aws, tls=tls)
    with pytest.raises(LOST) as lost:
        upsert(aws, client)
    if kind == "reset" and not tls:
        assert type(lost.value) is ConnectionResetError
    assert stored(aws) == []
    assert (aws.journal[0].status, aws.journal[0].fault) == (0, kind)


@pytest.mark.parametrize("tls", [True, False], ids=["https", "http"])
@pytest.mark.parametrize("kind", ["reset_after", "close_after"])
def test_all_is_done_before_a_lost_reply(aws, kind, tls):
    aws.faults.add(kind)
    with pytest.raises(LOST):
        upsert(aws, RawClient(aws, tls=tls))
    assert stored(aws) == [NAME]
    assert (aws.journal[0].status, aws.journal[0].fault) == (0, kind)


@pytest.mark.parametrize("tls", [True, False], ids=["https", "http"])
def test_truncated(aws, tls):
    aws.faults.add("truncate", size=20)
    with pytest.raises(http.client.IncompleteRead) as cut:
        RawClient(aws, tls=tls).call("GET", rrset(aws))
    assert len(cut.value.partial) == 20
    assert cut.value.expected > 100


def test_garbage_and_raw(aws):
    aws.faults.add("garbage")
    aws.faults.add("raw", body=b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
    with pytest.raises(http.client.BadStatusLine):
        upsert(aws, RawClient(aws))
    assert upsert(aws, RawClient(aws)).body == b"hi"
    assert stored(aws) == []


def test_delay(aws, client):
    client.call("GET", rrset(aws))
    aws.faults.add("delay", seconds=0.4)
    started = time.monotonic()
    assert upsert(aws, client).status == 200
    assert time.monotonic() - started >= 0.4


@pytest.mark.parametrize("seconds", [-86400, 86400])
def test_wrong_date(aws, client, seconds):
    aws.faults.add("date", seconds=seconds)
    wrong, right = (
        parsedate_to_datetime(client.call("GET", rrset(aws)).headers["Date"]).timestamp()
        for _ in range(2)
    )
    assert wrong - time.time() == pytest.approx(seconds, abs=5)
    assert right - time.time() == pytest.approx(0, abs=5)


def test_an_idle_connection_ends_without_a_word(aws, client):
    aws.faults.add("close_idle")
    reply = client.call("GET", rrset(aws))
    assert reply.status == 200 and "Connection" not in reply.headers
    with pytest.raises((*LOST, OSError)):
        for _ in range(3):
            client.call("GET", rrset(aws))
            time.sleep(0.05)
    assert len(aws.journal) == 1


def test_dropped_connections(aws, client):
    client.call("GET", rrset(aws))
    aws.drop_connections()
    with pytest.raises((*LOST, OSError)):
        for _ in range(3):
            client.call("GET", rrset(aws))
            time.sleep(0.05)
    assert RawClient(aws).call("GET", rrset(aws)).status == 200


def test_a_fault_strikes_what_it_names_and_no_more(aws, client):
    aws.faults.add("throttling", operation="ChangeResourceRecordSets", count=2, skip=1)
    aws.faults.add("throttling", service="sns")
    calls = [client.call("GET", rrset(aws)).status]
    calls += [upsert(aws, client).status for _ in range(4)]
    assert calls == [200, 200, 400, 400, 200]
    assert len(aws.faults) == 1
    aws.faults.clear()
    assert len(aws.faults) == 0


def test_no_fault_hides_a_bad_signature(aws):
    aws.faults.add("empty")
    stranger = aws.add_user()
    del aws.keys[stranger.access_key_id]
    reply = RawClient(aws, user=stranger).call("GET", rrset(aws))
    assert (reply.status, reply.code) == (403, "InvalidClientTokenId")
    assert len(aws.faults) == 1


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"kind": "melt"}, "'melt' is unknown; use"),
        ({"kind": "raw"}, "give the bytes"),
        ({"kind": "reset", "colour": "red"}, "unknown"),
    ],
)
def test_unknown_faults_are_refused(given, problem):
    with pytest.raises(ValueError, match=problem):
        Fault.from_json(given)


def test_no_kind_is_in_two_lists():
    assert not INSTEAD & AFTER and not (INSTEAD | AFTER) & AT_HANDSHAKE


@pytest.mark.parametrize(
    ("body", "edits", "remove", "expected"),
    [
        ('{"a":1,"b":{"A":[{"a":2}]}}', {"a": None}, False, '{"a":null,"b":{"A":null}}'),
        ('{"a":1,"b":{"A":[{"c":2}]}}', {"C": "x"}, False, '{"a":1,"b":{"A":[{"c":"x"}]}}'),
        ('{"a":1,"b":{"A":2,"c":3}}', {"a": 0}, True, '{"b":{"c":3}}'),
        ('{"a":1}', {"b": 2}, False, '{"a":1}'),
        ("<r><A>1</A><b>\n</b></r>", {"a": "<2>"}, False, "<r><a>&lt;2&gt;</a><b>\n</b></r>"),
        ("<r><A>1</A><b>\n</b></r>", {"b": 0}, True, "<r><A>1</A></r>"),
    ],
)
def test_edits(body, edits, remove, expected):
    assert edit_body(body.encode(), edits, remove=remove).decode() == expected
