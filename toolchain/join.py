# SPDX-License-Identifier: MIT
"""What join_page.py and join_script.py share: one file made of a main file and its parts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path


class Refused(Exception):
    """Why the files cannot be joined."""


def read(path: Path) -> str:
    if not path.is_file():
        raise Refused(f"{path}: no such file")
    return path.read_text(encoding="utf-8")


def join_parts(
    main: Path, mark: str, parts: set[str], of_part: Callable[[Path], str], verb: str
) -> str:
    """Each line of `main` that begins with `mark` stands for the part that it names, beside it.

    Every part must be named exactly once; `verb` says so in a complaint: "included".
    """
    text = []
    for number, line in enumerate(read(main).splitlines(keepends=True), 1):
        if not line.startswith(mark):
            text.append(line)
            continue
        name = line.removeprefix(mark).strip()
        if name not in parts:
            raise Refused(f"{main}:{number}: {name} is missing or {verb} twice")
        parts.remove(name)
        text.append(of_part(main.with_name(name)))
    if parts:
        raise Refused(f"{main}: {', '.join(sorted(parts))} must be {verb}")
    return "".join(text)


def write_joined(join: Callable[[Path], str], mode: int | None = None) -> int:
    """The programs' main function: FOLDER and OUT are their arguments."""
    folder, out = map(Path, sys.argv[1:])
    try:
        text = join(folder)
    except Refused as why:
        print(f"{Path(sys.argv[0]).name}: {why}", file=sys.stderr)
        return 1
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, encoding="utf-8")
    if mode is not None:
        out.chmod(mode)
    return 0
