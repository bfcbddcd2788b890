# SPDX-License-Identifier: MIT
"""A package's life on a Debian: installed, configured, upgraded, removed and purged."""

from __future__ import annotations

from packages import DEBIAN

# There is no such interface, so nothing is asked of anybody.
CONFIG = b"[record home.example.com]\nsource = interface none0\nzone = Z0123456789ABC\n"
KEY = b"[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = %s\n" % (
    b"x" * 40
)
ENABLED = "/etc/systemd/system/multi-user.target.wants/wan53.service"


def install(here, package, version: str) -> str:
    here.put("/wan53.deb", package(version).read_bytes())
    return here("dpkg", "-i", "/wan53.deb").stdout


def configure(here) -> None:
    here.put("/etc/wan53/wan53.conf", CONFIG, "600")
    here.put("/etc/wan53/credentials", KEY, "600")


def version_of(here) -> str:
    return here.shell("dpkg-query -W -f '${db:Status-Abbrev}${Version}' wan53").strip()


def files_of(here) -> list[str]:
    roots = "/etc /usr/bin /usr/lib/systemd /usr/share /var/lib /run"
    return [
        line
        for line in here.shell(f"find {roots} -xdev -path '*wan53*'", check=False).splitlines()
        # dpkg's own, and what another machine's copy of this one left there
        if "/dpkg/" not in line
    ]


def test_without_an_init_system(plain, package):
    before = files_of(plain)
    install(plain, package, "0.1.0")
    assert plain.shell("wan53 version").startswith("wan53 ")
    assert plain.shell("stat -c %a:%U /etc/wan53").strip() == "700:root"
    assert not plain.exists(ENABLED)
    configure(plain)
    assert "ok, 1 record" in plain.shell("wan53 config check")
    assert "started" in plain.shell("wan53 start")

    install(plain, package, "0.2.0")
    assert "0.2.0-1" in version_of(plain) and "running" in plain.shell("wan53 status", check=False)
    install(plain, package, "0.2.0")

    plain("dpkg", "-r", "wan53")
    assert plain.shell("pidof wan53", check=False) == ""
    assert not plain.exists("/usr/bin/wan53")
    assert plain.exists("/etc/wan53/credentials") and plain.exists("/var/lib/wan53")
    install(plain, package, "0.2.0")
    assert "ok, 1 record" in plain.shell("wan53 config check")

    plain("dpkg", "-P", "wan53")
    assert files_of(plain) == before
    plain("dpkg", "-P", "wan53")  # twice is as good as once


def test_purged_without_having_been_configured(plain, package):
    before = files_of(plain)
    install(plain, package, "0.1.0")
    plain("dpkg", "-P", "wan53")
    assert files_of(plain) == before


def is_enabled(here) -> bool:
    return here("systemctl", "is-enabled", "wan53", check=False).stdout.strip() == "enabled"


def is_active(here) -> bool:
    return here("systemctl", "is-active", "wan53", check=False).stdout.strip() == "active"


def test_under_systemd(booted, package):
    before = files_of(booted)
    install(booted, package, "0.1.0")
    assert not is_enabled(booted) and not is_active(booted)
    # Nobody has run setup yet: nothing starts, and nothing fails.
    booted("systemctl", "start", "wan53")
    assert booted.shell("systemctl --failed -q") == "" and not is_active(booted)

    configure(booted)
    booted("systemctl", "enable", "--now", "wan53")
    first = booted.shell("cat /run/wan53/pid")
    install(booted, package, "0.2.0")
    assert is_enabled(booted) and is_active(booted)
    assert booted.shell("cat /run/wan53/pid") != first

    booted("systemctl", "disable", "--now", "wan53")
    install(booted, package, "0.3.0")
    assert not is_enabled(booted) and not is_active(booted), "an upgrade keeps the choice"

    booted("systemctl", "enable", "--now", "wan53")
    booted("dpkg", "-r", "wan53")
    assert booted.shell("pidof wan53", check=False) == ""
    # What was enabled before the removal comes back, since the config is still there.
    install(booted, package, "0.3.0")
    assert is_enabled(booted) and is_active(booted)

    booted("dpkg", "-P", "wan53")
    assert booted.shell("pidof wan53", check=False) == ""
    assert files_of(booted) == before
    assert booted.shell("systemctl --failed -q") == ""


def test_installed_where_a_config_lies_already(booted, package):
    booted.shell("install -d -m 0700 /etc/wan53")
    configure(booted)
    install(booted, package, "0.1.0")
    assert is_enabled(booted) and is_active(booted)


def test_another_architecture_is_refused(plain, package):
    foreign = next(each for each in ("arm64", "amd64") if each != DEBIAN)
    plain.put("/wan53.deb", package("0.1.0", foreign).read_bytes())
    done = plain("dpkg", "-i", "/wan53.deb", check=False)
    assert done.returncode != 0 and "does not match system" in done.stdout
