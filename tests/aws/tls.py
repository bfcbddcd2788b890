# SPDX-License-Identifier: MIT
"""A throw-away certificate authority and TLS contexts of its certificates.

The authority is made once a process: making one takes longer than serving a hundred requests.
"""

from __future__ import annotations

import ssl
from functools import lru_cache

import trustme

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
_VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}

# X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which ssl has no name for.
_NO_CHECK_TIME = 0x200000


@lru_cache(maxsize=1)
def authority() -> trustme.CA:
    """This process's certificate authority."""
    return trustme.CA()


def ca_pem() -> bytes:
    """Its certificate, for clients to trust."""
    return authority().cert_pem.bytes()


@lru_cache(maxsize=16)
def _certificate(names: tuple[str, ...]) -> trustme.LeafCert:
    return authority().issue_cert(*names)


def server_context(names: tuple[str, ...], version: str) -> ssl.SSLContext:
    """For these host names and addresses; `version` is "1.2", "1.3" or "any"."""
    if version not in (*_VERSIONS, "any"):
        raise ValueError(f"TLS version {version!r} is unknown; use 1.2, 1.3 or any")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = _VERSIONS.get(version, ssl.TLSVersion.TLSv1_2)
    context.maximum_version = _VERSIONS.get(version, ssl.TLSVersion.TLSv1_3)
    context.set_alpn_protocols(["http/1.1"])
    _certificate(names).configure_cert(context)
    return context


def mutual_context(names: tuple[str, ...], version: str, trusted: str) -> ssl.SSLContext:
    """The same, which demands one of the certificates in the PEM text `trusted`, whoever issued it
    and whatever its dates."""
    context = server_context(names, version)
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags = ssl.VERIFY_X509_PARTIAL_CHAIN | _NO_CHECK_TIME
    if trusted:
        context.load_verify_locations(cadata=trusted)
    return context
