# SPDX-License-Identifier: MIT
"""What the companion costs: its start, an invocation, memory; beside a boto3 handler.

All contenders run behind the same Runtime API and call the same server with canned replies, in
turns. `minimal` is the least that an invocation can cost: the companion's requests, recorded, sent
again through the same libraries by a program that does nothing else.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.aws import LocalAws
from tests.aws.lambda_runtime import Invocation, Outcome, Sandbox
from tests.bench.fast_server import FastServer
from tests.bench.launch import BUILD, ROOT, aws_environment
from tests.bench.rounds import ADDRESS, NAME, OTHER_ADDRESS

ZIPS = [ROOT / "build" / "lambda" / f"wan53-lambda-{name}.zip" for name in ("arm64", "x86_64")]
PROGRAM = str((BUILD / "bootstrap").resolve())
ARN = "arn:aws:lambda:us-east-1:111122223333:function:wan53"
# Of every invocation, so that its answer can be sent again.
REQUEST_ID = "00000000-0000-4000-8000-000000000000"
ZONE_ID = "Z0123456789ABCDEFGHIJ"
STARTS = 21
BOTO3_STARTS = 5
CALLS = 200
ROUNDS = 15
# The companion sends Route 53 at most five requests a second.
PAUSE_S = 0.25
EVENT = '{{"ip":"{ip}","X-Forwarded-For":"198.51.101.1","sourceIp":"198.51.101.1"}}'


@dataclass
class Figures:
    """Times in seconds, memory in KiB."""

    starts: list[float]  # from exec to the first `next`
    refusals: list[float]  # an invocation that calls no service
    unchanged: list[float]
    service: list[float]  # what `minimal` takes for it: the service, the Runtime API, the libraries
    cold: dict[str, list[float]]  # from exec to the answer of a first, changed round
    cold_cpu: list[float]  # of the processor, from exec to that of a first, unchanged round
    peak_rss_kib: int


class Unanswered(Exception):
    """An invocation did not end as it should; the text says how."""


def settings(environment: dict[str, str], zone_id: str) -> dict[str, str]:
    """The environment of a function that keeps NAME."""
    return environment | {
        "AWS_REGION": "us-east-1",
        "WAN53_HOST": NAME,
        "WAN53_ZONE_ID": zone_id,
        "WAN53_METRIC_NAMESPACE": "Home/DDNS",
    }


@contextmanager
def sandbox(command: list[str], environment: dict[str, str]) -> Iterator[Sandbox]:
    """A process that has asked for its first invocation."""
    program = Path(command[0])
    with Path(os.devnull).open("wb") as log:
        box = Sandbox(program, environment, program.parent, log, command[1:])
        try:
            if not box.wait_ready(30):
                raise Unanswered(f"{program} has not asked for an invocation")
            yield box
        finally:
            box.close()


def call(box: Sandbox, address: str) -> tuple[float, Outcome]:
    start = time.perf_counter()
    event = EVENT.format(ip=address).encode()
    outcome = box.invoke(Invocation(event, ARN, 10, request_id=REQUEST_ID))
    return time.perf_counter() - start, outcome


def expect(outcome: Outcome, text: bytes) -> None:
    if outcome.function_error or text not in outcome.payload:
        raise Unanswered(f"expected {text!r}, got {outcome.payload!r}")


def starts(environment: dict[str, str]) -> list[float]:
    took = []
    for _ in range(STARTS):
        with sandbox([PROGRAM], environment) as box:
            took.append(box.init_seconds or 0.0)
    return took


def refusals(environment: dict[str, str]) -> list[float]:
    """Without a metric, a refused address asks nobody: what remains is the companion's own."""
    quiet = {k: v for k, v in environment.items() if k != "WAN53_METRIC_NAMESPACE"}
    took = []
    with sandbox([PROGRAM], quiet) as box:
        for _ in range(CALLS):
            seconds, outcome = call(box, "10.0.0.1")
            expect(outcome, b'"statusCode":"400"')
            took.append(seconds)
    return took


def peak_rss_kib(pid: int) -> int:
    """The kernel's peak, or what is mapped now where that is more: it counts peaks roughly, and in
    rusage with those of the process that started this one."""
    status = Path(f"/proc/{pid}/status").read_text()
    mapped = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.findall(r"^(?:VmHWM|Rss):\s*(\d+) kB", status + mapped, re.MULTILINE)
    return max(map(int, found))


class Stage:
    """The server, what a function that calls it needs, and the commands of the contenders."""

    def __init__(self, server: FastServer, folder: Path) -> None:
        self.server, self.folder = server, folder
        self.environment = settings(aws_environment(server.url, folder), ZONE_ID)

    def minimal(self, address: str, times: int) -> list[str]:
        """A program that answers so many invocations as the companion does one with this address,
        and then waits for another."""
        asked = len(self.server.requests)
        with sandbox([PROGRAM], self.environment) as box:
            answer = call(box, address)[1].payload
        path, kind = "/2018-06-01/runtime/invocation", "content-type: application/json"
        following = f"GET {path}/next HTTP/1.1\r\n\r\n".encode()
        response = f"POST {path}/{REQUEST_ID}/response HTTP/1.1\r\n{kind}\r\n\r\n".encode()
        files = []
        for request in (following, *self.server.requests[asked:], response + answer):
            files.append(self.folder / f"{len(files)}.http")
            files[-1].write_bytes(request)
        command = [BUILD / "minimal", self.server.url, self.environment["AWS_CA_BUNDLE"]]
        return [str(word) for word in (*command, *files * times, files[0])]

    def invoke(self, box: Sandbox, address: str, text: bytes, counts: tuple[int, int]) -> float:
        """One invocation; `counts`: the requests and the connections that it must cost."""
        before = len(self.server.requests), self.server.connections
        seconds, outcome = call(box, address)
        expect(outcome, text)
        after = len(self.server.requests), self.server.connections
        sent = (after[0] - before[0], after[1] - before[1])
        if sent != counts:
            raise Unanswered(f"{sent} requests and connections, not {counts}")
        return seconds


def warm(folder: Path, rounds: int = ROUNDS) -> tuple[list[float], list[float], int]:
    """Unchanged invocations, those of `minimal`, and the companion's peak of memory."""
    took: tuple[list[float], list[float]] = ([], [])
    with FastServer(NAME, ADDRESS) as server:
        stage = Stage(server, folder)
        least = stage.minimal(ADDRESS, rounds + 1)
        ours, bare = (sandbox(command, stage.environment) for command in ([PROGRAM], least))
        with ours as first, bare as second:
            for box in (first, second):
                stage.invoke(box, ADDRESS, b'"result":"unchanged"', (1, 1))
            for _ in range(rounds):
                for box, series in zip((first, second), took, strict=True):
                    time.sleep(PAUSE_S)
                    series.append(stage.invoke(box, ADDRESS, b'"result":"unchanged"', (1, 0)))
            return *took, peak_rss_kib(first.pid)


def cold(folder: Path, starts: int = STARTS) -> dict[str, list[float]]:
    """A process that starts for a changed address: until it has answered."""
    with FastServer(NAME, ADDRESS) as server:
        stage = Stage(server, folder)
        boto3 = [sys.executable, str(Path(__file__).with_name("boto3_handler.py"))]
        contenders = {
            "bootstrap": ([PROGRAM], starts),
            "minimal": (stage.minimal(OTHER_ADDRESS, 1), starts),
            "boto3": (boto3, BOTO3_STARTS),
        }
        took: dict[str, list[float]] = {name: [] for name in contenders}
        for turn in range(starts):
            for name, (command, times) in contenders.items():
                if turn >= times:
                    continue
                start = time.perf_counter()
                with sandbox(command, stage.environment) as box:
                    text = f" changed from {ADDRESS} to ".encode()
                    stage.invoke(box, OTHER_ADDRESS, text, (2, 1))
                    took[name].append(time.perf_counter() - start)
        return took


def cold_cpu() -> list[float]:
    """A process that starts for an address that is published already."""
    took = []
    for _ in range(STARTS):
        with LocalAws() as aws:
            zone_id = aws.add_zone("example.com")
            aws.put_record(zone_id, NAME, "A", [ADDRESS], ttl=120)
            environment = settings(aws.environment(aws.add_user(session=True)), zone_id)
            with sandbox([PROGRAM], environment) as box:
                expect(call(box, ADDRESS)[1], b'"result":"unchanged"')
                # Nanoseconds on a processor, by the scheduler's count.
                used = Path(f"/proc/{box.pid}/schedstat").read_text().split()[0]
                took.append(int(used) / 1e9)
    return took


def figures(folder: Path) -> Figures:
    """All of it; the folder is for a CA file and recorded requests."""
    environment = settings(aws_environment("https://127.0.0.1:9", folder), "Z111")
    unchanged, least, peak = warm(folder)
    return Figures(
        starts(environment),
        refusals(environment),
        unchanged,
        least,
        cold(folder),
        cold_cpu(),
        peak,
    )
