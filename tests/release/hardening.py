#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks what makes an attack on the finished binaries harder.

Usage: hardening.py TARGET ...: build/TARGET/wan53 is a static executable with small stacks and
without a segment that is writable and executable; but for mipsel it is position-independent, and
what is relocated becomes read-only before main starts. wan53.unstripped calls __stack_chk_fail.
build/TARGET/bootstrap is looked at where it was built. The last line is "N passed, N failed, 0
skipped".
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STACK = 256 * 1024
# Their constants need no relocation and are read-only from the start; toolchain/README.md says why.
AT_FIXED_ADDRESS = {"mipsel"}


def readelf(*arguments: str | Path) -> str:
    return subprocess.run(
        ["readelf", *arguments], check=True, capture_output=True, text=True
    ).stdout


def segments(path: Path) -> list[tuple[str, int, str]]:
    """Type, size in memory, and flags such as "RW"."""
    rows = re.findall(
        r"^  (\w+) +0x\w+ 0x\w+ 0x\w+ 0x\w+ 0x(\w+) ([R ][W ][E ]) ",
        readelf("-lW", path),
        re.MULTILINE,
    )
    return [(kind, int(size, 16), flags.replace(" ", "")) for kind, size, flags in rows]


def of_file(path: Path, target: str) -> dict[str, bool]:
    """What must hold, and whether it does."""
    header, dynamic, found = readelf("-hW", path), readelf("-dW", path), segments(path)
    kinds = {kind for kind, _, _ in found}
    stacks = [(size, flags) for kind, size, flags in found if kind == "GNU_STACK"]
    looks = {
        "static": "INTERP" not in kinds and "(NEEDED)" not in dynamic,
        "no text relocations": "TEXTREL" not in dynamic,
        "nothing writable is executable": all({"W", "E"} - set(flags) for _, _, flags in found),
        "one stack of 256 KiB, not executable": stacks == [(STACK, "RW")],
    }
    if target not in AT_FIXED_ADDRESS:
        looks["position-independent"] = "PIE" in dynamic and bool(re.search("Type: +DYN ", header))
        looks["everything bound at start"] = "BIND_NOW" in dynamic
        looks["relocated data is read-only"] = "GNU_RELRO" in kinds
    return looks


def protected(symbols: Path) -> bool:
    """Whether the function is linked in that a damaged stack calls; tests/sys shows the canary."""
    return bool(re.search(r" FUNC .* __stack_chk_fail$", readelf("-sW", symbols), re.MULTILINE))


def main() -> int:
    if not sys.argv[1:]:
        sys.exit(__doc__)
    passed = failed = 0
    for target in sys.argv[1:]:
        folder = ROOT / "build" / target
        looks = {"wan53: the stack is protected": protected(folder / "wan53.unstripped")}
        for name in ("wan53", "bootstrap"):
            if name == "wan53" or (folder / name).exists():
                held = of_file(folder / name, target)
                looks |= {f"{name}: {what}": holds for what, holds in held.items()}
        for what, holds in looks.items():
            passed, failed = passed + holds, failed + (not holds)
            if not holds:
                print(f"failed: {target}: {what}")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
