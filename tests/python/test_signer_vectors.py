# SPDX-License-Identifier: MIT
"""Every case of AWS's two SigV4 suites, stage by stage.

The suites are AWS's own and not part of this project; the tests skip where they are absent. Each
case is a folder: the classic suite's holds NAME.req, .creq, .sts and .authz, the later one's holds
request.txt, context.json and the expected texts of both forms.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from filter_process import ROOT
from signer_process import Signer, first_difference

SUITES = ROOT.parent / "shared" / "vectors" / "sigv4"
WITHOUT_SUITES = pytest.mark.skipif(
    not SUITES.is_dir(), reason=f"AWS's vectors are not there: {SUITES}"
)
# The classic suite's credentials, as its documentation gives them.
CREDENTIALS = {
    "access_key_id": "AKIDEXAMPLE",
    "secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    "session_token": None,
}


@pytest.fixture(scope="module")
def signer():
    with Signer() as running:
        yield running


def text_of(path: Path) -> str:
    return path.read_bytes().decode().replace("\r\n", "\n").rstrip("\n")


def parse_request(text: str) -> dict[str, Any]:
    """A raw HTTP request; a header's continuation lines stay part of its value."""
    head, _, body = text.partition("\n\n")
    request_line, *lines = head.split("\n")
    method, rest = request_line.split(" ", 1)
    path, _, query = rest.rsplit(" ", 1)[0].partition("?")
    headers: list[list[str]] = []
    for line in lines:
        if line[:1] in (" ", "\t"):
            headers[-1][1] += "\n" + line
        elif line:
            name, _, value = line.partition(":")
            headers.append([name, value])
    return {
        "method": method,
        "path": path,
        "query": query or None,
        "headers": headers,
        "body": body,
    }


def header_of(request: dict[str, Any], wanted: str) -> str | None:
    return next((v.strip() for k, v in request["headers"] if k.lower() == wanted), None)


def classic_cases() -> list[Path]:
    return sorted(path.with_suffix("") for path in (SUITES / "classic").rglob("*.req"))


def later_cases() -> list[Path]:
    return sorted(path.parent for path in (SUITES / "c-auth-v4").rglob("request.txt"))


def scope_of(string_to_sign: str) -> list[str]:
    """[date, region, service]"""
    return string_to_sign.split("\n")[2].split("/")[:3]


@WITHOUT_SUITES
def test_suites_are_whole():
    assert len(classic_cases()) == 34
    assert len(later_cases()) == 38


@WITHOUT_SUITES
@pytest.mark.parametrize("case", classic_cases(), ids=lambda path: path.name)
def test_classic(signer, case):
    canonical = text_of(case.with_suffix(".creq"))
    to_sign = text_of(case.with_suffix(".sts"))
    authorization = text_of(case.with_suffix(".authz"))
    request = parse_request(case.with_suffix(".req").read_text(encoding="utf-8"))
    as_sent = parse_request(case.with_suffix(".sreq").read_text(encoding="utf-8"))
    token = header_of(as_sent, "x-amz-security-token")
    _, region, service = scope_of(to_sign)
    answer = signer.ask(
        {
            "id": case.name,
            "mode": "header",
            **request,
            "credentials": CREDENTIALS | {"session_token": token},
            "region": region,
            "service": service,
            "timestamp": header_of(request, "x-amz-date"),
            "options": {"omitSessionToken": "x-amz-security-token" not in canonical},
        }
    )
    expected = {
        "canonical_request": canonical,
        "string_to_sign": to_sign,
        "signature": authorization.rpartition("Signature=")[2],
        "authorization": authorization,
    }
    assert first_difference(answer, expected) == ""


def later_request(case: Path, mode: str) -> dict[str, Any]:
    context = json.loads((case / "context.json").read_text(encoding="utf-8"))
    credentials = dict(context["credentials"])
    credentials["session_token"] = credentials.pop("token", None)
    return {
        "id": case.name,
        "mode": mode,
        **parse_request((case / "request.txt").read_text(encoding="utf-8")),
        "credentials": credentials,
        "region": context["region"],
        "service": context["service"],
        "timestamp": re.sub("[-:]", "", context["timestamp"]),
        "options": {
            "normalize": context["normalize"],
            # The suite's sign_body asks for the header; it hashes every body.
            "addContentSha256": context["sign_body"],
            "omitSessionToken": context.get("omit_session_token", False),
            "expires": context["expiration_in_seconds"],
        },
    }


@WITHOUT_SUITES
@pytest.mark.parametrize("case", later_cases(), ids=lambda path: path.name)
def test_later_by_header(signer, case):
    answer = signer.ask(later_request(case, "header"))
    as_sent = parse_request((case / "header-signed-request.txt").read_text(encoding="utf-8"))
    expected = {
        "canonical_request": text_of(case / "header-canonical-request.txt"),
        "string_to_sign": text_of(case / "header-string-to-sign.txt"),
        "signature": text_of(case / "header-signature.txt"),
        "authorization": header_of(as_sent, "authorization"),
    }
    assert first_difference(answer, expected) == ""


@WITHOUT_SUITES
@pytest.mark.parametrize("case", later_cases(), ids=lambda path: path.name)
def test_later_by_query(signer, case):
    answer = signer.ask(later_request(case, "query"))
    as_sent = parse_request((case / "query-signed-request.txt").read_text(encoding="utf-8"))
    expected = {
        "canonical_request": text_of(case / "query-canonical-request.txt"),
        "string_to_sign": text_of(case / "query-string-to-sign.txt"),
        "signature": text_of(case / "query-signature.txt"),
        "query": as_sent["query"],
    }
    assert first_difference(answer, expected) == ""
