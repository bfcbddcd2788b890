# SPDX-License-Identifier: MIT
"""Thousands of random requests, signed by us and by botocore: every stage must be the same text.

The seed is fixed, so that a failure can be run again; WAN53_SEED tries another one and
WAN53_DIFFERENTIAL another number of requests. What a URL cannot hold ('?' or '#' in a path, '#' in
a query, controls in either) is not generated: Python's URL parser would drop it before botocore
signs.
"""

from __future__ import annotations

import base64
import json
import os
import random
import string
from collections import Counter
from typing import Any

import pytest
from botocore_reference import decoded_pairs, reference
from signer_process import Signer, first_difference

SEED = int(os.environ.get("WAN53_SEED", "20150830"))
REQUESTS = int(os.environ.get("WAN53_DIFFERENTIAL", "6000"))

UNRESERVED = string.ascii_letters + string.digits + "-._~"
# Spellings that signers disagree about: reserved and raw characters, escapes of both cases,
# needless ones, escapes of bytes that are not UTF-8, and '%' signs that begin no escape.
AWKWARD = [
    "+", "%2B", "%2b", "%20", " ", "%25", "%", "%%", "%4", "%G1", "%zz", "%7E", "%41", "%61%62",
    "%C3%A9", "%c3%a9", "é", "ሴ", "😀", "%FF", "%00", "%0A", "%3D", "%26", "%2F", "%3B",
    ":", "@", "!", "$", "'", "(", ")", "*", ",", ";", "[", "]", "{", "}", "|", "\\", "^", "`", '"',
    "<", ">",
]  # fmt: skip
SEGMENTS = [
    ".", "..", "", "...", ".a", "a.", "~", "%2E", "%2e%2e", "%2F", "2013-04-01", "hostedzone",
]  # fmt: skip
BLANKS = [" ", "  ", "\t", " \t ", "\r\n ", "\n\t", "\n     ", "\v", "\f"]
HEADER_NAMES = [
    "My-Header", "my-header", "MY-HEADER", "X-Amz-Target", "Accept", "content-type",
    "Content-Length", "Date", "TE", "Trailer", "traceparent", "X-Amz-Date", "a", "A-B", "a.b",
    "X-Amz-Content-Sha256-Not", "X-Amz-Security-Token", "x!#$%&'*+-.^_`|~0",
    "Authorization", "Connection", "Expect", "Transfer-Encoding", "Upgrade", "User-Agent",
    "X-Amzn-Trace-Id", "connection", "user-agent",
]  # fmt: skip


class Requests:
    """An endless supply of requests in the signer's protocol."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def chance(self, odds: float) -> bool:
        return self.dice.random() < odds

    def text(self, longest: int, awkward: float = 0.3) -> str:
        pick = self.dice.choice
        return "".join(
            pick(AWKWARD) if self.chance(awkward) else pick(UNRESERVED)
            for _ in range(self.dice.randint(0, longest))
        )

    def path(self) -> str:
        if self.chance(0.05):
            return ""
        segments = [
            self.dice.choice(SEGMENTS) if self.chance(0.5) else self.text(8).replace("/", "")
            for _ in range(self.dice.randint(0, 6))
        ]
        return "/" + "/".join(segments) + self.dice.choice(["", "", "/", "//", "/.", "/.."])

    def parameter(self) -> str:
        if self.chance(0.1):
            return self.dice.choice(["", "=", "=v", "k=", "k", "k==", "a=b=c", "X-Amz-Target=x"])
        # Few names, so that they repeat, and neighbours of '=' in ASCII, to confuse a wrong sort.
        name = self.dice.choice(["a", "A", "a-", "a1", "a b", "é"]) + self.text(2)
        if self.chance(0.1):
            return name
        return name + "=" + self.text(6)

    def query(self) -> str | None:
        if self.chance(0.2):
            return None
        return "&".join(self.parameter() for _ in range(self.dice.randint(0, 8)))

    def header_value(self) -> str:
        pick = self.dice.choice
        words = [
            "".join(pick(UNRESERVED + "\"',;=:é\u00a0\x1c") for _ in range(self.dice.randint(1, 8)))
            for _ in range(self.dice.randint(0, 4))
        ]
        blank = lambda: pick(BLANKS) if self.chance(0.7) else " "  # noqa: E731
        value = "".join(word + blank() for word in words)
        return value if self.chance(0.5) else blank() + value.strip(" \t\r\n\v\f")

    def headers(self) -> list[list[str]]:
        names = self.dice.choices(HEADER_NAMES, k=self.dice.randint(0, 9))
        headers = [[name, self.header_value()] for name in names]
        host = self.dice.choice(
            ["example.amazonaws.com", "localhost:4566", "[::1]:8443", "H.Example"]
        )
        headers.insert(
            self.dice.randint(0, len(headers)), [self.dice.choice(["Host", "host", "HOST"]), host]
        )
        return headers

    def credentials(self) -> dict[str, Any]:
        def some(alphabet: str, size: int) -> str:
            return "".join(self.dice.choices(alphabet, k=size))

        base64_alphabet = string.ascii_letters + string.digits + "+/="
        token = some(base64_alphabet, self.dice.randint(1, 400)) if self.chance(0.4) else None
        return {
            "access_key_id": "AKIA" + some(string.ascii_uppercase + "234567", 16),
            "secret_access_key": some(base64_alphabet, self.dice.choice([1, 16, 40, 60, 61, 100])),
            "session_token": token,
        }

    def timestamp(self) -> str:
        day = self.dice.choice(["20150830", "20240229", "20261231", "20270101", "19700101"])
        clock = [self.dice.randrange(24), self.dice.randrange(60), self.dice.randrange(60)]
        return day + "T{:02}{:02}{:02}Z".format(*clock)

    def options(self) -> dict[str, Any]:
        if self.chance(0.3):
            return {}
        if self.chance(0.4):  # what S3 does
            unsigned = self.chance(0.5)
            return {
                "normalize": False,
                "doubleEncode": False,
                "addContentSha256": True,
                "payloadHash": "UNSIGNED-PAYLOAD" if unsigned else None,
            }
        options = {
            name: self.chance(0.5)
            for name in ("normalize", "doubleEncode", "signBody", "addContentSha256", "addDate")
        }
        options["omitSessionToken"] = self.chance(0.3)
        options["expires"] = self.dice.choice([1, 60, 3600, 604800])
        if self.chance(0.2):
            options["payloadHash"] = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
        return options

    def body(self) -> dict[str, Any]:
        if self.chance(0.3):
            return {"body": None}
        size = self.dice.choice([0, 1, 55, 56, 63, 64, 65, 500, 3000])
        if self.chance(0.5):
            return {"body_b64": base64.b64encode(self.dice.randbytes(size)).decode()}
        return {"body": "".join(self.dice.choices('abc é\n"\\&<>😀', k=size))}

    def next(self, number: int) -> dict[str, Any]:
        options = self.options()
        headers = self.headers()
        # Both signers take the header's word, unless an option of ours has a say as well.
        if "payloadHash" not in options and options.get("signBody", True) and self.chance(0.1):
            headers.append(
                ["X-Amz-Content-Sha256", self.dice.choice(["UNSIGNED-PAYLOAD", "0" * 64])]
            )
        return {
            "id": number,
            "mode": self.dice.choice(["header", "query"]),
            "method": self.dice.choice(["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH"]),
            "path": self.path(),
            "query": self.query(),
            "headers": headers,
            **self.body(),
            "credentials": self.credentials(),
            "region": self.dice.choice(["us-east-1", "cn-northwest-1", "eu-central-1"]),
            "service": self.dice.choice(["route53", "sns", "monitoring", "s3", "execute-api"]),
            "timestamp": self.timestamp(),
            "options": options,
        }


def comparable(answer: dict[str, Any]) -> dict[str, Any]:
    """The signed query as its parameters: their order and spelling on the wire are the signer's."""
    if "query" in answer:
        answer["pairs"] = sorted(decoded_pairs(answer.pop("query")))
    return answer


def test_signs_like_botocore():
    print(f"seed {SEED}, {REQUESTS} requests")
    requests = Requests(SEED)
    seen: Counter[str] = Counter()
    with Signer() as signer:
        for number in range(REQUESTS):
            job = requests.next(number)
            expected = reference(job)
            difference = first_difference(comparable(signer.ask(job)), expected)
            if difference:
                pytest.fail(f"seed {SEED}, request {json.dumps(job)}\n{difference}")
            seen[job["mode"]] += 1
            seen["token"] += job["credentials"]["session_token"] is not None
            seen["literal"] += "UNSIGNED-PAYLOAD" in expected["canonical_request"]
    assert signer.exit_status == 0
    # A generator that lost its variety would prove nothing.
    assert min(seen[kind] for kind in ("header", "query", "token", "literal")) > REQUESTS / 20
