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

from join import join_parts, read, write_joined

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


def join(folder: Path) -> str:
    parts = {path.name for ending in ("css", "js") for path in folder.glob(f"*.{ending}")}
    return join_parts(folder / FRAME, INCLUDE, parts, part, "included")


def part(path: Path) -> str:
    signs = SIGNS if path.suffix == ".js" else STYLE_SIGNS
    return signs.sub(tighten, strip(read(path)))


def strip(text: str) -> str:
    """The same style sheet or script for a browser. No string or template may span lines."""
    flush = re.sub(r"^[ \t]+", "", text, flags=re.MULTILINE)
    bare = re.sub(r"^/\*(?:(?!\*/).)*\*/\n", "", flush, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"\n{2,}", "\n", bare).lstrip("\n")


def tighten(found: re.Match[str]) -> str:
    return found[1] or found[2] or found[3] or ""


if __name__ == "__main__":
    sys.exit(write_joined(join))
