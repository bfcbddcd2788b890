# SPDX-License-Identifier: MIT
"""IPv6 addresses as a real kernel has them: tentative at first, deprecated at last."""

from __future__ import annotations

import pytest

from tests.router.router import Router, ip, wait_for
from tests.router.watchdog import Watchdog


@pytest.fixture
def dual_stack(aws, tmp_path):
    """A and AAAA of one name, with a daemon; the firmware is one before PR 894."""
    config = f"[record home.example.com]\ntype = A AAAA\nzone = {aws.zone_id}\n"
    with Router(tmp_path, aws, config=config) as router:
        router.set("ipv6_service", "dhcp6")
        router.start_daemon()
        yield router


def test_no_ipv6_yet_is_no_fault(dual_stack):
    with Watchdog(dual_stack) as watchdog:
        dual_stack.connect_wan("198.51.101.7")
        assert dual_stack.publishes("198.51.101.7")
        assert watchdog.goes_quiet()
        assert dual_stack.published("AAAA") == []
        # The kernel takes its time to make sure that nobody else has it.
        ip("-6", "addr", "add", "2a00:1450:1::7/64", "dev", "eth0")
        dual_stack.hook("dhcpc-event", "bound6", "6")
        assert wait_for(lambda: dual_stack.published("AAAA") == ["2a00:1450:1::7"])
        assert watchdog.goes_quiet()
    assert dual_stack.get("ddns_ipv6_updated") == "1"


def test_an_address_on_its_way_out_gives_way(dual_stack):
    """A provider renumbers: the old address stays for a while, deprecated."""
    ip("-6", "addr", "add", "fd00::7/64", "dev", "eth0", "nodad")
    ip("-6", "addr", "add", "2a00:1450:1::7/64", "dev", "eth0", "nodad")
    dual_stack.connect_wan("198.51.101.7")
    assert wait_for(lambda: dual_stack.published("AAAA") == ["2a00:1450:1::7"])
    ip("-6", "addr", "add", "2a00:1450:2::7/64", "dev", "eth0", "nodad")
    ip("-6", "addr", "change", "2a00:1450:1::7/64", "dev", "eth0", "preferred_lft", "0")
    assert wait_for(lambda: dual_stack.published("AAAA") == ["2a00:1450:2::7"])
    # Once before the first address, unless that was there before the daemon's first look.
    waited = dual_stack.logged("AAAA: waiting")
    ip("-6", "addr", "del", "2a00:1450:2::7/64", "dev", "eth0")
    # Only a deprecated one and one of the LAN's own are left: neither is published, none deleted.
    assert wait_for(lambda: dual_stack.logged("AAAA: waiting") == waited + 1)
    assert dual_stack.published("AAAA") == ["2a00:1450:2::7"]
    assert dual_stack.published() == ["198.51.101.7"]


def test_the_lans_addresses_are_not_the_second_wans(aws, tmp_path):
    """A delegated prefix is one provider's: the other WAN's record must not name it."""
    config = f"[record home.example.com]\ntype = AAAA\nsource = wan1\nzone = {aws.zone_id}\n"
    with Router(tmp_path, aws, config=config) as router:
        router.add_interface("eth9")
        router.set_all(wans_dualwan="wan usb", wan1_ifname="eth9", wan1_state_t="2")
        ip("-6", "addr", "add", "2a00:1450:1::1/64", "dev", "br0", "nodad")
        router.start_daemon()
        assert wait_for(lambda: router.logged("br0's belong to the primary WAN"))
        assert router.published("AAAA") == []
        router.set_all(wan0_primary="0", wan1_primary="1")
        router.hook("wan-event", "1", "connected")
        assert wait_for(lambda: router.published("AAAA") == ["2a00:1450:1::1"])


def add6(address: str, interface: str, *more: str) -> None:
    ip("-6", "addr", "add", f"{address}/64", "dev", interface, "nodad", *more)


def test_a_host_behind_any_interface(aws, tmp_path):
    """A guest network: netlink alone tells of its prefixes, which come and go."""
    config = (
        f"[record home.example.com]\ntype = AAAA\nzone = {aws.zone_id}\n"
        "source = prefix ::1:2:3:4 on br1\n[publish]\nlog-level = info\n"
    )
    with Router(tmp_path, aws, config=config) as router:
        router.start_daemon()
        assert wait_for(lambda: router.logged("there is no interface br1 now"))
        router.add_interface("br1")
        add6("2a00:1450:1::1", "br0")
        add6("fd00::1", "br1")
        assert wait_for(lambda: router.logged("fd00::1:2:3:4 is unique local"))
        assert router.published("AAAA") == []
        add6("2a00:1450:1:1::1", "br1")
        assert wait_for(lambda: router.published("AAAA") == ["2a00:1450:1:1:1:2:3:4"])
        add6("2a00:1450:1:0::2", "br1")  # the published prefix is still good
        ip("-6", "addr", "add", "2a00:1450:0:1::1/128", "dev", "br1", "nodad")
        assert router.settles()
        assert router.published("AAAA") == ["2a00:1450:1:1:1:2:3:4"]
        ip("-6", "addr", "change", "2a00:1450:1:1::1/64", "dev", "br1", "preferred_lft", "0")
        assert wait_for(lambda: router.published("AAAA") == ["2a00:1450:1:0:1:2:3:4"])
        ip("link", "del", "br1")
        assert wait_for(lambda: router.logged("there is no interface br1 now") == 2)
        assert router.published("AAAA") == ["2a00:1450:1:0:1:2:3:4"]


def test_the_published_one_of_two_stays(dual_stack):
    add6("2a00:1450:1::9", "eth0")
    dual_stack.connect_wan("198.51.101.7")
    assert wait_for(lambda: dual_stack.published("AAAA") == ["2a00:1450:1::9"])
    writes = dual_stack.writes()
    for address in ("2a00:1450:1::1", "2a00:1450:1::a"):  # before and behind it in any order
        add6(address, "eth0")
        assert dual_stack.settles()
    assert dual_stack.published("AAAA") == ["2a00:1450:1::9"]
    assert dual_stack.writes() == writes
    # One whose time is up gives way to the lowest of the others.
    ip("-6", "addr", "change", "2a00:1450:1::9/64", "dev", "eth0", "preferred_lft", "2")
    assert wait_for(lambda: dual_stack.published("AAAA") == ["2a00:1450:1::1"])


@pytest.mark.parametrize("name", ["eth0:1", "wan-port-by-its-alternative-name"])
def test_an_interface_by_another_name(aws, tmp_path, name):
    config = f"[record home.example.com]\nzone = {aws.zone_id}\nsource = interface {name}\n"
    with Router(tmp_path, aws, config=config) as router:
        if ":" not in name:
            ip("link", "property", "add", "dev", "eth0", "altname", name)
        router.start_daemon()
        assert wait_for(lambda: router.logged("A: waiting"))
        ip("addr", "add", "198.51.101.9/32", "dev", "eth0", "label", "eth0:1")
        assert router.publishes("198.51.101.9")
        ip("addr", "add", "198.51.101.7/32", "dev", "eth0")
        assert router.settles()
        assert router.published() == ["198.51.101.9"]
        ip("addr", "del", "198.51.101.9/32", "dev", "eth0")
        if ":" not in name:
            assert router.publishes("198.51.101.7")
        else:
            assert wait_for(lambda: router.logged("there is no interface eth0:1 now"))
            assert router.published() == ["198.51.101.9"]
