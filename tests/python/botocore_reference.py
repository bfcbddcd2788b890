# SPDX-License-Identifier: MIT
"""botocore's answer to one line of the signer's protocol, for comparison with ours.

botocore signs what its own serializers made, so in a few places it expects less than any request,
or does something beside signing. Each is met here, at the narrowest point, with its reason:

- query   A URL's query must come encoded as SigV4 wants it; botocore copies it. urllib encodes
          it here. For the query form botocore re-reads the URL (only a name's first value, '+' as a
          blank, only UTF-8), so the decoded pairs are handed over as parameters instead.
- body    The query form turns a body into query parameters. A body stays a body here.
- headers botocore leaves out some more (te, trailer, traceparent, ...) and signs Authorization in
          the query form; the protocol's list replaces botocore's. A Date header would be rewritten
          and used in place of X-Amz-Date; it is a header like any other here. One Content-Type is
          dropped in the query form, being its serializer's; a blank that signing trims saves it.
- blanks  str.split() also splits at NO-BREAK SPACE and \\x1c to \\x1f: no white space to HTTP.
- options What S3 does without belongs to classes of its own there; options are met one by one here.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import re
from typing import Any
from unittest import mock
from urllib.parse import quote, unquote_to_bytes, urlsplit

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

NEVER_SIGNED = [
    "authorization", "connection", "expect", "transfer-encoding", "upgrade", "user-agent",
    "x-amzn-trace-id",
]  # fmt: skip
DEFAULTS = {
    "normalize": True,
    "doubleEncode": True,
    "signBody": True,
    "payloadHash": None,
    "addContentSha256": False,
    "addDate": True,
    "omitSessionToken": False,
    "expires": 3600,
}


class _Recording:
    """Mixed into a signer of botocore's: keeps the stages and meets the protocol's options."""

    options: dict[str, Any]
    body: bytes
    literal_hash: str | None

    def canonical_request(self, request):
        self.canonical = super().canonical_request(request)
        return self.canonical

    def string_to_sign(self, request, canonical_request):
        self.to_sign = super().string_to_sign(request, canonical_request)
        return self.to_sign

    def signature(self, string_to_sign, request):
        self.result = super().signature(string_to_sign, request)
        return self.result

    def payload(self, request):
        if self.literal_hash is not None:
            return self.literal_hash
        if request.data:
            return super().payload(request)
        return hashlib.sha256(self.body).hexdigest()

    def _header_value(self, value):
        return " ".join(re.split(r"[ \t\n\v\f\r]+", value.strip(" \t\n\v\f\r")))

    def _set_necessary_date_headers(self, request):
        if self.options["addDate"]:
            del request.headers["X-Amz-Date"]
            request.headers["X-Amz-Date"] = request.context["timestamp"]

    def _normalize_url_path(self, path):
        if self.options["normalize"] and self.options["doubleEncode"]:
            return botocore.auth.SigV4Auth._normalize_url_path(self, path)
        path = path or "/"
        if self.options["normalize"]:
            return botocore.auth.normalize_url_path(path)
        return quote(path, safe="/~") if self.options["doubleEncode"] else path


class PlainByHeader(_Recording, botocore.auth.SigV4Auth):
    pass


class PlainByQuery(_Recording, botocore.auth.SigV4QueryAuth):
    pass


class S3ByHeader(_Recording, botocore.auth.S3SigV4Auth):
    def _normalize_url_path(self, path):
        if self.options["normalize"] or self.options["doubleEncode"]:
            return super()._normalize_url_path(path)
        return botocore.auth.S3SigV4Auth._normalize_url_path(self, path or "/")


class S3ByQuery(_Recording, botocore.auth.S3SigV4QueryAuth):
    def _normalize_url_path(self, path):
        return botocore.auth.S3SigV4QueryAuth._normalize_url_path(self, path or "/")

    def payload(self, request):
        return botocore.auth.S3SigV4QueryAuth.payload(self, request)


def _signer_class(mode: str, options: dict[str, Any], literal_hash: str | None) -> type:
    """S3's own classes wherever the options are what only S3 does."""
    like_s3 = not options["normalize"] and not options["doubleEncode"]
    if mode == "header":
        return S3ByHeader if options["addContentSha256"] else PlainByHeader
    return S3ByQuery if like_s3 and literal_hash == "UNSIGNED-PAYLOAD" else PlainByQuery


def decoded_pairs(query: str | None) -> list[tuple[bytes, bytes]]:
    """A wire query's parameters in their order; a '+' is a plus and empty pieces are none."""
    pairs = []
    for piece in (query or "").split("&"):
        if piece:
            name, _, value = piece.partition("=")
            pairs.append((unquote_to_bytes(name), unquote_to_bytes(value)))
    return pairs


def _body_of(job: dict[str, Any]) -> bytes:
    if job.get("body_b64"):
        return base64.b64decode(job["body_b64"])
    return (job.get("body") or "").encode()


def _literal_hash(job: dict[str, Any], options: dict[str, Any], body: bytes) -> str | None:
    if options["payloadHash"] is not None:
        return options["payloadHash"]
    if options["signBody"] or (not body and not job["service"].startswith("s3")):
        return None
    return botocore.auth.UNSIGNED_PAYLOAD


def _request_of(job: dict[str, Any], body: bytes) -> AWSRequest:
    by_query = job["mode"] == "query"
    url = "https://host-comes-from-the-headers" + job["path"]
    pairs = decoded_pairs(job["query"])
    if not by_query and pairs:
        safe = "-_.~"
        url += "?" + "&".join(f"{quote(k, safe=safe)}={quote(v, safe=safe)}" for k, v in pairs)
    request = AWSRequest(method=job["method"], url=url, data=None if by_query else body)
    if by_query:
        for name, value in pairs:
            request.params.setdefault(name, []).append(value)
    for name, value in job["headers"]:
        request.headers[name] = value + (" " if name.lower() == "content-type" else "")
    return request


def reference(job: dict[str, Any]) -> dict[str, Any]:
    """The protocol's answer as botocore gives it; `pairs` in place of the signed query's text."""
    options = DEFAULTS | job["options"]
    body = _body_of(job)
    literal_hash = _literal_hash(job, options, body)
    given = job["credentials"]
    token = given["session_token"]
    request = _request_of(job, body)
    if token and options["omitSessionToken"]:
        token = None
        if job["mode"] == "header":
            del request.headers["X-Amz-Security-Token"]
    arguments = [Credentials(given["access_key_id"], given["secret_access_key"], token)]
    arguments += [job["service"], job["region"]]
    if job["mode"] == "query":
        arguments.append(options["expires"])
    signer = _signer_class(job["mode"], options, literal_hash)(*arguments)
    signer.options, signer.body, signer.literal_hash = options, body, literal_hash
    now = datetime.datetime.strptime(job["timestamp"], "%Y%m%dT%H%M%SZ")
    with (
        mock.patch.object(botocore.auth, "get_current_datetime", lambda: now),
        mock.patch.object(botocore.auth, "SIGNED_HEADERS_BLACKLIST", NEVER_SIGNED),
    ):
        signer.add_auth(request)
    answer = {
        "id": job["id"],
        "canonical_request": signer.canonical,
        "string_to_sign": signer.to_sign,
        "signature": signer.result,
    }
    if job["mode"] == "header":
        return answer | {"authorization": request.headers["Authorization"]}
    pairs = decoded_pairs(urlsplit(request.url).query)
    if options["omitSessionToken"] and given["session_token"]:
        pairs.append((b"X-Amz-Security-Token", given["session_token"].encode()))
    return answer | {"pairs": sorted(pairs)}
