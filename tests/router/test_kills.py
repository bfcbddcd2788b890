# SPDX-License-Identifier: MIT
"""kill -9 at every step of writing state: what is on disk is whole, and the next round goes on."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess

import pytest

STEPS = "openat,write,fsync,rename,unlink,ftruncate"


def strace(router, *options: str) -> subprocess.CompletedProcess:
    """A round in which the address differs from the last one's, under strace."""
    return subprocess.run(
        ["strace", "-f", "-qq", "-o", str(router.root / "trace"), *options,
         *router.wan53.command("update")],
        env=router.wan53.variables(), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def is_whole(router) -> bool:
    for file in (router.wan53.state, router.wan53.volatile):
        json.loads(file.read_text())
    return router.wan53("history", "--json").code == 0


def steps_of_a_round(router) -> list[tuple[str, int]]:
    """(system call, its number among those of its name) for each step that touches our files."""
    done = strace(router, "-y", "-e", f"trace={STEPS}")
    assert done.returncode == 0, done.stderr
    seen: dict[str, int] = {}
    steps = []
    ours = str(router.wan53.folder)
    nvram = str(router.root)
    # Only the program itself: the first process of the trace.
    lines = (router.root / "trace").read_text().splitlines()
    program = lines[0].split()[0]
    for line in lines:
        call = re.match(rf"{program}\s+(\w+)\(", line)
        if not call:
            continue
        name = call[1]
        seen[name] = seen.get(name, 0) + 1
        reads = name == "openat" and "O_CREAT" not in line
        if ours in line and nvram not in line and not reads:
            steps.append((name, seen[name]))
    return steps


@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")
def test_killed_at_every_step_of_writing(router):
    router.give_address("eth0", "198.51.101.40")
    router.set_all(wan0_ipaddr="198.51.101.40", wan0_state_t="2")
    assert router.wan53("update").code == 0
    router.set("wan0_ipaddr", "198.51.101.41")
    steps = steps_of_a_round(router)
    names = {name for name, _ in steps}
    assert {"write", "fsync", "rename"} <= names, steps
    for i, (name, number) in enumerate(steps):
        address = f"198.51.101.{50 + i}"
        router.set("wan0_ipaddr", address)
        killed = strace(router, "-e", f"trace={name}", "-e",
                        f"inject={name}:signal=KILL:when={number}")  # fmt: skip
        assert killed.returncode == -signal.SIGKILL, (name, number)
        assert is_whole(router), (name, number)
        after = router.wan53("update")
        assert after.code == 0, (name, number, after.err)
        assert router.published() == [address], (name, number)
        # Told by the round that was killed or by the next one, and not by both.
        told = [
            change["new"] for change in json.loads(router.wan53("history", "--json").out)["changes"]
        ]
        assert told.count(address) == 1, (name, number, told)
        assert is_whole(router)
    for folder in (router.wan53.state.parent, router.wan53.volatile.parent):
        assert [file for file in os.listdir(folder) if file.endswith(".new")] == []


def test_stop_ends_nobody_else(online):
    """The pid file of a daemon that was killed names a process that is another one by now."""
    online.kill_daemon()
    innocent = subprocess.Popen(["sleep", "60"])
    (online.wan53.folder / "run/wan53/pid").write_text(f"{innocent.pid}\n")
    assert online.wan53("stop").out.startswith("was not running")
    assert innocent.poll() is None
    assert online.wan53("start").code == 0
    assert innocent.poll() is None
    innocent.kill()
    innocent.wait()
