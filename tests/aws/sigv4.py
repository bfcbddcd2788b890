# SPDX-License-Identifier: MIT
"""The canonical request, string to sign and signature of SigV4, as the verifier computes them.

Pure. Every service but S3: the path is normalized and encoded once more than it was sent.
Source: "Create a signed AWS API request", AWS IAM User Guide; AWS's SigV4 test suites.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from functools import lru_cache
from urllib.parse import quote, quote_from_bytes, unquote_to_bytes

ALGORITHM = "AWS4-HMAC-SHA256"
TERMINATOR = "aws4_request"
_UNRESERVED = "-_.~"
_BLANKS = re.compile(r"[ \t\r\n]+")


def sha256_hex(data: bytes) -> str:
    """Lower-case hexadecimal SHA-256."""
    return hashlib.sha256(data).hexdigest()


def normalized_path(path: str) -> str:
    """Without empty, "." and ".." segments; a final slash stays."""
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if kept:
                kept.pop()
        elif segment not in ("", "."):
            kept.append(segment)
    ends_in_slash = bool(kept) and segments[-1] in ("", ".", "..")
    return "/" + "/".join(kept) + ("/" if ends_in_slash else "")


def canonical_path(path: str, *, normalize: bool = True) -> str:
    """The path as sent, encoded once more."""
    if normalize:
        path = normalized_path(path)
    return quote_from_bytes((path or "/").encode("latin-1"), safe="/" + _UNRESERVED)


def query_pairs(query: str) -> list[tuple[bytes, bytes]]:
    """Decoded names and values in their order; a "+" is a plus."""
    pairs = []
    for piece in query.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            pairs.append((_decoded(name), _decoded(value)))
    return pairs


def text_pairs(query: str) -> dict[str, str]:
    """Decoded parameters as text; of several with one name the last counts."""
    return {
        n.decode("utf-8", "replace"): v.decode("utf-8", "replace") for n, v in query_pairs(query)
    }


def _decoded(text: str) -> bytes:
    return unquote_to_bytes(text.encode("latin-1"))


def canonical_query(query: str, *, without: bytes = b"") -> str:
    """Sorted by encoded name, then value; `without` names the parameter left out."""
    encoded = [
        (quote(name, safe=_UNRESERVED), quote(value, safe=_UNRESERVED))
        for name, value in query_pairs(query)
        if not without or name != without
    ]
    return "&".join(f"{name}={value}" for name, value in sorted(encoded))


def canonical_value(value: str) -> str:
    """Trimmed, with each run of blanks made one."""
    return _BLANKS.sub(" ", value).strip(" ")


def canonical_request(
    method: str,
    path: str,
    query: str,
    headers: list[tuple[str, str]],
    signed: list[str],
    payload_hash: str,
) -> str:
    """`path` and `query` are canonical already; `signed` are the names in SignedHeaders."""
    lines = []
    for wanted in signed:
        values = [canonical_value(value) for name, value in headers if name.lower() == wanted]
        lines.append(f"{wanted}:{','.join(values)}\n")
    return "\n".join([method, path, query, "".join(lines), ";".join(signed), payload_hash])


def string_to_sign(timestamp: str, scope: str, canonical: str, algorithm: str = ALGORITHM) -> str:
    """`scope` is DATE/REGION/SERVICE/aws4_request."""
    return "\n".join([algorithm, timestamp, scope, sha256_hex(canonical.encode("latin-1"))])


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")


@lru_cache(maxsize=256)
def signing_key(secret: str, date: str, region: str, service: str) -> bytes:
    """The key of one day, region and service."""
    key = ("AWS4" + secret).encode()
    for part in (date, region, service, TERMINATOR):
        key = _hmac(key, part)
    return key


def signature(key: bytes, to_sign: str) -> str:
    """Lower-case hexadecimal."""
    return _hmac(key, to_sign).hex()
