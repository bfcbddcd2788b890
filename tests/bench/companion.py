# SPDX-License-Identifier: MIT
"""What the companion costs: its start, an invocation, memory; beside a boto3 handler.

Both run behind the same Runtime API and call the same local services. The warm figures are taken
beside a server with canned replies, whose own share is what a plain socket needs to send it the
same request again.
"""

from __future__ import annotations

import os
import re
import shlex
import socket
import ssl
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tests.aws import LocalAws
from tests.aws.lambda_runtime import Invocation, Outcome, Sandbox
from tests.aws.tls import ca_pem
from tests.bench.fast_server import FastServer
from tests.bench.launch import BUILD, ROOT, aws_environment
from tests.bench.rounds import ADDRESS, NAME

ZIPS = [ROOT / "build" / "lambda" / f"wan53-lambda-{name}.zip" for name in ("arm64", "x86_64")]
ARN = "arn:aws:lambda:us-east-1:111122223333:function:wan53"
STARTS = 15
BOTO3_STARTS = 3
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
    service: list[float]  # the services' share of it
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
def sandbox(program: Path, environment: dict[str, str]) -> Iterator[Sandbox]:
    """A process that has asked for its first invocation."""
    with Path(os.devnull).open("wb") as log:
        box = Sandbox(program, environment, program.parent, log)
        try:
            if not box.wait_ready(30):
                raise Unanswered(f"{program} has not asked for an invocation")
            yield box
        finally:
            box.close()


def call(box: Sandbox, address: str) -> tuple[float, Outcome]:
    start = time.perf_counter()
    outcome = box.invoke(Invocation(EVENT.format(ip=address).encode(), ARN, 10))
    return time.perf_counter() - start, outcome


def expect(outcome: Outcome, text: bytes) -> None:
    if outcome.function_error or text not in outcome.payload:
        raise Unanswered(f"expected {text!r}, got {outcome.payload!r}")


def starts(program: Path, environment: dict[str, str]) -> list[float]:
    took = []
    for _ in range(STARTS):
        with sandbox(program, environment) as box:
            took.append(box.init_seconds or 0.0)
    return took


def refusals(program: Path, environment: dict[str, str]) -> list[float]:
    """Without a metric, a refused address asks nobody: what remains is the companion's own."""
    quiet = {k: v for k, v in environment.items() if k != "WAN53_METRIC_NAMESPACE"}
    took = []
    with sandbox(program, quiet) as box:
        for _ in range(CALLS):
            seconds, outcome = call(box, "10.0.0.1")
            expect(outcome, b'"statusCode":"400"')
            took.append(seconds)
    return took


def exchange(connection: ssl.SSLSocket, reply: BinaryIO, request: bytes) -> None:
    connection.sendall(request)
    length = 0
    while (line := reply.readline()) != b"\r\n":
        if line.lower().startswith(b"content-length:"):
            length = int(line[15:])
    reply.read(length)


def replays(server: FastServer, requests: list[bytes]) -> list[float]:
    """What the server takes for these requests, each time on the same connection."""
    context = ssl.create_default_context(cadata=ca_pem().decode())
    plain = socket.create_connection(server.server_address)
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    took = []
    with context.wrap_socket(plain, server_hostname="127.0.0.1") as connection:
        reply = connection.makefile("rb")
        exchange(connection, reply, requests[0])  # the handshake
        for _ in range(ROUNDS):
            time.sleep(PAUSE_S)
            start = time.perf_counter()
            for request in requests:
                exchange(connection, reply, request)
            took.append(time.perf_counter() - start)
    return took


def peak_rss_kib(pid: int) -> int:
    """The kernel's peak, or what is mapped now where that is more: it counts peaks roughly, and in
    rusage with those of the process that started this one."""
    status = Path(f"/proc/{pid}/status").read_text()
    mapped = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.findall(r"^(?:VmHWM|Rss):\s*(\d+) kB", status + mapped, re.MULTILINE)
    return max(map(int, found))


def warm(program: Path, folder: Path) -> tuple[list[float], list[float], int]:
    """Unchanged invocations, the server's share of them, and the process's peak of memory."""
    took = []
    with FastServer(NAME, ADDRESS) as server:
        environment = settings(aws_environment(server.url, folder), "Z0123456789ABCDEFGHIJ")
        with sandbox(program, environment) as box:
            expect(call(box, ADDRESS)[1], b'"result":"unchanged"')
            for _ in range(ROUNDS):
                time.sleep(PAUSE_S)
                seconds, outcome = call(box, ADDRESS)
                expect(outcome, b'"result":"unchanged"')
                took.append(seconds)
            peak = peak_rss_kib(box.pid)
        if server.connections != 1:
            raise Unanswered(f"{server.connections} connections for {ROUNDS + 1} invocations")
        share = replays(server, server.requests[-1:])
    return took, share, peak


def cold(program: Path, folder: Path, times: int) -> list[float]:
    """A process that starts for a changed address: until it has answered."""
    took = []
    for turn in range(times):
        with LocalAws() as aws:
            zone_id = aws.add_zone("example.com")
            aws.put_record(zone_id, NAME, "A", ["198.51.100.9"])
            environment = settings(aws.environment(aws.add_user(session=True)), zone_id)
            start = time.perf_counter()
            with sandbox(program, {"PATH": "/usr/bin:/bin", **environment}) as box:
                outcome = call(box, f"198.51.101.{turn + 1}")[1]
                took.append(time.perf_counter() - start)
            expect(outcome, b" changed from 198.51.100.9 to ")
    return took


def cold_cpu(program: Path) -> list[float]:
    """A process that starts for an address that is published already."""
    took = []
    for _ in range(STARTS):
        with LocalAws() as aws:
            zone_id = aws.add_zone("example.com")
            aws.put_record(zone_id, NAME, "A", [ADDRESS], ttl=120)
            environment = settings(aws.environment(aws.add_user(session=True)), zone_id)
            with sandbox(program, environment) as box:
                expect(call(box, ADDRESS)[1], b'"result":"unchanged"')
                # Nanoseconds on a processor, by the scheduler's count.
                used = Path(f"/proc/{box.pid}/schedstat").read_text().split()[0]
                took.append(int(used) / 1e9)
    return took


def boto3_program(folder: Path) -> Path:
    program = folder / "bootstrap"
    handler = Path(__file__).with_name("boto3_handler.py")
    program.write_text(f"#!/bin/sh\nexec {shlex.join([sys.executable, str(handler)])}\n")
    program.chmod(0o755)
    return program


def figures(folder: Path) -> Figures:
    """All of it; the folder is for a CA file and a script."""
    program = (BUILD / "bootstrap").resolve()
    environment = settings(aws_environment("https://127.0.0.1:9", folder), "Z111")
    unchanged, service, peak = warm(program, folder)
    return Figures(
        starts(program, environment),
        refusals(program, environment),
        unchanged,
        service,
        {
            "bootstrap": cold(program, folder, STARTS),
            "boto3": cold(boto3_program(folder), folder, BOTO3_STARTS),
        },
        cold_cpu(program),
        peak,
    )
