# SPDX-License-Identifier: MIT
"""What reached the server: each request with its answer, and counts of connections and handshakes.

Signatures and session tokens are not kept. Safe to use from several threads.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from threading import Lock

from tests.aws.http_wire import Request

_SIGNATURE = re.compile(r"(Signature=)[^,\s]*")
_QUERY_SECRETS = re.compile(r"(X-Amz-(?:Signature|Security-Token)=)[^&]*")


@dataclass
class Entry:
    """One request; `changes` are those that were applied, `fault` the one that struck."""

    number: int
    time: str
    connection: int
    method: str
    path: str
    query: str
    headers: list[tuple[str, str]]
    body: str
    service: str = ""
    operation: str = ""
    user: str = ""
    status: int = 0
    code: str = ""
    why: str = ""  # of a refusal, where its sender is not told
    fault: str = ""
    changes: list[dict] = field(default_factory=list)

    def header(self, name: str) -> str | None:
        """The first value of a header; `name` in lower case."""
        return next((value for key, value in self.headers if key.lower() == name), None)


def _redacted(name: str, value: str) -> str:
    if name.lower() == "authorization":
        if not value.startswith("AWS4-"):
            return "(redacted)"
        return _SIGNATURE.sub(r"\1(redacted)", value)
    return "(redacted)" if name.lower() == "x-amz-security-token" else value


class Journal:
    """Entries in the order of arrival."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.connections = 0
        self.handshakes = 0
        self.resumed = 0
        self.failed_handshakes = 0
        self.tls_versions: Counter[str] = Counter()
        self._numbered = 0  # never starts anew, so that no two connections share a number
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self):
        return iter(list(self.entries))

    def __getitem__(self, index: int) -> Entry:
        return self.entries[index]

    def operations(self) -> list[str]:
        """The operations' names in order; "" for requests that name none."""
        return [entry.operation for entry in self]

    def changes(self) -> list[dict]:
        """All changes that were applied, in order."""
        return [change for entry in self for change in entry.changes]

    def clear(self) -> None:
        """Forgets requests and counts."""
        with self._lock:
            self.entries.clear()
            self.tls_versions.clear()
            self.connections = self.handshakes = self.resumed = self.failed_handshakes = 0

    def add_connection(self) -> int:
        """Counts an accepted TCP connection; returns its number."""
        with self._lock:
            self.connections += 1
            self._numbered += 1
            return self._numbered

    def add_handshake(self, version: str | None, resumed: bool) -> None:
        """Counts a finished TLS handshake, or a failed one where there is no version."""
        with self._lock:
            if version is None:
                self.failed_handshakes += 1
                return
            self.handshakes += 1
            self.resumed += resumed
            self.tls_versions[version] += 1

    def add(self, request: Request, connection: int, time: str) -> Entry:
        """Records a request; the rest of the entry is filled in later."""
        headers = [(name, _redacted(name, value)) for name, value in request.headers]
        query = _QUERY_SECRETS.sub(r"\1(redacted)", request.query)
        body = request.body.decode("utf-8", "replace")
        with self._lock:
            entry = Entry(
                len(self.entries) + 1, time, connection, request.method, request.path, query,
                headers, body,
            )  # fmt: skip
            self.entries.append(entry)
            return entry

    def counts(self) -> dict:
        """The counters as JSON."""
        return {
            "requests": len(self.entries),
            "connections": self.connections,
            "handshakes": self.handshakes,
            "resumed": self.resumed,
            "failed_handshakes": self.failed_handshakes,
            "tls_versions": dict(self.tls_versions),
        }

    def to_json(self) -> list[dict]:
        """The entries as JSON objects."""
        return [asdict(entry) for entry in self]

    def lines(self) -> str:
        """One JSON object a line."""
        return "".join(json.dumps(entry) + "\n" for entry in self.to_json())
