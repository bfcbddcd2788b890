# SPDX-License-Identifier: MIT
"""IAM Roles Anywhere's CreateSession: what it verifies, and what its sessions may do."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from anywhere_client import DENIED, CreateSession, refusal
from botocore.exceptions import ClientError
from identities import issue
from raw_client import boto

from tests.aws import Identity
from tests.aws.roles import trust, trust_roles_anywhere


def identity_of(credentials: dict) -> Identity:
    return Identity(
        "arn:aws:sts::111122223333:assumed-role/x/y",
        "",
        credentials["accessKeyId"],
        credentials["secretAccessKey"],
        credentials["sessionToken"],
    )


def test_a_session_that_the_services_verify(aws, place):
    status, headers, body = place.request(body={"durationSeconds": 900}).send()
    assert status == 201
    (one,) = body["credentialSet"]
    serial = f"{place.router.certificate.serial_number:x}"
    assert one["assumedRoleUser"]["arn"].endswith(f":assumed-role/home/{serial}")
    assert (one["roleArn"], one["sourceIdentity"]) == (place.arns["roleArn"], f"CN={aws.zone_id}")
    assert body["subjectArn"].startswith("arn:aws:rolesanywhere:us-east-1:111122223333:subject/")
    ends = datetime.fromisoformat(one["credentials"]["expiration"])
    assert abs((ends - datetime.now(UTC)).total_seconds() - 900) < 5
    route53 = boto(aws, "route53", identity_of(one["credentials"]))
    assert route53.list_resource_record_sets(HostedZoneId=aws.zone_id)["ResourceRecordSets"]
    assert one["credentials"]["accessKeyId"].startswith("ASIA")
    (created, _) = aws.journal
    assert (created.operation, created.status) == ("CreateSession", 201)
    assert "Signature=(redacted)" in created.header("authorization")


def test_the_certificates_name_stands_in_the_policy(aws, place):
    """One role for a fleet: another router's session may not do what this one's may."""
    other = issue("ZOTHER", place.authority)
    _, _, body = place.request(router=other).send()
    route53 = boto(aws, "route53", identity_of(body["credentialSet"][0]["credentials"]))
    with pytest.raises(ClientError, match="not authorized"):
        route53.list_resource_record_sets(HostedZoneId=aws.zone_id)


SERIALS = {
    "one": 1,
    "top bit set": 0x80,
    "19 bytes with the top bit set, 20 in DER": 0xA0 << 144 | 7,
    "20 bytes": 0x7F << 152 | 0xFFFF,
    "the biggest": (1 << 159) - 1,
}


@pytest.mark.parametrize("kind", ["P-256", "P-384", "RSA"])
@pytest.mark.parametrize("in_body", [False, True], ids=["query", "body"])
def test_keys_and_places_of_the_arns(place, kind, in_body):
    router = issue("r", place.authority, kind=kind)
    assert place.request(router=router, in_body=in_body).send()[0] == 201


@pytest.mark.parametrize("serial", SERIALS.values(), ids=SERIALS)
def test_serial_numbers_in_decimal(place, serial):
    router = issue("r", place.authority, serial=serial)
    assert place.request(router=router).send()[0] == 201
    for wrong in (f"{serial:x}" if serial > 9 else "01", str(serial + 1), f"0{serial}"):
        refused = place.refusal(router=router, serial=wrong)
        assert (refused[:2], "serial number" in refused[2]) == (DENIED, True)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"region": "eu-west-1"}, "scoped to us-east-1/rolesanywhere"),
        ({"service": "sts"}, "scoped to us-east-1/rolesanywhere"),
        ({"date": "20150830"}, "Date in Credential scope does not match"),
        ({"algorithm": "AWS4-X509-RSA-SHA256"}, "Algorithm is not that of the certificate's key"),
        ({"algorithm": "AWS4-HMAC-SHA256"}, "Authorization="),
        ({"unsigned": ("host",)}, "SignedHeaders lacks host"),
        ({"unsigned": ("content-type",)}, "SignedHeaders lacks content-type"),
        ({"unsigned": ("x-amz-date",)}, "SignedHeaders lacks x-amz-date"),
        ({"unsigned": ("x-amz-x509",)}, "SignedHeaders lacks x-amz-x509"),
        ({"headers": {"x-amz-x509": "bm8gY2VydGlmaWNhdGU="}}, "not the Base64"),
        ({"headers": {"x-amz-x509": ""}}, "Give one X-Amz-X509"),
        ({"moment": datetime.now(UTC) - timedelta(minutes=30)}, "Signature expired"),
        ({"moment": datetime.now(UTC) + timedelta(minutes=30)}, "Signature not yet current"),
        ({"moment": datetime(1970, 1, 1, tzinfo=UTC)}, "Signature expired"),
    ],
)
def test_what_is_signed_wrongly(place, wrong, said):
    status, kind, message = place.refusal(**wrong)
    assert (status, kind) == DENIED
    assert said in message


def test_signed_headers_are_sorted_and_stand_once(place):
    request = place.request()
    request.signed.reverse()
    assert "each once and sorted" in refusal(request.send())[2]
    request = place.request()
    request.signed = sorted([*request.signed, "host"])
    assert "each once and sorted" in refusal(request.send())[2]
    request = place.request()
    request.signed = sorted([*request.signed, "x-absent"])
    request.headers["x-absent"] = ""
    signature = request.signature()
    del request.headers["x-absent"]
    assert "headers of the request" in refusal(request.send(signature=signature))[2]
    for name in ("X-Amz-Date", "X-Amz-X509", "Content-Type"):
        value = place.request().headers[name.lower()]
        twice = place.request(headers={name: value}, unsigned=(name,))
        message = refusal(twice.send())[2]
        assert message in (f"Header stands twice: {name.lower()}", "Give one X-Amz-X509")


def test_a_chain_is_signed_too(place, authority):
    between = issue("between", authority, ca=True)
    router = issue("r", between)
    assert place.request(router=router, chain=[between]).send()[0] == 201
    unsigned = place.refusal(router=router, chain=[between], unsigned=("x-amz-x509-chain",))
    assert unsigned[2] == "SignedHeaders lacks x-amz-x509-chain"
    assert place.refusal(router=router)[2] == "Untrusted Signing Certificate"


@pytest.mark.parametrize("kind", ["P-256", "RSA"])
def test_the_signature_is_over_exactly_the_bytes_sent(place, kind):
    router = issue("r", place.authority, kind=kind)
    request = place.request(router=router, body={"durationSeconds": 900})
    good = request.signature()
    other = place.request(router=router, signer=issue("other", kind=kind))
    sent = [
        request.send(payload=b'{"durationSeconds": 901}'),
        request.send(payload=request.payload + b" "),
        request.send(query=request.query + "&x=1"),
        request.send(signature=good[:-2] + f"{int(good[-2:], 16) ^ 1:02x}"),
        request.send(signature=good.upper()),
        request.send(signature=good + "00"),
        request.send(signature="zz"),
        other.send(),
    ]
    assert {refusal(reply) for reply in sent} == {(*DENIED, "Invalid signature")}
    assert request.send()[0] == 201


def test_a_signature_in_another_form(place):
    """r and s one after the other, as JWT has them, and Base64 are no hexadecimal DER."""
    request = place.request()
    der = bytes.fromhex(request.signature())
    r_length = der[3]
    r, s = der[4 : 4 + r_length], der[6 + r_length :]
    flat = (r[-32:].rjust(32, b"\0") + s[-32:].rjust(32, b"\0")).hex()
    for wrong in (flat, base64.b64encode(der).decode()):
        assert refusal(request.send(signature=wrong)) == (*DENIED, "Invalid signature")


@pytest.mark.parametrize("name", ["trustAnchorArn", "profileArn", "roleArn"])
def test_arns_that_are_not_there(place, name):
    good = dict(place.arns)
    place.arns[name] = good[name] + "x"
    status, kind, message = place.refusal()
    if name == "roleArn":
        assert (status, kind) == DENIED
        assert message == f"Unable to assume role for {good[name]}x"
    else:
        assert (status, kind) == (404, "ResourceNotFoundException")
        assert good[name] in message
    place.arns[name] = "home"
    assert place.refusal() == (400, "ValidationException", f"{name} must be an ARN")
    del place.arns[name]
    assert place.refusal()[:2] == (400, "ValidationException")


def test_a_role_of_another_profile(aws, place):
    anchor = place.arns["trustAnchorArn"]
    other = aws.add_role("other", trust_policy=trust_roles_anywhere(anchor))
    place.arns["roleArn"] = other.arn
    assert place.refusal() == (*DENIED, f"Unable to assume role for {other.arn}")


SERVICE = {"Service": "rolesanywhere.amazonaws.com"}
ALL_THREE = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]


@pytest.mark.parametrize(
    ("document", "trusted"),
    [
        (trust(ALL_THREE, **SERVICE), True),
        (trust("sts:*", **SERVICE), True),
        (trust("sts:AssumeRole", **SERVICE), False),
        (trust(ALL_THREE[:2], **SERVICE), False),
        (trust(ALL_THREE, Service="credentials.iot.amazonaws.com"), False),
        (trust(ALL_THREE, AWS="*"), False),
        (trust_roles_anywhere("arn:aws:rolesanywhere:us-east-1:1:trust-anchor/x"), False),
        (
            trust(ALL_THREE, {"StringEquals": {"aws:PrincipalTag/x509Subject/CN": "r"}}, **SERVICE),
            True,
        ),
        (
            trust(ALL_THREE, {"StringEquals": {"aws:PrincipalTag/x509Issuer/CN": "r"}}, **SERVICE),
            False,
        ),
    ],
)
def test_whom_a_role_trusts(aws, place, document, trusted):
    role = aws.add_role("other", trust_policy=document)
    arns = place.arns | {"roleArn": role.arn, "profileArn": aws.add_profile([role.arn]).arn}
    reply = CreateSession(aws, issue("r", place.authority), arns).send()
    if trusted:
        assert reply[0] == 201
    else:
        assert refusal(reply) == (*DENIED, f"Unable to assume role for {role.arn}")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"durationSeconds": 899}, "900 to 43200"),
        ({"durationSeconds": 43201}, "900 to 43200"),
        ({"durationSeconds": "900"}, "must be a number"),
        ({"durationSeconds": True}, "must be a number"),
        ({"roleArn": "arn:x"}, "roleArn stands in query and body"),
        ({"colour": 1}, "colour is not known here"),
        (b"[]", "not a JSON object"),
        (b"{", "not a JSON object"),
    ],
)
def test_malformed_bodies(place, body, said):
    status, kind, message = place.refusal(body=body)
    assert (status, kind) == (400, "ValidationException")
    assert said in message


def test_content_type_and_method(place):
    wrong = place.refusal(headers={"content-type": "text/plain"})
    assert wrong == (400, "ValidationException", "Content-Type must be application/json")
    assert place.refusal(method="PUT")[:2] == (404, "ResourceNotFoundException")


def test_how_long_it_lasts(aws, place):
    """The profile's length unless the request says; never longer than the role's."""
    place.arns["profileArn"] = aws.add_profile([place.arns["roleArn"]], 1800).arn
    _, _, body = place.request().send()
    ends = datetime.fromisoformat(body["credentialSet"][0]["credentials"]["expiration"])
    assert abs((ends - datetime.now(UTC)).total_seconds() - 1800) < 5
    assert place.request(body={"durationSeconds": 3600}).send()[0] == 201
    assert place.refusal(body={"durationSeconds": 3601})[:2] == DENIED
    with pytest.raises(ValueError, match="give 900 to 43200"):
        aws.add_profile([place.arns["roleArn"]], 60)
