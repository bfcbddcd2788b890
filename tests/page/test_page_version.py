# SPDX-License-Identifier: MIT
"""The version: is there a newer one, what is new in it, and getting it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.page.acts import field, press, tick
from tests.page.conftest import Opener
from tests.page.httpd import Httpd
from tests.page.router import Addon
from tests.page.samples import page as page_json

NEW = "0.1.0 0.2.0\n## 0.2.0\n\n- Faster, <b>bold</b>.\n"


def test_a_newer_version_and_what_is_new(addon: Addon, httpd: Httpd, open_page: Opener) -> None:
    page = open_page()
    expect(page.locator("#w53_upgrade")).to_be_hidden()
    expect(page.locator("#w53_new")).to_be_hidden()
    addon.answers["newest"] = (0, NEW)
    press(page, "Check for updates")
    expect(page.locator("#w53_version")).to_have_text("0.1.0; 0.2.0 is available")
    expect(page.locator("#w53_new")).to_have_text("## 0.2.0\n\n- Faster, <b>bold</b>.\n")
    assert page.locator("#w53_new b").count() == 0
    assert httpd.posts[-1]["action_script"] == "start_wan53_newest"
    # It is known from now on.
    expect(open_page().locator("#w53_upgrade")).to_be_visible()


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("0.1.0 0.1.0\n", "0.1.0, the newest"),
        ("0.0.9 0.1.0\n## 0.1.0\n", "0.1.0"),
        ("0.0.9 0.0.9\n", "0.1.0"),
        ("", "0.1.0"),
        ("0.1.0 0.2.0 0.3.0\n", "0.1.0"),
    ],
)
def test_no_newer_version(addon: Addon, open_page: Opener, answer: str, shown: str) -> None:
    """An answer from before an update tells nothing of now."""
    addon.answer("newest", 0, answer)
    page = open_page()
    expect(page.locator("#w53_version")).to_have_text(shown)
    expect(page.locator("#w53_upgrade")).to_be_hidden()


def test_a_version_that_cannot_be_had(addon: Addon, open_page: Opener) -> None:
    addon.answers["newest"] = (1, "wan53: cannot fetch https://x.example/SHA256SUMS: 404")
    page = open_page()
    press(page, "Check for updates")
    expect(page.locator("#w53_news")).to_contain_text("The newest version is not known.")
    expect(page.locator("#w53_news")).to_contain_text("cannot fetch")
    expect(page.locator("#w53_version")).to_have_text("0.1.0")


def test_the_update_brings_the_new_page(addon: Addon, open_page: Opener) -> None:
    addon.answer("newest", 0, NEW)
    page = open_page()
    addon.facts = page_json(version="0.2.0")
    press(page, "Update wan53")
    expect(page.locator("#w53_version")).to_have_text("0.2.0")
    page.wait_for_function("performance.getEntriesByType('navigation')[0].type === 'reload'")
    expect(page.locator("#w53_upgrade")).to_be_hidden()
    assert addon.events[:2] == ["status", "upgrade"]


def test_the_update_loses_nothing_that_was_typed(addon: Addon, open_page: Opener) -> None:
    addon.answer("newest", 0, NEW)
    page = open_page()
    field(page, "record0_ttl").fill("61")
    press(page, "Update wan53")
    expect(page.locator("#w53_news")).to_contain_text("wan53 is updated")
    page.wait_for_timeout(300)  # a reload would come within that time
    expect(field(page, "record0_ttl")).to_have_value("61")


def test_an_update_that_fails(addon: Addon, open_page: Opener) -> None:
    addon.answer("newest", 0, NEW)
    addon.answers["upgrade"] = (1, "wan53: SHA256SUMS is refused: not signed; nothing was changed")
    page = open_page()
    press(page, "Update wan53")
    expect(page.locator("#w53_news")).to_contain_text("wan53 was not updated.")
    expect(page.locator("#w53_news")).to_contain_text("nothing was changed")


def test_a_slow_download_is_waited_for(addon: Addon, httpd: Httpd, open_page: Opener) -> None:
    addon.answer("newest", 0, NEW)
    page = open_page.tab(clock=True, answered=False)
    tick(page, 3)
    httpd.firmware.silent = True
    press(page, "Update wan53")
    page.wait_for_timeout(100)  # until the page counts the seconds: its clock shows no timers
    page.clock.run_for(400_000)
    expect(page.locator("#w53_news")).to_contain_text("Still at work")
    page.clock.run_for(300_000)
    expect(page.locator("#w53_news")).to_contain_text("did not answer within 10 minutes")
