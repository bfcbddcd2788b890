# SPDX-License-Identifier: MIT
"""Which certificates a trust anchor of IAM Roles Anywhere vouches for."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from anywhere_client import DENIED, CreateSession, refusal
from identities import issue, revocation_list

from tests.aws.roles import trust_roles_anywhere


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


def test_keys_and_digests_that_aws_does_not_take(place, authority):
    for router in (issue("r", authority, kind="P-224"), issue("r", authority, kind="Ed25519")):
        request = place.request(router=router, signer=place.router)
        insufficient = "Untrusted certificate. Insufficient certificate"
        assert refusal(request.send()) == (*DENIED, insufficient)


@pytest.mark.filterwarnings("ignore:Parsed a serial number")
def test_damaged_certificates_are_refused(place):
    """Whichever byte of the certificate is another one; some are no longer a certificate at all."""
    der = base64.b64decode(place.router.der_base64)
    said = set()
    for at in range(0, len(der), 3):
        damaged = der[:at] + bytes([der[at] ^ 0xFF]) + der[at + 1 :]
        headers = {"x-amz-x509": base64.b64encode(damaged).decode()}
        status, kind, message = place.refusal(headers=headers)
        assert (status, kind) == DENIED
        said.add(message)
    assert "Untrusted Signing Certificate" in said and len(said) > 3


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


def test_a_list_is_about_its_own_authoritys_certificates(aws):
    """Two authorities in one anchor may have given the same serial number."""
    first, second = issue("first", ca=True), issue("second", ca=True)
    anchor = aws.add_trust_anchor(first.pem + second.pem)
    role = aws.add_role(trust_policy=trust_roles_anywhere(anchor.arn))
    arns = {
        "trustAnchorArn": anchor.arn,
        "profileArn": aws.add_profile([role.arn]).arn,
        "roleArn": role.arn,
    }
    routers = [issue("r", authority, serial=5) for authority in (first, second)]
    aws.import_crl(revocation_list(first, routers[0]), anchor.arn)
    assert "revoked" in refusal(CreateSession(aws, routers[0], arns).send())[2]
    assert CreateSession(aws, routers[1], arns).send()[0] == 201


@pytest.mark.parametrize(
    ("ca", "signs", "said"),
    [(False, True, "CA must be true"), (True, False, "with keyCertSign")],
)
def test_an_anchor_that_is_no_authority(aws, ca, signs, said):
    with pytest.raises(ValueError, match=said):
        aws.add_trust_anchor(issue("no authority", ca=ca, signs=signs).pem)


def test_what_is_switched_off(aws, place):
    for thing in (
        aws.roles_anywhere.anchors[place.arns["trustAnchorArn"]],
        aws.roles_anywhere.profiles[place.arns["profileArn"]],
    ):
        thing.enabled = False
        assert place.refusal()[:2] == DENIED
        thing.enabled = True
    assert place.request().send()[0] == 201
