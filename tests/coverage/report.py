#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints the line coverage of each folder of src, and fails where it is below its floor.

Usage: report.py [--reset | --write-floors] BUILD. BUILD is where programs with gcov's counters
have run. --reset forgets what they counted; --write-floors raises or lowers each floor to what was
reached, rounded down. Each folder counts once in the last line.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = Path(__file__).with_name("floors")
LINE = re.compile(r"^(\w+) +(\d+) +(\d+)$")


@dataclass
class Folder:
    """What gcov counted in the files of one folder."""

    lines: int = 0
    covered: int = 0
    files: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def percent(self) -> float:
        return 100 * self.covered / self.lines if self.lines else 100.0


def measure(build: Path) -> dict[str, Folder]:
    """Folder → what was counted; files directly in src belong to the folder "src"."""
    command = [sys.executable, "-m", "gcovr", "--root", str(ROOT), "--filter", "src/"]
    command += ["--json", "-", "--merge-mode-functions", "merge-use-line-min"]
    command += ["--gcov-ignore-parse-errors", "suspicious_hits.warn", str(build)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    folders: dict[str, Folder] = defaultdict(Folder)
    for file in json.loads(done.stdout)["files"]:
        # Each instance of a template has lines of its own; a line counts once, covered if any ran.
        ran: dict[int, bool] = {}
        for line in file["lines"]:
            number = line["line_number"]
            ran[number] = ran.get(number, False) or line["count"] > 0
        parts = Path(file["file"]).parts
        folder = folders[parts[1] if len(parts) > 2 else "src"]
        covered = sum(ran.values())
        folder.lines += len(ran)
        folder.covered += covered
        folder.files.append((file["file"], len(ran), covered))
    return folders


def read_floors() -> dict[str, tuple[int, int]]:
    """Folder → its goal and its floor, in percent."""
    lines = (LINE.match(line) for line in FLOORS.read_text().split("\n"))
    return {match[1]: (int(match[2]), int(match[3])) for match in lines if match}


def write_floors(folders: dict[str, Folder]) -> None:
    """Sets each floor to what was reached; adds new folders, drops those that are gone."""
    known = read_floors()
    comments = [line for line in FLOORS.read_text().split("\n") if line.startswith("#")]
    lines = [
        f"{name:<9}{known.get(name, (90, 0))[0]:>4}{int(folders[name].percent):>7}"
        for name in sorted(folders)
    ]
    FLOORS.write_text("\n".join([*comments, *lines]) + "\n")


def judge(name: str, folder: Folder | None, floors: dict[str, tuple[int, int]]) -> str:
    """What is wrong with the folder; empty when nothing is."""
    if folder is None:
        return f"there is no src/{name} in the build; remove its line from {FLOORS.name}"
    if name not in floors:
        return f"no floor; add a line to {FLOORS.relative_to(ROOT)}"
    if folder.percent < floors[name][1]:
        return "below its floor; add tests"
    return ""


def show(folders: dict[str, Folder], floors: dict[str, tuple[int, int]]) -> int:
    """Prints the table and the files that lack most; returns how many folders fail."""
    print(f"{'folder':<10}{'lines':>7}{'covered':>9}{'percent':>9}{'floor':>7}{'goal':>6}")
    failed = 0
    for name in sorted({*folders, *floors}):
        folder = folders.get(name)
        wrong = judge(name, folder, floors)
        failed += bool(wrong)
        counted = folder or Folder()
        goal, floor = floors.get(name, (0, 0))
        print(
            f"{name:<10}{counted.lines:>7}{counted.covered:>9}{counted.percent:>9.1f}"
            f"{floor:>7}{goal:>6}" + (f"  {wrong}" if wrong else "")
        )
    files = [(total - got, path) for each in folders.values() for path, total, got in each.files]
    print("most lines not covered:")
    for missing, path in sorted(files, reverse=True)[:8]:
        print(f"  {missing:>4}  {path}")
    return failed


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--reset", action="store_true", help="forget what was counted")
    parser.add_argument(
        "--write-floors", action="store_true", help="floors become what was reached"
    )
    parser.add_argument("build", type=Path)
    arguments = parser.parse_args()
    if arguments.reset:
        for counts in arguments.build.rglob("*.gcda"):
            counts.unlink()
        return 0
    folders = measure(arguments.build)
    if not folders:
        sys.exit(f"{arguments.build} holds nothing that was built with gcov's counters")
    if arguments.write_floors:
        write_floors(folders)
    failed = show(folders, floors := read_floors())
    print(f"{len({*folders, *floors}) - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
