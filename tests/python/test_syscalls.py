# SPDX-License-Identifier: MIT
"""tests/release/syscalls.py reads traces as qemu writes them and lists as people do."""

import subprocess
import sys
from pathlib import Path

import pytest

RELEASE = Path(__file__).resolve().parents[1] / "release"
sys.path.insert(0, str(RELEASE))

from syscalls import calls, read_allowed  # noqa: E402

TRACE = """\
26034 open("/dev/urandom",O_RDONLY) = 4
26034 clock_gettime64(0,0x40800cc0,8) = -1 errno=38 (ENOSYS)
26034 futex(0x1,128)26035 set_robust_list(0x40) = 0
 = 0
26034 Unknown syscall 439
26034 exit_group(0)
"""


def test_every_call_of_a_trace_is_seen():
    assert calls(TRACE) == {
        "open",
        "clock_gettime64",
        "futex",
        "set_robust_list",
        "number 439",
        "exit_group",
    }


def test_a_name_needs_a_reason(tmp_path):
    listed = tmp_path / "list.allow"
    listed.write_text("# comment\n\nread files\nopen\n")
    with pytest.raises(SystemExit, match=r"list\.allow:4: open has no reason"):
        read_allowed(listed)


def test_a_call_off_the_list_fails(tmp_path):
    """The whole check, with an emulator that only writes a trace."""
    emulator = tmp_path / "emulator"
    emulator.write_text(f'#!/bin/sh\ncat >"$3" <<E\n{TRACE}E\n')
    emulator.chmod(0o755)
    listed = tmp_path / "list.allow"
    listed.write_text("open files\nclock_gettime64 falls back\nfutex threads\nexit_group end\n")
    done = subprocess.run(
        [sys.executable, RELEASE / "syscalls.py", listed, "/bin/true", emulator],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "failed: set_robust_list is not in list.allow" in done.stdout
    assert "failed: number 439 is not in list.allow" in done.stdout
    assert "futex is not in" not in done.stdout
    assert "the trace has no connect, sendto" in done.stdout
