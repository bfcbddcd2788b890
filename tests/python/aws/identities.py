# SPDX-License-Identifier: MIT
"""Key pairs and certificates of the tests' own, and a signer for IAM Roles Anywhere.

The signer shares no code with the verifier, so that an error in one of them shows.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import ssl
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

OPENSSL_KEYS = {
    "P-256": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "RSA": ["-newkey", "rsa:2048"],
}


@dataclass
class Pair:
    """A certificate and its key, in files that curl takes."""

    certificate: Path
    key: Path

    @property
    def pem(self) -> str:
        return self.certificate.read_text()


def self_signed(folder: Path, kind: str = "P-256", name: str = "router") -> Pair:
    """Made by openssl, as a person would."""
    pair = Pair(folder / f"{name}.crt", folder / f"{name}.key")
    subprocess.run(
        ["openssl", "req", "-x509", *OPENSSL_KEYS[kind], "-nodes", "-sha256", "-days", "30"]
        + ["-subj", "/CN=wan53", "-keyout", pair.key, "-out", pair.certificate],
        check=True,
        capture_output=True,
        timeout=60,
    )
    return pair


@dataclass
class Issued:
    """A certificate and its key in memory, and who issued it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    @property
    def key_pem(self) -> str:
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()

    @property
    def der_base64(self) -> str:
        der = self.certificate.public_bytes(serialization.Encoding.DER)
        return base64.b64encode(der).decode()


def new_key(kind: str = "P-256") -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey:
    if kind == "RSA":
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return ec.generate_private_key({"P-256": ec.SECP256R1, "P-384": ec.SECP384R1}[kind]())


def issue(
    name: str,
    issuer: Issued | None = None,
    *,
    kind: str = "P-256",
    ca: bool = False,
    signs: bool = True,
    serial: int | None = None,
    start: float = -1,
    days: float = 30,
) -> Issued:
    """A certificate for CN=name, self-signed without an issuer; `signs` is its key usage: requests
    for a router's, certificates for an authority's. Its life begins `start` days from now."""
    key = new_key(kind)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    begins = datetime.now(UTC) + timedelta(days=start)
    usage = dict.fromkeys(
        ["content_commitment", "key_encipherment", "data_encipherment", "key_agreement"]
        + ["encipher_only", "decipher_only"],
        False,
    ) | {
        "digital_signature": signs and not ca,
        "key_cert_sign": signs and ca,
        "crl_sign": ca or not signs,
    }
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(serial if serial is not None else x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .sign(issuer.key if issuer else key, hashes.SHA256())
    )
    return Issued(certificate, key)


def revocation_list(authority: Issued, *revoked: Issued) -> str:
    """A CRL in PEM."""
    now = datetime.now(UTC)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(now)
        .next_update(now + timedelta(days=7))
    )
    for one in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(one.certificate.serial_number)
        builder = builder.add_revoked_certificate(entry.revocation_date(now).build())
    crl = builder.sign(authority.key, hashes.SHA256())
    return crl.public_bytes(serialization.Encoding.PEM).decode()


@dataclass
class CreateSession:
    """A request to IAM Roles Anywhere; every part may be given wrong before it is sent."""

    aws: object
    router: Issued
    arns: dict[str, str]  # trustAnchorArn, profileArn, roleArn
    chain: list[Issued] = field(default_factory=list)
    body: dict | bytes = field(default_factory=dict)
    in_body: bool = False  # the ARNs stand in the body in place of the query
    moment: datetime = field(default_factory=lambda: datetime.now(UTC))
    region: str = "us-east-1"
    service: str = "rolesanywhere"
    date: str = ""
    serial: str = ""
    algorithm: str = ""
    unsigned: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    signer: Issued | None = None  # whose key signs, where it is not the router's
    method: str = "POST"

    def __post_init__(self) -> None:
        is_rsa = isinstance(self.router.key, rsa.RSAPrivateKey)
        self.algorithm = self.algorithm or f"AWS4-X509-{'RSA' if is_rsa else 'ECDSA'}-SHA256"
        self.serial = self.serial or str(self.router.certificate.serial_number)
        self.date = self.date or f"{self.moment:%Y%m%d}"
        self.place = urlsplit(self.aws.endpoint).netloc
        given = self.body
        if isinstance(given, dict):
            given = json.dumps(given | (self.arns if self.in_body else {})).encode()
        self.payload: bytes = given
        pairs = {} if self.in_body else self.arns
        # Sorted already, and encoded as the canonical form wants it.
        self.query = "&".join(f"{n}={quote(pairs[n], safe='-_.~')}" for n in sorted(pairs))
        own = {
            "content-type": "application/json",
            "host": self.place,
            "x-amz-date": f"{self.moment:%Y%m%dT%H%M%SZ}",
            "x-amz-x509": self.router.der_base64,
        }
        if self.chain:
            own["x-amz-x509-chain"] = ",".join(one.der_base64 for one in self.chain)
        self.headers = {n: v for n, v in (own | self.headers).items() if v}
        self.signed = sorted(set(self.headers) - set(self.unsigned))

    def signature(self) -> str:
        """Lower-case hexadecimal of the DER signature."""
        canonical = "\n".join(
            [self.method, "/sessions", self.query]
            + [f"{name}:{self.headers[name]}" for name in self.signed]
            + ["", ";".join(self.signed), hashlib.sha256(self.payload).hexdigest()]
        )
        scope = f"{self.date}/{self.region}/{self.service}/aws4_request"
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        text = "\n".join([self.algorithm, self.headers["x-amz-date"], scope, digest]).encode()
        key = (self.signer or self.router).key
        if isinstance(key, rsa.RSAPrivateKey):
            return key.sign(text, padding.PKCS1v15(), hashes.SHA256()).hex()
        return key.sign(text, ec.ECDSA(hashes.SHA256())).hex()

    def authorization(self, signature: str) -> str:
        scope = f"{self.date}/{self.region}/{self.service}/aws4_request"
        return (
            f"{self.algorithm} Credential={self.serial}/{scope}, "
            f"SignedHeaders={';'.join(self.signed)}, Signature={signature}"
        )

    def send(
        self, *, signature: str = "", payload: bytes | None = None, query: str | None = None
    ) -> tuple[int, dict[str, str], dict]:
        """Status, headers in lower case and JSON; the arguments replace what was signed."""
        context = ssl.create_default_context(cafile=str(self.aws.ca_file))
        connection = http.client.HTTPSConnection(self.place, timeout=20, context=context)
        query = self.query if query is None else query
        headers = {name: value for name, value in self.headers.items() if name != "host"}
        headers["Authorization"] = self.authorization(signature or self.signature())
        body = self.payload if payload is None else payload
        connection.request(self.method, "/sessions" + (f"?{query}" if query else ""), body, headers)
        reply = connection.getresponse()
        text = reply.read()
        connection.close()
        named = {name.lower(): value for name, value in reply.headers.items()}
        return reply.status, named, json.loads(text)
