# SPDX-License-Identifier: MIT
"""Known names in /tmp: what other users put there cannot make the script do harm."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.addon.flash import listing
from tests.addon.owner import HOME, SCRIPT, Owner
from tests.addon.release import ROOT

LOCK, MENU_COPY = "/tmp/addonwebui.lock", "/tmp/menuTree.js"


@pytest.fixture
def stranger() -> Path:
    """A file of a user who is not root in the namespaces of these tests."""
    for file in (ROOT / "build/stranger", Path("/etc/passwd")):
        if file.exists() and file.stat().st_uid != 0:
            return file
    pytest.skip("no file of another user is at hand")


def put(router: Owner, file: Path, to: str) -> None:
    """Nobody can make one there, but mount one."""
    (router.inside / to.lstrip("/")).touch()
    subprocess.run(
        ["nsenter", "-t", str(router.world._init), "-m", "mount", "--bind", file,
         router.root / to.lstrip("/")],
        check=True,
    )  # fmt: skip


@pytest.fixture
def victim(router: Owner) -> Owner:
    router.write("/jffs/victim", "precious\n", 0o644)
    return router


@pytest.mark.parametrize("name", [LOCK, MENU_COPY])
def test_a_link_is_not_followed(victim: Owner, name: str) -> None:
    victim.shell(f"ln -s /jffs/victim {name}")
    assert victim.install().exit == 0
    assert (victim.jffs / "victim").read_text() == "precious\n"
    assert "precious" not in victim.menu()
    assert (victim.tab() is None) == (name == LOCK), "no lock, no page"
    victim.configure()
    victim.script("startup")
    assert victim.uninstall().exit == 0
    assert (victim.jffs / "victim").read_text() == "precious\n"
    assert victim.menu() == victim.menu_before
    assert not (victim.jffs / "victim.new").exists()


@pytest.mark.parametrize("name", [LOCK, MENU_COPY])
def test_a_link_to_nothing_makes_nothing(router: Owner, name: str) -> None:
    router.shell(f"ln -s /jffs/made {name}")
    assert router.install().exit == 0
    assert not (router.jffs / "made").exists()
    assert router.uninstall().exit == 0
    assert not (router.jffs / "made").exists() and router.menu() == router.menu_before


def test_a_link_to_a_folder_takes_no_menu(router: Owner) -> None:
    router.shell(f"mkdir /jffs/folder; ln -s /jffs/folder {MENU_COPY}")
    assert router.install().exit == 0
    assert list((router.jffs / "folder").iterdir()) == [] and router.tab() == "user1.asp"


def test_a_folder_of_that_name_stays(router: Owner) -> None:
    router.shell(f"mkdir {MENU_COPY}")
    done = router.install()
    assert done.exit == 0 and "web page is not shown" in done.text
    assert router.shell(f"ls {MENU_COPY}").out == "" and router.menu() == router.menu_before


def test_the_menu_of_another_user_is_not_shown(router: Owner, stranger: Path) -> None:
    put(router, stranger, MENU_COPY)
    done = router.install()
    assert done.exit == 0 and "web page is not shown" in done.text
    assert router.menu() == router.menu_before
    assert router.read(MENU_COPY) == stranger.read_text()
    # Where it can be taken away, ours takes its place.
    router.shell(f"umount {MENU_COPY}; rm {MENU_COPY}")
    assert router.install().exit == 0 and router.tab() == "user1.asp"


def test_the_lock_of_another_user_is_not_opened(router: Owner, stranger: Path) -> None:
    put(router, stranger, LOCK)
    done = router.install()
    assert done.exit == 0
    assert router.read(LOCK) == stranger.read_text()
    assert f"{LOCK} is a link or another user's" in router.read("/tmp/syslog.log")
    assert router.uninstall().exit == 0 and router.changed() == []


def test_the_lock_keeps_what_is_in_it(installed: Owner) -> None:
    """Some addons write their process id into it."""
    installed.shell(f"echo 4711 >{LOCK}")
    assert installed.script("startup").exit == 0
    assert installed.read(LOCK) == "4711\n" and installed.tab() == "user1.asp"


@pytest.mark.parametrize("name", ["wan53", "wan53.asp"])
def test_a_release_of_another_user_is_not_installed(router, stranger: Path, name: str) -> None:
    """The script may have been fetched to a folder where others write."""
    put(router, stranger, f"/tmp/wan53-release/{name}")
    router.environment["WAN53_BASE"] = "http://127.0.0.1:9"
    done = router.install()
    assert done.exit != 0 and "cannot fetch" in done.text
    assert router.changed() == []


def test_no_page_tells_people_to_run_a_fixed_name_in_tmp() -> None:
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("merlin-addon/**/*.md")]
    texts = {str(page): page.read_text() for page in pages}
    told = [
        (name, command)
        for name, text in texts.items()
        for command in re.findall(r"(?:curl -|c_url ).*wan53\.sh.*", text)
    ]
    assert len(told) >= 3, "README, the addon's README twice"
    for name, command in told:
        assert "/tmp" not in command and "/jffs/" in command, (name, command)


def test_nothing_of_ours_is_left_open_to_others(installed: Owner) -> None:
    installed.configure()
    installed.script("startup")
    found = listing(installed.inside / "tmp/wan53")
    assert found and (installed.inside / "tmp/wan53").stat().st_mode & 0o777 == 0o700
    assert [name for name in found if re.search(r"(was|late|stage)\.\d", name)] == []
    assert installed.run(SCRIPT, "about").exit == 0 and HOME in installed.run(SCRIPT, "about").out
