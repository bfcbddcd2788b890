#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Packs a program as Lambda wants it: a zip archive whose root holds the executable `bootstrap`.

    lambda_zip.py BOOTSTRAP OUT

The archive depends on the program alone: its one entry bears the oldest time that zip knows, and
mode 0755. One that is larger than MAX_BYTES is an error, and removed.
"""

import sys
import zipfile
from pathlib import Path

OLDEST = (1980, 1, 1, 0, 0, 0)
UNIX = 3
MODE = 0o100755
MAX_BYTES = 330_000


def main() -> int:
    program, out = map(Path, sys.argv[1:])
    entry = zipfile.ZipInfo("bootstrap", OLDEST)
    entry.create_system = UNIX
    entry.external_attr = MODE << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(entry, program.read_bytes(), compresslevel=9)
    size = out.stat().st_size
    if size > MAX_BYTES:
        out.unlink()
        print(f"{out}: {size:,} bytes; expected at most {MAX_BYTES:,}", file=sys.stderr)
        return 1
    print(f"  {out}: {size:,} bytes, at most {MAX_BYTES:,}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
