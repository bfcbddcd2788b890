# SPDX-License-Identifier: MIT
"""From a change of the WAN to the published record, and to a firmware that rests."""

from __future__ import annotations

import time

from tests.router.router import Router, ip, wait_for
from tests.router.watchdog import Watchdog


def test_boot_with_no_clock(router):
    router.set("ntp_ready", "0")
    router.start_daemon()
    with Watchdog(router) as watchdog:
        router.connect_wan("198.51.101.7")
        assert wait_for(lambda: router.logged("the clock is not set yet"))
        assert router.aws.journal.operations() == []
        router.sync_clock()
        assert router.publishes("198.51.101.7")
        assert watchdog.goes_quiet()
    assert router.get("ddns_return_code") == "200"


def test_reconnect_with_another_address(online):
    with Watchdog(online) as watchdog:
        online.drop_wan()
        online.connect_wan("198.51.101.8")
        assert online.publishes("198.51.101.8")
        assert watchdog.goes_quiet()
    assert online.writes() == 2
    assert online.logged("changed from 198.51.101.7 to 198.51.101.8") == 1
    assert "nvram commit" not in online.journal()


def test_pppoe_reconnect_with_the_same_address_writes_nothing(router):
    router.set_all(wan0_proto="pppoe", wan0_pppoe_ifname="ppp0", wan0_ifname="eth0")
    router.add_interface("ppp0")
    router.start_daemon()
    router.connect_wan("198.51.101.7")
    assert router.publishes("198.51.101.7")
    with Watchdog(router) as watchdog:
        for _ in range(2):
            router.drop_wan()
            router.connect_wan("198.51.101.7")
        assert watchdog.goes_quiet()
    assert router.writes() == 1
    assert router.published() == ["198.51.101.7"]


def test_twenty_events_in_two_seconds_are_one_round(online):
    rounds = len(online.aws.journal.operations())
    online.set("wan0_ipaddr", "198.51.101.9")
    for i in range(20):
        assert online.hook("wan-event", "0", f"state {i}") < 1
        time.sleep(0.05)  # they are spread over the daemon's wait for calm
    assert online.publishes("198.51.101.9")
    assert online.settles()
    operations = online.aws.journal.operations()[rounds:]
    assert operations == ["ListResourceRecordSets", "ChangeResourceRecordSets"]


def test_an_event_during_a_round_leads_to_one_more(online):
    online.aws.faults.add("delay", operation="ListResourceRecordSets", seconds=4)
    online.set("wan0_ipaddr", "198.51.101.10")
    online.hook("wan-event", "0", "connected")
    assert wait_for(lambda: online.aws.journal.operations()[-1] == "ListResourceRecordSets")
    online.set("wan0_ipaddr", "198.51.101.11")
    for _ in range(3):
        online.hook("wan-event", "0", "connected")
    assert online.publishes("198.51.101.11", seconds=20)
    assert online.settles()
    assert online.writes() == 3


def test_netlink_alone_is_enough(online):
    """A firmware without hooks: only the interface's address tells."""
    assert online.settles()
    # The connection's own address may have been the first sign of it.
    before = online.logged("an interface's addresses changed")
    online.set("wan0_ipaddr", "198.51.101.12")
    ip("addr", "add", "198.51.101.12/24", "dev", "eth0")
    assert online.publishes("198.51.101.12")
    assert wait_for(lambda: online.logged("an interface's addresses changed") == before + 1)


def test_wan_that_is_down_is_not_polled(online):
    online.drop_wan()
    assert wait_for(lambda: online.logged("wan0 is stopped"))
    requests = len(online.aws.journal.operations())
    assert online.settles()
    assert len(online.aws.journal.operations()) == requests
    assert online.published() == ["198.51.101.7"]


def test_failover_and_back(router):
    router.set_all(wans_dualwan="wan usb", wan1_ifname="usb0", wan1_proto="dhcp",
                   wan1_state_t="2", wan1_sbstate_t="0", wan1_auxstate_t="0",
                   wan1_ipaddr="198.51.102.7", wan1_primary="0")  # fmt: skip
    router.add_interface("usb0")
    router.start_daemon()
    router.connect_wan("198.51.101.7")
    assert router.publishes("198.51.101.7")
    with Watchdog(router) as watchdog:
        router.fail_over_to(1)
        assert router.publishes("198.51.102.7")
        assert watchdog.goes_quiet()
        router.fail_over_to(0)
        assert router.publishes("198.51.101.7")
        assert watchdog.goes_quiet()


def test_load_balance_publishes_every_wan_that_is_up(router):
    router.set_all(wans_mode="lb", wans_dualwan="wan lan", wan1_ifname="eth1", wan1_proto="dhcp",
                   wan1_state_t="2", wan1_sbstate_t="0", wan1_auxstate_t="0",
                   wan1_ipaddr="198.51.102.7")  # fmt: skip
    router.wan53.configure(router.record(source="wan-all"))
    router.start_daemon()
    router.connect_wan("198.51.101.7")
    assert router.publishes("198.51.101.7", "198.51.102.7")
    router.wan_state(1, 3, "disconnected")
    assert router.publishes("198.51.101.7")
    router.drop_wan()
    assert router.settles()
    assert router.published() == ["198.51.101.7"]


def test_new_ipv6_prefix_reaches_router_and_lan_host(aws, tmp_path):
    config = (
        f"[record home.example.com]\ntype = A AAAA\nzone = {aws.zone_id}\n"
        f"[record nas.example.com]\ntype = AAAA\nzone = {aws.zone_id}\nsource = prefix ::1:2:3:4\n"
    )
    with Router(tmp_path, aws, config=config) as router:
        router.set("ipv6_service", "dhcp6")
        for old, new in (("", "2a00:1450:1:2"), ("2a00:1450:1:2", "2a00:1450:9:9")):
            if old:
                ip("-6", "addr", "del", f"{old}::1/64", "dev", "br0")
            ip("-6", "addr", "add", f"{new}::1/64", "dev", "br0", "nodad")
            if not old:
                router.start_daemon()
                router.connect_wan("198.51.101.7")
            assert wait_for(lambda new=new: router.published("AAAA") == [f"{new}::1"])
            nas = f"{new}:1:2:3:4"
            assert wait_for(lambda nas=nas: router.published("AAAA", "nas.example.com.") == [nas])
        with Watchdog(router) as watchdog:
            assert watchdog.goes_quiet()
        assert router.get("ddns_ipv6_updated") == "1"


def test_refreshed_ipv6_lifetimes_wake_nobody(online):
    ip("-6", "addr", "add", "2a00:1450::1/64", "dev", "eth0", "nodad", "valid_lft", "600",
       "preferred_lft", "600")  # fmt: skip
    assert online.settles()
    before = online.wan53.volatile.read_text()
    for seconds in range(601, 631):
        ip("-6", "addr", "change", "2a00:1450::1/64", "dev", "eth0", "valid_lft", str(seconds),
           "preferred_lft", str(seconds))  # fmt: skip
    # A pass that began by mistake would wait for calm (2 s); nothing tells that there is none.
    time.sleep(2.5)
    assert online.rests()
    assert online.wan53.volatile.read_text() == before
