# SPDX-License-Identifier: MIT
"""A Debian in namespaces of its own, on this machine's disk or another root, all writes in RAM."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HERE = Path(__file__).parent
# `make deb-check` names one that holds little more than dpkg and systemd.
LOWER = os.environ.get("WAN53_CHROOT", "/")
SYSTEMD = "/lib/systemd/systemd"
BOOTED = (SYSTEMD, "--system", "--unit=basic.target")
PATIENCE_S = 30


def why_not() -> str:
    """Why there can be no such machine here; empty if there can."""
    if os.geteuid() != 0:
        return "namespaces, mounts and packages need root"
    if not shutil.which("dpkg") or not Path(LOWER, "etc/debian_version").exists():
        return "this machine is no Debian, and WAN53_CHROOT names none"
    if not shutil.which("unshare") or not shutil.which("nsenter"):
        return "unshare and nsenter (util-linux) are missing"
    return ""


class Machine:
    """Runs commands in it; `pid` is its process 1, as we see it."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def __call__(
        self, *words: str, stdin: bytes | None = None, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Its text is both outputs."""
        enter = ["nsenter", "-t", str(self.pid), "-m", "-p", "-C", "--root", "--wd"]
        path = "PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        done = subprocess.run(
            [*enter, "env", "-i", path, "HOME=/", "LANG=C.UTF-8", *words],
            input=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False,
        )  # fmt: skip
        text = done.stdout.decode(errors="replace")
        assert not check or done.returncode == 0, (words, text)
        return subprocess.CompletedProcess(words, done.returncode, text)

    def shell(self, script: str, *, check: bool = True) -> str:
        return self("sh", "-c", script, check=check).stdout

    def put(self, path: str, content: bytes, mode: str = "644") -> None:
        self("sh", "-c", 'umask 077; cat >"$1" && chmod "$2" "$1"', "sh", path, mode, stdin=content)

    def exists(self, path: str) -> bool:
        return self("test", "-e", path, check=False).returncode == 0

    def wait_for(self, script: str) -> str:
        """The output of the script, once it succeeds."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            done = self("sh", "-c", script, check=False)
            if done.returncode == 0:
                return done.stdout
            time.sleep(0.1)
        raise AssertionError(
            f"{script}: {done.stdout}\n{self.shell('journalctl -n 50', check=False)}"
        )


def child_of(pid: int) -> int:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    return int((children.read_text().split() or ["0"])[0]) if children.exists() else 0


@contextmanager
def machine(scratch: Path, *first: str) -> Iterator[Machine]:
    """One whose process 1 is `first`: BOOTED, or nothing for one without systemd."""
    scratch.mkdir()
    with Path(f"{scratch}.log").open("wb") as log:
        outer = subprocess.Popen(
            ["unshare", "-p", "-m", "-C", "-i", "-u", "-f", "--kill-child", HERE / "machine.sh",
             scratch, LOWER, *(first or ("sleep", "infinity"))],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        end = time.monotonic() + PATIENCE_S
        wanted = Path(first[0] if first else "sleep").name[:15]
        while True:
            pid = child_of(outer.pid)
            with suppress(OSError):
                if pid and Path(f"/proc/{pid}/comm").read_text().strip() == wanted:
                    break
            assert outer.poll() is None and time.monotonic() < end, Path(
                f"{scratch}.log"
            ).read_text()
            time.sleep(0.05)
        here = Machine(pid)
        if first:
            here.wait_for("systemctl is-active basic.target")
        yield here
    finally:
        with suppress(ProcessLookupError):
            os.killpg(outer.pid, signal.SIGKILL)
        outer.wait()
