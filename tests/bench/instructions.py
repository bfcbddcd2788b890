# SPDX-License-Identifier: MIT
"""How many instructions a program of another target takes, counted by qemu-user.

qemu logs each block that it translates with its instructions, and each block that it runs. Only
what the program itself executes counts, not the kernel's work for it.
"""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from tests.bench.launch import ROOT, Failed


def emulator(target: str) -> list[str]:
    """As the target's own checks run it."""
    text = (ROOT / "toolchain" / "targets" / f"{target}.mk").read_text()
    found = re.search(r"^EMULATOR\s*:=.*(qemu-[^)\n]+)", text, re.MULTILINE)
    if not found:
        raise ValueError(f"toolchain/targets/{target}.mk has no EMULATOR")
    return found[1].split()


def instructions(
    target: str, program: Path, *arguments: str, environment: Mapping[str, str] | None = None
) -> int:
    """Of one run, which must exit with 0."""
    command = [*emulator(target), "-d", "in_asm,exec,nochain", str(program), *arguments]
    lengths: dict[int, int] = {}
    runs: Counter[int] = Counter()
    block = 0
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith(b"Trace "):
                # Trace 0: HOST [CS_BASE/PC/FLAGS/CFLAGS] SYMBOL
                runs[int(line.split(b"/", 2)[1], 16)] += 1
            elif line.startswith(b"IN:"):
                block = 0
            elif line.startswith(b"0x"):
                address, *words = line.split()
                if not block:
                    block = int(address[:-1], 16)
                    lengths[block] = 0
                # A long one goes on in a line that has bytes alone.
                lengths[block] += any(len(word) != 2 for word in words)
    if process.returncode or not runs:
        raise Failed(f"{' '.join(command)} ended with {process.returncode}, {len(runs)} blocks")
    return sum(times * lengths[address] for address, times in runs.items())
