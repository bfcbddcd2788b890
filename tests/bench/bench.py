# SPDX-License-Identifier: MIT
"""Prints what wan53 costs on this machine as one table; `make bench` calls it.

    python -m tests.bench.bench [--peers FOLDER] [--before FOLDER] TARGET...

Every row says its limit and its anchor. Exits with 1 when a limit is missed; README.md says how the
limits on times allow for the machine.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.bench import companion, daemon, sessions
from tests.bench.contest import Contest, contest, starts
from tests.bench.launch import BUILD, ROOT
from tests.bench.peers import KINDS
from tests.bench.reaction import PATHS, reactions
from tests.bench.rounds import Cost, costs, curve_point, unchanged_instructions
from tests.bench.table import (
    HEAD,
    Row,
    absent,
    beside,
    exactly,
    faster,
    less,
    most,
    settled,
    within,
)

# A round of one record.
MAX_RSS_KIB = 1000  # of which the file is 819
MAX_VM_KIB = 3_000_000 // 1024
MAX_CALLS = {"unchanged": 150, "changed": 200}
COUNTS = {"unchanged": (1, 1, 0), "changed": (2, 1, 0), "--if-due, fresh": (0, 0, 0)}
# Of whom wan53 may take so many times the time; ahead of every peer.
MAX_TIMES = {"minimal": 1.5, "boto3": 0.1, "before": 1.1}
AHEAD = 1
MAX_FOOTPRINT = {"before": 1.2}
MAX_START = 1.5
MAX_NAME_MS = 1.0  # more than the name server takes
# Of an unchanged round, with some room for the random numbers in a handshake.
MAX_INSTRUCTIONS = {
    "armv7": 35_000_000,
    "aarch64": 20_000_000,
    "mipsel": 55_000_000,
    "x86_64": 28_000_000,
}
# So many names in one zone: lists of 300 record sets, batches of 400 changes, and the time of all
# of it at five requests a second.
CURVE = {1: (1, 1, 200), 10: (1, 1, 200), 100: (1, 1, 400), 1000: (4, 3, 4000)}
CURVE_RUNS = 3
MAX_NAMES_RSS_KIB = 4096
MAX_NAME_CPU_MS = 0.15  # each, above one name's round
# A machine that authenticates with a certificate.
SESSION_COUNTS = {"unchanged": (2, 2, 0), "changed": (3, 2, 0)}
MAX_SESSION_RSS_KIB = 1_200_000 // 1024
MAX_SESSION_WALL = 2.2
MAX_PAIR_MS = 500
MAX_PAIR_INSTRUCTIONS = 200_000_000
MAX_SIGNING = 1.8
# The daemon.
MAX_REACTION_MS = 50
MAX_IDLE_RSS_KIB = 1_200_000 // 1024
MAX_NOTIFY_MS = 5
MAX_NOTIFY = 1.5
# The companion.
MAX_COMPANION_RSS_KIB = 700
MAX_COMPANION_START_MS = 10
MAX_REFUSAL_MS = 1
MAX_WARM_MS = 0.6  # beside the services
MAX_COLD_MS = 4
MIN_COLD_BOTO3 = 40  # `minimal` itself is some 50 times as fast
MAX_ZIP = 330_000


def size_limit(target: str) -> int:
    """What the target's file allows."""
    text = (ROOT / "toolchain" / "targets" / f"{target}.mk").read_text()
    found = re.search(r"^SIZE_LIMIT\s*:?=\s*(\d+)", text, re.MULTILINE)
    if not found:
        raise ValueError(f"toolchain/targets/{target}.mk has no SIZE_LIMIT")
    return int(found[1])


def size(what: str, file: Path, limit: int) -> Row:
    what = f"size, {what}"
    return most(what, file.stat().st_size, limit) if file.exists() else absent(what, "not built")


def sizes(targets: list[str]) -> list[Row]:
    built = [(target, ROOT / "build" / target / "wan53") for target in targets]
    return [
        *(size(target, binary, size_limit(target)) for target, binary in built),
        *(size(archive.name, archive, MAX_ZIP) for archive in companion.ZIPS),
    ]


def instructions_of(target: str, folder: Path) -> list[Row]:
    what = f"instructions, unchanged round, {target}"
    if not (ROOT / "build" / target / "wan53").exists():
        return [absent(what, "not built")]
    return [most(what, unchanged_instructions(target, folder), MAX_INSTRUCTIONS[target])]


def counts(measured: dict[str, Cost], wanted: dict[str, tuple[int, int, int]]) -> list[Row]:
    what = "requests, connections, forks"
    return [exactly(f"{what}: {name}", measured[name].counts, wanted[name]) for name in wanted]


def round_counts(folder: Path) -> list[Row]:
    return counts(costs(folder), COUNTS)


def minus(took: list[float], others: list[float]) -> list[float]:
    """Turn by turn."""
    return [one - other for one, other in zip(took, others, strict=True)]


def by_name(kind: str, found: Contest) -> list[Row]:
    """The same round by a host name, and the name server's own time."""
    what = f"wall, {kind} round: a name's share"
    if "named" not in found.times:
        return [absent(what, "no namespaces")]
    share = minus(found.read("wall", "named"), found.read("wall", "wan53"))
    look_up = 1000 * statistics.median(found.read("wall", "look-up"))
    limit = round(look_up + MAX_NAME_MS, 1)
    vm = found.footprints["named"].vm_peak_kib
    return [
        within(what, share, limit, f"the look-up alone {look_up:.2f} ms"),
        most(f"VmPeak, {kind} round by name", vm, MAX_VM_KIB, "KiB"),
    ]


def footprints(kind: str, found: Contest, rivals: list[str]) -> list[Row]:
    """What one round of each holds, and how often it calls the kernel."""
    own, least = found.footprints["wan53"], found.footprints["minimal"]
    share = f"{own.calls / least.calls:.2f} x minimal's {least.calls}"
    rss, calls = f"peak RSS, {kind} round", f"system calls, {kind} round"
    rows = [
        most(rss, own.max_rss_kib, MAX_RSS_KIB, "KiB"),
        most(f"VmPeak, {kind} round", own.vm_peak_kib, MAX_VM_KIB, "KiB"),
        most(calls, own.calls, MAX_CALLS[kind], anchor=share),
    ]
    for name in rivals:
        other, limit = found.footprints[name], MAX_FOOTPRINT.get(name, AHEAD)
        rows.append(less(rss, own.max_rss_kib, limit, name, other.max_rss_kib, "KiB"))
        rows.append(less(calls, own.calls, limit, name, other.calls))
    return rows


def clocks(clock: str, kind: str, found: Contest, rivals: list[str]) -> list[Row]:
    what, own = f"{clock}, {kind} round", found.read(clock, "wan53")
    least, flushed = what, own
    if "flushes" in found.times:
        least = f"{what} without its flushes"
        flushed = minus(own, found.read(clock, "flushes"))
    return [
        beside(least, flushed, MAX_TIMES["minimal"], "minimal", found.read(clock, "minimal")),
        *(
            beside(what, own, MAX_TIMES.get(name, AHEAD), name, found.read(clock, name))
            for name in ("boto3", *rivals)
        ),
    ]


def rounds(kind: str, peers: Path | None, before: Path | None, folder: Path) -> list[Row]:
    """wan53 beside all who do the same."""
    found = contest(folder, kind, peers, before)
    rivals = [name for name in ("before", *KINDS) if name in found.times]
    return [
        *(row for clock in ("cpu", "wall") for row in clocks(clock, kind, found, rivals)),
        *footprints(kind, found, rivals),
        *by_name(kind, found),
        *(absent(f"{kind} round, {name}", why) for name, why in found.left_out.items()),
    ]


def begins(folder: Path) -> list[Row]:
    took = {name: [t.wall for t in times] for name, times in starts(folder).items()}
    return [beside("wall, start: --if-due", took["--if-due"], MAX_START, "true", took["true"])]


def curve(folder: Path) -> list[Row]:
    """What many names cost, and what one does."""
    rows = []
    one: dict[str, float] = {}
    for names, (lists, batches, limit_ms) in CURVE.items():
        home = folder / str(names)
        home.mkdir()
        for kind, point in curve_point(home, names, CURVE_RUNS).items():
            what = f"{names:,} {'name' if names == 1 else 'names'}, {kind}"
            asked = point.cost.operations
            sent = asked.count("ListResourceRecordSets"), asked.count("ChangeResourceRecordSets")
            cpu = [took.cpu for took in point.times]
            one.setdefault(kind, statistics.median(cpu))
            most_ms = round(1000 * one[kind] * MAX_TIMES["before"] + MAX_NAME_CPU_MS * names, 1)
            rows += [
                exactly(f"lists, batches: {what}", sent, (lists, batches * (kind == "changed"))),
                within(f"wall: {what}", [took.wall for took in point.times], limit_ms),
                within(f"cpu: {what}", cpu, most_ms, f"one name's {1000 * one[kind]:.2f} ms"),
                most(f"peak RSS: {what}", point.cost.footprint.max_rss_kib, MAX_NAMES_RSS_KIB,
                     "KiB"),
            ]  # fmt: skip
    return rows


def proofs(folder: Path) -> list[Row]:
    """A machine that authenticates with a certificate, beside one with an access key."""
    found = sessions.figures(folder)
    asked = {f"{name}, asks": cost for name, cost in found.asked.items()}
    wanted = {f"{name}, asks": value for name, value in SESSION_COUNTS.items()}
    rss = max(cost.footprint.max_rss_kib for cost in found.asked.values())
    took = {name: [t.wall for t in times] for name, times in found.rounds.items()}
    what, made = "instructions, pair and certificate, armv7", found.pair_instructions
    return [
        *counts(asked, wanted),
        most("peak RSS, round with a new session", rss, MAX_SESSION_RSS_KIB, "KiB"),
        exactly("requests, connections: daemon, held session", found.held["iot"],
                found.held["access key"]),
        beside("wall, changed round, new session", took["iot"], MAX_SESSION_WALL, "access key",
               took["access key"]),
        within("pair and certificate", [found.pair_s], MAX_PAIR_MS),
        absent(what, "not built") if made is None else most(what, made, MAX_PAIR_INSTRUCTIONS),
    ]  # fmt: skip


def signing(_: Path) -> list[Row]:
    program = str(BUILD / "signing_bench")
    said = json.loads(subprocess.run([program], capture_output=True, check=True).stdout)
    took, hashing = [said["sign_ns"] / 1e9], [said["hash_ns"] / 1e9]
    return [beside(f"signing {said['hashed_bytes']} bytes", took, MAX_SIGNING, "hashing", hashing)]


def events(folder: Path) -> list[Row]:
    found = reactions(folder)
    whats = {"kernel": "the kernel's address to UPSERT", "hook": "wan-event connected to UPSERT"}
    if found is None:
        return [absent(whats[path], "no namespaces") for path in PATHS]
    return [within(whats[path], found[path], MAX_REACTION_MS) for path in PATHS]


def sleeper(folder: Path) -> list[Row]:
    found = daemon.asleep(folder)
    return [
        most("RSS, idle daemon", found.rss_kib, MAX_IDLE_RSS_KIB, "KiB"),
        most("VmSize, idle daemon", found.vm_kib, MAX_VM_KIB, "KiB"),
        most(f"forks in {daemon.IDLE_S} s, idle daemon", found.forks, 0),
        most(f"wake-ups in {daemon.IDLE_S} s, idle daemon", found.wakes, 1),
    ]


def hooks(folder: Path) -> list[Row]:
    """What `notify` takes, beside a program that does nothing."""
    rows = []
    calls = [f"1 of {daemon.CALLS:,}", f"1 of {daemon.AT_ONCE} at once"]
    for call, took in zip(calls, daemon.notified(folder), strict=True):
        rows.append(within(f"wall, notify, {call}", took["notify"], MAX_NOTIFY_MS))
        rows.append(
            beside(f"wall, notify, {call}", took["notify"], MAX_NOTIFY, "true", took["true"])
        )
    return rows


def function(folder: Path) -> list[Row]:
    """The companion in Lambda's place."""
    found = companion.figures(folder)
    own = found.cold["bootstrap"]
    least = 1000 * statistics.median(found.service)
    return [
        most("peak RSS, companion", found.peak_rss_kib, MAX_COMPANION_RSS_KIB, "KiB"),
        within("companion: exec to first next", found.starts, MAX_COMPANION_START_MS),
        within("companion: no service asked", found.refusals, MAX_REFUSAL_MS),
        within("companion: unchanged", minus(found.unchanged, found.service), MAX_WARM_MS,
               f"above minimal's {least:.2f} ms"),
        within("companion: cold, unchanged, cpu", found.cold_cpu, MAX_COLD_MS),
        within("companion: cold, changed", own, MAX_COLD_MS),
        beside("companion: cold, changed", own, MAX_TIMES["minimal"], "minimal",
               found.cold["minimal"]),
        faster("companion: cold, changed", own, MIN_COLD_BOTO3, "boto3", found.cold["boto3"]),
    ]  # fmt: skip


def sections(
    targets: list[str], peers: Path | None, before: Path | None
) -> Iterator[Callable[[Path], list[Row]]]:
    yield lambda _: sizes(targets)
    yield from (partial(instructions_of, target) for target in targets)
    yield round_counts
    yield from (partial(rounds, kind, peers, before) for kind in ("unchanged", "changed"))
    yield from (begins, curve, proofs, signing, events, sleeper, hooks, function)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--peers", type=Path, help="a folder with other programs")
    parser.add_argument("--before", type=Path, help="a folder with another build's wan53")
    parser.add_argument("targets", nargs="+")
    given = parser.parse_args()
    missed = 0
    print(HEAD)
    for section in sections(given.targets, given.peers, given.before):
        rows = settled(section)
        print(*rows, sep="\n", flush=True)
        missed += sum(row.missed for row in rows)
    print(f"{missed} missed")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
