# SPDX-License-Identifier: MIT
"""What a router's owner does with wan53, and what to look at afterwards."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

from tests.addon.flash import Listing, difference, listing
from tests.addon.release import Release
from tests.addon.world import Done, World

HOME = "/jffs/addons/wan53"
SCRIPT = f"{HOME}/wan53.sh"
MENU = "/www/require/modules/menuTree.js"
PAGES = "/tmp/var/wwwext"
TAG = "# Added by wan53"
NOTIFY = f'{HOME}/wan53 notify %s "$@" >/dev/null 2>&1 & {TAG}'
# Hook -> the line that stands in it.
HOOKS = {
    "services-start": f"{SCRIPT} startup & {TAG}",
    "services-stop": f"{SCRIPT} stop & {TAG}",
    "service-event": (
        f'case "$2" in wan53|wan53_*|ddns|ddns_le) {SCRIPT} service_event "$@" & ;; esac {TAG}'
    ),
    "wan-event": NOTIFY % "wan-event",
    "dhcpc-event": NOTIFY % "dhcpc-event",
}
CONFIG = """[record home.example.com]
zone = Z0123456789ABC
source = static 198.51.101.7
"""
# As the daemon writes it when nothing is published yet.
STATE = '{"version":1,"records":[]}\n'
CREDENTIALS = "[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
KEY_ID, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


class Owner:
    """A world with the release at hand; attributes it does not have are the world's."""

    def __init__(self, world: World, release: Release) -> None:
        self.world = world
        self.release = release
        self.before: Listing = {}
        self.menu_before = ""

    def __getattr__(self, name: str):
        return getattr(self.world, name)

    def boot(self) -> Owner:
        self.world.boot()
        self.unpack(self.release)
        self.before = listing(self.jffs)
        self.menu_before = self.menu()
        return self

    def reboot(self) -> None:
        self.world.reboot()
        self.unpack(self.release)

    def unpack(self, release: Release) -> None:
        release.unpack(self.inside / "tmp/wan53-release")

    # verbs

    def install(self, **options) -> Done:
        """Without a network, from the unpacked archive."""
        done = self.run("/tmp/wan53-release/wan53.sh", "install", **options)
        self.settle()
        return done

    def script(self, *verbs: str, **options) -> Done:
        """The installed script."""
        done = self.run(SCRIPT, *verbs, **options)
        self.settle()
        return done

    def uninstall(self) -> Done:
        """From a copy of its own, as the unpacked one may be gone."""
        done = self.run(SCRIPT, "uninstall", text="y\n" * 5)
        self.settle()
        return done

    def configure(self, config: str = CONFIG, key_id: str = "AKIDEXAMPLE") -> None:
        """With a key id that is refused on sight, so that nobody tries the network for seconds."""
        self.write(f"{HOME}/credentials", CREDENTIALS % (key_id, SECRET), 0o600)
        self.write(f"{HOME}/wan53.conf", config, 0o600)
        self.write(f"{HOME}/state.json", STATE, 0o600)

    # what is there

    @property
    def home(self) -> Path:
        return self.jffs / "addons/wan53"

    def flash(self, **options) -> Listing:
        return listing(self.jffs, **options)

    def changed(self) -> list[str]:
        """What of the flash differs from the first boot."""
        return difference(self.before, self.flash())

    def menu(self) -> str:
        return self.world.read(MENU)

    def tab(self) -> str | None:
        """The page that the menu's line names."""
        found = re.search(r'\{url: "(user\d+\.asp)", tabName: "WAN53"\},', self.menu())
        return found[1] if found else None

    def hook_text(self, name: str) -> str:
        file = self.jffs / "scripts" / name
        return file.read_bytes().decode("latin-1") if file.exists() else ""

    def our_lines(self, name: str) -> list[str]:
        return [line for line in self.hook_text(name).splitlines() if TAG in line]

    def pages(self) -> dict[str, str]:
        """userN.asp and userN.title -> their text."""
        folder = self.inside / PAGES.lstrip("/")
        return {f.name: f.read_text() for f in folder.glob("user*.*") if f.is_file()}

    def results(self) -> dict[str, dict]:
        """What each action left for the web page: number, exit, text."""
        file = self.inside / "tmp/var/wwwext/wan53/page.json"
        return json.loads(file.read_text()).get("results", {}) if file.exists() else {}

    def settings(self) -> dict[str, str]:
        file = self.jffs / "addons/custom_settings.txt"
        lines = file.read_text().splitlines() if file.exists() else []
        return dict(line.split(" ", 1) for line in lines if " " in line)

    def services(self) -> list[str]:
        """What `service` was called with."""
        file = self.state / "services"
        return file.read_text().split() if file.exists() else []

    # the web UI

    def post_settings(self, changes: dict[str, str]) -> None:
        """As httpd does for amng_custom: the whole file anew, from what was posted."""
        merged = {**self.settings(), **changes}
        text = "".join(f"{name} {value}\n" for name, value in merged.items())
        self.write("/jffs/addons/custom_settings.txt", text)

    def apply(self, config: str) -> Done | None:
        """The page's Apply: settings, then both events that the firmware makes of one click."""
        encoded = base64.b64encode(config.encode()).decode()
        self.post_settings({"wan53_conf": encoded})
        self.event("start", "addon_settings")
        return self.event("start", "wan53_apply")


def assert_is(router: Owner, release: Release) -> None:
    for name in ("wan53", "wan53.sh", "wan53.asp"):
        assert (router.home / name).read_bytes() == release.files[name], name
