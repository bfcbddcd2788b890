# SPDX-License-Identifier: MIT
"""ddns-start: the owner's choice, and never at the cost of another one's."""

from __future__ import annotations

import pytest

from tests.addon.owner import HOME, NOTIFY, Owner

LINE = (NOTIFY % "ddns-start").replace(
    "& #", f"& trap '{HOME}/wan53 notify ddns-start >/dev/null 2>&1' EXIT #"
)
FOREIGN = "#!/bin/sh\ncurl -s https://ddns.example/update\n/sbin/ddns_custom_updated 1\n"


def test_it_is_not_there_unless_asked_for(installed: Owner) -> None:
    assert installed.hook_text("ddns-start") == ""
    assert "ddns" not in " ".join(installed.journal())


@pytest.fixture
def custom(new_world, release):
    """A router whose owner has chosen the provider Custom."""

    def make(ddns_start: str | None = None) -> Owner:
        world = new_world(
            nvram={"ddns_enable_x": "1", "ddns_server_x": "CUSTOM", "ddns_hostname_x": "h.example"}
        )
        if ddns_start is not None:
            world.write("/jffs/scripts/ddns-start", ddns_start, 0o755)
        return Owner(world, release).boot()

    return make


def test_with_the_provider_custom_it_is_registered(custom) -> None:
    router = custom()
    assert router.install().exit == 0
    assert router.our_lines("ddns-start") == [LINE]
    assert router.uninstall().exit == 0
    assert router.changed() == []


def test_a_foreign_one_is_kept(custom) -> None:
    router = custom(FOREIGN)
    assert router.install().exit == 0
    assert router.hook_text("ddns-start") == FOREIGN.replace("sh\n", f"sh\n{LINE}\n", 1)
    assert router.uninstall().exit == 0
    assert router.hook_text("ddns-start") == FOREIGN
    assert router.changed() == []


def test_with_another_provider_it_is_not(new_world, release) -> None:
    world = new_world(nvram={"ddns_enable_x": "1", "ddns_server_x": "WWW.ASUS.COM"})
    router = Owner(world, release).boot()
    assert router.install().exit == 0
    assert router.our_lines("ddns-start") == []


def test_the_provider_may_be_chosen_later(installed: Owner) -> None:
    """On the page DDNS; Apply there calls service-event before it calls ddns-start."""
    installed.set("ddns_enable_x", "1")
    installed.set("ddns_server_x", "CUSTOM")
    installed.event("restart", "ddns")
    assert installed.our_lines("ddns-start") == [LINE]
    installed.set("ddns_server_x", "WWW.ASUS.COM")
    installed.event("restart", "ddns")
    assert installed.uninstall().exit == 0
    assert installed.changed() == []


def test_an_event_of_another_provider_changes_nothing(installed: Owner) -> None:
    before = installed.flash()
    installed.event("restart", "ddns")
    assert installed.flash() == before
