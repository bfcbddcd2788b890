# SPDX-License-Identifier: MIT
"""Rules of all text files: licence line, length, blanks, words that have no place here, READMEs.

Each check takes a Tree and returns its complaints, "FILE:LINE: what; what to do".
"""

import re
from pathlib import PurePosixPath

from rules.tree import Tree

MAX_LINES = 350
# The router's web page.
PAGE_FOLDER = "merlin-addon/www/"
LICENCE = "SPDX-License-Identifier: MIT"

# Spelled in pieces: this file is checked too.
REGISTRIES = (
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "crates" + ".io",
    "proxy.golang" + ".org",
    "deb.debian" + ".org",
    "security.debian" + ".org",
    "snapshot.debian" + ".org",
)
WORKPLACE = ("/wo" + "rk/", "/tmp/br" + "ief", "/fa" + "rm/", "/ro" + "ot/")
AUTHORS = ("clau" + "de", "anthro" + "pic", "open" + "ai", "chat" + "gpt", "co-authored" + "-by")
UNFINISHED = (r"\bTO" + r"DO\b", r"\bFIX" + r"ME\b", r"\bX" + r"XX\b", "place" + "holder")
FORBIDDEN = [
    (re.compile("|".join(map(re.escape, REGISTRIES)), re.I), "ask the machine's own configuration"),
    (re.compile("|".join(map(re.escape, WORKPLACE))), "the tree stands anywhere"),
    (re.compile("|".join(AUTHORS), re.I), "the project speaks of itself alone"),
    (re.compile("|".join(UNFINISHED)), "finish it or leave it out"),
    (re.compile("not imple" + "mented", re.I), "finish it or leave it out"),
    (re.compile(r"\biss" + r"ues? #?[0-9]", re.I), "say what it is about"),
]


def is_makefile(path: str) -> bool:
    """Whether make reads it, which needs tabs."""
    name = PurePosixPath(path).name
    return name in ("Makefile", "GNUmakefile") or name.endswith(".mk")


def licence_lines(tree: Tree) -> list[str]:
    """Code names its licence on the first line, or on the second one after #!."""
    scripts = {*tree.python(), *tree.shell()}
    complaints = []
    for path in tree.code():
        if not path.endswith((".h", ".c", ".cpp")) and path not in scripts:
            continue
        lines = tree.read(path).split("\n")
        first = lines[1:2] if lines[0].startswith("#!") else lines[:1]
        if not first or LICENCE not in first[0]:
            complaints.append(f"{path}:1: no licence; begin with a comment {LICENCE}")
    return complaints


def file_lengths(tree: Tree) -> list[str]:
    """No code file is too long to be read in one go."""
    scripts = {*tree.python(), *tree.shell()}
    complaints = []
    for path in tree.code():
        is_page = path.startswith(PAGE_FOLDER) and path.endswith((".js", ".css", ".html"))
        if not (
            is_page or path.endswith((".h", ".c", ".cpp")) or path in scripts or is_makefile(path)
        ):
            continue
        count = tree.read(path).count("\n")
        if count > MAX_LINES:
            complaints.append(f"{path}: {count} lines; split it, {MAX_LINES} are the most")
    return complaints


def forbidden_words(tree: Tree) -> list[str]:
    """No registry's host, path of one machine, author's tool or promise of later work."""
    return [
        f"{path}:{number}: {match[0]!r} has no place here; {why}"
        for path, number, line in tree.lines(tree.code())
        for pattern, why in FORBIDDEN
        if (match := pattern.search(line))
    ]


def trailing_blanks(tree: Tree) -> list[str]:
    """No line ends in a blank or a carriage return."""
    return [
        f"{path}:{number}: blank at the end of the line; remove it"
        for path, number, line in tree.lines(tree.code())
        if line != line.rstrip()
    ]


def final_newlines(tree: Tree) -> list[str]:
    """Each file ends in exactly one newline."""
    complaints = []
    for path in tree.code():
        text = tree.read(path)
        if text and not text.endswith("\n"):
            complaints.append(f"{path}: no newline at the end; add one")
        elif text.endswith("\n\n"):
            complaints.append(f"{path}: empty lines at the end; remove them")
    return complaints


def tabs(tree: Tree) -> list[str]:
    """Only make needs tabs, and shell scripts may indent by them."""
    shell = set(tree.shell())
    paths = [path for path in tree.code() if not is_makefile(path) and path not in shell]
    return [
        f"{path}:{number}: tab; use spaces"
        for path, number, line in tree.lines(paths)
        if "\t" in line
    ]


def headings(tree: Tree) -> list[str]:
    """A heading in Markdown has a blank after its #, or it is none."""
    complaints = []
    for path in tree.code():
        if not path.endswith(".md"):
            continue
        is_code = False
        for number, line in enumerate(tree.read(path).split("\n"), 1):
            is_code ^= line.lstrip().startswith("```")
            if not is_code and re.match(r"#+[^#\s]", line):
                complaints.append(f"{path}:{number}: no heading; add a blank after #")
    return complaints


def folder_readmes(tree: Tree) -> list[str]:
    """Each folder at the top and in src and tests says what lives there."""
    folders = set()
    for path in tree.files:
        parts = PurePosixPath(path).parts
        if len(parts) < 2 or parts[0].startswith("."):
            continue
        folders.add(parts[0])
        if parts[0] in ("src", "tests") and len(parts) > 2:
            folders.add(f"{parts[0]}/{parts[1]}")
    return [
        f"{folder}: no README.md; say what lives there and in which order to read it"
        for folder in sorted(folders)
        if f"{folder}/README.md" not in tree.files
    ]


CHECKS = [
    licence_lines,
    file_lengths,
    forbidden_words,
    trailing_blanks,
    final_newlines,
    tabs,
    headings,
    folder_readmes,
]
