# SPDX-License-Identifier: MIT
"""Installation: what it puts where, once and again, and what it asks of the router."""

from __future__ import annotations

import pytest

from tests.addon.flash import difference
from tests.addon.owner import CONFIG, HOOKS, STATE, Owner
from tests.addon.release import FIRST, SECOND, Release, serve

MODES = {
    "addons/wan53": "drwx------",
    "addons/wan53/wan53": "-rwxr-xr-x",
    "addons/wan53/wan53.sh": "-rwxr-xr-x",
    "configs/profile.add": "-rw-r--r--",
    "addons/wan53/wan53.asp": "-rw-r--r--",
}


def test_everything_is_in_its_place(router: Owner) -> None:
    done = router.install()
    assert done.exit == 0, done.text
    assert "wan53.sh setup" in done.text, "what comes next"
    flash = router.flash()
    assert {name: flash[name][0] for name in MODES} == MODES
    for name in ("wan53", "wan53.sh", "wan53.asp"):
        assert (router.home / name).read_bytes() == router.release.files[name]
    for hook in HOOKS:
        assert flash[f"scripts/{hook}"][0] == "-rwxr-xr-x"
        assert router.hook_text(hook) == f"#!/bin/sh\n{HOOKS[hook]}\n"
    # Nothing else is on flash.
    extra = {
        name for name in flash.keys() - router.before.keys()
        if not name.startswith(("addons/wan53", "addons/shared-whitelists", "scripts/"))
    }  # fmt: skip
    assert extra == {"configs/profile.add"}
    assert {n for n in flash if n.startswith("scripts/")} == {f"scripts/{hook}" for hook in HOOKS}
    for name, (mode, _) in flash.items():
        if name.startswith("addons/wan53/") and name not in MODES:
            assert mode.endswith("------"), f"{name} is {mode}: others may read it"


def test_blocklists_are_told_what_to_let_through(installed: Owner) -> None:
    hosts = (installed.jffs / "addons/shared-whitelists/shared-wan53-whitelist").read_text()
    assert {"route53.amazonaws.com", "checkip.amazonaws.com"} <= set(hosts.split())


GATEWAY = "[publish]\nvia = gateway\ngateway-url = https://api.example.com/ddns\n"


def test_the_whitelist_follows_the_config(installed: Owner) -> None:
    """Whoever changes it; what is wrong changes nothing."""
    file = installed.jffs / "addons/shared-whitelists/shared-wan53-whitelist"
    installed.configure("[aws]\nregion = eu-west-1\n[record home.example.com]\nsource = wan\n")
    installed.script("startup")
    assert file.read_text().split() == [
        "route53.amazonaws.com", "sts.eu-west-1.amazonaws.com", "checkip.amazonaws.com",
        "checkip.global.api.aws",
    ]  # fmt: skip
    installed.configure(f"{GATEWAY}[record home.example.com]\nttl = soon\n")
    installed.script("startup")
    assert "eu-west-1" in file.read_text()
    (installed.home / "wan53.conf").unlink()
    installed.script("startup")
    installed.apply(f"{GATEWAY}[record home.example.com]\nsource = static 198.51.101.7\n")
    assert installed.results()["apply"]["exit"] == 0
    assert file.read_text().split() == [
        "route53.amazonaws.com", "api.example.com", "sts.us-east-1.amazonaws.com",
    ]  # fmt: skip
    assert file.stat().st_mode & 0o777 == 0o644


def test_the_page_is_under_wan_next_to_ddns(router: Owner) -> None:
    assert router.install().exit == 0
    assert router.tab() == "user1.asp"
    lines = [line.strip() for line in router.menu().splitlines()]
    at = next(i for i, line in enumerate(lines) if "Advanced_ASUSDDNS_Content.asp" in line)
    assert lines[at + 1] == '{url: "user1.asp", tabName: "WAN53"},'
    pages = router.pages()
    assert pages["user1.asp"] == router.release.files["wan53.asp"].decode()
    assert pages["user1.title"].strip() == "WAN53"


def test_again_changes_nothing(installed: Owner) -> None:
    installed.configure()
    installed.script("startup")
    flash = installed.flash(inodes=True)
    menu, pages, jobs = installed.menu(), installed.pages(), installed.shell("cru l").out
    daemons = installed.daemons()
    done = installed.install()
    assert done.exit == 0, done.text
    assert difference(flash, installed.flash(inodes=True)) == []
    assert (installed.menu(), installed.pages(), installed.shell("cru l").out) == (
        menu,
        pages,
        jobs,
    )
    assert installed.daemons() == daemons


def test_over_an_older_version(new_world, release, key, tmp_path) -> None:
    router = Owner(new_world(), release).boot()
    assert router.install().exit == 0
    router.configure()
    newer = Release(tmp_path / "newer", SECOND, key)
    router.unpack(newer)
    done = router.install()
    assert done.exit == 0, done.text
    for name in ("wan53", "wan53.sh", "wan53.asp"):
        assert (router.home / name).read_bytes() == newer.files[name]
    assert (router.home / "wan53.conf").read_text() == CONFIG
    assert (router.home / "state.json").read_text() == STATE
    for hook, line in HOOKS.items():
        assert router.our_lines(hook) == [line]
    assert router.tab() == "user1.asp"
    assert router.pages()["user1.asp"] == newer.files["wan53.asp"].decode()


def test_a_new_program_runs_at_once(new_world, release, key, tmp_path) -> None:
    router = Owner(new_world(), release).boot()
    assert router.install().exit == 0
    router.configure()
    router.script("startup")
    (old,) = router.daemons()
    router.unpack(Release(tmp_path / "newer", SECOND, key))
    assert router.install().exit == 0
    (new,) = router.daemons()
    assert new != old
    # One that the owner has stopped stays so.
    assert router.run("/jffs/addons/wan53/wan53", "stop").exit == 0
    router.unpack(release)
    assert router.install().exit == 0
    assert router.daemons() == []


def test_it_is_back_after_a_reboot(installed: Owner) -> None:
    installed.configure()
    installed.script("startup")
    menu, pages = installed.menu(), installed.pages()
    flash = installed.flash()
    installed.world.reboot()
    assert (installed.menu(), installed.pages()) == (menu, pages)
    assert "wan53" in installed.shell("cru l").out
    assert len(installed.daemons()) == 1
    changed = difference(flash, installed.flash())
    assert [line for line in changed if "custom_settings.txt" not in line] == []


def test_the_daemon_runs_once_there_is_a_configuration(installed: Owner) -> None:
    assert installed.daemons() == []
    installed.configure()
    assert installed.script("startup").exit == 0
    first = installed.daemons()
    assert len(first) == 1
    assert installed.script("startup").exit == 0
    assert installed.daemons() == first


def test_a_stop_at_shutdown_is_forgotten_at_the_next_boot(installed: Owner) -> None:
    installed.configure()
    installed.script("startup")
    assert len(installed.daemons()) == 1
    installed.hook("services-stop")
    assert installed.daemons() == []
    # Events on the way down start nothing again.
    installed.hook("wan-event", "0", "stopped")
    assert installed.daemons() == []
    installed.world.reboot()
    assert len(installed.daemons()) == 1


# What a router must have.


def test_a_router_that_runs_no_user_scripts(new_world, release) -> None:
    router = Owner(new_world(nvram={"jffs2_scripts": "0"}), release).boot()
    done = router.install()
    assert done.exit != 0
    assert "JFFS custom scripts" in done.text or "jffs2_scripts" in done.text
    assert router.changed() == [] and router.get("jffs2_scripts") == "0"
    # Asked on a terminal it is switched on for good.
    done = router.type("/tmp/wan53-release/wan53.sh", "install", keys=["y\n"] + ["\n"] * 9)
    assert router.get("jffs2_scripts") == "1"
    assert router.journal()[-1] == "nvram commit"
    assert "addons/wan53/wan53" in router.flash()
    router.world.reboot()
    assert router.tab() == "user1.asp"
    assert router.uninstall().exit == 0
    assert router.get("jffs2_scripts") == "0" and router.changed() == []


def test_scripts_stay_on_when_others_have_come_to_need_them(new_world, release) -> None:
    router = Owner(new_world(nvram={"jffs2_scripts": "0"}), release).boot()
    router.type("/tmp/wan53-release/wan53.sh", "install", keys=["y\n"] + ["\n"] * 9)
    router.write("/jffs/scripts/nat-start", "#!/bin/sh\n", 0o755)
    done = router.uninstall()
    assert done.exit == 0 and "stay on" in done.text
    assert router.get("jffs2_scripts") == "1"


DORMANT = {
    "/jffs/scripts/nat-start": ("#!/bin/sh\necho mine\n", 0o755),
    "/jffs/scripts/wan-event": ("#!/bin/sh\necho mine", 0o755),
    "/jffs/configs/dnsmasq.conf.add": ("address=/x/1.2.3.4\n", 0o644),
    "/jffs/configs/profile.add": ("alias l=ls\n", 0o644),
}


@pytest.mark.parametrize("change", ["none", "gone", "new", "more", "x"])
def test_what_was_dormant_may_be_so_again(new_world, release, change: str) -> None:
    """Scripts that were there while scripts were off need them no more than before."""
    world = new_world(nvram={"jffs2_scripts": "0"})
    for name, (text, mode) in DORMANT.items():
        world.write(name, text, mode)
    world.write("/jffs/scripts/openvpn-event", "#!/bin/sh\n", 0o644)
    router = Owner(world, release).boot()
    router.type("/tmp/wan53-release/wan53.sh", "install", keys=["y\n"] + ["\n"] * 9)
    assert router.get("jffs2_scripts") == "1"
    scripts = router.jffs / "scripts"
    if change == "gone":
        (scripts / "nat-start").unlink()
    if change == "new":
        router.write("/jffs/scripts/init-start", "#!/bin/sh\n", 0o755)
    if change == "more":
        with (scripts / "wan-event").open("a") as hook:
            hook.write("neighbour &\n")
    if change == "x":
        (scripts / "openvpn-event").chmod(0o755)
    done = router.uninstall()
    assert done.exit == 0
    off = change in ("none", "gone")
    assert (router.get("jffs2_scripts"), "stay on" in done.text) == ("0" if off else "1", not off)
    if change == "none":
        assert router.changed() == []


def test_a_no_is_a_no(new_world, release) -> None:
    router = Owner(new_world(nvram={"jffs2_scripts": "0"}), release).boot()
    done = router.type("/tmp/wan53-release/wan53.sh", "install", keys=["n\n"])
    assert done.exit != 0 and router.get("jffs2_scripts") == "0"
    assert router.changed() == []


@pytest.mark.parametrize(
    ("nvram", "word"),
    [
        ({"sw_mode": "3"}, "router mode"),
        ({"rc_support": "mssid 2.4G 5G"}, "384.15"),
    ],
)
def test_a_router_that_cannot_have_it(new_world, release, nvram, word) -> None:
    router = Owner(new_world(nvram=nvram), release).boot()
    done = router.install()
    assert done.exit != 0 and word in done.text
    assert router.changed() == [] and router.menu() == router.menu_before


def test_a_processor_that_nobody_knows(new_world, release, tmp_path) -> None:
    router = Owner(new_world(), release).boot()
    (router.state / "machine").write_text("riscv64\n")
    (router.inside / "tmp/w.sh").write_bytes(router.release.files["wan53.sh"])
    (router.inside / "tmp/w.sh").chmod(0o755)
    with serve(router.release.folder) as address:
        router.environment["WAN53_BASE"] = address
        done = router.run("/tmp/w.sh", "install")
    assert done.exit != 0 and "riscv64" in done.text
    assert router.changed() == []


def test_a_run_folder_that_is_a_link_is_not_used(router: Owner) -> None:
    router.shell("mkdir /jffs/victim; ln -s /jffs/victim /tmp/wan53")
    before = router.flash()
    done = router.install()
    assert done.exit != 0 and "/tmp/wan53" in done.text
    assert router.flash() == before


def test_a_program_that_does_not_run_here(new_world, release, key, tmp_path) -> None:
    other = Release(
        tmp_path / "other", FIRST, key, binary=b"\x7fELF\x01\x01\x01 for another machine"
    )
    router = Owner(new_world(), other).boot()
    done = router.install()
    assert done.exit != 0 and done.text.strip()
    assert router.changed() == [] and router.menu() == router.menu_before
