# SPDX-License-Identifier: MIT
"""The verifier takes whatever botocore signs: its arithmetic is checked by another's."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.aws import Identity
from tests.aws.auth import authenticate
from tests.aws.errors import ServiceError
from tests.aws.http_wire import Request

PLAIN = Identity("arn:aws:iam::111122223333:user/a", "AIDA", "AKIAPLAIN", "plain+secret/key")
SESSION = Identity("arn:aws:sts::111122223333:assumed-role/a/s", "AROA", "ASIAS", "s", "t/k=+")
KEYS = {user.access_key_id: user for user in (PLAIN, SESSION)}
TEXT = st.text("abZ09-_.~ +*'()!$&,/:;=?@%é雪", max_size=6)

# For a final dot segment botocore drops the slash before it, which RFC 3986 keeps.
SEGMENT = TEXT.filter(lambda text: text not in (".", ".."))


def encoded(text: str) -> str:
    return quote(text, safe="-_.~")


def taken(signed: AWSRequest, service: str) -> Identity:
    """What the verifier says of a request as it would come off the wire."""
    path, _, query = signed.url.removeprefix("https://localhost:4").partition("?")
    headers = [("Host", "localhost:4"), *signed.headers.items()]
    body = signed.data or b""
    request = Request(signed.method, path or "/", query, headers, body)
    return authenticate(request, KEYS, datetime.now(UTC), service, "us-east-1")


@pytest.mark.parametrize("form", [SigV4Auth, SigV4QueryAuth], ids=["header", "query"])
@given(
    segments=st.lists(SEGMENT, max_size=4),
    pairs=st.dictionaries(TEXT.filter(bool), TEXT, max_size=4),
    body=st.binary(max_size=20),
    value=st.text("ab 019;,=\"'", min_size=1, max_size=9),
    user=st.sampled_from([PLAIN, SESSION]),
    service=st.sampled_from(["route53", "sns", "monitoring", "sts"]),
)
@settings(max_examples=200, deadline=None)
def test_signed_by_botocore(form, segments, pairs, body, value, user, service):
    path = "/".join(map(encoded, segments))
    query = "&".join(f"{encoded(name)}={encoded(text)}" for name, text in pairs.items())
    # SigV4QueryAuth would turn a body into parameters.
    body = b"" if form is SigV4QueryAuth else body
    url = f"https://localhost:4/{path}" + (f"?{query}" if query else "")
    request = AWSRequest("POST" if body else "GET", url, {"X-Amz-Extra": value}, body or None)
    keys = Credentials(user.access_key_id, user.secret_access_key, user.session_token)
    form(keys, service, "us-east-1").add_auth(request)
    assert taken(request, service) is user


def test_a_path_is_encoded_twice():
    request = AWSRequest("GET", "https://localhost:4/2013-04-01/change/C%2AX")
    signer = SigV4Auth(
        Credentials(PLAIN.access_key_id, PLAIN.secret_access_key), "route53", "us-east-1"
    )
    assert "%252AX" in signer.canonical_request(request)
    signer.add_auth(request)
    assert taken(request, "route53") is PLAIN
    request.url = request.url.replace("%2A", "%252A")
    with pytest.raises(ServiceError, match="SignatureDoesNotMatch"):
        taken(request, "route53")
