# SPDX-License-Identifier: MIT
"""Builds what is the same in all simulated routers: the read-only file tree of the firmware.

Usage: python -m tests.addon.template FOLDER BUILD. FOLDER/rom becomes the tree and FOLDER/www-NAME
the kinds of /www that firmwares have: `tabs` and `bare` (how menuTree.js is indented), `noddns`
(the DDNS page is missing), `neither` (so is the page of Tools) and `addons` (no page DDNS, and
other addons have made a section of their own). BUILD holds what make has built: addon/busybox,
addon/powercut, the router's programs. curl and openssl are this machine's, with the libraries that
they load; the firmware has both.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LINKS = {
    "var": "/tmp/var", "etc": "/tmp/etc", "opt": "/tmp/opt", "home": "/tmp/home",
    "root": "/tmp/home/root", "www/user": "/tmp/var/wwwext", "www/ext": "/tmp/var/wwwext",
    "bin/nvram": "/state/bin/nvram",
    "sbin/ddns_custom_updated": "/state/bin/ddns_custom_updated",
}  # fmt: skip
ADDONS = """,{
menuName: "Addons",
index: "menu_Addons",
tab: [
{url: "user9.asp", tabName: "Another"},
{url: "NULL", tabName: "__INHERIT__"}
]
}
"""
MOUNT_POINTS = ("jffs", "tmp", "proc", "dev", "state", "mnt")


def install_busybox(root: Path, busybox: Path) -> None:
    shutil.copy2(busybox, root / "bin/busybox")
    names = subprocess.run([busybox, "--list"], capture_output=True, text=True, check=True).stdout
    for name in names.split():
        # Where each stands differs between firmwares; uname is one of our stand-ins.
        for link in (root / "bin" / name, root / "usr/bin" / name):
            if name != "uname":
                link.symlink_to("/bin/busybox")


def install_foreign(root: Path, program: str, place: str) -> None:
    """A program of this machine with all libraries that it loads, at the paths it asks for."""
    source = shutil.which(program)
    assert source, f"{program} is not installed"
    shutil.copy2(source, root / place)
    listing = subprocess.run(["ldd", source], capture_output=True, text=True, check=True).stdout
    for library in re.findall(r"(?:=> )?(/\S+) \(", listing):
        to = root / library.lstrip("/")
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(library, to)


def without_page(menu: str, page: str) -> str:
    return "".join(line for line in menu.splitlines(True) if page not in line)


def build_www(folder: Path) -> None:
    source = folder / "rom/www"
    menu = (source / "require/modules/menuTree.js").read_text().replace("    ", "\t")
    no_ddns = without_page(menu, "Advanced_ASUSDDNS_Content.asp")
    kinds = {
        "tabs": menu,
        "bare": re.sub(r"(?m)^[ \t]+", "", menu),
        "noddns": no_ddns,
        "neither": without_page(no_ddns, "Tools_OtherSettings.asp"),
        "addons": re.sub(r"(\t*\],\s*exclude)", ADDONS + r"\1", no_ddns),
    }
    for name, text in kinds.items():
        www = folder / f"www-{name}"
        shutil.copytree(source, www, symlinks=True)
        (www / "require/modules/menuTree.js").write_text(text)


def build(folder: Path, made: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    root = folder / "rom"
    shutil.copytree(HERE / "firmware", root, ignore=shutil.ignore_patterns("README.md"))
    for name in ("usr/bin", *MOUNT_POINTS):
        (root / name).mkdir(parents=True, exist_ok=True)
    for name, target in LINKS.items():
        (root / name).symlink_to(target)
    install_busybox(root, made / "addon/busybox")
    shutil.copy2(made / "addon/powercut", root / "usr/bin/powercut")
    install_foreign(root, "curl", "usr/sbin/curl")
    install_foreign(root, "openssl", "usr/sbin/openssl")
    build_www(folder)


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
