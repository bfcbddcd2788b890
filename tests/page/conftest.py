# SPDX-License-Identifier: MIT
"""Fixtures: a router with the addon, and Debian's Chromium on its page.

Without Chromium everything here is skipped, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    sync_playwright,
)

from tests.page.chromium import CHROMIUM, launch
from tests.page.httpd import Firmware, Httpd
from tests.page.router import ASP, Addon
from tests.page.samples import CONF


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests, with the tab that most of them use."""
    if CHROMIUM is None:
        pytest.skip("no Chromium; apt-get install chromium")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        context = browser.new_context()
        context.add_init_script(HURRY)
        context.new_page()
        yield browser
        browser.close()


@pytest.fixture
def addon(tmp_path: Path) -> Addon:
    """An installed addon with a config that is right."""
    addon = Addon(tmp_path)
    addon.put(CONF, connmon_version_local="v3.0.12")
    return addon


@pytest.fixture
def httpd(addon: Addon) -> Iterator[Httpd]:
    """The router's web server with the addon's page."""
    firmware = Firmware(
        nvram={
            "preferred_lang": "EN",
            "firmver": "3.0.0.6",
            "wan0_ipaddr": "203.0.113.7",
            "time_zone_x": "MEZ-1DST,M3.5.0/2,M10.5.0/3",
        },
        service=addon.service,
    )
    with Httpd(firmware, ASP, addon.ext, addon.settings) as httpd:
        yield httpd


# All that a reader can open is open.
SECTIONS = ["doctor", "history", "publish", "aws", "log", "policy"]
OPEN = ".".join(f"{name}1" for name in [*SECTIONS, *(f"record{i}" for i in range(9))])

# The page's waits are shortened, so that a test takes no second where the router would.
HURRY = """
const wait = window.setTimeout.bind(window);
window.setTimeout = (action, ms) => wait(action, ms / 10);
const repeat = window.setInterval.bind(window);
window.setInterval = (action, ms) => repeat(action, ms / 10);
"""


def idle(page: Page) -> None:
    """Waits until nothing that was asked for is under way."""
    page.locator("#w53_actions [aria-disabled=false]").first.wait_for()
    page.locator("#w53_history:not(:empty)").wait_for(state="attached")
    page.locator("#w53_news", has_not_text="…").wait_for()


class Opener:
    """open_page(width=1280) loads the page in the tab of all tests, tab() in one of its own. All
    sections are open but in a fresh one, which remembers nothing.

    `faults` holds what no test may see: another host asked, an exception, an error logged, a
    dialog.
    """

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser = browser
        self.url = url
        self.origin = url.rpartition("/")[0]
        self.faults: list[str] = []
        self.opened: list[Callable[[], None]] = []

    def __call__(self, width: int = 1280, answered: bool = True) -> Page:
        page = self.browser.contexts[0].pages[0]
        self.open_sections(page.context)
        page.set_viewport_size({"width": width, "height": 900})
        return self.load(page, answered)

    def open_sections(self, context: BrowserContext) -> None:
        context.add_cookies([{"name": "w53_sections", "value": OPEN, "url": self.origin}])

    def tab(self, clock: bool = False, answered: bool = True, fresh: bool = False) -> Page:
        context = self.browser.new_context()
        page = context.new_page()
        if not fresh:
            self.open_sections(context)
        self.opened.append(context.close)
        if clock:
            page.clock.install()
        else:
            context.add_init_script(HURRY)
        return self.load(page, answered)

    def load(self, page: Page, answered: bool) -> Page:
        page.set_default_timeout(8000)
        self.listen(page, "pageerror", lambda error: self.faults.append(str(error)))
        self.listen(page, "dialog", self.dialog)
        self.listen(page, "request", lambda request: self.asked(request.url))
        self.listen(page, "console", self.logged)
        page.goto(self.url)
        if answered:
            idle(page)
        return page

    def listen(self, page: Page, event: str, handler: Callable[[Any], None]) -> None:
        page.on(event, handler)  # type: ignore[call-overload]
        self.opened.append(lambda: page.remove_listener(event, handler))

    def dialog(self, dialog: Dialog) -> None:
        if dialog.type == "beforeunload":
            dialog.accept()
            return
        self.faults.append(dialog.message)
        dialog.dismiss()

    def asked(self, url: str) -> None:
        if not url.startswith((self.origin, "about:")):
            self.faults.append(f"asked {url}")

    def logged(self, message: ConsoleMessage) -> None:
        # A page.json that is not there yet.
        if message.type == "error" and "404" not in message.text:
            self.faults.append(message.text)


@pytest.fixture
def open_page(browser: Browser, httpd: Httpd) -> Iterator[Opener]:
    """The page in a browser."""
    opener = Opener(browser, httpd.url)
    yield opener
    browser.contexts[0].pages[0].goto("about:blank")
    for close in reversed(opener.opened):
        close()
    assert opener.faults == []
