# SPDX-License-Identifier: MIT
"""What a power cut may leave of a folder, by the system calls that a program made in it.

Of a file's bytes only those before its last fsync are sure to be there; later ones all survive or
none does. Of the folder's changes (files created, renamed, removed) since its last fsync the first
so many survive, in their order, as on every file system with a journal or a log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from written import unhexed

CALLS = "open,openat,creat,write,pwrite64,writev,ftruncate,fsync,fdatasync,rename,unlink"
# Descriptors with their paths, all texts in hex.
STRACE = ("strace", "-f", "-y", "-xx", "-s", "1048576", "-e", f"trace={CALLS}")
_CALL = re.compile(r"^\d+ +([a-z_0-9]+)\((.*)\) += (\d+)(?:<([^>]*)>)?", re.MULTILINE)
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')

Files = dict[str, bytes]


@dataclass(frozen=True)
class Call:
    """One that succeeded: its name, the file it is about, the other name or the bytes."""

    name: str
    path: Path
    data: bytes = b""


def _path(text: str) -> Path:
    return Path(unhexed(text).decode() if "\\x" in text else text)


def calls_in(trace: Path, folder: Path) -> list[Call]:
    """Those that change the folder, or sync something in it."""
    found = []
    for name, arguments, _, opened in _CALL.findall(trace.read_text()):
        texts = [unhexed(text) for text in _TEXT.findall(arguments)]
        descriptor = re.match(r"\d+<([^>]*)>", arguments)
        if name in ("open", "openat", "creat"):
            if "O_CREAT" not in arguments and name != "creat":
                continue
            call = Call("create", _path(opened))
        elif name in ("rename", "unlink"):
            call = Call(name, Path(texts[0].decode()), texts[-1])
        else:
            assert descriptor, arguments
            call = Call(name, _path(descriptor[1]), b"".join(texts))
        if folder in (call.path, call.path.parent):
            found.append(call)
    return found


@dataclass
class _Inode:
    data: bytes
    synced: bytes


@dataclass
class Disk:
    """One folder: what is surely on the disk, and what may be."""

    folder: Path
    sure: dict[str, _Inode]
    # Changes since the folder's last fsync: a name, and what it stands for from then on.
    loose: list[dict[str, _Inode | None]] = field(default_factory=list)

    def now(self, changes: int | None = None) -> dict[str, _Inode]:
        names = dict(self.sure)
        for change in self.loose[:changes]:
            for name, inode in change.items():
                if inode is None:
                    names.pop(name, None)
                else:
                    names[name] = inode
        return names

    def take(self, call: Call) -> None:
        name = call.path.name
        there = self.now()
        if call.name == "create":
            if name not in there:
                self.loose.append({name: _Inode(b"", b"")})
        elif call.name == "rename":
            self.loose.append({name: None, Path(call.data.decode()).name: there[name]})
        elif call.name == "unlink":
            self.loose.append({name: None})
        elif call.name == "write":
            there[name].data += call.data
        elif call.name in ("fsync", "fdatasync") and call.path == self.folder:
            self.sure, self.loose = there, []
        elif call.name in ("fsync", "fdatasync"):
            there[name].synced = there[name].data
        else:
            raise AssertionError(call)

    def after_a_cut(self) -> Iterator[Files]:
        for changes in range(len(self.loose) + 1):
            names = self.now(changes)
            yield {name: inode.synced for name, inode in names.items()}
            yield {name: inode.data for name, inode in names.items()}


def after_cuts(folder: Path, before: Files, calls: list[Call]) -> list[Files]:
    """All that the folder may hold if the power is cut before, between or after the calls."""
    disk = Disk(folder, {name: _Inode(data, data) for name, data in before.items()})
    found = list(disk.after_a_cut())
    for call in calls:
        disk.take(call)
        found += [files for files in disk.after_a_cut() if files not in found]
    return [files for i, files in enumerate(found) if files not in found[:i]]
