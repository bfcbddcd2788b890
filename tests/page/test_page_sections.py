# SPDX-License-Identifier: MIT
"""Sections that collapse: which are open at first sight, and what the page remembers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.page.acts import apply, field, press
from tests.page.conftest import Opener, idle
from tests.page.httpd import Httpd
from tests.page.router import Addon


def section(page: Page, title: str) -> Locator:
    return page.locator(".w53 table", has=page.get_by_role("button", name=title, exact=True))


def open_ones(page: Page) -> list[str]:
    return page.locator(".w53 .w53-toggle[aria-expanded=true]").all_text_contents()


AT_FIRST = ["Status", "Records", "Settings"]
CLOSED = ["Check", "History", "Record home.example.com", "Record office.example.com"]
CLOSED += ["How to publish", "Amazon Web Services", "System log", "IAM policy"]


@pytest.mark.parametrize("skin", ["", "rog", "tuf"])
def test_at_first_sight(httpd: Httpd, open_page: Opener, skin: str) -> None:
    httpd.firmware.skin = skin
    page = open_page.tab(fresh=True)
    assert open_ones(page) == AT_FIRST
    for title in CLOSED:
        expect(section(page, title).locator("> tbody")).to_be_hidden()
        expect(section(page, title).locator("thead.collapsible-jquery")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.evaluate("document.documentElement.scrollHeight") <= 1400


def test_a_reload_finds_them_as_they_were_left(open_page: Opener) -> None:
    page = open_page.tab(fresh=True)
    for title in ("History", "Record office.example.com", "Amazon Web Services", "Status"):
        # Anywhere on the head, as with other addons.
        section(page, title).locator("thead td").first.click(position={"x": 250, "y": 10})
    page.get_by_role("button", name="IAM policy").focus()
    page.keyboard.press("Enter")
    left = [
        "Records", "History", "Settings", "Record office.example.com", "Amazon Web Services",
        "IAM policy",
    ]  # fmt: skip
    assert open_ones(page) == left
    expect(page.locator("#w53_status")).to_be_hidden()
    page.reload()
    idle(page)
    assert open_ones(page) == left
    expect(page.locator("#w53_policy")).to_be_visible()
    for title in ("IAM policy", "Status"):
        page.get_by_role("button", name=title, exact=True).click()
    page.reload()
    idle(page)
    assert open_ones(page) == ["Status", *left[:-1]]


def test_a_cookie_that_somebody_else_wrote(open_page: Opener) -> None:
    page = open_page.tab(fresh=True)
    for value in ("%3Cscript%3E", "..", "1", "status", "x" * 3000, "status0.history1."):
        page.context.add_cookies(
            [{"name": "w53_sections", "value": value, "url": open_page.origin}]
        )
        page.reload()
        idle(page)
        expected = ["Records", "History", "Settings"] if "history" in value else AT_FIRST
        assert open_ones(page) == expected, value
    assert page.evaluate("document.cookie").count("w53_sections") == 1


def test_what_must_be_seen_opens(addon: Addon, open_page: Opener) -> None:
    page = open_page.tab(fresh=True)
    press(page, "Check")
    expect(page.locator("#w53_doctor")).to_be_visible()
    field(page, "publish_check-interval").evaluate("e => { e.value = '5s'; }")
    apply(page, "check-interval: 5s; expected 1m to 7d")
    expect(field(page, "publish_check-interval")).to_be_focused()
    expect(page.locator("#w53_publish_check-interval_error")).to_be_visible()
    press(page, "Add a record")
    expect(field(page, "record2_name")).to_be_focused()
    # That it was shown once is nobody's decision.
    assert "w53_sections" not in page.evaluate("document.cookie")


def test_a_button_in_a_head_is_no_click_on_it(open_page: Opener) -> None:
    page = open_page.tab(fresh=True)
    press(page, "Remove record home.example.com")
    assert open_ones(page) == AT_FIRST
    assert "w53_sections" not in page.evaluate("document.cookie")


def test_who_has_no_settings_yet_sees_the_first_record(addon: Addon, open_page: Opener) -> None:
    addon.settings.write_text("other 1\n")
    addon.conf.unlink()
    page = open_page.tab(fresh=True)
    expect(field(page, "record0_name")).to_be_visible()
    assert open_ones(page) == [*AT_FIRST, "Record home.example.com"]


@pytest.mark.parametrize("status", [None, {}, {"records": []}])
def test_no_records_are_said_to_be_none(addon: Addon, open_page: Opener, status: object) -> None:
    addon.facts["status"] = status
    page = open_page()
    expect(page.locator("#w53_records")).to_have_text("No records yet.")


def test_labels_take_as_much_room_as_the_firmware_gives_them(open_page: Opener) -> None:
    page = open_page()
    tables = page.locator(".w53-fields:visible")
    assert tables.count() == 5
    for i in range(tables.count()):
        whole = tables.nth(i).bounding_box()
        label = tables.nth(i).locator("th").first.bounding_box()
        assert whole and label
        assert label["width"] / whole["width"] == pytest.approx(0.35, abs=0.01)
