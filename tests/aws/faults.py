# SPDX-License-Identifier: MIT
"""Faults on request: a queue of what shall go wrong, and for which requests.

A fault either takes the place of the answer (nothing is applied), or the request is served and the
fault spoils its reply. Signatures are verified first, so no fault hides a bad one.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, field, fields
from threading import Lock
from typing import Any

from tests.aws import auth, messages
from tests.aws.errors import ServiceError, as_xml
from tests.aws.http_wire import Reply, Wire

# In place of the answer.
INSTEAD = {
    "throttling",  # 400 Throttling in the service's shape
    "prior_request_not_complete",  # 400, likewise
    "unknown_key",  # 403 InvalidClientTokenId, as for a key that was made seconds ago
    "refuse",  # `status` and `code` with `message`, in the service's shape
    "status",  # `status`, `headers` and `body` as given
    "redirect",  # 301 to `location`
    "reset",  # TCP reset before any reply
    "close",  # end of the connection before any reply
    "garbage",  # bytes that are not HTTP
    "raw",  # `body` as the whole reply, head included
    "huge",  # 200 with `size` bytes
    "empty",  # 200 without a body
}
# The request is served, then:
AFTER = {
    "reset_after",  # TCP reset in place of the reply: an unconfirmed write
    "close_after",  # end of the connection in place of the reply
    "truncate",  # `size` bytes of the body, then the end of the connection
    "delay",  # the reply comes `seconds` late
    "date",  # the Date header is `seconds` off
    "close_idle",  # a good reply, then the connection ends without a word
    "edit",  # `edits` to the reply: the values of JSON members or XML elements of these names
    "remove",  # the JSON members or XML elements of the names in `edits` are gone
}
# Before any request, where a client certificate is demanded: it is not taken, whichever it is.
AT_HANDSHAKE = {"handshake"}
_ALL = INSTEAD | AFTER | AT_HANDSHAKE


@dataclass
class Fault:
    """What goes wrong, for which requests, how often. Empty `service` and `operation` match all;
    `skip` requests that match are served first."""

    kind: str
    service: str = ""
    operation: str = ""
    count: int = 1
    skip: int = 0
    status: int = 503
    code: str = "ServiceUnavailable"
    message: str = "Service is unavailable."
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0
    size: int = 0
    location: str = "https://127.0.0.1:9/"
    edits: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in _ALL:
            raise ValueError(f"fault {self.kind!r} is unknown; use {sorted(_ALL)}")
        if self.kind == "raw" and not self.body:
            raise ValueError("fault 'raw' has no body; give the bytes of the reply")

    @classmethod
    def from_json(cls, given: dict) -> Fault:
        """From JSON; `body` is text, or `body_b64` bytes."""
        given = dict(given)
        if "body_b64" in given:
            given["body"] = base64.b64decode(given.pop("body_b64"))
        elif "body" in given:
            given["body"] = given["body"].encode()
        given["headers"] = tuple((str(k), str(v)) for k, v in given.get("headers", ()))
        if unknown := set(given) - {one.name for one in fields(cls)}:
            raise ValueError(f"fault has unknown {sorted(unknown)}")
        return cls(**given)

    def matches(self, service: str, operation: str) -> bool:
        return self.service in ("", service) and self.operation in ("", operation)

    def error(self) -> ServiceError | None:
        """For the kinds that answer in the service's own shape."""
        if self.kind == "throttling":
            return ServiceError("Throttling", messages.THROTTLING)
        if self.kind == "prior_request_not_complete":
            return ServiceError("PriorRequestNotComplete", messages.PRIOR_REQUEST)
        if self.kind == "unknown_key":
            return auth.invalid_token()
        if self.kind == "refuse":
            return ServiceError(self.code, self.message, self.status)
        return None

    def reply(self) -> Reply:
        """For the other kinds that take the place of the answer."""
        headers = list(self.headers)
        if self.kind == "status":
            return Reply(self.status, self.body, headers)
        if self.kind == "redirect":
            return Reply(301, b"", [*headers, ("Location", self.location)])
        if self.kind in ("reset", "close"):
            return Reply(wire=Wire(abort=self.kind))
        if self.kind == "garbage":
            noise = self.body or b"\x16\x03\x01\x02\x00garbage\x00\xff\xfe\r\n\r\n<<<>>>&&&"
            return Reply(wire=Wire(raw=noise, close_after=True))
        if self.kind == "raw":
            return Reply(wire=Wire(raw=self.body, close_after=True))
        if self.kind == "huge":
            xml = b"<ListResourceRecordSetsResponse>" + b"x" * (self.size or 300 * 1024)
            return Reply(200, xml, [*headers, ("Content-Type", "text/xml")])
        return Reply(200, b"", headers)

    def spoil(self, reply: Reply) -> None:
        """For the kinds that leave the request served."""
        wire = reply.wire
        if self.kind in ("reset_after", "close_after"):
            wire.abort = self.kind.removesuffix("_after")
        elif self.kind == "truncate":
            wire.cut_at, wire.close_after = min(self.size, len(reply.body) - 1), True
        elif self.kind == "delay":
            wire.delay = self.seconds
        elif self.kind == "date":
            wire.date_offset = self.seconds
        elif self.kind == "close_idle":
            wire.close_after = True
        elif self.kind in ("edit", "remove"):
            reply.body = edit_body(reply.body, self.edits, remove=self.kind == "remove")


def edit_body(body: bytes, edits: dict[str, Any], *, remove: bool) -> bytes:
    """A JSON or XML text with some values changed or gone at any depth; names in any case."""
    wanted = {name.lower(): value for name, value in edits.items()}

    def edited(value: Any) -> Any:
        if isinstance(value, list):
            return [edited(one) for one in value]
        if not isinstance(value, dict):
            return value
        return {
            name: wanted[name.lower()] if name.lower() in wanted else edited(one)
            for name, one in value.items()
            if not remove or name.lower() not in wanted
        }

    if not body.lstrip().startswith(b"<"):
        return json.dumps(edited(json.loads(body)), separators=(",", ":")).encode()
    text = body.decode()
    for name, value in edits.items():
        element = "" if remove else f"<{name}>{as_xml(str(value))}</{name}>"
        pattern = rf"<{re.escape(name)}>.*?</{re.escape(name)}>"
        text = re.sub(pattern, lambda _, new=element: new, text, flags=re.DOTALL | re.IGNORECASE)
    return text.encode()


class FaultQueue:
    """Faults in the order they were added; the first that matches a request is used up by it."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = Lock()

    def add(self, kind: str, **options) -> Fault:
        """Queues one; the options are Fault's fields."""
        fault = Fault(kind, **options)
        with self._lock:
            self._faults.append(fault)
        return fault

    def add_json(self, given: dict) -> None:
        """Queues one from JSON."""
        fault = Fault.from_json(given)
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def __len__(self) -> int:
        return len(self._faults)

    def take(self, service: str, operation: str, *, at_handshake: bool = False) -> Fault | None:
        """The fault for this request, or for the handshake before it."""
        with self._lock:
            for fault in self._faults:
                if (fault.kind in AT_HANDSHAKE) != at_handshake:
                    continue
                if not fault.matches(service, operation):
                    continue
                if fault.skip:
                    fault.skip -= 1
                    return None
                fault.count -= 1
                if fault.count <= 0:
                    self._faults.remove(fault)
                return fault
        return None
