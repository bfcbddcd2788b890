#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes how each source is compiled, for clangd and clang-tidy.

Usage: compile_commands.py COMPILE-FLAGS VERSION-FLAGS SOURCE... The first two are files in which
make keeps the flags of all sources and those of version.cpp alone.
"""

import json
import shlex
import sys
from pathlib import Path


def main() -> None:
    flags, version_flags = (shlex.split(Path(path).read_text()) for path in sys.argv[1:3])
    commands = [
        {
            "directory": str(Path.cwd()),
            "file": source,
            "arguments": [
                *flags,
                *(version_flags if source.endswith("/version.cpp") else []),
                source,
                "-o",
                str(Path(source).with_suffix(".o")),
            ],
        }
        for source in sys.argv[3:]
    ]
    print(json.dumps(commands, indent=1))


if __name__ == "__main__":
    main()
