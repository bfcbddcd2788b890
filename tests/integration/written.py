# SPDX-License-Identifier: MIT
"""What a program hands to the kernel: each write, message and argument list that strace sees."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CALLS = (
    "write,writev,pwrite64,pwritev,pwritev2,sendto,sendmsg,sendmmsg,sendfile,splice,vmsplice,"
    "copy_file_range,execve,execveat,rename,renameat,renameat2,link,linkat,symlink,symlinkat"
)
# These move bytes that no trace shows.
BLIND = {"sendfile", "splice", "vmsplice", "copy_file_range"}
# All bytes in hex, descriptors with their paths.
STRACE = ("strace", "-f", "-y", "-xx", "-s", "1048576", "-e", f"trace={CALLS}")
_CALL = re.compile(r"^(?:\d+ +)?(?:<\.\.\. )?([a-z_0-9]+)(?: resumed>|\()(.*)$", re.MULTILINE)
_PATH = re.compile(r"^\d+<([^>]*)>")
_BYTES = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


def unhexed(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


@dataclass
class Written:
    """One call: its name, the path of its descriptor ("" if it has none), and all its bytes."""

    call: str
    path: str
    data: bytes


def calls(trace: str) -> Iterator[Written]:
    for call, arguments in _CALL.findall(trace):
        path = _PATH.match(arguments)
        name = path[1] if path else ""
        if "\\x" in name:
            name = unhexed(name).decode()
        yield Written(call, name, b"".join(unhexed(text) for text in _BYTES.findall(arguments)))


def read(trace: Path) -> list[Written]:
    """All calls of a file that STRACE wrote with -o."""
    return list(calls(trace.read_text()))


def forms(secret: bytes) -> set[bytes]:
    """As it is, in hex and in base64, wherever in a longer text base64 begins."""
    found = {secret, secret.hex().encode(), secret.hex().upper().encode()}
    for skipped in range(3):
        # The first and the last group also hold bits of what stands around.
        text = base64.b64encode(b"\0" * skipped + secret)
        found.add(text[4 : len(text) // 4 * 4 - 4])
    return found


def leaks(seen: list[Written], secrets: list[bytes]) -> list[Written]:
    """The calls with one of the secrets in whatever form; line ends do not hide it."""
    wanted = {form for secret in secrets for form in forms(secret)}
    return [
        one
        for one in seen
        if any(
            form in text for text in (one.data, re.sub(rb"\s", b"", one.data)) for form in wanted
        )
    ]
