# SPDX-License-Identifier: MIT
"""What shows only after a while: leaks of a process, wake-ups of a sleeper, a watchdog's whole day.

`make test-long` runs these; they take a quarter of an hour.
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.bench.daemon import give_address, idle
from tests.router.router import wait_for
from tests.router.watchdog import Watchdog

# The pages that toolchain/lean/pages.c keeps once they were used.
MAX_GROWTH_KIB = 128
TICKS_A_DAY = 2880
RECONNECTS_A_DAY = 6

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]


@contextmanager
def restless_wan(router):
    """Now and then the WAN has another address, which never comes back."""
    done = threading.Event()

    def change() -> None:
        for i in range(1, 30_000):
            if done.wait(0.2):
                return
            address = f"198.51.{101 + i // 250}.{1 + i % 250}"
            give_address("eth0", address)
            router.set("wan0_ipaddr", address)

    thread = threading.Thread(target=change)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def soak(router, rounds: int) -> dict:
    """What the soak program found while the WAN was restless."""
    program = Path(os.environ["WAN53_BUILD"]) / "soak"
    with router.log.open("w") as log, restless_wan(router):
        done = subprocess.run(
            [program, str(rounds)], env=router.wan53.variables(), stdout=subprocess.PIPE,
            stderr=log, check=False,
        )  # fmt: skip
    assert done.returncode == 0, router.log.read_text()[-2000:]
    return json.loads(done.stdout)


def test_five_idle_minutes(online):
    # Until STUN has answered, the daemon looks again for a minute.
    online.answer_stun()
    assert online.settles()
    notify = online.wan53.command("notify", "wan-event", "0", "connected")
    forks, wakes = idle(online.daemon.pid, 300, notify, online.wan53.variables())
    print(f"{forks} forks, {wakes} wake-ups")
    assert forks == 0
    assert wakes <= 5


@pytest.mark.parametrize(
    ("source", "tls", "rounds"), [("interface eth0", False, 10_000), ("wan", True, 300)]
)
def test_rounds_leave_nothing_behind(router, source, tls, rounds):
    """10,000 rounds on an interface, and 300 with nvram and TLS in each."""
    if not tls:
        router.wan53.environment["AWS_ENDPOINT_URL"] = router.aws.http_endpoint
    router.wan53.configure(router.record(source=source))
    router.give_address("eth0", "198.51.99.7")
    router.set_all(wan0_state_t="2", wan0_ipaddr="198.51.99.7")
    found = soak(router, rounds)
    reads = router.aws.journal.operations().count("ListResourceRecordSets")
    print(found, f"{reads} reads, {router.writes()} writes")
    assert reads >= 0.99 * rounds
    assert rounds / 100 < router.writes() <= rounds
    assert found["rounds"] == rounds
    assert found["own_kib_last"] - found["own_kib_first"] <= MAX_GROWTH_KIB
    assert found["descriptors_last"] == found["descriptors_first"]


def test_a_day_of_the_watchdog(online):
    """Its 2,880 ticks, with a new address every four hours: it never has a reason to run again."""
    watchdog = Watchdog(online)
    for i in range(RECONNECTS_A_DAY):
        online.drop_wan()
        online.connect_wan(f"198.51.101.{100 + i}")
        assert online.publishes(f"198.51.101.{100 + i}")
        assert wait_for(lambda: online.get("ddns_updated") == "1")
        for _ in range(TICKS_A_DAY // RECONNECTS_A_DAY):
            watchdog.tick()
    assert watchdog.reruns == []
    assert online.writes() == RECONNECTS_A_DAY + 1
