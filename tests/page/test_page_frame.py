# SPDX-License-Identifier: MIT
"""The page in the firmware's frame: nothing of the frame moves where it fits, all of it can be used
where it does not, and the firmware's rules for texts in tables do not reach ours."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.page.acts import apply, field, press
from tests.page.conftest import Opener
from tests.page.httpd import Httpd

DDNS = "/Advanced_ASUSDDNS_Content.asp"
SKINS = pytest.mark.parametrize("skin", ["", "rog", "tuf"])

# Where each part of the frame is, from the left edge of the page's 998 px.
BOXES = """() => {
  const left = document.querySelector('.content').getBoundingClientRect().left;
  const place = (b) => [b.left - left, b.top, b.width];
  const box = (e) => place(e.getBoundingClientRect());
  const all = (what) => [...document.querySelectorAll(what)].map(box);
  return { banner: all('.banner1, .statusBar, .titlebtn, .navigation'), form: all('#FormTitle'),
    menu: all('#mainMenu .menu, #mainMenu .menu_Split'), tabs: all('#tabMenu td'),
    footer: all('.bottom-image, .copyright, #footer table').map((b) => [b[0], b[2]]) };
}"""


def boxes(page: Page, url: str, width: int) -> dict[str, Any]:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(url)
    page.locator("#mainMenu .menu").first.wait_for()
    return page.evaluate(BOXES)


@SKINS
def test_where_it_fits_nothing_of_the_frame_moves(
    httpd: Httpd, open_page: Opener, skin: str
) -> None:
    httpd.firmware.skin = skin
    page = open_page()
    for width in (998, 1010, 1280, 1920):
        firmware = boxes(page, httpd.origin + DDNS, width)
        assert len(firmware["menu"]) == 20 and len(firmware["tabs"]) == 8
        assert boxes(page, httpd.url, width) == firmware, width


@SKINS
@pytest.mark.parametrize("width", [997, 768, 400, 320])
def test_where_it_does_not_the_content_stacks_below_a_menu_that_works(
    httpd: Httpd, open_page: Opener, skin: str, width: int
) -> None:
    httpd.firmware.skin = skin
    page = open_page(width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("window.scrollTo(0, 0)")
    top = page.locator("#FormTitle").bounding_box()
    assert top is not None
    for kind in ("#mainMenu .menu", "#tabMenu .tab"):
        entries = page.locator(kind)
        for i in range(entries.count()):
            entry = entries.nth(i).bounding_box()
            assert entry is not None and entry["y"] + entry["height"] <= top["y"] + 12, (kind, i)
            entries.nth(i).click()  # which fails where something lies over it
            title = entries.nth(i).get_attribute("title")
            assert page.evaluate("window.went") == title
    for name in ("Logout", "Reboot"):
        page.get_by_text(name, exact=True).click(trial=True)


def test_the_firmware_page_shows_what_was_wrong(httpd: Httpd, open_page: Opener) -> None:
    """The frame is as the real one: wider than a narrow window, and spans have colours."""
    page = open_page(400)
    page.goto(httpd.origin + DDNS)
    page.locator("#mainMenu .menu").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == 998
    lifted = page.locator("#mainMenu > div").evaluate("e => getComputedStyle(e).marginTop")
    assert lifted == "-172px"
    assert "rgb(255, 204, 0) on rgb(71, 90, 95)" in colours(page, "#FormTitle td span")


def colours(page: Page, what: str) -> list[str]:
    found = page.locator(what).evaluate_all(
        """all => all.filter((e) => e.offsetParent).map((e) => {
             const s = getComputedStyle(e); return s.color + ' on ' + s.backgroundColor; })"""
    )
    return sorted(set(found))


WHITE = "rgb(255, 255, 255) on rgba(0, 0, 0, 0)"
ALARM = "rgb(255, 255, 255) on rgb(139, 26, 26)"


@SKINS
def test_hints_and_errors_look_as_designed(httpd: Httpd, open_page: Opener, skin: str) -> None:
    httpd.firmware.skin = skin
    page = open_page()
    field(page, "record0_ttl").fill("x")
    apply(page, "ttl: x")
    assert colours(page, ".w53-error") == [ALARM]
    assert colours(page, ".w53-hint") == [WHITE]
    assert colours(page, "#w53_form [role=radiogroup] label") == [WHITE]
    page.evaluate("""() => document.querySelector('#w53_status td').appendChild(
        document.createElement('span')).append('one without a class')""")
    assert colours(page, ".w53 .FormTable td span") == [WHITE]
    press(page, "As text")
    apply(page, "ttl: x")
    expect(page.locator("#w53_text_error")).to_be_visible()
    assert colours(page, ".w53-error") == [ALARM]
