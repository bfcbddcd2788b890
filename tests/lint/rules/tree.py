# SPDX-License-Identifier: MIT
"""The files that the checks look at: what git tracks or would track, with their kinds."""

import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

# Folders whose files are input to tests and may look like anything.
DATA_FOLDERS = {"corpus", "data", "vectors"}


class Skip(Exception):
    """A check cannot run here; the text says what is missing."""


class Tree:
    """A git work tree. Paths are relative to its root, with slashes."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        listing = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=self.root,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        paths = sorted(path for path in set(listing.split("\0")) if path)
        self.files = [path for path in paths if (self.root / path).is_file()]

    def read(self, path: str) -> str:
        """The file's text; bytes that are no UTF-8 become replacement characters."""
        return (self.root / path).read_bytes().decode(errors="replace")

    def cxx(self) -> list[str]:
        """C and C++ of the program and its tests."""
        endings = (".h", ".c", ".cpp")
        return [path for path in self.code() if path.endswith(endings) and in_code_folder(path)]

    def python(self) -> list[str]:
        """Python modules and scripts."""
        return [p for p in self.code() if p.endswith(".py") or "python" in self._shebang(p)]

    def shell(self) -> list[str]:
        """Shell scripts, by ending or by their first line."""
        return [
            path
            for path in self.code()
            if path.endswith((".sh", ".bash"))
            or self._shebang(path).endswith(("/sh", "/bash", "env sh", "env bash"))
        ]

    def templates(self) -> list[str]:
        """CloudFormation templates."""
        yaml = [path for path in self.code() if path.endswith((".yaml", ".yml"))]
        return [path for path in yaml if "\nAWSTemplateFormatVersion:" in "\n" + self.read(path)]

    def code(self) -> list[str]:
        """All text files that people write: everything but test data."""
        return [path for path in self.files if not is_data(path) and not self._is_binary(path)]

    def lines(self, paths: list[str]) -> Iterator[tuple[str, int, str]]:
        """(path, number from 1, line without its end) of all the files."""
        for path in paths:
            for number, line in enumerate(self.read(path).split("\n"), 1):
                yield path, number, line

    def _is_binary(self, path: str) -> bool:
        with (self.root / path).open("rb") as file:
            return b"\0" in file.read(8192)

    def _shebang(self, path: str) -> str:
        first = self.read(path).split("\n", 1)[0]
        return first[2:].strip() if first.startswith("#!") else ""


def is_data(path: str) -> bool:
    """Whether the file lies in a folder of test data."""
    return not DATA_FOLDERS.isdisjoint(PurePosixPath(path).parts[:-1])


def in_code_folder(path: str) -> bool:
    """Whether the file is the project's own C++ rather than a library's configuration."""
    return path.startswith(("src/", "tests/"))
