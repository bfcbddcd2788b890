# SPDX-License-Identifier: MIT
"""X.509 certificates as AWS IoT and IAM Roles Anywhere look at them.

Source: "Client authentication", AWS IoT Developer Guide; "Trust model" (signature validation and
certificate requirements), IAM Roles Anywhere User Guide.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

_DIGESTS = ("sha256", "sha384", "sha512")
_CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
_MIN_RSA_BITS = 2048
# Attributes of a name that a Roles Anywhere session carries as tags.
_NAME_TAGS = {"CN": "2.5.4.3", "C": "2.5.4.6", "L": "2.5.4.7", "O": "2.5.4.10", "OU": "2.5.4.11"}


def read_pem(pem: str | bytes) -> list[x509.Certificate]:
    """The certificates of a PEM text, at least one; ValueError for anything else in it."""
    return x509.load_pem_x509_certificates(pem if isinstance(pem, bytes) else pem.encode())


def read_one(pem: str | bytes) -> x509.Certificate:
    """The certificate of a PEM text that must hold one, of a kind that AWS takes."""
    found = read_pem(pem)
    if len(found) != 1:
        raise ValueError(f"PEM holds {len(found)} certificates; give one")
    if problem := weakness(found[0]):
        raise ValueError(problem)
    return found[0]


def der_of(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


def pem_of(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of its DER, which is AWS IoT's id of it."""
    return hashlib.sha256(der_of(certificate)).hexdigest()


def weakness(certificate: x509.Certificate) -> str:
    """Why AWS takes no certificate with such a digest or key, "" if it does. What is not malformed
    here can be read by the functions below."""
    try:
        digest, key = certificate.signature_hash_algorithm, certificate.public_key()
        _ = certificate.extensions, certificate.subject, certificate.issuer
    except (ValueError, UnsupportedAlgorithm) as problem:
        return f"malformed: {problem}"
    if digest is None or digest.name not in _DIGESTS:
        return f"signed with {digest.name if digest else 'no digest'}; use SHA-256 or stronger"
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, _CURVES):
        return ""
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= _MIN_RSA_BITS:
        return ""
    return "its key is neither RSA of 2048 bits nor ECDSA on P-256, P-384 or P-521"


def valid_at(certificate: x509.Certificate, moment: datetime) -> bool:
    """Whether its own dates hold."""
    return certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc


def is_authority(certificate: x509.Certificate) -> bool:
    """Whether it may issue others: CA true and keyCertSign."""
    constraints, usage = _basic_constraints(certificate), _key_usage(certificate)
    return bool(constraints and constraints.ca and usage and usage.key_cert_sign)


def may_sign(certificate: x509.Certificate) -> bool:
    """Whether it may sign a request: version 3, CA false and digitalSignature."""
    constraints, usage = _basic_constraints(certificate), _key_usage(certificate)
    is_ca = constraints is not None and constraints.ca
    version_3 = certificate.version is x509.Version.v3
    return bool(version_3 and not is_ca and usage and usage.digital_signature)


def _basic_constraints(certificate: x509.Certificate) -> x509.BasicConstraints | None:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return None


def _key_usage(certificate: x509.Certificate) -> x509.KeyUsage | None:
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return None


def issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether the issuer's name is the one it names, and its signature is good."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def tags_of(certificate: x509.Certificate) -> dict[str, list[str]]:
    """aws:PrincipalTag/x509Subject/CN and the like, in lower case."""
    tags = {}
    for whose, name in (("subject", certificate.subject), ("issuer", certificate.issuer)):
        for short, dotted in _NAME_TAGS.items():
            if found := name.get_attributes_for_oid(x509.ObjectIdentifier(dotted)):
                tags[f"aws:principaltag/x509{whose}/{short.lower()}"] = [str(found[0].value)]
    return tags
