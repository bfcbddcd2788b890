# SPDX-License-Identifier: MIT
"""What the page shows, and the buttons that ask the router for something."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.page.acts import press, tick
from tests.page.conftest import Opener
from tests.page.httpd import Httpd
from tests.page.router import Addon
from tests.page.samples import CHANGED, record, status
from tests.page.samples import page as page_json

SENT = "start_wan53_"


def status_row(page: Page, label: str) -> str:
    return page.locator("#w53_status tr", has_text=label).locator("td").inner_text()


def test_all_is_well(open_page: Opener) -> None:
    page = open_page()
    expect(page.locator("#w53_headline")).to_have_text("All records are right")
    assert status_row(page, "WAN address").split("\n")[0] == "203.0.113.7 (wan)"
    assert "(3 days ago)" in status_row(page, "Last change")
    assert "(in 5 h)" in status_row(page, "Next check")
    assert status_row(page, "Background daemon") == "running"
    expect(page.locator("#w53_version")).to_have_text("0.1.0")
    records = page.locator("#w53_records tr")
    assert records.count() == 3
    assert "2001:db8:53::1" in records.nth(1).inner_text()
    assert "unchanged" in records.nth(1).inner_text()
    expect(page.locator("#w53_history tr")).to_have_count(2)
    assert "all records are right" in page.locator("#w53_log").inner_text()
    assert "ok    keys          arn:aws:iam" in page.locator("#w53_doctor").inner_text()
    assert page.locator("#w53_status tr", has_text="What is wrong").count() == 0


def test_no_ipv6_is_no_fault(addon: Addon, open_page: Opener) -> None:
    good = [
        record("home.example.com", "A", "198.51.100.7"),
        record("home.example.com", "AAAA", None, outcome="absent", text="no IPv6 here"),
    ]
    addon.facts["status"] = status(records=good)
    page = open_page()
    expect(page.locator("#w53_headline")).to_have_text("All records are right")
    expect(page.locator("#w53_status")).not_to_contain_text("no IPv6 here")


WRONG = [
    (
        {"records": [record("a.example.com", "A", None, outcome="refused", text="no zone X")]},
        "Something needs you",
        "a.example.com A: no zone X",
    ),
    (
        {"records": [record("a.example.com", "A", None, outcome="retry", text="time-out")]},
        "Not all records are right yet",
        "a.example.com A: time-out",
    ),
    ({"trouble": "credentials: no such file; run setup"}, "Something needs you", "run setup"),
    ({"daemon": "dead"}, "Not all records are right yet", "The daemon is not running"),
    ({"daemon": "stopped"}, "Not all records are right yet", "Start runs it again"),
    ({"clock_offset": 431}, "Not all records are right yet", "off by 431 s; check NTP"),
    ({"doubts": ["another router writes"]}, "Not all records are right yet", "another router"),
    ({"warnings": ["the CA file is old"]}, "Not all records are right yet", "CA file is old"),
    ({"ok": True, "warnings": ["w"]}, "All records are right, but see below", "w"),
    (
        {"ok": True, "proof": {"by": "its certificate", "until": None, "error": "Access Denied"}},
        "All records are right, but see below",
        "Access Denied",
    ),
]


def test_what_is_wrong(addon: Addon, open_page: Opener) -> None:
    addon.facts["status"] = status(ok=False)
    page = open_page()
    expect(page.locator("#w53_headline")).to_have_text("The first check has not finished yet")
    for changes, headline, says in WRONG:
        addon.facts["status"] = status(**{"ok": False, **changes})
        press(page, "Refresh")
        expect(page.locator("#w53_status")).to_contain_text(says)
        expect(page.locator("#w53_headline")).to_have_text(headline)
        assert says in status_row(page, "What is wrong")


def test_a_broken_config_is_the_first_thing_said(addon: Addon, open_page: Opener) -> None:
    addon.facts["config"]["problem"] = "wan53.conf:3: ttl: 1x; expected seconds"
    addon.facts["status"] = {}
    page = open_page()
    expect(page.locator("#w53_headline")).to_have_text("Something needs you")
    assert "wan53.conf:3: ttl: 1x" in status_row(page, "What is wrong")
    assert status_row(page, "WAN address") == "203.0.113.7"


def test_behind_nat(addon: Addon, open_page: Opener) -> None:
    addon.facts["status"] = status(
        behind_nat=[{"wan": "wan0", "inner": "10.64.3.2", "outer": "203.0.113.7"}]
    )
    page = open_page()
    said = "wan0: 10.64.3.2 is behind NAT; the internet sees 203.0.113.7"
    assert said in status_row(page, "WAN address")


def test_how_it_authenticates(addon: Addon, open_page: Opener) -> None:
    by = "its certificate at AWS IoT (role alias wan53)"
    addon.facts["status"] = status(proof={"by": by, "until": "2026-11-23T19:02:11Z", "error": None})
    page = open_page()
    assert status_row(page, "Authenticates with").startswith(f"{by}, until ")


def test_before_the_first_round(addon: Addon, open_page: Opener) -> None:
    addon.facts = page_json(
        status=status(ok=False, records=[], daemon="none", last_round=None, next_round=None),
        history=[],
        log=[],
        policy="",
        doctor=None,
    )
    page = open_page()
    assert status_row(page, "Last check") == "never"
    assert status_row(page, "Next check") == "due now"
    expect(page.locator("#w53_records")).to_have_text("No records yet.")
    expect(page.locator("#w53_history")).to_have_text("Nothing has changed yet.")
    expect(page.locator("#w53_doctor")).to_have_text("Not checked yet; press Check.")


@pytest.mark.parametrize(
    ("name", "action", "good"),
    [
        ("Update now", "update", "The records were updated."),
        ("Check", "doctor", "Checked: everything works."),
    ],
)
def test_an_action(
    addon: Addon, httpd: Httpd, open_page: Opener, name: str, action: str, good: str
) -> None:
    addon.answers[action] = (0, CHANGED)
    page = open_page()
    press(page, name)
    expect(page.locator("#w53_news")).to_contain_text(good)
    assert addon.events == ["status", action]
    assert httpd.posts[-1]["action_script"] == SENT + action
    assert [post for post in httpd.posts if "amng_custom" in post] == []
    assert page.url == httpd.url


@pytest.mark.parametrize(
    ("name", "action", "bad"),
    [
        ("Update now", "update", "The update did not succeed."),
        ("Start", "start", "The daemon was not started."),
    ],
)
def test_an_action_that_fails(
    addon: Addon, open_page: Opener, name: str, action: str, bad: str
) -> None:
    addon.answers[action] = (4, "wan53: home.example.com A: refused: attach the policy")
    addon.facts["status"] = status(daemon="dead")
    page = open_page()
    press(page, name)
    expect(page.locator("#w53_news")).to_contain_text(bad)
    expect(page.locator("#w53_news")).to_contain_text("attach the policy")
    expect(page.locator("#w53_news")).to_have_attribute("aria-live", "polite")


def test_a_failed_check_is_shown_once(addon: Addon, open_page: Opener) -> None:
    page = open_page()
    said = "wrong zone        home.example.com A: refused: attach the policy"
    addon.answers["doctor"] = (4, said)
    addon.facts["doctor"] = {"at": "2026-11-23T19:30:00Z", "text": said}
    press(page, "Check")
    expect(page.locator("#w53_news")).to_have_text("Checked: something needs you; see Check.")
    expect(page.locator("#w53_doctor")).to_have_text(said)
    assert (page.locator("body").text_content() or "").count("attach the policy") == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a.example.com A: changed: from 192.0.2.1 to 192.0.2.2", "The records were updated."),
        ("a.example.com A: created: 192.0.2.2", "The records were updated."),
        ("a A: unchanged: 192.0.2.2\nb A: changed: from x to y", "The records were updated."),
        ("a.example.com A: unchanged: it is 192.0.2.2", "The records were right already."),
        ("a A: unchanged: so it was\na AAAA: absent: no IPv6", "The records were right already."),
        ("", "The records were right already."),
    ],
)
def test_updated_is_said_if_something_was(
    addon: Addon, open_page: Opener, text: str, says: str
) -> None:
    addon.answers["update"] = (0, text)
    page = open_page()
    press(page, "Update now")
    expect(page.locator("#w53_news div").first).to_have_text(says)


def test_refresh_shows_what_is_new(addon: Addon, open_page: Opener) -> None:
    page = open_page()
    addon.facts["log"] = ["a new line"]
    press(page, "Refresh")
    expect(page.locator("#w53_log")).to_have_text("a new line")
    assert addon.events == ["status", "status"]


def test_a_busy_page_takes_no_second_action(httpd: Httpd, addon: Addon, open_page: Opener) -> None:
    page = open_page()
    # The router answers the first action only after the second one was tried.
    httpd.firmware.silent = True
    with page.expect_response("**/start_apply.htm"):
        press(page, "Update now")
    page.locator("#w53_actions").get_by_role("button", name="Check").click(force=True)
    httpd.firmware.silent = False
    addon.service("wan53_update")
    expect(page.locator("#w53_news")).to_contain_text("The records were updated.")
    press(page, "Check")
    expect(page.locator("#w53_news")).to_contain_text("Checked")
    assert addon.events == ["status", "update", "doctor"]


def test_the_answer_to_an_older_question_is_not_ours(addon: Addon, open_page: Opener) -> None:
    addon.results["update"] = {"number": 40, "exit": 4, "text": "long ago"}
    addon.write_page()
    page = open_page()
    expect(page.locator("#w53_news")).not_to_contain_text("long ago")
    press(page, "Update now")
    expect(page.locator("#w53_news")).to_contain_text("The records were updated.")


def test_a_router_that_does_not_answer(httpd: Httpd, open_page: Opener, addon: Addon) -> None:
    httpd.firmware.silent = True
    page = open_page.tab(answered=False, clock=True)
    page.clock.run_for(29_000)
    expect(page.locator("#w53_news")).not_to_contain_text("did not answer")
    page.clock.run_for(4_000)
    expect(page.locator("#w53_news")).to_contain_text("did not answer within 30 seconds")
    expect(page.locator("#w53_news")).to_contain_text("JFFS custom scripts")
    httpd.firmware.silent = False
    press(page, "Update now")
    page.wait_for_function("true")
    tick(page, 5)
    expect(page.locator("#w53_news")).to_contain_text("The records were updated.")


def test_an_answer_that_comes_late_is_taken(httpd: Httpd, open_page: Opener, addon: Addon) -> None:
    httpd.firmware.silent = True
    page = open_page.tab(answered=False, clock=True)
    page.clock.run_for(33_000)
    expect(page.locator("#w53_news")).to_contain_text("did not answer")
    addon.service("wan53_status")
    tick(page, 5)
    expect(page.locator("#w53_headline")).to_have_text("All records are right")


@pytest.mark.parametrize("body", ["", "<html>login</html>", "[1]", "null", '{"status": 7}', "{"])
def test_a_page_json_that_is_none(addon: Addon, httpd: Httpd, open_page: Opener, body: str) -> None:
    httpd.firmware.silent = True
    addon.page_json.write_text(body)
    page = open_page(answered=False)
    page.wait_for_timeout(300)  # a script that breaks on it leaves no other sign
    expect(page.get_by_role("button", name="Update now")).to_be_visible()


def test_the_policy_can_be_copied(open_page: Opener) -> None:
    page = open_page()
    assert page.locator("#w53_policy").inner_text().startswith('{\n  "Version"')
    press(page, "Copy")
    expect(page.locator("#w53_copied")).to_contain_text("policy is")
    assert page.evaluate("window.getSelection().toString()").startswith("{")


def test_no_field_takes_a_secret(open_page: Opener) -> None:
    page = open_page()
    assert page.locator("input[type=password]").count() == 0
    assert "wan53.sh setup" in page.locator("#FormTitle").inner_text()
