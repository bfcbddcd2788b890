# SPDX-License-Identifier: MIT
"""IAM Roles Anywhere's CreateSession: what it verifies, and what its sessions may do."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError
from identities import CreateSession, Issued, issue, revocation_list
from raw_client import boto

from tests.aws import Identity
from tests.aws.roles import trust, trust_roles_anywhere

POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "route53:ListResourceRecordSets",
            "Resource": "arn:aws:route53:::hostedzone/${aws:PrincipalTag/x509Subject/CN}",
        }
    ],
}


@dataclass
class Place:
    """An authority, a router that it vouches for, and what AWS knows of them."""

    aws: object
    authority: Issued
    router: Issued
    arns: dict[str, str]

    def request(self, **given) -> CreateSession:
        return CreateSession(self.aws, given.pop("router", self.router), self.arns, **given)

    def refusal(self, **given) -> tuple[int, str, str]:
        """Status, error type and message."""
        return refusal(self.request(**given).send())


def refusal(reply: tuple[int, dict[str, str], dict]) -> tuple[int, str, str]:
    status, headers, body = reply
    assert set(body) == {"message"}
    return status, headers["x-amzn-errortype"], body["message"]


DENIED = (403, "AccessDeniedException")


@pytest.fixture(scope="module")
def authority() -> Issued:
    return issue("the owner's authority", ca=True)


@pytest.fixture
def place(aws, authority) -> Place:
    anchor = aws.add_trust_anchor(authority.pem)
    role = aws.add_role("home", POLICY, trust_policy=trust_roles_anywhere(anchor.arn))
    profile = aws.add_profile([role.arn])
    arns = {"trustAnchorArn": anchor.arn, "profileArn": profile.arn, "roleArn": role.arn}
    return Place(aws, authority, issue(aws.zone_id, authority), arns)


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


def test_certificates_that_are_not_enough(place, authority):
    insufficient = "Untrusted certificate. Insufficient certificate"
    for router, said in [
        (issue("r"), "Untrusted Signing Certificate"),
        (issue("r", issue("the owner's authority", ca=True)), "Untrusted Signing Certificate"),
        (issue("r", authority, signs=False), insufficient),
        (issue("r", authority, ca=True), insufficient),
        (issue("r", authority, start=-9, days=3), "not within its dates"),
        (issue("r", authority, start=3), "not within its dates"),
    ]:
        status, kind, message = place.refusal(router=router)
        assert (status, kind) == DENIED
        assert said in message
    # A router's certificate is no authority.
    between = issue("between", authority)
    refused = place.refusal(router=issue("r", between), chain=[between])
    assert refused == (*DENIED, "Untrusted Signing Certificate")


def test_the_servers_clock_decides_about_dates(aws, place):
    aws.set_offset(40 * 86400)
    refused = place.refusal(moment=datetime.now(UTC) + timedelta(days=40))
    assert "not within its dates" in refused[2]


def test_an_authority_that_is_over_vouches_for_nobody(aws):
    authority = issue("short", ca=True, start=-3, days=4)
    anchor = aws.add_trust_anchor(authority.pem)
    role = aws.add_role(trust_policy=trust_roles_anywhere(anchor.arn))
    arns = {
        "trustAnchorArn": anchor.arn,
        "profileArn": aws.add_profile([role.arn]).arn,
        "roleArn": role.arn,
    }
    router = issue("r", authority)
    assert CreateSession(aws, router, arns).send()[0] == 201
    aws.set_offset(3 * 86400)
    late = CreateSession(aws, router, arns, moment=datetime.now(UTC) + timedelta(days=3))
    assert refusal(late.send()) == (*DENIED, "Untrusted Signing Certificate")


def test_a_revoked_certificate(aws, place):
    other = issue("other", place.authority)
    aws.import_crl(revocation_list(place.authority, place.router), place.arns["trustAnchorArn"])
    assert "revoked" in place.refusal()[2]
    assert place.request(router=other).send()[0] == 201
    with pytest.raises(ValueError, match="not signed by trust anchor"):
        aws.import_crl(revocation_list(issue("x", ca=True)), place.arns["trustAnchorArn"])


@pytest.mark.parametrize(
    ("ca", "signs", "said"),
    [(False, True, "CA must be true"), (True, False, "with keyCertSign")],
)
def test_an_anchor_that_is_no_authority(aws, ca, signs, said):
    with pytest.raises(ValueError, match=said):
        aws.add_trust_anchor(issue("no authority", ca=ca, signs=signs).pem)


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


def test_what_is_switched_off(aws, place):
    for thing in (
        aws.roles_anywhere.anchors[place.arns["trustAnchorArn"]],
        aws.roles_anywhere.profiles[place.arns["profileArn"]],
    ):
        thing.enabled = False
        assert place.refusal()[:2] == DENIED
        thing.enabled = True
    assert place.request().send()[0] == 201


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


def test_faults_of_this_operation(aws, place):
    aws.faults.add("edit", operation="CreateSession", edits={"credentialSet": []})
    aws.faults.add("remove", operation="CreateSession", edits={"expiration": 0})
    aws.faults.add("edit", operation="CreateSession", edits={"sessionToken": "x" * 20000})
    aws.faults.add(
        "refuse", operation="CreateSession", status=500, code="InternalServerException", message="!"
    )
    assert place.request().send()[2]["credentialSet"] == []
    (one,) = place.request().send()[2]["credentialSet"]
    assert set(one["credentials"]) == {"accessKeyId", "secretAccessKey", "sessionToken"}
    (one,) = place.request().send()[2]["credentialSet"]
    assert len(one["credentials"]["sessionToken"]) == 20000
    assert place.refusal() == (500, "InternalServerException", "!")
    # A bad signature is told before any fault.
    aws.faults.add("edit", operation="CreateSession", edits={})
    assert place.refusal(region="eu-west-1")[:2] == DENIED
    assert len(aws.faults) == 1
