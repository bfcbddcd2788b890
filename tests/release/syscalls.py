#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks the system calls of a finished binary against a list of those that old kernels have.

Usage: syscalls.py ALLOWED PROGRAM EMULATOR [ARGUMENT ...]. The emulator is qemu-user, whose -strace
traces two rounds and, under tests/router/run, the daemon's life (cycle.py). ALLOWED has one system
call a line with the reason why it may be there. The last line is "N passed, N failed, N skipped";
exit status 1 when a call is not in the list.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from cycle import alone, daemon_cycle
from rounds import lost_round, writing_round

# Two threads may share a line, since an entry and its result are written apart.
CALL = re.compile(r"(?:^|(?<=[)0-9 ]))(\d+) (?:([a-z_]\w*)\(|Unknown syscall (\d+))", re.MULTILINE)
# A trace without these is no trace of a round.
EXPECTED = {"connect", "sendto", "open", "exit_group"}
# Nor is one without these of a daemon.
EXPECTED_OF_DAEMON = {"ppoll", "execve"}


def read_allowed(path: Path) -> dict[str, str]:
    """Name to reason; a name without a reason is an error."""
    allowed = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, reason = line.partition(" ")
        if not reason.strip():
            sys.exit(f"{path}:{number}: {name} has no reason; say why an old kernel has it")
        allowed[name] = reason.strip()
    return allowed


def calls(trace: str) -> set[str]:
    """The names in a trace, or the numbers of those that qemu has no name for."""
    return {match[2] or f"number {match[3]}" for match in CALL.finditer(trace)}


def life(program: Path, launcher: list[str]) -> str:
    """The daemon's, as one complaint."""
    return "; ".join(filter(None, daemon_cycle(program, launcher)))


def traced(
    drive: Callable[[Path, list[str]], str], program: Path, emulator: list[str]
) -> tuple[str, set[str]]:
    """The complaint, and the calls of all its processes."""
    with tempfile.TemporaryDirectory() as folder:
        complaint = drive(program, [*emulator, "-strace", "-D", f"{folder}/%d"])
        return complaint, calls(
            "\n".join(file.read_text(errors="replace") for file in Path(folder).iterdir())
        )


def main() -> int:
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    listed, program, emulator = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    allowed = read_allowed(listed)
    problems = []
    seen: set[str] = set()
    for drive in (writing_round, lost_round, *([life] if alone() else [])):
        complaint, names = traced(drive, program, emulator)
        problems += [complaint] if complaint else []
        seen |= names
    if missing := (EXPECTED | (EXPECTED_OF_DAEMON if alone() else set())) - seen:
        problems.append(f"the trace has no {', '.join(sorted(missing))}: it is not a whole one")
    problems += [
        f"{name} is not in {listed.name}; give it a reason there or do without it"
        for name in sorted(seen - allowed.keys())
    ]
    for problem in problems:
        print(f"failed: {problem}")
    passed = len(seen & allowed.keys())
    print(f"{len(seen)} system calls, {passed} of them allowed")
    print(f"{passed} passed, {len(problems)} failed, {0 if alone() else 1} skipped")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
