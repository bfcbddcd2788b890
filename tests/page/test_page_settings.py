# SPDX-License-Identifier: MIT
"""The settings: as fields, as text, saved on the router beside those of other addons."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.page.acts import apply, as_text, choose, field, press
from tests.page.conftest import Opener, idle
from tests.page.httpd import Httpd, read_settings
from tests.page.router import Addon
from tests.page.samples import CONF, coded

PING = "https://hc.example/ping/0123abcd-4567-89ab-cdef-0123456789ab"
EVERY_KEY = f"""\
[aws]
region = eu-west-1
profile = home
use-dualstack = yes
credentials = iot
iot-endpoint = a.credentials.iot.eu-west-1.amazonaws.com
iot-role-alias = wan53
iot-thing = home
[publish]
via = route53
check-interval = 2h
sns-topic-arn = arn:aws:sns:eu-west-1:111122223333:home
metric-namespace = Home/DDNS
notify = always
allow-private = yes
daemon = no
checkers = https://checkip.amazonaws.com
heartbeat-url = {PING}
mail = changes
log-level = debug
[record home.example.com]
type = A AAAA
ttl = 60
zone = Z0123456789ABC
source = wan1
source-ipv6 = prefix ::1:2:3:4
external = yes
set-identifier = home
"""


def test_one_value_changes_and_the_rest_stays(
    addon: Addon, httpd: Httpd, open_page: Opener
) -> None:
    page = open_page()
    field(page, "record1_ttl").fill("600")
    apply(page)
    assert addon.conf.read_text() == CONF.replace("ttl = 300", "ttl = 600")
    assert httpd.posts[-1]["action_script"] == "start_addon_settings;start_wan53_apply"
    assert addon.events == ["status", "apply"]
    assert page.url == httpd.url


def test_settings_of_other_addons_stay(addon: Addon, open_page: Opener) -> None:
    page = open_page()
    # Another addon's page saved meanwhile.
    addon.put(CONF, connmon_version_local="v3.0.12", uiDivStats="a||||b", x="</script>")
    field(page, "record0_ttl").fill("61")
    apply(page)
    keys = read_settings(addon.settings)
    assert keys.pop("wan53_conf") == coded(CONF.replace("ttl = 120", "ttl = 61"))
    assert keys == {
        "connmon_version_local": "v3.0.12",
        "uiDivStats": "a||||b",
        "x": "</script>",
        "zzz_last": "1",
    }


def test_every_key_has_a_field_that_shows_and_keeps_it(addon: Addon, open_page: Opener) -> None:
    addon.put(EVERY_KEY)
    page = open_page()
    assert field(page, "aws_profile").input_value() == "home"
    assert field(page, "publish_notify").input_value() == "always"
    assert field(page, "record0_source-ipv6").input_value() == "prefix"
    assert field(page, "record0_source-ipv6_what").input_value() == "::1:2:3:4"
    shown = page.locator("#w53_form input[type=text]:visible, #w53_form select:visible")
    values = [shown.nth(i).input_value() for i in range(shown.count())]
    assert "" not in [value for value in values if value != "wan1"]
    press(page, "As text")
    assert page.locator("#w53_text").input_value() == EVERY_KEY


def test_every_key_can_be_set_and_emptied(addon: Addon, open_page: Opener) -> None:
    addon.put("[record home.example.com]\n")
    page = open_page()
    field(page, "aws_credentials").select_option("iot")
    for name, value in [
        ("aws_region", "eu-west-1"),
        ("aws_profile", "home"),
        ("aws_iot-endpoint", "a.credentials.iot.eu-west-1.amazonaws.com"),
        ("aws_iot-role-alias", "wan53"),
        ("aws_iot-thing", "home"),
        ("publish_check-interval", "2h"),
        ("publish_sns-topic-arn", "arn:aws:sns:eu-west-1:111122223333:home"),
        ("publish_metric-namespace", "Home/DDNS"),
        ("publish_checkers", "https://checkip.amazonaws.com"),
        ("publish_heartbeat-url", PING),
        ("record0_ttl", "60"),
        ("record0_zone", "Z0123456789ABC"),
        ("record0_set-identifier", "home"),
    ]:
        field(page, name).fill(value)
    for name, value in [
        ("record0_type", "A AAAA"),
        ("record0_source", "wan1"),
        ("record0_source-ipv6", "prefix"),
        ("publish_via", "route53"),
        ("publish_notify", "always"),
        ("publish_mail", "changes"),
        ("publish_log-level", "debug"),
    ]:
        field(page, name).select_option(value)
    for name, answer in [
        ("record0_external", "Yes"),
        ("aws_use-dualstack", "Yes"),
        ("publish_allow-private", "Yes"),
        ("publish_daemon", "No"),
    ]:
        choose(page, name, answer)
    field(page, "record0_source-ipv6_what").fill("::1:2:3:4")
    press(page, "As text")
    made = page.locator("#w53_text").input_value()
    assert sorted(made.split("\n")) == sorted([*EVERY_KEY.split("\n"), "", ""])
    press(page, "As a form")
    for name in ("aws_region", "record0_ttl", "publish_checkers"):
        field(page, name).fill("")
    for name in ("publish_notify", "aws_credentials"):
        field(page, name).select_option("")
    press(page, "As text")
    left = page.locator("#w53_text").input_value()
    assert "region" not in left and "ttl" not in left and "notify" not in left


def test_records_are_added_and_removed(addon: Addon, open_page: Opener) -> None:
    page = open_page()
    press(page, "Remove record home.example.com")
    expect(page.locator("#w53_saved")).to_contain_text("Nothing is deleted at Route 53")
    press(page, "Add a record")
    expect(field(page, "record1_name")).to_be_focused()
    apply(page, "A record has no name.")
    expect(field(page, "record1_name")).to_have_attribute("aria-invalid", "true")
    field(page, "record1_name").fill("vpn.example.com")
    field(page, "record1_source").select_option("static")
    field(page, "record1_source_what").fill("198.51.100.9")
    apply(page)
    first = CONF.index("[record home")
    second = CONF.index("; the second line")
    added = "\n[record vpn.example.com]\nsource = static 198.51.100.9\n"
    assert addon.conf.read_text() == CONF[:first] + CONF[second:] + added


@pytest.mark.parametrize(
    ("which", "line"), [("", "source = internet"), ("on eth0", "source = internet on eth0")]
)
def test_internet_takes_an_interface_or_none(
    addon: Addon, open_page: Opener, which: str, line: str
) -> None:
    page = open_page()
    field(page, "record0_source").select_option("internet")
    field(page, "record0_source_what").fill(which)
    apply(page)
    assert f"\n{line}\n" in addon.conf.read_text()
    page = open_page()
    assert field(page, "record0_source").input_value() == "internet"
    assert field(page, "record0_source_what").input_value() == which


def test_a_record_is_renamed(addon: Addon, open_page: Opener) -> None:
    page = open_page()
    field(page, "record0_name").fill("house.example.com")
    apply(page)
    assert addon.conf.read_text() == CONF.replace("home.example.com", "house.example.com")


def test_the_gateway_hides_what_belongs_to_the_companion(addon: Addon, open_page: Opener) -> None:
    page = open_page()
    expect(field(page, "publish_gateway-url")).to_be_hidden()
    field(page, "publish_via").select_option("gateway")
    for name in ("record0_ttl", "record0_zone", "publish_sns-topic-arn", "publish_notify"):
        expect(field(page, name)).to_be_hidden()
    field(page, "publish_gateway-url").fill("https://api.example.com/v100/ddns/{host}")
    apply(page)
    text = addon.conf.read_text()
    assert "ttl" not in text
    assert "via = gateway" in text and "gateway-url = https://api.example.com/v100/ddns" in text
    field(page, "publish_via").select_option("route53")
    apply(page)
    assert "ttl = 300" in addon.conf.read_text()
    assert "gateway" not in addon.conf.read_text()


def test_the_way_to_prove_it_shows_its_own_keys(addon: Addon, open_page: Opener) -> None:
    shown = {
        "": (),
        "stored": (),
        "iot": ("iot-endpoint", "iot-role-alias", "iot-thing"),
        "roles-anywhere": ("trust-anchor-arn", "profile-arn", "role-arn"),
    }
    page = open_page()
    for word, names in shown.items():
        field(page, "aws_credentials").select_option(word)
        for name in {name for names in shown.values() for name in names}:
            where = field(page, f"aws_{name}")
            (expect(where).to_be_visible if name in names else expect(where).to_be_hidden)()
    # What was typed for one way does not go with another.
    field(page, "aws_role-arn").fill("arn:aws:iam::111122223333:role/wan53")
    field(page, "aws_credentials").select_option("stored")
    apply(page)
    assert addon.conf.read_text() == CONF.replace(
        "region = eu-central-1\n", "region = eu-central-1\ncredentials = stored\n"
    )


def test_ipv6_source_shows_with_aaaa(open_page: Opener) -> None:
    page = open_page()
    expect(field(page, "record0_source-ipv6")).to_be_visible()
    field(page, "record0_type").select_option("A")
    expect(field(page, "record0_source-ipv6")).to_be_hidden()
    expect(field(page, "record0_source_what")).to_be_hidden()
    field(page, "record0_source").select_option("interface")
    expect(field(page, "record0_source_what")).to_be_visible()


def test_text_is_taken_over_by_the_fields(addon: Addon, open_page: Opener) -> None:
    page = open_page()
    as_text(page, CONF.replace("ttl = 300", "ttl=42"))
    press(page, "As a form")
    assert field(page, "record1_ttl").input_value() == "42"
    apply(page)
    assert addon.conf.read_text() == CONF.replace("ttl = 300", "ttl=42")


def test_crlf_and_other_letters_survive(addon: Addon, open_page: Opener) -> None:
    text = ("# Zuhause – дом – 家 😀\n" + CONF).replace("\n", "\r\n")
    addon.conf.write_bytes(text.encode())
    addon.set_key(coded(text))
    page = open_page()
    press(page, "As text")
    press(page, "As a form")
    field(page, "record0_ttl").fill("90")
    apply(page)
    assert addon.conf.read_bytes() == text.replace("= 120", "= 90").encode()


def test_the_first_config(addon: Addon, open_page: Opener) -> None:
    addon.settings.write_text("other 1\n")
    addon.conf.unlink()
    page = open_page()
    field(page, "record0_name").fill("new.example.com")
    apply(page)
    assert addon.conf.read_text() == "[record new.example.com]\n"
    assert read_settings(addon.settings)["other"] == "1"


def test_fields_are_what_the_program_says(addon: Addon, open_page: Opener) -> None:
    addon.keys = [
        *addon.keys,
        {"section": "publish", "name": "new-key", "label": "A new one", "kind": "duration",
         "default": "5m", "range": "1m to 7d", "hint": "Of a later version."},
        {"section": "publish", "name": "of-never", "label": "Of messages", "kind": "choice",
         "choices": ["x", "y"], "otherwise": "neither",
         "needs": {"key": "notify", "words": "never"}},
    ]  # fmt: skip
    page = open_page()
    hint = page.locator("#w53_publish_new-key_hint")
    expect(hint).to_have_text("Takes 1m to 7d. Empty: 5m.")
    for name, text in {
        "record0_ttl": "Takes seconds from 1 to 604800. Empty: 120.",
        "record0_set-identifier": "Takes 1 to 128 printable characters.",
    }.items():
        expect(page.locator(f"#w53_{name}_hint")).to_have_text(text)
    expect(field(page, "publish_of-never")).to_be_hidden()
    field(page, "publish_notify").select_option("never")
    expect(field(page, "publish_of-never").locator("option")).to_have_text(
        ["default (neither)", "x", "y"]
    )
    field(page, "publish_of-never").select_option("y")
    press(page, "As text")
    assert "\nof-never = y\n" in page.locator("#w53_text").input_value()


@pytest.mark.parametrize("keys", [None, [], 7, [None, 3, {"name": "ttl"}]])
def test_without_a_table_of_keys_there_is_the_text(
    addon: Addon, open_page: Opener, keys: Any
) -> None:
    """As with a program from before it, which has not written page.json anew."""
    table, addon.keys = addon.keys, keys
    page = open_page()
    expect(page.locator("#w53_form")).to_contain_text("The fields appear as soon as")
    as_text(page, CONF.replace("= 300", "= 301"))
    apply(page)
    assert addon.conf.read_text() == CONF.replace("= 300", "= 301")
    press(page, "As a form")
    addon.keys = table
    press(page, "Refresh")
    expect(field(page, "record1_ttl")).to_have_value("301")


def test_two_tabs_do_not_undo_each_other(addon: Addon, open_page: Opener) -> None:
    page = open_page()
    other = open_page.tab()
    field(other, "record0_ttl").fill("77")
    apply(other)
    field(page, "record1_ttl").fill("88")
    apply(page, "changed elsewhere since this page was loaded")
    assert addon.conf.read_text() == CONF.replace("= 120", "= 77")
    apply(page)
    assert addon.conf.read_text() == CONF.replace("= 300", "= 88"), "the second press means it"


def test_an_apply_after_a_refusal_is_no_conflict(addon: Addon, open_page: Opener) -> None:
    page = open_page()
    field(page, "record0_ttl").fill("x")
    apply(page, "ttl: x")
    field(page, "record0_ttl").fill("70")
    apply(page)
    assert addon.conf.read_text() == CONF.replace("= 120", "= 70")


def test_leaving_with_unsaved_settings_is_asked_about(open_page: Opener) -> None:
    page = open_page()
    assert page.evaluate("window.onbeforeunload()") is None
    field(page, "record0_ttl").fill("99")
    assert "not saved" in page.evaluate("window.onbeforeunload()")
    apply(page)
    assert page.evaluate("window.onbeforeunload()") is None
    idle(page)
