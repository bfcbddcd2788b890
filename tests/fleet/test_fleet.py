# SPDX-License-Identifier: MIT
"""1,000 routers come back at once: all converge, in how long, at what cost."""

from __future__ import annotations

import math
import re
from pathlib import Path
from random import Random

import pytest

from tests.fleet import backoff
from tests.fleet.simulation import Fleet, Setup

SOURCE = Path(__file__).resolve().parents[2] / "src"
ROUTERS = 1000
# Route 53's five calls a second are the floor: two calls for a changed address, one for the same.
FLOORS = {("list", "change"): 400, ("list",): 200}


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("calls", FLOORS)
@pytest.mark.parametrize("concurrency", [2, 10])
def test_all_converge(calls, concurrency, seed):
    result = Fleet(Setup(calls=calls, concurrency=concurrency, seed=seed)).run()
    print(result)
    floor = FLOORS[calls]
    assert len(result.done) == ROUTERS
    # The buckets' bursts save a second; back-off may cost as much again and a half.
    assert floor - 2 < result.share_done(1) < 2.5 * floor
    assert result.share_done(0.5) < result.share_done(1) / 1.9 + 60
    assert result.sent["gateway"] < 20 * ROUTERS


def test_reserved_concurrency_saves_calls_and_costs_no_time():
    few, many = (Fleet(Setup(concurrency=number)).run() for number in (2, 1000))
    assert few.sent["route53"] < many.sent["route53"] / 3
    assert few.sent["500 failed"] < 20 < many.sent["500 failed"]
    assert few.share_done(1) < many.share_done(1) * 1.1


def test_one_of_the_two_limits_is_needed():
    """Where neither the stage nor Lambda holds the fleet back, Route 53 is asked for nothing."""
    free = {"stage_rate": 10_000, "stage_burst": 5000}
    unbounded = Fleet(Setup(concurrency=1000, **free)).run()
    by_stage = Fleet(Setup(concurrency=1000)).run()
    by_lambda = Fleet(Setup(concurrency=2, **free)).run()
    assert [len(result.done) for result in (unbounded, by_stage, by_lambda)] == [ROUTERS] * 3
    assert by_stage.sent["route53"] < unbounded.sent["route53"] / 4
    assert by_lambda.sent["route53"] < unbounded.sent["route53"] / 20
    assert by_stage.share_done(1) < unbounded.share_done(1) / 1.5


def test_the_outage_ends_for_all_within_a_minute():
    result = Fleet(Setup(concurrency=2, within=60)).run()
    assert len(result.done) == ROUTERS
    assert result.share_done(1) < 1000


def test_ten_routers_do_not_notice():
    result = Fleet(Setup(routers=10, concurrency=2)).run()
    assert result.share_done(1) < 60
    assert result.share_done(0.5) < 10


def test_a_seed_makes_a_run_repeatable():
    first, second = (Fleet(Setup(routers=50, seed=7)).run() for _ in "ab")
    assert (first.done, first.sent) == (second.done, second.sent)


def test_no_two_services_answer_faster_than_their_limit():
    """The simulation's own throttles hold: no second sees more than rate and burst."""
    result = Fleet(Setup(calls=("list",), routers=200, concurrency=1000)).run()
    times = sorted(result.done)
    for start in range(len(times) - 12):
        assert times[start + 11] - times[start] > 1.0, "12 calls of Route 53 within a second"


def number(text: str, pattern: str) -> int:
    found = re.search(pattern, text)
    assert found, pattern
    return math.prod(int(factor) for factor in found[1].replace("'", "").split("*"))


def length(text: str, pattern: str) -> float:
    """What the pattern's group says, such as 100ms or 15min, in seconds."""
    found = re.search(pattern, text)
    assert found, pattern
    number, unit = re.fullmatch(r"(\d+)(ms|s|min|h)", found[1]).groups()
    return int(number) * {"ms": 0.001, "s": 1, "min": 60, "h": 3600}[unit]


def test_the_numbers_are_the_products():
    header = (SOURCE / "ddns" / "back_off.h").read_text()
    source = (SOURCE / "ddns" / "back_off.cpp").read_text()
    assert number(header, r"kMaxTries = ([0-9' *]+);") == backoff.MAX_TRIES
    assert length(source, r"kShortestRetry = (\w+);") == backoff.SHORTEST
    assert length(source, r"kLongestRetry = (\w+);") == backoff.LONGEST
    assert (
        length(source, r"doubled<Milliseconds>\((\w+), kLongestRetry, failures\)")
        == backoff.FIRST_RETRY
    )
    rounds = r": doubled<Seconds>\({}, {}, failures\);"
    assert length(source, rounds.format(r"(\w+)", r"\w+")) == backoff.FIRST_ROUND
    assert length(source, rounds.format(r"\w+", r"(\w+)")) == backoff.LONGEST_ROUND


def test_back_off_is_within_its_bounds():
    random = Random(1)
    for failures, longest in ((1, 1), (2, 2), (3, 4)):
        waits = [backoff.before_retry(failures, random) for _ in range(2000)]
        assert 0.1 <= min(waits) < 0.2 < longest * 0.9 < max(waits) <= longest
    assert backoff.before_retry(4, random) is None
    for failures, longest in ((1, 30), (2, 60), (6, 900), (60, 900)):
        waits = [backoff.before_round(failures, random) for _ in range(2000)]
        assert longest / 2 <= min(waits) < longest * 0.6 < longest * 0.9 < max(waits) <= longest
