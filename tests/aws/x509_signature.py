# SPDX-License-Identifier: MIT
"""AWS4-X509-…-SHA256: a request signed with a certificate's key, verified over the bytes that came.

It differs from SigV4 in this: the algorithm's name, no derived key but a DER signature (ECDSA, or
RSA PKCS#1 v1.5) in hexadecimal, and a Credential that begins with the certificate's serial number
in decimal. Source: "Signing process for Create Session", IAM Roles Anywhere User Guide. Texts are
our own but for "Invalid signature", which was seen in public.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

from tests.aws import auth, certificates, sigv4
from tests.aws.errors import ServiceError
from tests.aws.http_wire import Request
from tests.aws.trust_anchors import INSUFFICIENT, access_denied

SERVICE = "rolesanywhere"
_ALGORITHMS = ("AWS4-X509-ECDSA-SHA256", "AWS4-X509-RSA-SHA256")
_CERTIFICATE, _CHAIN = "x-amz-x509", "x-amz-x509-chain"
_SIGNED = {"host", "content-type", "x-amz-date", _CERTIFICATE}


@dataclass
class Signer:
    """The certificate whose key has signed a request, and those between it and its authority."""

    certificate: x509.Certificate
    between: list[x509.Certificate]


def _certificate(text: str) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(base64.b64decode(text, validate=True))
    except (ValueError, binascii.Error):
        raise access_denied("X-Amz-X509 is not the Base64 of a certificate's DER") from None


def _algorithm_of(certificate: x509.Certificate) -> str:
    is_ec = isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)
    return f"AWS4-X509-{'ECDSA' if is_ec else 'RSA'}-SHA256"


def _check_claim(claim: auth.Claim, signer: Signer, region: str) -> None:
    if claim.algorithm != _algorithm_of(signer.certificate):
        raise access_denied("Algorithm is not that of the certificate's key")
    if claim.key_id != str(signer.certificate.serial_number):
        raise access_denied("Credential does not begin with the certificate's serial number")
    if (claim.region, claim.service, claim.terminator) != (region, SERVICE, sigv4.TERMINATOR):
        raise access_denied(f"Credential should be scoped to {region}/{SERVICE}/aws4_request")


def _check_signed_headers(request: Request, claim: auth.Claim) -> None:
    sent = [name.lower() for name, _ in request.headers]
    if twice := sorted(name for name in _SIGNED | {_CHAIN} if sent.count(name) > 1):
        raise access_denied(f"Header stands twice: {', '.join(twice)}")
    needed = _SIGNED | {name for name in sent if name.startswith("x-amz-")}
    if missing := sorted(needed - set(claim.signed)):
        raise access_denied(f"SignedHeaders lacks {', '.join(missing)}")
    if claim.signed != sorted(set(claim.signed)) or not set(claim.signed) <= set(sent):
        raise access_denied("SignedHeaders must name headers of the request, each once and sorted")


def _is_good(signer: Signer, signature: str, text: bytes) -> bool:
    key = signer.certificate.public_key()
    # Lower case, as botocore and AWS's helper write it.
    if signature != signature.lower():
        return False
    try:
        given = bytes.fromhex(signature)
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(given, text, ec.ECDSA(hashes.SHA256()))
        else:
            key.verify(given, text, padding.PKCS1v15(), hashes.SHA256())
    except (ValueError, InvalidSignature):
        return False
    return True


def authenticate(request: Request, now: datetime, region: str) -> Signer:
    """Who has signed the request; whether that certificate is trusted is not asked here."""
    try:
        claim = auth.claim_in_header(request, _ALGORITHMS)
        shown = request.values(_CERTIFICATE)
        if len(shown) != 1:
            raise access_denied("Give one X-Amz-X509")
        chain = ",".join(request.values(_CHAIN))
        signer = Signer(
            _certificate(shown[0]), [_certificate(one) for one in chain.split(",") if one]
        )
        if certificates.weakness(signer.certificate):
            raise access_denied(INSUFFICIENT)
        _check_claim(claim, signer, region)
        auth.check_time(claim, now)
    except ServiceError as error:
        # SigV4's own refusals under the name that this service has for them.
        raise access_denied(error.message) from None
    _check_signed_headers(request, claim)
    canonical = sigv4.canonical_request(
        request.method,
        sigv4.canonical_path(request.path),
        sigv4.canonical_query(request.query),
        request.headers,
        claim.signed,
        sigv4.sha256_hex(request.body),
    )
    to_sign = sigv4.string_to_sign(claim.timestamp, claim.scope, canonical, claim.algorithm)
    if not _is_good(signer, claim.signature, to_sign.encode("latin-1")):
        raise access_denied("Invalid signature")
    return signer
