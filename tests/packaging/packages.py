# SPDX-License-Identifier: MIT
"""Makes packages as `make deb` does."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("WAN53_BUILD", ROOT / "build" / os.uname().machine)).absolute()
EPOCH = 1_764_000_000
DEBIAN = {"x86_64": "amd64", "aarch64": "arm64"}.get(os.uname().machine, "armhf")


def make_packages(root: Path, out: Path, version: str) -> None:
    subprocess.run(
        [ROOT / "toolchain/deb.py", "--root", root, "--out", out, "--version", version,
         "--epoch", str(EPOCH)],
        check=True, capture_output=True,
    )  # fmt: skip
