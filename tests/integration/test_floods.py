# SPDX-License-Identifier: MIT
"""Peers that never stop sending, and processes that nothing inside them can end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hostile import hostile_front
from wan53 import Wan53, record

ALERT = b"\x15\x03\x03\x00\x02\x01\x5a"
# The header of a handshake record and a part of the hello that it announces.
HALF_A_HELLO = b"\x16\x03\x03\x00\x50\x02\x00\x00\x4c"
CONNECT_LIMIT_S = 15
GRACE_S = 5
# src/settings/progress.h, kStuckAfter; a process cannot have begun before its machine.
STUCK_AFTER_S = 720


def until(condition, limit_s: float = 10):
    end = time.monotonic() + limit_s
    while not (found := condition()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
    return found


def lock_file(wan53: Wan53):
    return wan53.volatile.with_name("lock")


def step_of(wan53: Wan53) -> str:
    """What its round does; waits until it has one."""
    return until(lambda: text_of(lock_file(wan53)) if " GET " in text_of(lock_file(wan53)) else "")


def text_of(path) -> str:
    return path.read_text() if path.exists() else ""


def make_old(wan53: Wan53) -> None:
    """The process in a round has begun it too long ago."""
    pid, _, step = lock_file(wan53).read_text().split(" ", 2)
    start = int((time.monotonic() - STUCK_AFTER_S) * 1000)
    if start < 0:
        pytest.skip("this machine has run for less than the twelve minutes that make a round stuck")
    with lock_file(wan53).open("r+") as file:
        file.write(f"{pid} {start} {step}")
        file.truncate()


def test_a_flooded_handshake_ends_in_time_and_the_round_goes_on(aws, tmp_path):
    """All kinds at once, since each takes its whole limit."""
    kinds = {
        "alerts": (b"", ALERT),
        "half a hello": (HALF_A_HELLO, b""),
        "silence": (b"", b""),
    }
    url = urlsplit(aws.environment(aws.user)["AWS_ENDPOINT_URL"])
    running = {}
    with ExitStack() as fronts:
        begin = time.monotonic()
        for number, (kind, (first, repeated)) in enumerate(kinds.items()):
            port = fronts.enter_context(hostile_front(url.port, first, repeated))
            environment = aws.environment(aws.user)
            environment["AWS_ENDPOINT_URL"] = f"https://{url.hostname}:{port}"
            wan53 = Wan53(tmp_path / str(number), environment)
            wan53.configure(record(f"h{number}.example.com", zone=aws.zone_id))
            running[kind] = (
                wan53,
                port,
                subprocess.Popen(
                    wan53.command("update", "--json", "-v"),
                    env=wan53.variables(),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                ),
            )
        for wan53, port, process in running.values():
            step_of(wan53)
            seen = json.loads(wan53("status", "--json").out)["in_progress"]
            assert seen["step"].startswith(f"GET {url.hostname}:{port}/2013-04-01/hostedzone/")
            assert not seen["stuck"]
            assert process.poll() is None
        for kind, (wan53, _, process) in running.items():
            out, err = process.communicate(timeout=CONNECT_LIMIT_S + 2 * GRACE_S)
            took = time.monotonic() - begin
            assert process.returncode == 0, (kind, err)
            assert "the TLS handshake took longer than 15 s" in err, kind
            assert json.loads(out)["records"][0]["outcome"] == "created", kind
            # The flood, a pause before the next try, and a round.
            assert took < CONNECT_LIMIT_S + GRACE_S + 3, kind
            assert json.loads(wan53("status", "--json").out)["in_progress"] is None


def test_ensure_ends_a_suspended_round(aws, wan53):
    wan53.configure("[publish]\ndaemon = no\n" + record(zone=aws.zone_id))
    url = urlsplit(wan53.environment["AWS_ENDPOINT_URL"])
    with hostile_front(url.port, b"", b"", hostile=99) as port:
        stuck = subprocess.Popen(
            wan53.command("update"),
            env=wan53.variables(AWS_ENDPOINT_URL=f"https://{url.hostname}:{port}"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            step_of(wan53)
            stuck.send_signal(signal.SIGSTOP)
            make_old(wan53)
            status = wan53("status")
            assert status.code == 3
            assert "that takes too long" in status.out
            assert wan53("ensure").code == 0
            assert stuck.wait(5) == -signal.SIGKILL
        finally:
            stuck.kill()
    assert aws.records(aws.zone_id)[0]["Values"] == ["198.51.101.7"]
    assert wan53("status").code == 0


def daemon_of(wan53: Wan53) -> int:
    text = text_of(wan53.volatile.with_name("pid"))
    return int(text) if text.strip() else 0


def test_ensure_replaces_a_suspended_daemon(aws, wan53):
    assert wan53("start").code == 0
    try:
        first = daemon_of(wan53)
        until(lambda: wan53.volatile.exists() and text_of(lock_file(wan53)) == "")
        # One that only sleeps is left alone.
        assert wan53("ensure").code == 0
        assert daemon_of(wan53) == first
        os.kill(first, signal.SIGSTOP)
        until(lambda: "\nState:\tT" in Path(f"/proc/{first}/status").read_text())
        assert wan53("ensure").code == 0
        second = until(lambda: daemon_of(wan53) not in (0, first) and daemon_of(wan53))
        os.kill(second, 0)
        status = json.loads(wan53("status", "--json").out)
        assert status["daemon"] == "running"
    finally:
        assert wan53("stop").code == 0


def test_ensure_replaces_a_daemon_that_is_stuck_in_a_round(aws, wan53):
    url = urlsplit(wan53.environment["AWS_ENDPOINT_URL"])
    with hostile_front(url.port, b"", b"", hostile=1) as port:
        wan53.environment["AWS_ENDPOINT_URL"] = f"https://{url.hostname}:{port}"
        assert wan53("start").code == 0
        try:
            first = daemon_of(wan53)
            step_of(wan53)
            make_old(wan53)
            assert wan53("ensure").code == 0
            second = until(lambda: daemon_of(wan53) not in (0, first) and daemon_of(wan53))
            assert second != first
            until(lambda: aws.records(aws.zone_id) and wan53("status").code == 0)
        finally:
            assert wan53("stop").code == 0
