# SPDX-License-Identifier: MIT
"""How much flash it takes, and what happens where there is none left."""

from __future__ import annotations

import re

import pytest

from tests.addon.owner import CONFIG, Owner
from tests.addon.release import ROOT

# What merlin-addon/README.md promises for armv7.
LIMIT = 730 * 1024
# What `make release` holds the program to.
ARMV7_LIMIT = int(
    re.search(r"SIZE_LIMIT\s*:=\s*(\d+)", (ROOT / "toolchain/targets/armv7.mk").read_text())[1]
)


def used(owner: Owner) -> int:
    """Bytes on flash, each file in whole blocks of 4 KB as it takes them there."""
    files = [f for f in owner.home.rglob("*") if f.is_file()]
    return sum((f.stat().st_size + 4095) // 4096 * 4096 for f in files)


def test_the_size_on_flash_with_the_armv7_program(installed: Owner) -> None:
    own = (installed.home / "wan53").stat().st_size
    installed.configure()
    installed.script("startup")
    whole = used(installed) - own + ARMV7_LIMIT
    assert whole <= LIMIT, f"{whole} bytes"


@pytest.mark.parametrize("free_kb", [0, 64, 400])
def test_a_flash_that_is_too_full(new_world, release, free_kb: int) -> None:
    world = new_world()
    world.write("/jffs/scripts/wan-event", "#!/bin/sh\necho mine\n", 0o755)
    world.mount_jffs(1024)
    world.write("/jffs/ballast", b"x" * (1024 - free_kb - 24) * 1024)
    router = Owner(world, release).boot()
    done = router.install()
    assert done.exit != 0
    assert "KB" in done.text and "free" in done.text, done.text
    assert router.changed() == [] and router.menu() == router.menu_before


def test_a_flash_that_is_just_large_enough(new_world, release) -> None:
    world = new_world()
    program = len(release.files["wan53"])
    world.mount_jffs((program - ARMV7_LIMIT) // 1024 + 1800)
    router = Owner(world, release).boot()
    assert router.install().exit == 0
    # The same again must not need the room twice and fail for it.
    assert router.install().exit == 0


@pytest.fixture
def small(new_world, release) -> Owner:
    world = new_world()
    world.mount_jffs(4096)
    router = Owner(world, release).boot()
    assert router.install().exit == 0
    router.configure()
    router.script("startup")
    return router


def test_full_after_the_installation(small: Owner) -> None:
    before = small.flash()
    small.shell("dd if=/dev/zero of=/jffs/ballast bs=4096 2>/dev/null; echo x >>/jffs/ballast2")
    assert small.script("startup").exit == 0
    small.event("start", "wan53_status")
    assert small.results()["status"]["number"] == 1
    (small.jffs / "ballast").unlink()
    (small.jffs / "ballast2").unlink(missing_ok=True)
    after = small.flash()
    changed = {name for name in before if before[name] != after.get(name)}
    assert changed <= {"addons/custom_settings.txt"}


def test_uninstalling_works_on_a_full_flash(small: Owner) -> None:
    small.shell("dd if=/dev/zero of=/jffs/ballast bs=4096 2>/dev/null; echo x >>/jffs/ballast2")
    assert small.uninstall().exit == 0
    (small.jffs / "ballast").unlink()
    (small.jffs / "ballast2").unlink(missing_ok=True)
    assert small.changed() == []


@pytest.mark.parametrize("left", [0, 1, 4, 400])
def test_a_full_tmp_costs_others_nothing(installed: Owner, left: int) -> None:
    """What becomes of their files is made there first."""
    installed.configure()
    installed.script("startup")
    hook = installed.jffs / "scripts/services-start"
    hook.write_text(hook.read_text() + "echo neighbour\n")
    installed.post_settings({"other_key": "kept"})
    before = installed.flash()
    installed.shell(
        f"dd if=/dev/zero of=/tmp/left bs=1024 count={left};"
        " dd if=/dev/zero of=/tmp/ballast bs=4096; dd if=/dev/zero of=/tmp/ballast2 bs=16;"
        " rm /tmp/left"
    )
    for verb in ("install", "uninstall", "startup"):
        done = installed.script(verb)
        assert done.exit != 0 or verb == "startup", verb
        assert installed.flash() == before, verb
    installed.apply(CONFIG + "ttl = 99\n")
    assert installed.settings()["other_key"] == "kept"
    installed.shell("rm /tmp/ballast /tmp/ballast2")
    assert installed.uninstall().exit == 0
    assert hook.read_text() == "#!/bin/sh\necho neighbour\n"


def test_read_only_before_the_installation(new_world, release) -> None:
    world = new_world()
    world.mount_jffs(4096)
    router = Owner(world, release).boot()
    world.remount_jffs("ro")
    done = router.install()
    assert done.exit != 0 and "read-only" in done.text.lower()
    assert router.changed() == [] and router.menu() == router.menu_before


def test_read_only_afterwards(small: Owner) -> None:
    flash = small.flash()
    small.remount_jffs("ro")
    assert small.script("startup").exit == 0
    assert len(small.daemons()) == 1 and small.tab()
    small.event("start", "wan53_status")
    assert small.results()["status"]["number"] == 1
    done = small.uninstall()
    assert done.exit != 0 and done.text.strip()
    assert small.flash() == flash
    small.remount_jffs("rw")
    assert small.uninstall().exit == 0
    assert small.changed() == []
