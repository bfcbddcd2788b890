# SPDX-License-Identifier: MIT
"""The addon on the router, behind the web server: what a service event of the page does.

`Addon.service` is what the firmware calls with `wan53_apply`, `wan53_update`, `wan53_doctor`,
`wan53_start`, `wan53_newest`, `wan53_upgrade` or `wan53_status`. Settings are judged and saved by
the real wan53, which the config and the complaints come from. So does the table of keys in
page.json; the rest of it is what `facts` holds.
"""

from __future__ import annotations

import base64
import copy
import functools
import json
import os
import subprocess
import threading
from pathlib import Path
from typing import Any

from tests.page import samples
from tests.page.httpd import read_settings

# Joined by make; see toolchain/join_page.py.
ASP = Path(__file__).parents[2] / "build/wan53.asp"
WAN53 = Path(os.environ.get("WAN53_BUILD", "build/x86_64")).resolve() / "wan53"


@functools.cache
def program_keys() -> list[dict[str, Any]]:
    """The settings form, as the program describes it."""
    done = subprocess.run([WAN53, "-c", "/none", "page"], capture_output=True, check=True)
    return json.loads(done.stdout)["keys"]


class Addon:
    """Files under `root`, and page.json made anew by every event."""

    def __init__(self, root: Path) -> None:
        self.conf = root / "wan53.conf"
        self.settings = root / "custom_settings.txt"
        self.ext = root / "ext"
        self.page_json = self.ext / "wan53" / "page.json"
        self.facts: dict[str, Any] = samples.page()
        # By action: exit status, text.
        self.answers: dict[str, tuple[int, str]] = {"update": (0, samples.CHANGED)}
        self.events: list[str] = []
        self.results: dict[str, dict[str, Any]] = {}
        self.keys: Any = program_keys()
        self.lock = threading.Lock()
        self.page_json.parent.mkdir(parents=True)
        nvram = root / "bin" / "nvram"  # without it this would be no router
        nvram.parent.mkdir()
        nvram.write_text("#!/bin/sh\n")
        nvram.chmod(0o755)
        self.path = f"{nvram.parent}:{os.environ['PATH']}"

    def put(self, text: str, **others: str) -> None:
        """Installs a config, and the settings of other addons beside it."""
        self.conf.write_text(text)
        self.set_key(samples.coded(text), **others)

    def set_key(self, value: str, **others: str) -> None:
        """custom_settings.txt with our key between those of others."""
        lines = [*others.items(), ("wan53_conf", value), ("zzz_last", "1")]
        self.settings.write_text("".join(f"{name} {word}\n" for name, word in lines))

    def write_page(self) -> None:
        """page.json as a whole or not at all, with nothing in it that the firmware would run."""
        page = {**copy.deepcopy(self.facts), "results": self.results, "keys": self.keys}
        fresh = self.page_json.with_suffix(".new")
        fresh.write_text(json.dumps(page).replace("<", "\\u003c").replace("%", "\\u0025"))
        fresh.rename(self.page_json)

    def answer(self, action: str, exit_status: int, text: str) -> None:
        """The next result of that action."""
        number = self.results.get(action, {"number": 0})["number"] + 1
        self.results[action] = {"number": number, "exit": exit_status, "text": text}

    def apply(self) -> tuple[int, str]:
        """Hands the key's config to wan53, as service_event does."""
        text = base64.b64decode(read_settings(self.settings).get("wan53_conf", ""))
        done = subprocess.run(
            [WAN53, "-c", self.conf, "config", "apply", "-"],
            input=text,
            capture_output=True,
            env={**os.environ, "PATH": self.path},
        )
        return done.returncode, done.stderr.decode()

    def service(self, name: str) -> None:
        """One service event; events of others are not ours."""
        if not name.startswith("wan53_"):
            return
        action = name.removeprefix("wan53_")
        with self.lock:
            self.events.append(action)
            exit_status, text = self.answers.get(action, (0, ""))
            if action == "apply":
                exit_status, text = self.apply()
            self.answer(action, exit_status, text)
            self.write_page()
