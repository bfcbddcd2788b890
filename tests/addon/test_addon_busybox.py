# SPDX-License-Identifier: MIT
"""The shell that the script is tested under is as poor as a router's."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.addon.world import BUILD

FACTS = Path(__file__).parent / "busybox"
BUSYBOX = BUILD.parent / "addon/busybox"


def shell(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BUSYBOX, "sh", "-c", script], capture_output=True, text=True, env={"PATH": "/none"}
    )


def test_the_commands_are_those_of_the_firmware() -> None:
    listed = set((FACTS / "applets.txt").read_text().split())
    # Disks, modules, logins, DHCP: no option on the firmware's other list brings them.
    missing = set((FACTS / "not-built.txt").read_text().split())
    built = subprocess.run([BUSYBOX, "--list"], capture_output=True, text=True).stdout.split()
    assert set(built) == listed - missing


def test_the_options_are_those_of_the_firmware() -> None:
    wanted = {
        line
        for line in (FACTS / "options.txt").read_text().splitlines()
        if not line.startswith("#")
    }
    config = (BUILD.parent / "addon/src/busybox/.config").read_text()
    on = {
        line.removeprefix("CONFIG_").removesuffix("=y")
        for line in config.splitlines() if line.endswith("=y")
    }  # fmt: skip
    # The last three are no features: kconfig's own, and gunzip by another name.
    extra = on - wanted - {"HAVE_DOT_CONFIG", "INSTALL_APPLET_SYMLINKS", "SHELL_ASH"}
    assert extra <= {"FEATURE_GZIP_DECOMPRESS"}
    known = {option for option in wanted if f"CONFIG_{option}=" in config or option in on}
    assert on >= known and len(known) > 240


def test_it_is_a_32_bit_program_without_libraries() -> None:
    header = BUSYBOX.read_bytes()[:20]
    assert header[:5] == b"\x7fELF\x01"  # ELFCLASS32
    assert header[18] == 3  # EM_386
    assert b"ld-linux" not in BUSYBOX.read_bytes()[:4096]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("2147483647 + 1", "-2147483648"),
        ("1700000000 * 1000", str((1700000000 * 1000 + 2**31) % 2**32 - 2**31)),
        ("2147483647", "2147483647"),
    ],
)
def test_shell_arithmetic_has_32_bits(expression: str, value: str) -> None:
    assert shell(f"{BUSYBOX} echo $(({expression}))").stdout.strip() == value


@pytest.mark.parametrize(
    "script",
    [
        "command -v ls", "getopts a b", "echo x", "printf x", "[ 1 = 1 ]", "test 1",
        f"{BUSYBOX} sleep 0.2", f"{BUSYBOX} find / -maxdepth 1", f"{BUSYBOX} find / -type d",
        f"{BUSYBOX} flock -w 1 / true", f"{BUSYBOX} ps -ef", f"{BUSYBOX} grep -P x /dev/null",
        f"{BUSYBOX} timeout 1 true", f"{BUSYBOX} mktemp", f"{BUSYBOX} stat /",
        f"{BUSYBOX} sha256sum /dev/null", f"{BUSYBOX} setsid true", "x=(1 2)",
        f"{BUSYBOX} cat <<<x",
    ],
)  # fmt: skip
def test_what_a_router_has_not_got_fails(script: str) -> None:
    assert shell(script).returncode != 0


@pytest.mark.parametrize(
    "script",
    [
        f"{BUSYBOX} flock -n -x / {BUSYBOX} true", f"{BUSYBOX} base64 /dev/null",
        f"{BUSYBOX} df -P /", f"{BUSYBOX} date -d @0", "local_() { local x=1; }; local_",
        "set -o pipefail", f"x=abc; case ${{x/b/c}} in acc) exec {BUSYBOX} true ;; esac; exit 1",
    ],
)  # fmt: skip
def test_what_a_router_has_works(script: str) -> None:
    done = shell(script)
    assert done.returncode == 0, done.stderr
