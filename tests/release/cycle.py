#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The whole life of a finished program's daemon, under an emulator on the simulated router.

Usage: tests/router/run cycle.py PROGRAM [EMULATOR [ARGUMENT ...]]
`daemon_cycle` has it start, follow the WAN by hook, by netlink alone and behind NAT, reload, die,
be started by a hook and stop; it returns complaints. nvram and its friends are this machine's
own, from $WAN53_BUILD. The last line is "N passed, N failed, N skipped"; exit status 1 when a
step failed.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "integration")]

from tests.aws import ALLOW_ALL, LocalAws  # noqa: E402
from tests.conftest import Home  # noqa: E402
from tests.router.router import Router, ip, wait_for  # noqa: E402

# An emulator on a busy machine is slow.
PATIENCE_S = 60


def alone() -> bool:
    """Whether this process may change addresses."""
    return os.environ.get("WAN53_NAMESPACE") == "yes"


def daemon_id(router: Router) -> int:
    return int((router.wan53.folder / "run/wan53/pid").read_text())


def behind_nat(router: Router) -> None:
    router.answer.write_text("203.0.112.9\n")
    router.connect_wan("100.64.0.7")


def netlink_alone(router: Router) -> None:
    router.set("wan0_ipaddr", "198.51.101.12")
    ip("addr", "add", "198.51.101.12/24", "dev", "eth0")


def killed(router: Router) -> None:
    os.kill(daemon_id(router), signal.SIGKILL)
    router.connect_wan("198.51.101.8")


def command(router: Router, *words: str) -> str:
    done = router.wan53(*words)
    return "" if done.code == 0 else f"{' '.join(words)} ended with {done.code}: {done.err}"


def live(router: Router) -> list[str]:
    """One line for each step, empty where it went well."""
    # In the foreground: one that puts itself into the background closes the emulator's trace too.
    router.start_daemon()
    found: list[str] = []

    def step(what: Callable[[Router], None], address: str) -> None:
        what(router)
        right = router.publishes(address, seconds=PATIENCE_S)
        found.append("" if right else f"{address} expected, {router.published()} published")

    step(lambda r: r.connect_wan("198.51.101.7"), "198.51.101.7")
    step(netlink_alone, "198.51.101.12")
    step(behind_nat, "203.0.112.9")
    found.append(command(router, "reload"))
    step(killed, "198.51.101.8")
    told = wait_for(lambda: router.get("ddns_return_code") == "200", PATIENCE_S)
    found.append("" if told else "the firmware was not told")
    found += [command(router, "status"), command(router, "history"), command(router, "ensure")]
    found.append(command(router, "stop"))
    return found


def daemon_cycle(program: Path, launcher: list[str]) -> list[str]:
    """The complaint of each step, "" for those that went well."""
    with LocalAws() as aws, tempfile.TemporaryDirectory() as folder:
        home = Home(aws, aws.add_zone("example.com"), aws.add_user(ALLOW_ALL))
        router = Router(Path(folder), home, launcher=tuple(launcher))
        router.wan53.binary = program.resolve()
        with router:
            return live(router)


def main() -> int:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if not alone():
        print("0 passed, 0 failed, 1 skipped")
        return 0
    found = daemon_cycle(Path(sys.argv[1]), sys.argv[2:])
    problems = [complaint for complaint in found if complaint]
    for problem in problems:
        print(f"failed: {problem}")
    print(f"{len(found) - len(problems)} passed, {len(problems)} failed, 0 skipped")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
