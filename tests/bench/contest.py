# SPDX-License-Identifier: MIT
"""A round by whoever can do it, in turns, beside one fast server.

wan53 by the server's address; the same by a host name that takes 20 ms to resolve; `minimal`, which
sends the same bytes and does nothing else; a script with boto3; another build of wan53, where one
is given; other programs, where a folder has them. What does not send its round is left out.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import peers
from tests.bench.fast_server import FastServer
from tests.bench.launch import BUILD, Failed, Footprint, Times, aws_environment
from tests.bench.resolved import look_up, may_mount, names
from tests.bench.rounds import ADDRESS, NAME, OTHER_ADDRESS
from tests.bench.timing import (
    ROUNDS,
    STARTS,
    ZONE_ID,
    Contender,
    Series,
    Unfair,
    run_in_ram,
    take_turns,
)
from tests.integration.wan53 import BINARY, Wan53, record

REQUESTS = {"unchanged": 1, "changed": 2}


@dataclass
class Contest:
    """`left_out` says of others why they are not in it. Among `times` are two that are no round:
    "look-up", the name server's own time, and "flushes", what the disk takes in a changed one."""

    times: Series
    footprints: dict[str, Footprint]
    left_out: dict[str, str] = field(default_factory=dict)

    def read(self, clock: str, name: str) -> list[float]:
        return [getattr(took, clock) for took in self.times[name]]


class Stage:
    """The server, what knows it, and a folder on a disk with another in RAM."""

    def __init__(self, server: FastServer, folder: Path, ram: Path) -> None:
        self.server, self.folder, self.ram = server, folder, ram

    def program(self, name: str, url: str, binary: Path = BINARY) -> Wan53:
        """A home of its own, with one record."""
        home = self.folder / name
        home.mkdir()
        program = Wan53(home, aws_environment(url, home), binary=binary)
        run_in_ram(program, self.ram)
        program.configure(record(NAME, f"static {ADDRESS}", zone=ZONE_ID))
        return program

    def round(self, program: Wan53, requests: int) -> Contender:
        """Not its first one, which makes its files."""
        contender = Contender(program.command("update"), program.variables(), self.server, requests)
        contender.time()
        return contender

    def own(self, requests: int) -> dict[str, Contender]:
        """wan53, and those that send what it sends."""
        program = self.program("wan53", self.server.url)
        update = self.round(program, requests)
        files = [self.folder / f"{number}.http" for number in range(requests)]
        for file, request in zip(files, self.server.requests[-requests:], strict=True):
            file.write_bytes(request)
        environment = program.environment
        minimal = [str(BUILD / "minimal"), self.server.url, environment["AWS_CA_BUNDLE"]]
        script = [sys.executable, str(Path(__file__).with_name("boto3_round.py"))]
        commands = {
            "minimal": minimal + [str(file) for file in files],
            "boto3": [*script, self.server.url, ZONE_ID, NAME, ADDRESS],
        }
        return {"wan53": update} | {
            name: Contender(command, environment, self.server, requests)
            for name, command in commands.items()
        }


def flush(folder: Path) -> Times:
    """What a changed round flushes to the disk, alone: history, state.json, and their folder."""
    start, cpu = time.perf_counter(), time.thread_time()
    for name in ("history", "state.new"):
        with (folder / name).open("wb") as file:
            file.write(bytes(500))
            file.flush()
            os.fsync(file.fileno())
    (folder / "state.new").rename(folder / "state.json")
    fd = os.open(folder, os.O_RDONLY)
    os.fsync(fd)
    os.close(fd)
    return Times(time.perf_counter() - start, time.thread_time() - cpu)


@contextmanager
def stage(folder: Path, published: str) -> Iterator[Stage]:
    """In a namespace of its own the server has the port and the names of the real ones."""
    with ExitStack() as stack:
        ram = stack.enter_context(TemporaryDirectory(dir="/dev/shm"))
        if may_mount():
            stack.enter_context(names(folder))
        server = FastServer(NAME, published, 443 if may_mount() else 0)
        yield Stage(stack.enter_context(server), folder, Path(ram))


def contest(
    folder: Path, kind: str, others: Path | None, before: Path | None, turns: int = ROUNDS
) -> Contest:
    """Rounds of that kind, "unchanged" or "changed"; the folders of other programs and of another
    build may be None."""
    requests = REQUESTS[kind]
    published = ADDRESS if kind == "unchanged" else OTHER_ADDRESS
    with stage(folder, published) as at, peers.servers() as local:
        contenders = at.own(requests)
        if before:
            old = at.program("before", at.server.url, before / "wan53")
            contenders["before"] = at.round(old, requests)
        if may_mount():
            named = at.program("named", at.server.url_by_name)
            contenders["named"] = at.round(named, requests)
        # A script's runtime holds and calls what no program does.
        programs = {name: each for name, each in contenders.items() if name != "boto3"}
        footprints = {name: each.trace() for name, each in programs.items()}
        left_out = {}
        for name, peer in peers.found(others, kind, at.server, folder, local).items():
            try:
                footprints[name] = peer.trace()
                contenders[name] = peer
            except (Failed, Unfair) as why:
                left_out[name] = str(why)
        turn = {name: contender.time for name, contender in contenders.items()}
        if may_mount():
            turn["look-up"] = look_up
        if kind == "changed":
            turn["flushes"] = lambda: flush(folder)
        return Contest(take_turns(turn, turns), footprints, left_out)


def starts(folder: Path, turns: int = STARTS) -> Series:
    """A call that finds nothing to do, and a program that does nothing."""
    with stage(folder, ADDRESS) as at:
        program = at.program("wan53", at.server.url)
        at.round(program, 1)
        command = program.command("update", "--if-due")
        due = Contender(command, program.variables(), at.server, 0)
        idle = Contender(["/bin/true"], {}, at.server, 0)
        return take_turns({"--if-due": due.time, "true": idle.time}, turns)
