# SPDX-License-Identifier: MIT
"""A flash that takes no more: the record still follows the address, and the log says it once."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.router.router import Router, wait_for
from tests.router.watchdog import Watchdog


@contextmanager
def flash(folder: Path, options: str) -> Iterator[Path]:
    """A file system of its own for the state."""
    place = folder / "state"
    place.mkdir(mode=0o700)
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"mode=700,{options}", "flash", place], check=True
    )
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def follow_two_addresses(router: Router, complaint: str) -> None:
    with Watchdog(router) as watchdog:
        router.connect_wan("198.51.101.8")
        assert router.publishes("198.51.101.8")
        assert wait_for(lambda: router.get("ddns_return_code") == "200")
        assert wait_for(lambda: router.logged(complaint))
        router.connect_wan("198.51.101.9")
        assert router.publishes("198.51.101.9")
        assert watchdog.goes_quiet()
    assert router.logged(f"state.json.new: {complaint}") == 1


def test_full(aws, tmp_path):
    with flash(tmp_path, "size=16k,nr_inodes=16") as place, Router(tmp_path, aws) as router:
        (place / "wan53").mkdir(mode=0o700)
        (place / "others").write_bytes(b"x" * 16_384)
        router.start_daemon()
        follow_two_addresses(router, "cannot write: No space left on device")
        assert not (place / "wan53" / "state.json").exists()
        # Room again: the next pass writes what was missing.
        (place / "others").unlink()
        router.connect_wan("198.51.101.10")
        assert router.publishes("198.51.101.10")
        assert wait_for(lambda: router.logged("the state can be written again"))
        router.kill_daemon()


def test_read_only_from_one_moment_to_the_next(aws, tmp_path):
    with flash(tmp_path, "size=1m") as place, Router(tmp_path, aws) as router:
        router.start_daemon()
        router.connect_wan("198.51.101.7")
        assert router.publishes("198.51.101.7")
        state = place / "wan53" / "state.json"
        assert wait_for(lambda: state.exists() and "198.51.101.7" in state.read_text())
        assert wait_for(lambda: (place / "wan53" / "history").exists())
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        follow_two_addresses(router, "cannot create: Read-only file system")
        assert "198.51.101.7" in state.read_text()
        subprocess.run(["mount", "-o", "remount,rw", place], check=True)
        router.connect_wan("198.51.101.10")
        assert router.publishes("198.51.101.10")
        assert wait_for(lambda: "198.51.101.10" in state.read_text())
        router.kill_daemon()
