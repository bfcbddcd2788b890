# SPDX-License-Identifier: MIT
"""A token bucket: Route 53 takes five requests a second from an account, all tools together."""

from __future__ import annotations

import time
from collections.abc import Callable


class TokenBucket:
    """`rate` requests a second, at most `burst` at once."""

    def __init__(
        self, rate: float, burst: float, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.rate, self.burst = rate, burst
        self._monotonic = monotonic
        self._level, self._at = burst, monotonic()

    def take(self) -> bool:
        """Whether one more request is allowed now."""
        now = self._monotonic()
        self._level = min(self.burst, self._level + (now - self._at) * self.rate)
        self._at = now
        if self._level < 1:
            return False
        self._level -= 1
        return True
