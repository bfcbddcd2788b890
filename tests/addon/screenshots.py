#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the pictures that README shows: the web page, and the menu in a terminal.

Usage: tests/router/run python -m tests.addon.screenshots FOLDER. Both are of one simulated router
on which the real script and program have published two addresses to the local AWS, one after the
other; FOLDER gets page.png and menu.png.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.addon.owner import CREDENTIALS, HOME, SCRIPT, Owner
from tests.addon.release import FIRST, Key, Release
from tests.addon.world import World
from tests.aws import LocalAws
from tests.page.chromium import CHROMIUM, launch, take_terminal
from tests.page.httpd import Firmware, Httpd

CONFIG = """[aws]
ca-file = ca.pem

[record home.example.com]
type = A
ttl = 120
zone = {zone}

[record *.home.example.com]
type = A
zone = {zone}
"""


def publish(owner: Owner, aws: LocalAws) -> None:
    """Everything as it is after a change of the address."""
    zone, user = aws.add_zone("example.com"), aws.add_user()
    owner.environment["AWS_ENDPOINT_URL"] = aws.endpoint
    owner.write(f"{HOME}/ca.pem", Path(aws.ca_file).read_text(), 0o600)
    keys = CREDENTIALS % (user.access_key_id, user.secret_access_key)
    owner.write(f"{HOME}/credentials", keys, 0o600)
    owner.write(f"{HOME}/wan53.conf", CONFIG.format(zone=zone), 0o600)
    assert owner.script("startup").exit == 0
    owner.event("start", "wan53_update")
    time.sleep(2)
    owner.set("wan0_ipaddr", "198.51.101.99")
    for action in ("update", "doctor", "status"):
        owner.event("start", f"wan53_{action}")
    assert owner.results()["update"]["exit"] == 0, owner.results()


def take_menu(browser: Browser, owner: Owner, target: Path) -> None:
    shown = owner.type(SCRIPT, keys=[("e  exit", "e\n")]).text.replace("\r", "")
    screen = shown[: shown.rindex("e  exit") + len("e  exit")].strip("\n")
    take_terminal(browser, f"# {SCRIPT}\n\n{screen}\n", target)


def take_page(browser: Browser, owner: Owner, target: Path) -> None:
    served = owner.inside / "tmp/var/wwwext"
    settings = owner.jffs / "addons/custom_settings.txt"
    firmware = Firmware(service=lambda name: owner.event("start", name))
    with Httpd(firmware, served / str(owner.tab()), served, settings) as httpd:
        page = browser.new_page(viewport={"width": 1020, "height": 1080})
        page.goto(httpd.url)
        page.locator("#w53_news", has_not_text="…").wait_for()
        page.screenshot(path=target)
        page.close()
        owner.settle()


def main() -> int:
    """Both pictures."""
    if CHROMIUM is None:
        print("screenshots: no Chromium; apt-get install chromium", file=sys.stderr)
        return 1
    target = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder, LocalAws() as aws, sync_playwright() as tools:
        release = Release(Path(folder) / "release", FIRST, Key(Path(folder)))
        with World(Path(folder) / "router") as world:
            owner = Owner(world, release)
            owner.unpack(release)
            assert owner.install().exit == 0
            publish(owner, aws)
            browser = launch(tools)
            take_menu(browser, owner, target / "menu.png")
            take_page(browser, owner, target / "page.png")
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
