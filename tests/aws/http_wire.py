# SPDX-License-Identifier: MIT
"""HTTP/1.1 as the server speaks it: a request read from a stream, a reply in one write.

Written for speed and for lying on purpose: a reply carries what the fault queue asks of the wire.
Bad requests raise BadRequest. Header values are kept as sent, as Latin-1, since they are signed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from typing import BinaryIO

MAX_LINE = 65536
MAX_HEADERS = 200
MAX_BODY = 4 * 1024 * 1024
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_CHUNK_SIZE = re.compile(r"[0-9A-Fa-f]{1,6}")
# AWS's own helper for IAM Roles Anywhere sends its body in chunks.
_TAKE_CHUNKS = {"/sessions"}
_NUMBER = re.compile(r"[0-9]{1,18}")


def small_number(text: str) -> int | None:
    """A number of at most 18 digits, None for anything else."""
    return int(text) if _NUMBER.fullmatch(text) else None


class BadRequest(Exception):
    """Not HTTP/1.1 as this server reads it; the connection ends."""


@dataclass
class Request:
    """One request; `path` and `query` as on the wire, `query` without its question mark. Of mutual
    TLS: the DER that the client has shown, and the name that it asked for."""

    method: str
    path: str
    query: str
    headers: list[tuple[str, str]]
    body: bytes = b""
    has_query: bool = False
    certificate: bytes = b""
    server_name: str = ""

    def values(self, name: str) -> list[str]:
        """All values of a header, in their order; `name` in lower case."""
        return [value for key, value in self.headers if key.lower() == name]

    def header(self, name: str) -> str | None:
        """The first value of a header, or None."""
        return next(iter(self.values(name)), None)


@dataclass
class Wire:
    """What happens to a reply on its way: all of it is for faults."""

    delay: float = 0.0  # seconds before the first byte
    cut_at: int | None = None  # bytes of the body that are sent before the connection ends
    abort: str = ""  # "reset" or "close": no reply at all
    close_after: bool = False  # end the connection after the reply, without saying so
    date_offset: float = 0.0  # seconds added to the Date header
    raw: bytes | None = None  # sent in place of everything


@dataclass
class Reply:
    """One reply. Content-Length, Date and Connection are added where they are not given."""

    status: int = 200
    body: bytes = b""
    headers: list[tuple[str, str]] = field(default_factory=list)
    wire: Wire = field(default_factory=Wire)
    close: bool = False  # says Connection: close, and does


def _line(stream: BinaryIO) -> bytes | None:
    """Without its end; None at the end of the stream."""
    line = stream.readline(MAX_LINE)
    if not line:
        return None
    if not line.endswith(b"\n"):
        raise BadRequest("line too long or cut")
    line = line.rstrip(b"\r\n")
    if _CONTROL.search(line):
        raise BadRequest("control character")
    return line


def _headers(stream: BinaryIO) -> list[tuple[str, str]]:
    headers: list[tuple[str, str]] = []
    while line := _line(stream):
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon or not _TOKEN.fullmatch(name):
            raise BadRequest("malformed header line")
        headers.append((name, value.strip(" \t")))
        if len(headers) > MAX_HEADERS:
            raise BadRequest("too many headers")
    return headers


def _length(request: Request, max_body: int) -> int:
    if request.header("transfer-encoding"):
        raise BadRequest("transfer codings are not accepted here; send Content-Length")
    lengths = set(request.values("content-length"))
    if not lengths:
        return 0
    length = small_number(lengths.pop())
    if lengths or length is None or length > max_body:
        raise BadRequest("bad Content-Length")
    return length


def _chunks(stream: BinaryIO, max_body: int) -> bytes:
    """A body in chunks, without extensions and trailers."""
    body = b""
    while True:
        size = (_line(stream) or b"").decode("latin-1")
        if not _CHUNK_SIZE.fullmatch(size):
            raise BadRequest("bad chunk size")
        chunk = stream.read(int(size, 16))
        if _line(stream) != b"":
            raise BadRequest("chunk cut short, or a trailer")
        if not chunk:
            return body
        body += chunk
        if len(body) > max_body:
            raise BadRequest("body too long")


def read_request(stream: BinaryIO, say_continue, max_body: int = MAX_BODY) -> Request | None:
    """The next request, or None at the end of the stream. `say_continue` sends 100 Continue."""
    first = _line(stream)
    if first is None:
        return None
    parts = first.decode("latin-1").split(" ")
    if len(parts) != 3 or parts[2] != "HTTP/1.1" or not parts[1].startswith("/"):
        raise BadRequest("malformed request line")
    path, question, query = parts[1].partition("?")
    request = Request(parts[0], path, query, _headers(stream), has_query=bool(question))
    if len(request.values("host")) != 1:
        raise BadRequest("exactly one Host header is needed")
    if request.values("transfer-encoding") == ["chunked"] and path in _TAKE_CHUNKS:
        request.body = _chunks(stream, max_body)
        return request
    length = _length(request, max_body)
    if length:
        if (request.header("expect") or "").lower() == "100-continue":
            say_continue()
        request.body = stream.read(length)
        if len(request.body) < length:
            raise BadRequest("body cut short")
    return request


def wants_close(request: Request) -> bool:
    """Whether the client ends the connection after this request."""
    return "close" in (request.header("connection") or "").lower()


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def reply_bytes(reply: Reply, now: float) -> bytes:
    """The whole reply; `now` is the server's idea of the time, in seconds since 1970."""
    if reply.wire.raw is not None:
        return reply.wire.raw
    given = {name.lower() for name, _ in reply.headers}
    lines = [f"HTTP/1.1 {reply.status} {_reason(reply.status)}"]
    lines += [f"{name}: {value}" for name, value in reply.headers]
    if "date" not in given:
        lines.append(f"Date: {formatdate(now + reply.wire.date_offset, usegmt=True)}")
    if "content-length" not in given:
        lines.append(f"Content-Length: {len(reply.body)}")
    if reply.close:
        lines.append("Connection: close")
    body = reply.body if reply.wire.cut_at is None else reply.body[: reply.wire.cut_at]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body
