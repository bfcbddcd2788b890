# SPDX-License-Identifier: MIT
"""Rounds against the local AWS, under `peak`: what each asks for, starts and holds in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.aws import LocalAws
from tests.bench.fast_server import FastServer
from tests.bench.instructions import emulator, instructions
from tests.bench.launch import ROOT, Failed, Footprint, Times, aws_environment, timed, traced
from tests.integration.wan53 import Wan53, record

NAME = "home.example.com"
ADDRESS = "198.51.101.7"
OTHER_ADDRESS = "198.51.101.6"


@dataclass(frozen=True)
class Cost:
    """What one call of wan53 took, as the server and the kernel counted it."""

    operations: list[str]
    connections: int
    footprint: Footprint

    @property
    def counts(self) -> tuple[int, int, int]:
        """Requests, connections, forks."""
        return len(self.operations), self.connections, self.footprint.forks


def cost(aws: LocalAws, program: Wan53, *arguments: str) -> Cost:
    """Runs `wan53 ARGUMENTS` once; the server's journal is empty before."""
    aws.journal.clear()
    footprint = traced(program.command(*arguments), program.variables())
    return Cost(aws.journal.operations(), aws.journal.counts()["connections"], footprint)


@contextmanager
def zone_of_many(folder: Path, names: int) -> Iterator[tuple[LocalAws, Wan53]]:
    """So many names in one zone that holds nothing else, none of which is published."""
    with LocalAws() as aws:
        zone_id = aws.add_zone("example.com")
        program = Wan53(folder, aws.environment(aws.add_user()))
        hosts = [f"h{number}.example.com" for number in range(names)]
        for host in hosts:
            aws.put_record(zone_id, host, "A", [OTHER_ADDRESS])
        program.configure(
            "".join(record(host, f"static {ADDRESS}", zone=zone_id) for host in hosts)
        )
        yield aws, program


def costs_of_many(folder: Path, names: int) -> dict[str, Cost]:
    """A changed and an unchanged round of so many names."""
    with zone_of_many(folder, names) as (aws, program):
        return {kind: cost(aws, program, "update") for kind in ("changed", "unchanged")}


@dataclass(frozen=True)
class Point:
    """Of the many-names curve: what one round took, and how long others of its kind."""

    cost: Cost
    times: list[Times]


def curve_point(folder: Path, names: int, runs: int) -> dict[str, Point]:
    """Unchanged and changed rounds of so many names."""
    with zone_of_many(folder, names) as (aws, program):
        first = {kind: cost(aws, program, "update") for kind in ("changed", "unchanged")}
        times: dict[str, list[Times]] = {"unchanged": [], "changed": []}
        for run in range(runs):
            address = (OTHER_ADDRESS, ADDRESS)[run % 2]
            for kind in ("changed", "unchanged"):
                command = program.command("update", "--ip", address)
                times[kind].append(timed(command, program.variables()))
        return {kind: Point(first[kind], times[kind]) for kind in times}


def costs(folder: Path) -> dict[str, Cost]:
    """One record, its zone given, nothing to notify: a changed and an unchanged round, and a call
    of --if-due right after."""
    with LocalAws() as aws:
        zone_id = aws.add_zone("example.com")
        aws.put_record(zone_id, NAME, "A", [OTHER_ADDRESS])
        program = Wan53(folder, aws.environment(aws.add_user()))
        program.configure(record(NAME, f"static {ADDRESS}", zone=zone_id))
        return {
            "changed": cost(aws, program, "update"),
            "unchanged": cost(aws, program, "update"),
            "--if-due, fresh": cost(aws, program, "update", "--if-due"),
        }


def unchanged_instructions(target: str, folder: Path) -> int:
    """Of the target's program, in a round with the fast server: one handshake by P-256, with a
    certificate right below the root, and one request."""
    with FastServer(NAME, ADDRESS) as server:
        binary = ROOT / "build" / target / "wan53"
        environment = aws_environment(server.url, folder)
        program = Wan53(folder, environment, tuple(emulator(target)), binary)
        program.configure(record(NAME, f"static {ADDRESS}", zone="Z0123456789ABCDEFGHIJ"))
        made = program("update")  # makes the state
        if made.code:
            raise Failed(f"{target}: {made.err}")
        return instructions(target, binary, "update", environment=program.variables())
