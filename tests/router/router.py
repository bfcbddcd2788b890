# SPDX-License-Identifier: MIT
"""An Asuswrt-Merlin router in a folder and in this process's network namespace.

`with Router(folder, aws) as router:` has nvram and its friends as real programs, interfaces whose
addresses really change (eth0 to the provider, br0 to the LAN), hook scripts that call the real
binary, and the provider's side with a checker in a namespace of its own. Its verbs do what the
firmware does, in its order: nvram, interface, hooks. Sources: Asuswrt-Merlin, rc/wan.c (wan_up,
update_wan_state), rc/services.c (start_ddns), rc/ntpd.c.

Run it under tests/router/run, which gives the process a network namespace of its own.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.aws import tls
from tests.integration.wan53 import ROOT, Wan53

PROGRAMS = ("nvram", "ddns_custom_updated", "cru")
CHECKER = "192.31.196.53"
PEER = "provider0"
HOOKS = ("wan-event", "dhcpc-event", "ddns-start", "services-start")


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


def wait_for(what: Callable[[], object], seconds: float = 12, look_s: float = 0.02) -> bool:
    """Whether it became true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(look_s)
    return bool(what())


class Router:
    def __init__(self, folder: Path, aws, *, config: str = "", launcher: tuple[str, ...] = ()):
        self.root = folder / "router"
        self.aws = aws
        self.wan53 = Wan53(folder, aws.environment(aws.user), launcher)
        self.wan53.environment["PATH"] = f"{self.root}/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        self.wan53.configure(config or self.record())
        self.log = folder / "log"
        self.answer = folder / "answer"
        self.daemon: subprocess.Popen | None = None
        self._checker: subprocess.Popen | None = None
        self._marks = 0
        self._interfaces: list[str] = []

    def record(self, extra: str = "", source: str = "wan", more: str = "") -> str:
        return (
            f"[record home.example.com]\nzone = {self.aws.zone_id}\nsource = {source}\n{extra}\n"
            f"[publish]\ncheckers = https://{CHECKER}/a https://{CHECKER}/b\n"
            f"log-level = info\n{more}\n"
        )

    def __enter__(self) -> Router:
        for name in ("bin", "nvram", "fresh", "faults", "jffs/scripts"):
            (self.root / name).mkdir(parents=True)
        program = Path(os.environ["WAN53_BUILD"]) / "router_programs"
        for name in PROGRAMS:
            os.link(program, self.root / "bin" / name)
        for name in HOOKS:
            self.write_hook(name)
        self.set_all(
            sw_mode="1", ntp_ready="1", link_internet="2", wans_dualwan="wan none",
            wan0_primary="1", wan0_proto="dhcp", wan0_ifname="eth0", wan0_state_t="0",
            wan0_sbstate_t="0", wan0_auxstate_t="0", lan_ifname="br0", ipv6_service="disabled",
            ddns_enable_x="1", ddns_server_x="CUSTOM", ddns_hostname_x="home.example.com",
            ddns_ipv6_update="1",
        )  # fmt: skip
        self._start_provider()
        self.add_interface("br0")
        return self

    def __exit__(self, *_: object) -> None:
        if self.daemon:
            self.kill_daemon()
        with contextlib.suppress(Exception):
            self.wan53("stop")
        for name in self._interfaces:
            subprocess.run(["ip", "link", "del", name], check=False, stderr=subprocess.DEVNULL)
        if self._checker:
            self._checker.kill()
            self._checker.wait()

    # nvram, as the firmware's own code sees it

    def get(self, name: str) -> str:
        try:
            return (self.root / "nvram" / name).read_text()
        except FileNotFoundError:
            return ""

    def set(self, name: str, value: str) -> None:
        fresh = self.root / "fresh" / f"{name}.test"
        fresh.write_text(value)
        fresh.rename(self.root / "nvram" / name)

    def set_all(self, **values: str) -> None:
        for name, value in values.items():
            self.set(name, value)

    def unset(self, *names: str) -> None:
        for name in names:
            (self.root / "nvram" / name).unlink(missing_ok=True)

    def fault(self, kind: str | None) -> None:
        """What nvram does wrong: hang, garbage, huge, slow; None mends it."""
        file = self.root / "faults" / "nvram"
        if kind is None:
            file.unlink(missing_ok=True)
        else:
            file.write_text(kind)

    def journal(self) -> list[str]:
        """What changed nvram from outside, oldest first."""
        file = self.root / "journal"
        lines = file.read_text().splitlines() if file.exists() else []
        return [line.split(" ", 1)[1] for line in lines]

    # interfaces

    def add_interface(self, name: str) -> None:
        """With a carrier, and nothing behind it. (Not every kernel has dummy interfaces.)"""
        ip("link", "add", name, "type", "veth", "peer", "name", f"{name}-far")
        self._interfaces.append(name)
        for end in (name, f"{name}-far"):
            ip("link", "set", end, "up")

    def give_address(self, interface: str, address: str) -> None:
        """The only IPv4 address that the interface has from now on."""
        subprocess.run(["ip", "-4", "addr", "flush", "dev", interface], check=True)
        ip("addr", "add", f"{address}/24", "dev", interface)
        if interface == "eth0":
            ip("route", "replace", CHECKER, "dev", interface, "src", address)

    def _start_provider(self) -> None:
        certificate = tls.authority().issue_cert(CHECKER)
        folder = self.answer.parent
        certificate.private_key_pem.write_to_path(str(folder / "key.pem"))
        certificate.cert_chain_pems[0].write_to_path(str(folder / "cert.pem"))
        self.answer.write_text("")
        self._checker = subprocess.Popen(
            [sys.executable, str(ROOT / "tests/router/checker.py"), str(folder / "cert.pem"),
             str(folder / "key.pem"), str(self.answer)],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._there = self._checker.stdout.readline().strip()
        self._connect(
            "eth0", PEER,
            ["addr", "add", f"{CHECKER}/32", "dev", PEER],
            ["route", "add", "default", "dev", PEER],
        )  # fmt: skip

    def add_line(self, name: str) -> None:
        """A second line to the checker, for 192.168.2.0/24."""
        self._connect(name, "provider1", ["route", "add", "192.168.2.0/24", "dev", "provider1"])

    def _connect(self, name: str, peer: str, *at_the_provider: list[str]) -> None:
        ip("link", "add", name, "type", "veth", "peer", "name", peer)
        self._interfaces.append(name)
        ip("link", "set", peer, "netns", self._there)
        enter = ["nsenter", "-t", self._there, "-n", "ip"]
        for words in (["link", "set", peer, "up"], *at_the_provider):
            subprocess.run([*enter, *words], check=True)
        ip("link", "set", name, "up")

    def checks(self) -> list[str]:
        """Who asked the checker, one address for each time."""
        file = self.answer.with_suffix(".log")
        return file.read_text().split() if file.exists() else []

    # the firmware's verbs

    def write_hook(self, name: str, line: str = "") -> None:
        script = self.root / "jffs" / "scripts" / name
        line = line or f'{" ".join(self.wan53.command("notify", name))} "$@"'
        script.write_text(f"#!/bin/sh\n{line}\n")
        script.chmod(0o755)

    def hook(self, name: str, *words: str) -> float:
        """Runs a user script as the firmware does; how long it took."""
        begin = time.monotonic()
        subprocess.run(
            [self.root / "jffs" / "scripts" / name, *words],
            env=self.wan53.variables(), stdin=subprocess.DEVNULL, capture_output=True, timeout=120,
            check=False,
        )  # fmt: skip
        return time.monotonic() - begin

    def primary_unit(self) -> int:
        return 1 if self.get("wan1_primary") == "1" else 0

    def start_ddns(self) -> None:
        """rc/services.c, provider Custom."""
        if self.get("ddns_enable_x") != "1" or self.get("sw_mode") != "1":
            return
        unit = self.primary_unit()
        address = self.get(f"wan{unit}_ipaddr")
        if not address or self.get("link_internet") != "2":
            self.set_all(ddns_return_code="ddns_query", ddns_return_code_chk="-1")
            return
        self.set("ddns_return_code", "ddns_query")
        self.unset("ddns_cache", "ddns_ipaddr", "ddns_ipv6_ipaddr", "ddns_ipv6_updated",
                   "ddns_status", "ddns_updated")  # fmt: skip
        if self.get("ddns_server_x") == "CUSTOM":
            self.hook("ddns-start", address)

    def wan_state(self, unit: int, number: int, name: str) -> None:
        self.set(f"wan{unit}_state_t", str(number))
        self.hook("wan-event", str(unit), name)

    def connect_wan(self, address: str, unit: int = 0) -> None:
        self.wan_state(unit, 1, "connecting")
        self.give_address(self.get(f"wan{unit}_ifname"), address)
        self.set(f"wan{unit}_ipaddr", address)
        self.set_all(**{f"wan{unit}_realip_ip": "", f"wan{unit}_realip_state": "0"})
        self.wan_state(unit, 2, "connected")
        if self.get("ntp_ready") == "1":
            self.start_ddns()
        self.start_ddns()

    def answer_stun(self, unit: int = 0) -> None:
        """What the firmware asks once a WAN is up; no event tells that the answer is there."""
        address = self.get(f"wan{unit}_ipaddr")
        self.set_all(**{f"wan{unit}_realip_ip": address, f"wan{unit}_realip_state": "2"})

    def drop_wan(self, unit: int = 0) -> None:
        self.wan_state(unit, 6, "stopping")
        interface = self.get(f"wan{unit}_ifname")
        subprocess.run(["ip", "-4", "addr", "flush", "dev", interface], check=True)
        self.set(f"wan{unit}_ipaddr", "0.0.0.0")
        self.wan_state(unit, 4, "stopped")

    def fail_over_to(self, unit: int) -> None:
        for each in (0, 1):
            self.set(f"wan{each}_primary", "1" if each == unit else "0")
        self.hook("wan-event", str(unit), "connected")
        self.start_ddns()

    def sync_clock(self) -> None:
        self.set("ntp_ready", "1")
        self.start_ddns()

    # wan53 on it

    def _is_vacant(self) -> bool:
        """Whether no process holds the pid file."""
        try:
            with (self.wan53.folder / "run/wan53/pid").open() as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except FileNotFoundError:
            return True
        except BlockingIOError:
            return False
        return True

    def start_daemon(self) -> None:
        # The child of a daemon that was killed holds it until it has become nvram.
        assert wait_for(self._is_vacant)
        with self.log.open("a") as log:
            self.daemon = subprocess.Popen(
                self.wan53.command("run", "--foreground"),
                env=self.wan53.variables(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        # Both may still be there, of a daemon that was killed.
        pid_file = self.wan53.folder / "run/wan53/pid"
        assert wait_for(
            lambda: pid_file.exists() and pid_file.read_text() == f"{self.daemon.pid}\n"
        ), self.log.read_text()[-600:]

    def kill_daemon(self) -> None:
        self.daemon.kill()
        self.daemon.wait()
        self.daemon = None

    def published(self, type_: str = "A", name: str = "home.example.com.") -> list[str]:
        for record in self.aws.records(self.aws.zone_id):
            if record["Name"] == name and record["Type"] == type_:
                return sorted(record["Values"])
        return []

    def writes(self) -> int:
        return self.aws.journal.operations().count("ChangeResourceRecordSets")

    def logged(self, part: str) -> int:
        return sum(part in line for line in self.log.read_text().splitlines())

    def is_at_work(self) -> bool:
        """Whether a pass is: it holds the lock from its first step to its last line of log."""
        lock = self.wan53.folder / "run/wan53/lock"
        return lock.exists() and f":{lock.stat().st_ino} " in Path("/proc/locks").read_text()

    def rests(self) -> bool:
        """Once the pass that is at work, if one is, has ended."""
        return wait_for(lambda: not self.is_at_work())

    def settles(self) -> bool:
        """Once all that has happened so far is dealt with, and whatever it leads to is done.

        Events reach the daemon in their order, so the pass that remembers a mark sent now is the
        last one that anything before the mark leads to.
        """
        self._marks += 1
        mark = f"mark {self._marks}"
        self.hook("wan-event", "9", mark)

        def is_seen() -> bool:
            memory = self.wan53.volatile  # which the first pass writes at its end
            if not memory.exists():
                return False
            # One that ran for no hook has no event.
            return json.loads(memory.read_text()).get("last_event", "").endswith(mark)

        return wait_for(is_seen, 20) and self.rests()

    def publishes(self, *addresses: str, seconds: float = 12) -> bool:
        return wait_for(lambda: self.published() == sorted(addresses), seconds)
