# SPDX-License-Identifier: MIT
"""`notify` as the firmware's hooks call it: it returns at once, whatever else stands still."""

from __future__ import annotations

import os
import signal
import subprocess

import pytest

from tests.router.router import wait_for

# The promise is 50 ms; a busy machine and the shell of the hook come on top.
AT_ONCE_S = 0.5


def fastest(router, times: int = 5) -> float:
    return min(router.hook("wan-event", "0", "connected") for _ in range(times))


def test_a_frozen_daemon_holds_up_no_hook_and_misses_nothing(online):
    """More events than its socket takes: those that do not fit are the same as those that do."""
    os.kill(online.daemon.pid, signal.SIGSTOP)
    online.set("wan0_ipaddr", "198.51.101.60")
    slowest = max(online.hook("wan-event", "0", f"state {i}") for i in range(60))
    assert slowest < AT_ONCE_S
    os.kill(online.daemon.pid, signal.SIGCONT)
    assert online.publishes("198.51.101.60")
    assert online.writes() == 2
    assert f"as process {online.daemon.pid}" in online.wan53("run", "--foreground").err


@pytest.mark.parametrize("trouble", ["no answer from Route 53", "nvram hangs, daemon dead"])
def test_hooks_return_at_once(online, trouble):
    if trouble.startswith("nvram"):
        online.kill_daemon()
        online.fault("hang")
    else:
        online.aws.faults.add("delay", operation="ListResourceRecordSets", seconds=4)
        online.set("wan0_ipaddr", "198.51.101.61")
        online.hook("wan-event", "0", "connected")
        assert wait_for(lambda: online.aws.journal.operations()[-1] == "ListResourceRecordSets")
    assert fastest(online) < 0.05
    assert online.hook("ddns-start", "198.51.101.61") < AT_ONCE_S
    online.fault(None)
    online.set("wan0_ipaddr", "198.51.101.62")
    online.hook("wan-event", "0", "connected")
    assert online.publishes("198.51.101.62", seconds=20)


@pytest.mark.parametrize("word", ["x" * 100_000, "a\nwan53: forged line\n", "\x1b[2J", "%s%n"])
def test_arguments_are_only_text(online, word):
    """A hook's arguments reach log and history; they forge no line there."""
    online.set("wan0_ipaddr", "198.51.101.63")
    done = subprocess.run(
        online.wan53.command("notify", "wan-event", word),
        env=online.wan53.variables(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert online.publishes("198.51.101.63")
    assert wait_for(lambda: online.wan53("history", "--json").json["changes"][-1]["new"])
    log = online.log.read_text()
    assert not any(line.startswith("wan53: forged") for line in log.splitlines())
    assert "\x1b" not in log
    assert max(map(len, log.splitlines())) < 3_000


def test_the_firmware_reads_nothing_from_a_hook(online):
    for words in (
        ["ddns-start", "198.51.101.7"],
        ["services-start"],
        ["dhcpc-event", "bound6", "6"],
    ):
        done = subprocess.run(
            [online.root / "jffs/scripts" / words[0], *words[1:]],
            env=online.wan53.variables(), capture_output=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
