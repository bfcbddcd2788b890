# SPDX-License-Identifier: MIT
"""wan53 and wan53.sh at the prompt: links where Entware is, else aliases."""

from __future__ import annotations

import os

import pytest

from tests.addon.flash import difference
from tests.addon.owner import HOME, TAG, Owner

PROFILE = "/jffs/configs/profile.add"
ALIASES = f"alias wan53={HOME}/wan53 wan53.sh={HOME}/wan53.sh {TAG}\n"


def add_entware(router: Owner) -> None:
    router.shell("mkdir -p /opt/bin; cp /bin/busybox /opt/bin/opkg")


def links(router: Owner) -> dict[str, str]:
    """What stands in Entware's folder of programs, besides its own."""
    folder = router.inside / "tmp/opt/bin"
    if not folder.exists():
        return {}
    return {
        path.name: os.readlink(path) if path.is_symlink() else path.read_text()
        for path in folder.iterdir() if path.name != "opkg"
    }  # fmt: skip


# What stands in profile.add already; None: no such file.
PROFILES = {
    "absent": None,
    "empty": "",
    "a neighbour's alias": "alias flexqos='sh /jffs/addons/flexqos/flexqos.sh' # FlexQoS\n",
    "no final newline": "export EDITOR=vi",
    "blank lines at the end": "export EDITOR=vi\n\n\n",
    "carriage returns": "alias l='ls'\r\n",
}


@pytest.mark.parametrize("kind", PROFILES)
def test_both_can_be_typed_without_entware(new_world, release, kind: str) -> None:
    world = new_world()
    text = PROFILES[kind]
    if text is not None:
        world.write(PROFILE, text, 0o640)
    router = Owner(world, release).boot()
    for _ in range(2):
        assert router.install().exit == 0
        assert router.read(PROFILE).splitlines()[-1] + "\n" == ALIASES
        assert router.read(PROFILE).count(TAG) == 1
    (router.inside / "tmp/home/session").write_text(
        f". {PROFILE}\nwan53 version\nwan53.sh about\n[ -z $EDITOR ] || echo $EDITOR\n"
    )
    # An interactive shell alone has aliases, as a login has.
    said = router.shell("sh -i </tmp/home/session 2>&1").out
    assert "wan53 0.1.0" in said and "settings  /jffs/addons/wan53/wan53.conf" in said
    assert ("vi\n" in said) == ("EDITOR" in (text or ""))
    assert links(router) == {}
    assert router.uninstall().exit == 0
    assert router.changed() == []


def test_entware_has_links(router: Owner) -> None:
    add_entware(router)
    assert router.install().exit == 0
    assert links(router) == {"wan53": f"{HOME}/wan53", "wan53.sh": f"{HOME}/wan53.sh"}
    assert router.shell("PATH=$PATH:/opt/bin; wan53 version").out.startswith("wan53 0.1.0")
    assert "configs/profile.add" not in router.flash()
    assert router.install().exit == 0
    assert router.uninstall().exit == 0
    assert links(router) == {} and router.changed() == []


def test_another_program_of_that_name_stays(router: Owner) -> None:
    add_entware(router)
    router.shell("echo mine >/opt/bin/wan53; ln -s /jffs/none /opt/bin/wan53.sh")
    assert router.install().exit == 0
    assert links(router)["wan53"] == "mine\n"
    assert router.uninstall().exit == 0
    assert links(router)["wan53"] == "mine\n"


def test_entware_that_cannot_be_written_is_no_failure(router: Owner) -> None:
    add_entware(router)
    router.shell("mount -o bind /tmp/opt/bin /tmp/opt/bin; mount -o remount,bind,ro /tmp/opt/bin")
    assert "Read-only" in router.shell("touch /opt/bin/x").text
    done = router.install()
    assert done.exit == 0 and links(router) == {}
    assert "Read-only" not in done.text
    assert router.uninstall().exit == 0 and router.changed() == []


def test_a_line_that_came_after_ours_stays(installed: Owner) -> None:
    file = installed.jffs / PROFILE.removeprefix("/jffs/")
    with file.open("a") as profile:
        profile.write("alias l=ls\n")
    assert installed.uninstall().exit == 0
    assert file.read_text() == "alias l=ls\n"
    changed = difference(installed.before, installed.flash())
    assert [line.split()[1] for line in changed] == ["configs/profile.add"]
