# SPDX-License-Identifier: MIT
"""What `make install` puts where, and which target a machine gets."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from packages import BUILD, ROOT


def make(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", "-C", ROOT, "--no-print-directory", *words],
        env=variables | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def recipe(*words: str) -> list[str]:
    """The commands of `make install`, with a program that is finished."""
    done = make("-n", "-o", f"build/{BUILD.name}/wan53", f"TARGET={BUILD.name}", "install", *words)
    assert done.returncode == 0, done.stderr
    return [line for line in done.stdout.splitlines() if line.startswith(("install", "sed"))]


@pytest.mark.parametrize("prefix", ["/usr/local", "/usr", "/opt/my wan53"])
def test_below_destdir(tmp_path, prefix):
    words = () if prefix == "/usr/local" else (f"prefix={prefix}",)
    for line in recipe(f"DESTDIR={tmp_path}", *words):
        subprocess.run(["sh", "-ec", line], cwd=ROOT, check=True)
    base = Path(f"{tmp_path}{prefix}")
    modes = {
        str(path.relative_to(base)): path.stat().st_mode & 0o777
        for path in base.rglob("*") if path.is_file()
    }  # fmt: skip
    assert modes == {
        "bin/wan53": 0o755, "lib/systemd/system/wan53.service": 0o644,
        "share/man/man8/wan53.8": 0o644, "share/man/man5/wan53.conf.5": 0o644,
        "share/bash-completion/completions/wan53": 0o644,
        "share/doc/wan53/examples/wan53.conf": 0o644,
    }  # fmt: skip
    assert (tmp_path / "etc/wan53").stat().st_mode & 0o777 == 0o700
    unit = (base / "lib/systemd/system/wan53.service").read_text()
    assert f"\nExecStart={prefix}/bin/wan53 start\n" in unit
    assert "@bindir" not in unit
    assert (base / "bin/wan53").read_bytes() == (BUILD / "wan53").read_bytes()


def test_the_program_of_another_machine():
    done = make("-n", "-o", "build/aarch64/wan53", "TARGET=aarch64", "install")
    assert "install -D -m 0755 build/aarch64/wan53 " in done.stdout, done.stderr


@pytest.mark.parametrize(
    ("machine", "target"),
    [("x86_64", "x86_64"), ("aarch64", "aarch64"), ("armv7l", "armv7"), ("armv8l", "armv7"),
     ("mips", "mipsel"), ("armv6l", None), ("riscv64", None)],
)  # fmt: skip
def test_the_target_of_a_machine(tmp_path, machine, target):
    uname = tmp_path / "uname"
    uname.write_text(f"#!/bin/sh\necho {machine}\n")
    uname.chmod(0o755)
    done = make("-pn", "help", PATH=f"{tmp_path}:{os.environ['PATH']}")
    if target is None:
        assert done.returncode != 0
        assert f"TARGET={machine} is not known" in done.stderr and "Raspberry Pi 1" in done.stderr
    else:
        assert f"\nHOST := {target}\n" in done.stdout, done.stderr


def test_the_example_is_a_config(tmp_path):
    config = tmp_path / "wan53.conf"
    config.write_text((ROOT / "packaging/wan53.conf").read_text())
    config.chmod(0o600)
    done = subprocess.run(
        [BUILD / "wan53", "config", "records", "-c", config], check=False,
        env={"HOME": str(tmp_path)}, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("home.example.com\tA\tinterface eth0\t")
