# SPDX-License-Identifier: MIT
"""The page on what the program really writes: `wan53 page`, `update`, `doctor`, against the local
AWS."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.conftest import Home
from tests.page.acts import apply, field, press
from tests.page.conftest import Opener
from tests.page.router import WAN53, Addon


class Program(Addon):
    """Every event's answer is the program's own."""

    def __init__(self, root: Path, environment: dict[str, str]) -> None:
        super().__init__(root)
        self.run_folder = root / "run" / "wan53"
        self.run_folder.mkdir(parents=True, mode=0o700)
        self.environment = {
            "PATH": self.path,
            "XDG_STATE_HOME": str(root / "state"),
            "XDG_RUNTIME_DIR": str(root / "run"),
            **environment,
        }
        (root / "state").mkdir()

    def wan53(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [WAN53, "-c", self.conf, *arguments]
        return subprocess.run(command, capture_output=True, text=True, env=self.environment)

    def service(self, name: str) -> None:
        if not name.startswith("wan53_"):
            return
        action = name.removeprefix("wan53_")
        exit_status, text = 0, ""
        with self.lock:
            if action == "apply":
                exit_status, text = self.apply()
            elif action != "status":
                done = self.wan53(action)
                exit_status, text = done.returncode, done.stdout + done.stderr
            if action == "doctor":
                (self.run_folder / "doctor").write_text(f"1795462200\n{text}")
            self.answer(action, exit_status, text)
            number = self.results[action]["number"]
            (self.run_folder / f"result.{action}").write_text(f"{number} {exit_status}\n{text}")
            self.page_json.write_text(self.wan53("page").stdout)


@pytest.fixture
def addon(aws: Home, tmp_path: Path) -> Iterator[Program]:
    """A router whose record is not published yet."""
    addon = Program(tmp_path, aws.environment(aws.user))
    addon.put(
        "[publish]\ndaemon = no\nallow-private = yes\n"
        f"[record home.example.com]\nzone = {aws.zone_id}\nsource = static 198.51.100.7\n"
    )
    yield addon


def test_from_nothing_to_published(aws: Home, addon: Program, open_page: Opener) -> None:
    page = open_page()
    expect(page.locator("#w53_headline")).to_have_text("The first check has not finished yet")
    expect(page.locator("#w53_records")).to_contain_text("not checked yet")
    press(page, "Update now")
    expect(page.locator("#w53_news")).to_contain_text("home.example.com A: created")
    expect(page.locator("#w53_headline")).to_have_text("All records are right")
    expect(page.locator("#w53_records")).to_contain_text("198.51.100.7")
    change = page.locator("#w53_history tr").first
    expect(change).to_contain_text("home.example.com A")
    expect(change.locator("td").nth(2)).to_have_text("none")
    expect(change.locator("td").nth(3)).to_have_text("198.51.100.7")
    assert aws.records(aws.zone_id)[0]["Values"] == ["198.51.100.7"]
    field(page, "record0_source_what").fill("203.0.113.5")
    apply(page)
    press(page, "Update now")
    expect(page.locator("#w53_records")).to_contain_text("203.0.113.5")
    assert aws.records(aws.zone_id)[0]["Values"] == ["203.0.113.5"]
    press(page, "Check")
    expect(page.locator("#w53_doctor")).to_contain_text("home.example.com")
    expect(page.locator("#w53_doctor_at")).to_contain_text("Checked 2026-11-2")


def test_what_it_masks_is_not_served(aws: Home, addon: Program, open_page: Opener) -> None:
    page = open_page()
    press(page, "Update now")
    expect(page.locator("#w53_news")).to_contain_text("created")
    assert "route53:ChangeResourceRecordSets" in page.locator("#w53_policy").inner_text()
    served = addon.page_json.read_text()
    assert aws.zone_id not in served
    assert aws.user.access_key_id not in served


def test_a_refusal_by_aws(aws: Home, addon: Program, open_page: Opener) -> None:
    addon.put(addon.conf.read_text().replace(aws.zone_id, "Z0000000000NONE"))
    page = open_page()
    press(page, "Update now")
    expect(page.locator("#w53_news")).to_contain_text("The update did not succeed.")
    expect(page.locator("#w53_headline")).to_have_text("Something needs you")
    expect(page.locator("#w53_status")).to_contain_text("home.example.com A: ")
    expect(page.locator("#w53_status")).to_contain_text("zone")


def test_a_broken_config(addon: Program, open_page: Opener) -> None:
    addon.put("[record home.example.com]\nttl = 1x\n")
    page = open_page()
    expect(page.locator("#w53_status")).to_contain_text("ttl: 1x; expected seconds")
    expect(page.locator("#w53_policy")).to_have_text("Known once the settings are right.")
    field(page, "record0_ttl").fill("60")
    apply(page)
    assert addon.conf.read_text() == "[record home.example.com]\nttl = 60\n"
