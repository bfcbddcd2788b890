# SPDX-License-Identifier: MIT
"""The manual pages and the completion, made anew, and the program that they are about."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from made import BUILD, ROOT, Program


@pytest.fixture(scope="session")
def made() -> Path:
    """The folder build, in which man/ and completion/ are up to date."""
    # Not as a part of the make that may be running these tests.
    environment = {
        name: text for name, text in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))
    }
    command = ["make", "-s", "-j2", f"TARGET={BUILD.name}", "man"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=600)
    return ROOT / "build"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Calls the program with a home of its own."""

    nvram = tmp_path / "bin" / "nvram"  # the sources of a router can be read here
    nvram.parent.mkdir()
    nvram.write_text("#!/bin/sh\n")
    nvram.chmod(0o755)

    def call(*arguments: str, text: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": f"{nvram.parent}:/usr/bin:/bin", "HOME": str(tmp_path)} | variables
        return subprocess.run(
            [str(BUILD / "wan53"), *arguments],
            env=environment,
            input=text,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return call
