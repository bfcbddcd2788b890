# SPDX-License-Identifier: MIT
"""Full and read-only disks, each alone and both: what can be done is done, and the rest told."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from wan53 import Wan53

OLD, NEW, NEWER = "198.51.101.6", "198.51.101.7", "198.51.101.9"


class Disks:
    """A small file system each in the places of RAM and flash."""

    def __init__(self, folder: Path) -> None:
        self.places = {"ram": folder / "run", "flash": folder / "state"}

    def mount(self) -> None:
        for place in self.places.values():
            place.mkdir()
            options = "size=64k,nr_inodes=64,mode=755"
            command = ["mount", "-t", "tmpfs", "-o", options, "none", str(place)]
            if subprocess.run(command, capture_output=True, check=False).returncode != 0:
                pytest.skip("this machine lets nobody mount a tmpfs")

    def unmount(self) -> None:
        for place in self.places.values():
            for _ in range(2):
                subprocess.run(["umount", "-l", str(place)], capture_output=True, check=False)

    def break_(self, disk: str, how: str) -> None:
        place = self.places[disk]
        if how == "read-only":
            # Of the place, not the file system: a daemon may have files open there.
            subprocess.run(["mount", "--bind", str(place), str(place)], check=True)
            subprocess.run(["mount", "-o", "remount,bind,ro", str(place)], check=True)
            return
        ballast = place / "ballast"
        with ballast.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 512)
            except OSError:
                pass

    def mend(self, disk: str, how: str) -> None:
        place = self.places[disk]
        if how == "read-only":
            subprocess.run(["umount", str(place)], check=True)
        else:
            (place / "ballast").unlink()


@pytest.fixture
def disks(tmp_path) -> Iterator[Disks]:
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("mounting a small tmpfs needs root")
    both = Disks(tmp_path)
    try:
        both.mount()
        yield both
    finally:
        both.unmount()


def history(wan53: Wan53) -> str:
    path = wan53.state.with_name("history")
    return path.read_text() if path.exists() else ""


@pytest.mark.parametrize("how", ["full", "read-only"])
@pytest.mark.parametrize("broken", [("ram",), ("flash",), ("ram", "flash")], ids="+".join)
@pytest.mark.parametrize("when", ["from the start", "later"])
def test_the_record_follows(aws, wan53, disks, how, broken, when):
    aws.put_record(aws.zone_id, "home.example.com", "A", [OLD])
    if when == "later":
        assert wan53("update").code == 0
        assert wan53("update", "--ip", OLD).code == 0
    for disk in broken:
        disks.break_(disk, how)
    # There and back again: a file that says otherwise since it is outdated misleads nobody.
    for address in (NEW, NEWER, NEW):
        run = wan53("update", "--if-due", "--ip", address)
        assert aws.records(aws.zone_id)[0]["Values"] == [address], run
        kept = "flash" not in broken
        assert (f"\t{address}\t" in history(wan53)) == (kept or when == "later" and address == NEW)
        if kept:
            assert address in wan53.state.read_text()
    status = wan53("status")
    # A little room was there, that of the file before.
    freed = how == "full" and broken == ("ram",) and when == "later"
    assert ("warning      " in status.out) or freed, status
    if len(broken) == 1 and not freed:
        assert "(since 20" in status.out
        assert "warn  disk" in wan53("doctor").out
    for disk in broken:
        disks.mend(disk, how)
    assert wan53("update").code == 0
    assert NEW in wan53.state.read_text()
    assert "warning      " not in wan53("status").out


@pytest.mark.parametrize("how", ["full", "read-only"])
def test_stop_works(aws, wan53, disks, how):
    assert wan53("start").code == 0
    try:
        disks.break_("ram", how)
        stopped = wan53("stop")
        assert "stopped" in stopped.out
        if how == "full":
            assert (stopped.code, stopped.err) == (0, "")
        else:
            assert stopped.code == 4 and "does not stay stopped" in stopped.err
        daemon = [line for line in wan53("status").out.splitlines() if line.startswith("daemon")]
        assert "running" not in daemon[0].replace("not running", "")
        assert wan53("ensure").code == (0 if how == "full" else 4)
    finally:
        disks.mend("ram", how)
        wan53("stop")


@pytest.mark.parametrize("limit", [0, 100])
def test_a_limit_on_the_size_of_files(aws, wan53, limit):
    """`ulimit -f`: by default the kernel ends whoever writes beyond it."""
    wan53.launcher = ("prlimit", f"--fsize={limit}")
    run = wan53("update")
    assert run.code == 4 and "cannot write: File too large" in run.err
    assert aws.records(aws.zone_id)[0]["Values"] == [NEW]
    wan53.launcher = ()
    assert wan53("update").code == 0
    assert NEW in wan53.state.read_text()
