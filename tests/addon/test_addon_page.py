# SPDX-License-Identifier: MIT
"""Where the web page is mounted, on all kinds of firmware."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.addon.owner import Owner
from tests.addon.world import wait_for

FULL = "i=1; while [ $i -le 20 ]; do echo $i >/www/user/user$i.asp; i=$((i+1)); done"
ANCHORS = {
    "tabs": "Advanced_ASUSDDNS_Content.asp",
    "bare": "Advanced_ASUSDDNS_Content.asp",
    "noddns": "Tools_OtherSettings.asp",
    "addons": "tab: [",
}


@pytest.mark.parametrize("www", ANCHORS)
def test_the_line_stands_below_its_anchor(new_world, release, www: str) -> None:
    router = Owner(new_world(www=www), release).boot()
    assert router.install().exit == 0
    lines = router.menu().splitlines()
    start = next((i for i, line in enumerate(lines) if "menu_Addons" in line), 0)
    at = next(i for i in range(start, len(lines)) if ANCHORS[www] in lines[i])
    assert lines[at + 1].strip() == '{url: "user1.asp", tabName: "WAN53"},'
    assert lines[: at + 1] + lines[at + 2 :] == router.menu_before.splitlines()
    assert router.uninstall().exit == 0
    assert router.menu() == router.menu_before


def test_a_menu_without_anchors_is_left_alone(new_world, release) -> None:
    router = Owner(new_world(www="neither"), release).boot()
    done = router.install()
    assert done.exit == 0, done.text
    assert router.menu() == router.menu_before
    assert "page" in done.text + router.read("/tmp/syslog.log")
    router.configure()
    router.script("startup")
    assert len(router.daemons()) == 1


def test_no_free_slot_is_no_reason_to_stop_working(router: Owner) -> None:
    router.shell(FULL)
    done = router.install()
    assert done.exit == 0 and "page" in done.text
    assert router.menu() == router.menu_before
    assert len(router.pages()) == 20
    router.configure()
    assert router.script("startup").exit == 0
    assert len(router.daemons()) == 1
    # As soon as there is one, it is used.
    router.shell("rm /www/user/user13.asp")
    router.script("startup")
    assert router.tab() == "user13.asp"


def test_the_slot_is_kept_when_the_page_changes(installed: Owner) -> None:
    page = installed.home / "wan53.asp"
    page.write_text(page.read_text().replace("</html>", "<!-- new --></html>"))
    assert "<!-- new -->" in page.read_text()
    installed.script("startup")
    assert installed.tab() == "user1.asp"
    assert sorted(installed.pages()) == ["user1.asp", "user1.title"]
    assert installed.pages()["user1.asp"] == page.read_text()


def test_a_page_that_speaks_of_us_is_not_ours(router: Owner) -> None:
    router.shell("echo '<html>wan53 user1.asp</html>' >/www/user/user1.asp")
    assert router.install().exit == 0
    assert router.tab() == "user2.asp"
    assert router.pages()["user1.asp"] == "<html>wan53 user1.asp</html>\n"


def test_a_lost_mount_comes_back(installed: Owner) -> None:
    menu = installed.menu()
    installed.shell("umount /www/require/modules/menuTree.js")
    assert not installed.tab()
    installed.script("startup")
    assert installed.menu() == menu
    mounts = installed.shell("grep -c menuTree /proc/mounts").out
    assert mounts == "1\n"


def test_mounts_do_not_pile_up(installed: Owner) -> None:
    for _ in range(3):
        installed.script("startup")
    assert installed.shell("grep -c menuTree /proc/mounts").out == "1\n"
    assert installed.menu().count("WAN53") == 1


def test_the_shared_lock_is_waited_for(installed: Owner) -> None:
    installed.shell("umount /www/require/modules/menuTree.js; rm /tmp/menuTree.js")
    holder = installed.start(
        "/bin/sh", "-c", "exec 386>/tmp/addonwebui.lock; flock -x 386; echo held; sleep 2"
    )
    assert holder.stdout.readline() == "held\n"
    with ThreadPoolExecutor(1) as pool:
        startup = pool.submit(installed.run, "/jffs/addons/wan53/wan53.sh", "startup")
        assert not installed.tab()
        assert holder.wait(10) == 0
        assert startup.result().seconds > 1
    assert installed.tab() == "user1.asp"


def test_old_firmware_has_ten_places(new_world, release) -> None:
    router = Owner(new_world(nvram={"buildno": "384.19"}), release).boot()
    router.shell(FULL.replace("20", "10"))
    done = router.install()
    assert done.exit == 0 and "all 10 places" in done.text
    assert router.menu() == router.menu_before and len(router.pages()) == 10


def test_a_lock_that_is_kept_for_ever_costs_the_page_alone(installed: Owner) -> None:
    installed.configure()
    installed.shell("umount /www/require/modules/menuTree.js; rm /tmp/menuTree.js")
    holder = installed.start(
        "/bin/sh", "-c", "exec 386>/tmp/addonwebui.lock; flock -x 386; echo held; sleep 100"
    )
    assert holder.stdout.readline() == "held\n"
    startup = installed.start("/jffs/addons/wan53/wan53.sh", "startup")
    assert wait_for(lambda: len(installed.daemons()) == 1, 5)
    assert wait_for(lambda: "wan53" in installed.shell("cru l").out, 5)
    startup.communicate(timeout=60)
    assert not installed.tab()
    assert "kept the lock" in installed.read("/tmp/syslog.log")
    holder.kill()
