# SPDX-License-Identifier: MIT
"""Removal without a trace, and other addons that never notice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.addon.flash import difference, listing
from tests.addon.owner import HOME, HOOKS, TAG, Owner

NEIGHBOUR = (Path(__file__).parent / "neighbour.sh").read_text()
NEIGHBOUR_HOOKS = {
    "services-start": "/jffs/addons/neighbour/neighbour.sh startup neighbour & # neighbour\n",
    "service-event": 'if echo "$2" | grep -q "neighbour"; then { echo "$@" >>/tmp/events & }; fi\n',
    "wan-event": 'echo "$@" >>/tmp/wan # neighbour for wan53 fans\n',
}


def leftovers(router: Owner) -> list[str]:
    """What of us is still in RAM, the system log apart."""
    found = [
        name for name in listing(router.inside / "tmp")
        if "wan53" in name and not name.startswith(("wan53-release", "wan53.sh"))
    ]  # fmt: skip
    found += [line for line in router.shell("cru l").out.splitlines() if "wan53" in line]
    found += [line for line in router.processes().values() if "wan53" in line]
    return found


def add_neighbour(router: Owner, name: str = "neighbour") -> None:
    (router.inside / "tmp/neighbour.sh").write_text(NEIGHBOUR)
    (router.inside / "tmp/neighbour.sh").chmod(0o755)
    assert router.run("/tmp/neighbour.sh", "install", name).exit == 0


def test_nothing_remains(installed: Owner) -> None:
    installed.configure()
    installed.script("startup")
    assert len(installed.daemons()) == 1
    done = installed.uninstall()
    assert done.exit == 0, done.text
    assert installed.changed() == []
    assert installed.menu() == installed.menu_before
    assert installed.pages() == {}
    assert leftovers(installed) == []
    installed.world.reboot()
    assert installed.changed() == [] and installed.processes() == {}


def test_the_owner_is_asked_first(installed: Owner) -> None:
    installed.configure()
    flash = installed.flash()
    done = installed.type(f"{HOME}/wan53.sh", "uninstall", keys=["n\n"])
    assert done.out.strip()
    assert installed.flash() == flash


def test_after_a_reboot_too(installed: Owner) -> None:
    installed.reboot()
    assert installed.uninstall().exit == 0
    assert installed.changed() == [] and installed.menu() == installed.menu_before


def test_empty_folders_that_were_there_stay(new_world, release) -> None:
    world = new_world()
    world.write("/jffs/addons/shared-whitelists/shared-other-whitelist", "example.com\n")
    world.write("/jffs/addons/custom_settings.txt", "")
    router = Owner(world, release).boot()
    assert router.install().exit == 0
    router.configure()
    router.script("startup")
    assert router.uninstall().exit == 0
    assert router.changed() == []


def test_other_addons_before_and_after(new_world, release) -> None:
    world = new_world()
    for name, line in NEIGHBOUR_HOOKS.items():
        world.write(f"/jffs/scripts/{name}", f"#!/bin/sh\n{line}", 0o755)
    router = Owner(world, release).boot()
    add_neighbour(router)
    router.before, router.menu_before = router.flash(), router.menu()
    assert router.install().exit == 0
    add_neighbour(router, "later")
    assert router.tab() == "user2.asp"
    pages = router.pages()
    assert (pages["user1.title"], pages["user3.title"]) == ("neighbour\n", "later\n")
    assert 'tabName: "neighbour"' in router.menu() and 'tabName: "later"' in router.menu()

    router.event("restart", "neighbour_x")
    router.hook("wan-event", "0", "connected")
    assert router.read("/tmp/events") == "restart neighbour_x\n"
    assert router.read("/tmp/wan") == "0 connected\n"

    router.world.reboot()
    assert sorted(name for name in router.pages() if name.endswith("title")) == [
        "user1.title", "user2.title",
    ]  # fmt: skip
    assert 'tabName: "neighbour"' in router.menu() and router.tab()
    add_neighbour(router, "later")
    assert router.run("/tmp/neighbour.sh", "remove", "later").exit == 0

    assert router.uninstall().exit == 0
    assert router.changed() == []
    for name, line in NEIGHBOUR_HOOKS.items():
        assert router.hook_text(name) == f"#!/bin/sh\n{line}"
    assert router.menu() == router.menu_before
    assert router.settings() == {"neighbour_version_local": "1.2.3"}


def test_a_neighbour_that_comes_later_may_stay(installed: Owner) -> None:
    add_neighbour(installed)
    hook = installed.jffs / "scripts/services-start"
    line = NEIGHBOUR_HOOKS["services-start"]
    hook.write_text(hook.read_text() + line)
    assert installed.uninstall().exit == 0
    assert hook.read_text() == f"#!/bin/sh\n{line}"
    assert installed.settings() == {"neighbour_version_local": "1.2.3"}
    assert 'tabName: "neighbour"' in installed.menu() and not installed.tab()
    assert sorted(installed.pages()) == ["user2.asp", "user2.title"]
    changed = [line for line in installed.changed() if "neighbour" not in line]
    assert [line.split()[1] for line in changed] == [
        "addons/custom_settings.txt", "scripts/services-start",
    ]  # fmt: skip


def without_ours(text: str) -> str:
    """A hook file's foreign lines; what blank lines it ends in does not count."""
    return "\n".join(line for line in text.split("\n") if TAG not in line).rstrip("\n")


# What stands in hook files out there: bytes, mode, whether its own line is reached.
WILD = {
    "absent": None,
    "shebang alone": (b"#!/bin/sh\n", 0o755),
    "no final newline": (b"#!/bin/sh\necho it >>/tmp/foreign", 0o755),
    "trailing exit": (b"#!/bin/sh\necho it >>/tmp/foreign\nexit 0\n", 0o755),
    "trailing exit, blanks, comment": (
        b"#!/bin/sh\necho it >>/tmp/foreign\n\texit 0 # done\n\n# the end\n", 0o755),
    "trailing bare exit, no newline": (b"#!/bin/sh\necho it >>/tmp/foreign\nexit", 0o755),
    "an exit that is not the end": (
        b"#!/bin/sh\nif [ -f /none ]; then\n\texit 0\nfi\necho it >>/tmp/foreign\n", 0o755),
    "an exit in the last block": (
        b"#!/bin/sh\necho it >>/tmp/foreign\nif [ -f /none ]; then\n\texit 1\nfi\n", 0o755),
    "for its owner alone": (b"#!/bin/sh\necho it >>/tmp/foreign\n", 0o700),
    "blank lines at the end": (b"#!/bin/sh\necho it >>/tmp/foreign\n\n\n", 0o755),
    "carriage returns in the body": (b"#!/bin/sh\necho it >>/tmp/foreign\r\n", 0o755),
    "bytes that are no text": (b"#!/bin/sh\necho it >>/tmp/foreign # \xff\xfe\n", 0o755),
    "a here-document at the end": (
        b"#!/bin/sh\necho it >>/tmp/foreign\ncat >/dev/null <<E\nexit 0\nE\n", 0o755),
    "empty": (b"", 0o755),
    "a guard that leaves early": (
        b'#!/bin/sh\necho it >>/tmp/foreign\n[ "$2" = none ] || exit 0\necho more\n', 0o755),
    "an exit with another's status": (
        b"#!/bin/sh\necho it >>/tmp/foreign\nexit $?\n", 0o755),
    "an exec": (b"#!/bin/sh\necho it >>/tmp/foreign\nexec /bin/true\n", 0o755),
    "env": (b"#!/usr/bin/env sh\necho it >>/tmp/foreign\n", 0o755),
}  # fmt: skip


@pytest.mark.parametrize("kind", WILD)
def test_hook_files_met_in_the_wild(new_world, release, kind: str) -> None:
    world = new_world()
    wild = WILD[kind]
    if wild:
        world.write("/jffs/scripts/services-start", *wild)
    router = Owner(world, release).boot()
    assert router.install().exit == 0
    lines = router.our_lines("services-start")
    assert [line.rstrip("\r") for line in lines] == [HOOKS["services-start"]]
    if wild:
        foreign = without_ours(router.hook_text("services-start"))
        assert foreign == (wild[0].decode("latin-1").rstrip("\n") or "#!/bin/sh")
        assert (router.jffs / "scripts/services-start").stat().st_mode & 0o777 == wild[1]
    router.world.reboot()
    assert router.tab() == "user1.asp", "our line is not reached"
    if wild and b"foreign" in wild[0]:
        assert any("foreign" in name for name in listing(router.inside / "tmp"))
    assert router.uninstall().exit == 0
    assert router.changed() == []


# Files that do not run today, and would if we set their bit or mended their first line.
DORMANT = {
    "no x bit": (b"#!/bin/sh\necho it >>/tmp/foreign\n", 0o644, "executable"),
    "a carriage return in the shebang": (
        b"#!/bin/sh\r\necho it >>/tmp/foreign\r\n", 0o755, "carriage return"),
}  # fmt: skip


@pytest.mark.parametrize("kind", DORMANT)
def test_dormant_code_is_not_woken_unasked(new_world, release, kind: str) -> None:
    world = new_world()
    data, mode, word = DORMANT[kind]
    file = world.write("/jffs/scripts/services-start", data, mode)
    router = Owner(world, release).boot()
    done = router.install()
    assert done.exit != 0 and "not complete" in done.text
    assert "services-start" in done.text and (word in done.text or "CRLF" in done.text)
    router.reboot()
    assert not (router.inside / "tmp/foreign").exists()
    assert without_ours(router.hook_text("services-start")) == data.decode().rstrip("\n")
    assert file.stat().st_mode & 0o777 == mode
    if (router.home / "wan53.sh").exists():
        assert router.uninstall().exit == 0
    assert router.changed() == []


@pytest.mark.parametrize("kind", DORMANT)
def test_dormant_code_is_woken_when_the_owner_says_so(new_world, release, kind: str) -> None:
    world = new_world()
    data, mode, _ = DORMANT[kind]
    world.write("/jffs/scripts/services-start", data, mode)
    router = Owner(world, release).boot()
    router.type("/tmp/wan53-release/wan53.sh", "install", keys=["y\n"] + ["\n"] * 6)
    router.settle()
    router.reboot()
    assert router.tab() == "user1.asp"
    assert any("foreign" in name for name in listing(router.inside / "tmp"))
    assert router.uninstall().exit == 0
    assert router.changed() == []


@pytest.mark.parametrize("kind", [*DORMANT, "empty"])
def test_a_neighbour_who_came_after_us_still_runs(new_world, release, kind: str) -> None:
    """How the file was before us is no longer what its owner wants."""
    world = new_world()
    data, mode = DORMANT[kind][:2] if kind in DORMANT else (b"", 0o755)
    hook = world.write("/jffs/scripts/wan-event", data, mode)
    router = Owner(world, release).boot()
    router.type("/tmp/wan53-release/wan53.sh", "install", keys=["y\n"] + ["\n"] * 6)
    router.settle()
    with hook.open("a") as file:
        file.write("echo neighbour >>/tmp/neighbour\n")
    assert router.uninstall().exit == 0
    assert router.our_lines("wan-event") == []
    assert router.hook("wan-event", "0", "connected").exit == 0
    assert router.read("/tmp/neighbour") == "neighbour\n"


# Shells that come with a disk, or that the firmware has not at all.
ELSEWHERE = [
    "#!/opt/bin/bash",
    "#!/usr/bin/env bash",
    "#! /mnt/usb/bin/sh -e",
    "#!/bin/bash",
    "#!/tmp/mnt/usb/sh",
]


@pytest.mark.parametrize("first", ELSEWHERE)
def test_a_hook_whose_shell_comes_with_a_disk(new_world, release, first: str) -> None:
    """It runs while the disk is there, so our line stands in it; and we say that it may not run."""
    world = new_world()
    text = f"{first}\necho it >>/tmp/foreign\n"
    world.write("/jffs/scripts/services-start", text, 0o755)
    router = Owner(world, release).boot()
    for _ in range(2):
        done = router.install()
        assert done.exit != 0 and "not complete" in done.text, done.text
        assert f"services-start begins with {first}, which the firmware does not have" in done.text
        assert router.our_lines("services-start") == [HOOKS["services-start"]]
    assert "not always called by: services-start" in router.read("/tmp/syslog.log")
    router.configure()
    done = router.run(f"{HOME}/wan53", "doctor")
    assert f"its first line is {first}" in done.text and "in place" not in done.text
    assert router.uninstall().exit == 0 and router.changed() == []


def test_a_shell_that_the_disk_has_lent_its_name(new_world, release) -> None:
    """/bin/bash may be a mount of what is below /opt."""
    world = new_world()
    world.write("/jffs/scripts/wan-event", "#!/jffs/bash\necho it\n", 0o755)
    router = Owner(world, release).boot()
    router.shell("ln -s /opt/bin/bash /jffs/bash; mkdir -p /opt/bin; cp /bin/busybox /opt/bin/bash")
    done = router.install()
    assert done.exit != 0 and "wan-event begins with #!/jffs/bash" in done.text
    router.shell("rm /jffs/bash; cp /bin/busybox /jffs/bash")
    assert router.install().exit == 0


def test_what_its_owner_switched_off_stays_off(installed: Owner) -> None:
    hook = installed.jffs / "scripts/wan-event"
    hook.chmod(0o644)
    done = installed.install()
    assert done.exit != 0 and "wan-event is not executable" in done.text
    assert hook.stat().st_mode & 0o777 == 0o644
    assert installed.uninstall().exit == 0 and installed.changed() == []


def test_a_hook_that_is_a_link(new_world, release) -> None:
    world = new_world()
    real = world.write("/jffs/elsewhere/real", "#!/bin/sh\necho it >>/tmp/foreign\n", 0o755)
    (world.jffs / "scripts").mkdir(exist_ok=True)
    link = world.jffs / "scripts/services-start"
    link.symlink_to("../elsewhere/real")
    router = Owner(world, release).boot()
    assert router.install().exit == 0
    assert link.is_symlink() and TAG in real.read_text()
    router.reboot()
    assert router.tab() == "user1.asp"
    assert router.uninstall().exit == 0 and router.changed() == []


def test_settings_and_profile_that_are_links(new_world, release) -> None:
    world = new_world()
    places = ("addons/custom_settings.txt", "configs/profile.add")
    for place in places:
        world.write(f"/jffs/elsewhere/{place}", "other 1\n")
        (world.jffs / place).parent.mkdir(parents=True, exist_ok=True)
        (world.jffs / place).symlink_to(f"../elsewhere/{place}")
    router = Owner(world, release).boot()
    assert router.install().exit == 0
    router.configure()
    router.script("startup")
    for place in places:
        assert (router.jffs / place).is_symlink()
        assert "wan53" in (router.jffs / "elsewhere" / place).read_text()
    assert router.uninstall().exit == 0 and router.changed() == []


def test_a_link_to_nothing_is_left_alone(new_world, release) -> None:
    """Its stick may not be plugged in yet."""
    world = new_world()
    (world.jffs / "scripts").mkdir(exist_ok=True)
    link = world.jffs / "scripts/wan-event"
    link.symlink_to("/mnt/stick/wan-event")
    router = Owner(world, release).boot()
    done = router.install()
    assert done.exit != 0 and "not complete" in done.text and "link" in done.text
    assert link.is_symlink()
    assert router.uninstall().exit == 0 and router.changed() == []


def test_foreign_files_are_left_as_they_are_by_a_difference(installed: Owner) -> None:
    """What the other tests compare by would see a single bit."""
    before = installed.flash()
    hook = installed.jffs / "scripts/wan-event"
    hook.chmod(0o750)
    assert difference(before, installed.flash()) != []
    hook.chmod(0o755)
    assert difference(before, installed.flash()) == []
    hook.write_bytes(hook.read_bytes() + b"\n")
    assert difference(before, installed.flash()) != []
