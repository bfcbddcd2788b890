# SPDX-License-Identifier: MIT
"""Signed requests made by hand, so that each part of them can be made wrong, and boto3 clients."""

from __future__ import annotations

import http.client
import re
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element, fromstring

import boto3
from botocore.config import Config

from tests.aws import Identity, sigv4
from tests.aws.clock import compact
from tests.aws.http_wire import Request

FORM = "application/x-www-form-urlencoded"
NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/"


def boto(aws, service: str, user: Identity | None = None, **changed):
    """A boto3 client for the fixture `aws` that never tries twice."""
    user = user or aws.user
    arguments = {
        "endpoint_url": aws.endpoint,
        "region_name": aws.region,
        "aws_access_key_id": user.access_key_id,
        "aws_secret_access_key": user.secret_access_key,
        "aws_session_token": user.session_token,
        "verify": str(aws.ca_file),
        "config": Config(retries={"total_max_attempts": 1}),
    }
    return boto3.client(service, **arguments | changed)


@dataclass
class Signing:
    """How a request is signed; every part may be given wrong."""

    user: Identity
    service: str = "route53"
    region: str = "us-east-1"
    timestamp: str = ""
    date: str = ""
    terminator: str = sigv4.TERMINATOR
    unsigned: tuple[str, ...] = ()  # headers that are sent but not signed
    send_token: bool = True

    def __post_init__(self) -> None:
        self.timestamp = self.timestamp or compact(datetime.now(UTC))
        self.date = self.date or self.timestamp[:8]

    @property
    def scope(self) -> str:
        return "/".join([self.date, self.region, self.service, self.terminator])

    def signature(self, request: Request, signed: list[str]) -> str:
        canonical = sigv4.canonical_request(
            request.method,
            sigv4.canonical_path(request.path),
            sigv4.canonical_query(request.query),
            request.headers,
            signed,
            sigv4.sha256_hex(request.body),
        )
        key = sigv4.signing_key(self.user.secret_access_key, self.date, self.region, self.service)
        return sigv4.signature(key, sigv4.string_to_sign(self.timestamp, self.scope, canonical))


def sign(request: Request, signing: Signing) -> Request:
    """By header."""
    token = signing.user.session_token if signing.send_token else None
    request.headers.append(("X-Amz-Date", signing.timestamp))
    if token:
        request.headers.append(("X-Amz-Security-Token", token))
    signed = sorted({name.lower() for name, _ in request.headers} - set(signing.unsigned))
    value = (
        f"AWS4-HMAC-SHA256 Credential={signing.user.access_key_id}/{signing.scope}, "
        f"SignedHeaders={';'.join(signed)}, Signature={signing.signature(request, signed)}"
    )
    request.headers.append(("Authorization", value))
    return request


def presign(request: Request, signing: Signing, expires: int | str = 300) -> Request:
    """By query."""
    signed = sorted({name.lower() for name, _ in request.headers} - set(signing.unsigned))
    fields = {
        "X-Amz-Algorithm": sigv4.ALGORITHM,
        "X-Amz-Credential": f"{signing.user.access_key_id}/{signing.scope}",
        "X-Amz-Date": signing.timestamp,
        "X-Amz-Expires": str(expires),
        "X-Amz-SignedHeaders": ";".join(signed),
    }
    if signing.user.session_token and signing.send_token:
        fields["X-Amz-Security-Token"] = signing.user.session_token
    added = "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items())
    request.query = "&".join(filter(None, [request.query, added]))
    request.query += f"&X-Amz-Signature={signing.signature(request, signed)}"
    return request


@dataclass
class RawReply:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def code(self) -> str:
        """The error's code, "" without one."""
        found = re.search(rb"<Code>([^<]*)</Code>", self.body)
        return found[1].decode() if found else ""

    @property
    def message(self) -> str:
        return self.xml().findtext(".//{*}Message", "")

    def xml(self) -> Element:
        return fromstring(self.body)


class RawClient:
    """One keep-alive connection to the fixture `aws`, signing for its user."""

    def __init__(self, aws, *, tls: bool = True, user: Identity | None = None) -> None:
        self.aws, self.user = aws, user or aws.user
        place = urlsplit(aws.endpoint if tls else aws.http_endpoint)
        self.host = place.netloc
        if tls:
            context = ssl.create_default_context(cafile=str(aws.ca_file))
            self.connection = http.client.HTTPSConnection(place.netloc, timeout=20, context=context)
        else:
            self.connection = http.client.HTTPConnection(place.netloc, timeout=20)

    def request(self, method: str, target: str, body: bytes = b"", **headers: str) -> Request:
        """An unsigned request; `content_type` and the like name headers."""
        path, _, query = target.partition("?")
        named = [(name.replace("_", "-"), value) for name, value in headers.items()]
        return Request(method, path, query, [("Host", self.host), *named], body)

    def send(self, request: Request) -> RawReply:
        target = request.path + (f"?{request.query}" if request.query else "")
        self.connection.putrequest(
            request.method, target, skip_host=True, skip_accept_encoding=True
        )
        for name, value in request.headers:
            self.connection.putheader(name, value)
        if request.body:
            self.connection.putheader("Content-Length", str(len(request.body)))
        self.connection.endheaders(request.body or None)
        reply = self.connection.getresponse()
        return RawReply(reply.status, reply.headers, reply.read())

    def call(self, method: str, target: str, body: bytes = b"", **headers: str) -> RawReply:
        """Signed for Route 53 and sent."""
        return self.send(sign(self.request(method, target, body, **headers), Signing(self.user)))

    def send_batch(self, body: bytes) -> RawReply:
        """ChangeResourceRecordSets on the fixture's zone."""
        path = f"/2013-04-01/hostedzone/{self.aws.zone_id}/rrset/"
        return self.call("POST", path, body, content_type="application/xml")

    def form(self, service: str, **fields: str) -> RawReply:
        """A query-protocol call, signed for `service` in the server's region."""
        body = "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items())
        request = self.request("POST", "/", body.encode(), content_type=FORM)
        return self.send(sign(request, Signing(self.user, service, self.aws.region)))


def record_xml(name: str, type_: str, values: list[str], ttl: str = "60", extra: str = "") -> str:
    """A <ResourceRecordSet>; `extra` stands between Type and TTL."""
    listed = "".join(f"<ResourceRecord><Value>{v}</Value></ResourceRecord>" for v in values)
    return (
        f"<ResourceRecordSet><Name>{name}</Name><Type>{type_}</Type>{extra}<TTL>{ttl}</TTL>"
        f"<ResourceRecords>{listed}</ResourceRecords></ResourceRecordSet>"
    )


def batch_xml(*changes: tuple[str, str], comment: str = "") -> bytes:
    """A ChangeResourceRecordSetsRequest of (action, record xml)."""
    inner = "".join(f"<Change><Action>{a}</Action>{record}</Change>" for a, record in changes)
    said = f"<Comment>{comment}</Comment>" if comment else ""
    return (
        f'<ChangeResourceRecordSetsRequest xmlns="{NAMESPACE}"><ChangeBatch>{said}'
        f"<Changes>{inner}</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>"
    ).encode()
