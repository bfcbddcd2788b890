# SPDX-License-Identifier: MIT
"""Service events: what the web page and other programs may ask for, by exact name."""

from __future__ import annotations

import base64
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.addon.flash import listing
from tests.addon.owner import CONFIG, HOME, KEY_ID, SECRET, Owner
from tests.addon.release import PAGE, ROOT


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
    result = configured.results()["apply"]
    assert (result["number"], result["exit"]) == (1, 0), result
    assert configured.settings()["wan53_conf"] == base64.b64encode(new.encode()).decode()


def test_apply_says_what_is_wrong_and_keeps_what_was(configured: Owner) -> None:
    configured.apply(CONFIG + "ttl = soon\n")
    result = configured.results()["apply"]
    assert result["exit"] == 2
    assert "ttl" in result["text"] and "4" in result["text"]
    assert (configured.home / "wan53.conf").read_text() == CONFIG
    # What the page shows next is what holds.
    configured.world.reboot()
    assert base64.b64decode(configured.settings()["wan53_conf"]).decode() == CONFIG


def test_each_action_has_numbers_of_its_own(configured: Owner) -> None:
    """So that what another tab asks for is never taken for an answer."""
    for action in ("status", "doctor", "update", "status"):
        configured.event("start", f"wan53_{action}")
    results = configured.results()
    assert {name: result["number"] for name, result in results.items()} == {
        "status": 2, "doctor": 1, "update": 1,
    }  # fmt: skip
    assert results["doctor"]["text"].strip() and results["update"]["text"].strip()
    # Reading the status does not fail because a record is not right.
    assert results["update"]["exit"] != 0
    assert (results["status"]["exit"], results["status"]["text"]) == (0, "")


def test_the_page_can_start_the_daemon(configured: Owner) -> None:
    configured.event("stop", "wan53")
    assert configured.daemons() == []
    configured.event("start", "wan53_start")
    assert len(configured.daemons()) == 1
    assert configured.results()["start"]["exit"] == 0


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
    assert configured.results() == {}
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
    result = configured.results()["apply"]
    assert result["exit"] != 0 and result["text"].strip()
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
        assert action in installed.results()
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
    numbers = {name: result["number"] for name, result in configured.results().items()}
    assert numbers == {"status": 2, "doctor": 2}


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


def test_a_foreign_event_starts_nothing(configured: Owner) -> None:
    configured.write(f"{HOME}/wan53.sh", "#!/bin/sh\ntouch /tmp/started\n", 0o755)
    done = configured.hook("service-event", "restart", "wireless")
    assert done.exit == 0 and not (configured.inside / "tmp/started").exists()
    configured.event("start", "wan53_status")
    assert (configured.inside / "tmp/started").exists()


# The page's copy of the settings, and the file itself.


def test_what_was_edited_over_ssh_is_not_undone_by_an_old_page(configured: Owner) -> None:
    mine = CONFIG + "ttl = 77\n"
    (configured.home / "wan53.conf").write_text(mine)
    configured.apply(CONFIG + "ttl = 61\n")
    assert (configured.home / "wan53.conf").read_text() == mine
    result = configured.results()["apply"]
    assert result["exit"] == 2 and "changed over SSH" in result["text"]
    # The page has what holds now, and may change that.
    assert base64.b64decode(configured.settings()["wan53_conf"]).decode() == mine
    configured.apply(CONFIG + "ttl = 62\n")
    assert (configured.home / "wan53.conf").read_text() == CONFIG + "ttl = 62\n"


def test_the_page_follows_the_file(configured: Owner) -> None:
    for text in (CONFIG + "# " + "x" * 3000 + "\n", CONFIG + "ttl = 78\n"):
        (configured.home / "wan53.conf").write_text(text)
        configured.event("start", "wan53_status")
        coded = base64.b64encode(text.encode()).decode()
        expected = coded if len(coded) < 3000 else "toolong"
        assert configured.settings()["wan53_conf"] == expected
        assert configured.results()["status"]["text"] == ""


def test_a_post_whose_event_got_lost_is_told(configured: Owner) -> None:
    posted = base64.b64encode((CONFIG + "ttl = 79\n").encode()).decode()
    configured.post_settings({"wan53_conf": posted})
    configured.event("start", "wan53_status")
    assert configured.settings()["wan53_conf"] == posted, "it may still be applied"
    assert "not in use" in configured.results()["status"]["text"]
    configured.event("start", "wan53_apply")
    assert (configured.home / "wan53.conf").read_text() == CONFIG + "ttl = 79\n"


def test_settings_that_are_refused_at_first_do_not_stay(installed: Owner) -> None:
    """Somebody may have typed a secret where none belongs."""
    before = installed.flash()
    installed.apply(f"[aws]\naws_secret_access_key = {SECRET} # mine\n")
    assert installed.results()["apply"]["exit"] == 2
    assert "wan53_conf" not in installed.settings()
    assert installed.flash() == before
    served = (installed.inside / "tmp/var/wwwext/wan53/page.json").read_text()
    assert SECRET not in served and SECRET not in installed.read("/tmp/syslog.log")


@pytest.mark.parametrize(
    "text",
    [
        f"[aws]\naws_secret_access_key = {SECRET}\n{CONFIG}",
        f"{CONFIG}# {SECRET}\n",
        f"{CONFIG}set-identifier = '{SECRET}'\n",
        f"{CONFIG}{SECRET}\n",
        f"[aws]\nregion = {SECRET}\n{CONFIG}",
    ],
)
def test_a_secret_in_the_config_is_not_exported(configured: Owner, text: str) -> None:
    """Neither from a config that is refused nor from one that is accepted."""
    (configured.home / "wan53.conf").write_text(text)
    configured.event("start", "wan53_status")
    assert configured.settings()["wan53_conf"] == "withheld"
    served = (configured.inside / "tmp/var/wwwext/wan53/page.json").read_text()
    assert "/jffs/addons/wan53/wan53.conf:" in json.loads(served)["config"]["problem"]
    seen = served + configured.read("/tmp/syslog.log")
    assert SECRET.lower() not in seen.lower()
    # Once it is right again, the page has it.
    (configured.home / "wan53.conf").write_text(CONFIG)
    configured.event("start", "wan53_status")
    assert base64.b64decode(configured.settings()["wan53_conf"]).decode() == CONFIG


def test_room_is_left_for_the_forms_of_other_addons(configured: Owner) -> None:
    """httpd cuts what they post, all our keys in it, at 8 KB."""
    (configured.home / "wan53.conf").write_text(CONFIG + "# " + "x" * 1500 + "\n")
    others = {f"other_{number}": "y" * 1400 for number in range(4)}
    configured.post_settings(others)
    configured.event("start", "wan53_status")
    settings = configured.settings()
    assert settings["wan53_conf"] == "toolong"
    assert {name: settings[name] for name in others} == others


@pytest.mark.parametrize("text", ["other_last value", "a 1\nother_last value"])
def test_a_foreign_line_without_an_end_stays_whole(new_world, release, text: str) -> None:
    world = new_world()
    file = world.write("/jffs/addons/custom_settings.txt", text)
    router = Owner(world, release).boot()
    assert router.install().exit == 0
    router.configure()
    router.script("startup")
    assert router.settings()["other_last"] == "value" and "wan53_conf" in router.settings()
    assert router.uninstall().exit == 0
    assert file.read_text() == text
    assert router.changed() == []


def test_the_page_and_the_script_speak_of_the_same_actions() -> None:
    page = PAGE.read_text()
    script = (ROOT / "build/wan53.sh").read_text()
    asked = set(re.findall(r"start_(wan53_\w+)", page))
    known = set(re.findall(r"'start (wan53_\w+)'", script))
    assert asked == known and "wan53_apply" in known
