# SPDX-License-Identifier: MIT
"""The system calls of a round: each has its number and its reason, so that none creeps in."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from tests.aws import LocalAws
from tests.bench.bench import MAX_CALLS
from tests.bench.rounds import ADDRESS, NAME, OTHER_ADDRESS
from tests.integration.wan53 import Wan53, record

pytestmark = pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")

RAM = Path("/dev/shm")
TMPFS = 0x01021994

# At most so often in an unchanged round, and what for.
UNCHANGED = {
    "execve": (1, "the start"),
    "arch_prctl": (1, "the start: thread-local storage"),
    "set_tid_address": (1, "the start of the C library"),
    "setrlimit": (1, "no core files"),
    "prctl": (1, "no memory dumps"),
    "rt_sigaction": (5, "SIGXFSZ, SIGPIPE, SIGCHLD, SIGALRM; a program that has a signal ignored"),
    "rt_sigprocmask": (2, "SIGALRM, and what musl does before it"),
    "getcwd": (1, "relative paths in the environment"),
    "geteuid": (1, "whose folders are meant"),
    "brk": (2, "the allocator's records"),
    "mmap": (7, "a guard page; blocks of more than two pages: TLS buffers, the config's line"),
    "munmap": (6, "the same blocks"),
    "stat": (6, "whether this is a router: its folders, nvram on PATH and where it always is"),
    "lstat": (2, "whether the two folders are ours"),
    "openat": (7, "config, lock, state.json, volatile.json (read and written), boot id, ca-file"),
    "open": (5, "/dev/null for closed descriptors; random numbers for TLS"),
    "fcntl": (2, "whether this kernel knows O_CLOEXEC; the kept connection at its end"),
    "fstat": (5, "size, kind and owner of what is read"),
    "read": (6, "config, state.json, volatile.json, ca-file, and boot id to its end"),
    "readv": (4, "random numbers for TLS"),
    "close": (17, "what was opened"),
    "pipe2": (1, "by which a resolver's thread would wake curl"),
    "flock": (1, "the round lock"),
    "getpid": (6, "the lock's text; whether PSA's random numbers were forked"),
    "pwrite64": (3, "the lock's text: the three steps"),
    "ftruncate": (3, "a step that is shorter than the last; the end"),
    "ioctl": (1, "whether a person sees the steps"),
    "setitimer": (3, "the alarm of an exchange, for its two parts, and off"),
    "socket": (3, "the connection, whether there is IPv6, the daemon's socket"),
    "setsockopt": (1, "TCP_NODELAY"),
    "connect": (1, "to the server"),
    "getsockname": (3, "our side of the connection"),
    "getsockopt": (1, "whether it was made"),
    "poll": (8, "waiting for the server"),
    "sendto": (8, "the handshake, the request, the goodbye, the daemon"),
    "recvfrom": (32, "two a TLS record, and one more where it has not come yet"),
    "write": (2, "volatile.json; the answer"),
    "rename": (1, "volatile.json"),
    "exit_group": (1, "the end"),
}  # fmt: skip
# In a changed round there are so many more.
MORE = {
    "openat": (6, "history, read twice and written; state.json; write-ahead; the folder's sync"),
    "fstat": (2, "the history"),
    "fstatfs": (2, "whether history and state.json lie in RAM"),
    "fsync": (3, "the history, state.json, and their folder"),
    "read": (2, "the history"),
    "close": (7, "what was opened"),
    "ioctl": (1, "whether a person sees one more step"),
    "socket": (1, "whether there is IPv6, for one more request"),
    "lstat": (1, "the history's folder"),
    "write": (3, "the history, state.json, and volatile.json before the write is sent"),
    "rename": (3, "the same"),
    "pwrite64": (1, "one more step"),
    "getpid": (1, "one more request"),
    "setitimer": (3, "one more exchange"),
    "mmap": (2, "the change batch"),
    "munmap": (2, "the change batch"),
}


def traced(program: Wan53, *arguments: str) -> Counter[str]:
    trace = program.folder / "trace"
    subprocess.run(
        ["strace", "-f", "-qq", "-o", trace, *program.command(*arguments)],
        env=program.variables(), check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    return Counter(re.findall(r"^\d+ +([a-z_0-9]+)\(", trace.read_text(), re.MULTILINE))


def rounds(folder: Path) -> dict[str, Counter[str]]:
    """One record, its zone given, nothing to notify, as in tests.bench; the files exist."""
    with LocalAws() as aws:
        zone_id = aws.add_zone("example.com")
        aws.put_record(zone_id, NAME, "A", [OTHER_ADDRESS])
        program = Wan53(folder, aws.environment(aws.add_user()))
        program.configure(record(NAME, f"static {OTHER_ADDRESS}", zone=zone_id))
        assert program("update").code == 0
        program.configure(record(NAME, f"static {ADDRESS}", zone=zone_id))
        return {
            "changed, first": traced(program, "update"),
            "unchanged": traced(program, "update"),
            "--if-due": traced(program, "update", "--if-due"),
            "changed": traced(program, "update", "--ip", OTHER_ADDRESS),
        }


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    return rounds(tmp_path_factory.mktemp("calls"))


def too_many(seen: Counter[str], allowed: dict[str, tuple[int, str]]) -> dict[str, int]:
    return {name: count for name, count in seen.items() if count > allowed.get(name, (0,))[0]}


CHANGED = UNCHANGED | {
    name: (UNCHANGED.get(name, (0,))[0] + more, why) for name, (more, why) in MORE.items()
}


@pytest.mark.parametrize(("round_", "allowed"), [("unchanged", UNCHANGED), ("changed", CHANGED)])
def test_each_call_has_its_number_and_its_reason(measured, round_, allowed):
    assert too_many(measured[round_], allowed) == {}
    assert measured[round_].total() <= MAX_CALLS[round_]


def test_a_round_without_a_change_writes_and_syncs_nothing_that_lasts(measured):
    assert measured["unchanged"]["fsync"] == 0
    assert measured["unchanged"]["rename"] == 1
    idle = measured["--if-due"]
    assert not {"fsync", "rename", "unlink", "connect"} & idle.keys()
    assert idle["openat"] == 5
    assert idle.total() <= 75


def lies_in_ram(folder: Path) -> bool:
    done = subprocess.run(
        ["stat", "-f", "-c", "%t", folder], check=True, capture_output=True, text=True
    )
    return int(done.stdout, 16) == TMPFS


def test_a_changed_round_syncs_three_times_on_a_disk(measured, tmp_path):
    if lies_in_ram(tmp_path):
        pytest.skip("the temporary folder lies in RAM")
    assert measured["changed"]["fsync"] == 3


def test_nothing_is_synced_in_ram():
    if not RAM.is_dir() or not lies_in_ram(RAM):
        pytest.skip("no tmpfs on /dev/shm")
    with tempfile.TemporaryDirectory(dir=RAM) as folder:
        seen = rounds(Path(folder))
    assert [seen[each]["fsync"] for each in seen] == [0, 0, 0, 0]
    assert seen["changed"]["rename"] == 4


@pytest.mark.parametrize(
    ("more", "fault"),
    [({"openat": 1}, {"openat": 8}), ({"fsync": 1}, {"fsync": 1}), ({"recvfrom": 0}, {})],
)
def test_one_call_more_is_seen(more, fault):
    seen = Counter({name: count for name, (count, _) in UNCHANGED.items()})
    seen.update(more)
    assert too_many(seen, UNCHANGED) == fault
