# SPDX-License-Identifier: MIT
"""The daemon as it lives on a router: in the background, with syslog for its only voice."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests.router.router import ip, wait_for

HERE = Path(__file__).parent


@pytest.fixture
def syslog(router, tmp_path):
    """What was sent to /dev/log so far, on demand; the router's programs run beside it."""
    where = tmp_path / "log.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(where))
        listener.setblocking(False)
        lines: list[str] = []

        def read() -> list[str]:
            while True:
                try:
                    lines.append(listener.recv(4096).decode())
                except BlockingIOError:
                    return lines

        router.wan53.launcher = (str(HERE / "with_syslog"), str(where))
        for name in ("wan-event", "ddns-start"):
            router.write_hook(name)
        yield read


def test_syslog_hears_what_changes_and_nothing_else(router, syslog):
    router.connect_wan("198.51.101.70")
    assert router.publishes("198.51.101.70")
    assert wait_for(lambda: any("created" in line for line in syslog()))
    quiet = len(syslog())
    router.hook("wan-event", "0", "connected")
    assert router.settles()
    assert len(syslog()) == quiet
    # The hook alone, or the interface may be heard of first and be named as the cause.
    router.set("wan0_ipaddr", "198.51.101.71")
    router.hook("wan-event", "0", "connected")
    changed = (
        "home.example.com A: changed from 198.51.101.70 to 198.51.101.71 with TTL 120 (wan-event 0"
    )
    assert wait_for(lambda: any(changed in line for line in syslog())), syslog()
    # RFC 3164: facility daemon, severity notice, the program's name.
    said = next(line for line in syslog() if changed in line)
    assert re.match(r"<29>(\w{3} [ \d]\d \d\d:\d\d:\d\d )?wan53(\[\d+\])?: ", said), said
    assert not any("AKIA" in line or "Authorization" in line for line in syslog())


def test_a_clock_that_ntp_never_sets(router):
    """After ten minutes Route 53's time is used, and status says what is wrong."""
    if time.monotonic() < 700:
        pytest.skip("this machine has run for less than the ten minutes that NTP is given")
    router.set("ntp_ready", "0")
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    router.wan53.volatile.parent.mkdir(parents=True, mode=0o700)
    stored = {"version": 3, "boot": boot, "clock_unset_since_ms": 1}
    router.wan53.volatile.write_text(json.dumps(stored))
    router.wan53.volatile.chmod(0o600)
    router.give_address("eth0", "198.51.101.72")
    router.set_all(wan0_ipaddr="198.51.101.72", wan0_state_t="2")
    router.start_daemon()
    assert router.publishes("198.51.101.72")
    assert wait_for(lambda: "NTP has not set the clock" in router.wan53("status").out)
    assert wait_for(lambda: router.logged("NTP has not set the clock for ten minutes"))
    router.sync_clock()
    assert wait_for(lambda: router.logged("the address and the clock are verified again"))
    assert "NTP" not in router.wan53("status").out


def test_stop_beside_a_hook_that_starts_it(router):
    """Whoever comes first: after both, no daemon runs."""
    router.give_address("eth0", "198.51.101.73")
    router.set_all(wan0_ipaddr="198.51.101.73", wan0_state_t="2")
    command, variables = router.wan53.command, router.wan53.variables()
    for i in range(25):
        hook = subprocess.Popen(command("notify", "wan-event", "0", "connected"), env=variables)
        time.sleep(0.0002 * i)  # a little later in the hook's life each time
        stop = router.wan53("stop")
        hook.wait()
        assert stop.code == 0, stop.err
        # A process that listened for an instant before it saw the mark is gone now.
        assert wait_for(lambda: "running" not in router.wan53("status").out, 2)
        (router.wan53.folder / "run/wan53/stopped").unlink()


def test_the_daemon_ends_when_the_config_wants_none(online):
    online.wan53.configure(online.wan53.config.read_text() + "daemon = no\n")
    assert "runs a last round and ends" in online.wan53("reload").out
    online.daemon.wait(15)
    online.daemon = None
    online.set("wan0_ipaddr", "198.51.101.74")
    online.hook("wan-event", "0", "connected")
    assert online.publishes("198.51.101.74")
    assert "running" not in online.wan53("status").out


def remove_run_folder(router) -> None:
    """In whatever the daemon is at: it may put a file back meanwhile."""
    folder = router.wan53.folder / "run"
    while folder.exists():
        shutil.rmtree(folder, ignore_errors=True)


def test_a_daemon_whose_folder_was_removed_can_be_found_again(online):
    """`rm -rf /tmp/wan53`: it must not go on unseen beside the next one that cron starts."""
    remove_run_folder(online)
    ip("addr", "add", "192.0.2.9/32", "dev", "br0")
    assert wait_for(lambda: online.logged("was removed; it is created again"))
    pid_file = online.wan53.folder / "run/wan53/pid"
    assert wait_for(lambda: pid_file.exists() and pid_file.read_text() == f"{online.daemon.pid}\n")
    assert online.wan53("ensure").code == 0
    online.connect_wan("198.51.101.75")
    assert online.publishes("198.51.101.75")
    assert wait_for(lambda: online.logged("changed from") == 1)


def test_a_daemon_gives_way_to_one_that_began_in_its_place(online):
    remove_run_folder(online)
    assert online.wan53("ensure").code == 0
    ip("addr", "add", "192.0.2.9/32", "dev", "br0")
    online.daemon.wait(15)
    online.daemon = None
    assert "running" in online.wan53("status").out
    online.connect_wan("198.51.101.76")
    assert online.publishes("198.51.101.76")


def causes(router) -> list[str | None]:
    return [change["because"] for change in router.wan53("history", "--json").json["changes"]]


def test_only_a_daemon_that_died_is_found_missing(router):
    """After a boot or `setup`, cron's `ensure` starts the first one; none was to be expected."""
    wan53 = router.wan53
    for address, cause in (("198.51.100.70", "start"), ("198.51.100.71", "no daemon was running")):
        wan53.configure(router.record(source=f"static {address}", more="allow-private = yes"))
        assert wan53("ensure").code == 0
        assert router.publishes(address)
        assert wait_for(lambda cause=cause: causes(router)[-1:] == [cause]), causes(router)
        pid = int((wan53.folder / "run/wan53/pid").read_text())
        os.kill(pid, signal.SIGKILL)
        assert wait_for(lambda pid=pid: not Path(f"/proc/{pid}/fd/0").exists())
