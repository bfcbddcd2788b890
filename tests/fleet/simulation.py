# SPDX-License-Identifier: MIT
"""Routers that all come back at one moment, and the one gateway path that they share.

A process is a generator that yields the seconds it waits. The stage and Route 53 are the token
buckets of the local AWS on the virtual clock, Lambda is a count of what runs. Times of the network
and of the services are fixed. All numbers are seconds or counts; a seed makes a run repeatable.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field
from random import Random

from tests.aws.throttle import TokenBucket
from tests.fleet import backoff

Process = Generator[float, None, None]
Step = Generator[float, None, bool]

ROUND_TRIP = 0.08  # router to API Gateway and back, on a new TLS connection
SERVICE = 0.03  # one call of the companion
DEADLINE = 19.8  # the template's 20 s, less what the companion keeps for its answer


class World:
    """The virtual clock: runs what was begun until nothing is left."""

    def __init__(self) -> None:
        self.now = 0.0
        self._waiting: list[tuple[float, int, Process]] = []
        self._begun = 0

    def begin(self, process: Process, at: float = 0.0) -> None:
        self._begun += 1
        heapq.heappush(self._waiting, (at, self._begun, process))

    def run(self) -> None:
        while self._waiting:
            self.now, number, process = heapq.heappop(self._waiting)
            try:
                wait = next(process)
            except StopIteration:
                continue
            heapq.heappush(self._waiting, (self.now + wait, number, process))


@dataclass
class Setup:
    """`calls` are what the companion asks Route 53 for: list and change, or list alone."""

    routers: int = 1000
    calls: tuple[str, ...] = ("list", "change")
    concurrency: int = 10  # Lambda's, of a new account or reserved
    stage_rate: float = 10
    stage_burst: float = 5
    route53_rate: float = 5
    route53_burst: float = 5
    within: float = 0.0  # all come back within so many seconds
    seed: int = 1


@dataclass
class Result:
    """When each router's record was right, and what was sent until then."""

    setup: Setup
    done: list[float] = field(default_factory=list)
    sent: Counter[str] = field(default_factory=Counter)

    def share_done(self, share: float) -> float:
        """Seconds until this share of the routers was right."""
        return sorted(self.done)[round(share * len(self.done)) - 1]

    def __str__(self) -> str:
        s, setup = self.sent, self.setup
        return (
            f"{'+'.join(setup.calls):11} concurrency {setup.concurrency:4}: half after "
            f"{self.share_done(0.5):5.0f} s, 99 % {self.share_done(0.99):5.0f} s, all "
            f"{self.share_done(1):5.0f} s; {s['gateway']} requests ({s['429']} x 429, "
            f"{s['500 throttled']} + {s['500 failed']} x 500), {s['invocations']} invocations, "
            f"{s['route53']} calls of Route 53 ({s['Throttling']} throttled)"
        )


class Fleet:
    """One run."""

    def __init__(self, setup: Setup) -> None:
        self.setup, self.world, self.random = setup, World(), Random(setup.seed)
        self.result = Result(setup)
        self._running = 0
        self._stage = self._bucket(setup.stage_rate, setup.stage_burst)
        self._route53 = self._bucket(setup.route53_rate, setup.route53_burst)

    def _bucket(self, rate: float, burst: float) -> TokenBucket:
        return TokenBucket(rate, burst, lambda: self.world.now)

    def run(self) -> Result:
        for _ in range(self.setup.routers):
            self.world.begin(self._router(), self.random.uniform(0, self.setup.within))
        self.world.run()
        return self.result

    def _router(self) -> Process:
        """Rounds until one is confirmed."""
        failures = 0
        while not (yield from self._round()):
            failures += 1
            yield backoff.before_round(failures, self.random)
        self.result.done.append(self.world.now)

    def _round(self) -> Step:
        failures = 0
        while not (yield from self._request()):
            failures += 1
            wait = backoff.before_retry(failures, self.random)
            if wait is None:
                return False
            yield wait
        return True

    def _request(self) -> Step:
        sent = self.result.sent
        sent["gateway"] += 1
        yield ROUND_TRIP
        if not self._stage.take():
            sent["429"] += 1
            return False
        if self._running >= self.setup.concurrency:
            sent["500 throttled"] += 1
            return False
        self._running += 1
        sent["invocations"] += 1
        good = yield from self._companion(self.world.now + DEADLINE)
        self._running -= 1
        sent["500 failed"] += not good
        return good

    def _companion(self, deadline: float) -> Step:
        for _ in self.setup.calls:
            if not (yield from self._call_route53(deadline)):
                return False
        yield SERVICE  # the metric
        if "change" in self.setup.calls:
            yield SERVICE  # the message
        return True

    def _call_route53(self, deadline: float) -> Step:
        failures = 0
        while True:
            self.result.sent["route53"] += 1
            yield SERVICE
            if self._route53.take():
                return True
            self.result.sent["Throttling"] += 1
            failures += 1
            wait = backoff.before_retry(failures, self.random)
            if wait is None:
                return False
            # As lambda/deadline.cpp: no wait takes more than half of what is left.
            yield max(0.0, min(wait, (deadline - self.world.now) / 2))


def main() -> None:
    """The table."""
    for calls in (("list", "change"), ("list",)):
        for concurrency in (1, 2, 3, 10, 1000):
            print(Fleet(Setup(calls=calls, concurrency=concurrency)).run())


if __name__ == "__main__":
    main()
