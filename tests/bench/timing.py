# SPDX-License-Identifier: MIT
"""What a changed round and a start cost in time, beside programs that do it with less or more.

The contenders take turns (A B C A B C …), so that a busy machine slows all of them. All send the
same two requests to the same server on one connection; the server's own time is in `wall` of all
of them and in `cpu` of none.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.fast_server import FastServer
from tests.bench.launch import BUILD, Times, aws_environment, timed
from tests.bench.rounds import ADDRESS, NAME, OTHER_ADDRESS
from tests.integration.wan53 import Wan53, record

ROUNDS = 15
STARTS = 60
ZONE_ID = "Z0123456789ABCDEFGHIJ"
Series = dict[str, list[Times]]


class Unfair(Exception):
    """A contender did not send what it is measured for."""


def take_turns(contenders: dict[str, Callable[[], Times]], turns: int) -> Series:
    """Runs each once to warm up, then all in turn."""
    for run in contenders.values():
        run()
    series: Series = {name: [] for name in contenders}
    for _ in range(turns):
        for name, run in contenders.items():
            series[name].append(run())
    return series


class Stage:
    """The fast server, a home for wan53 that points at it, and one round's requests, recorded."""

    def __init__(self, server: FastServer, folder: Path, ram: Path) -> None:
        self.server = server
        # As /tmp and /run are wherever wan53 runs.
        (folder / "run").symlink_to(ram)
        self.environment = aws_environment(server.url, folder)
        self.program = Wan53(folder, self.environment)
        self.program.configure(record(NAME, f"static {ADDRESS}", zone=ZONE_ID))
        self.wan53 = self.program.variables()
        self.run("record", self.program.command("update"), self.wan53, requests=2)
        self.requests = [folder / f"{n}.http" for n in (1, 2)]
        for path, request in zip(self.requests, server.requests, strict=True):
            path.write_bytes(request)

    def run(self, name: str, command: list[str], env: dict[str, str], requests: int) -> Times:
        """Times one call, which must send so many requests on one connection, or none on none."""
        before = len(self.server.requests), self.server.connections
        times = timed(command, env)
        sent = len(self.server.requests) - before[0], self.server.connections - before[1]
        if sent != (requests, min(requests, 1)):
            raise Unfair(f"{name}: {sent[0]} requests on {sent[1]} connections, not {requests}")
        return times

    def rounds(self, turns: int) -> Series:
        """A changed round: wan53, the minimal C program, boto3."""
        files = [str(path) for path in self.requests]
        ca_file = self.environment["AWS_CA_BUNDLE"]
        commands = {
            "wan53": (self.program.command("update"), self.wan53),
            "minimal": (
                [str(BUILD / "minimal"), self.server.url, ca_file, *files],
                self.environment,
            ),
            "boto3": (
                [sys.executable, str(Path(__file__).with_name("boto3_round.py")),
                 self.server.url, ZONE_ID, NAME, ADDRESS],
                self.environment,
            ),
        }  # fmt: skip
        return take_turns(
            {
                name: lambda n=name, c=command, e=env: self.run(n, c, e, requests=2)
                for name, (command, env) in commands.items()
            },
            turns,
        )

    def starts(self, turns: int) -> Series:
        """A call that finds nothing to do, and a program that does nothing."""
        due = self.program.command("update", "--if-due")
        return take_turns(
            {
                "--if-due": lambda: self.run("--if-due", due, self.wan53, requests=0),
                "true": lambda: self.run("true", ["/bin/true"], {}, requests=0),
            },
            turns,
        )


def measure(folder: Path, rounds: int = ROUNDS, starts: int = STARTS) -> tuple[Series, Series]:
    """The series of rounds and that of starts."""
    memory = TemporaryDirectory(dir="/dev/shm")
    with FastServer(NAME, OTHER_ADDRESS) as server, memory as ram:
        stage = Stage(server, folder, Path(ram))
        return stage.rounds(rounds), stage.starts(starts)
