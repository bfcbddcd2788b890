# SPDX-License-Identifier: MIT
"""A simulated Asuswrt-Merlin router for the addon script: a file tree with a life of its own.

`with World(folder) as router:` boots one. It has the firmware's own paths, busybox's commands and
shell as Merlin configures them, /jffs that outlives `reboot()`, /tmp that does not, and process and
mount namespaces that end with it, so daemons and bind mounts are real and leave nothing behind.
Nobody but the script under test knows that it is a simulation.

Needs namespaces: run it under tests/router/run. `folder` keeps /jffs and /state (nvram).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import shutil
import signal
import subprocess
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

BUILD = Path(os.environ.get("WAN53_BUILD", "build/x86_64")).resolve()
TREE = BUILD.parent / "addon/tree"
MOUNTS = Path(__file__).resolve().parent / "mounts"
ENVIRONMENT = {"PATH": "/bin:/usr/bin:/sbin:/usr/sbin", "HOME": "/root", "TERM": "xterm"}
NVRAM = {
    "rc_support": "mssid 2.4G 5G update usbX2 am_addons wifilogo", "jffs2_scripts": "1",
    "jffs2_on": "1", "sw_mode": "1", "ntp_ready": "1", "http_username": "admin",
    "productid": "RT-AX88U", "firmver": "3.0.0.4", "buildno": "388.8", "extendno": "2",
    "lan_ipaddr": "192.168.50.1", "http_enable": "0", "wan0_primary": "1", "wan0_state_t": "2",
    "wan0_sbstate_t": "0", "wan0_auxstate_t": "0", "wan0_ipaddr": "198.51.101.7",
    "wan0_proto": "dhcp", "wan0_ifname": "eth0", "wans_dualwan": "wan none", "lan_ifname": "br0",
    "ipv6_service": "disabled", "ddns_enable_x": "0", "ddns_server_x": "", "ddns_hostname_x": "",
    "link_internet": "2",
}  # fmt: skip


class Done(NamedTuple):
    """What a command left: exit status, both outputs, how long it took."""

    exit: int
    out: str
    err: str
    seconds: float

    @property
    def text(self) -> str:
        return self.out + self.err


def wait_for(what: Callable[[], object], seconds: float = 10) -> bool:
    """Whether it became true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.01)
    return bool(what())


def parent_of(process: int) -> int:
    """0 when it has ended."""
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def take_terminal() -> None:
    """A session of its own whose terminal is the one at stdin, so that Ctrl-C is a signal.

    What a script starts in the background ignores it; a login on a terminal does not.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class World:
    def __init__(self, folder: Path, *, www: str = "tabs", nvram: dict[str, str] | None = None):
        self.folder = folder
        self.www = www
        self.root = folder / "root"
        self.jffs = folder / "jffs"
        self.state = folder / "state"
        self.environment = dict(ENVIRONMENT)
        self._holder: subprocess.Popen | None = None
        self._init = 0
        self._jffs_is_mounted = False
        for path in (self.root, self.jffs, self.state / "bin", self.state / "nvram"):
            path.mkdir(parents=True)
        for name in ("fresh", "faults"):
            (self.state / name).mkdir()
        for name in ("nvram", "ddns_custom_updated"):
            shutil.copy2(BUILD / "router_programs", self.state / "bin" / name)
        for name, value in {**NVRAM, **(nvram or {})}.items():
            self.set(name, value)

    def __enter__(self) -> World:
        self.boot()
        return self

    def __exit__(self, *_: object) -> None:
        self.power_off()
        if self._jffs_is_mounted:
            subprocess.run(["umount", "-l", self.jffs], check=True)

    # power

    def boot(self, hooks: bool = True) -> None:
        """Until services-start has been called, and returned."""
        command = ["unshare", "-mpf", "--propagation", "private", "--kill-child", MOUNTS, TREE,
                   self.root, self.www, self.jffs, self.state]  # fmt: skip
        log = self.folder / "boot.log"
        with log.open("w") as errors:
            self._holder = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True
            )
        assert self._holder.stdout is not None
        said = self._holder.stdout.readline()
        assert said == "ready\n", f"the simulated router does not start: {log.read_text()}"
        children = Path(f"/proc/{self._holder.pid}/task/{self._holder.pid}/children")
        self._init = int(children.read_text())
        if not hooks or self.hook("services-start") is None:
            self.settle()

    def power_off(self) -> None:
        """Kills every process at once; what was in RAM is gone."""
        if self._holder is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._init, signal.SIGKILL)
        self._holder.wait()
        assert self._holder.stdout is not None
        self._holder.stdout.close()
        self._holder = None

    def reboot(self) -> None:
        self.power_off()
        self._forget_uncommitted()
        self.boot()

    def _forget_uncommitted(self) -> None:
        """nvram as it was at the last `nvram commit`; only `set` is journalled."""
        journal = self.journal()
        last = max((i for i, line in enumerate(journal) if line == "nvram commit"), default=-1)
        for line in journal[last + 1 :]:
            if line.startswith("nvram set "):
                name = line.removeprefix("nvram set ").split("=", 1)[0]
                value = NVRAM.get(name)
                for kept in journal[: last + 1]:
                    if kept.startswith(f"nvram set {name}="):
                        value = kept.split("=", 1)[1]
                if value is None:
                    (self.state / "nvram" / name).unlink(missing_ok=True)
                else:
                    self.set(name, value)

    # flash

    def mount_jffs(self, size_kb: int) -> None:
        """Before boot: /jffs becomes a real file system of that size, with what it held."""
        kept = self.folder / "jffs-before"
        self.jffs.rename(kept)
        self.jffs.mkdir()
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size_kb}k,mode=755", "tmpfs", self.jffs],
            check=True,
        )
        shutil.copytree(kept, self.jffs, symlinks=True, dirs_exist_ok=True)
        self._jffs_is_mounted = True

    def remount_jffs(self, mode: str) -> None:
        """mode: ro or rw."""
        subprocess.run(["mount", "-o", f"remount,{mode}", self.jffs], check=True)

    def write(self, path: str, text: str | bytes, mode: int = 0o644) -> Path:
        """A file under /jffs."""
        file = self.jffs / path.removeprefix("/jffs/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        file.chmod(mode)
        return file

    def read(self, path: str) -> str:
        """Any file, as the router sees it."""
        return (self.inside / path.lstrip("/")).read_text()

    @property
    def inside(self) -> Path:
        """The router's root as seen from here, where its absolute links lead astray."""
        return Path(f"/proc/{self._init}/root")

    # nvram

    def set(self, name: str, value: str) -> None:
        (self.state / "nvram" / name).write_text(value)

    def get(self, name: str) -> str | None:
        file = self.state / "nvram" / name
        return file.read_text() if file.exists() else None

    def journal(self) -> list[str]:
        """What changed nvram from outside, and calls of ddns_custom_updated, oldest first."""
        file = self.state / "journal"
        lines = file.read_text().splitlines() if file.exists() else []
        return [line.split(" ", 1)[1] for line in lines]

    # commands

    def command(self, *words: str | Path, between: tuple[str, ...] = ("-p",)) -> list[str]:
        return ["nsenter", "-t", str(self._init), "-m", *between, f"--root=/proc/{self._init}/root",
                f"--wd=/proc/{self._init}/root", *map(str, words)]  # fmt: skip

    def start(self, *words: str | Path, **options) -> subprocess.Popen:
        return subprocess.Popen(
            self.command(*words), env=self.environment, text=True,
            **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE,
               "stderr": subprocess.PIPE, **options},
        )  # fmt: skip

    def run(self, *words: str | Path, text: str = "", timeout: float = 60) -> Done:
        """Runs a command with `text` as its input, without a terminal."""
        begin = time.monotonic()
        # Files, not pipes: a daemon that it leaves behind must not keep us waiting.
        with (self.folder / "out").open("w+") as out, (self.folder / "err").open("w+") as err:
            process = self.start(*words, stdin=subprocess.PIPE, stdout=out, stderr=err)
            try:
                process.communicate(text, timeout)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise
            seconds = time.monotonic() - begin
            out.seek(0)
            err.seek(0)
            return Done(process.returncode, out.read(), err.read(), seconds)

    def shell(self, script: str, **options) -> Done:
        return self.run("/bin/sh", "-c", script, **options)

    def type(self, *words: str | Path, keys: list, timeout: float = 60) -> Done:
        """Runs a command on a terminal; types the next of `keys` whenever it has been quiet.

        A pair is a question and its answer, which waits for it: a slow machine is quiet too. An
        answer may be a function, which is called while the question stands.
        """
        master, slave = pty.openpty()
        # nsenter's own process would wait beside the program, and Ctrl-C would end it.
        begin = time.monotonic()
        process = subprocess.Popen(
            self.command(*words, between=("-p", "-F")), env=self.environment, stdin=slave,
            stdout=slave, stderr=slave, preexec_fn=take_terminal,
        )  # fmt: skip
        os.close(slave)
        waiting = [key if isinstance(key, tuple) else ("", key) for key in keys]
        heard = b""
        said = 0
        try:
            while time.monotonic() - begin < timeout:
                ready, _, _ = select.select([master], [], [], 0.5)
                if ready:
                    try:
                        part = os.read(master, 65536)
                    except OSError:
                        break
                    if not part:
                        break
                    heard += part
                elif waiting:
                    if waiting[0][0].encode() in heard[said:]:
                        said = len(heard)
                        answer = waiting.pop(0)[1]
                        os.write(master, (answer() if callable(answer) else answer).encode())
                elif process.poll() is not None:
                    break
            else:
                process.kill()
        finally:
            os.close(master)
        code = process.wait(5)
        return Done(code, heard.decode(errors="replace"), "", time.monotonic() - begin)

    def hook(self, name: str, *words: str, wait: bool = True) -> Done | None:
        """Calls a user script as the firmware does, or None where the firmware would not.

        A shebang that ends in a carriage return names no program: exit status 127, nothing runs.
        """
        script = self.jffs / "scripts" / name
        if self.get("jffs2_scripts") != "1" or not script.is_file():
            return None
        if not script.stat().st_mode & 0o100:
            return None
        if script.read_bytes().split(b"\n", 1)[0].endswith(b"\r"):
            return Done(127, "", "not found", 0)
        done = self.run(f"/jffs/scripts/{name}", *words, timeout=120)
        if wait:
            self.settle()
        return done

    def event(self, event: str, target: str) -> Done | None:
        """A service event and all that it starts in the background."""
        return self.hook("service-event", event, target)

    # processes

    def processes(self) -> dict[int, str]:
        """Our process id and the command line of what runs, the firmware's own apart."""
        mine = os.readlink(f"/proc/{self._init}/ns/pid")
        found = {}
        for name in filter(str.isdigit, os.listdir("/proc")):
            # Those that end while we look are none.
            with contextlib.suppress(OSError):
                if int(name) != self._init and os.readlink(f"/proc/{name}/ns/pid") == mine:
                    with open(f"/proc/{name}/cmdline", "rb") as file:
                        line = file.read().replace(b"\0", b" ").decode(errors="replace").strip()
                    if line and not line.startswith(("syslogd ", "sleep 3600")):
                        found[int(name)] = line
        return found

    def daemons(self) -> list[int]:
        """The running daemons: whoever holds the pid file open."""

        def holds_pid_file(process: int) -> bool:
            with contextlib.suppress(OSError):
                files = Path(f"/proc/{process}/fd").iterdir()
                return any(os.readlink(file).endswith("/tmp/wan53/pid") for file in files)
            return False

        found = [process for process in self.processes() if holds_pid_file(process)]
        # Its child has it too until it becomes nvram.
        return [process for process in found if parent_of(process) not in found]

    def settle(self, seconds: float = 30) -> None:
        """Waits until nothing but daemons runs."""

        def quiet() -> bool:
            # Twice: a process that is becoming another one cannot be seen for a moment.
            for _ in range(2):
                if set(self.processes()) != set(self.daemons()):
                    return False
                time.sleep(0.01)
            return True

        assert wait_for(quiet, seconds), f"still running: {self.processes()}"
