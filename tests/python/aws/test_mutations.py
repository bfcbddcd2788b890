# SPDX-License-Identifier: MIT
"""Whatever is changed in a signed request, the verifier refuses it."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from raw_client import Signing, presign, sign

from tests.aws import Identity, sigv4
from tests.aws.auth import authenticate
from tests.aws.clock import compact
from tests.aws.errors import ServiceError
from tests.aws.http_wire import Request

NOW = datetime(2026, 2, 28, 23, 58, 30, tzinfo=UTC)
PLAIN = Identity("arn:aws:iam::111122223333:user/a", "AIDA", "AKIAPLAIN", "plain+secret/key")
SESSION = Identity(
    "arn:aws:sts::111122223333:assumed-role/a/s",
    "AROA",
    "ASIASESSION",
    "session+secret",
    "to/k=en+",
)
KEYS = {user.access_key_id: user for user in (PLAIN, SESSION)}
WORDS = st.text("abcXYZ019-_.~", min_size=1, max_size=8)
CODED = st.text("abz09-_.~% /+*é=&;:", max_size=8).map(
    lambda text: "".join(c if c.isalnum() and c.isascii() else quote_byte(c) for c in text)
)
VALUES = st.text("abc 019;,=\"'", max_size=12)


def quote_byte(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def verify(request: Request) -> Identity:
    return authenticate(request, KEYS, NOW, "route53", "us-east-1")


@st.composite
def requests(draw) -> Request:
    """A request that is not signed yet."""
    pairs = draw(st.lists(st.tuples(WORDS, CODED), max_size=4))
    headers = [("Host", draw(WORDS)), ("X-Amz-Extra", draw(VALUES)), ("Accept", draw(VALUES))]
    return Request(
        draw(st.sampled_from(["GET", "POST"])),
        "/" + "/".join(draw(st.lists(WORDS | CODED, max_size=4))),
        "&".join(f"{name}={value}" for name, value in pairs),
        headers,
        draw(st.binary(max_size=40)),
    )


def replaced(text: str, draw) -> str:
    """The text with one character another, or longer by one."""
    place = draw(st.integers(0, len(text)))
    return text[:place] + draw(st.sampled_from("abz09")) + text[place + draw(st.integers(0, 1)) :]


def set_header(request: Request, name: str, value: str) -> None:
    request.headers = [(n, value if n.lower() == name else v) for n, v in request.headers]


def mutate_method(request, draw):
    request.method = draw(st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "get"]))


def mutate_path(request, draw):
    before = sigv4.canonical_path(request.path)
    request.path = "/" + replaced(request.path[1:], draw)
    assume(sigv4.canonical_path(request.path) != before)


def mutate_query(request, draw):
    before = sigv4.canonical_query(request.query)
    request.query = replaced(request.query, draw)
    assume(sigv4.canonical_query(request.query) != before)


def add_to_query(request, draw):
    request.query = "&".join(filter(None, [request.query, f"{draw(WORDS)}={draw(CODED)}"]))


def mutate_signed_header(request, draw):
    name = draw(st.sampled_from(["host", "x-amz-extra", "accept"]))
    value = request.header(name)
    changed = replaced(value, draw)
    assume(sigv4.canonical_value(changed) != sigv4.canonical_value(value))
    set_header(request, name, changed)


def drop_signed_header(request, draw):
    name = draw(st.sampled_from(["host", "x-amz-extra", "accept"]))
    request.headers = [(n, v) for n, v in request.headers if n.lower() != name]


def repeat_signed_header(request, draw):
    name = draw(st.sampled_from(["host", "x-amz-extra", "accept"]))
    request.headers.append((name, draw(VALUES)))


def add_amazon_header(request, draw):
    request.headers.append((f"X-Amz-{draw(WORDS)}x", draw(VALUES)))


def mutate_body(request, draw):
    place = draw(st.integers(0, len(request.body)))
    byte = bytes([draw(st.integers(0, 255))])
    changed = request.body[:place] + byte + request.body[place + draw(st.integers(0, 1)) :]
    assume(changed != request.body)
    request.body = changed


def give_false_hash(request, draw):
    request.headers.append(
        ("x-amz-content-sha256", draw(st.sampled_from(["0" * 64, "UNSIGNED-PAYLOAD"])))
    )


ANY_FORM = [
    mutate_method, mutate_path, mutate_query, add_to_query, mutate_signed_header,
    drop_signed_header, repeat_signed_header, add_amazon_header, mutate_body, give_false_hash,
]  # fmt: skip


def authorization_parts(request) -> dict[str, str]:
    fields = request.header("authorization").removeprefix("AWS4-HMAC-SHA256 ").split(", ")
    return dict(field.partition("=")[::2] for field in fields)


def set_authorization(request, parts: dict[str, str], algorithm: str = "AWS4-HMAC-SHA256") -> None:
    text = ", ".join(f"{name}={value}" for name, value in parts.items())
    set_header(request, "authorization", f"{algorithm} {text}")


def mutate_signature(request, draw):
    parts = authorization_parts(request)
    old = parts["Signature"]
    place = draw(st.integers(0, 63))
    nibble = draw(st.sampled_from("0123456789abcdefABCDEFg"))
    parts["Signature"] = old[:place] + nibble + old[place + 1 :]
    assume(parts["Signature"] != old)
    set_authorization(request, parts)


def cut_signature(request, draw):
    parts = authorization_parts(request)
    parts["Signature"] = parts["Signature"][: draw(st.integers(0, 63))]
    set_authorization(request, parts)


def mutate_scope(request, draw):
    parts = authorization_parts(request)
    scope = parts["Credential"].split("/")
    place = draw(st.integers(0, 4))
    scope[place] = replaced(scope[place], draw)
    changed = "/".join(scope)
    assume(changed != parts["Credential"])
    parts["Credential"] = changed
    set_authorization(request, parts)


def mutate_signed_list(request, draw):
    parts = authorization_parts(request)
    names = parts["SignedHeaders"].split(";")
    how = draw(st.sampled_from(["drop", "swap", "upper", "twice", "more"]))
    place = draw(st.integers(0, len(names) - 2))
    if how == "drop":
        del names[place]
    elif how == "swap":
        names[place], names[place + 1] = names[place + 1], names[place]
    elif how == "upper":
        names[place] = names[place].upper()
    elif how == "twice":
        names.insert(place, names[place])
    else:
        names = sorted([*names, "zebra"])
    parts["SignedHeaders"] = ";".join(names)
    set_authorization(request, parts)


def mutate_date(request, draw):
    moment = NOW + timedelta(seconds=draw(st.integers(1, 10**6)) * draw(st.sampled_from([-1, 1])))
    set_header(request, "x-amz-date", compact(moment))


def mutate_token(request, draw):
    token = request.header("x-amz-security-token")
    if token is None:
        request.headers.append(("X-Amz-Security-Token", draw(WORDS)))
        return
    changed = replaced(token, draw)
    assume(changed != token)
    set_header(request, "x-amz-security-token", changed)


def drop_token(request, draw):
    assume(request.header("x-amz-security-token"))
    request.headers = [(n, v) for n, v in request.headers if n != "X-Amz-Security-Token"]


def repeat_authorization(request, draw):
    request.headers.append(("Authorization", request.header("authorization")))


def mutate_algorithm(request, draw):
    algorithm = draw(st.sampled_from(["AWS4-HMAC-SHA1", "AWS4-ECDSA-P256-SHA256", "Basic", ""]))
    set_authorization(request, authorization_parts(request), algorithm)


BY_HEADER = [
    mutate_signature, cut_signature, mutate_scope, mutate_signed_list, mutate_date, mutate_token,
    drop_token, repeat_authorization, mutate_algorithm,
]  # fmt: skip


@given(requests(), st.sampled_from([PLAIN, SESSION]))
@settings(max_examples=200, deadline=None)
def test_signed_requests_pass(request, user):
    signing = Signing(user, timestamp=compact(NOW))
    assert verify(sign(copy.deepcopy(request), signing)) is user
    assert verify(presign(request, signing)) is user


@pytest.mark.parametrize("mutation", ANY_FORM + BY_HEADER, ids=lambda f: f.__name__)
@given(data=st.data(), request_=requests(), user=st.sampled_from([PLAIN, SESSION]))
@settings(max_examples=40, deadline=None)
def test_mutated_by_header(mutation, data, request_, user):
    signed = sign(request_, Signing(user, timestamp=compact(NOW)))
    mutated = copy.deepcopy(signed)
    mutation(mutated, data.draw)
    assume(mutated != signed)
    with pytest.raises(ServiceError) as refused:
        verify(mutated)
    assert refused.value.status == 403


@pytest.mark.parametrize("mutation", ANY_FORM, ids=lambda f: f.__name__)
@given(data=st.data(), request_=requests(), user=st.sampled_from([PLAIN, SESSION]))
@settings(max_examples=40, deadline=None)
def test_mutated_by_query(mutation, data, request_, user):
    signed = presign(request_, Signing(user, timestamp=compact(NOW)))
    mutated = copy.deepcopy(signed)
    mutation(mutated, data.draw)
    assume(mutated != signed)
    with pytest.raises(ServiceError) as refused:
        verify(mutated)
    assert refused.value.status == 403


@given(requests(), st.sampled_from([PLAIN, SESSION]))
@settings(max_examples=40, deadline=None)
def test_wrong_secret(request, user):
    thief = copy.copy(user)
    thief.secret_access_key += "x"
    with pytest.raises(ServiceError, match="SignatureDoesNotMatch"):
        verify(sign(request, Signing(thief, timestamp=compact(NOW))))
