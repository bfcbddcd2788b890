# SPDX-License-Identifier: MIT
"""A slow download server: nobody but the download waits for it."""

from __future__ import annotations

import time

import pytest

from tests.addon.owner import SCRIPT, Owner
from tests.addon.release import FIRST, SECOND, Key, Release
from tests.addon.world import wait_for


@pytest.mark.parametrize("words", [("startup",), ("service_event", "start", "wan53_apply")])
def test_a_slow_server_holds_up_nobody_else(running: Owner, key: Key, site, words) -> None:
    """The lock is for what is changed, and a download changes nothing."""
    Release(site[0], SECOND, key)
    slow = site[0] / "slow"
    slow.touch()
    update = running.start(SCRIPT, "amtmupdate")
    assert wait_for(lambda: slow.read_text() == "/SHA256SUMS")
    done = running.run(SCRIPT, *words, timeout=10)
    assert done.exit == 0 and done.seconds < 3, done
    assert update.poll() is None
    slow.unlink()
    assert update.wait(60) == 0
    running.settle()
    assert f"wan53 {SECOND}" in running.shell("/jffs/addons/wan53/wan53 version").out


@pytest.mark.parametrize("action", ["newest", "upgrade"])
def test_what_the_page_asks_of_a_slow_server_holds_up_nobody(
    running: Owner, key: Key, site, action: str
) -> None:
    """Neither the other buttons nor the router."""
    Release(site[0], SECOND, key)
    slow = site[0] / "slow"
    slow.touch()
    running.hook("service-event", "start", f"wan53_{action}", wait=False)
    assert wait_for(lambda: slow.read_text() == "/SHA256SUMS")
    for words in [("service_event", "start", "wan53_status"), ("startup",)]:
        done = running.run(SCRIPT, *words, timeout=10)
        assert done.exit == 0 and done.seconds < 3, (words, done)
    assert running.results()["status"]["number"] == 1
    assert action not in running.results()
    slow.unlink()
    assert wait_for(lambda: action in running.results(), 60)
    running.settle()
    assert running.results()[action]["exit"] == 0
    assert not running.shell("ls /tmp/wan53 | grep text.").text


@pytest.mark.parametrize("action", ["newest", "upgrade"])
def test_what_the_page_asks_spares_an_update_under_way(
    running: Owner, key: Key, site, action: str
) -> None:
    """Each has the folder of downloads for itself."""
    Release(site[0], SECOND, key)
    slow = site[0] / "slow"
    slow.touch()
    update = running.start(SCRIPT, "amtmupdate")
    assert wait_for(lambda: slow.read_text() == "/SHA256SUMS")
    running.hook("service-event", "start", f"wan53_{action}", wait=False)
    time.sleep(1)
    slow.unlink()
    assert update.wait(60) == 0
    assert wait_for(lambda: action in running.results(), 60)
    running.settle()
    assert running.results()[action]["exit"] == 0
    if action == "newest":
        # Asked of the script as it was before the update.
        assert running.results()[action]["text"].splitlines()[0].startswith(FIRST)
    assert f"wan53 {SECOND}" in running.shell("/jffs/addons/wan53/wan53 version").out


def test_a_removal_during_a_download_is_one(running: Owner, key: Key, site) -> None:
    Release(site[0], SECOND, key)
    slow = site[0] / "slow"
    slow.touch()
    update = running.start(SCRIPT, "amtmupdate")
    assert wait_for(lambda: slow.read_text() == "/SHA256SUMS")
    done = running.run(SCRIPT, "uninstall", text="y\n", timeout=10)
    assert done.exit == 0 and done.seconds < 5, done.text
    slow.unlink()
    assert update.wait(60) != 0
    running.settle()
    assert running.changed() == []
    assert not (running.inside / "tmp/wan53").exists()


def test_two_downloads_come_one_after_the_other(running: Owner, key: Key, site) -> None:
    Release(site[0], SECOND, key)
    slow = site[0] / "slow"
    slow.touch()
    both = [running.start(SCRIPT, "amtmupdate") for _ in range(2)]
    assert wait_for(lambda: slow.read_text() == "/SHA256SUMS")
    slow.unlink()
    assert [process.wait(60) for process in both] == [0, 0]
    running.settle()
    assert f"wan53 {SECOND}" in running.shell("/jffs/addons/wan53/wan53 version").out
    assert len(running.daemons()) == 1
