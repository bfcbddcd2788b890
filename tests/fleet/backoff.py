# SPDX-License-Identifier: MIT
"""The product's back-off, as src/ddns/back_off.h and back_off.cpp have it; seconds throughout."""

from __future__ import annotations

from random import Random

MAX_TRIES = 4
SHORTEST = 0.1
LONGEST = 20.0
FIRST_RETRY = 1.0
FIRST_ROUND, LONGEST_ROUND = 30.0, 15 * 60.0


def doubled(first: float, longest: float, failures: int) -> float:
    """`first` doubled once for each failure but the first, up to `longest`."""
    return min(longest, first * 2 ** (failures - 1))


def before_retry(failures: int, random: Random) -> float | None:
    """Before the next try of a request; None when the tries are used up."""
    if failures >= MAX_TRIES:
        return None
    return max(SHORTEST, random.uniform(0, doubled(FIRST_RETRY, LONGEST, failures)))


def before_round(failures: int, random: Random) -> float:
    """Before the next round: half of it fixed, half jitter."""
    full = doubled(FIRST_ROUND, LONGEST_ROUND, failures)
    return full / 2 + random.uniform(0, full / 2)
