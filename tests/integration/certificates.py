# SPDX-License-Identifier: MIT
"""Certificate chains of every odd kind, and a server that shows one to whoever comes."""

from __future__ import annotations

import contextlib
import datetime
import socket
import ssl
import threading
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_DAY = datetime.timedelta(days=1)
_PEM = serialization.Encoding.PEM


def key_of(kind: str):
    """A private key: "P-256", "P-384", "P-521", "Ed25519", "RSA-1024"."""
    if kind == "Ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    if kind.startswith("RSA-"):
        return rsa.generate_private_key(65537, int(kind.removeprefix("RSA-")))
    curves = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}
    return ec.generate_private_key(curves[kind])


@dataclass
class Link:
    """A certificate, its key, and what signed it up to the root, nearest first."""

    certificate: x509.Certificate
    key: object
    above: tuple[Link, ...] = ()

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(_PEM)


def link(
    name: str,
    signer: Link | None = None,
    *,
    kind: str = "P-256",
    host: str = "",
    days: tuple[int, int] = (-1, 30),
    critical: x509.ExtensionType | None = None,
    usage: x509.ObjectIdentifier | None = None,
) -> Link:
    """A certificate: an authority's, or that of a server of `host`; without `signer` its own."""
    key = key_of(kind)
    now = datetime.datetime.now(datetime.UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(signer.certificate.subject if signer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + days[0] * _DAY)
        .not_valid_after(now + days[1] * _DAY)
        .add_extension(x509.BasicConstraints(ca=not host, path_length=None), critical=True)
    )
    if host:
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))])
        builder = builder.add_extension(names, critical=False)
    if critical:
        builder = builder.add_extension(critical, critical=True)
    if usage:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    by = signer.key if signer else key
    digest = None if isinstance(by, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    made = builder.sign(by, digest)
    return Link(made, key, (signer, *signer.above) if signer else ())


NAME_CONSTRAINTS = x509.NameConstraints([x509.DNSName("example.com")], None)
CLIENT_AUTH = ExtendedKeyUsageOID.CLIENT_AUTH


class TlsServer:
    """https://127.0.0.1:PORT with this server's certificate; a context manager. It answers each
    request with `reply` and keeps it in `requests`. `ciphers` are those of TLS 1.2, which it speaks
    then; `version` is the only one that it speaks."""

    def __init__(
        self,
        folder: Path,
        server: Link,
        *,
        ciphers: str = "",
        version: ssl.TLSVersion | None = None,
        reply: bytes = b"",
    ) -> None:
        self._reply = reply
        self.requests: list[bytes] = []
        chain = folder / "chain.pem"
        private = server.key.private_bytes(
            _PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        chain.write_bytes(private + server.pem + b"".join(up.pem for up in server.above[:-1]))
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.set_ciphers((ciphers or "DEFAULT") + ":@SECLEVEL=0")
        if ciphers:
            self._context.maximum_version = ssl.TLSVersion.TLSv1_2
        if version:
            self._context.minimum_version = self._context.maximum_version = version
        self._context.load_cert_chain(chain)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> TlsServer:
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                raw, _ = self._listener.accept()
            except OSError:
                return
            with (
                contextlib.suppress(OSError),
                self._context.wrap_socket(raw, server_side=True) as s,
            ):
                self.requests.append(s.recv(65536))
                s.sendall(self._reply)
