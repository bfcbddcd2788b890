# SPDX-License-Identifier: MIT
"""The world's DNS for one test: tells the name servers of zones, on 127.0.0.1:53 of this namespace.

    with NameServer(folder) as dns:
        dns.zones["example.com"] = ["ns-1.awsdns-01.org."]
        Wan53(folder, environment, dns.launcher)

`zones` may change while it runs; any other name does not exist. `dead` makes it silent.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from pathlib import Path

NS, IN = 2, 1
NO_SUCH_NAME = 3
# Runs a command with $1 in place of its /etc/resolv.conf.
RESOLVE = 'mount --bind "$1" /etc/resolv.conf && shift && exec "$@"'


def encoded(name: str) -> bytes:
    labels = name.rstrip(".").split(".")
    return b"".join(bytes([len(label)]) + label.encode() for label in labels) + b"\0"


class NameServer:
    def __init__(self, folder: Path) -> None:
        self.zones: dict[str, list[str]] = {}
        self.asked: list[str] = []
        self.dead = False
        self._config = folder / "resolv.conf"
        self._config.write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.settimeout(0.1)
        self._stopped = False
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def launcher(self) -> tuple[str, ...]:
        return ("unshare", "-m", "sh", "-c", RESOLVE, "sh", str(self._config))

    def __enter__(self) -> NameServer:
        self._socket.bind(("127.0.0.1", 53))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped = True
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while not self._stopped:
            with contextlib.suppress(TimeoutError):
                question, client = self._socket.recvfrom(512)
                if not self.dead:
                    self._socket.sendto(self._answer(question), client)

    def _answer(self, question: bytes) -> bytes:
        labels, at = [], 12
        while question[at]:
            labels.append(question[at + 1 : at + 1 + question[at]].decode())
            at += 1 + question[at]
        name, end = ".".join(labels).lower(), at + 5
        self.asked.append(name)
        servers = self.zones.get(name)
        code = NO_SUCH_NAME if servers is None else 0
        answer = question[:2] + bytes([0x81, 0x80 | code, 0, 1, 0, len(servers or ()), 0, 0, 0, 0])
        answer += question[12:end]
        for server in servers or ():
            data = encoded(server)
            answer += b"\xc0\x0c" + bytes([0, NS, 0, IN, 0, 0, 0, 60, 0, len(data)]) + data
        return answer
