# SPDX-License-Identifier: MIT
"""What the program makes of the lines that a stack prints for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.integration.wan53 import Wan53

from .stacks import REGION

# As README.md appends it: what `aws iot describe-endpoint` prints.
ENDPOINT = f"iot-endpoint = c0ffee.credentials.iot.{REGION}.amazonaws.com\n"


def on_a_router(folder: Path, lines: str) -> Wan53:
    """The program with this config, where the router's `source = wan` works."""
    wan53 = Wan53(folder)
    wan53.configure(lines + (ENDPOINT if "credentials = iot\n" in lines else ""))
    (folder / "nvram").touch(0o755)
    wan53.environment["PATH"] = f"{folder}:/usr/bin:/bin"
    return wan53


def policy_of(folder: Path, lines: str) -> list[dict[str, Any]]:
    """The statements that `wan53 iam-policy` prints for the lines, which are a config."""
    run = on_a_router(folder, lines)("iam-policy")
    assert (run.code, run.err) == (0, ""), run
    return run.json["Statement"]
