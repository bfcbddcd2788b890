# SPDX-License-Identifier: MIT
"""Names that only this process and its children resolve: the bench's own mount and network
namespaces hold an /etc/hosts and an /etc/resolv.conf for them."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingUDPServer

from tests.bench.fast_server import HOST, ROUTE53
from tests.bench.launch import Failed, Times

DELAY_S = 0.02
A = b"\0\1"
# Of RFC 1035, section 4: a reply with so many records; one of them is the question's, for a minute.
HEAD = b"\x81\x80\0\1\0%c\0\0\0\0"
RECORD = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + socket.inet_aton("127.0.0.1")
# One question: the name's labels, an end, A, IN.
NAME = b"".join(bytes([len(label)]) + label.encode() for label in HOST.split(".")) + b"\0"
QUESTION = b"\x12\x34\1\0\0\1\0\0\0\0\0\0" + NAME + A + b"\0\1"


def may_mount() -> bool:
    return os.environ.get("WAN53_NAMESPACE") == "yes"


class Handler(BaseRequestHandler):
    """One question; every name is this machine's IPv4 address, and none has another."""

    def handle(self) -> None:
        question, there = self.request
        time.sleep(DELAY_S)
        found = question[-4:-2] == A
        reply = question[:2] + HEAD % found + question[12:] + RECORD * found
        there.sendto(reply, self.client_address)


class SlowNames(ThreadingUDPServer):
    """The name server at 127.0.0.1:53, which answers each question after 20 ms."""

    daemon_threads = True
    allow_reuse_address = True

    def __enter__(self) -> SlowNames:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


@contextmanager
def mounted(file: Path, over: str, text: str) -> Iterator[None]:
    file.write_text(text)
    subprocess.run(["mount", "--bind", file, over], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", over], check=True)


@contextmanager
def names(folder: Path) -> Iterator[None]:
    """HOST is in the name server, ROUTE53 in /etc/hosts; both are this machine."""
    with (
        mounted(folder / "hosts", "/etc/hosts", f"127.0.0.1 localhost {ROUTE53}\n"),
        mounted(folder / "resolv.conf", "/etc/resolv.conf", "nameserver 127.0.0.1\n"),
        SlowNames(("127.0.0.1", 53), Handler),
    ):
        yield


def look_up() -> Times:
    """What the answer takes when a plain socket asks for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plain:
        plain.settimeout(5)
        plain.connect(("127.0.0.1", 53))
        start = time.perf_counter()
        plain.send(QUESTION)
        reply = plain.recv(512)
        wall = time.perf_counter() - start
    if not reply.endswith(RECORD):
        raise Failed(f"the name server says {reply!r}")
    return Times(wall, 0.0)
