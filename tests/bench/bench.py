# SPDX-License-Identifier: MIT
"""Prints what wan53 costs on this machine as one table; `make bench` calls it.

    python -m tests.bench.bench TARGET...

Exits with 1 when a size or a count is beyond its limit. Times are shown as medians (least to most)
and as ratios with their goals, and fail nothing: they depend on the machine and its other work.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.bench import companion, daemon, sessions
from tests.bench.launch import BUILD, ROOT, Footprint
from tests.bench.resolved import resolved
from tests.bench.rounds import Cost, costs
from tests.bench.timing import Series, measure

MAX_RSS_KIB = 1_500_000 // 1024
MAX_VM_KIB = 3_000_000 // 1024
MAX_IDLE_RSS_KIB = 1_200_000 // 1024
MAX_REACTION_MS = 50
MAX_NOTIFY_MS = 5
MAX_COMPANION_RSS_KIB = 4_000_000 // 1024
MAX_ZIP = 500_000
MAX_SESSION_RSS_KIB = 1_200_000 // 1024
MAX_SESSION_WALL = 2.2
MAX_PAIR_MS = 500
MAX_PAIR_INSTRUCTIONS = 200_000_000
COUNTS = {"unchanged": (1, 1, 0), "changed": (2, 1, 0), "--if-due, fresh": (0, 0, 0)}
SESSION_COUNTS = {"unchanged": (2, 2, 0), "changed": (3, 2, 0)}


@dataclass(frozen=True)
class Row:
    """One line of the table. `within` is None where nothing was asked or built."""

    what: str
    measured: str
    limit: str = ""
    within: bool | None = None
    asserted: bool = True

    def __str__(self) -> str:
        verdict = {None: "", True: "ok", False: "MISSED" if self.asserted else "missed (goal)"}
        return (
            f"{self.what:44} {self.measured:>32}  {self.limit:>12}  {verdict[self.within]}".rstrip()
        )


def most(what: str, value: int, limit: int, unit: str) -> Row:
    return Row(what, f"{value:,} {unit}".rstrip(), f"<= {limit:,}", value <= limit)


def goal(what: str, ratio: float, limit: float | None = None) -> Row:
    if limit is None:
        return Row(what, f"{ratio:.2f} x")
    return Row(what, f"{ratio:.2f} x", f"<= {limit}", ratio <= limit, asserted=False)


def size_limit(target: str) -> int:
    """What the target's file allows."""
    text = (ROOT / "toolchain" / "targets" / f"{target}.mk").read_text()
    found = re.search(r"^SIZE_LIMIT\s*:?=\s*(\d+)", text, re.MULTILINE)
    if not found:
        raise ValueError(f"toolchain/targets/{target}.mk has no SIZE_LIMIT")
    return int(found[1])


def sizes(targets: list[str]) -> list[Row]:
    rows = []
    for target in targets:
        binary = ROOT / "build" / target / "wan53"
        what, limit = f"stripped size, {target}", size_limit(target)
        if binary.exists():
            rows.append(most(what, binary.stat().st_size, limit, "bytes"))
        else:
            rows.append(Row(what, "not built", f"<= {limit:,}"))
    return rows


def memory(measured: dict[str, Cost]) -> list[Row]:
    rows = []
    for name in ("unchanged", "changed"):
        took = measured[name].footprint
        rows.append(most(f"peak RSS, {name} round", took.max_rss_kib, MAX_RSS_KIB, "KiB"))
        rows.append(most(f"VmPeak, {name} round", took.vm_peak_kib, MAX_VM_KIB, "KiB"))
    return rows


def named(took: Footprint | None) -> Row:
    what = "VmPeak, changed round, host name resolved"
    if took is None:
        return Row(what, "skipped: no namespaces")
    return most(what, took.vm_peak_kib, MAX_VM_KIB, "KiB")


def exactly(what: str, measured: tuple[int, ...], wanted: tuple[int, ...]) -> Row:
    texts = [", ".join(map(str, numbers)) for numbers in (measured, wanted)]
    return Row(what, *texts, measured == wanted)


def counts(measured: dict[str, Cost], wanted: dict[str, tuple[int, int, int]]) -> list[Row]:
    what = "requests, connections, forks"
    return [exactly(f"{what}: {name}", measured[name].counts, wanted[name]) for name in wanted]


def proofs(found: sessions.Figures) -> list[Row]:
    """A machine that proves itself by a certificate, beside one with an access key."""
    asked = {f"{name}, asks": cost for name, cost in found.asked.items()}
    wanted = {f"{name}, asks": value for name, value in SESSION_COUNTS.items()}
    rss = max(cost.footprint.max_rss_kib for cost in found.asked.values())
    key = found.held["access key"]
    what = "instructions, pair and certificate, armv7"
    made = found.pair_instructions
    if made is None:
        count = Row(what, "not built", f"<= {MAX_PAIR_INSTRUCTIONS:,}")
    else:
        count = most(what, made, MAX_PAIR_INSTRUCTIONS, "")
    return [
        *counts(asked, wanted),
        most("peak RSS, round with a new session", rss, MAX_SESSION_RSS_KIB, "KiB"),
        exactly("requests, connections: daemon, held session", found.held["iot"], key),
        *times(found.rounds, "changed round", "iot", {"wall access key": MAX_SESSION_WALL}),
        at_most("pair and certificate", [found.pair_s], found.pair_s, MAX_PAIR_MS),
        count,
    ]


def signing() -> list[Row]:
    program = str(BUILD / "signing_bench")
    said = json.loads(subprocess.run([program], capture_output=True, check=True).stdout)
    return [
        Row(f"signing {said['hashed_bytes']} bytes", f"{said['sign_ns'] / 1000:.1f} us"),
        Row("hashing them, no more", f"{said['hash_ns'] / 1000:.1f} us"),
        goal("signing / hashing", said["sign_ns"] / said["hash_ns"], 1.5),
    ]


def spread(values: list[float]) -> str:
    median, least, greatest = (1000 * f(values) for f in (statistics.median, min, max))
    return f"{median:.2f} ms ({least:.2f}-{greatest:.2f})"


def times(series: Series, call: str, base: str, goals: dict[str, float]) -> list[Row]:
    """The series' rows, and the first contender's ratio to each of the others."""
    rows = []
    for clock in ("cpu", "wall"):
        read = {name: [getattr(t, clock) for t in runs] for name, runs in series.items()}
        rows += [Row(f"{clock}, {call}, {name}", spread(values)) for name, values in read.items()]
        medians = {name: statistics.median(values) for name, values in read.items()}
        rows += [
            goal(f"{clock}, {base} / {name}", medians[base] / medians[name],
                 goals.get(f"{clock} {name}"))
            for name in medians if name != base
        ]  # fmt: skip
    return rows


def at_most(what: str, values: list[float], worst: float, limit_ms: int) -> Row:
    """A spread whose `worst` (seconds) should be within the limit."""
    return Row(what, spread(values), f"<= {limit_ms} ms", 1000 * worst <= limit_ms, asserted=False)


def reaction(values: list[float] | None) -> Row:
    what = "address change to UPSERT"
    if values is None:
        return Row(what, "skipped: no network namespaces")
    return at_most(what, values, max(values), MAX_REACTION_MS)


def hooks(call: str, took: dict[str, list[float]]) -> list[Row]:
    """What `notify` takes, beside a program that does nothing."""
    median = {name: statistics.median(values) for name, values in took.items()}
    return [
        at_most(f"wall, {call}, notify", took["notify"], median["notify"], MAX_NOTIFY_MS),
        Row(f"wall, {call}, true", spread(took["true"])),
        goal(f"wall, {call}, notify / true", median["notify"] / median["true"]),
    ]


def sleeper(found: daemon.Figures) -> list[Row]:
    idle = found.idle_forks, found.idle_wakes
    return [
        reaction(found.reactions),
        most("RSS, idle daemon", found.rss_kib, MAX_IDLE_RSS_KIB, "KiB"),
        most("VmSize, idle daemon", found.vm_kib, MAX_VM_KIB, "KiB"),
        Row(f"forks, wake-ups in {daemon.IDLE_S} s, idle daemon", f"{idle[0]}, {idle[1]}",
            "0, <= 1", idle[0] == 0 and idle[1] <= 1),
        *hooks(f"1 of {daemon.CALLS:,}", found.notify),
        *hooks(f"1 of {daemon.AT_ONCE} at once", found.notify_at_once),
    ]  # fmt: skip


def function(found: companion.Figures) -> list[Row]:
    """The companion in Lambda's place."""
    median = {name: statistics.median(took) for name, took in found.cold.items()}
    share = statistics.median(found.service)
    over = [took - share for took in found.unchanged]
    rows = [
        most("peak RSS, companion", found.peak_rss_kib, MAX_COMPANION_RSS_KIB, "KiB"),
        at_most("companion: exec to first next", found.starts, statistics.median(found.starts), 10),
        at_most("companion: no service asked", found.refusals,
                statistics.median(found.refusals), 1),
        Row("companion: unchanged", spread(found.unchanged)),
        Row("... of that the services", spread(found.service)),
        at_most("... and the companion", over, statistics.median(over), 2),
        Row("cold, unchanged, bootstrap: cpu", spread(found.cold_cpu)),
        *(Row(f"cold, changed, {name}", spread(took)) for name, took in found.cold.items()),
    ]  # fmt: skip
    ratio = median["boto3"] / median["bootstrap"]
    rows.append(Row("cold, boto3 / bootstrap", f"{ratio:.1f} x", ">= 30", ratio >= 30,
                    asserted=False))  # fmt: skip
    for archive in companion.ZIPS:
        size = archive.stat().st_size if archive.exists() else None
        what = f"size, {archive.name}"
        if size is None:
            rows.append(Row(what, "not built", f"<= {MAX_ZIP:,}"))
        else:
            rows.append(most(what, size, MAX_ZIP, "bytes"))
    return rows


def main(targets: list[str]) -> int:
    with (
        tempfile.TemporaryDirectory() as first,
        tempfile.TemporaryDirectory() as second,
        tempfile.TemporaryDirectory() as third,
        tempfile.TemporaryDirectory() as fourth,
        tempfile.TemporaryDirectory() as fifth,
        tempfile.TemporaryDirectory() as sixth,
    ):
        measured = costs(Path(first))
        rounds, starts = measure(Path(second))
        found = daemon.figures(Path(third))
        lambdas = companion.figures(Path(fourth))
        by_name = resolved(Path(fifth))
        proved = sessions.figures(Path(sixth))
    rows = [
        *sizes(targets),
        *memory(measured),
        named(by_name),
        *counts(measured, COUNTS),
        *proofs(proved),
        *signing(),
        *times(rounds, "changed round", "wan53", {"cpu minimal": 1.3}),
        *times(starts, "start", "--if-due", {}),
        *sleeper(found),
        *function(lambdas),
    ]
    print(*rows, sep="\n")
    return int(any(row.within is False and row.asserted for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
