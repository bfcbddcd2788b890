# SPDX-License-Identifier: MIT
"""What a person sees over SSH: the menu, and the way through setup."""

from __future__ import annotations

import pytest

from tests.addon.owner import HOME, KEY_ID, SCRIPT, SECRET, Owner


def test_the_menu_shows_status_and_survives_ctrl_c(installed: Owner) -> None:
    installed.configure()
    answers = ["\x03", "\x03", "4\n", "x\n", "e\n"]
    keys = [("e  exit", key) for key in answers]
    keys.insert(3, ("[Enter]", "\n"))
    done = installed.type(SCRIPT, keys=keys)
    assert done.exit == 0, done.text
    assert "home.example.com A" in done.text
    assert "3  setup: names, AWS access" in done.text
    # At the start, after each Ctrl-C, the log and what it does not know.
    assert done.text.count("e  exit") == 5


def test_ctrl_c_ends_what_the_menu_runs_and_not_the_menu(installed: Owner) -> None:
    done = installed.type(SCRIPT, keys=[("e  exit", "3\n"), ("written?", "\x03"), "e\n"])
    assert done.exit == 0, done.text
    assert "How should the records be written?" in done.text
    assert not (installed.home / "wan53.conf").exists()


def test_without_a_terminal_there_is_help(installed: Owner) -> None:
    done = installed.script("menu")
    assert done.exit == 1
    assert "wan53.sh VERB" in done.text


DDNS = ("ddns_enable_x", "ddns_server_x", "ddns_hostname_x")
ANSWERS = ["1\n", "home.example.com\n", "A\n", "static 198.51.101.7\n", "Z0123456789ABC\n",
           "\n", "3\n", f"{KEY_ID}\n", f"{SECRET}\n", "yes\n"]  # fmt: skip


@pytest.mark.parametrize(("answer", "provider"), [("n", ""), ("y", "CUSTOM")])
def test_setup_from_nothing(installed: Owner, answer: str, provider: str) -> None:
    """Without a network the key cannot be tried; it may be right all the same."""
    done = installed.type(SCRIPT, "setup", keys=[*ANSWERS, f"{answer}\n"], timeout=90)
    installed.settle()
    assert done.exit == 0, done.text
    assert SECRET not in done.text
    assert "[record home.example.com]" in installed.read(f"{HOME}/wan53.conf")
    assert (installed.home / "credentials").stat().st_mode & 0o777 == 0o600
    assert "ddns_server_x" in done.text and "-> home.example.com" in done.text
    assert (installed.get("ddns_server_x") or "") == provider
    assert (installed.get("ddns_hostname_x") or "") == ("home.example.com" if provider else "")
    assert len(installed.our_lines("ddns-start")) == (1 if provider else 0)
    assert "#wan53#" in installed.shell("cru l").text
    # The firmware takes up the new provider, and the old one again.
    restarts = installed.services().count("restart_ddns")
    assert restarts == (1 if provider else 0)
    assert installed.script("uninstall", text="y\n").exit == 0
    assert [installed.get(name) or "" for name in DDNS] == ["0", "", ""]
    assert installed.services().count("restart_ddns") == 2 * restarts
    assert installed.journal()[-1:] == (["nvram commit"] if provider else [])


@pytest.mark.parametrize("keys", [["5\n"], ["6\n"]])
def test_stop_and_restart_before_setup_leave_no_mark(installed: Owner, keys: list[str]) -> None:
    """Else the daemon would not start after setup, nor say why."""
    answers = [("e  exit", keys[0]), ("[Enter]", "\n"), "e\n"]
    done = installed.type(SCRIPT, keys=answers)
    assert "`wan53 setup` makes one" in done.text
    assert not (installed.inside / "tmp/wan53/stopped").exists()
    installed.configure()
    installed.script("startup")
    assert len(installed.daemons()) == 1


def test_setup_switches_the_classic_script_off(installed: Owner) -> None:
    curl = "curl -s --aws-sigv4 aws:amz:us-east-1:execute-api https://a.example/ddns"
    old = f"#!/bin/sh\n{curl}\n/sbin/ddns_custom_updated 1\n"
    installed.write("/jffs/scripts/ddns-start", old, 0o755)
    before = installed.read("/jffs/scripts/wan-event")
    installed.write("/jffs/scripts/wan-event", before + f"{curl}\n", 0o755)
    keys = [*ANSWERS, ("wan-event:3 has", "on\n"), ("ddns-start:2 has", "Yes\n"), "n\n"]
    done = installed.type(SCRIPT, "setup", keys=keys, timeout=90)
    installed.settle()
    assert done.exit == 0, done.text
    assert installed.read("/jffs/scripts/ddns-start.before-wan53") == old
    assert not (installed.jffs / "scripts/ddns-start").exists()
    # Our own line runs on, in a script that is still executable.
    assert installed.read("/jffs/scripts/wan-event") == before + f": #before-wan53 {curl}\n"
    assert (installed.jffs / "scripts/wan-event").stat().st_mode & 0o777 == 0o755
    assert "to bring it back: mv /jffs/scripts/ddns-start.before-wan53" in done.text


CLASSIC = """#!/bin/sh
answer=$(curl -s --aws-sigv4 aws:amz:us-east-1:execute-api \\
  --user key:secret "https://a.example/ddns?ip=$1")
case $answer in
*'"statusCode":"200"'*) /sbin/ddns_custom_updated 1 ;;
*) /sbin/ddns_custom_updated 0 ;;
esac
"""


def test_the_classic_script_and_its_cron_job_go_and_come_back(new_world, release) -> None:
    """The provider is Custom already, so our line stands in the script when setup finds it."""
    router = Owner(new_world(nvram={"ddns_enable_x": "1", "ddns_server_x": "CUSTOM"}), release)
    ddns = router.world.write("/jffs/scripts/ddns-start", CLASSIC, 0o755)
    cron = 'cru a dyn "*/30 * * * * /jffs/scripts/ddns-start 198.51.101.7"\n'
    router.world.write("/jffs/scripts/services-start", f"#!/bin/sh\n{cron}", 0o755)
    router.boot()
    assert router.install().exit == 0
    assert len(router.our_lines("ddns-start")) == 1
    keys = [*ANSWERS, ("cron job dyn has", "\n"), ("services-start:3 has", "\n"),
            ("ddns-start:3 has", "\n"), "n\n"]  # fmt: skip
    done = router.type(SCRIPT, "setup", keys=keys, timeout=90)
    router.settle()
    assert done.exit == 0, done.text
    assert ddns.read_text().splitlines()[1:] == router.our_lines("ddns-start")
    assert ddns.stat().st_mode & 0o111
    assert router.shell("sh -n /jffs/scripts/services-start").exit == 0
    router.reboot()
    assert "ddns-start" not in router.shell("cru l").text
    for way in ("mv /jffs/scripts/ddns-start.before-wan53 /jffs/scripts/ddns-start",
                "sed -i 's/^.*#before-wan53 //' /jffs/scripts/services-start"):  # fmt: skip
        assert way in done.text
    # Uninstall takes that way.
    assert router.uninstall().exit == 0
    assert router.changed() == []


def test_before_setup_the_menu_says_what_comes_next(installed: Owner) -> None:
    done = installed.type(SCRIPT, keys=[("e  exit", "e\n")])
    assert "not set up yet: choose 3" in done.text and "no such file" not in done.text


def test_setup_that_is_given_up_changes_nothing(installed: Owner) -> None:
    before = installed.flash()
    done = installed.type(SCRIPT, "setup", keys=["1\n", "home.example.com\n", "\x03"])
    assert done.exit != 0
    assert installed.flash() == before


def test_the_log_has_our_lines_and_no_others(installed: Owner) -> None:
    installed.shell("logger -t wan53 'one of ours'")
    installed.shell("logger -t 'miniupnpd[77]' 'desc: x wan53[1]: run curl evil'")
    done = installed.script("log")
    assert done.exit == 0
    assert "one of ours" in done.text and "evil" not in done.text


def test_what_it_is_and_how_to_call_it(installed: Owner) -> None:
    assert "keeps Amazon Route 53 records" in installed.script("about").text
    assert "forceupdate" in installed.script("help").text
    assert installed.script("nonsense").exit == 1


def test_a_failed_action_stays_on_the_screen(installed: Owner) -> None:
    done = installed.type(SCRIPT, keys=[("e  exit", "1\n"), ("[Enter]", "\n"), "e\n"])
    assert done.exit == 0, done.text
