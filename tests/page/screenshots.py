#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the picture of the page that README shows.

Usage: python -m tests.page.screenshots [FILE.png]; without FILE it is build/page/page.png.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.page.chromium import CHROMIUM, launch
from tests.page.httpd import Firmware, Httpd
from tests.page.router import ASP, Addon
from tests.page.samples import CONF

WIDTH = 1020
HEIGHT = 1080


def take(target: Path) -> None:
    """The upper part of the page, all being well."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        addon = Addon(Path(folder))
        addon.put(CONF)
        firmware = Firmware(service=addon.service)
        with Httpd(firmware, ASP, addon.ext, addon.settings) as httpd:
            browser = launch(playwright)
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.goto(httpd.url)
            page.locator("#w53_history:not(:empty)").wait_for()
            page.locator("#w53_news", has_not_text="…").wait_for()
            page.screenshot(path=target)
            browser.close()


def main() -> int:
    """Takes the picture that the command line names."""
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "build/page/page.png")
    if CHROMIUM is None:
        print("screenshots: no Chromium; apt-get install chromium", file=sys.stderr)
        return 1
    target.parent.mkdir(parents=True, exist_ok=True)
    take(target)
    print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
