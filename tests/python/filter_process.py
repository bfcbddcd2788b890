# SPDX-License-Identifier: MIT
"""The signer and the reader as functions: one JSON object in, one out.

`ask` starts nothing: the program runs for as long as the filter is open and answers each request on
one line, as tests/signer/README.md and tests/reader/README.md describe. The programs are found in
$WAN53_BUILD, the folder that make builds into (build/x86_64 by default).
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def build_folder() -> Path:
    """Where make put what is under test."""
    return ROOT / (os.environ.get("WAN53_BUILD") or "build/x86_64")


class Filter:
    """A running program that answers lines; use it in a `with`."""

    def __init__(self, name: str) -> None:
        program = build_folder() / name
        if not program.exists():
            raise FileNotFoundError(f"{program} is missing; run `make {name}`")
        self._process = subprocess.Popen(
            [str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )

    def __enter__(self) -> Filter:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stdin.close()
        self.exit_status = self._process.wait(timeout=10)
        self._process.stdout.close()

    def ask_line(self, line: str) -> dict[str, Any]:
        """The answer to a line of any text."""
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer to one request."""
        return self.ask_line(json.dumps(request))
