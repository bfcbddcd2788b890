# SPDX-License-Identifier: MIT
"""The page for everybody: by keyboard, at 375 px, in each skin, judged by axe-core; and the file
itself, as the firmware must be able to serve it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.page.acts import apply, field, press
from tests.page.conftest import Opener
from tests.page.httpd import Httpd
from tests.page.router import ASP, Addon
from tests.page.samples import CONF, record, status

PICTURES = Path("build/page")


def findings(page: Page) -> dict[str, list[str]]:
    """What axe-core finds, of any weight: rule -> the elements, cut short."""
    found = Axe().run(page).response["violations"]
    return {rule["id"]: [node["html"][:120] for node in rule["nodes"]] for rule in found}


def own(page: Page) -> list[str]:
    """What it finds in what is ours. Elsewhere is the firmware's frame, whose texts are in no
    region on any page."""
    found = Axe().run(page, {"include": [["#FormTitle"]]}).response["violations"]
    elsewhere = set(findings(page)) - {"region"}
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]] + [
        *elsewhere
    ]


def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("skin", ["", "rog", "tuf"])
def test_axe_finds_nothing_that_the_ddns_page_lacks(
    httpd: Httpd, open_page: Opener, skin: str, width: int
) -> None:
    httpd.firmware.skin = skin
    page = open_page(width)
    ours = findings(page)
    page.goto(f"{httpd.origin}/Advanced_ASUSDDNS_Content.asp")
    page.locator("#mainMenu .menu").first.wait_for()
    firmware = findings(page)
    assert set(ours) <= set(firmware)
    assert {"label", "select-name", "html-has-lang"} <= set(firmware), "it is the firmware's page"


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("skin", ["", "rog", "tuf"])
def test_each_skin(httpd: Httpd, open_page: Opener, skin: str, width: int) -> None:
    httpd.firmware.skin = skin
    page = open_page(width)
    assert skin in (page.locator("body").get_attribute("class") or "")
    picture(page, f"{skin or 'plain'}-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert own(page) == []


def test_troubles(addon: Addon, open_page: Opener) -> None:
    bad = [
        record("home.example.com", "A", None, outcome="refused", text="no zone; create it"),
        record("home.example.com", "AAAA", None, outcome="waiting", text="no IPv6 yet"),
    ]
    addon.facts["status"] = status(ok=False, records=bad, daemon="dead")
    page = open_page(375)
    field(page, "record0_ttl").fill("x")
    apply(page, "ttl: x")
    picture(page, "trouble-375")
    assert own(page) == []
    press(page, "As text")
    apply(page, "ttl: x")
    picture(page, "text-375")
    assert own(page) == []


def test_read_only(addon: Addon, open_page: Opener) -> None:
    addon.set_key("toolong")
    page = open_page()
    picture(page, "locked-1280")
    assert own(page) == []


def focus_by_tab(page: Page, wanted: str, most: int = 60) -> list[str]:
    """Presses Tab until the element with this id, or value of a button, has the focus."""
    passed = []
    for _ in range(most):
        page.keyboard.press("Tab")
        passed.append(page.evaluate("document.activeElement.id || document.activeElement.value"))
        if passed[-1] == wanted:
            return passed
    raise AssertionError(f"{wanted} has no focus after {passed}")


def test_by_keyboard_alone(addon: Addon, open_page: Opener) -> None:
    page = open_page()
    focus_by_tab(page, "Update now")
    page.keyboard.press("Enter")
    expect(page.locator("#w53_news")).to_contain_text("The records were updated.")
    passed = focus_by_tab(page, "w53_record0_ttl")
    order = ["Check", "w53_as_form", "w53_record0_name", "w53_record0_type", "w53_record0_ttl"]
    assert [name for name in passed if name in order] == order
    page.keyboard.press("Control+A")
    page.keyboard.type("240")
    focus_by_tab(page, "w53_record0_source")
    page.keyboard.press("ArrowDown")
    focus_by_tab(page, "w53_apply")
    page.keyboard.press("Space")
    expect(page.locator("#w53_saved")).to_contain_text("saved and in use")
    changed = CONF.replace("= 120", "= 240").replace("source = wan\n", "source = wan0\n")
    assert addon.conf.read_text() == changed


def test_the_focus_is_seen(open_page: Opener) -> None:
    page = open_page()
    focus_by_tab(page, "Update now")
    style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert style == "solid"


def test_every_control_has_a_name(open_page: Opener) -> None:
    page = open_page()
    nameless = page.evaluate(
        """[...document.querySelectorAll('#FormTitle input, #FormTitle select, textarea')]
           .filter((e) => e.type !== 'button' && e.labels.length === 0
                          && !e.getAttribute('aria-label')).map((e) => e.id)"""
    )
    assert nameless == []


def test_the_records_say_what_is_what(open_page: Opener) -> None:
    page = open_page()
    headers = page.get_by_role("table", name="Records").get_by_role("columnheader")
    expect(headers).to_have_text(["Record", "Type", "Published", "Last check"])
    page.set_viewport_size({"width": 375, "height": 900})
    cell = page.locator("#w53_records td").first
    assert "Record" in cell.evaluate("cell => getComputedStyle(cell, '::before').content")


def test_the_file() -> None:
    text = ASP.read_text()
    assert len(text.encode()) <= 60 * 1024
    assert "<!--page:wan53-->" in text
    assert "<#" not in text
    tags = re.findall(r"<%\s*(\w+)\(", text)
    assert sorted(set(tags)) == ["get_custom_settings", "nvram_get"]
    assert text.count("<%") == len(tags) == len(re.findall(r"\); %>", text))
    assert re.findall(r"innerHTML|outerHTML|document\.write|insertAdjacent|eval\(", text) == []
    loaded = re.findall(r'(?:src|href)="([^"]*)"', text)
    assert [url for url in loaded if not re.match(r"/|about:blank$", url)] == []


def test_old_browsers_can_read_the_script() -> None:
    """ECMAScript 5: none of what came later."""
    scripts = "".join(re.findall(r"<script[^>]*>(.*?)</script>", ASP.read_text(), re.DOTALL))
    newer = re.findall(r"=>|\b(?:let|const|class|async|await)\b [\w{\[]|`\$\{|\.\.\.\w", scripts)
    assert newer == []
