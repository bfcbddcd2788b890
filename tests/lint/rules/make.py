# SPDX-License-Identifier: MIT
"""Rules of the makefiles: what a person may call is explained, and what is written about exists.

Each check takes a Tree and returns its complaints, "FILE:LINE: what; what to do".
"""

import re

from rules.text import is_makefile
from rules.tree import Tree

PHONY = re.compile(r"^\.PHONY: (.+)$", re.M)
RULE = re.compile(r"^([A-Za-z][\w. -]*?) ?:(?!=)", re.M)
HELPED = re.compile(r"^#: .+\n([A-Za-z][\w. -]*?) ?:(?!=)", re.M)
# One make calls another for these, with its TARGET.
INTERNAL = re.compile(r"-here$|^FORCE$")
# In Markdown, next to the columns of an indented block, which stand two blanks apart.
SPAN = re.compile(r"`make ([^`]+)`")
TARGET_NAME = re.compile(r"^[a-z][\w.-]*$")


def makefiles(tree: Tree) -> list[str]:
    return [path for path in tree.code() if is_makefile(path)]


def names(tree: Tree, pattern: re.Pattern[str]) -> set[str]:
    """All words that the pattern's group catches in makefiles."""
    return {
        word
        for path in makefiles(tree)
        for match in pattern.finditer(tree.read(path))
        for word in match[1].split()
    }


def make_help(tree: Tree) -> list[str]:
    """`make help` has a line for each target that a person may call."""
    helped = names(tree, HELPED)
    return [
        f"{path}: {name} is not in `make help`; put a line `#: what it makes` above its rule"
        for path in makefiles(tree)
        for match in PHONY.finditer(tree.read(path))
        for name in match[1].split()
        if name not in helped and not INTERNAL.search(name)
    ]


def mentioned(line: str) -> list[str]:
    """The targets of each `make` in a line of Markdown."""
    calls = SPAN.findall(line)
    if line.startswith("    "):
        columns = re.split(r"  +|#", line.strip())
        calls += [column.removeprefix("make ") for column in columns if column.startswith("make ")]
    found = []
    for call in calls:
        for word in call.split():
            if not TARGET_NAME.match(word):
                if "=" in word or word.startswith(("-", "build/")):
                    continue
                break
            found.append(word)
    return found


def make_mentions(tree: Tree) -> list[str]:
    """Markdown names only targets that exist."""
    known = names(tree, RULE)
    return [
        f"{path}:{number}: there is no target {name}; `make help` has those that there are"
        for path, number, line in tree.lines([p for p in tree.code() if p.endswith(".md")])
        for name in mentioned(line)
        if name not in known
    ]


CHECKS = [make_help, make_mentions]
