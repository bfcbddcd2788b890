# SPDX-License-Identifier: MIT
"""nvram of other firmware: slow, without newer variables, with values cut short."""

from __future__ import annotations

from tests.router.router import wait_for
from tests.router.watchdog import Watchdog


def test_slow_nvram_slows_only_the_daemon(online):
    online.fault("slow")
    with Watchdog(online) as watchdog:
        online.set("wan0_ipaddr", "198.51.101.8")
        assert online.hook("wan-event", "0", "connected") < 0.5
        online.start_ddns()
        assert online.publishes("198.51.101.8", seconds=30)
        assert wait_for(lambda: online.get("ddns_return_code") == "200")
        assert watchdog.goes_quiet()


def test_variables_that_older_firmware_lacks(router):
    router.unset("sw_mode", "wans_dualwan", "wan0_primary", "wan0_sbstate_t", "wan0_auxstate_t",
                 "lan_ifname", "ddns_ipv6_update", "ipv6_service")  # fmt: skip
    router.start_daemon()
    router.wan_state(0, 2, "connected")
    router.give_address("eth0", "198.51.101.7")
    router.set("wan0_ipaddr", "198.51.101.7")
    router.hook("wan-event", "0", "connected")
    assert router.publishes("198.51.101.7")


def test_what_is_no_connected_wan_changes_nothing(online):
    good = {name: online.get(name) for name in ("wan0_ipaddr", "wan0_state_t", "wan0_auxstate_t")}
    good["sw_mode"] = "1"
    for name, value in (
        ("wan0_ipaddr", "198.51.101"),
        ("wan0_state_t", ""),
        ("wan0_ipaddr", ""),
        ("wan0_auxstate_t", "1"),
        ("wan0_ipaddr", "0.0.0.0"),
        ("sw_mode", "3"),
    ):
        before = online.logged("waiting")
        online.set_all(**{**good, name: value})
        online.hook("wan-event", "0", "connected")
        assert wait_for(lambda b=before: online.logged("waiting") == b + 1), name
        assert online.published() == ["198.51.101.7"]
    online.set_all(**{**good, "wan0_ipaddr": "198.51.101.8"})
    online.hook("wan-event", "0", "connected")
    assert online.publishes("198.51.101.8")
    assert online.writes() == 2
