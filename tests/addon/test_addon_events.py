# SPDX-License-Identifier: MIT
"""Service events: what the web page and other programs may ask for, by exact name."""

from __future__ import annotations

import base64
import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.addon.flash import listing
from tests.addon.owner import CONFIG, HOME, KEY_ID, SECRET, Owner


@pytest.fixture
def configured(installed: Owner) -> Owner:
    installed.configure()
    assert installed.script("startup").exit == 0
    return installed


def test_apply_replaces_the_configuration(configured: Owner) -> None:
    new = f"# mine, with ünïcode\n{CONFIG}ttl = 300\n"
    configured.apply(new)
    assert (configured.home / "wan53.conf").read_text() == new
    assert (configured.home / "wan53.conf").stat().st_mode & 0o777 == 0o600
    result = configured.result()
    assert (result["action"], result["exit"]) == ("apply", 0)
    assert configured.settings()["wan53_conf"] == base64.b64encode(new.encode()).decode()


def test_apply_says_what_is_wrong_and_keeps_what_was(configured: Owner) -> None:
    configured.apply(CONFIG + "ttl = soon\n")
    result = configured.result()
    assert (result["action"], result["exit"]) == ("apply", 2)
    assert "ttl" in result["text"] and "4" in result["text"]
    assert (configured.home / "wan53.conf").read_text() == CONFIG
    # What the page shows next is what holds.
    configured.world.reboot()
    assert base64.b64decode(configured.settings()["wan53_conf"]).decode() == CONFIG


def test_the_number_grows_with_each_action(configured: Owner) -> None:
    numbers = []
    for action in ("status", "doctor", "update", "status"):
        configured.event("start", f"wan53_{action}")
        result = configured.result()
        assert result["action"] == action
        assert result["text"].strip(), action
        numbers.append(result["number"])
    assert numbers == sorted(set(numbers))


def test_the_page_has_what_the_doctor_found(configured: Owner) -> None:
    configured.event("start", "wan53_doctor")
    page = json.loads((configured.inside / "tmp/var/wwwext/wan53/page.json").read_text())
    assert "config" in page["doctor"]["text"]
    assert page["doctor"]["at"].startswith("20")


@pytest.mark.parametrize(
    ("event", "target"),
    [
        ("start", "wan53_applyx"), ("start", "wan53_"), ("start", "wan53x"), ("start", "xwan53"),
        ("restart", "wan53_apply"), ("stop", "wan53_update"), ("start", "wan53_apply wan53_x"),
        ("start", "wan53_$(touch /tmp/owned)"), ("start", "wan53_;touch /tmp/owned"),
        ("start", "wan53_../../bin/sh"), ("start", "addon_settings"), ("start", ""),
        ("start", "WAN53_apply"), ("start", "wan53_*"), ("start", "wan53_uninstall"),
    ],
)  # fmt: skip
def test_only_exact_names_count(configured: Owner, event: str, target: str) -> None:
    configured.post_settings({"wan53_conf": base64.b64encode(b"[record x.example]\n").decode()})
    flash, daemons = configured.flash(), configured.daemons()
    configured.event(event, target)
    assert configured.result() is None
    assert configured.flash() == flash
    assert configured.daemons() == daemons
    assert not (configured.inside / "tmp/owned").exists()


def test_the_daemon_can_be_stopped_started_and_restarted(configured: Owner) -> None:
    first = configured.daemons()
    assert len(first) == 1
    configured.event("stop", "wan53")
    assert configured.daemons() == []
    configured.event("start", "wan53")
    second = configured.daemons()
    assert len(second) == 1
    configured.event("restart", "wan53")
    third = configured.daemons()
    assert len(third) == 1 and third != second


HOSTILE = {
    "a command": "$(touch /tmp/owned)",
    "backquotes": "`touch /tmp/owned`",
    "quotes and a semicolon": "';touch${IFS}/tmp/owned;'",
    "no base64": "!!!not-base64!!!",
    "half a base64": "W3JlY29yZ",
    "a zero byte": base64.b64encode(b"[record a.example]\0\n").decode(),
    "an option": "-d",
    "a path": "../../../etc/passwd",
    "a backslash": r"\n\x41\0",
    "a sed script": "s/a/b/;w/tmp/owned",
    "cut at 2,999": base64.b64encode(b"# " + b"x" * 4000).decode()[:2999],
    "toolong": "toolong",
    "a script that sets": base64.b64encode(b"#!/bin/sh\ntouch /tmp/owned\n").decode(),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_values_do_nothing(configured: Owner, kind: str) -> None:
    configured.post_settings({"wan53_conf": HOSTILE[kind], "other_key": "kept"})
    home = listing(configured.home)
    configured.event("start", "wan53_apply")
    assert listing(configured.home) == home
    assert not (configured.inside / "tmp/owned").exists()
    result = configured.result()
    assert result["action"] == "apply" and result["exit"] != 0 and result["text"].strip()
    assert configured.settings()["other_key"] == "kept"
    assert len(configured.daemons()) == 1


def test_other_addons_keys_stay_as_they_are(configured: Owner) -> None:
    others = {
        "wan53x_conf": "a",
        "xwan53_conf": "b",
        "connmon_mailtext": "a||||b%20c",
        "wan53-conf": "c",
        "uiDivStats": r"a\1&/b",
    }
    configured.post_settings(others)
    configured.apply(CONFIG + "ttl = 61\n")
    settings = configured.settings()
    assert {name: settings.get(name) for name in others} == others
    assert configured.uninstall().exit == 0
    assert configured.settings() == others


def test_a_configuration_too_long_for_the_page(configured: Owner) -> None:
    long = CONFIG + "".join(f"# {number} {'x' * 70}\n" for number in range(40))
    assert len(base64.b64encode(long.encode())) > 2999
    (configured.home / "wan53.conf").write_text(long)
    assert configured.script("startup").exit == 0
    assert configured.settings()["wan53_conf"] == "toolong"
    # Other addons, and the firmware's 8 KB, live on.
    assert (configured.jffs / "addons/custom_settings.txt").stat().st_size < 8192


def test_no_secret_where_the_page_can_see_it(installed: Owner) -> None:
    installed.configure(key_id=KEY_ID)
    installed.script("startup")
    for action in ("status", "update"):
        installed.event("start", f"wan53_{action}")
        assert installed.result()["action"] == action
    served = installed.inside / "tmp/var/wwwext"
    ours = "".join(f.read_text() for f in (served / "wan53").rglob("*") if f.is_file())
    assert "home.example.com" in ours and "Z0123456789ABC" not in ours
    seen = ours + "".join(f.read_text() for f in served.rglob("*") if f.is_file())
    seen += (installed.jffs / "addons/custom_settings.txt").read_text()
    seen += installed.read("/tmp/syslog.log") + " ".join(installed.journal())
    assert SECRET not in seen and KEY_ID not in seen


def test_two_actions_at_once_are_two_results(configured: Owner) -> None:
    with ThreadPoolExecutor(4) as pool:
        calls = [
            pool.submit(configured.run, "/jffs/scripts/service-event", "start", f"wan53_{action}")
            for action in ("status", "doctor", "status", "doctor")
        ]
        for call in calls:
            assert call.result().exit == 0
    configured.settle()
    assert configured.result()["number"] == 4


def test_hooks_return_at_once(configured: Owner) -> None:
    for name, words in {
        "service-event": ("start", "wan53_doctor"),
        "wan-event": ("0", "connected"),
        "dhcpc-event": ("bound", "4"),
    }.items():
        begin = time.monotonic()
        done = configured.hook(name, *words, wait=False)
        # A hundredth of what the firmware waits; `make bench` shows the true figure.
        assert done.exit == 0 and time.monotonic() - begin < 1.2
        configured.settle()


def test_a_foreign_event_costs_one_comparison(configured: Owner) -> None:
    done = configured.hook("service-event", "restart", "wireless")
    assert done.exit == 0 and configured.result() is None
    assert HOME not in done.text
