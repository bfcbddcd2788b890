#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs steps one after the other and adds up what they counted.

Usage: tally.py [--no-skips] NAME COMMAND [NAME COMMAND ...]. Each COMMAND is one string for the
shell. With --no-skips a skipped test makes the exit status 1, too.

Counts are read from CMocka's and pytest's closing lines and from a line of our own,
"N passed, N failed, N skipped". A step that prints none of them counts as one passed or failed, by
its exit status; one that counts no failure but exits with another status than 0 adds one failed.
All steps run; one whose NAME ends in "&" runs beside those after it and is shown at the end. The
last lines printed are the names of the tests that failed and the sum, and the exit status is 1 when
anything failed. A step may be a tally itself: then only its sum counts, and what its steps print is
set off by "| ". What a step took is told in seconds, and in those that its processes computed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
CMOCKA = re.compile(r"^\[  (PASSED|FAILED|SKIPPED)\s*\] (\d+) test\(s\)")
PYTEST = re.compile(r"^=*\s*((?:\d+ [a-z]+(?:, )?)+) in [\d.]+s.*$")
OURS = re.compile(r"^(\d+) passed, (\d+) failed, (\d+) skipped$")
FAILURE = re.compile(r"^(?:\| )*(?:(?:FAILED|ERROR) |\[  FAILED  \] )(?!unit: )(.+?)(?: - .*)?$")
PYTEST_WORDS = {
    "passed": "passed",
    "xfailed": "passed",
    "failed": "failed",
    "error": "failed",
    "errors": "failed",
    "xpassed": "failed",
    "skipped": "skipped",
}


@dataclass
class Counts:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    failures: dict[str, None] = field(default_factory=dict)

    def __iadd__(self, other: Counts) -> Counts:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.failures |= other.failures
        return self

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def read_counts(line: str) -> Counts | None:
    """What a closing line counts, or None when it is no closing line."""
    line = ESCAPES.sub("", line).rstrip()
    if match := OURS.match(line):
        return Counts(*map(int, match.groups()))
    if match := CMOCKA.match(line):
        return Counts(**{match[1].lower(): int(match[2])})
    if match := PYTEST.match(line):
        counts = Counts()
        for part in match[1].split(", "):
            number, word = part.split()
            if name := PYTEST_WORDS.get(word):
                setattr(counts, name, getattr(counts, name) + int(number))
        return counts
    return None


NESTED = "WAN53_TALLY" in os.environ


def tell(line: str) -> None:
    # In one piece: two threads may do so at a time.
    print(f"{line}\n", end="", flush=True)


def show(line: str) -> None:
    print(f"{'| ' if NESTED else ''}{line}", end="", flush=True)


def run(name: str, command: str, say: Callable[[str], None] = show) -> Counts:
    tell(f"==> {name}")
    start = time.monotonic()
    counts = Counts()
    counted = False
    with subprocess.Popen(
        ["/bin/sh", "-c", command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env={**os.environ, "WAN53_TALLY": "yes"},
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            found = read_counts(line)
            # Its own line must stay the only one of its kind.
            if found is None or not OURS.match(line.rstrip()):
                say(line)
            if found is not None:
                counts += found
                counted = True
            elif match := FAILURE.match(ESCAPES.sub("", line)):
                counts.failures[match[1]] = None
        # Not process.wait(), which does not tell what the step used.
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if not counted:
        counts.passed = int(process.returncode == 0)
    if process.returncode != 0 and counts.failed == 0:
        counts.failed = 1
    if not counts.failed:
        counts.failures.clear()
    elif not counts.failures:
        counts.failures[name] = None
    wall = time.monotonic() - start
    tell(f"<== {name}: {counts} ({wall:.0f} s, {used.ru_utime + used.ru_stime:.0f} s of CPU time)")
    return counts


def main() -> int:
    arguments = sys.argv[1:]
    skips_fail = arguments[:1] == ["--no-skips"]
    if skips_fail:
        del arguments[0]
    if not arguments or len(arguments) % 2:
        sys.exit(__doc__)
    steps = list(zip(arguments[::2], arguments[1::2], strict=True))
    total = Counts()
    with ThreadPoolExecutor() as beside:
        waiting = []
        results = []
        for name, command in steps:
            if name.endswith("&"):
                lines: list[str] = []
                done = beside.submit(run, name.rstrip("& "), command, lines.append)
                waiting.append((name.rstrip("& "), lines, done))
            else:
                results.append((name, run(name, command)))
        for name, lines, done in waiting:
            counts = done.result()
            for line in lines:
                show(line)
            results.append((name, counts))
    for name, counts in results:
        print(f"    {name:24} {counts}")
        total += counts
    for failure in total.failures:
        show(f"FAILED {failure}\n")
    if skips_fail and total.skipped:
        print("skipped tests count as failures here; what skipped says what it lacks")
    print(total)
    return 1 if total.failed or (skips_fail and total.skipped) else 0


if __name__ == "__main__":
    sys.exit(main())
