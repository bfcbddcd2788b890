# SPDX-License-Identifier: MIT
"""The packages, made of this tree's texts and the finished program of this machine's target."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import machine
import pytest
from packages import BUILD, DEBIAN, ROOT, make_packages


@pytest.fixture(scope="session")
def tree(tmp_path_factory) -> Path:
    """What deb.py reads; the programs of other machines are this machine's, too."""
    root = tmp_path_factory.mktemp("a tree")
    for name in ("LICENSE", "CHANGELOG.md"):
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(ROOT / "packaging", root / "packaging")
    (root / "build").mkdir()
    for name in ("src", "toolchain", "man", "completion"):
        (root / "build" / name).symlink_to(ROOT / "build" / name)
    for target in ("x86_64", "aarch64", "armv7"):
        (root / "build" / target).mkdir()
        shutil.copy(BUILD / "wan53", root / "build" / target / "wan53")
    return root


@pytest.fixture(scope="session")
def package(tree, tmp_path_factory) -> Callable[[str], Path]:
    """package("0.1.0"): the package of this version for this machine."""
    out = tmp_path_factory.mktemp("packages")

    def make(version: str, architecture: str = DEBIAN) -> Path:
        path = out / f"wan53_{version}-1_{architecture}.deb"
        if not path.exists():
            make_packages(tree, out, version)
        return path

    return make


@pytest.fixture
def plain(tmp_path):
    """A Debian without an init system."""
    if reason := machine.why_not():
        pytest.skip(reason)
    with machine.machine(tmp_path / "machine") as here:
        yield here


@pytest.fixture
def booted(tmp_path):
    """A Debian that systemd has started."""
    if reason := machine.why_not():
        pytest.skip(reason)
    if not Path(machine.LOWER, machine.SYSTEMD.lstrip("/")).exists():
        pytest.skip(f"there is no {machine.SYSTEMD}")
    with machine.machine(tmp_path / "machine", *machine.BOOTED) as here:
        yield here
