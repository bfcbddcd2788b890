# SPDX-License-Identifier: MIT
"""The firmware's DDNS watchdog, step by step, 100 times as fast: a tick is 0.3 s, not 30 s.

Source: Asuswrt-Merlin, rc/watchdog.c (ddns_check). It is done when ddns_updated is 1 and, where the
IPv6 update is on, ddns_ipv6_updated too; of the failures only auth_fail ends its retries, and only
beside the unit that DDNS ran on last. A failure that was reported starts ddns-start again at every
tick for ever; a silent one does so ten times, then once in 30 to 59 minutes.
"""

from __future__ import annotations

import threading
import time

from tests.router.router import wait_for

TICK_S = 0.3
TICKS_OF_THE_LONG_WAIT = 60  # 30 minutes
RERUNS_BEFORE_THE_LONG_WAIT = 9


class Watchdog:
    def __init__(self, router) -> None:
        self.router = router
        self.reruns: list[float] = []
        self.ticks = 0
        self._long_wait = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Watchdog:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(TICK_S):
            self.tick()
            self.ticks += 1

    def tick(self) -> None:
        router, get = self.router, self.router.get
        unit = router.primary_unit()
        if get("ddns_enable_x") != "1" or get(f"wan{unit}_state_t") != "2":
            return
        if self.is_done() and get("ddns_last_wan_unit") == str(unit):
            return
        refused = get("ddns_return_code_chk") == "auth_fail"
        if refused and get("ddns_last_wan_unit") == str(unit):
            return
        if get("ntp_ready") != "1" or self._waits_long():
            return
        retries = int(get("ddns_check_retry") or 10) - 1
        if retries <= 0:
            router.set("ddns_check_retry", "10")
            if get("ddns_return_code") == "ddns_query":
                router.set("ddns_return_code_chk", "ddns_query")
                self._long_wait = TICKS_OF_THE_LONG_WAIT
                return
        else:
            router.set("ddns_check_retry", str(retries))
        self.reruns.append(time.monotonic())
        router.start_ddns()

    def reruns_while_nobody_reports(self) -> int:
        """At most so many until now: some at first, and as many after each long wait."""
        return RERUNS_BEFORE_THE_LONG_WAIT * (1 + self.ticks // TICKS_OF_THE_LONG_WAIT)

    def is_done(self) -> bool:
        get = self.router.get
        ipv6 = get("ipv6_service") not in ("", "disabled") and get("ddns_ipv6_update") == "1"
        return get("ddns_updated") == "1" and (not ipv6 or get("ddns_ipv6_updated") == "1")

    def _waits_long(self) -> bool:
        self._long_wait = max(0, self._long_wait - 1)
        return self._long_wait > 0

    def goes_quiet(self, within_s: float = 10, ticks: int = 8) -> bool:
        """No rerun during `ticks` ticks in a row."""
        end = time.monotonic() + within_s
        while time.monotonic() < end:
            before, last = len(self.reruns), self.ticks + ticks
            wait_for(lambda last=last: self.ticks >= last)
            if len(self.reruns) == before:
                return True
        return False
