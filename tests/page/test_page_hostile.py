# SPDX-License-Identifier: MIT
"""Values that mean harm: shown as they are, sent as they are, never run."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.page.acts import apply, field, press
from tests.page.conftest import Opener
from tests.page.httpd import Httpd, read_settings
from tests.page.router import Addon
from tests.page.samples import CONF, coded, record, status

HARM = [
    "</script><script>window.harmed = 1</script>",
    "<img src=x onerror='window.harmed = 1'>",
    "\"'`;window.harmed=1//",
    "<% nvram_get('http_passwd'); %>",
    "{{7*7}} $& $1 \\u003c \u2028 \x00 \ufffe",
    "家 дом ☃ 😀 \u202e",
    "x" * 3000,
]


def unharmed(page: Page) -> None:
    assert page.evaluate("window.harmed") is None
    assert page.locator("#FormTitle img, #FormTitle script, #FormTitle iframe").count() == 0


def filled(value: Any, words: str) -> Any:
    """The same shape with every text replaced."""
    if isinstance(value, dict):
        return {key: filled(one, words) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one, words) for one in value]
    return words if isinstance(value, str) or value is None else value


@pytest.mark.parametrize("words", HARM)
def test_every_text_of_the_status(addon: Addon, open_page: Opener, words: str) -> None:
    addon.facts = filled(addon.facts, words)
    addon.facts["status"]["trouble"] = words
    addon.facts["status"]["doubts"] = [words]
    addon.facts["status"]["behind_nat"] = [{"wan": words, "inner": words, "outer": words}]
    addon.answers["update"] = (4, words)
    page = open_page(width=375)
    press(page, "Update now")
    expect(page.locator("#w53_news pre")).to_be_visible()
    for place in ("w53_news", "w53_status", "w53_records", "w53_history", "w53_log", "w53_policy"):
        assert words in (page.locator(f"#{place}").text_content() or ""), place
    unharmed(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


@pytest.mark.parametrize("words", HARM)
def test_every_text_of_the_keys(addon: Addon, open_page: Opener, words: str) -> None:
    addon.keys = [
        {**filled(key, words), "section": key["section"], "name": key["name"]} for key in addon.keys
    ]
    page = open_page()
    expect(field(page, "record0_ttl")).to_have_value("120")
    unharmed(page)


@pytest.mark.parametrize("words", HARM[:4] + HARM[5:6])
def test_a_config_that_holds_it(addon: Addon, open_page: Opener, words: str) -> None:
    text = CONF.replace("office.example.com", words)
    text = f"# {words}\n{text}set-identifier = {words}\n"
    addon.set_key(coded(text))
    page = open_page()
    unharmed(page)
    assert field(page, "record1_name").input_value() == words
    assert field(page, "record1_set-identifier").input_value() == words
    press(page, "As text")
    assert page.locator("#w53_text").input_value() == text
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#w53_saved .w53-ok, #w53_saved pre")).to_be_visible()
    unharmed(page)
    assert read_settings(addon.settings)["wan53_conf"] == coded(text)
    assert addon.conf.read_text() in (CONF, text)


def test_a_value_typed_into_each_field(addon: Addon, open_page: Opener) -> None:
    page = open_page()
    for name in ("publish_metric-namespace", "record0_set-identifier", "aws_profile"):
        field(page, name).fill(HARM[0])
    apply(page, "The settings")
    unharmed(page)


def test_another_addon_that_breaks_every_page(
    addon: Addon, httpd: Httpd, open_page: Opener
) -> None:
    addon.put(CONF, evil="</script><script>window.harmed=1</script>")
    before = addon.settings.read_bytes()
    httpd.firmware.slash_escaped = False
    page = open_page()
    open_page.faults.clear()
    expect(page.locator("#w53_locked")).to_contain_text("another addon")
    press(page, "Update now")
    expect(page.locator("#w53_news")).to_contain_text("The records were updated.")
    assert addon.settings.read_bytes() == before


def test_strange_keys_of_others_stay(addon: Addon, open_page: Opener) -> None:
    others = {
        "__proto__": "1",
        "constructor": "2",
        "quote": "\"'\\",
        "json": '{"a":[1]}',
        "percent": "%41&x=1+2",
        "letters": "дом家😀",
        "markup": "<script>window.harmed=1;</script>",
    }
    addon.put(CONF, **others)
    page = open_page()
    field(page, "record0_ttl").fill("64")
    apply(page)
    kept = read_settings(addon.settings)
    assert {name: kept.get(name) for name in others} == others
    unharmed(page)


def test_numbers_where_texts_belong(addon: Addon, open_page: Opener) -> None:
    addon.facts["status"] = status(records=[record("a", "A", "1", since=7, outcome=9), 3, None])
    addon.facts["history"] = {"a": 1}
    addon.facts["policy"] = 5
    page = open_page()
    expect(page.locator("#w53_policy")).to_have_text("5")
    expect(page.locator("#w53_records tr")).to_have_count(1)
