# SPDX-License-Identifier: MIT
"""A router that asks IAM Roles Anywhere for credentials.

The signer shares no code with the verifier, so that an error in one of them shows.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from identities import Issued

DENIED = (403, "AccessDeniedException")


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
