# SPDX-License-Identifier: MIT
"""A flash that is full or read-only: the record follows the address all the same."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.router.router import Router, wait_for
from tests.router.watchdog import Watchdog


@dataclass
class Flash:
    """A small file system on the state folder, in a mount namespace that `enter` goes to."""

    folder: str
    enter: tuple[str, ...]

    def run(self, *words: str) -> str:
        done = subprocess.run([*self.enter, *words], capture_output=True, text=True, check=True)
        return done.stdout

    def break_it(self, how: str) -> None:
        if how == "full":
            # Ends with an error, as it must.
            fill = ["dd", "if=/dev/zero", f"of={self.folder}/filler", "bs=1k"]
            subprocess.run([*self.enter, *fill], capture_output=True, check=False)
        else:
            self.run("mount", "-o", "remount,ro", self.folder)

    def mend(self, how: str) -> None:
        if how == "full":
            self.run("rm", f"{self.folder}/filler")
        else:
            self.run("mount", "-o", "remount,rw", self.folder)


@pytest.fixture
def flash(tmp_path) -> Iterator[Flash]:
    folder = tmp_path / "state"
    folder.mkdir()
    mount = f"mount -t tmpfs -o size=64k none {folder} && echo ready && exec sleep 600"
    holder = subprocess.Popen(["unshare", "-m", "sh", "-c", mount], stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"ready\n"
    yield Flash(str(folder), ("nsenter", "-m", "-t", str(holder.pid)))
    holder.kill()
    holder.wait()


@pytest.fixture
def on_flash(aws, tmp_path, flash) -> Iterator[Router]:
    with Router(tmp_path, aws, launcher=flash.enter) as router:
        yield router


@pytest.mark.parametrize("how", ["full", "read-only"])
def test_flash_that_takes_nothing(on_flash, flash, how):
    router = on_flash
    router.start_daemon()
    router.connect_wan("198.51.101.7")
    assert router.publishes("198.51.101.7")
    state = f"{flash.folder}/wan53/state.json"
    assert wait_for(lambda: "198.51.101.7" in flash.run("cat", state))
    flash.break_it(how)
    with Watchdog(router) as watchdog:
        router.connect_wan("198.51.101.8")
        assert router.publishes("198.51.101.8")
        assert wait_for(lambda: router.logged("state.json"))
        assert watchdog.goes_quiet()
    assert "198.51.101.7" in flash.run("cat", state)
    assert router.writes() == 2
    flash.mend(how)
    router.connect_wan("198.51.101.9")
    assert router.publishes("198.51.101.9")
    assert wait_for(lambda: "198.51.101.9" in flash.run("cat", state))
    assert flash.run("ls", "-A", f"{flash.folder}/wan53").split() == ["history", "state.json"]
