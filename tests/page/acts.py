# SPDX-License-Identifier: MIT
"""What a user does on the page."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

SAVED = "The settings are saved and in use."


def press(page: Page, name: str) -> None:
    """A button of a form; the heads of sections are others."""
    button = page.get_by_role("button", name=name, exact=True)
    button.and_(page.locator(".button_gen")).click()


def field(page: Page, name: str) -> Locator:
    """A key's field, such as `publish_via`, or `record0_ttl` of the first record."""
    return page.locator(f"#w53_{name}")


def choose(page: Page, name: str, answer: str) -> None:
    """Yes or No of a key that has these."""
    field(page, name).get_by_label(answer, exact=True).check()


def saved(page: Page, words: str = SAVED) -> None:
    expect(page.locator("#w53_saved")).to_contain_text(words)


def apply(page: Page, words: str = SAVED) -> None:
    press(page, "Apply")
    saved(page, words)


def as_text(page: Page, text: str) -> None:
    press(page, "As text")
    page.locator("#w53_text").fill(text)


def tick(page: Page, seconds: int) -> None:
    """Lets that much time pass on a page with a clock of its own, and answers arrive."""
    for _ in range(seconds):
        page.clock.run_for(1_000)
        page.wait_for_timeout(50)  # for answers: that the page asks for none cannot be awaited
