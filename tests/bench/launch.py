# SPDX-License-Identifier: MIT
"""Runs a program once and says what it took.

`traced` counts (processes, memory) through the program `peak`, `timed` reads the clocks of an
undisturbed run. Times are seconds, sizes KiB. Both raise Failed unless the program exits with 0.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.aws.tls import ca_pem

ROOT = Path(__file__).resolve().parents[2]
MOST_S = 60
BUILD = ROOT / os.environ.get("WAN53_BUILD", f"build/{os.uname().machine}")


class Failed(Exception):
    """The program did not exit with 0; the text says what it wrote."""


@dataclass(frozen=True)
class Footprint:
    """What a program started, how often it called the kernel, and what memory it had at most."""

    forks: int
    calls: int
    max_rss_kib: int
    vm_peak_kib: int


@dataclass(frozen=True)
class Times:
    """How long a program ran, and how long on a CPU (user and system)."""

    wall: float
    cpu: float


def aws_environment(url: str, folder: Path) -> dict[str, str]:
    """What points a client in `folder` at the server of that URL, with keys that it accepts."""
    ca_file = folder / "ca.pem"
    ca_file.write_bytes(ca_pem())
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "AWS_ENDPOINT_URL": url,
        "AWS_CA_BUNDLE": str(ca_file),
        "AWS_ACCESS_KEY_ID": "AKIAWAN53EXAMPLE0000",
        "AWS_SECRET_ACCESS_KEY": "wan53/secret+of/the+bench/0123456789abcd",
        "AWS_DEFAULT_REGION": "us-east-1",
    }


def traced(command: list[str], environment: dict[str, str]) -> Footprint:
    """Runs the command under `peak`."""
    peak = BUILD / "peak"
    if not peak.exists():
        raise FileNotFoundError(f"{peak} is missing; run `make {peak.relative_to(ROOT)}`")
    with tempfile.NamedTemporaryFile("r") as out:
        try:
            done = subprocess.run(
                [str(peak), out.name, *command],
                env=environment,
                capture_output=True,
                text=True,
                timeout=MOST_S,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise Failed(f"{command[0]} did not end within {MOST_S} s") from late
        if done.returncode:
            raise Failed(f"{command[0]} ended with {done.returncode}: {done.stderr.strip()}")
        said = json.load(out)
    return Footprint(said["forks"], said["calls"], said["max_rss_kib"], said["vm_peak_kib"])


def timed(command: list[str], environment: dict[str, str]) -> Times:
    """Runs the command with its output thrown away; `traced` shows what it says when it fails."""
    nowhere = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)]
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], command, environment, file_actions=nowhere)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    if status:
        raise Failed(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return Times(wall, usage.ru_utime + usage.ru_stime)
