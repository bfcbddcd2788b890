# SPDX-License-Identifier: MIT
"""How contenders are measured beside each other.

They take turns (A B C A B C …), so that a busy machine slows all of them. A server counts what each
sends; its own time is in `wall` of all of them and in `cpu` of none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tests.bench.fast_server import FastServer
from tests.bench.launch import Footprint, Times, timed, traced
from tests.integration.wan53 import Wan53

ROUNDS = 21
STARTS = 60
ZONE_ID = "Z0123456789ABCDEFGHIJ"
Series = dict[str, list[Times]]
Took = TypeVar("Took", Times, Footprint)


class Unfair(Exception):
    """A contender did not send what it is measured for."""


@dataclass(frozen=True)
class Contender:
    """A command, which must send so many requests to the server: on one connection, or on none."""

    command: list[str]
    environment: dict[str, str]
    server: FastServer
    requests: int

    def _checked(self, run: Callable[[list[str], dict[str, str]], Took]) -> Took:
        server = self.server
        before = len(server.requests), server.connections
        took = run(self.command, self.environment)
        sent = len(server.requests) - before[0], server.connections - before[1]
        if sent != (self.requests, min(self.requests, 1)):
            raise Unfair(f"{sent[0]} requests on {sent[1]} connections, not {self.requests} on 1")
        return took

    def time(self) -> Times:
        return self._checked(timed)

    def trace(self) -> Footprint:
        return self._checked(traced)


def take_turns(contenders: dict[str, Callable[[], Times]], turns: int) -> Series:
    """Runs each once to warm up, then all in turn."""
    for run in contenders.values():
        run()
    series: Series = {name: [] for name in contenders}
    for _ in range(turns):
        for name, run in contenders.items():
            series[name].append(run())
    return series


def run_in_ram(program: Wan53, ram: Path) -> None:
    """Its run folder lies in RAM, as /tmp and /run do wherever wan53 runs."""
    place = ram / program.folder.name
    place.mkdir()
    (program.folder / "run").symlink_to(place)
