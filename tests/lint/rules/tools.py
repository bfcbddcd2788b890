# SPDX-License-Identifier: MIT
"""Rules that other programs check: clang-format, shellcheck, ruff, cfn-lint.

Each check takes a Tree, returns its complaints and raises Skip where the program is not installed.
"""

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import PurePosixPath

from rules.tree import Skip, Tree

# Its answers differ from version to version; Debian 12 has this one.
CLANG_FORMAT = "clang-format-14"


def complaints_of(tree: Tree, command: list[str], paths: list[str]) -> list[str]:
    """What the program says about the files, line by line; nothing when it is content."""
    if not paths:
        return []
    done = subprocess.run(
        [*command, *paths], cwd=tree.root, capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return []
    said = (done.stdout + done.stderr).splitlines()
    return said or [f"{command[0]} ended with {done.returncode}"]


def clang_format(tree: Tree) -> list[str]:
    """C++ looks as .clang-format says."""
    if not shutil.which(CLANG_FORMAT):
        raise Skip(f"{CLANG_FORMAT} is not installed; apt install {CLANG_FORMAT}")
    said = complaints_of(tree, [CLANG_FORMAT, "--dry-run", "-Werror"], tree.cxx())
    # One line per file is enough: the cure is the same.
    wrong = sorted({line.split(":")[0] for line in said if ": error: " in line})
    if said and not wrong:
        return said
    return [f"{path}: not formatted; run {CLANG_FORMAT} -i {path}" for path in wrong]


def shellcheck(tree: Tree) -> list[str]:
    """Shell scripts have none of the usual faults."""
    if not shutil.which("shellcheck"):
        raise Skip("shellcheck is not installed; apt install shellcheck")
    # A part is checked within the script that names it: alone it lacks what stands above it.
    parts = {
        str(PurePosixPath(path).with_name(name))
        for path in tree.shell()
        for name in re.findall(r"(?m)^\. \./(\S+)$", tree.read(path))
    }
    command = ["shellcheck", "--format=gcc", "-x", "-a", "--source-path=SCRIPTDIR"]
    return complaints_of(tree, command, [path for path in tree.shell() if path not in parts])


def ruff(tree: Tree, *arguments: str) -> list[str]:
    """Runs ruff of this interpreter's environment with the settings of ruff.toml."""
    if not find_spec("ruff"):
        raise Skip("ruff is not installed; make puts it into the tests' environment")
    command = [sys.executable, "-m", "ruff", *arguments, "--no-cache"]
    return complaints_of(tree, command, tree.python())


def ruff_check(tree: Tree) -> list[str]:
    """Python has none of the usual faults."""
    return ruff(tree, "check", "--quiet", "--output-format=concise")


def ruff_format(tree: Tree) -> list[str]:
    """Python looks as ruff formats it."""
    said = ruff(tree, "format", "--check", "--quiet", "--output-format=concise")
    wrong = sorted({line.split(":")[0] for line in said if ": unformatted: " in line})
    return [f"{path}: not formatted; run ruff format {path}" for path in wrong] or said


def cfn_lint(tree: Tree) -> list[str]:
    """CloudFormation knows every resource, property and value of the templates."""
    if not find_spec("cfnlint"):
        raise Skip("cfn-lint is not installed; make puts it into the tests' environment")
    start = "import sys; from cfnlint.runner import main; sys.exit(main())"
    command = [sys.executable, "-c", start, "--format", "parseable"]
    return complaints_of(tree, command, tree.templates())


CHECKS = [clang_format, shellcheck, ruff_check, ruff_format, cfn_lint]
