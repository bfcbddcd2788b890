#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Joins the addon's script into the one file that firmware and amtm fetch and run.

    join_script.py FOLDER OUT

FOLDER/main.sh is the script; each line `. ./NAME` in it stands for the file NAME beside it, without
the licence that is its first line. Every other script of FOLDER must be named exactly once.
"""

from __future__ import annotations

import sys
from pathlib import Path

MAIN = "main.sh"
SOURCE = ". ./"
LICENCE = "# SPDX-License-Identifier: MIT\n"


class Refused(Exception):
    """Why the script cannot be joined."""


def join(folder: Path) -> str:
    parts = {path.name for path in folder.glob("*.sh")} - {MAIN}
    text = []
    for number, line in enumerate(read(folder / MAIN).splitlines(keepends=True), 1):
        if not line.startswith(SOURCE):
            text.append(line)
            continue
        name = line.removeprefix(SOURCE).strip()
        if name not in parts:
            raise Refused(f"{folder / MAIN}:{number}: {name} is missing or named twice")
        parts.remove(name)
        text.append(part(folder / name))
    if parts:
        raise Refused(f"{folder / MAIN}: {', '.join(sorted(parts))} must be named")
    return "".join(text)


def part(path: Path) -> str:
    text = read(path)
    if not text.startswith(LICENCE):
        raise Refused(f"{path}:1: expected {LICENCE.strip()!r}")
    return text.removeprefix(LICENCE) + "\n"


def read(path: Path) -> str:
    if not path.is_file():
        raise Refused(f"{path}: no such file")
    return path.read_text(encoding="utf-8")


def main() -> int:
    folder, out = map(Path, sys.argv[1:])
    try:
        script = join(folder)
    except Refused as why:
        print(f"join_script.py: {why}", file=sys.stderr)
        return 1
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(script, encoding="utf-8")
    out.chmod(0o755)
    return 0


if __name__ == "__main__":
    sys.exit(main())
