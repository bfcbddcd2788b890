# SPDX-License-Identifier: MIT
"""Programs of an update that do not work here: not taken, or taken back."""

from __future__ import annotations

import shutil

import pytest

from tests.addon.flash import difference
from tests.addon.owner import Owner, assert_is
from tests.addon.release import FIRST, SECOND, Release, broken_program

HANGS = b'#!/bin/sh\n[ "$1" != doctor ] || exec sleep 300\n'
# Passes where it is tried first, and not where it is to stay.
FAILS_IN_PLACE = b"""#!/bin/sh
case "$0 $1" in "/jffs/addons/wan53/wan53 doctor") echo "no good on flash"; exit 70 ;; esac
"""


def test_a_program_that_fails_where_it_is_to_stay_is_taken_back(running, key, site) -> None:
    Release(site[0], SECOND, key, binary=FAILS_IN_PLACE)
    flash = running.flash()
    done = running.script("update", text="y\n")
    assert done.exit != 0
    assert "taken back: no good on flash" in done.text
    assert running.flash() == flash
    assert len(running.daemons()) == 1


def test_a_first_program_that_fails_leaves_nothing(new_world, key, tmp_path) -> None:
    bad = Release(tmp_path / "bad", FIRST, key, binary=FAILS_IN_PLACE)
    router = Owner(new_world(), bad).boot()
    done = router.install()
    assert done.exit != 0 and "no good on flash" in done.text
    assert router.changed() == []


def test_a_program_that_fails_its_own_test_is_not_taken(running: Owner, key, site) -> None:
    (running.state / "bin/wan53").write_bytes(running.release.files["wan53"])
    (running.state / "bin/wan53").chmod(0o755)
    Release(site[0], SECOND, key, binary=broken_program("digest is wrong here"))
    flash = running.flash()
    done = running.script("update", text="y\n")
    assert done.exit != 0
    assert "digest is wrong here" in done.text
    assert_is(running, running.release)
    changed = {line.split()[1] for line in difference(flash, running.flash())}
    assert changed <= {"addons/custom_settings.txt"}
    assert len(running.daemons()) == 1
    assert running.pages()[running.tab()] == running.release.files["wan53.asp"].decode()


def test_a_program_for_another_machine_is_not_taken(running: Owner, key, site) -> None:
    Release(site[0], SECOND, key, binary=b"\x7fELF\x01\x01\x01" + bytes(1000))
    done = running.script("update", text="y\n")
    assert done.exit != 0
    assert_is(running, running.release)
    assert len(running.daemons()) == 1


@pytest.mark.parametrize("machine", ["aarch64", "armv7l"])
def test_a_64_bit_router_takes_the_other_program(running: Owner, key, site, machine: str) -> None:
    """Where the kernel runs no 32-bit programs; elsewhere there is no other."""
    (running.state / "machine").write_text(f"{machine}\n")
    useless = Release(site[0].parent / "useless", SECOND, key, binary=b"\x7fELF" + bytes(1000))
    second = Release(site[0], SECOND, key)
    shutil.copy(useless.archive(), second.archive())
    second.sign()
    done = running.script("update", text="y\n")
    running.settle()
    assert (done.exit == 0) == (machine == "aarch64"), done.text
    assert_is(running, second if machine == "aarch64" else running.release)


def test_a_program_that_hangs_is_not_waited_for_for_ever(running: Owner, key, site) -> None:
    Release(site[0], SECOND, key, binary=HANGS)
    flash = running.flash(inodes=True)
    done = running.script("update", text="y\n", timeout=60)
    assert done.exit != 0 and "it does not answer" in done.text
    assert running.flash(inodes=True) == flash
    assert len(running.daemons()) == 1
