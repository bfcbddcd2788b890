# SPDX-License-Identifier: MIT
"""Whose answer it is, and what the page takes over from the router."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.page import samples
from tests.page.acts import apply, field, press, saved, tick
from tests.page.conftest import Opener
from tests.page.httpd import Httpd
from tests.page.router import Addon
from tests.page.samples import CONF, coded


def test_another_actions_answer_is_not_taken(addon: Addon, open_page: Opener) -> None:
    """Of another tab, for instance."""
    page = open_page()
    addon.answers["doctor"] = (4, "zone: denied")
    addon.service("wan53_doctor")
    press(page, "Update now")
    expect(page.locator("#w53_news")).to_contain_text("The records were updated.")
    expect(page.locator("#w53_news")).not_to_contain_text("denied")


def test_yesterdays_result_is_no_answer(addon: Addon, httpd: Httpd, open_page: Opener) -> None:
    """Though page.json could not be had before the question."""
    page = open_page.tab(clock=True, answered=False)
    tick(page, 4)
    addon.service("wan53_update")
    press(page, "Refresh")
    tick(page, 4)
    httpd.firmware.silent = True
    httpd.firmware.blind = 1
    press(page, "Update now")
    tick(page, 5)
    expect(page.locator("#w53_news")).not_to_contain_text("updated")


@pytest.mark.parametrize(
    ("button", "action", "said"),
    [
        ("Update now", "update", "The update did not succeed."),
        ("Check", "doctor", "something needs you"),
        ("Refresh", "status", "The status could not be read."),
    ],
)
def test_results_count_anew_after_a_reboot(
    addon: Addon, open_page: Opener, button: str, action: str, said: str
) -> None:
    """The router keeps their numbers in RAM, and the page stays open meanwhile."""
    for name in ("update", "doctor", "status"):
        addon.results[name] = {"number": 7, "exit": 0, "text": ""}
    addon.write_page()
    page = open_page()
    addon.results.clear()
    addon.write_page()
    addon.answers[action] = (1, "denied")
    press(page, button)
    expect(page.locator("#w53_news")).to_contain_text(said)


def test_a_slow_update_is_waited_for(httpd: Httpd, addon: Addon, open_page: Opener) -> None:
    page = open_page.tab(clock=True, answered=False)
    tick(page, 4)
    httpd.firmware.silent = True
    press(page, "Update now")
    page.wait_for_timeout(100)  # until the page counts the seconds: its clock shows no timers
    page.clock.run_for(40_000)
    expect(page.locator("#w53_news")).to_contain_text("Still at work")
    expect(page.locator("#w53_news")).not_to_contain_text("JFFS")
    addon.service("wan53_update")
    tick(page, 4)
    expect(page.locator("#w53_news")).to_contain_text("The records were updated.")


@pytest.mark.parametrize("daemon", ["stopped", "dead"])
def test_the_daemon_can_be_started(addon: Addon, open_page: Opener, daemon: str) -> None:
    addon.facts = samples.page(status=samples.status(daemon=daemon))
    page = open_page()
    addon.facts = samples.page()
    press(page, "Start")
    expect(page.locator("#w53_news")).to_contain_text("The daemon was started.")
    assert addon.events == ["status", "start"]
    expect(page.locator("#w53_start")).to_be_hidden()


def test_before_there_are_settings(addon: Addon, open_page: Opener) -> None:
    problem = "/jffs/addons/wan53/wan53.conf: no such file; `wan53 setup` makes one"
    addon.facts = samples.page(config={"problem": problem, "problem_kind": "no config"})
    del addon.facts["status"]
    addon.set_key("")
    page = open_page()
    status = page.locator("#w53_status")
    expect(status).to_contain_text("/jffs/addons/wan53/wan53.sh setup")
    expect(status).not_to_contain_text("README")
    expect(status).not_to_contain_text("Next check")
    expect(status).not_to_contain_text("wrong")
    headline = page.locator("#w53_headline")
    expect(headline).to_have_text("Not set up yet")
    expect(headline).not_to_have_class(re.compile("w53-(bad|wait)"))
    # Nothing was typed, so nothing is lost by leaving.
    press(page, "Update now")
    assert page.evaluate("window.onbeforeunload()") is None


def test_what_the_program_says_of_the_policy(addon: Addon, open_page: Opener) -> None:
    addon.facts = samples.page(policy_note="home.example.com A names no zone")
    page = open_page()
    expect(page.locator("#w53_policy_note")).to_have_text("home.example.com A names no zone")
    addon.facts = samples.page(policy="", policy_note="gateway-api-arn is missing")
    press(page, "Refresh")
    expect(page.locator("#w53_policy")).to_have_text("gateway-api-arn is missing")


# Settings that somebody else changes.


def test_what_was_changed_over_ssh_is_shown(addon: Addon, open_page: Opener) -> None:
    page = open_page()
    addon.put(CONF.replace("ttl = 120", "ttl = 77"))
    press(page, "Refresh")
    expect(field(page, "record0_ttl")).to_have_value("77")
    apply(page)
    assert "ttl = 77" in addon.conf.read_text()


def test_what_was_undone_over_ssh_is_shown(addon: Addon, open_page: Opener) -> None:
    page = open_page()
    field(page, "record0_ttl").fill("61")
    apply(page)
    addon.put(CONF)
    press(page, "Refresh")
    expect(field(page, "record0_ttl")).to_have_value("120")


def test_what_is_typed_is_not_lost_to_it(addon: Addon, open_page: Opener) -> None:
    page = open_page()
    field(page, "record0_ttl").fill("61")
    addon.put(CONF.replace("ttl = 120", "ttl = 77"))
    press(page, "Refresh")
    saved(page, "changed elsewhere")
    expect(field(page, "record0_ttl")).to_have_value("61")


def test_a_file_that_was_shortened_can_be_edited_again(addon: Addon, open_page: Opener) -> None:
    addon.facts = samples.page(config={"problem": "", "text": "# long\n[record a.example]"})
    addon.set_key("toolong")
    page = open_page()
    expect(page.locator("#w53_whole")).to_contain_text("[record a.example]")
    expect(page.locator("#w53_locked")).to_contain_text("wan53.conf is longer than")
    expect(page.locator("#w53_apply")).to_be_hidden()
    addon.facts = samples.page()
    addon.put(CONF)
    press(page, "Refresh")
    expect(field(page, "record0_ttl")).to_have_value("120")
    expect(page.locator("#w53_whole")).to_be_hidden()


def test_settings_that_another_page_replaced_are_not_called_saved(
    addon: Addon, httpd: Httpd, open_page: Opener
) -> None:
    page = open_page()
    httpd.firmware.meanwhile = lambda: addon.set_key(coded(CONF))
    field(page, "record0_ttl").fill("61")
    apply(page, "Another page replaced these settings")
    httpd.firmware.meanwhile = lambda: None
    apply(page)
    assert "ttl = 61" in addon.conf.read_text()


def test_settings_that_cannot_be_read_again_are_not_called_saved(
    httpd: Httpd, open_page: Opener
) -> None:
    page = open_page()

    def hide_settings() -> None:
        httpd.firmware.knows_settings = False

    httpd.firmware.meanwhile = hide_settings
    field(page, "record0_ttl").fill("61")
    apply(page, "cannot be read to see whether they are these")
    assert "not saved" in page.evaluate("window.onbeforeunload()")


def test_other_addons_settings_are_read_right_before_they_are_sent(open_page: Opener) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    field(page, "record0_ttl").fill("61")
    apply(page)
    assert asked[asked.index("/start_apply.htm") - 1] == "/user1.asp"


def test_a_post_that_was_not_applied_is_told(addon: Addon, open_page: Opener) -> None:
    addon.answers["status"] = (0, "The settings are not in use; press Apply.")
    page = open_page()
    saved(page, "not in use; press Apply")


def test_the_first_settings_of_all(addon: Addon, httpd: Httpd, open_page: Opener) -> None:
    """Where no addon has saved any, the firmware writes no JSON."""
    addon.settings.unlink()
    addon.conf.unlink()
    page = open_page()
    apply(page)
    assert "[record home.example.com]" in addon.conf.read_text()


def test_nothing_that_the_firmware_would_run(
    addon: Addon, httpd: Httpd, open_page: Opener, tmp_path: Path
) -> None:
    """The server's model is: it runs tags in JSON files, too."""
    (addon.ext / "x.json").write_text('{"a": "<% nvram_get("wan0_ipaddr"); %>", "b": "<% oh"}')
    assert httpd.get("/ext/x.json")[2] == '{"a": "203.0.113.7", "b": "<% oh"}'
    addon.facts = samples.page(log=["Nov 27 10:00:00 wan53[1]: <% oh and 100%"])
    page = open_page()
    expect(page.locator("#w53_log")).to_have_text("Nov 27 10:00:00 wan53[1]: <% oh and 100%")
