# SPDX-License-Identifier: MIT
"""What is refused, by wan53 or by the page itself, and where that is said."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.page.acts import apply, as_text, field, press
from tests.page.conftest import Opener
from tests.page.httpd import Httpd, read_settings
from tests.page.router import Addon
from tests.page.samples import CONF

REFUSED = [
    ("record1_ttl", "10x", "ttl: 10x; expected seconds"),
    ("publish_check-interval", "5s", "check-interval: 5s; expected 1m to 7d"),
    ("aws_region", "Mars", "region: Mars; expected a region"),
    ("record0_name", "com", "[record]: com; expected a full name"),
    ("record0_zone", "../", "zone: ../; expected a hosted zone id"),
    ("publish_checkers", "ftp://x", "checkers: URL 1"),
]


def test_a_complaint_stands_at_its_field(addon: Addon, open_page: Opener) -> None:
    page = open_page()
    for name, wrong, words in REFUSED:
        was = field(page, name).input_value()
        field(page, name).fill(wrong)
        apply(page, words)
        expect(field(page, name)).to_have_attribute("aria-invalid", "true")
        expect(field(page, name)).to_be_focused()
        expect(page.locator(f"#w53_{name}_error")).to_contain_text(words)
        described = field(page, name).get_attribute("aria-describedby") or ""
        assert described.startswith(f"w53_{name}_error")
        field(page, name).fill(was)
    assert addon.conf.read_text() == CONF
    apply(page)
    assert page.locator("#w53_form [aria-invalid]").count() == 0


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("wan53: -:6: ttl: x; expected seconds", "Line 6: ttl: x; expected seconds"),
        ("wan53: -: no record; give one", "no record; give one"),
        ("-:2: a: b\nwan53: -:3: c: d", "Line 2: a: b\nLine 3: c: d"),
    ],
)
def test_no_complaint_names_a_file_that_is_none(
    addon: Addon, open_page: Opener, said: str, shown: str
) -> None:
    addon.apply = lambda: (2, said)  # type: ignore[method-assign]
    page = open_page()
    apply(page, "refused")
    expect(page.locator("#w53_saved pre")).to_have_text(shown)


PATHS = ("ca-file", "credentials-file", "client-cert", "client-key")
IOT = """\
[aws]
credentials = iot
iot-endpoint = a.credentials.iot.eu-west-1.amazonaws.com
iot-role-alias = wan53
"""


def test_no_path_is_set_by_the_page(addon: Addon, open_page: Opener) -> None:
    own = CONF.replace("[aws]\n", IOT)
    addon.put(own)
    page = open_page()
    for key in PATHS:
        assert page.locator(f"#w53_aws_{key}").count() == 0
        as_text(page, own.replace("[aws]\n", f"[aws]\n{key} = /www/user/x\n"))
        apply(page, f"{key}: is set over SSH only")
        assert addon.conf.read_text() == own
    # What was set over SSH stays, whatever else changes.
    own = own.replace("[aws]\n", "[aws]\n" + "".join(f"{key} = my.pem\n" for key in PATHS))
    addon.put(own)
    page = open_page()
    field(page, "record0_ttl").fill("600")
    apply(page)
    assert addon.conf.read_text() == own.replace("ttl = 120", "ttl = 600")


def test_no_program_is_set_by_the_page(addon: Addon, open_page: Opener) -> None:
    program = "[aws]\ncredentials = process\ncredential-process = /bin/reboot\n"
    page = open_page()
    options = field(page, "aws_credentials").locator("option").all_inner_texts()
    assert "iot" in options and "process" not in options
    assert page.locator("#w53_aws_credential-process").count() == 0
    as_text(page, program + CONF.replace("[aws]\n", ""))
    apply(page, "over SSH")
    assert addon.conf.read_text() == CONF
    # What was set over SSH stays, whatever else changes.
    own = CONF.replace("[aws]\n", program)
    addon.put(own)
    page = open_page()
    assert field(page, "aws_credentials").input_value() == "process"
    field(page, "record0_ttl").fill("600")
    apply(page)
    assert addon.conf.read_text() == own.replace("ttl = 120", "ttl = 600")
    as_text(page, own.replace("/bin/reboot", "/bin/reboot -f"))
    apply(page, "over SSH")
    assert addon.conf.read_text() == own.replace("ttl = 120", "ttl = 600")


def test_a_complaint_about_two_keys_stands_at_the_record(open_page: Opener) -> None:
    page = open_page()
    field(page, "record1_source").select_option("prefix")
    field(page, "record1_source_what").fill("::1:2:3:4")
    apply(page, "gives no IPv4 address")
    expect(field(page, "record1_name")).to_have_attribute("aria-invalid", "true")


def test_a_complaint_stands_at_its_line(addon: Addon, open_page: Opener) -> None:
    page = open_page()
    as_text(page, CONF.replace("allow-private", "alow-private"))
    apply(page, "Line 9: alow-private: no such key in [publish]; did you mean allow-private?")
    expect(page.locator("#w53_text_error")).to_contain_text("Line 9: alow-private")
    box = page.locator("#w53_text")
    expect(box).to_be_focused()
    chosen = box.evaluate("b => b.value.substring(b.selectionStart, b.selectionEnd)")
    assert chosen == "alow-private = no"
    assert addon.conf.read_text() == CONF


def test_a_complaint_without_a_field_opens_the_text(addon: Addon, open_page: Opener) -> None:
    addon.put(CONF.replace("via = route53", "vai = route53"))
    page = open_page()
    apply(page, "no such key in [publish]")
    expect(page.locator("#w53_text_error")).to_contain_text("Line 6: vai")


def test_no_record_at_all_is_said(open_page: Opener) -> None:
    page = open_page()
    as_text(page, "[aws]\nregion = eu-west-1\n")
    apply(page, "no record; add a section")


def test_a_config_that_does_not_fit_is_not_sent(
    addon: Addon, httpd: Httpd, open_page: Opener
) -> None:
    page = open_page()
    room = (2999 // 4) * 3 - len(CONF) - 3
    as_text(page, CONF + "#" + "x" * room + "\n")
    apply(page)
    as_text(page, CONF + "#" + "x" * (room + 3) + "\n")
    before = len(httpd.posts)
    apply(page, "and 2999 fit")
    assert len(httpd.posts) == before
    assert len(read_settings(addon.settings)["wan53_conf"]) == 2996


def test_all_addons_together_must_fit(addon: Addon, httpd: Httpd, open_page: Opener) -> None:
    addon.put(CONF, a="a" * 2999, b="b" * 2999, c="c" * 1000)
    page = open_page()
    as_text(page, CONF + "#" + "x" * 600 + "\n")
    before = addon.settings.read_text()
    apply(page, "the router takes 8192")
    assert "amng_custom" not in httpd.posts[-1]
    assert addon.settings.read_text() == before


def test_a_logged_out_page_sends_nothing(addon: Addon, httpd: Httpd, open_page: Opener) -> None:
    page = open_page()
    httpd.firmware.logged_out = True
    apply(page, "the router has logged you out")
    assert addon.events == ["status"]
    httpd.firmware.logged_out = False
    apply(page)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("toolong", "the settings of all addons together are longer"),
        ("withheld", "something in it may be secret"),
        ("%%%", "damaged or is not UTF-8"),
        ("/w==", "damaged or is not UTF-8"),
    ],
)
def test_settings_that_can_only_be_read(
    addon: Addon, httpd: Httpd, open_page: Opener, key: str, words: str
) -> None:
    addon.set_key(key, other="1")
    page = open_page()
    expect(page.locator("#w53_locked")).to_contain_text(words)
    expect(page.locator("#w53_locked")).to_contain_text("over SSH")
    expect(page.get_by_role("button", name="Apply")).to_be_hidden()
    expect(page.get_by_role("button", name="As text")).to_be_hidden()
    press(page, "Update now")
    expect(page.locator("#w53_news")).to_contain_text("The records were updated.")
    assert [post for post in httpd.posts if "amng_custom" in post] == []


def test_a_router_without_addon_settings(httpd: Httpd, open_page: Opener) -> None:
    httpd.firmware.knows_settings = False
    page = open_page()
    expect(page.locator("#w53_locked")).to_contain_text("cannot be read")
    open_page.faults.clear()
