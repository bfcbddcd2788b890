# SPDX-License-Identifier: MIT
"""A Linux box with two lines, eth0 and eth1, behind home routers: `source = internet`."""

from __future__ import annotations

import subprocess

import pytest

from tests.router.router import CHECKER, ip, wait_for

FIRST = "192.168.1.5"
SECOND = "192.168.2.5"


@pytest.fixture
def box(router):
    (router.root / "bin" / "nvram").unlink()
    router.add_line("eth1")
    router.give_address("eth0", FIRST)
    ip("addr", "add", f"{SECOND}/24", "dev", "eth1")
    ip("route", "add", CHECKER, "dev", "eth1", "metric", "100")
    router.answer.write_text("203.0.112.9\n")
    return router


def use(box, source: str, extra: str = "") -> None:
    box.wan53.configure(box.record(extra, source=source))


@pytest.mark.parametrize(
    ("source", "caller"),
    [("internet", FIRST), ("internet on eth0", FIRST), ("internet on eth1", SECOND)],
)
def test_the_address_that_the_checkers_see_over_that_line(box, source, caller):
    use(box, source)
    box.start_daemon()
    assert box.publishes("203.0.112.9")
    assert box.checks() == [caller, caller]
    assert wait_for(lambda: box.wan53("status").code == 0)


def test_a_new_address_after_an_event(box):
    use(box, "internet")
    box.start_daemon()
    assert box.publishes("203.0.112.9")
    box.answer.with_suffix(".a").write_text("203.0.112.66\n")
    box.give_address("eth0", "192.168.1.6")
    # No sooner than half a minute after the last time. The second checker denies what the first
    # one says.
    assert wait_for(lambda: len(box.checks()) == 4, 40)
    assert box.rests()
    assert box.published() == ["203.0.112.9"]
    box.answer.write_text("203.0.112.66\n")
    assert box.wan53.update().code == 0
    assert box.published() == ["203.0.112.66"]
    assert box.writes() == 2
    assert set(box.checks()[2:]) == {"192.168.1.6"}


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ("192.168.1.5\n", "expected an address that the internet can reach"),
        ("html", "expected one IPv4 address and nothing else"),
    ],
)
def test_what_is_no_public_address_is_not_published(box, answer, complaint):
    use(box, "internet on eth1")
    box.answer.write_text(answer)
    assert box.wan53.update().code == 3
    assert complaint in box.wan53("status").out
    assert box.published() == []


def test_a_line_that_is_not_there(box):
    use(box, "internet on eth7")
    done = box.wan53("update")
    assert done.code == 3
    assert "there is no interface eth7 now" in done.err
    use(box, "internet on eth1")
    ip("link", "set", "eth1", "down")
    done = box.wan53("update")
    assert done.code == 3
    assert "interface eth1 is down" in done.err
    assert box.checks() == []


def test_no_ipv6_is_no_fault(box):
    use(box, "internet", "type = A AAAA")
    done = box.wan53("update")
    assert done.code == 0, done.err
    assert done.err == ""
    advice = "take AAAA out of type, or leave it: it is published when IPv6 comes"
    assert (
        f"AAAA: absent: no IPv6 here (no interface has a global IPv6 address): {advice}" in done.out
    )
    assert box.published() == ["203.0.112.9"]
    assert box.published("AAAA") == []
    assert box.wan53("status").code == 0
    assert "no round has succeeded" not in box.wan53("doctor").out


@pytest.mark.parametrize(
    "command", [("config", "check"), ("update",), ("status",), ("iam-policy",), ("run",)]
)
def test_a_wan_is_refused_with_what_works_here(box, command):
    use(box, "wan")
    done = box.wan53(*command)
    assert done.code == 2
    assert ":1: [record home.example.com]: source = wan needs Asuswrt-Merlin" in done.err
    here = done.err.split("(here: ")[1].split(")")[0].split(", ")
    assert {"eth0", "eth1"} <= set(here) and "lo" not in here


def test_a_private_address_leads_to_the_internet(box):
    use(box, "interface eth1")
    done = box.wan53("update")
    assert done.code == 4
    assert f"{SECOND} is private (RFC 1918)" in done.err
    assert "set source = internet to publish what the internet sees instead" in done.err
    use(box, "internet on eth1")
    assert box.wan53("update").code == 0


def test_binding_needs_no_root(box):
    """Since Linux 5.7; as root in its namespace the program would be allowed to anyway."""
    use(box, "internet on eth1")
    box.wan53.launcher = ("setpriv", "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs")
    done = box.wan53("update")
    assert done.code == 0, done.err
    caps = subprocess.run(
        [*box.wan53.launcher, "grep", "CapEff", "/proc/self/status"],
        capture_output=True,
        check=True,
    )
    assert caps.stdout.split()[-1] == b"0" * 16
    assert set(box.checks()) == {SECOND}
