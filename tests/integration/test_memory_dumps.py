# SPDX-License-Identifier: MIT
"""What a running wan53 lets others see of its memory, which holds keys: nothing."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.launch import BUILD

NOBODY = 65534


def allow_core_files() -> None:
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


@contextlib.contextmanager
def waiting(command: list[str]) -> Iterator[int]:
    """The id of a process of an ordinary user that waits for its input."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        program = shutil.copy2(command[0], folder)
        user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        process = subprocess.Popen(
            [program, *command[1:]],
            cwd=folder, env={"HOME": folder}, stdin=subprocess.PIPE, preexec_fn=allow_core_files,
            **user,
        )  # fmt: skip
        try:
            # It reads its input after it has set itself up.
            end = time.monotonic() + 20
            while state_of(process.pid) != "S" and time.monotonic() < end:
                time.sleep(0.01)
            assert process.poll() is None, "it did not wait for its input"
            yield process.pid
        finally:
            process.kill()
            process.communicate()


def state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def core_limits(pid: int) -> list[str]:
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()
    return next(line for line in lines if line.startswith("Max core file size")).split()[4:6]


def owner(pid: int) -> int:
    """Of what the kernel shows of the process's memory: the user, or root if it is not dumpable."""
    return Path(f"/proc/{pid}/mem").stat().st_uid


@pytest.fixture
def wan53_that_waits():
    with waiting([str(BUILD / "wan53"), "config", "apply", "-"]) as pid:
        yield pid


def test_no_core_file(wan53_that_waits):
    assert core_limits(wan53_that_waits) == ["0", "0"]


def test_not_dumpable(wan53_that_waits):
    assert owner(wan53_that_waits) == 0


def test_its_environment_is_closed(wan53_that_waits):
    """It may hold a key: AWS_SECRET_ACCESS_KEY."""
    assert Path(f"/proc/{wan53_that_waits}/environ").stat().st_uid == 0


def test_another_program_is_dumpable():
    """Or the look above proves nothing."""
    with waiting([shutil.which("cat")]) as pid:
        assert owner(pid) == (os.geteuid() or NOBODY)
