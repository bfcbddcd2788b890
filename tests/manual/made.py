# SPDX-License-Identifier: MIT
"""Where the tree and the built programs are, and how the program is called."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("WAN53_BUILD", ROOT / "build" / os.uname().machine)).absolute()

Program = Callable[..., CompletedProcess[str]]
