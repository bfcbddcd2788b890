# SPDX-License-Identifier: MIT
"""How long the script takes in the simulated tree: what `make bench` prints of the addon.

Usage: python -m tests.addon.times, under tests/router/run. Figures are the middle one of five runs
on this machine; a router's processor is some ten times slower. Exit status 1 when one is over its
limit.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.addon.owner import SCRIPT, Owner
from tests.addon.release import FIRST, Key, Release
from tests.addon.world import Done, World

RUNS = 5


def median(action: Callable[[], Done | None]) -> float:
    times = []
    for _ in range(RUNS):
        done = action()
        assert done and done.exit == 0, done
        times.append(done.seconds)
    return statistics.median(times)


def measure(folder: Path) -> dict[str, tuple[float, float]]:
    """What -> seconds taken, seconds allowed."""
    release = Release(folder / "release", FIRST, Key(folder))
    installs = []
    for number in range(RUNS):
        with World(folder / f"fresh{number}") as world:
            owner = Owner(world, release)
            owner.unpack(release)
            installs.append(owner.install().seconds)
    with World(folder / "router") as world:
        owner = Owner(world, release)
        owner.unpack(release)
        assert owner.install().exit == 0
        owner.configure()
        owner.set("ddns_enable_x", "1")
        owner.set("ddns_server_x", "CUSTOM")
        owner.script("startup")

        def hook(name: str, *words: str) -> Callable[[], Done | None]:
            def call() -> Done | None:
                done = owner.hook(name, *words, wait=False)
                owner.settle()
                return done

            return call

        return {
            "install": (statistics.median(installs), 5),
            "install again": (median(owner.install), 5),
            "startup": (median(lambda: owner.script("startup")), 1),
            "service-event, another's": (median(hook("service-event", "restart", "wl")), 0.1),
            "service-event, ours": (median(hook("service-event", "start", "wan53_status")), 0.1),
            "wan-event": (median(hook("wan-event", "0", "connected")), 0.1),
            "dhcpc-event": (median(hook("dhcpc-event", "bound", "4")), 0.1),
            "ddns-start": (median(hook("ddns-start", "198.51.101.7")), 0.1),
            "entering the router": (median(lambda: owner.run("/bin/true")), 0.1),
            "about": (median(lambda: owner.run(SCRIPT, "about")), 1),
        }


def main() -> int:
    over = False
    with tempfile.TemporaryDirectory() as folder:
        for name, (seconds, allowed) in measure(Path(folder)).items():
            over = over or seconds > allowed
            print(f"  addon: {name:26} {seconds * 1000:6.0f} ms of {allowed * 1000:.0f}")
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
