# SPDX-License-Identifier: MIT
"""What the form leaves of a file that somebody wrote by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.page.acts import apply, field, press, saved
from tests.page.conftest import Opener
from tests.page.router import Addon

RECORD = "[record home.example.com]\ntype = A\nttl = 300\n"


def test_what_is_hidden_for_a_while_is_not_lost(addon: Addon, open_page: Opener) -> None:
    addon.put(f"[publish]\nvia = route53\n\n{RECORD}")
    page = open_page()
    field(page, "publish_via").select_option("gateway")
    press(page, "Add a record")
    field(page, "record1_name").fill("office.example.com")
    field(page, "publish_via").select_option("route53")
    expect(field(page, "record0_ttl")).to_have_value("300")
    apply(page)
    assert "ttl = 300" in addon.conf.read_text()


def test_what_is_hidden_is_not_sent(addon: Addon, open_page: Opener) -> None:
    addon.put(f"[publish]\nvia = route53\n\n{RECORD}")
    page = open_page()
    field(page, "publish_via").select_option("gateway")
    field(page, "publish_gateway-url").fill("https://api.example.com/ddns")
    apply(page)
    assert "ttl" not in addon.conf.read_text()
    assert page.evaluate("window.onbeforeunload()") is None


def test_the_text_is_sent_as_it_is_shown(addon: Addon, open_page: Opener) -> None:
    addon.put(f"[publish]\nvia = route53\n\n{RECORD}")
    page = open_page()
    field(page, "publish_via").select_option("gateway")
    field(page, "publish_gateway-url").fill("https://api.example.com/ddns")
    press(page, "As text")
    apply(page, "refused")
    expect(page.locator("#w53_text_error")).to_contain_text("ttl")


def test_a_complaint_of_a_repeated_key_is_shown_at_its_line(
    addon: Addon, open_page: Opener
) -> None:
    addon.put("[record home.example.com]\nttl = 60\nttl = 70\n")
    page = open_page()
    apply(page, "refused")
    expect(page.locator("#w53_text_error")).to_contain_text("Line 3")


def test_a_key_without_a_value_can_be_taken_out(addon: Addon, open_page: Opener) -> None:
    addon.put(f"[aws]\nprofile =\n\n{RECORD}")
    page = open_page()
    assert page.evaluate("window.onbeforeunload()") is None
    apply(page)
    assert addon.conf.read_text() == f"[aws]\n\n{RECORD}"


SPARE = "# [record spare.example.com]\n# type = A\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            f"{RECORD}\n# office\n# second line\n\n[record c.example]\n",
            "# office\n# second line\n\n[record c.example]\n",
        ),
        (f"[aws]\nregion = us-east-1\n\n{RECORD}\n{SPARE}", None),
    ],
)
def test_comments_behind_a_record_stay(
    addon: Addon, open_page: Opener, before: str, after: str | None
) -> None:
    addon.put(before)
    page = open_page()
    press(page, "Remove record home.example.com")
    if after is None:
        press(page, "As text")
        expect(page.locator("#w53_text")).to_have_value(f"[aws]\nregion = us-east-1\n\n{SPARE}")
        return
    apply(page)
    assert addon.conf.read_text().lstrip("\n") == after


@pytest.mark.parametrize(
    "text",
    [
        "[record home.example.com]\r\nttl = 60\n",
        "[record home.example.com]\r\nttl = 60\r\n",
        "[record  home.example.com]\nsource  =  static   198.51.100.7\n",
        "[record]\nttl = 60\n",
    ],
)
def test_what_nobody_edited_is_as_it_was(addon: Addon, open_page: Opener, text: str) -> None:
    addon.put(text)
    page = open_page()
    press(page, "As text")
    press(page, "As a form")
    assert page.evaluate("window.onbeforeunload()") is None


def test_a_source_that_every_object_has(addon: Addon, open_page: Opener) -> None:
    addon.put("[record home.example.com]\nsource = constructor\n")
    page = open_page()
    expect(field(page, "record0_source_what")).to_be_hidden()
    apply(page, "refused")
    saved(page, "constructor")


def test_what_browsers_escape_is_counted(addon: Addon, open_page: Opener) -> None:
    """httpd would cut the form, and lose what all addons have."""
    addon.put(RECORD, big_one="(" * 2700)
    page = open_page()
    field(page, "record0_ttl").fill("61")
    apply(page, "too large to save")
