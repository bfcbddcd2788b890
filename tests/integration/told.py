# SPDX-License-Identifier: MIT
"""What a person's shell does with the lines that the program shows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

# Notes how it is called, and prints the outputs of a stack.
TOOL = f"""#!{sys.executable}
import json, sys
with open("calls", "a") as calls:
    calls.write(json.dumps(sys.argv) + "\\n")
if "describe-stacks" in sys.argv:
    print(open("outputs").read())
"""


def told_to(
    typist, folder: Path, begin: str, end: str, outputs: str = "", **files: str
) -> list[list[str]]:
    """What the last lines from `begin` to `end` tell `aws` and `curl`, in a folder with `files`,
    by their names without `.crt`."""
    typist.waits_for(end)
    screen = typist.screen.replace("\r\n", "\n").rpartition(end)[0]
    lines = begin + screen.rpartition(f"\n{begin}")[2]
    folder.mkdir()
    (folder / "outputs").write_text(outputs)
    for name, text in files.items():
        (folder / f"{name}.crt").write_text(text)
    for name in ("aws", "curl"):
        (folder / name).write_text(TOOL)
        (folder / name).chmod(0o755)
    subprocess.run(
        ["sh", "-e", "-u"],
        input=lines,
        cwd=folder,
        env={"PATH": f"{folder}:/usr/bin:/bin"},
        text=True,
        check=True,
    )
    calls = [json.loads(line) for line in (folder / "calls").read_text().splitlines()]
    return [[Path(program).name, *rest] for program, *rest in calls]


def options_of(deploy: list[str]) -> dict[str, str]:
    """Of `aws cloudformation deploy`, apart from the parameters."""
    end = deploy.index("--parameter-overrides")
    return dict(zip(deploy[3:end:2], deploy[4:end:2], strict=True))


def parameters_of(deploy: list[str]) -> dict[str, str]:
    given = deploy[deploy.index("--parameter-overrides") + 1 :]
    return dict(override.split("=", 1) for override in given)
