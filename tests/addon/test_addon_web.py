# SPDX-License-Identifier: MIT
"""The page in a browser, on the script and the program that answer it: nothing between them is a
stand-in but the firmware's web server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.addon.owner import CONFIG, Owner
from tests.page.acts import press
from tests.page.chromium import CHROMIUM, launch
from tests.page.httpd import Firmware, Httpd

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium; apt-get install chromium")


@pytest.fixture
def page(installed: Owner) -> Iterator[Page]:
    served = installed.inside / "tmp/var/wwwext"
    firmware = Firmware(service=lambda name: installed.event("start", name))
    asp: Path = served / str(installed.tab())
    settings = installed.jffs / "addons/custom_settings.txt"
    with Httpd(firmware, asp, served, settings) as httpd, sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page()
        page.set_default_timeout(20_000)
        page.goto(httpd.url)
        expect(page.locator("#w53_news")).not_to_contain_text("…")
        yield page
        browser.close()
        installed.settle()


def test_from_the_first_settings_to_a_running_daemon(installed: Owner, page: Page) -> None:
    page.locator("#w53_record0_name").fill("home.example.com")
    press(page, "Apply")
    expect(page.locator("#w53_saved")).to_contain_text("saved")
    assert "[record home.example.com]" in (installed.home / "wan53.conf").read_text()
    assert len(installed.daemons()) == 1
    page.locator("#w53_record0_ttl").fill("soon")
    press(page, "Apply")
    expect(page.locator("#w53_record0_ttl_error")).to_contain_text("soon")
    assert "soon" not in (installed.home / "wan53.conf").read_text()


def test_each_action_has_its_answer(installed: Owner, page: Page) -> None:
    installed.configure()
    installed.script("startup")
    press(page, "Update now")
    expect(page.locator("#w53_news")).to_contain_text("the access key id")
    press(page, "Check")
    expect(page.locator("#w53_doctor")).to_contain_text("wan53.conf")
    # What the file holds by now, though it was written over SSH.
    expect(page.locator("#w53_record0_name")).to_have_value("home.example.com")
    installed.event("stop", "wan53")
    press(page, "Refresh")
    press(page, "Start")
    expect(page.locator("#w53_status")).to_contain_text("running")
    assert len(installed.daemons()) == 1
    assert (installed.home / "wan53.conf").read_text() == CONFIG
