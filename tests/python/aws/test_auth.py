# SPDX-License-Identifier: MIT
"""What the verifier says of each way to sign wrongly: code, status and the texts clients read."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from raw_client import RawClient, Signing, presign, sign

from tests.aws.clock import compact

ZONES = "/2013-04-01/hostedzone"


@pytest.fixture
def client(aws):
    return RawClient(aws, tls=False)


def ago(**how) -> str:
    return compact(datetime.now(UTC) - timedelta(**how))


def header_of(client, name: str, value: str, **signing) -> tuple[int, str, str]:
    """The refusal of a signed request with one header replaced, or removed where it is empty."""
    request = sign(client.request("GET", ZONES), Signing(client.user, **signing))
    request.headers = [(n, v) for n, v in request.headers if n.lower() != name]
    if value:
        request.headers.append((name, value))
    reply = client.send(request)
    return reply.status, reply.code, reply.message


def test_signed_passes(client):
    assert client.call("GET", ZONES).status == 200
    assert client.send(presign(client.request("GET", ZONES), Signing(client.user))).status == 200


def test_no_authorization(client):
    status, code, _ = header_of(client, "authorization", "")
    assert (status, code) == (403, "MissingAuthenticationToken")


@pytest.mark.parametrize(
    "value",
    [
        "Basic dXNlcjpwYXNz",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=a/b/c/d/e",
        "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=00",
        "AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=0, Signature=1",
        "AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=0, More=1",
    ],
)
def test_incomplete(client, value):
    status, code, message = header_of(client, "authorization", value)
    assert (status, code) == (403, "IncompleteSignature")
    assert "dXNlcjpwYXNz" not in message


def test_incomplete_names_what_is_missing(client):
    _, _, message = header_of(client, "authorization", "AWS4-HMAC-SHA256 Signature=1")
    assert "requires 'Credential' parameter" in message
    assert "requires 'SignedHeaders' parameter" in message
    assert "requires 'Signature' parameter" not in message


def test_no_date(client):
    status, code, message = header_of(client, "x-amz-date", "")
    assert (status, code) == (403, "IncompleteSignature")
    assert "'X-Amz-Date' or a 'Date' header" in message


@pytest.mark.parametrize("stamp", ["2015-08-30T12:36:00Z", "20151330T123600Z", "now"])
def test_date_that_is_none(client, stamp):
    request = sign(client.request("GET", ZONES), Signing(client.user, timestamp=stamp))
    reply = client.send(request)
    assert (reply.status, reply.code) == (403, "IncompleteSignature")
    assert "ISO-8601 'basic format'" in reply.message


def test_date_header_in_place_of_ours(client):
    now = datetime.now(UTC)
    request = client.request("GET", ZONES, date=now.strftime("%a, %d %b %Y %H:%M:%S GMT"))
    signing = Signing(client.user, timestamp=compact(now))
    sign(request, signing)
    assert client.send(request).status == 200


@pytest.mark.parametrize("seconds", [301, 3600, 86400, 10 * 365 * 86400])
def test_expired(client, seconds):
    stamp = ago(seconds=seconds)
    reply = client.send(sign(client.request("GET", ZONES), Signing(client.user, timestamp=stamp)))
    assert (reply.status, reply.code) == (403, "SignatureDoesNotMatch")
    pattern = (
        rf"Signature expired: {stamp} is now earlier than (\d{{8}}T\d{{6}}Z) "
        r"\((\d{8}T\d{6}Z) - 5 min\.\)"
    )
    times = re.fullmatch(pattern, reply.message)
    assert times
    limit, now = (datetime.strptime(text, "%Y%m%dT%H%M%SZ") for text in times.groups())
    assert now - limit == timedelta(minutes=5)


@pytest.mark.parametrize("seconds", [310, 3600, 10 * 365 * 86400])
def test_not_yet_current(client, seconds):
    stamp = ago(seconds=-seconds)
    reply = client.send(sign(client.request("GET", ZONES), Signing(client.user, timestamp=stamp)))
    assert (reply.status, reply.code) == (403, "SignatureDoesNotMatch")
    assert reply.message.startswith(f"Signature not yet current: {stamp} is still later than ")
    assert reply.message.endswith(" + 5 min.)")


@pytest.mark.parametrize("seconds", [290, -290])
def test_within_five_minutes(client, seconds):
    signing = Signing(client.user, timestamp=ago(seconds=seconds))
    assert client.send(sign(client.request("GET", ZONES), signing)).status == 200


def test_the_servers_clock_decides(aws, client):
    aws.set_offset(3600)
    assert client.call("GET", ZONES).code == "SignatureDoesNotMatch"
    signing = Signing(client.user, timestamp=ago(hours=-1))
    assert client.send(sign(client.request("GET", ZONES), signing)).status == 200


@pytest.mark.parametrize(
    ("signing", "text"),
    [
        ({"region": "eu-west-1"}, "scoped to a valid region, not 'eu-west-1'"),
        ({"service": "sns"}, "scoped to correct service: 'route53'"),
        ({"terminator": "aws4_reply"}, "valid terminator: 'aws4_request'"),
        ({"date": "20150830"}, "Date in Credential scope does not match YYYYMMDD"),
        ({"unsigned": ("host",)}, "'Host' or ':authority' must be a 'SignedHeader'"),
        ({"unsigned": ("x-amz-date",)}, "'x-amz-date' must be a 'SignedHeader'"),
    ],
)
def test_scope_and_signed_headers(client, signing, text):
    reply = client.send(sign(client.request("GET", ZONES), Signing(client.user, **signing)))
    assert (reply.status, reply.code) == (403, "SignatureDoesNotMatch")
    assert text in reply.message


@pytest.mark.parametrize("service", ["route53", "monitoring", "sts"])
def test_form_signed_for_another_service(client, service):
    request = client.request(
        "POST",
        "/",
        b"Action=Publish&Version=2010-03-31",
        content_type="application/x-www-form-urlencoded",
    )
    reply = client.send(sign(request, Signing(client.user, service)))
    assert reply.code == "SignatureDoesNotMatch"
    assert "correct service: 'sns'" in reply.message


def test_mismatch_shows_what_should_have_been_signed(client):
    request = sign(client.request("GET", ZONES + "?maxitems=1"), Signing(client.user))
    request.query = "maxitems=2"
    reply = client.send(request)
    assert (reply.status, reply.code) == (403, "SignatureDoesNotMatch")
    assert "The request signature we calculated does not match" in reply.message
    assert f"'GET\n{ZONES}\nmaxitems=2\nhost:{client.host}\n" in reply.message
    assert "The String-to-Sign should have been\n'AWS4-HMAC-SHA256\n" in reply.message


def test_path_is_encoded_twice(aws, client):
    """A path with an escape: botocore's signature of it is good, one encoded once is not."""
    request = sign(client.request("GET", "/2013-04-01/change/C%2AX"), Signing(client.user))
    assert client.send(request).code == "NoSuchChange"
    request = client.request("GET", "/2013-04-01/change/C%2AX")
    once = client.request("GET", "/2013-04-01/change/C*X")
    signed = sign(once, Signing(client.user))
    request.headers = signed.headers
    assert client.send(request).code == "SignatureDoesNotMatch"


@pytest.mark.parametrize("value", ["0" * 64, "UNSIGNED-PAYLOAD", ""])
def test_false_payload_hash(client, value):
    request = client.request("GET", ZONES, x_amz_content_sha256=value)
    assert client.send(sign(request, Signing(client.user))).code == "SignatureDoesNotMatch"


def test_unknown_key(aws, client):
    client.user.access_key_id = "AKIAUNKNOWN"
    reply = client.call("GET", ZONES)
    assert (reply.status, reply.code) == (403, "InvalidClientTokenId")
    assert reply.message == "The security token included in the request is invalid."


def test_inactive_key(client):
    client.user.active = False
    assert client.call("GET", ZONES).code == "InvalidClientTokenId"


@pytest.fixture
def session(aws):
    return RawClient(aws, tls=False, user=aws.add_user(session=True, seconds=900))


def test_session_passes(session):
    assert session.call("GET", ZONES).status == 200
    assert session.send(presign(session.request("GET", ZONES), Signing(session.user))).status == 200


def test_session_without_token(session):
    signing = Signing(session.user, send_token=False)
    reply = session.send(sign(session.request("GET", ZONES), signing))
    assert (reply.status, reply.code) == (403, "InvalidClientTokenId")


def test_session_with_wrong_token(session):
    session.user.session_token, good = "other", session.user.session_token
    signed = sign(session.request("GET", ZONES), Signing(session.user))
    session.user.session_token = good
    assert session.send(signed).code == "InvalidClientTokenId"


def test_token_that_is_not_signed(session):
    signing = Signing(session.user, unsigned=("x-amz-security-token",))
    reply = session.send(sign(session.request("GET", ZONES), signing))
    assert (reply.status, reply.code) == (403, "SignatureDoesNotMatch")
    assert "'x-amz-security-token' must be a 'SignedHeader'" in reply.message


def test_token_with_a_users_key(client):
    client.user.session_token = "given"
    signed = sign(client.request("GET", ZONES), Signing(client.user))
    client.user.session_token = None
    assert client.send(signed).code == "InvalidClientTokenId"


def test_expired_session(aws, session):
    aws.set_offset(901)
    signing = Signing(session.user, timestamp=ago(seconds=-901))
    reply = session.send(sign(session.request("GET", ZONES), signing))
    assert (reply.status, reply.code) == (403, "ExpiredToken")


@pytest.mark.parametrize("expires", [0, -1, 604801, "x"])
def test_presigned_for_too_long(client, expires):
    request = presign(client.request("GET", ZONES), Signing(client.user), expires)
    assert client.send(request).code == "IncompleteSignature"


def test_presigned_and_expired(client):
    signing = Signing(client.user, timestamp=ago(seconds=100))
    reply = client.send(presign(client.request("GET", ZONES), signing, 60))
    assert reply.code == "SignatureDoesNotMatch"
    assert "Signature expired" in reply.message
    assert client.send(presign(client.request("GET", ZONES), signing, 120)).status == 200


def test_presigned_without_a_part(client):
    request = presign(client.request("GET", ZONES), Signing(client.user))
    request.query = re.sub("&X-Amz-Date=[^&]*", "", request.query)
    reply = client.send(request)
    assert reply.code == "IncompleteSignature"
    assert "'X-Amz-Date'" in reply.message


def test_signed_twice(client):
    request = presign(client.request("GET", ZONES), Signing(client.user))
    sign(request, Signing(client.user))
    assert client.send(request).code == "IncompleteSignature"
