# SPDX-License-Identifier: MIT
"""What stands in a folder, in a form that two moments can be compared by."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

Listing = dict[str, tuple]


def listing(folder: Path, *, inodes: bool = False, without: tuple[str, ...] = ()) -> Listing:
    """Path -> mode and content of everything below; with `inodes` also which file it is.

    `without` names paths, relative to the folder, that are left out with all below them.
    """
    found: Listing = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if any(name == skip or name.startswith(f"{skip}/") for skip in without):
            continue
        info = path.lstat()
        if stat.S_ISLNK(info.st_mode):
            what: object = os.readlink(path)
        elif stat.S_ISREG(info.st_mode):
            what = hashlib.sha256(path.read_bytes()).hexdigest()[:16], info.st_size
        else:
            what = None
        entry: tuple = (stat.filemode(info.st_mode), what)
        found[name] = (*entry, info.st_ino) if inodes else entry
    return found


def difference(old: Listing, new: Listing) -> list[str]:
    """One line for each path that came, went or changed."""
    lines = [f"gone: {name} {old[name]}" for name in old.keys() - new.keys()]
    lines += [f"new: {name} {new[name]}" for name in new.keys() - old.keys()]
    lines += [
        f"changed: {name} {old[name]} -> {new[name]}"
        for name in old.keys() & new.keys()
        if old[name] != new[name]
    ]
    return sorted(lines)
