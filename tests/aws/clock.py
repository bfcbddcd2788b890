# SPDX-License-Identifier: MIT
"""The server's idea of the time, which tests may set or shift."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class Clock:
    """Runs on the machine's clock plus an offset, or stands still once it was set."""

    def __init__(self) -> None:
        self.offset = 0.0
        self._fixed: float | None = None

    def now(self) -> float:
        """Seconds since 1970."""
        return self._fixed if self._fixed is not None else time.time() + self.offset

    def set_offset(self, seconds: float) -> None:
        """Runs on, so many seconds before (negative) or after the machine."""
        self.offset, self._fixed = seconds, None

    def set_now(self, seconds: float | None) -> None:
        """Stands still at this time; None lets it run again."""
        self._fixed = seconds

    def utc(self) -> datetime:
        """The time in UTC."""
        return datetime.fromtimestamp(self.now(), UTC)


def compact(moment: datetime) -> str:
    """As in X-Amz-Date: 20150830T123600Z."""
    return moment.strftime("%Y%m%dT%H%M%SZ")


def iso(moment: datetime) -> str:
    """As in replies: 2015-08-30T12:36:00.000Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
