#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Joins the web page's sources into the one file that the firmware mounts.

    join_page.py FOLDER OUT

FOLDER/frame.html is the page; each line `@include NAME` in it stands for the file NAME beside it,
without what only its readers need: indents, empty lines, comments (in a style sheet those that have
lines of their own), and blanks around signs.
Every style sheet and script of FOLDER must be included exactly once.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

FRAME = "frame.html"
INCLUDE = "@include "
# A comment behind a statement, a string, a regular expression (which follows one of these signs),
# or signs between blanks. + and - keep theirs, since `a + +b` is no `a++b`; so does /, since it may
# begin an expression.
SIGNS = re.compile(
    r"""[ ]*/\*(?:(?!\*/).)*\*/[ ]*
    |('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*")
    |(?:(?<=[(,=:!&|?{};\[])|(?<=[(,=:!&|?{};\[][ ])|(?<=return[ ]))
     (/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/)
    |[ ]*([()\[\]{};,:?=<>&|!*%]+)[ ]*""",
    re.VERBOSE,
)
# In a style sheet: a string, or signs between blanks. `and (` keeps its blank.
STYLE_SIGNS = re.compile(r"""("[^"\n]*")|()[ ]*([{};:,>]+)[ ]*""")


class Refused(Exception):
    """Why the page cannot be joined."""


def join(folder: Path) -> str:
    parts = {path.name for ending in ("css", "js") for path in folder.glob(f"*.{ending}")}
    text = []
    for number, line in enumerate(read(folder / FRAME).splitlines(keepends=True), 1):
        if not line.startswith(INCLUDE):
            text.append(line)
            continue
        name = line.removeprefix(INCLUDE).strip()
        if name not in parts:
            raise Refused(f"{folder / FRAME}:{number}: {name} is missing or included twice")
        parts.remove(name)
        signs = SIGNS if name.endswith(".js") else STYLE_SIGNS
        text.append(signs.sub(tighten, strip(read(folder / name))))
    if parts:
        raise Refused(f"{folder / FRAME}: {', '.join(sorted(parts))} must be included")
    return "".join(text)


def strip(text: str) -> str:
    """The same style sheet or script for a browser. No string or template may span lines."""
    flush = re.sub(r"^[ \t]+", "", text, flags=re.MULTILINE)
    bare = re.sub(r"^/\*(?:(?!\*/).)*\*/\n", "", flush, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"\n{2,}", "\n", bare).lstrip("\n")


def tighten(found: re.Match[str]) -> str:
    return found[1] or found[2] or found[3] or ""


def read(path: Path) -> str:
    if not path.is_file():
        raise Refused(f"{path}: no such file")
    return path.read_text(encoding="utf-8")


def main() -> int:
    folder, out = map(Path, sys.argv[1:])
    try:
        page = join(folder)
    except Refused as why:
        print(f"join_page.py: {why}", file=sys.stderr)
        return 1
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
