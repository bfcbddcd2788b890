#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints what each part of a shipped binary takes.

Usage: parts.py TARGET LINKER [ARGUMENT ...]. build/TARGET/wan53.map is the linker's map of the
program. Optimised at link time, it names functions and data but not where they come from, so each
of our libraries is linked by itself ("LINKER ARGUMENT ... -r", without optimisation) and its
symbols and texts are compared. A function that was inlined counts for its caller; what several
parts define, such as a template, has lines of its own; so has what no part defines.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ["base", "aws", "ddns", "sys", "settings", "detect", "publish", "cycle", "daemon", "cli"]
LIBRARIES = {
    "mbedtls": "mbedtls/library/*.o",
    "curl": "curl.o",
    "cjson": "cjson/*.o",
    "pugixml": "pugixml/src/*.o",
    "inih": "inih/*.o",
    "toolchain/lean": "lean/*.o",
}
CXX, C, SHARED, OUTLINED, REST = (
    "libc++, with its templates",
    "libc and compiler-rt",
    "shared by several parts",
    "sequences made functions",
    "relocations, headers, padding, constants",
)
STANDARD = re.compile(r"_ZT?[VIS]?N?K?S[tabs]|_Zn|_Zd|__cxa_|__gxx|_ZNKSt|_ZGVNSt")
# What the optimiser appends to the name of a copy.
SUFFIX = re.compile(r"(\.(llvm|part|cold|isra|constprop)?\.?\d*)+$")
SECTION = re.compile(
    r"\.(?:text|rodata|data\.rel\.ro|data|ARM\.extab\.text)\.(?:\.Lswitch\.table\.)?(?!cst\d)(\S+)"
)
NOT_LOADED = re.compile(r":\(\.(bss|tbss|comment|shstrtab|strtab|symtab)")
LINE = re.compile(r"\s*([0-9a-f]+)\s+[0-9a-f]+\s+([0-9a-f]+)\s+\d+ (\s+\S.*)$")


def readelf(*arguments: str | Path) -> str:
    return subprocess.run(
        ["readelf", *arguments], check=True, capture_output=True, text=True
    ).stdout


def content_of(program: Path, address: int, size: int) -> bytes:
    """Of its .rodata."""
    found = re.search(r"\] \.rodata\s+PROGBITS\s+(\w+) (\w+) ", readelf("-SW", program))
    assert found is not None
    at = address - int(found[1], 16) + int(found[2], 16)
    return program.read_bytes()[at : at + size]


def texts(path: Path, prefix: str) -> set[bytes]:
    """The strings of the sections whose names start with that."""
    found: set[bytes] = set()
    content = path.read_bytes()
    for at, size in re.findall(
        rf"\] {re.escape(prefix)}\S*\s+PROGBITS\s+\w+ (\w+) (\w+) ", readelf("-SW", path)
    ):
        found.update(content[int(at, 16) : int(at, 16) + int(size, 16)].split(b"\0"))
    return found


class Owners:
    """Which part defines a symbol or holds a text."""

    def __init__(self, linker: list[str], parts: dict[str, list[Path]]) -> None:
        self.symbols: dict[str, set[str]] = defaultdict(set)
        self.texts: dict[bytes, set[str]] = defaultdict(set)
        with tempfile.TemporaryDirectory() as folder:
            for part, inputs in parts.items():
                whole = Path(folder) / "part.o"
                subprocess.run(
                    [*linker, "-r", "--lto-O0", "--whole-archive", "-o", whole, *inputs],
                    check=True, capture_output=True,
                )  # fmt: skip
                for name in re.findall(
                    r" (?:FUNC|OBJECT|NOTYPE) +\w+ +\w+ +\d+ (\S+)$",
                    readelf("-sW", whole), re.MULTILINE,
                ):  # fmt: skip
                    self.symbols[SUFFIX.sub("", name)].add(part)
                for text in texts(whole, ".rodata"):
                    self.texts[text].add(part)

    def of_symbol(self, name: str) -> str:
        if name.startswith("OUTLINED_FUNCTION"):
            return OUTLINED
        if STANDARD.match(name):
            return CXX
        return one(self.symbols.get(SUFFIX.sub("", name), set()))

    def of_text(self, text: bytes) -> str:
        return one(self.texts.get(text, set()))


def one(parts: set[str]) -> str:
    """The only part, or what stands for none and for several."""
    if not parts:
        return REST
    return next(iter(parts)) if len(parts) == 1 else SHARED


def input_sections(link_map: str) -> list[tuple[int, int, str]]:
    """Address, size, and "FILE:(SECTION)" of what lies in the file."""
    found = []
    for line in link_map.splitlines():
        match = LINE.match(line)
        if match and ":(" in match[3] and re.match(r" {8}\S", match[3]):
            found.append((int(match[1], 16), int(match[2], 16), match[3].strip()))
    return [row for row in found if not NOT_LOADED.search(row[2])]


def measure(program: Path, owners: Owners) -> dict[str, int]:
    """Bytes by part; their sum is the file."""
    took: dict[str, int] = defaultdict(int)
    for address, size, where in input_sections(Path(f"{program}.map").read_text()):
        file, _, section = where.rstrip(")").partition(":(")
        if re.search(r"lib(c|zigc|compiler_rt\w*)\.a|crt\w*\.o|compiler_rt", file):
            took[C] += size
        elif re.match(r"\.rodata\.str\d", section):
            for text in content_of(program, address, size).removesuffix(b"\0").split(b"\0"):
                took[owners.of_text(text)] += len(text) + 1
        elif named := SECTION.match(section):
            # What no part of ours defines is the C library's, which zig optimises along.
            owner = owners.of_symbol(named[1])
            took[C if owner == REST else owner] += size
    took[REST] += program.stat().st_size - sum(took.values())
    return took


def main() -> int:
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    build = ROOT / "build" / sys.argv[1]
    parts = {f"src/{name}": [build / f"lib{name}.a"] for name in FOLDERS}
    parts["src/main.cpp"] = [build / "src/main.o"]
    for name, pattern in LIBRARIES.items():
        parts[name] = sorted((build / "deps").glob(pattern))
    program = build / "wan53"
    took = measure(program, Owners(sys.argv[2:], parts))
    size = program.stat().st_size
    for part in [*LIBRARIES, *parts, CXX, C, SHARED, OUTLINED, REST]:
        if part in took:
            print(f"{part:42}{took[part]:>10,}{took.pop(part) / size:>8.1%}")
    print(f"{program.relative_to(ROOT).as_posix():42}{size:>10,}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
