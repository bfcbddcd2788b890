# SPDX-License-Identifier: MIT
"""What the signer does with a line: defaults, equal spellings of one request, refusals."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from signer_process import Signer

REQUEST: dict[str, Any] = {
    "id": "a",
    "mode": "header",
    "method": "POST",
    "path": "/",
    "query": None,
    "headers": [["Host", "example.amazonaws.com"]],
    "body": "",
    "credentials": {
        "access_key_id": "AKIDEXAMPLE",
        "secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        "session_token": None,
    },
    "region": "us-east-1",
    "service": "service",
    "timestamp": "20150830T123600Z",
    "options": {},
}
DEFAULT_OPTIONS = {
    "normalize": True,
    "doubleEncode": True,
    "signBody": True,
    "payloadHash": None,
    "addContentSha256": False,
    "addDate": True,
    "omitSessionToken": False,
    "expires": 3600,
}
HASH_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.fixture(scope="module")
def signer():
    with Signer() as running:
        yield running


def payload_hash(answer: dict[str, Any]) -> str:
    return answer["canonical_request"].rpartition("\n")[2]


@pytest.mark.parametrize("identity", ["text", 7, None, [1, {"a": "b"}]])
def test_the_id_comes_back(signer, identity):
    assert signer.ask(REQUEST | {"id": identity})["id"] == identity


def test_members_of_each_form(signer):
    common = {"id", "signature", "canonical_request", "string_to_sign"}
    assert set(signer.ask(REQUEST)) == common | {"authorization"}
    assert set(signer.ask(REQUEST | {"mode": "query"})) == common | {"query"}


@pytest.mark.parametrize("mode", ["header", "query"])
@pytest.mark.parametrize(
    "change",
    [
        {"options": DEFAULT_OPTIONS},
        {"options": None},
        {"options": dict.fromkeys(DEFAULT_OPTIONS)},
        {"query": ""},
        {"path": ""},
        {"path": None},
        {"body": None},
        {"body_b64": ""},
        {"unknown": 1},
    ],
)
def test_what_is_left_out_has_its_default(signer, mode, change):
    request = REQUEST | {"mode": mode}
    assert signer.ask(request | change) == signer.ask(request)


def test_body_in_either_spelling(signer):
    body = "line\n\u00e9"
    as_base64 = {"body_b64": base64.b64encode(body.encode()).decode()}
    assert signer.ask(REQUEST | {"body": body}) == signer.ask(REQUEST | as_base64)


def test_body_of_any_bytes(signer):
    answer = signer.ask(REQUEST | {"body_b64": base64.b64encode(b"\0\xff").decode()})
    expected = "06eb7d6a69ee19e5fbdf749018d3d2abfa04bcbd1365db312eb86dc7169389b8"
    assert payload_hash(answer) == expected


@pytest.mark.parametrize(
    ("service", "body", "expected"),
    [
        ("s3", "", "UNSIGNED-PAYLOAD"),
        ("s3", "text", "UNSIGNED-PAYLOAD"),
        ("sns", "text", "UNSIGNED-PAYLOAD"),
        ("sns", "", HASH_OF_NOTHING),
    ],
)
def test_a_body_that_is_not_signed(signer, service, body, expected):
    request = REQUEST | {"service": service, "body": body, "options": {"signBody": False}}
    assert payload_hash(signer.ask(request)) == expected


def test_the_content_hash_is_a_header_of_the_header_form_only(signer):
    options = {"options": {"addContentSha256": True}}
    name = "x-amz-content-sha256"
    assert name in signer.ask(REQUEST | options)["canonical_request"]
    assert name not in signer.ask(REQUEST | options | {"mode": "query"})["canonical_request"]


REFUSALS = [
    ({"mode": "both"}, 'mode: expected "header", "query" or "x509"'),
    ({"mode": None}, "mode: expected a text"),
    ({"method": "GET /"}, "method: expected"),
    ({"path": "a"}, "path: expected a text starting with '/'"),
    ({"query": 1}, "query: expected a text or null"),
    ({"headers": None}, "headers: expected a list"),
    ({"headers": []}, "host"),
    ({"headers": [["Host"]]}, "headers: expected a list of [name, value]"),
    ({"headers": [["Host", 1]]}, "headers: expected a list of [name, value]"),
    ({"headers": [["Host", "h"], ["a b", ""]]}, "'a b' is no name of a header"),
    ({"headers": [["Host", "h"], ["", ""]]}, "'' is no name of a header"),
    ({"body_b64": "a?"}, "body_b64: expected base64"),
    ({"body": "a", "body_b64": "YQ=="}, "body_b64: expected null beside a body"),
    ({"credentials": None}, "credentials: expected an object"),
    ({"credentials": {"access_key_id": "A"}}, "secret_access_key: expected a text"),
    ({"region": ""}, "region: expected a text"),
    ({"service": None}, "service: expected a text"),
    ({"timestamp": "2015-08-30T12:36:00Z"}, "timestamp: expected a time such as"),
    ({"timestamp": "20150230T123600Z"}, "timestamp: expected a time such as"),
    ({"options": []}, "options: expected an object"),
    ({"options": {"normalize": "no"}}, "normalize: expected true or false"),
    ({"options": {"payloadHash": 1}}, "payloadHash: expected a text or null"),
    ({"options": {"expires": 0}}, "expires: expected a whole number"),
    ({"options": {"expires": 604801}}, "expires: expected a whole number"),
    ({"options": {"expires": 1.5}}, "expires: expected a whole number"),
    ({"path": "/\0"}, "\\u0000 is in no text"),
]


@pytest.mark.parametrize(("change", "message"), REFUSALS)
def test_a_wrong_member_is_named(signer, change, message):
    answer = signer.ask(REQUEST | change)
    assert set(answer) == {"id", "error"}
    assert answer["id"] == "a"
    assert message in answer["error"]


@pytest.mark.parametrize("line", ["", "{", "[]", "null", '{"id": 1} {"id": 2}', '"\\ud800"'])
def test_a_line_that_is_no_request(signer, line):
    assert "error" in signer.ask_line(line)
    assert "signature" in signer.ask(REQUEST)


def test_an_escaped_backslash_is_no_nul(signer):
    assert "signature" in signer.ask_line(json.dumps(REQUEST | {"body": "\\u0000"}))
