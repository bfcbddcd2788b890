# SPDX-License-Identifier: MIT
"""What clang-tidy says about C++ of the program; .clang-tidy has the checks and why each is there.

It reads compile_commands.json. A file takes about a second, so `make lint` asks about what changed
and `make tidy` about all.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rules.tree import Skip, Tree

# Beside this interpreter, as tests/requirements.txt pins it. It passes over the system's headers,
# which makes it three times as fast as Debian's.
CLANG_TIDY = Path(sys.executable).with_name("clang-tidy")
DATABASE = "compile_commands.json"


def findings(tree: Tree, paths: list[str]) -> dict[str, list[str]]:
    """File → what is wrong with it and with the headers it includes."""

    def ask(path: str) -> list[str]:
        done = subprocess.run(
            [CLANG_TIDY, "--quiet", "-p", ".", path],
            cwd=tree.root,
            capture_output=True,
            text=True,
            check=False,
        )
        lines = [line for line in done.stdout.splitlines() if ": error: " in line]
        lines = [line.removeprefix(f"{tree.root}/") for line in lines]
        failed = done.returncode or "Compile command not found" in done.stdout + done.stderr
        return lines or ([f"{path}: {done.stdout}{done.stderr}".strip()] if failed else [])

    with ThreadPoolExecutor(os.cpu_count()) as workers:
        return dict(zip(paths, workers.map(ask, paths), strict=True))


def changed(tree: Tree) -> set[str]:
    """Files that differ from the last commit but one, and those that git does not know yet."""
    found: set[str] = set()
    for command in (
        ["git", "diff", "--name-only", "HEAD~1"],
        ["git", "ls-files", "--others", "--exclude-standard"],
    ):
        done = subprocess.run(command, cwd=tree.root, capture_output=True, text=True, check=False)
        found.update(done.stdout.splitlines())
    return found


def sources(tree: Tree) -> list[str]:
    """What clang-tidy is asked about."""
    return [path for path in tree.cxx() if path.startswith("src/") and path.endswith(".cpp")]


def clang_tidy(tree: Tree) -> list[str]:
    """C++ that changed has none of the faults that .clang-tidy names."""
    if not (tree.root / DATABASE).exists():
        return []
    if not CLANG_TIDY.exists():
        raise Skip(f"{CLANG_TIDY} is missing; run this with build/venv/bin/python, after make venv")
    recent = changed(tree)
    said = findings(tree, [path for path in sources(tree) if path in recent])
    # A header's fault is told once for each file that includes it.
    return sorted({line for lines in said.values() for line in lines})


CHECKS = [clang_tidy]
