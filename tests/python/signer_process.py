# SPDX-License-Identifier: MIT
"""The signer program as a function: one JSON object in, one out.

`Signer.ask` starts nothing: the program runs for as long as the `Signer` is open and answers each
request on one line, as tests/signer/README.md describes. The program is found in $WAN53_BUILD, the
folder that make builds into (build/x86_64 by default).
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
STAGES = ("canonical_request", "string_to_sign", "signature")


def build_folder() -> Path:
    """Where make put what is under test."""
    return ROOT / (os.environ.get("WAN53_BUILD") or "build/x86_64")


class Signer:
    """A running signer; use it in a `with`."""

    def __init__(self) -> None:
        program = build_folder() / "signer"
        if not program.exists():
            raise FileNotFoundError(f"{program} is missing; run `make signer`")
        self._process = subprocess.Popen(
            [str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )

    def __enter__(self) -> Signer:
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


def first_difference(actual: dict[str, Any], expected: dict[str, Any]) -> str:
    """Names the first stage that differs, with both texts; empty when all agree."""
    if "error" in actual:
        return f"the signer refused: {actual['error']}"
    for stage in (*STAGES, *(key for key in expected if key not in STAGES)):
        if actual.get(stage) != expected[stage]:
            return f"{stage} differs\n--- ours\n{actual.get(stage)}\n--- theirs\n{expected[stage]}"
    return ""
