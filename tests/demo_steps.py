# SPDX-License-Identifier: MIT
"""The steps of a demo, each of which can fail.

What a step is expected to bring about must not be so before it: else it would pass on what an
earlier step did. What is seen is the state after the step, whether it went well or not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping

Check = Callable[[], object]


class DemoFailed(Exception):
    """A step did not bring about what it shows; str() is the step's title."""


def wait_for(what: Check, seconds: float) -> bool:
    """Whether it became true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.02)
    return bool(what())


class Steps:
    """Runs one step after the other and prints it.

    `before` starts each one, `state` gives the lines that end it, `seconds` is how long an expected
    thing may take. The act of step `left_out`, counted from 0, is left out, to see the step fail.
    """

    def __init__(
        self,
        before: Callable[[], None],
        state: Callable[[], Iterable[str]],
        *,
        seconds: float = 0,
        left_out: int = -1,
    ) -> None:
        self._before, self._state = before, state
        self._seconds, self._left_out = seconds, left_out
        self.titles: list[str] = []
        self._begin = 0.0

    def step(
        self,
        title: str,
        act: Callable[[], object],
        expect: Mapping[str, Check],
        still: Mapping[str, Check] | None = None,
    ) -> None:
        """`expect` must be false before the act and true after it, `still` true both times."""
        assert expect, "a step that expects nothing cannot fail"
        print(f"\n# {title}")
        self._before()
        still = still or {}
        wrong = [f"{text}: so it was before" for text, check in expect.items() if check()]
        wrong += [f"{text}: not even before" for text, check in still.items() if not check()]
        self._begin = time.monotonic()
        if len(self.titles) != self._left_out:
            act()
        self.titles.append(title)
        for text, check in (*expect.items(), *still.items()):
            if wait_for(check, self._seconds if not wrong else 0):
                self.say(text)
            else:
                wrong.append(f"{text}: no")
        for line in self._state():
            print(f"  {line}")
        for text in wrong:
            print(f"  EXPECTED  {text}")
        if wrong:
            raise DemoFailed(title)

    def say(self, text: str) -> None:
        """A line with the time since the step began."""
        print(f"{1000 * (time.monotonic() - self._begin):8.0f} ms  {text}")


def run(show: Callable[[], object]) -> int:
    """Shows it; the exit status."""
    try:
        show()
    except DemoFailed as failed:
        print(f"\nThe demo failed at: {failed}")
        return 1
    print("\nAll as expected.")
    return 0
