#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints the size of each shipped binary beside its limit.

Usage: sizes.py TARGET ...: build/TARGET/wan53 against SIZE_LIMIT of toolchain/targets/TARGET.mk.
None may hold what toolchain/lean keeps out, which build/TARGET/wan53.unstripped would show. The
last line is "N passed, N failed, 0 skipped"; exit status 1 when one is too big or holds such a
thing.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def limit(target: str) -> int:
    """The limit in bytes that the target's own file sets."""
    text = (ROOT / "toolchain" / "targets" / f"{target}.mk").read_text()
    found = re.search(r"^SIZE_LIMIT\s*:=\s*(\d+)$", text, re.MULTILINE)
    if found is None:
        sys.exit(f"toolchain/targets/{target}.mk: no SIZE_LIMIT; give one in bytes")
    return int(found[1])


# musl's printf, scanf, strtod, strtol, strstr and sort, the unwinder, what is cut out of curl and
# mbedTLS, and pugixml's writer. One careless call brings each of them back.
KEPT_OUT = re.compile(
    "printf_core|vfscanf|__floatscan|strtox|twoway_strstr|trinkle"
    "|_Unwind_RaiseException|_Unwind_VRS_Set"
    "|Curl_http_follow|cr_chunked_read|cr_lc_read|cf_udp_connect|progress_calc|urlget_url"
    "|mbedtls_mpi_gcd|.*xml_buffered_writer.*"
)


def crept_in(target: str) -> list[str]:
    symbols = subprocess.run(
        ["readelf", "-sW", ROOT / "build" / target / "wan53.unstripped"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    defined = set(re.findall(r" FUNC +\w+ +\w+ +\d+ (\w+)", symbols))
    if "main" not in defined:
        sys.exit(f"build/{target}/wan53.unstripped: no symbols; link it again")
    return sorted(filter(KEPT_OUT.fullmatch, defined))


def main() -> int:
    targets = sys.argv[1:]
    if not targets:
        sys.exit(__doc__)
    failed = 0
    print(f"{'target':10}{'bytes':>12}{'limit':>12}{'of it':>8}")
    for target in targets:
        size, most = (ROOT / "build" / target / "wan53").stat().st_size, limit(target)
        held = crept_in(target)
        failed += size > most or bool(held)
        verdict = "  too big" if size > most else ""
        verdict += f"  holds {', '.join(held)}" if held else ""
        print(f"{target:10}{size:>12,}{most:>12,}{size / most:>8.0%}{verdict}")
    print(f"{len(targets) - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
