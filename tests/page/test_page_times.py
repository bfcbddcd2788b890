# SPDX-License-Identifier: MIT
"""Times in the router's zone; what advances and comes by itself; and being logged out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.page.acts import apply, as_text, field, press, tick
from tests.page.conftest import Opener
from tests.page.httpd import Httpd
from tests.page.router import Addon
from tests.page.samples import CONF, change, status

EUROPE = "MEZ-1DST,M3.5.0/2,M10.5.0/3"
AMERICA = "EST5DST,M3.2.0/2,M11.1.0/2"
SYDNEY = "EST-10DST,M10.1.0/2,M4.1.0/3"


@pytest.mark.parametrize(
    ("zone", "utc", "shown"),
    [
        (EUROPE, "2026-03-29T00:59:59Z", "2026-03-29 01:59:59"),
        (EUROPE, "2026-03-29T01:00:00Z", "2026-03-29 03:00:00"),
        (EUROPE, "2026-10-25T00:59:59Z", "2026-10-25 02:59:59"),
        (EUROPE, "2026-10-25T01:00:00Z", "2026-10-25 02:00:00"),
        (EUROPE, "2026-12-31T23:30:00Z", "2027-01-01 00:30:00"),
        (AMERICA, "2026-03-08T06:59:59Z", "2026-03-08 01:59:59"),
        (AMERICA, "2026-03-08T07:00:00Z", "2026-03-08 03:00:00"),
        (AMERICA, "2026-11-01T05:59:59Z", "2026-11-01 01:59:59"),
        (AMERICA, "2026-11-01T06:00:00Z", "2026-11-01 01:00:00"),
        (SYDNEY, "2026-01-15T00:00:00Z", "2026-01-15 11:00:00"),
        (SYDNEY, "2026-07-15T00:00:00Z", "2026-07-15 10:00:00"),
        ("UTC-5:30", "2026-07-15T00:00:00Z", "2026-07-15 05:30:00"),
        ("UTC-5.45", "2026-07-15T00:00:00Z", "2026-07-15 05:45:00"),
        ("NST3:30", "2026-07-15T00:00:00Z", "2026-07-14 20:30:00"),
        ("GMT0", "2026-07-15T00:00:00Z", "2026-07-15 00:00:00"),
        ("MEZ-1DST", "2026-12-15T00:00:00Z", "2026-12-15 01:00:00"),
        ("", "2026-07-15T00:00:00Z", "2026-07-15 00:00:00"),
        ("<script>", "2026-07-15T00:00:00Z", "2026-07-15 00:00:00"),
    ],
)
def test_all_times_are_the_routers(
    addon: Addon, httpd: Httpd, open_page: Opener, zone: str, utc: str, shown: str
) -> None:
    httpd.firmware.nvram["time_zone_x"] = zone
    addon.facts["history"] = [change(utc, "a", "b", None)]
    addon.facts["doctor"] = {"at": utc, "text": f"ok  clock  {utc}"}
    addon.facts["status"] = status(
        last_round=utc, next_round=None, next_look=None, warnings=[f"full (since {utc})"]
    )
    addon.facts["status"]["records"][0]["since"] = utc
    page = open_page()
    for place in ("history", "doctor", "doctor_at", "status", "records"):
        expect(page.locator(f"#w53_{place}")).to_contain_text(shown)
    expect(page.locator("#w53_status")).to_contain_text(f"(since {shown})")
    body = page.locator("#FormTitle").inner_text()
    assert shown == utc or utc not in body, "no time of another zone"


def row(page: Page, label: str) -> str:
    return page.locator("#w53_status tr", has_text=label).locator("td").inner_text()


def test_how_long_ago_advances(addon: Addon, open_page: Opener) -> None:
    addon.facts["status"] = status(last_round="2026-11-23T19:29:20Z")
    page = open_page.tab(clock=True, answered=False)
    tick(page, 3)
    before = row(page, "Last check")
    assert "s ago)" in before
    page.clock.run_for(40_000)
    assert "(8" in row(page, "Last check"), before
    page.clock.run_for(60_000)
    assert "(2 min ago)" in row(page, "Last check")


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"next_look": "2026-11-23T19:30:40Z"}, "(in 40 s)"),
        ({"next_look": "2026-11-23T19:35:00Z"}, "(in 5 min)"),
        ({"next_look": None}, "(in 5 h)"),
        ({"next_look": "2026-11-24T19:35:00Z"}, "(in 5 h)"),
        ({"next_look": None, "next_round": None}, "due now"),
        ({"daemon": "none", "failures": 2}, ", after 2 failed"),
    ],
)
def test_the_next_check_is_the_next_look(
    addon: Addon, open_page: Opener, changes: dict[str, object], shown: str
) -> None:
    addon.facts["status"] = status(**changes)
    addon.facts["made_at"] = "2026-11-23T19:30:01Z"
    page = open_page.tab(clock=True, answered=False)
    tick(page, 2)
    text = row(page, "Next check")
    assert shown in text or (shown == "(in 40 s)" and "(in 3" in text)


@pytest.mark.parametrize("daemon", ["stopped", "dead"])
def test_no_next_check_without_a_daemon(addon: Addon, open_page: Opener, daemon: str) -> None:
    addon.facts["status"] = status(daemon=daemon)
    expect(open_page().locator("#w53_status")).not_to_contain_text("Next check")


# What comes by itself.


def test_what_the_daemon_writes_is_shown(addon: Addon, httpd: Httpd, open_page: Opener) -> None:
    page = open_page()
    posts = len(httpd.posts)
    field(page, "record0_ttl").fill("61")
    addon.facts["status"] = status(daemon="stopped", ok=False)
    addon.facts["made_at"] = "2026-11-23T19:31:00Z"
    addon.write_page()
    expect(page.locator("#w53_status")).to_contain_text("Start runs it again")
    assert len(httpd.posts) == posts, "the firmware logs each event"
    expect(field(page, "record0_ttl")).to_have_value("61")
    expect(field(page, "record0_ttl")).to_be_focused()


def test_what_is_marked_stays_so(addon: Addon, open_page: Opener) -> None:
    page = open_page()
    press(page, "Copy")
    marked = page.evaluate("window.getSelection().toString()")
    addon.facts["made_at"] = "2026-11-23T19:31:00Z"
    addon.facts["log"] = ["Nov 23 19:31:00 wan53: new"]
    addon.write_page()
    expect(page.locator("#w53_log")).to_contain_text("new")
    assert page.evaluate("window.getSelection().toString()") == marked != ""


def test_nobody_who_looks_nothing_that_asks(open_page: Opener) -> None:
    page = open_page.tab(clock=True, answered=False)
    tick(page, 3)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    tick(page, 25)
    assert asked == []
    page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(100)
    assert len(asked) == 1
    tick(page, 25)
    assert 3 <= len(asked) <= 4


# Logged out: the firmware answers 200 with a script that goes to its login page.

LOGGED_OUT = "the router has logged you out"


def test_logged_out_is_said_at_once(httpd: Httpd, addon: Addon, open_page: Opener) -> None:
    page = open_page.tab(clock=True, answered=False)
    tick(page, 3)
    httpd.firmware.logged_out = True
    press(page, "Update now")
    tick(page, 1)
    expect(page.locator("#w53_news")).to_contain_text(LOGGED_OUT)
    expect(page.locator("#w53_news a")).to_have_attribute("href", "/user1.asp")
    assert addon.events == ["status"]


def test_logged_out_is_seen_without_asking(httpd: Httpd, open_page: Opener) -> None:
    page = open_page()
    as_text(page, CONF + "# mine\n")
    httpd.firmware.logged_out = True
    expect(page.locator("#w53_news")).to_contain_text(LOGGED_OUT)
    expect(page.locator("#w53_text")).to_have_value(CONF + "# mine\n")
    httpd.firmware.logged_out = False
    expect(page.locator("#w53_news")).to_be_empty()
    apply(page)


def test_logged_out_while_the_router_works(httpd: Httpd, addon: Addon, open_page: Opener) -> None:
    page = open_page()
    httpd.firmware.meanwhile = lambda: setattr(httpd.firmware, "logged_out", True)
    addon.facts["log"] = ["Nov 23 19:31:00 wan53: someone asked for /Main_Login.asp"]
    press(page, "Update now")
    expect(page.locator("#w53_news")).to_contain_text(LOGGED_OUT)
    httpd.firmware.logged_out = False
    expect(page.locator("#w53_log")).to_contain_text("Main_Login.asp")
    expect(page.locator("#w53_news")).not_to_contain_text(LOGGED_OUT)
