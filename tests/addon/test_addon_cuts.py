# SPDX-License-Identifier: MIT
"""The power fails at any change to flash; the next boot or the next try makes everything right.

Each test first lists the changes of an undisturbed run, then repeats it with the power cut at each
of them. Long runs of writes to one file are cut at their first and last only: the states between
differ in the length of a temporary file.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.addon.flash import Listing, difference, listing
from tests.addon.owner import HOME, Owner
from tests.addon.release import FIRST, SECOND, Release, program, serve

FOREIGN = {
    "scripts/services-start": ("#!/bin/sh\necho mine >>/tmp/mine\nexit 0\n", 0o755),
    "scripts/wan-event": ("#!/bin/sh\necho mine >>/tmp/mine", 0o700),
    "scripts/openvpn-event": ("#!/bin/sh\n", 0o755),
    "addons/custom_settings.txt": ("other_key value\n", 0o644),
    "configs/dnsmasq.conf.add": ("address=/x/1.2.3.4\n", 0o644),
}
# How many processors share the work is known to tests/router/run; a part of the cuts each.
PARTS = 4
# What the daemon does beside the script, once or twice, sooner or later.
DAEMONS = ("mkdir /jffs", "mkdir /jffs/addons", "mkdir /jffs/addons/wan53")


def points(changes: list[str]) -> Iterator[int]:
    """The numbers of the changes to cut at, from 1 on."""
    for i, line in enumerate(changes):
        if i == 0 or i + 1 == len(changes) or not changes[i - 1] == line == changes[i + 1]:
            yield i + 1


class Scene:
    """One flash from which the same thing is done again and again."""

    def __init__(self, folder: Path, owner: Owner, words: list[str]) -> None:
        self.owner = owner
        self.words = words
        self.start = folder / "start"
        shutil.copytree(owner.jffs, self.start, symlinks=True)

    def rewind(self) -> None:
        self.owner.world.power_off()
        for path in self.owner.jffs.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        # cp keeps what matters here, and is quicker than shutil.
        subprocess.run(["cp", "-a", f"{self.start}/.", self.owner.jffs], check=True)
        self.owner.world.boot()
        self.owner.unpack(self.owner.release)
        (self.owner.inside / "tmp/yes").write_text("y\n" * 5)

    def changes(self) -> list[str]:
        self.rewind()
        script = 'exec 3>/tmp/list; exec powercut 0 list /jffs "$@"'
        done = self.owner.run("/bin/sh", "-c", script, "sh", *self.words)
        assert done.exit == 0, done.text
        return self.owner.read("/tmp/list").splitlines()

    def cut(self, number: int, mode: str = "after", may_end: bool = False) -> bool:
        """False when all was done before that change came."""
        self.rewind()
        done = self.owner.run("/usr/bin/powercut", str(number), mode, "/jffs", *self.words)
        assert done.exit == 137 or (may_end and done.exit == 0), (number, done)
        return done.exit == 137

    def each_cut(self, part: int) -> Iterator[tuple[int, str]]:
        changes = self.changes()
        assert len(changes) >= 10, changes
        certain = sum(line not in DAEMONS for line in changes)
        for number in list(points(changes))[part::PARTS]:
            if self.cut(number, may_end=number > certain):
                yield number, changes[number - 1]


def add_foreign(owner: Owner) -> None:
    for name, (text, mode) in FOREIGN.items():
        owner.write(f"/jffs/{name}", text, mode)


def assert_foreign_is_whole(owner: Owner, where: str) -> None:
    """Each line of other people's files is there, and nothing but ours beside."""
    for name, (text, mode) in FOREIGN.items():
        file = owner.jffs / name
        assert file.exists(), f"{where}: {name} is gone"
        own = [line for line in file.read_text().splitlines() if "wan53" not in line]
        assert own == text.splitlines(), f"{where}: {name}"
        assert file.stat().st_mode & 0o777 == mode, f"{where}: {name}"


def stable(found: Listing) -> Listing:
    """Without what differs from run to run."""
    return {name: entry for name, entry in found.items() if name != "addons/custom_settings.txt"}


@pytest.mark.parametrize("part", range(PARTS))
def test_installing(new_world, release, tmp_path, part: int) -> None:
    owner = Owner(new_world(), release)
    add_foreign(owner)
    owner.boot()
    before = owner.flash()
    scene = Scene(tmp_path, owner, ["/tmp/wan53-release/wan53.sh", "install"])
    assert owner.install().exit == 0
    wanted = stable(owner.flash())
    for number, change in scene.each_cut(part):
        where = f"cut at {number}, {change}"
        assert_foreign_is_whole(owner, where)
        owner.reboot()
        owner.settle()
        assert_foreign_is_whole(owner, f"{where}, booted")
        done = owner.install()
        assert done.exit == 0, f"{where}: {done.text}"
        assert difference(wanted, stable(owner.flash())) == [], where
        assert owner.tab() == "user1.asp", where
        if number % 5 == 0 or os.environ.get("LONG"):
            assert owner.uninstall().exit == 0, where
            assert difference(before, owner.flash()) == [], where


@pytest.mark.parametrize("part", range(PARTS))
def test_updating(new_world, release, key, tmp_path, part: int) -> None:
    owner = Owner(new_world(), release)
    add_foreign(owner)
    owner.boot()
    assert owner.install().exit == 0
    owner.configure()
    site = tmp_path / "site"
    newer = Release(site, SECOND, key)
    with serve(site) as address:
        owner.environment["WAN53_BASE"] = address
        scene = Scene(tmp_path, owner, [f"{HOME}/wan53.sh", "forceupdate"])
        assert owner.script("forceupdate").exit == 0
        wanted = stable(owner.flash())
        whole = {release.files["wan53"], newer.files["wan53"]}
        assert program(FIRST) in whole and program(SECOND) in whole
        for number, change in scene.each_cut(part):
            where = f"cut at {number}, {change}"
            assert_foreign_is_whole(owner, where)
            owner.reboot()
            owner.settle()
            # Old or new, but one that runs, and does.
            assert (owner.home / "wan53").read_bytes() in whole, where
            assert len(owner.daemons()) == 1, where
            assert owner.tab() == "user1.asp", where
            done = owner.script("forceupdate")
            assert done.exit == 0, f"{where}: {done.text}"
            assert difference(wanted, stable(owner.flash())) == [], where


@pytest.mark.parametrize("part", range(PARTS))
def test_uninstalling(new_world, release, tmp_path, part: int) -> None:
    owner = Owner(new_world(), release)
    add_foreign(owner)
    owner.boot()
    before = owner.flash()
    assert owner.install().exit == 0
    scene = Scene(tmp_path, owner, ["/bin/sh", "-c", f"{HOME}/wan53.sh uninstall </tmp/yes"])
    for number, change in scene.each_cut(part):
        where = f"cut at {number}, {change}"
        assert_foreign_is_whole(owner, where)
        owner.reboot()
        owner.settle()
        # Whoever was interrupted asks again: with what is there, or with a fresh download.
        if (owner.home / "wan53.sh").exists():
            done = owner.uninstall()
        else:
            done = owner.run("/tmp/wan53-release/wan53.sh", "uninstall", text="y\n" * 5)
        assert done.exit == 0, f"{where}: {done.text}"
        assert difference(before, owner.flash()) == [], where


def test_cuts_within_long_writes_are_left_out() -> None:
    write: Callable[[str], str] = "write /jffs/{}".format
    changes = [write("a"), *[write("b")] * 9, write("c")]
    assert list(points(changes)) == [1, 2, 10, 11]
    assert list(points([write("b")] * 2)) == [1, 2]


def test_a_scene_starts_anew_each_time(new_world, release, tmp_path) -> None:
    owner = Owner(new_world(), release).boot()
    scene = Scene(tmp_path, owner, ["/bin/sh", "-c", "echo 1 >/jffs/a; echo 2 >/jffs/b"])
    before = listing(owner.jffs)
    assert len(scene.changes()) == 4
    scene.cut(2)
    assert difference(before, owner.flash()) == [f"new: a {owner.flash()['a']}"]
    scene.rewind()
    assert difference(before, owner.flash()) == []
