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
    ip("-6", "addr", "del", "2a00:1450:2::7/64", "dev", "eth0")
    # Only a deprecated one and one of the LAN's own are left: neither is published, none deleted.
    assert wait_for(lambda: dual_stack.logged("AAAA: waiting") == 2)
    assert dual_stack.published("AAAA") == ["2a00:1450:2::7"]
    assert dual_stack.published() == ["198.51.101.7"]
