# SPDX-License-Identifier: MIT
"""The simulated router itself: what it keeps, what it loses, what it does not do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.addon.world import World

STEPS = """
cd /jffs
echo a >a
mkdir d
echo b >d/b
mv d/b c
ln -s a e
sed -i s/a/b/ a
chmod 600 c
rm c
echo done
"""
# Each of these stands after the step that made it, until a later one takes it away.
TRACES = ["a", "d", "d/b", "c", "e"]


@pytest.fixture
def world(new_world) -> World:
    router = new_world()
    router.boot()
    return router


def test_flash_outlives_a_reboot_and_the_rest_does_not(world: World) -> None:
    world.shell(
        "echo x >/jffs/kept; echo x >/tmp/lost; cru a job '* * * * * true'; sleep 1000 &\n"
        "cp /www/require/modules/menuTree.js /tmp/; echo more >>/tmp/menuTree.js\n"
        "mount -o bind /tmp/menuTree.js /www/require/modules/menuTree.js"
    )
    assert world.read("/www/require/modules/menuTree.js").endswith("more\n")
    assert world.shell("cru l").out == "* * * * * true #job#\n"
    assert "sleep 1000" in world.processes().values()
    world.reboot()
    assert world.read("/jffs/kept") == "x\n"
    assert not (world.inside / "tmp/lost").exists()
    assert "more" not in world.read("/www/require/modules/menuTree.js")
    assert world.shell("cru l").out == ""
    assert world.processes() == {}


def test_nvram_is_kept_from_the_last_commit_on(world: World) -> None:
    world.shell("nvram set a=1; nvram set sw_mode=3; nvram commit; nvram set a=2; nvram set b=1")
    assert world.shell("nvram get a; nvram get b; nvram get none").out == "2\n1\n"
    world.reboot()
    assert world.shell("nvram get a; nvram get b; nvram get sw_mode").out == "1\n3\n"


def test_the_firmware_is_read_only(world: World) -> None:
    for path in ("/x", "/bin/x", "/www/x", "/usr/sbin/helper.sh"):
        assert world.shell(f": >>{path}").exit != 0


@pytest.mark.parametrize(
    ("text", "mode", "runs"),
    [
        ("#!/bin/sh\necho $1 $2 >/tmp/ran\n", 0o755, True),
        ("#!/bin/sh\necho $1 $2 >/tmp/ran\n", 0o644, False),
        ("#!/bin/sh\r\necho $1 $2 >/tmp/ran\r\n", 0o755, False),
    ],
)
def test_hooks_run_as_the_firmware_runs_them(world: World, text, mode, runs) -> None:
    world.write("/jffs/scripts/wan-event", text, mode)
    world.hook("wan-event", "0", "connected")
    assert (world.inside / "tmp/ran").exists() == runs
    world.set("jffs2_scripts", "0")
    (world.inside / "tmp/ran").unlink(missing_ok=True)
    assert world.hook("wan-event", "0", "connected") is None


def test_a_terminal_can_be_typed_on(world: World) -> None:
    done = world.type("/bin/sh", keys=['read -s x; echo "<$x>"\n', "secret\n", "exit 3\n"])
    assert "<secret>" in done.out and done.exit == 3


def test_the_page_slot_is_a_free_one_or_the_same_page(world: World) -> None:
    ask = ". /usr/sbin/helper.sh; echo one >/tmp/p; am_get_webui_page /tmp/p; echo $am_webui_page"
    assert world.shell(ask).out == "user1.asp\n"
    world.shell("echo two >/www/user/user1.asp")
    assert world.shell(ask).out == "user2.asp\n"
    world.shell("echo one >/www/user/user7.asp")
    assert world.shell(ask).out == "user7.asp\n"
    world.shell("i=1; while [ $i -le 20 ]; do echo $i >/www/user/user$i.asp; i=$((i+1)); done")
    assert world.shell(ask).out == "none\n"


def changes(world: World, script: str) -> list[str]:
    done = world.shell(f"powercut 0 list /jffs /bin/sh {script} 3>/tmp/list")
    assert done.exit == 0, done.err
    return world.read("/tmp/list").splitlines()


def test_the_power_can_be_cut_at_each_change(world: World, tmp_path: Path) -> None:
    (world.inside / "tmp/steps").write_text(STEPS)
    listed = changes(world, "/tmp/steps")
    names = [line.split()[0] for line in listed]
    assert {"open", "write", "mkdir", "rename", "symlink", "chmod", "unlink"} <= set(names)
    final = sorted(p.name for p in world.jffs.iterdir())
    for n in range(1, len(listed) + 1):
        left = {}
        for mode in ("before", "after"):
            world.shell("rm -r /jffs/*")
            done = world.shell(f"powercut {n} {mode} /jffs /bin/sh /tmp/steps")
            assert done.exit == 137, (n, mode, done)
            left[mode] = [name for name in TRACES if (world.jffs / name).is_symlink()
                          or (world.jffs / name).exists()]  # fmt: skip
        call, path = listed[n - 1].split()
        name = path.removeprefix("/jffs/")
        if name in TRACES and call in ("open", "mkdir", "symlink"):
            assert name in left["after"], listed[n - 1]
        if call == "unlink":
            assert name in left["before"] and name not in left["after"]
    world.shell("rm -r /jffs/*")
    done = world.shell(f"powercut {len(listed) + 1} after /jffs /bin/sh /tmp/steps")
    assert (done.exit, done.out) == (0, "done\n")
    assert sorted(p.name for p in world.jffs.iterdir()) == [n for n in final if n in "ade"]


def test_a_power_cut_ends_what_runs_in_the_background_and_64_bit_programs(world: World) -> None:
    (world.inside / "tmp/s").write_text("sleep 1000 &\nopenssl rand -out /jffs/r 10\necho on\n")
    done = world.shell("powercut 1 after /jffs /bin/sh /tmp/s")
    assert done.exit == 137 and done.out == ""
    assert (world.jffs / "r").read_bytes() == b""
    assert world.processes() == {}
    calls = [line.split()[0] for line in changes(world, "/tmp/s")]
    assert calls[0] == "openat" and calls[-1] == "write"
