# SPDX-License-Identifier: MIT
"""What a package holds, that it is the same twice, and what lintian and dpkg make of it."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from pathlib import Path

import pytest
from packages import DEBIAN, ROOT, make_packages


def dpkg_deb(*words: str | Path) -> str:
    return subprocess.run(
        ["dpkg-deb", *map(str, words)], check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture
def unpacked(package, tmp_path) -> Path:
    if not shutil.which("dpkg-deb"):
        pytest.skip("dpkg-deb is missing")
    dpkg_deb("-R", package("0.1.0"), tmp_path / "unpacked")
    return tmp_path / "unpacked"


@pytest.mark.parametrize("architecture", ["amd64", "arm64", "armhf"])
def test_dpkg_reads_each_package(package, architecture):
    path = package("0.1.0", architecture)
    fields = dpkg_deb("-f", path)
    assert f"Architecture: {architecture}\n" in fields
    assert "Version: 0.1.0-1\n" in fields and "\nDepends:" not in fields
    listed = dpkg_deb("-c", path)
    assert all(line.split()[1] == "root/root" for line in listed.splitlines())
    assert "-rwxr-xr-x" in next(line for line in listed.splitlines() if "/bin/wan53" in line)


def test_two_trees_give_the_same_bytes(tree, package, tmp_path):
    shutil.copytree(tree, tmp_path / "other", symlinks=True)
    for path in (tmp_path / "other").rglob("*"):
        if not path.is_symlink():
            path.touch()
    make_packages(tmp_path / "other", tmp_path / "out", "0.1.0")
    assert (tmp_path / "out" / package("0.1.0").name).read_bytes() == package("0.1.0").read_bytes()


def test_what_it_installs(unpacked):
    found = {str(p.relative_to(unpacked)) for p in unpacked.rglob("*") if p.is_file()}
    assert {name for name in found if not name.startswith("DEBIAN/")} == {
        "usr/bin/wan53", "usr/lib/systemd/system/wan53.service",
        "usr/share/man/man8/wan53.8.gz", "usr/share/man/man5/wan53.conf.5.gz",
        "usr/share/bash-completion/completions/wan53", "usr/share/lintian/overrides/wan53",
        *(f"usr/share/doc/wan53/{name}" for name in
          ("copyright", "changelog.gz", "changelog.Debian.gz", "examples/wan53.conf")),
    }  # fmt: skip
    assert (unpacked / "etc/wan53").stat().st_mode & 0o777 == 0o700
    unit = (unpacked / "usr/lib/systemd/system/wan53.service").read_text()
    assert "ExecStart=/usr/bin/wan53 start\n" in unit and "@bindir" not in unit
    page = gzip.decompress((unpacked / "usr/share/man/man8/wan53.8.gz").read_bytes())
    assert page == (ROOT / "build/man/wan53.8").read_bytes()


def test_the_licences_of_all_that_is_linked_in(unpacked):
    text = (unpacked / "usr/share/doc/wan53/copyright").read_text()
    for words in ("the wan53 contributors", "Daniel Stenberg", "Dave Gamble", "pugixml",
                  "Ben Hoyt", "Rich Felker", "LLVM Exceptions",
                  "/usr/share/common-licenses/Apache-2.0"):  # fmt: skip
        assert words in text, words
    assert "TERMS AND CONDITIONS FOR USE" not in text


def test_a_trial_is_older_than_its_release(tree, tmp_path):
    make_packages(tree, tmp_path, "0.1.0-dev")
    [path] = tmp_path.glob(f"*{DEBIAN}.deb")
    trial = dpkg_deb("-f", path, "Version").strip()
    for newer in ("0.1.0-1", "0.1.1-1"):
        assert subprocess.run(["dpkg", "--compare-versions", trial, "lt", newer], check=False)
    assert path.name == f"wan53_{trial}_{DEBIAN}.deb"


@pytest.mark.parametrize("missing", ["build/armv7/wan53", "packaging/wan53.conf", "LICENSE"])
def test_packages_are_whole_or_none(tree, tmp_path, missing):
    shutil.copytree(tree, tmp_path / "other", symlinks=True)
    (tmp_path / "other" / missing).unlink()
    with pytest.raises(subprocess.CalledProcessError) as refused:
        make_packages(tmp_path / "other", tmp_path / "out", "0.1.0")
    assert missing in refused.value.stderr.decode()
    assert not (tmp_path / "out").exists()


def test_lintian_has_nothing_to_say(package):
    if not shutil.which("lintian"):
        pytest.skip("lintian is missing; apt install lintian")
    packages = [package("0.1.0", each) for each in ("amd64", "arm64", "armhf")]
    done = subprocess.run(
        ["lintian", "--allow-root", "--fail-on", "error,warning", *packages],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = [line for line in done.stdout.splitlines() if not line.startswith("N:")]
    # The tree gives each package this machine's program.
    foreign = "binary-from-other-architecture [usr/bin/wan53]"
    assert [line for line in said if foreign not in line] == [], done.stdout


@pytest.mark.parametrize(
    ("machine", "installs"),
    [("armv6l", False), ("armv5tel", False), ("armv7l", True), ("armv8l", True), ("aarch64", True)],
)
def test_armhf_refuses_what_is_older_than_armv7(package, tmp_path, machine, installs):
    dpkg_deb("-e", package("0.1.0", "armhf"), tmp_path / "control")
    uname = tmp_path / "uname"
    uname.write_text(f"#!/bin/sh\necho {machine}\n")
    uname.chmod(0o755)
    done = subprocess.run(
        [tmp_path / "control/preinst", "install"], env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode == 0) == installs
    assert installs or machine in done.stderr and "Raspberry Pi" in done.stderr
