# SPDX-License-Identifier: MIT
"""From an event to the first line of the UPSERT that it leads to, with nothing subtracted.

    python -m tests.bench.reaction PATH FOLDER

PATH is `kernel`: a Linux box whose interface gets a new address; or `hook`: a router whose firmware
calls wan-event once nvram has one. Prints the seconds as a JSON list. Each event is the first of a
burst of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.daemon import INTERFACE, ZONE_ID, beside, give_address, wait_for_write
from tests.bench.fast_server import FastServer
from tests.bench.launch import Failed, aws_environment
from tests.bench.resolved import may_mount
from tests.bench.rounds import NAME, OTHER_ADDRESS
from tests.router.router import Router

EVENTS = 21
BURST_S = 2.5  # more than kDebounce of src/cycle/due.h, within which there is one round at once
PATHS = ("kernel", "hook")
# With a network of their own: each would see the other's addresses come and go.
ALONE = ["unshare", "-n", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]


def measured(server: FastServer, events: int, event: Callable[[str], None]) -> list[float]:
    """`event` brings a new address; the daemon has published another."""
    took = []
    for number in range(events):
        time.sleep(BURST_S)
        before = len(server.requests)
        start = time.monotonic()
        event(f"198.51.101.{20 + number}")
        took.append(wait_for_write(server, before) - start)
    return took


def kernel(folder: Path, events: int = EVENTS) -> list[float]:
    with beside(folder) as daemon:
        return measured(daemon.server, events, lambda address: give_address(INTERFACE, address))


@dataclass(frozen=True)
class Fast:
    """What a simulated router asks of the local AWS before its first request."""

    server: FastServer
    folder: Path
    user: None = None
    zone_id: str = ZONE_ID

    def environment(self, _: None) -> dict[str, str]:
        return aws_environment(self.server.url, self.folder)


def hook(folder: Path, events: int = EVENTS) -> list[float]:
    with FastServer(NAME, OTHER_ADDRESS) as server, Router(folder, Fast(server, folder)) as router:
        router.start_daemon()
        router.connect_wan("198.51.101.7")
        wait_for_write(server, 0)

        def connected(address: str) -> None:
            router.set("wan0_ipaddr", address)
            router.hook("wan-event", "0", "connected")

        return measured(server, events, connected)


def reactions(folder: Path) -> dict[str, list[float]] | None:
    """Both at the same time, for they mostly wait; None where interfaces may not be made."""
    if not may_mount():
        return None
    processes = {}
    for path in PATHS:
        (folder / path).mkdir()
        command = [*ALONE, sys.executable, "-m", "tests.bench.reaction", path, str(folder / path)]
        processes[path] = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    said = {path: process.communicate()[0] for path, process in processes.items()}
    for path, process in processes.items():
        if process.returncode:
            raise Failed(f"reaction {path} ended with {process.returncode}")
    return {path: json.loads(text) for path, text in said.items()}


if __name__ == "__main__":
    print(json.dumps({"kernel": kernel, "hook": hook}[sys.argv[1]](Path(sys.argv[2]))))
