# SPDX-License-Identifier: MIT
"""A daemon beside the fast server: what it holds and does while it sleeps, and what a hook's call
costs.

Under tests/router/run the daemon follows an interface whose address really changes; elsewhere it
publishes a fixed address. Times are seconds, sizes KiB.
"""

from __future__ import annotations

import contextlib
import fcntl
import re
import socket
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.bench.fast_server import FastServer
from tests.bench.launch import Failed, aws_environment, timed
from tests.bench.resolved import may_mount
from tests.integration.wan53 import Wan53, record

NAME = "home.example.com"
ZONE_ID = "Z0123456789ABCDEFGHIJ"
INTERFACE = "bench0"
IDLE_S = 30
CALLS = 1000
AT_ONCE = 8
BLOCK = 25
SIOCSIFADDR = 0x8916
WAIT = re.compile(r"\b(?:p?poll|restart_syscall)\(")
FORK = re.compile(r"\b(?:clone3?|v?fork)\(")


@dataclass(frozen=True)
class Sleep:
    """What was measured while nothing happened for IDLE_S seconds."""

    rss_kib: int
    vm_kib: int
    forks: int
    wakes: int


@dataclass(frozen=True)
class Daemon:
    """One that has published and sleeps, and a hook's call that wakes it."""

    pid: int
    server: FastServer
    notify: list[str]
    environment: dict[str, str]


def make_interface() -> None:
    """One end of a cable, without addresses of its own accord, unless it is there already."""
    if INTERFACE in (name for _, name in socket.if_nameindex()):
        return
    far = f"{INTERFACE}-far"
    ip = ["ip", "link"]
    subprocess.run([*ip, "add", INTERFACE, "type", "veth", "peer", "name", far], check=True)
    for end in (INTERFACE, far):
        subprocess.run([*ip, "set", "dev", end, "addrgenmode", "none", "up"], check=True)


def give_address(interface: str, address: str) -> None:
    """Its only IPv4 address from now on, with no moment without one."""
    packed = socket.inet_aton(address)
    request = struct.pack("16sH2x4s8x", interface.encode(), socket.AF_INET, packed)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFADDR, request)


def wait_for_write(server: FastServer, after: int) -> float:
    """The moment of the first byte of the first POST past so many requests."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        for moment, request in list(zip(server.moments, server.requests, strict=False))[after:]:
            if request.startswith(b"POST"):
                return moment
        time.sleep(0.01)
    raise Failed("the daemon did not publish within 20 s")


@contextlib.contextmanager
def running(program: Wan53, server: FastServer) -> Iterator[int]:
    """The process id of a daemon that has published and sleeps."""
    with tempfile.TemporaryFile("w+") as log:
        command = program.command("run", "--foreground")
        daemon = subprocess.Popen(command, env=program.variables(), stdout=log, stderr=log)
        try:
            wait_for_write(server, 0)
            time.sleep(1)
            if daemon.poll() is not None:
                log.seek(0)
                raise Failed(f"the daemon ended: {log.read()}")
            yield daemon.pid
        finally:
            daemon.kill()
            daemon.wait()


def kib(pid: int, file: str, key: str) -> int:
    found = re.search(rf"^{key}:\s*(\d+) kB", Path(f"/proc/{pid}/{file}").read_text(), re.MULTILINE)
    if not found:
        raise Failed(f"/proc/{pid}/{file} has no {key}")
    return int(found[1])


def idle(pid: int, seconds: float, wake: list[str], environment: dict[str, str]) -> tuple[int, int]:
    """Forks and wake-ups within so many seconds under strace, which shows the wait that it finds,
    and another after each wake-up.

    `wake` is a command that wakes the daemon afterwards: a trace that does not see that proves
    nothing.
    """
    with tempfile.NamedTemporaryFile("r") as trace:
        strace = subprocess.Popen(["strace", "-f", "-qq", "-o", trace.name, "-p", str(pid)])
        try:
            time.sleep(seconds)
            quiet = trace.read()
            subprocess.run(wake, env=environment, check=True)
            time.sleep(1)
            woken = trace.read()
        finally:
            strace.terminate()
            strace.wait()
    waits = len(WAIT.findall(quiet))
    if waits == 0 or not WAIT.search(woken):
        raise Failed(f"strace shows no wait, or none after {' '.join(wake)}: {quiet!r} {woken!r}")
    return len(FORK.findall(quiet)), waits - 1


def block_of_calls(command: list[str], environment: dict[str, str], count: int) -> list[float]:
    return [timed(command, environment).wall for _ in range(count)]


def calls(commands: dict[str, tuple[list[str], dict[str, str]]]) -> dict[str, list[float]]:
    """Each command so many times, one after the other, in turns."""
    took: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(CALLS):
        for name, (command, environment) in commands.items():
            took[name] += block_of_calls(command, environment, 1)
    return took


def calls_at_once(commands: dict[str, tuple[list[str], dict[str, str]]]) -> dict[str, list[float]]:
    """The same from several processes at once, in turns of a block of calls."""
    took: dict[str, list[float]] = {name: [] for name in commands}
    with ProcessPoolExecutor(AT_ONCE) as pool:
        for _ in range(CALLS // (AT_ONCE * BLOCK)):
            for name, (command, environment) in commands.items():
                blocks = [
                    pool.submit(block_of_calls, command, environment, BLOCK) for _ in range(AT_ONCE)
                ]
                took[name] += [took_ for block in blocks for took_ in block.result()]
    return took


@contextlib.contextmanager
def beside(folder: Path) -> Iterator[Daemon]:
    """Follows INTERFACE where it may, and has published its address."""
    source = "static 198.51.101.7"
    if may_mount():
        make_interface()
        give_address(INTERFACE, "198.51.101.7")
        source = f"interface {INTERFACE}"
    with FastServer(NAME, "198.51.101.6") as server:
        program = Wan53(folder, aws_environment(server.url, folder))
        program.configure(record(NAME, source, zone=ZONE_ID))
        notify = program.command("notify", "wan-event", "0", "connected")
        with running(program, server) as pid:
            yield Daemon(pid, server, notify, program.variables())


def asleep(folder: Path) -> Sleep:
    with beside(folder) as daemon:
        rss, vm = kib(daemon.pid, "smaps_rollup", "Rss"), kib(daemon.pid, "status", "VmSize")
        return Sleep(rss, vm, *idle(daemon.pid, IDLE_S, daemon.notify, daemon.environment))


def notified(folder: Path) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """The hook's call beside a program that does nothing: one after the other, and AT_ONCE."""
    with beside(folder) as daemon:
        commands = {"notify": (daemon.notify, daemon.environment), "true": (["/bin/true"], {})}
        return calls(commands), calls_at_once(commands)
