# SPDX-License-Identifier: MIT
"""The firmware's own parts on the page, and what stands in for them where it has none."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.page.acts import apply, choose, field, press, saved, tick
from tests.page.conftest import Opener
from tests.page.httpd import Httpd
from tests.page.router import Addon
from tests.page.samples import CONF


def without(page: Page, script: str) -> None:
    """Reloads the page on a firmware that lacks this script."""
    page.route(f"**/{script}", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.reload()
    expect(field(page, "record0_ttl")).to_have_count(1)


# ---- the waiting screen and the spinner ----


def cover(page: Page) -> str:
    return page.locator("#Loading").evaluate("e => getComputedStyle(e).visibility")


def test_apply_shows_the_waiting_screen(addon: Addon, httpd: Httpd, open_page: Opener) -> None:
    seen = []
    page = open_page()
    httpd.firmware.meanwhile = lambda: seen.append(len(seen))
    page.evaluate("""() => { window.shown = [];
      const real = window.showLoading;
      window.showLoading = () => { real(); window.shown.push(window.pageYOffset); }; }""")
    page.locator("#w53_apply").scroll_into_view_if_needed()
    before = page.evaluate("window.pageYOffset")
    assert before > 0 and cover(page) == "hidden"
    field(page, "record0_ttl").evaluate("e => { e.value = '61'; }")
    apply(page)
    assert page.evaluate("window.shown") == [0], "it was there once, at the page's top"
    assert cover(page) == "hidden"
    assert page.evaluate("window.pageYOffset") == before
    press(page, "Update now")
    expect(page.locator("#w53_news")).to_contain_text("updated")
    assert page.evaluate("window.shown.length") == 1, "only saving has it"


def test_the_waiting_screen_does_not_outlive_the_wait(httpd: Httpd, open_page: Opener) -> None:
    page = open_page.tab(clock=True)
    httpd.firmware.silent = True
    press(page, "Apply")
    tick(page, 3)
    assert cover(page) == "visible"
    tick(page, 29)
    saved(page, "did not answer within 30 seconds")
    assert cover(page) == "hidden"


def test_what_is_not_sent_uncovers_the_page(httpd: Httpd, open_page: Opener) -> None:
    page = open_page()
    httpd.firmware.logged_out = True
    press(page, "Apply")
    saved(page, "the router has logged you out")
    assert cover(page) == "hidden"


def test_a_firmware_without_a_waiting_screen(addon: Addon, open_page: Opener) -> None:
    page = open_page()
    without(page, "popup.js")
    field(page, "record0_ttl").fill("61")
    apply(page)
    assert "ttl = 61" in addon.conf.read_text()


@pytest.mark.parametrize("name", ["Update now", "Check", "Refresh", "Apply"])
def test_the_spinner_is_beside_the_button_that_works(
    httpd: Httpd, open_page: Opener, name: str
) -> None:
    page = open_page.tab(clock=True)
    spinner = page.locator(".w53-spinner")
    tick(page, 2)
    expect(spinner).to_have_count(0)
    httpd.firmware.silent = True
    press(page, name)
    expect(spinner).to_have_count(1)
    assert spinner.evaluate("e => e.previousSibling.value") == name
    assert spinner.evaluate("e => e.getAttribute('src') + e.alt") == "/images/InternetScan.gif"
    tick(page, 124)
    expect(spinner).to_have_count(0)
    httpd.firmware.silent = False
    press(page, "Refresh")
    tick(page, 3)
    expect(spinner).to_have_count(0)


# ---- hints ----


def hint(page: Page, label: str) -> None:
    page.locator("#w53_form a.hintstyle", has_text=re.compile(f"^{label}$")).first.click()


def test_a_label_opens_its_hint_in_the_firmware_box(addon: Addon, open_page: Opener) -> None:
    for key in addon.keys:
        if key["name"] == "set-identifier":
            key["hint"] = "Only <b>for</b> weighted & others: &lt;img src=x onerror=alert(1)>"
    page = open_page()
    box = page.locator("#overDiv")
    hint(page, "Check interval")
    expect(box).to_have_text("How often to check and repair what is published.")
    hint(page, "Set identifier")
    expect(box).to_have_text("Only <b>for</b> weighted & others: &lt;img src=x onerror=alert(1)>")
    assert box.locator("b, img").count() == 0
    page.locator("#w53_headline").hover()
    expect(box).to_be_hidden()
    assert page.evaluate("window.helpcontent.length") == 1, "nothing of the firmware's is replaced"
    assert page.url.endswith("user1.asp")


def test_a_hint_by_keyboard_and_for_a_reader(open_page: Opener) -> None:
    page = open_page()
    box = page.locator("#overDiv")
    page.locator("#w53_form a.hintstyle", has_text="Heartbeat URL").focus()
    page.keyboard.press("Enter")
    expect(box).to_contain_text("Healthchecks")
    page.keyboard.press("Tab")
    expect(box).to_be_hidden()
    expect(field(page, "publish_heartbeat-url")).to_be_focused()
    expect(field(page, "publish_heartbeat-url")).to_have_accessible_name("Heartbeat URL")
    description = re.compile("Empty: none.*Healthchecks")
    expect(field(page, "publish_heartbeat-url")).to_have_accessible_description(description)
    # A key without a hint has no link.
    assert page.locator("label[for=w53_record0_ttl] a").count() == 0


def test_a_hint_without_the_firmware_box(open_page: Opener) -> None:
    page = open_page()
    without(page, "help.js")
    place = page.locator("#w53_publish_heartbeat-url_help")
    expect(place).to_be_hidden()
    hint(page, "Heartbeat URL")
    expect(place).to_be_visible()
    hint(page, "Heartbeat URL")
    expect(place).to_be_hidden()


# ---- Yes and No ----


@pytest.mark.parametrize(
    ("line", "shown", "answers", "left"),
    [
        ("", "No", [], ""),
        ("", "No", ["Yes"], "use-dualstack = yes\n"),
        ("", "No", ["Yes", "No"], ""),
        ("use-dualstack = no\n", "No", [], "use-dualstack = no\n"),
        ("use-dualstack=yes # mine\n", None, [], None),
        ("use-dualstack=yes\n", "Yes", [], "use-dualstack=yes\n"),
        ("use-dualstack = yes\n", "Yes", ["No"], "use-dualstack = no\n"),
        ("use-dualstack = yes\n", "Yes", ["No", "Yes"], "use-dualstack = yes\n"),
    ],
)
def test_yes_or_no(
    addon: Addon, open_page: Opener, line: str, shown: str | None, answers: list[str], left: str
) -> None:
    record = "\n[record home.example.com]\ntype = A\n"
    addon.put(f"[aws]\n{line}{record}")
    page = open_page()
    if shown is None:  # what is neither stays a list, with what stands there
        expect(field(page, "aws_use-dualstack")).to_have_value("yes # mine")
        return
    expect(field(page, "aws_use-dualstack").get_by_label(shown, exact=True)).to_be_checked()
    expect(field(page, "publish_daemon").get_by_label("Yes", exact=True)).to_be_checked()
    for answer in answers:
        choose(page, "aws_use-dualstack", answer)
    apply(page)
    assert addon.conf.read_text() == f"[aws]\n{left}{record}"


def test_a_complaint_about_yes_or_no(addon: Addon, open_page: Opener) -> None:
    addon.put("[record home.example.com]\ntype = A\nexternal = yes\nsource = static 192.0.2.1\n")
    page = open_page()
    group = page.get_by_role("radiogroup", name="Always ask the checkers")
    expect(group.get_by_label("Yes")).to_be_checked()
    page.evaluate("document.querySelector('#w53_record0_external').focus()")
    expect(group.get_by_label("Yes")).to_be_focused()


# ---- checks while typing ----


@pytest.mark.parametrize(
    ("name", "wrong", "words", "right"),
    [
        ("record0_ttl", ["0", "604801", "12x"], "takes seconds from 1 to 604800", ["1", "604800"]),
        (
            "publish_check-interval",
            ["5s", "8d", "soon", "6"],
            "takes 1m to 7d",
            ["60", "7d", "2 h"],
        ),
        ("publish_checkers", ["ftp://x", "https://a b"], "1 to 4 URLs", ["https://a  http://b"]),
    ],
)
def test_what_is_wrong_is_said_while_typing(
    addon: Addon, open_page: Opener, name: str, wrong: list[str], words: str, right: list[str]
) -> None:
    page = open_page()
    error = page.locator(f"#w53_{name}_error")
    for value in wrong:
        field(page, name).fill(value)
        expect(error).to_contain_text(words)
        expect(field(page, name)).to_have_attribute("aria-invalid", "true")
        expect(field(page, name)).to_have_accessible_description(re.compile(words))
    for value in [*right, ""]:
        field(page, name).fill(value)
        expect(error).to_be_hidden()
        assert field(page, name).get_attribute("aria-invalid") is None
    assert addon.events == ["status"]


@pytest.mark.parametrize("has_validator", [True, False])
def test_an_address_is_checked_while_typing(open_page: Opener, has_validator: bool) -> None:
    page = open_page()
    if not has_validator:
        without(page, "validator.js")
    field(page, "record1_source").select_option("static")
    typed, error = field(page, "record1_source_what"), page.locator("#w53_record1_source_error")
    for value, seen in [
        ("192.0.2", True),
        ("192.0.2.1", False),
        ("home", True),
        ("2001:db8::1", False),
    ]:
        typed.fill(value)
        expect(error).to_be_visible(visible=seen)
    typed.fill("eth")
    field(page, "record1_source").select_option("interface")
    typed.fill("eth0")
    expect(error).to_be_hidden()
    if has_validator:
        asked = page.evaluate("[...new Set(window.validator.asked)].sort()")
        assert asked == ["ipv4_addr", "isLegal_ipv6"]


@pytest.mark.parametrize("has_validator", [True, False])
def test_seconds_take_digits_alone(open_page: Opener, has_validator: bool) -> None:
    page = open_page()
    if not has_validator:
        without(page, "validator.js")
    field(page, "record0_ttl").press("Control+A")
    page.keyboard.type("3x6-0s0")
    expect(field(page, "record0_ttl")).to_have_value("3600")
    page.keyboard.press("Backspace")
    expect(field(page, "record0_ttl")).to_have_value("360")


def test_the_program_decides_what_typing_only_warns_of(addon: Addon, open_page: Opener) -> None:
    page = open_page()
    field(page, "record0_ttl").fill("2m")
    expect(page.locator("#w53_record0_ttl_error")).to_be_hidden()
    apply(page)
    assert addon.conf.read_text() == CONF.replace("ttl = 120", "ttl = 2m")
