# SPDX-License-Identifier: MIT
"""What is linked into the program, under which licences, and their texts."""

from __future__ import annotations

from pathlib import Path

PACKAGES = "build/toolchain/lib/python3*/site-packages"
# What is linked in, and where its licence stands. cmocka is the tests' alone.
LICENSES = {
    "curl": ("curl", "build/src/curl/COPYING"),
    "mbedtls": ("Apache-2.0", "build/src/mbedtls/LICENSE"),
    "cjson": ("MIT", "build/src/cjson/LICENSE"),
    "pugixml": ("MIT", "build/src/pugixml/LICENSE.md"),
    "inih": ("BSD-3-Clause", "build/src/inih/LICENSE.txt"),
    "musl": ("MIT", f"{PACKAGES}/ziglang/lib/libc/musl/COPYRIGHT"),
    "libc++": ("Apache-2.0 WITH LLVM-exception", f"{PACKAGES}/ziglang/lib/libcxx/LICENSE.TXT"),
    "compiler-rt": ("MIT", f"{PACKAGES}/ziglang/LICENSE"),
}
OF_ZIG = ("musl", "libc++", "compiler-rt")


class Refused(Exception):
    """Why there is no release."""


def license_of(root: Path, name: str) -> str:
    found = sorted(root.glob(LICENSES[name][1]))
    if not found:
        raise Refused(f"{LICENSES[name][1]}: no such licence; build first, or correct dist.py")
    return found[0].read_text(errors="replace")


def notice(root: Path) -> str:
    parts = ["wan53 is linked with these libraries. Their licences follow.\n"]
    for name in LICENSES:
        parts.append(f"\n{'=' * 78}\n{name}\n{'=' * 78}\n\n{license_of(root, name).strip()}\n")
    return "".join(parts)
