# SPDX-License-Identifier: MIT
"""Several of us at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.addon.flash import difference
from tests.addon.owner import HOOKS, SCRIPT, Owner


def at_once(router: Owner, count: int, *words: str) -> list[int]:
    with ThreadPoolExecutor(count) as pool:
        started = [router.start(*words) for _ in range(count)]
        list(pool.map(lambda process: process.communicate(timeout=60), started))
    router.settle()
    return [process.returncode for process in started]


def test_ten_installations(new_world, release) -> None:
    alone = Owner(new_world(), release).boot()
    assert alone.install().exit == 0
    router = Owner(new_world(), release).boot()
    ends = at_once(router, 10, "/tmp/wan53-release/wan53.sh", "install")
    assert ends == [0] * 10
    assert difference(alone.flash(), router.flash()) == []
    assert router.menu() == alone.menu() and router.pages() == alone.pages()
    for hook, line in HOOKS.items():
        assert router.our_lines(hook) == [line]
    assert router.uninstall().exit == 0
    assert router.changed() == []


def test_ten_startups(installed: Owner) -> None:
    installed.configure()
    installed.script("startup")
    menu = installed.menu()
    daemons = installed.daemons()
    ends = at_once(installed, 10, SCRIPT, "startup")
    assert ends == [0] * 10
    assert installed.menu() == menu and installed.daemons() == daemons
    assert installed.shell("cru l | grep -c wan53").out == "1\n"
    assert sorted(installed.pages()) == ["user1.asp", "user1.title"]


def test_a_killed_one_leaves_no_lock(installed: Owner) -> None:
    done = installed.shell(
        f"{SCRIPT} startup & p=$!; usleep 30000; kill -9 $p; wait $p; {SCRIPT} startup"
    )
    assert done.exit == 0, done.text
    installed.settle()
    assert installed.tab() == "user1.asp"
