# SPDX-License-Identifier: MIT
"""A Debian behind a home router, with an AWS and an internet of its own, and a person at a shell.

`with home(folder) as here:` has a network namespace: eth0 with a private address, the checkers
behind it, and AWS under its own names on the loopback. The program needs no config for any of that,
so that a person does just what README.md says.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import machine
from packages import ROOT

from tests.aws import LocalAws, tls
from tests.router.name_server import NameServer

CLONE_NEWNET = 0x40000000
OWN = "192.168.1.5"
CHECKER = "192.31.196.53"
CHECKERS = ("checkip.amazonaws.com", "checkip.global.api.aws")
SERVICES = ("route53.amazonaws.com", "sts.us-east-1.amazonaws.com")
CA = "/etc/test-ca.pem"
PROMPT = "root@box:~# "
PATIENCE_S = 40


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


@contextmanager
def network_of_its_own() -> Iterator[None]:
    """Of this thread, and of what it starts meanwhile."""
    libc = ctypes.CDLL(None, use_errno=True)
    before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    if libc.unshare(CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    try:
        ip("link", "set", "lo", "up")
        yield
    finally:
        libc.setns(before, CLONE_NEWNET)
        os.close(before)


@contextmanager
def internet(folder: Path) -> Iterator[Path]:
    """eth0 and the checkers behind it; the file that says which address they see."""
    certificate = tls.authority().issue_cert(*CHECKERS)
    certificate.private_key_pem.write_to_path(str(folder / "key.pem"))
    certificate.cert_chain_pems[0].write_to_path(str(folder / "cert.pem"))
    (folder / "answer").write_text("")
    command = [
        ROOT / "tests/router/checker.py",
        *(folder / n for n in ("cert.pem", "key.pem", "answer")),
    ]
    with subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True) as checker:
        try:
            there = checker.stdout.readline().strip()
            ip("link", "add", "eth0", "type", "veth", "peer", "name", "far", "netns", there)
            enter = ["nsenter", "-t", there, "-n", "ip"]
            for words in (
                "link set far up",
                f"addr add {CHECKER}/32 dev far",
                "route add default dev far",
            ):
                subprocess.run([*enter, *words.split()], check=True)
            ip("addr", "add", f"{OWN}/24", "dev", "eth0")
            ip("link", "set", "eth0", "up")
            ip("route", "add", "default", "dev", "eth0")
            yield folder / "answer"
        finally:
            checker.kill()


class Home:
    """`aws` with the zone `zone_id`, the box `run`, and the person's terminal."""

    def __init__(self, aws: LocalAws, zone_id: str, run: machine.Machine, answer: Path) -> None:
        self.aws, self.zone_id, self.run, self._answer = aws, zone_id, run, answer

    def provider_gives(self, address: str) -> None:
        self._answer.write_text(f"{address}\n")

    def published(self) -> dict[str, list[str]]:
        return {
            f"{each['Name'].rstrip('.')} {each['Type']}": each["Values"]
            for each in self.aws.records(self.zone_id)
        }  # fmt: skip


@contextmanager
def home(folder: Path, *first: str) -> Iterator[Home]:
    """Its process 1 is `first`, as in machine.machine."""
    with ExitStack() as stack:
        stack.enter_context(network_of_its_own())
        answer = stack.enter_context(internet(folder))
        aws = stack.enter_context(LocalAws(port=443, names=SERVICES))
        zone_id = aws.add_zone("example.com")
        dns = stack.enter_context(NameServer(folder))
        own = {each["Type"]: each["Values"] for each in aws.records(zone_id, infrastructure=True)}
        dns.zones["example.com"] = own["NS"]
        run = stack.enter_context(machine.machine(folder / "machine", *first))
        run.put(CA, tls.ca_pem())
        run.shell("mkdir -p /etc/systemd/system/wan53.service.d")
        unit = f"[Service]\nEnvironment=AWS_CA_BUNDLE={CA}\n"
        run.put("/etc/systemd/system/wan53.service.d/test.conf", unit.encode())
        names = f"127.0.0.1 localhost {' '.join(SERVICES)}\n{CHECKER} {' '.join(CHECKERS)}\n"
        run.put("/etc/hosts", names.encode())
        run.shell("rm -f /etc/resolv.conf; echo nameserver 127.0.0.1 >/etc/resolv.conf")
        yield Home(aws, zone_id, run, answer)


def as_seen(text: str) -> str:
    """What stays on a terminal of lines that are written over, without colours."""
    lines = []
    # Between them apt paints its progress on the last line.
    text = re.sub(r"\x1b7.*?\x1b8", "", text, flags=re.DOTALL)
    for line in text.split("\n"):
        shown = ""
        for part in line.split("\r"):
            for number, piece in enumerate(part.split("\x1b[K")):
                shown = piece if number else piece + shown[len(piece) :]
        lines.append(re.sub(r"\x1b(\[[0-9;?]*[A-Za-z]|[78])", "", shown).rstrip())
    return "\n".join(lines)


class Person:
    """Types at a shell of the box, and reads what it shows."""

    def __init__(self, run: machine.Machine) -> None:
        self.commands = self.answered = 0
        self._pid, self._terminal = pty.fork()
        if self._pid == 0:
            enter = ["nsenter", "-t", str(run.pid), "-m", "-p", "-C", "--root", "--wd"]
            words = [
                "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                "HOME=/root",
                "LANG=C.UTF-8",
                "TERM=dumb",
                f"AWS_CA_BUNDLE={CA}",
                f"PS1={PROMPT}",
            ]
            os.execvp(
                "nsenter",
                [*enter, "env", "-i", *words, "bash", "--norc", "--noprofile", "--noediting"],
            )
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 110, 0, 0))
        self.screen = ""
        self._seen = 0
        self.reads(PROMPT)

    def reads(self, text: str) -> str:
        """What is shown from the last answer up to this text."""
        end = time.monotonic() + PATIENCE_S
        while (at := self.screen.find(text, self._seen)) < 0 and time.monotonic() < end:
            if select.select([self._terminal], [], [], 0.2)[0]:
                piece = os.read(self._terminal, 4096).decode(errors="replace")
                self.screen = (self.screen + piece).replace("\r\n", "\n")
        assert at >= 0, f"no {text!r} in:\n{self.screen}"
        shown = self.screen[self._seen : at]
        self._seen = at + len(text)
        return shown

    def types(self, line: str) -> None:
        os.write(self._terminal, f"{line}\n".encode())

    def answers(self, question: str, line: str) -> str:
        """Once the question is shown; what was shown before it."""
        shown = self.reads(question)
        self.answered += 1
        self.reads(": ")
        self.types(line)
        return shown

    def begins(self, command: str) -> None:
        self.commands += 1
        self.types(command)

    def ends(self) -> str:
        """What the rest of the command shows."""
        return self.reads(f"\n{PROMPT}")

    def enters(self, command: str) -> str:
        self.begins(command)
        return self.ends()

    def leaves(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._terminal)
