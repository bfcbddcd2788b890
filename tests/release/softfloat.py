#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Shows that a finished binary never touches an FPU.

Usage: softfloat.py armv7|mipsel FOLDER EMULATOR [ARGUMENT ...]. FOLDER holds wan53,
wan53.unstripped, fpu_control (a program with one FPU instruction) and fpu_control.o (built for the
hard-float ABI); the emulator has a CPU without an FPU.

Three looks: what the file says of its ABI; its disassembly, taken from wan53.unstripped, where
symbols tell code from data and Thumb from ARM; and a round on a CPU without an FPU. Each look must
also fail on the control, or it proves nothing. The last line is "N passed, N failed, 0 skipped";
exit status 1 when anything failed.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from rounds import writing_round


@dataclass(frozen=True)
class Machine:
    """How one architecture shows its floating point."""

    binutils: str  # prefix of GNU's tools
    soft: tuple[str, ...]  # texts of readelf that must be there
    hard: tuple[str, ...]  # and that must not
    instruction: re.Pattern[str]  # of objdump, mnemonic and operands
    exempt: re.Pattern[str]  # functions that nothing calls


# libunwind saves and restores FPU registers in these while it unwinds, which nothing here does.
UNWINDER = re.compile(
    r"_ZN9libunwind\d+Registers_\w+?(save|restore)VFP\w*|_ZN9libunwind15Registers_mips\w+"
)
# zig gives symbols only to a link with a debug level, which moves a few instructions of its libc;
# so the two links are compared by size, each section with its slack in bytes.
LOADED = {".rodata": 0, ".data": 0, ".bss": 0, ".text": 64}
MACHINES = {
    "armv7": Machine(
        "arm-linux-gnueabi-",
        ("soft-float ABI",),
        ("Tag_FP_arch", "Tag_Advanced_SIMD_arch", "Tag_ABI_VFP_args", "hard-float"),
        # VFP and NEON in today's names, and in the old ones as coprocessors 10 and 11
        re.compile(r"(v[a-z].*|f(ld|st)m.*|(ldc|stc|mcr|mrc|cdp)\S*\s+(p?1[01]),.*)"),
        UNWINDER,
    ),
    "mipsel": Machine(
        "mipsel-linux-gnu-",
        ("FP ABI: Soft float", "CPR1 size: 0"),
        ("FP ABI: Hard float", "CPR1 size: 32", "CPR1 size: 64"),
        re.compile(r"(([ls][dw]x?c1|d?m[ft]h?c1|c[ft]c1|bc1\w+)\s.*|\w+(\.\w+)*\.(s|d|ps)\s.*)"),
        UNWINDER,
    ),
}


def output(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def claimed(machine: Machine, path: Path) -> str:
    """What is wrong with the ABI that the file claims, or ""."""
    text = output("readelf", "-h", "-A", path)
    missing = [word for word in machine.soft if word not in text]
    found = [word for word in machine.hard if word in text]
    return ", ".join([f"no {word}" for word in missing] + found)


def disassembled(machine: Machine, path: Path) -> str:
    """The first FPU instructions and their functions, or ""."""
    found = []
    function = ""
    for line in output(f"{machine.binutils}objdump", "-d", "--no-show-raw-insn", path).splitlines():
        if header := re.fullmatch(r"[0-9a-f]+ <(.*)>:", line):
            function = header[1]
        elif (
            (code := re.fullmatch(r"\s*[0-9a-f]+:\t(.*)", line))
            and machine.instruction.fullmatch(code[1].replace("\t", " ").strip())
            and not machine.exempt.fullmatch(function)
        ):
            found.append(f"{function}: {code[1]}")
    if not function:
        return "no function found"
    return "; ".join(found[:5])


def section_sizes(path: Path) -> dict[str, int]:
    """Of what is loaded: name to bytes."""
    rows = re.findall(r"\] (\.\S+)\s+\S+\s+\w+ \w+ (\w+) ", output("readelf", "-SW", path))
    return {name: int(size, 16) for name, size in rows if name in LOADED}


def same_program(one: Path, other: Path) -> str:
    """What tells two links of one program apart, or ""."""
    first, second = section_sizes(one), section_sizes(other)
    far = [
        f"{name} has {first.get(name)} and {second.get(name)} bytes"
        for name, slack in LOADED.items()
        if abs(first.get(name, 1 << 30) - second.get(name, 0)) > slack
    ]
    return ", ".join(far)


def control_runs(control: Path, emulator: list[str]) -> str:
    """Whether the control dies as it must on a CPU without an FPU."""
    code = subprocess.run([*emulator, control], check=False, capture_output=True).returncode
    return "" if code == -signal.SIGILL else f"ended with status {code}, not SIGILL"


def main() -> int:
    if len(sys.argv) < 4 or sys.argv[1] not in MACHINES:
        sys.exit(__doc__)
    machine, folder, emulator = MACHINES[sys.argv[1]], Path(sys.argv[2]), sys.argv[3:]
    program, symbols = folder / "wan53", folder / "wan53.unstripped"
    control = folder / "fpu_control"

    def caught(complaint: str) -> str:
        return "" if complaint else "the control passed"

    looks = {
        "the file claims a soft-float ABI": claimed(machine, program),
        "a hard-float object would be noticed": caught(claimed(machine, folder / "fpu_control.o")),
        "the disassembled program is the shipped one": same_program(program, symbols),
        "no FPU instruction in the code": disassembled(machine, symbols),
        "one FPU instruction would be noticed": caught(disassembled(machine, control)),
        "a round on a CPU without an FPU": writing_round(program, emulator),
        "the control dies on that CPU": control_runs(control, emulator),
    }
    for look, complaint in looks.items():
        print(f"failed: {look}: {complaint}" if complaint else f"passed: {look}")
    failed = sum(map(bool, looks.values()))
    print(f"{len(looks) - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
