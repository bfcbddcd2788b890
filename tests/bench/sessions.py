# SPDX-License-Identifier: MIT
"""A machine that authenticates with a certificate at AWS IoT, beside one with an access key.

What a round costs that asks for a session, counted against the local AWS and timed against the fast
server; what a daemon's round costs that has one; and what making the pair takes.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.aws import LocalAws
from tests.aws.tls import mutual_context
from tests.bench.fast_server import FastServer
from tests.bench.instructions import instructions
from tests.bench.launch import BUILD, ROOT, Failed, aws_environment, timed
from tests.bench.rounds import ADDRESS, NAME, OTHER_ADDRESS, Cost, cost
from tests.bench.timing import ROUNDS, ZONE_ID, Series, Unfair, run_in_ram, take_turns
from tests.integration.wan53 import Wan53, record
from tests.python.aws.identities import Pair, self_signed

# Under .localhost, which curl itself leads to the loopback.
IOT_HOST = "bench.credentials.iot.us-east-1.localhost"
PAIRS = 50
KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


@dataclass
class Figures:
    """`asked` and `held` by what was done; a daemon's rounds by the proof."""

    asked: dict[str, Cost]
    held: dict[str, tuple[int, int]]  # requests, connections
    rounds: Series
    pair_s: float
    pair_instructions: int | None  # None: the program is not built for armv7


def section(endpoint: str) -> str:
    return f"[aws]\ncredentials = iot\niot-endpoint = {endpoint}\niot-role-alias = wan53\n"


def home(folder: Path, environment: dict[str, str], zone: str, iot: str = "") -> Wan53:
    """A machine with one record; with AWS IoT's endpoint it has no access key, but a pair."""
    folder.mkdir()
    if iot:
        environment = {k: v for k, v in environment.items() if k not in KEYS}
    program = Wan53(folder, environment)
    program.configure((section(iot) if iot else "") + record(NAME, f"static {ADDRESS}", zone=zone))
    return program


def give_pair(program: Wan53) -> Pair:
    made = self_signed(program.folder)
    beside = program.config.with_name
    pair = Pair(
        made.certificate.rename(beside("client.crt")), made.key.rename(beside("client.key"))
    )
    pair.key.chmod(0o600)
    return pair


def asked(folder: Path) -> dict[str, Cost]:
    """A changed and an unchanged round of one record, each of which asks for a session."""
    with LocalAws() as aws:
        zone = aws.add_zone("example.com")
        aws.put_record(zone, NAME, "A", [OTHER_ADDRESS])
        program = home(folder, aws.environment(aws.add_user()), zone, aws.iot_endpoint)
        aws.add_router(give_pair(program).pem)
        return {name: cost(aws, program, "update") for name in ("changed", "unchanged")}


def has_record(aws: LocalAws, zone: str) -> bool:
    return [one["Values"] for one in aws.records(zone)] == [[ADDRESS]]


def wait(what: str, done: object, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise Failed(f"{what}: not within {seconds} s")
        time.sleep(0.02)


@contextlib.contextmanager
def daemon(program: Wan53) -> Iterator[None]:
    command = program.command("run", "--foreground")
    process = subprocess.Popen(command, env=program.variables(), stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def held(folder: Path, by_certificate: bool) -> tuple[int, int]:
    """Requests and connections of a daemon's second round, which finds nothing to do."""
    with LocalAws() as aws:
        zone = aws.add_zone("example.com")
        iot = aws.iot_endpoint if by_certificate else ""
        program = home(folder, aws.environment(aws.add_user()), zone, iot)
        if by_certificate:
            aws.add_router(give_pair(program).pem)
        with daemon(program):
            wait("the daemon publishes", lambda: has_record(aws, zone))
            wait("it rests", lambda: '"last_round' in program.volatile.read_text())
            time.sleep(1)
            aws.journal.clear()
            program("reload")
            wait("it runs a round", lambda: len(aws.journal) > 0)
            time.sleep(1)
            return len(aws.journal), aws.journal.counts()["connections"]


class FastIot(FastServer):
    """AWS IoT's credentials provider, which wants one certificate and always hands out the same."""

    def __init__(self, trusted: str) -> None:
        super().__init__(NAME, OTHER_ADDRESS)
        end = datetime.now(UTC) + timedelta(hours=1)
        session = {
            "accessKeyId": "ASIAWAN53EXAMPLE0000",
            "secretAccessKey": "wan53/secret+of/the+bench/0123456789abcd",
            "sessionToken": "wan53/token+of/the+bench" * 30,
            "expiration": end.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        self.replies = {b"GET": json.dumps({"credentials": session})}
        self._context = mutual_context((IOT_HOST,), "any", trusted)
        self._context.num_tickets = 0

    @property
    def endpoint(self) -> str:
        return f"{IOT_HOST}:{self.server_address[1]}"


def rounds(folder: Path) -> Series:
    """A changed round with a new session, and one with an access key, in turns."""
    memory = TemporaryDirectory(dir="/dev/shm")
    with FastServer(NAME, OTHER_ADDRESS) as server, memory as ram:
        stored = home(folder / "stored", aws_environment(server.url, folder), ZONE_ID)
        machine = home(folder / "iot", stored.environment, ZONE_ID, "unknown.credentials.iot")
        with FastIot(give_pair(machine).pem) as iot:
            text = machine.config.read_text()
            machine.configure(text.replace("unknown.credentials.iot", iot.endpoint))
            for program in (stored, machine):
                run_in_ram(program, Path(ram))

            def run(program: Wan53, sessions: int):
                before = len(server.requests), server.connections, len(iot.requests)
                took = timed(program.command("update"), program.variables())
                after = len(server.requests), server.connections, len(iot.requests)
                sent = tuple(b - a for a, b in zip(before, after, strict=True))
                if sent != (2, 1, sessions):
                    raise Unfair(f"{program.folder.name}: {sent}, not {(2, 1, sessions)}")
                return took

            turns = {"iot": lambda: run(machine, 1), "access key": lambda: run(stored, 0)}
            return take_turns(turns, ROUNDS)


def pair_seconds() -> float:
    command = [str(BUILD / "pair_bench"), str(PAIRS)]
    return (
        json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["pair_ns"] / 1e9
    )


def pair_instructions(target: str = "armv7") -> int | None:
    """Of a pair and its certificate, without the program's start."""
    program = ROOT / "build" / target / "pair_bench"
    if not program.exists():
        return None
    return instructions(target, program, "1") - instructions(target, program, "0")


def figures(folder: Path) -> Figures:
    (folder / "timed").mkdir()
    return Figures(
        asked(folder / "asked"),
        {
            "iot": held(folder / "held", by_certificate=True),
            "access key": held(folder / "stored", by_certificate=False),
        },
        rounds(folder / "timed"),
        pair_seconds(),
        pair_instructions(),
    )
