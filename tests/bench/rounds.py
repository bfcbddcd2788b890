# SPDX-License-Identifier: MIT
"""Rounds against the local AWS, under `peak`: what each asks for, starts and holds in memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.aws import LocalAws
from tests.bench.fast_server import FastServer
from tests.bench.instructions import instructions
from tests.bench.launch import ROOT, Footprint, aws_environment, traced
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


def costs_of_many(folder: Path, names: int) -> dict[str, Cost]:
    """So many names in one zone that holds nothing else: a changed and an unchanged round."""
    with LocalAws() as aws:
        zone_id = aws.add_zone("example.com")
        program = Wan53(folder, aws.environment(aws.add_user()))
        hosts = [f"h{number}.example.com" for number in range(names)]
        for host in hosts:
            aws.put_record(zone_id, host, "A", [OTHER_ADDRESS])
        program.configure(
            "".join(record(host, f"static {ADDRESS}", zone=zone_id) for host in hosts)
        )
        return {kind: cost(aws, program, "update") for kind in ("changed", "unchanged")}


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
        program = Wan53(folder, aws_environment(server.url, folder), binary=binary)
        program.configure(record(NAME, f"static {ADDRESS}", zone="Z0123456789ABCDEFGHIJ"))
        call = (target, binary, "update")
        instructions(*call, environment=program.variables())  # makes the state
        return instructions(*call, environment=program.variables())
