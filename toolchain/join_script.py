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

from join import Refused, join_parts, read, write_joined

MAIN = "main.sh"
SOURCE = ". ./"
LICENCE = "# SPDX-License-Identifier: MIT\n"


def join(folder: Path) -> str:
    parts = {path.name for path in folder.glob("*.sh")} - {MAIN}
    return join_parts(folder / MAIN, SOURCE, parts, part, "named")


def part(path: Path) -> str:
    text = read(path)
    if not text.startswith(LICENCE):
        raise Refused(f"{path}:1: expected {LICENCE.strip()!r}")
    return text.removeprefix(LICENCE) + "\n"


if __name__ == "__main__":
    sys.exit(write_joined(join, 0o755))
