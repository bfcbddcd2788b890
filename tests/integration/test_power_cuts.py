# SPDX-License-Identifier: MIT
"""The power is cut between any two system calls of a round, and what is not synced is lost."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from power_cuts import STRACE, Call, Files, after_cuts, calls_in
from wan53 import Wan53, record

pytestmark = pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")

NAMES = ("home.example.com", "vpn.example.com")
OLD, NEW = "198.51.101.6", "198.51.101.7"


def put_files(folder: Path, files: Files) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
        (folder / name).chmod(0o600)


def known(files: Files) -> dict[str, str]:
    """What state.json takes for published."""
    if "state.json" not in files:
        return {}
    records = json.loads(files["state.json"])["records"]
    return {each["name"]: each["value"] for each in records if each.get("value")}


def told(files: Files, name: str) -> list[str]:
    """The values that the history says the name was given."""
    lines = files.get("history", b"").decode().splitlines()
    return [line.split("\t")[3] for line in lines if line.split("\t")[1].startswith(name)]


def faults(files: Files) -> list[str]:
    """What is wrong in a folder as a power cut left it."""
    try:
        state = known(files)
    except ValueError:
        return ["half a state"]
    history = files.get("history")
    if history is not None and (not history or not history.endswith(b"\n")):
        return ["half a history"]
    return [
        f"the state knows of a change of {name} that the history does not tell"
        for name, value in state.items()
        if value == NEW and NEW not in told(files, name)
    ]


class Round:
    """A round under strace, and what its folder held before it."""

    def __init__(self, aws, wan53: Wan53, *, first: bool) -> None:
        self.aws, self.wan53, self.folder = aws, wan53, wan53.state.parent
        self.zone = aws.zone_id
        if not first:
            self._publish(OLD)
        for name in NAMES:
            aws.put_record(self.zone, name, "A", [OLD])
        self._configure(NEW)
        self.before = self._files()
        trace = wan53.folder / "trace"
        subprocess.run(
            [*STRACE, "-o", trace, *wan53.command("update")],
            env=wan53.variables(), check=True, capture_output=True, timeout=60,
        )  # fmt: skip
        self.after = self._files()
        self.calls = calls_in(trace, self.folder)

    def _configure(self, address: str) -> None:
        self.wan53.configure("".join(record(n, f"static {address}", zone=self.zone) for n in NAMES))

    def _publish(self, address: str) -> None:
        self._configure(address)
        assert self.wan53.update().code == 0

    def _files(self) -> Files:
        if not self.folder.exists():
            return {}
        return {file.name: file.read_bytes() for file in self.folder.iterdir()}

    def next_round_after(self, left: Files) -> Files:
        """The power is back: nothing is in RAM, and a round runs."""
        put_files(self.folder, left)
        shutil.rmtree(self.wan53.volatile.parent, ignore_errors=True)
        assert self.wan53.update().code == 0, left
        return self._files()


@pytest.mark.parametrize("first", [False, True])
def test_whatever_a_power_cut_leaves_the_change_is_told_once(aws, wan53, first):
    made = Round(aws, wan53, first=first)
    assert known(made.after) == dict.fromkeys(NAMES, NEW)
    cuts = after_cuts(made.folder, made.before, made.calls)
    assert cuts[0] == made.before and made.after in cuts
    assert len(cuts) >= 7
    for left in cuts:
        assert faults(left) == [], left
        after = made.next_round_after(left)
        assert known(after) == dict.fromkeys(NAMES, NEW), left
        # A first round of which nothing is left finds the records right, as if set by another.
        expected = {1} if not first or "history" in left else {0, 1}
        assert {told(after, name).count(NEW) for name in NAMES} <= expected, left


def test_a_round_that_has_ended_outlives_a_power_cut(aws, wan53):
    made = Round(aws, wan53, first=False)
    lasting = after_cuts(made.folder, {}, made.calls)[-1]
    synced = [call for call in made.calls if call.name == "fsync"]
    assert made.calls[-1] == Call("fsync", made.folder)
    assert len(synced) == 3
    assert {name: lasting[name] for name in ("history", "state.json")} == made.after


def without(calls: list[Call], name: str, path: str = "") -> list[Call]:
    return [each for each in calls if (each.name, each.path.name) != (name, path)]


def with_renames_swapped(calls: list[Call]) -> list[Call]:
    first, second = [i for i, call in enumerate(calls) if call.name == "rename"]
    late = [*calls[:first], *calls[first + 1 : second + 1], calls[first], *calls[second + 1 :]]
    return [replace(call) for call in late]


def test_the_disk_finds_what_a_worse_order_would_lose(aws, wan53):
    made = Round(aws, wan53, first=False)
    worse = {
        "half a state": without(made.calls, "fsync", ".state.json.new"),
        "half a history": without(made.calls, "fsync", ".history.new"),
        "does not tell": with_renames_swapped(made.calls),
    }
    for fault, calls in worse.items():
        assert len(calls) >= len(made.calls) - 1
        cuts = after_cuts(made.folder, made.before, calls)
        assert any(fault in found for left in cuts for found in faults(left)), fault
