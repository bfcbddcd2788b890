# SPDX-License-Identifier: MIT
"""Debian's Chromium, without a window. CHROMIUM is its path, or None when it is not installed."""

from __future__ import annotations

import shutil

from playwright.sync_api import Browser, Playwright

CHROMIUM = shutil.which("chromium")


def launch(playwright: Playwright) -> Browser:
    """A new browser. Its own sandbox is off: it does not start for root, and all pages are ours."""
    return playwright.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
    )
