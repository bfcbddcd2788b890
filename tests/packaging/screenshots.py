# SPDX-License-Identifier: MIT
"""Makes the pictures of `setup` and of `doctor` that README shows.

Usage, as root: PYTHONPATH=.:tests/packaging python tests/packaging/screenshots.py PACKAGE FOLDER.
PACKAGE is this machine's, of `make deb`. A person installs it on a Debian behind a home router and
publishes to the local AWS; FOLDER gets setup.png and doctor.png.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import machine
from home import PROMPT, Person, as_seen, home
from playwright.sync_api import sync_playwright
from test_first_hour import FIRST, install, sets_up

from tests.page.chromium import CHROMIUM, launch, take_terminal

# What is as long as a page, and stands in README.
LEFT_OUT = ("cat >policy.json", "access key id:")


def shown(text: str, command: str) -> str:
    """The command and what it showed, as a person has it before their eyes."""
    screen = as_seen(text)
    begin = screen.rindex(f"{PROMPT}{command}\n")
    return screen[begin : screen.index(f"\n{PROMPT.rstrip()}", begin + 1)]


def shortened(screen: str) -> str:
    first, last = (screen.index(text) for text in LEFT_OUT)
    return f"{screen[:first]}...\n{screen[last:]}"


def main() -> int:
    """Both pictures."""
    reason = machine.why_not() or ("" if CHROMIUM else "no Chromium; apt-get install chromium")
    if reason:
        print(f"screenshots: {reason}", file=sys.stderr)
        return 1
    package, target = Path(sys.argv[1]), Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder, home(Path(folder), *machine.BOOTED) as here:
        here.provider_gives(FIRST)
        here.run.put(f"/root/{package.name}", package.read_bytes())
        person = Person(here.run)
        person.enters("cd")
        install(person)
        sets_up(here, person, "home.example.com")
        person.enters("wan53 doctor")
        person.leaves()
    with sync_playwright() as tools:
        browser = launch(tools)
        take_terminal(browser, shortened(shown(person.screen, "wan53 setup")), target / "setup.png")
        take_terminal(browser, shown(person.screen, "wan53 doctor"), target / "doctor.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
