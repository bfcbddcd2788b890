# SPDX-License-Identifier: MIT
"""The second half of `make demo`: the daemon on a simulated router, from each event to Route 53.

The router's interfaces are real ones in a network namespace; see tests/router/router.py.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "integration")]

from tests.aws import ALLOW_ALL, LocalAws  # noqa: E402
from tests.conftest import Home  # noqa: E402
from tests.router.router import Router, wait_for  # noqa: E402


class Timeline:
    """Prints what happens, in milliseconds since the last event."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self.begin = 0.0
        self.failed = False

    def say(self, text: str) -> None:
        print(f"  {1000 * (time.monotonic() - self.begin):6.0f} ms  {text}")

    def event(self, text: str, verb: Callable[[], object]) -> None:
        print(f"\n# {text}")
        self.begin = time.monotonic()
        verb()

    def expect(self, text: str, what: Callable[[], object]) -> None:
        if wait_for(what):
            self.say(text)
        else:
            self.failed = True
            self.say(f"the demo expected: {text}")

    def published(self, address: str) -> None:
        self.expect(f"Route 53 has {address}", lambda: self.router.published() == [address])
        self.expect(
            "the firmware is told that all is right",
            lambda: self.router.get("ddns_return_code") == "200",
        )


def show(router: Router) -> bool:
    line = Timeline(router)
    event, published = line.event, line.published
    event("The daemon starts on a router without a WAN", router.start_daemon)
    line.say("it listens")
    event("The WAN comes up with 198.51.101.7", lambda: router.connect_wan("198.51.101.7"))
    published("198.51.101.7")

    event("The line drops", router.drop_wan)
    line.expect("the daemon waits for an event", lambda: router.logged("wan0 is stopped"))
    line.say(f"Route 53 still has {', '.join(router.published())}: unknown is no reason to delete")
    event("It comes back with 198.51.101.8", lambda: router.connect_wan("198.51.101.8"))
    published("198.51.101.8")

    router.answer.write_text("203.0.112.9\n")
    event(
        "The provider moves it behind carrier-grade NAT: 100.64.0.7, seen as 203.0.112.9",
        lambda: router.connect_wan("100.64.0.7"),
    )
    published("203.0.112.9")
    line.say(f"the checkers were asked {len(router.checks())} times, over eth0")
    event("And back again", lambda: router.connect_wan("198.51.101.9"))
    published("198.51.101.9")

    print("\n# What the daemon logged")
    print("\n".join(f"  {text}" for text in router.log.read_text().splitlines()))
    for command in ("status", "history"):
        print(f"\n$ wan53 {command}")
        print(router.wan53(command).out.rstrip())
    return not line.failed


def main() -> int:
    if os.environ.get("WAN53_NAMESPACE") != "yes":
        print("\nThe daemon's part is left out: it needs a network namespace (unshare -rnm).")
        return 0
    with LocalAws() as aws, tempfile.TemporaryDirectory() as folder:
        home = Home(aws, aws.add_zone("example.com"), aws.add_user(ALLOW_ALL))
        with Router(Path(folder), home) as router:
            good = show(router)
    print("\nAll as expected." if good else "\nThe demo failed.")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
