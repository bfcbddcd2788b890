# SPDX-License-Identifier: MIT
"""The rows of the table: a figure, its limit, and its anchor, which is what was measured beside it
in the same run; a count that needs no comparison stands for itself.

Times are seconds and shown as the median (least to most) in ms.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ITSELF = "itself"


@dataclass(frozen=True)
class Row:
    """One line. `within` is None where nothing was measured: the figure says why."""

    what: str
    figure: str
    limit: str = ""
    anchor: str = ""
    within: bool | None = None
    timed: bool = False

    @property
    def missed(self) -> bool:
        return self.within is False

    def __str__(self) -> str:
        verdict = {None: "skipped", True: "ok", False: "MISSED"}[self.within]
        return f"{self.what:46} {self.figure:>27}  {self.limit:>11}  {self.anchor:33} {verdict}"


HEAD = f"{'what':46} {'figure':>27}  {'limit':>11}  {'anchor'}"


def absent(what: str, why: str) -> Row:
    return Row(what, why)


def most(what: str, value: int, limit: int, unit: str = "", anchor: str = ITSELF) -> Row:
    return Row(what, f"{value:,} {unit}".rstrip(), f"<= {limit:,}", anchor, value <= limit)


def exactly(what: str, value: tuple[int, ...], wanted: tuple[int, ...]) -> Row:
    figure, limit = (", ".join(map(str, numbers)) for numbers in (value, wanted))
    return Row(what, figure, limit, ITSELF, value == wanted)


def less(what: str, value: int, limit: float, name: str, other: int, unit: str = "") -> Row:
    """A count that is at most `limit` times another's."""
    return Row(
        what,
        f"{value:,} {unit}".rstrip(),
        f"<= {limit} x",
        f"{value / other:.2f} x {name}'s {other:,}",
        value <= limit * other,
    )


def text(seconds: float) -> str:
    return f"{1e6 * seconds:.2f} us" if seconds < 1e-4 else f"{1000 * seconds:.2f} ms"


def spread(values: list[float]) -> str:
    median = text(statistics.median(values))
    if len(values) == 1:
        return median
    return f"{median} ({1000 * min(values):.2f}-{1000 * max(values):.2f})"


def within(
    what: str, values: list[float], limit_ms: float, anchor: str = ITSELF, unit: str = "ms"
) -> Row:
    """Times whose median is at most so many milliseconds."""
    median = 1000 * statistics.median(values)
    return Row(
        what, spread(values), f"<= {limit_ms} {unit}", anchor, median <= limit_ms, timed=True
    )


def beside(what: str, values: list[float], limit: float, name: str, others: list[float]) -> Row:
    """Times whose median is at most `limit` times another's."""
    own, other = statistics.median(values), statistics.median(others)
    anchor = f"{own / other:.2f} x {name}'s {text(other)}"
    return Row(what, spread(values), f"<= {limit} x", anchor, own <= limit * other, timed=True)


def faster(what: str, values: list[float], factor: float, name: str, others: list[float]) -> Row:
    """Times by whose median another's is at least `factor` times as long."""
    own, other = statistics.median(values), statistics.median(others)
    anchor = f"{name}'s {text(other)} is {other / own:.1f} x"
    return Row(what, spread(values), f">= {factor} x", anchor, other >= factor * own, timed=True)


def settled(section: Callable[[Path], list[Row]]) -> list[Row]:
    """The section's rows, each time in a folder of its own. If a time misses, all is measured once
    more, and a time counts as the better of the two: a busy moment of the machine fails nothing,
    what is slow stays slow. Counts are not asked twice."""

    def measured() -> list[Row]:
        with TemporaryDirectory() as folder:
            return section(Path(folder))

    first = measured()
    if not any(row.missed and row.timed for row in first):
        return first
    second = measured()
    return [
        again if row.missed and row.timed and again.within else row
        for row, again in zip(first, second, strict=True)
    ]
