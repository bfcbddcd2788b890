# SPDX-License-Identifier: MIT
"""The verifier's canonical request, string to sign and signature on AWS's own SigV4 suites.

The suites are not part of this project; the tests skip where they are absent.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.aws import sigv4

SUITES = Path(__file__).resolve().parents[4] / "shared" / "vectors" / "sigv4"
pytestmark = pytest.mark.skipif(
    not SUITES.is_dir(), reason=f"AWS's vectors are not there: {SUITES}"
)
CLASSIC_SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


def text_of(path: Path) -> str:
    """UTF-8 bytes as Latin-1, which is how headers and paths come off the wire."""
    return path.read_bytes().replace(b"\r\n", b"\n").decode("latin-1")


def parsed(text: str) -> tuple[str, str, str, list[tuple[str, str]], bytes]:
    """(method, path, query, headers, body); a folded line goes on with its header's value."""
    head, _, body = text.partition("\n\n")
    first, *lines = head.split("\n")
    method, target = first.rsplit(" ", 1)[0].split(" ", 1)
    path, _, query = target.partition("?")
    headers: list[tuple[str, str]] = []
    for line in filter(None, lines):
        if line[0] in " \t":
            headers[-1] = (headers[-1][0], headers[-1][1] + "\n" + line)
        else:
            name, _, value = line.partition(":")
            headers.append((name, value))
    return method, path, query, headers, body.encode("latin-1")


def check(request: str, canonical: str, to_sign: str, secret: str, signature: str, normalize=True):
    """All three stages, from the request as it was sent."""
    method, path, query, headers, body = parsed(request)
    signed = canonical.rstrip("\n").split("\n")[-2].split(";")
    ours = sigv4.canonical_request(
        method,
        sigv4.canonical_path(path, normalize=normalize),
        sigv4.canonical_query(query, without=b"X-Amz-Signature"),
        headers,
        signed,
        sigv4.sha256_hex(body),
    )
    assert ours == canonical.rstrip("\n")
    _, stamp, scope, _ = to_sign.rstrip("\n").split("\n")
    assert sigv4.string_to_sign(stamp, scope, ours) == to_sign.rstrip("\n")
    key = sigv4.signing_key(secret, *scope.split("/")[:3])
    assert sigv4.signature(key, to_sign.rstrip("\n")) == signature.strip()


def classic() -> list[Path]:
    return sorted(path.with_suffix("") for path in (SUITES / "classic").rglob("*.sreq"))


def later() -> list[Path]:
    return sorted(path.parent for path in (SUITES / "c-auth-v4").rglob("request.txt"))


def test_suites_are_whole():
    assert (len(classic()), len(later())) == (34, 38)


@pytest.mark.parametrize("case", classic(), ids=lambda path: path.name)
def test_classic(case):
    signature = re.search("Signature=([0-9a-f]+)", text_of(case.with_suffix(".authz")))
    check(
        text_of(case.with_suffix(".sreq")),
        text_of(case.with_suffix(".creq")),
        text_of(case.with_suffix(".sts")),
        CLASSIC_SECRET,
        signature[1],
    )


@pytest.mark.parametrize("form", ["header", "query"])
@pytest.mark.parametrize("case", later(), ids=lambda path: path.name)
def test_later(case, form):
    context = json.loads((case / "context.json").read_text(encoding="utf-8"))
    request = text_of(case / f"{form}-signed-request.txt")
    if form == "query" and context.get("omit_session_token"):
        # Added after signing, which this server refuses; the signature is the one without it.
        request = re.sub("&X-Amz-Security-Token=[^& ]*", "", request)
    check(
        request,
        text_of(case / f"{form}-canonical-request.txt"),
        text_of(case / f"{form}-string-to-sign.txt"),
        context["credentials"]["secret_access_key"],
        text_of(case / f"{form}-signature.txt"),
        context["normalize"],
    )
