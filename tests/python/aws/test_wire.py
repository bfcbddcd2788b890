# SPDX-License-Identifier: MIT
"""The server's wire: TLS, keep-alive, what is not HTTP, the journal, the clock and the limits."""

from __future__ import annotations

import json
import socket
import ssl
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError
from raw_client import RawClient, Signing, batch_xml, boto, presign, record_xml, sign

from tests.aws import LocalAws
from tests.aws.throttle import TokenBucket

UPSERT = batch_xml(("UPSERT", record_xml("home.example.com", "A", ["192.0.2.1"])))


def rrset(aws) -> str:
    return f"/2013-04-01/hostedzone/{aws.zone_id}/rrset"


def exchange(url: str, sent: bytes) -> bytes:
    """All that the server answers to these bytes until it ends the connection."""
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port), timeout=10) as connection:
        connection.sendall(sent)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def wait_until(condition) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def handshake(aws, **versions) -> str:
    context = ssl.create_default_context(cafile=str(aws.ca_file))
    for name, value in versions.items():
        setattr(context, name, value)
    place = urlsplit(aws.endpoint)
    with (
        socket.create_connection((place.hostname, place.port), timeout=10) as raw,
        context.wrap_socket(raw, server_hostname="localhost") as secured,
    ):
        return secured.version()


@pytest.mark.parametrize(
    ("version", "other"), [("1.2", ssl.TLSVersion.TLSv1_3), ("1.3", ssl.TLSVersion.TLSv1_2)]
)
def test_one_tls_version_can_be_demanded(version, other):
    with LocalAws(tls_version=version) as aws:
        assert handshake(aws) == f"TLSv{version}"
        with pytest.raises(ssl.SSLError):
            handshake(aws, minimum_version=other, maximum_version=other)
        # The client is through with its handshake before the server has noted it.
        deadline = time.monotonic() + 10
        while not aws.journal.handshakes and time.monotonic() < deadline:
            time.sleep(0.01)
        assert aws.journal.tls_versions == {f"TLSv{version}": 1}
        assert (aws.journal.handshakes, aws.journal.connections) == (1, 2)


def test_both_tls_versions_by_default(aws):
    assert handshake(aws) == "TLSv1.3"
    assert handshake(aws, maximum_version=ssl.TLSVersion.TLSv1_2) == "TLSv1.2"


def test_unknown_tls_version_is_refused():
    with pytest.raises(ValueError, match="use 1.2, 1.3 or any"):
        LocalAws(tls_version="1.1")


def test_a_stranger_s_authority_is_not_trusted(aws):
    place = urlsplit(aws.endpoint)
    with (
        socket.create_connection((place.hostname, place.port), timeout=10) as raw,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        ssl.create_default_context().wrap_socket(raw, server_hostname="localhost")
    wait_until(lambda: aws.journal.failed_handshakes == 1)


@pytest.mark.parametrize("tls", [True, False], ids=["https", "http"])
def test_one_connection_serves_many_requests(aws, tls):
    client = RawClient(aws, tls=tls)
    assert [client.call("GET", rrset(aws)).status for _ in range(20)] == [200] * 20
    client.call("POST", rrset(aws), UPSERT)
    assert {entry.connection for entry in aws.journal} == {1}
    assert aws.journal.counts() | {"tls_versions": {}} == {
        "requests": 21,
        "connections": 1,
        "handshakes": int(tls),
        "resumed": 0,
        "failed_handshakes": 0,
        "tls_versions": {},
    }


def test_no_delay_hides_between_two_writes(aws):
    client = RawClient(aws)
    client.call("GET", rrset(aws))
    taken = []
    for _ in range(15):
        started = time.perf_counter()
        client.call("POST", rrset(aws), UPSERT)
        taken.append(time.perf_counter() - started)
    # A delayed acknowledgement is 40 ms.
    assert statistics.median(taken) < 0.03


def test_connection_close_is_obeyed(aws):
    client = RawClient(aws)
    reply = client.call("GET", rrset(aws), Connection="close")
    assert reply.status == 200 and reply.headers["Connection"] == "close"
    assert client.connection.sock is None


@pytest.mark.parametrize(
    "sent",
    [
        b"GET\r\n\r\n",
        b"GET / HTTP/2\r\nHost: a\r\n\r\n",
        b"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nbad name: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /sessions HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
        b"POST /sessions HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n",
        b"POST /sessions HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n",
    ],
)
def test_what_is_not_http_is_refused(aws, sent):
    reply = exchange(aws.http_endpoint, sent)
    assert reply.startswith(b"HTTP/1.1 400 ") and b"Connection: close" in reply
    assert len(aws.journal) == 0


def test_chunks_where_aws_takes_them(aws):
    head = b"POST /sessions HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close"
    replied = exchange(aws.http_endpoint, head + b'\r\n\r\n1\r\n{\r\nA\r\n"k":12345}\r\n0\r\n\r\n')
    assert replied.startswith(b"HTTP/1.1 403 ")
    assert aws.journal[0].body == '{"k":12345}'


def test_a_body_may_wait_to_be_asked_for(aws):
    client = RawClient(aws, tls=False)
    request = sign(client.request("POST", rrset(aws), UPSERT), Signing(aws.user))
    lines = [f"{name}: {value}" for name, value in request.headers]
    head = "\r\n".join([f"POST {rrset(aws)} HTTP/1.1", *lines, "Expect: 100-continue"])
    head += f"\r\nContent-Length: {len(UPSERT)}\r\nConnection: close\r\n\r\n"
    replied = exchange(aws.http_endpoint, head.encode() + UPSERT)
    assert replied.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")


def test_the_journal_says_what_was_asked_and_what_came_of_it(aws):
    session = aws.add_user(session=True)
    client = RawClient(aws, user=session)
    client.call("POST", rrset(aws), UPSERT, User_Agent="tests/1 é")
    client.call("GET", rrset(aws) + "?name=home.example.com&type=A")
    client.call("GET", "/2013-04-01/hostedzone/ZNONE")
    client.call("GET", "/2013-04-01/nonsense")
    first, second, third, fourth = aws.journal
    assert (first.number, first.method, first.path) == (1, "POST", rrset(aws))
    assert (first.service, first.operation, first.status) == (
        "route53",
        "ChangeResourceRecordSets",
        200,
    )
    assert first.body.encode() == UPSERT
    assert first.user == session.arn
    assert first.header("user-agent") == "tests/1 é"
    assert "SignedHeaders=host;user-agent;x-amz-date;x-amz-security-token" in first.header(
        "authorization"
    )
    assert [(c["Action"], c["Name"], c["Values"]) for c in first.changes] == [
        ("UPSERT", "home.example.com.", ["192.0.2.1"])
    ]
    assert second.query == "name=home.example.com&type=A"
    assert (third.operation, third.status, third.code) == ("GetHostedZone", 404, "NoSuchHostedZone")
    assert (fourth.operation, fourth.status) == ("", 404)
    assert [json.loads(line)["number"] for line in aws.journal.lines().splitlines()] == [1, 2, 3, 4]
    aws.journal.clear()
    assert len(aws.journal) == 0 and aws.journal.changes() == []


def test_the_journal_keeps_no_secrets(aws):
    session = aws.add_user(session=True)
    client = RawClient(aws, user=session)
    signed = sign(client.request("GET", rrset(aws)), Signing(session))
    presigned = presign(client.request("GET", rrset(aws)), Signing(session))
    assert [client.send(request).status for request in (signed, presigned)] == [200, 200]
    basic = client.request("GET", rrset(aws), Authorization="Basic c2VjcmV0")
    assert client.send(basic).status == 403
    kept = aws.journal.lines()
    for secret in (
        session.session_token,
        session.secret_access_key,
        signed.header("authorization").rpartition("=")[2],
        presigned.query.rpartition("=")[2],
        "c2VjcmV0",
    ):
        assert secret not in kept


def test_the_clock_is_the_server_s(aws):
    client = RawClient(aws)
    aws.set_offset(3600)
    reply = client.call("GET", rrset(aws))
    assert (reply.status, reply.code) == (403, "SignatureDoesNotMatch")
    assert reply.message.startswith("Signature expired: ")
    aws.set_offset(-3600)
    assert client.call("GET", rrset(aws)).message.startswith("Signature not yet current: ")
    aws.set_now(0)
    assert client.call("GET", rrset(aws)).headers["Date"] == "Thu, 01 Jan 1970 00:00:00 GMT"
    aws.set_now(None)
    aws.set_offset(0)
    assert client.call("GET", rrset(aws)).status == 200


def test_environment(aws):
    session = aws.add_user(session=True)
    assert aws.environment(session) == {
        "AWS_ACCESS_KEY_ID": session.access_key_id,
        "AWS_SECRET_ACCESS_KEY": session.secret_access_key,
        "AWS_SESSION_TOKEN": session.session_token,
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": aws.endpoint,
        "AWS_CA_BUNDLE": str(aws.ca_file),
    }
    plain = aws.environment(aws.user, endpoint=aws.http_endpoint)
    assert plain["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")
    assert "AWS_SESSION_TOKEN" not in plain


def test_route_53_takes_five_requests_a_second(aws):
    aws.throttle()
    client = boto(aws, "route53")
    with ThreadPoolExecutor(8) as pool:
        futures = [
            pool.submit(client.list_resource_record_sets, HostedZoneId=aws.zone_id)
            for _ in range(20)
        ]
    codes = []
    for future in futures:
        try:
            codes.append(future.result()["ResponseMetadata"]["HTTPStatusCode"])
        except ClientError as error:
            codes.append(error.response["Error"]["Code"])
    assert set(codes) == {200, "Throttling"}
    assert 5 <= codes.count(200) < 20
    assert boto(aws, "sts").get_caller_identity()["Account"] == aws.account
    aws.throttle(False)
    assert client.list_hosted_zones()["HostedZones"]


def test_the_bucket_fills_at_its_rate():
    now = 0.0
    bucket = TokenBucket(5, 5, lambda: now)
    assert [bucket.take() for _ in range(6)] == [True] * 5 + [False]
    now = 0.19
    assert not bucket.take()
    now = 0.2 + 1e-9
    assert [bucket.take(), bucket.take()] == [True, False]
    now = 60
    assert [bucket.take() for _ in range(6)] == [True] * 5 + [False]


def test_many_at_once(aws):
    def work(number: int) -> list[int]:
        client = RawClient(aws)
        body = batch_xml(("UPSERT", record_xml(f"h{number}.example.com", "A", ["192.0.2.1"])))
        return [client.call("POST", rrset(aws), body).status for _ in range(5)]

    with ThreadPoolExecutor(12) as pool:
        statuses = [status for result in pool.map(work, range(12)) for status in result]
    assert statuses == [200] * 60
    assert len(aws.records(aws.zone_id)) == 12
    assert sorted(entry.number for entry in aws.journal) == list(range(1, 61))


def test_nothing_listens_when_it_is_over():
    with LocalAws() as aws:
        place = urlsplit(aws.endpoint)
        kept = socket.create_connection((place.hostname, place.port), timeout=10)
        wait_until(lambda: aws.journal.connections == 1)
        folder = aws.ca_file.parent
    # At most a TLS alert, then the end.
    assert len(b"".join(iter(lambda: kept.recv(1024), b""))) < 16
    kept.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((place.hostname, place.port), timeout=10)
    assert not folder.exists()
