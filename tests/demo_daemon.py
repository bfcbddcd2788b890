# SPDX-License-Identifier: MIT
"""The second half of `make demo`: the daemon on a simulated router, from each event to Route 53.

The router's interfaces are real ones in a network namespace; see tests/router/router.py.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "integration")]

from tests.aws import ALLOW_ALL, LocalAws  # noqa: E402
from tests.conftest import Home  # noqa: E402
from tests.demo_steps import Check, Steps, run  # noqa: E402
from tests.router.router import Router  # noqa: E402


class Demo:
    def __init__(self, router: Router, seconds: float, left_out: int) -> None:
        self.router = router
        self.answers = 0  # that the firmware had before the step
        self.checks = 0  # that the checkers had answered before it
        self.steps = Steps(self._begin, self._state, seconds=seconds, left_out=left_out)

    def _begin(self) -> None:
        self.answers = self.answered()
        self.checks = len(self.router.checks())

    def _state(self) -> Iterator[str]:
        """What the program's status says once it rests, and what the firmware's page shows."""
        self.router.rests()
        yield from self.router.wan53("status").out.splitlines()
        code = self.router.get("ddns_return_code") or "none yet"
        yield f"firmware     ddns_return_code {code}, wan0_ipaddr {self.router.get('wan0_ipaddr')}"

    # What can be checked.

    def answered(self) -> int:
        """How often the firmware was told that all is right."""
        return self.router.journal().count("ddns_custom_updated 1")

    def is_told(self) -> bool:
        """Whether the firmware was since the step began, and has not asked again."""
        return self.answered() > self.answers and self.router.get("ddns_return_code") == "200"

    def logged(self, text: str) -> bool:
        """Whether the daemon did, once it runs."""
        return self.router.log.exists() and self.router.logged(text) > 0

    def status_has(self, what: str, value: str) -> bool:
        """Whether a line of the status says so: `published`, `daemon` and the like."""
        status = self.router.wan53("status").out
        return re.search(rf"^ *{what} +{re.escape(value)}\b", status, re.MULTILINE) is not None

    def history_ends_in(self, address: str) -> bool:
        lines = self.router.wan53("history").out.splitlines()
        return bool(lines) and f"-> {address} " in lines[-1]

    def right(self, address: str) -> dict[str, Check]:
        """What holds once an address is published."""
        return {
            f"Route 53 has {address}": lambda: self.router.published() == [address],
            f"status says {address}": lambda: self.status_has("published", address),
            f"history ends in {address}": lambda: self.history_ends_in(address),
            "the firmware is told that all is right": self.is_told,
        }

    def asked_from(self, address: str) -> bool:
        """Whether the checkers were since the step began."""
        return address in self.router.checks()[self.checks :]

    # The steps.

    def connect(self, title: str, address: str) -> None:
        self.steps.step(title, lambda: self.router.connect_wan(address), self.right(address))

    def move_behind_nat(self) -> None:
        self.router.answer.write_text("203.0.112.9\n")
        self.router.connect_wan("100.64.0.7")

    def show(self) -> None:
        step, router = self.steps.step, self.router
        step(
            "The daemon starts on a router without a WAN",
            router.start_daemon,
            {
                "the daemon runs": lambda: self.status_has("daemon", "running"),
                "it waits for an address": lambda: self.logged("wan0 is starting"),
            },
            {"Route 53 has nothing": lambda: not router.published()},
        )
        self.connect("The WAN comes up with 198.51.101.7", "198.51.101.7")
        step(
            "The line drops",
            router.drop_wan,
            {"the daemon waits for an event": lambda: self.logged("wan0 is stopped")},
            {
                "Route 53 still has 198.51.101.7: unknown is no reason to delete": lambda: (
                    router.published() == ["198.51.101.7"]
                )
            },
        )
        self.connect("It comes back with 198.51.101.8", "198.51.101.8")
        step(
            "The provider moves it behind carrier-grade NAT: 100.64.0.7, seen as 203.0.112.9",
            self.move_behind_nat,
            self.right("203.0.112.9")
            | {"the checkers were asked over eth0": lambda: self.asked_from("100.64.0.7")},
        )
        self.connect("And back again", "198.51.101.9")


def show(seconds: float = 12, left_out: int = -1) -> list[str]:
    """All steps but for what one of them does; their titles."""
    with LocalAws() as aws, tempfile.TemporaryDirectory() as folder:
        home = Home(aws, aws.add_zone("example.com"), aws.add_user(ALLOW_ALL))
        with Router(Path(folder), home) as router:
            demo = Demo(router, seconds, left_out)
            demo.show()
            print("\n# What the daemon logged")
            print("\n".join(f"  {text}" for text in router.log.read_text().splitlines()))
            print("\n# What it remembers")
            print("\n".join(f"  {text}" for text in router.wan53("history").out.splitlines()))
            return demo.steps.titles


def main() -> int:
    if os.environ.get("WAN53_NAMESPACE") != "yes":
        print("\nThe daemon's part is left out: it needs a network namespace (unshare -rnm).")
        return 0
    return run(show)


if __name__ == "__main__":
    sys.exit(main())
