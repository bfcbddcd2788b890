# SPDX-License-Identifier: MIT
"""IAM Roles Anywhere's trust anchors, profiles and CRLs, and for whom an anchor vouches.

Source: "Trust model" and "Revocation", IAM Roles Anywhere User Guide. The texts of _UNTRUSTED and
INSUFFICIENT were seen in public; the others are our own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509

from tests.aws import certificates
from tests.aws.errors import ServiceError

_UNTRUSTED = "Untrusted Signing Certificate"
INSUFFICIENT = "Untrusted certificate. Insufficient certificate"
_MAX_CHAIN = 5


def access_denied(message: str) -> ServiceError:
    return ServiceError("AccessDeniedException", message, 403)


@dataclass
class Profile:
    """Which roles may be had, and for how long where the request does not say."""

    id: str
    arn: str
    role_arns: list[str]
    seconds: int = 3600
    enabled: bool = True


@dataclass
class TrustAnchor:
    """An authority's certificates, and the serial numbers that it has revoked."""

    id: str
    arn: str
    name: str
    authorities: list[x509.Certificate]
    enabled: bool = True
    crls: dict[str, x509.CertificateRevocationList] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for authority in self.authorities:
            if problem := certificates.weakness(authority):
                raise ValueError(f"trust anchor {self.name}: {problem}")
            if not certificates.is_authority(authority):
                raise ValueError(f"trust anchor {self.name}: CA must be true, with keyCertSign")

    def import_crl(self, id_: str, pem: str) -> None:
        """A list that one of the authorities has signed."""
        crl = x509.load_pem_x509_crl(pem.encode())
        signers = [one for one in self.authorities if crl.is_signature_valid(one.public_key())]
        if not any(one.subject == crl.issuer for one in signers):
            raise ValueError(f"CRL is not signed by trust anchor {self.name}")
        self.crls[id_] = crl

    def check(self, leaf: x509.Certificate, between: list[x509.Certificate], now: datetime) -> None:
        """Raises AccessDeniedException unless the certificate leads here by those in between."""
        if certificates.weakness(leaf) or not certificates.may_sign(leaf):
            raise access_denied(INSUFFICIENT)
        at, left = leaf, list(between)
        for _ in range(_MAX_CHAIN):
            if not certificates.valid_at(at, now):
                raise access_denied("Untrusted certificate. Certificate is not within its dates")
            if self._has_revoked(at):
                raise access_denied("Untrusted certificate. Certificate was revoked")
            for authority in self.authorities:
                if certificates.issued_by(at, authority):
                    if not certificates.valid_at(authority, now):
                        raise access_denied(_UNTRUSTED)
                    return
            issuers = [
                one
                for one in left
                if not certificates.weakness(one)
                and certificates.is_authority(one)
                and certificates.issued_by(at, one)
            ]
            if not issuers:
                break
            at = issuers[0]
            left.remove(at)
        raise access_denied(_UNTRUSTED)

    def _has_revoked(self, certificate: x509.Certificate) -> bool:
        return any(
            crl.issuer == certificate.issuer
            and crl.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None
            for crl in self.crls.values()
        )
