#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Links with zig's own linker and with flags that zig's driver does not let through.

    link.py MEMO OUT "LINKER FLAGS" INPUT... -- zig c++ FLAGS...

zig tells what it would call the linker with (ZIG_VERBOSE_LINK). It is asked once for each set of
flags, with an empty program; MEMO keeps the answers while the libraries that they name exist.
Warnings of the linker end the link, except those that are known to be harmless.
"""

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

OUT, INPUTS = "@out@", "@inputs@"
# What zig compiles to the end does not say whose addresses are taken: nothing in it is folded.
HARMLESS = re.compile(r"ld\.lld: warning: .*: --icf=safe conservatively ignores SHT_LLVM_ADDRSIG ")


def ask(driver: list[str]) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        source, object_, program = (f"{folder}/empty{end}" for end in (".c", ".o", ""))
        Path(source).write_text("int main(void) { return 0; }\n")
        flags = [flag for flag in driver[2:] if not flag.startswith("-Wl,")]
        subprocess.run([driver[0], "cc", *flags, "-c", "-o", object_, source], check=True)
        answer = subprocess.run(
            [*driver, "-o", program, object_],
            env={**os.environ, "ZIG_VERBOSE_LINK": "1"}, stderr=subprocess.PIPE, text=True,
            check=False,
        )  # fmt: skip
        lines = [line for line in answer.stderr.splitlines() if line.startswith("ld.lld ")]
        if answer.returncode != 0 or not lines:
            sys.exit(f"toolchain/link.py: zig does not say how it links:\n{answer.stderr}")
        ours = {program: OUT, object_: INPUTS}
        return [ours.get(word, word) for word in shlex.split(lines[-1])]


def linker_line(memo: Path, driver: list[str]) -> list[str]:
    key = shlex.join(driver)
    known = json.loads(memo.read_text()) if memo.exists() else {}
    line = known.get(key, [])
    if line and all(os.path.exists(word) for word in line if word.startswith("/")):
        return line
    known[key] = ask(driver)
    fresh = memo.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps(known))
    fresh.rename(memo)
    return known[key]


def main() -> int:
    split = sys.argv.index("--")
    memo, out, extra, *inputs = sys.argv[1:split]
    driver = sys.argv[split + 1 :]
    values = {OUT: [out], INPUTS: inputs}
    line = [each for word in linker_line(Path(memo), driver) for each in values.get(word, [word])]
    command = [driver[0], *line, *shlex.split(extra)]
    linked = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    unknown = [text for text in linked.stderr.splitlines() if not HARMLESS.match(text)]
    if unknown:
        print(*unknown, sep="\n", file=sys.stderr)
        Path(out).unlink(missing_ok=True)
    return linked.returncode or (1 if unknown else 0)


if __name__ == "__main__":
    sys.exit(main())
