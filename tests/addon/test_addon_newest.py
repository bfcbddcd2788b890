# SPDX-License-Identifier: MIT
"""What the page asks of releases: is there a newer one, what is new in it, and taking it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.addon.owner import Owner, assert_is
from tests.addon.release import CHANGELOG, FIRST, SECOND, Key, Release
from tests.addon.world import wait_for


def answer(router: Owner, action: str = "newest") -> tuple[int, str]:
    router.event("start", f"wan53_{action}")
    result = router.results()[action]
    return result["exit"], result["text"]


def test_a_newer_version_and_what_is_new(running: Owner, key: Key, site) -> None:
    Release(site[0], SECOND, key)
    flash, daemons = running.flash(inodes=True), running.daemons()
    news = f"## {SECOND}\n\n- Something <b>new</b>, 100 % of it.\n"
    assert answer(running) == (0, f"{FIRST} {SECOND}\n{news}")
    assert running.flash(inodes=True) == flash and running.daemons() == daemons
    assert not list((running.inside / "tmp/wan53").glob("stage.[0-9]*"))


@pytest.mark.parametrize("offered", [FIRST, "0.0.9"])
def test_nothing_newer(running: Owner, key: Key, site, offered: str) -> None:
    Release(site[0], offered, key)
    assert answer(running) == (0, f"{FIRST} {FIRST}")


def without(folder: Path) -> None:
    (folder / "CHANGELOG.md").unlink()


def long(folder: Path) -> None:
    lines = "".join(f"- {'x' * 500} {n}\n" for n in range(5000))
    (folder / "CHANGELOG.md").write_text(f"## {SECOND}\n{lines}")


def older_alone(folder: Path) -> None:
    (folder / "CHANGELOG.md").write_text(
        CHANGELOG.replace(f"## {SECOND}\n", "what is not below a heading\n")
    )


@pytest.mark.parametrize(
    ("change", "lines"),
    [(without, 1), (long, 61), (older_alone, 1)],
    ids=["without", "long", "no heading"],
)
def test_how_much_is_told(running: Owner, key: Key, site, change, lines: int) -> None:
    newer = Release(site[0], SECOND, key)
    change(site[0])
    newer.sign()
    code, text = answer(running)
    assert code == 0
    told = text.splitlines()
    assert told[0] == f"{FIRST} {SECOND}" and len(told) == lines
    assert max(map(len, told)) <= 200


@pytest.mark.parametrize("name", ["CHANGELOG.md", "wan53.sh", "SHA256SUMS"])
def test_what_is_not_signed_is_not_shown(running: Owner, key: Key, site, name: str) -> None:
    Release(site[0], SECOND, key)
    with (site[0] / name).open("a") as file:
        file.write("\n## 9.9.9\nlook here\n")
    code, text = answer(running)
    assert code == 1
    assert "is refused" in text and "look here" not in text
    assert not text.startswith(FIRST), "no version is told either"


def test_a_site_that_is_not_there(running: Owner) -> None:
    running.environment["WAN53_BASE"] = "http://127.0.0.1:9"
    code, text = answer(running)
    assert code == 1 and "cannot fetch" in text
    # The next event is answered as ever.
    assert answer(running, "status")[0] == 0


def test_the_page_updates(running: Owner, key: Key, site) -> None:
    newer = Release(site[0], SECOND, key)
    assert answer(running)[0] == 0
    before = running.daemons()
    code, text = answer(running, "upgrade")
    assert code == 0, text
    assert_is(running, newer)
    assert wait_for(lambda: len(running.daemons()) == 1 and running.daemons() != before)
    page = json.loads((running.inside / "tmp/var/wwwext/wan53/page.json").read_text())
    assert page["version"] == SECOND
    # The daemon of the new version does not keep the lock of the events.
    assert answer(running, "status")[0] == 0


def test_an_update_that_is_refused_changes_nothing(running: Owner, key: Key, site) -> None:
    newer = Release(site[0], SECOND, key)
    newer.archive().write_bytes(b"rubbish")
    shutil.copy(newer.archive(), newer.archive("aarch64"))
    flash, daemons = running.flash(inodes=True), running.daemons()
    code, text = answer(running, "upgrade")
    assert code == 1 and "nothing was changed" in text
    assert running.flash(inodes=True) == flash and running.daemons() == daemons


@pytest.mark.parametrize(
    "event", ["stop wan53_newest", "start wan53_newest2", "restart wan53_upgrade"]
)
def test_other_events_do_nothing(running: Owner, key: Key, site, event: str) -> None:
    Release(site[0], SECOND, key)
    running.event(*event.split())
    assert not {"newest", "upgrade"} & set(running.results())
