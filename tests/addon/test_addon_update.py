# SPDX-License-Identifier: MIT
"""Updates over the network: only what is whole, signed and newer."""

from __future__ import annotations

import hashlib
import re
import shutil
import time
from collections.abc import Callable

import pytest

from tests.addon.flash import difference
from tests.addon.owner import CONFIG, HOME, HOOKS, SCRIPT, Owner, assert_is
from tests.addon.release import FIRST, ROOT, SECOND, Key, Release

Spoil = Callable[[Release], None]


def test_the_first_installation_over_the_network(new_world, release, site) -> None:
    folder, address = site
    shutil.copytree(release.folder, folder, dirs_exist_ok=True)
    router = Owner(new_world(), release)
    router.world.boot()
    router.before = router.flash()
    router.environment["WAN53_BASE"] = address
    # As README says: the script alone is fetched, and does the rest.
    line = re.search(r"(?m)^curl .*wan53\.sh install.*$", (ROOT / "README.md").read_text())
    assert line and line[0] in (ROOT / "merlin-addon/README.md").read_text()
    done = router.shell(re.sub(r"https:\S*/wan53\.sh", f"{address}/wan53.sh", line[0]))
    router.settle()
    assert done.exit == 0, done.text
    assert_is(router, release)
    assert router.tab() == "user1.asp"
    assert sorted(p.name for p in (router.inside / "tmp").glob("wan53*")) in ([], ["wan53"])
    assert router.uninstall().exit == 0
    assert router.changed() == []


@pytest.mark.parametrize("verb", ["update", "forceupdate", "amtmupdate"])
def test_a_newer_version_is_taken(running: Owner, key: Key, site, verb: str) -> None:
    newer = Release(site[0], SECOND, key)
    flash = running.flash()
    first = running.daemons()
    done = running.script(verb, text="y\n")
    assert done.exit == 0, done.text
    assert SECOND in done.text
    assert_is(running, newer)
    changed = {line.split()[1] for line in difference(flash, running.flash())}
    assert changed <= {f"addons/wan53/{n}" for n in ("wan53", "wan53.sh", "wan53.asp")} | {
        "addons/custom_settings.txt"}  # fmt: skip
    assert (running.home / "wan53.conf").read_text() == CONFIG
    second = running.daemons()
    assert len(second) == 1 and second != first
    assert running.pages()[running.tab()] == newer.files["wan53.asp"].decode()
    for hook, line in HOOKS.items():
        assert running.our_lines(hook) == [line]
    assert sorted(p.name for p in (running.inside / "tmp").glob("wan53*")) == [
        "wan53", "wan53-release",
    ]  # fmt: skip


def test_amtm_may_ask_whether_it_updates_itself(running: Owner) -> None:
    """At once, without a network."""
    running.environment["WAN53_BASE"] = "http://127.0.0.1:9"
    flash = running.flash(inodes=True)
    done = running.script("amtmupdate", "check")
    assert done.exit == 0 and done.text == ""
    assert running.flash(inodes=True) == flash


def test_updates_do_not_need_openssl(running: Owner, key: Key, site) -> None:
    newer = Release(site[0], SECOND, key)
    running.shell("mount -o bind /dev/null /usr/sbin/openssl")
    assert running.run("/usr/sbin/openssl", "version").exit != 0
    assert running.script("amtmupdate").exit == 0
    assert_is(running, newer)


def test_the_same_version_is_no_update(running: Owner, release: Release, site) -> None:
    shutil.copytree(release.folder, site[0], dirs_exist_ok=True)
    flash, daemons = running.flash(inodes=True), running.daemons()
    done = running.script("update", text="y\n")
    assert done.exit == 0, done.text
    assert running.flash(inodes=True) == flash and running.daemons() == daemons


@pytest.mark.parametrize("name", ["wan53.asp", "wan53"])
def test_the_same_version_by_force_mends_what_is_broken(
    running: Owner, release, site, name: str
) -> None:
    shutil.copytree(release.folder, site[0], dirs_exist_ok=True)
    (running.home / name).unlink()
    (running.home / name).write_text("rubbish")
    (running.home / name).chmod(0o755)
    done = running.script("forceupdate")
    assert done.exit == 0, done.text
    assert_is(running, release)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def cut_archive(release: Release) -> None:
    data = release.archive().read_bytes()
    release.archive().write_bytes(data[: len(data) // 2])


def alter_archive(release: Release) -> None:
    data = bytearray(release.archive().read_bytes())
    data[len(data) // 2] ^= 1
    release.archive().write_bytes(data)


def alter_sums(release: Release) -> None:
    """So that they suit an altered archive."""
    data = release.archive().read_bytes()
    release.archive().write_bytes(data + b"\0")
    sums = release.folder / "SHA256SUMS"
    sums.write_text(sums.read_text().replace(sha256(data), sha256(data + b"\0")))


def cut_sums(release: Release) -> None:
    sums = release.folder / "SHA256SUMS"
    sums.write_bytes(sums.read_bytes()[:-1])


def cut_signature(release: Release) -> None:
    signature = release.folder / "SHA256SUMS.sig"
    signature.write_bytes(signature.read_bytes()[:-3])


def sign_with_another_key(release: Release) -> None:
    release.sign(Key(release.folder.parent, "other"))


def sign_nothing(release: Release) -> None:
    (release.folder / "SHA256SUMS.sig").unlink()


def empty_signature(release: Release) -> None:
    (release.folder / "SHA256SUMS.sig").write_bytes(b"")


def leave_archive_out(release: Release) -> None:
    release.archive().unlink()


def list_archive_nowhere(release: Release) -> None:
    data = release.archive().read_bytes()
    release.archive().unlink()
    release.sign()
    release.archive().write_bytes(data)


def serve_a_login_page(release: Release) -> None:
    for file in release.folder.iterdir():
        file.write_text("<html><body>Please log in to the hotel's network</body></html>\n")


def be_empty(release: Release) -> None:
    for file in release.folder.iterdir():
        file.unlink()


SPOILT: list[Spoil] = [
    cut_archive, alter_archive, alter_sums, cut_sums, cut_signature, sign_with_another_key,
    sign_nothing, empty_signature, leave_archive_out, list_archive_nowhere, serve_a_login_page,
    be_empty,
]  # fmt: skip


@pytest.mark.parametrize("verb", ["update", "forceupdate"])
@pytest.mark.parametrize("spoil", SPOILT, ids=lambda spoil: spoil.__name__)
def test_a_bad_download_changes_nothing(running: Owner, key, site, spoil: Spoil, verb) -> None:
    spoil(Release(site[0], SECOND, key))
    flash, daemons = running.flash(inodes=True), running.daemons()
    menu, pages = running.menu(), running.pages()
    done = running.script(verb, text="y\n")
    assert done.exit != 0, done.text
    assert done.text.strip()
    assert running.flash(inodes=True) == flash
    assert running.daemons() == daemons
    assert (running.menu(), running.pages()) == (menu, pages)
    assert sorted(p.name for p in (running.inside / "tmp").glob("wan53*")) == [
        "wan53", "wan53-release",
    ]  # fmt: skip


def test_a_download_without_an_end_does_not_fill_the_memory(running: Owner, key, site) -> None:
    Release(site[0], SECOND, key)
    endless = site[0] / "endless"
    endless.touch()
    flash = running.flash(inodes=True)
    done = running.script("update", text="y\n")
    assert done.exit != 0 and "longer than" in done.text
    assert running.flash(inodes=True) == flash
    while not endless.read_text():
        time.sleep(0.05)
    assert int(endless.read_text()) < 20_000_000


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda spoil: spoil.__name__)
def test_a_bad_first_download_installs_nothing(new_world, release, key, site, spoil) -> None:
    script = release.files["wan53.sh"]
    fresh = Release(site[0], FIRST, key)
    spoil(fresh)
    router = Owner(new_world(), release)
    router.world.boot()
    router.before, router.menu_before = router.flash(), router.menu()
    router.environment["WAN53_BASE"] = site[1]
    (router.inside / "tmp/w.sh").write_bytes(script)
    (router.inside / "tmp/w.sh").chmod(0o755)
    done = router.run("/tmp/w.sh", "install")
    router.settle()
    assert done.exit != 0 and done.text.strip()
    assert router.changed() == [] and router.menu() == router.menu_before


def test_an_older_version_is_not_taken(new_world, key, site, tmp_path) -> None:
    newer = Release(tmp_path / "newer", SECOND, key)
    router = Owner(new_world(), newer).boot()
    assert router.install().exit == 0
    Release(site[0], FIRST, key)
    router.environment["WAN53_BASE"] = site[1]
    flash = router.flash(inodes=True)
    for verb in ("update", "forceupdate"):
        done = router.script(verb, text="y\n")
        assert "older" in done.text and done.exit != 0
        assert router.flash(inodes=True) == flash
    # Nor by the script of an older one.
    (router.inside / "tmp/old").mkdir()
    old = router.inside / "tmp/old/wan53.sh"
    old.write_bytes(Release(tmp_path / "older", FIRST, key).files["wan53.sh"])
    done = router.run("/bin/sh", "/tmp/old/wan53.sh", "install")
    assert "older" in done.text and done.exit != 0
    assert router.flash(inodes=True) == flash


# Does all that the one at /state/bin/wan53 does, but knows of no versions.
CANNOT_COMPARE = b"""#!/bin/sh
[ "$1 $2" != "version compare" ] || { echo "wan53: version: unknown argument" >&2; exit 1; }
exec /state/bin/wan53 "$@"
"""


@pytest.mark.parametrize("older", [False, True])
def test_a_program_that_cannot_compare_versions(
    new_world, key, site, tmp_path, older: bool
) -> None:
    """An older one, or a broken one: the downloaded program says whether it is newer."""
    first, second = (SECOND, FIRST) if older else (FIRST, SECOND)
    router = Owner(new_world(), Release(tmp_path / "first", first, key)).boot()
    assert router.install().exit == 0
    (router.state / "bin/wan53").write_bytes(router.release.files["wan53"])
    (router.state / "bin/wan53").chmod(0o755)
    router.write(f"{HOME}/wan53", CANNOT_COMPARE, 0o755)
    offered = Release(site[0], second, key)
    router.environment["WAN53_BASE"] = site[1]
    flash = router.flash(inodes=True)
    done = router.script("update", text="y\n")
    if older:
        assert done.exit != 0 and "older" in done.text
        assert router.flash(inodes=True) == flash
    else:
        assert done.exit == 0, done.text
        assert_is(router, offered)


def test_a_release_that_cannot_compare_versions_is_not_taken(running: Owner, key, site) -> None:
    """Where nothing else can: it would be one from before this script."""
    (running.state / "bin/wan53").write_bytes(running.release.files["wan53"])
    (running.state / "bin/wan53").chmod(0o755)
    (running.home / "wan53").unlink()
    running.write(f"{HOME}/wan53", b"#!/bin/sh\nexit 1\n", 0o755)
    Release(site[0], SECOND, key, binary=CANNOT_COMPARE)
    flash = running.flash(inodes=True)
    done = running.script("update", text="y\n")
    assert done.exit != 0 and "older" in done.text
    assert running.flash(inodes=True) == flash


def test_an_older_archive_under_a_newer_name_is_not_taken(running: Owner, key, site) -> None:
    """Whoever serves files, but has no key, has only what was signed before."""
    Release(site[0], SECOND, key)
    old = Release(site[0].parent / "old", FIRST, key)
    shutil.copy(old.archive(), site[0] / f"wan53-{SECOND}-armv7.tar.gz")
    flash = running.flash(inodes=True)
    assert running.script("update", text="y\n").exit != 0
    assert running.flash(inodes=True) == flash


def test_no_network_is_no_harm(running: Owner) -> None:
    running.environment["WAN53_BASE"] = "http://127.0.0.1:9"
    flash = running.flash(inodes=True)
    done = running.script("update", text="y\n")
    assert done.exit != 0 and "127.0.0.1:9" in done.text
    assert running.flash(inodes=True) == flash and len(running.daemons()) == 1


def test_a_flash_without_room_for_a_second_program(new_world, release, key, site) -> None:
    world = new_world()
    world.mount_jffs(4096)
    router = Owner(world, release).boot()
    assert router.install().exit == 0
    router.shell("dd if=/dev/zero of=/jffs/ballast bs=4096 2>/dev/null; echo x >>/jffs/ballast2")
    flash = router.flash(inodes=True)
    Release(site[0], SECOND, key)
    router.environment["WAN53_BASE"] = site[1]
    done = router.script("update", text="y\n")
    assert done.exit != 0 and "KB" in done.text
    assert router.flash(inodes=True) == flash
    assert router.run(SCRIPT, "about").exit == 0
