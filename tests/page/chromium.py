# SPDX-License-Identifier: MIT
"""Debian's Chromium, without a window. CHROMIUM is its path, or None when it is not installed."""

from __future__ import annotations

import html
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Playwright

CHROMIUM = shutil.which("chromium")
_TERMINAL = """<body style="margin:0;background:#1d2226"><pre style="margin:0;padding:14px 18px;
width:max-content;color:#e6e6e6;font:14px/1.35 'DejaVu Sans Mono',monospace">{}</pre></body>"""


def launch(playwright: Playwright) -> Browser:
    """A new browser. Its own sandbox is off: it does not start for root, and all pages are ours."""
    return playwright.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
    )


def take_terminal(browser: Browser, text: str, target: Path) -> None:
    """A picture of this text in a terminal."""
    page = browser.new_page(device_scale_factor=2)
    page.set_content(_TERMINAL.format(html.escape(text)))
    page.locator("pre").screenshot(path=target)
    page.close()
