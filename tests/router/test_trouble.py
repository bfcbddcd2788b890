# SPDX-License-Identifier: MIT
"""What a home router does to a daemon: a hung nvram, a full flash, kills, bad keys."""

from __future__ import annotations

import signal
import subprocess
import threading
import time

import pytest

from tests.router.router import wait_for
from tests.router.watchdog import Watchdog


@pytest.mark.parametrize("fault", ["hang", "garbage", "huge"])
def test_nvram_that_goes_wrong(online, fault):
    online.fault(fault)
    online.set("wan0_ipaddr", "198.51.101.8")
    assert online.hook("wan-event", "0", "connected") < 1
    assert wait_for(lambda: online.logged("home.example.com A: waiting"))
    assert online.published() == ["198.51.101.7"]
    online.fault(None)
    online.hook("wan-event", "0", "connected")
    assert online.publishes("198.51.101.8", seconds=20)
    leftover = subprocess.run(["pgrep", "-f", f"{online.root}/bin/nvram"], check=False)
    assert leftover.returncode == 1


def test_killed_at_any_moment_and_ensured_again(online):
    """The state is whole after every kill, and the next daemon publishes."""
    for i in range(6):
        address = f"198.51.101.{20 + i}"
        assert online.rests()
        online.set("wan0_ipaddr", address)
        online.hook("wan-event", "0", "connected")
        assert wait_for(online.is_at_work, look_s=0.002)
        time.sleep(0.02 * i)  # a little later in the pass each time
        online.kill_daemon()
        assert online.wan53("status").code in (0, 3)
        online.start_daemon()
        assert online.publishes(address)


def test_hook_starts_a_dead_daemon_and_loses_no_event(online):
    online.kill_daemon()
    online.set("wan0_ipaddr", "198.51.101.30")
    assert online.hook("wan-event", "0", "connected") < 1
    assert online.publishes("198.51.101.30")
    assert online.wan53("status").out.count("running") == 1


def test_ten_hooks_at_once_start_one_daemon(router):
    router.give_address("eth0", "198.51.101.31")
    router.set_all(wan0_ipaddr="198.51.101.31", wan0_state_t="2")
    hooks = [threading.Thread(target=router.hook, args=("wan-event", "0", "connected"))
             for _ in range(10)]  # fmt: skip
    for hook in hooks:
        hook.start()
    for hook in hooks:
        hook.join()
    assert router.publishes("198.51.101.31")

    def daemons() -> int:
        pattern = f"{router.wan53.binary} notify"
        found = subprocess.run(["pgrep", "-fc", pattern], capture_output=True, check=False)
        return int(found.stdout)

    assert router.settles()
    # A daemon that is about to run nvram counts twice for a moment.
    assert wait_for(lambda: daemons() == 1, 5)
    assert router.writes() == 1


def test_two_daemons_at_once(online):
    second = online.wan53("run", "--foreground")
    assert second.code == 4
    assert f"the daemon is already running, as process {online.daemon.pid}" in second.err


def test_stop_is_honoured_until_start(online):
    assert online.wan53("stop").code == 0
    online.daemon.wait(5)
    online.set("wan0_ipaddr", "198.51.101.32")
    online.hook("wan-event", "0", "connected")
    assert online.wan53("ensure").code == 0
    # A daemon listens before whoever starts it ends, so there would be one by now.
    assert "stopped" in online.wan53("status").out
    assert online.rests()
    assert online.published() == ["198.51.101.7"]
    online.daemon = None
    assert online.wan53("start").code == 0
    assert online.publishes("198.51.101.32")


def test_reload_with_a_bad_config_keeps_the_old_one(online):
    good = online.wan53.config.read_text()
    online.wan53.configure(good + "colour = red\n")
    refused = online.wan53("reload")
    assert (refused.code, "colour" in refused.err) == (2, True)
    online.set("wan0_ipaddr", "198.51.101.33")
    online.hook("wan-event", "0", "connected")
    assert online.publishes("198.51.101.33")
    assert online.logged("the previous config stays in use") == 1
    online.wan53.configure(good.replace("zone =", "ttl = 300\nzone ="))
    assert online.wan53("reload").code == 0
    assert wait_for(lambda: online.aws.records(online.aws.zone_id)[0]["TTL"] == 300)


def test_sighup_reads_the_config_and_runs_a_round(online):
    """Nothing else tells the daemon: no hook fires and no address changes."""
    assert online.settles()
    requests = len(online.aws.journal.operations())
    online.daemon.send_signal(signal.SIGHUP)
    assert wait_for(lambda: len(online.aws.journal.operations()) > requests)
    assert online.writes() == 1
    good = online.wan53.config.read_text()
    online.wan53.configure(good.replace("zone =", "ttl = 300\nzone ="))
    online.daemon.send_signal(signal.SIGHUP)
    assert wait_for(lambda: online.aws.records(online.aws.zone_id)[0]["TTL"] == 300)
    assert online.rests()
    assert online.logged("(SIGHUP)") == 1
    assert online.daemon.poll() is None


def test_revoked_key_is_told_to_the_firmware_and_its_mend_too(online):
    assert online.settles()
    online.aws.user.active = False
    with Watchdog(online) as watchdog:
        online.set("wan0_ipaddr", "198.51.101.34")
        online.start_ddns()
        assert wait_for(lambda: online.get("ddns_return_code_chk") == "auth_fail")
        assert watchdog.goes_quiet()
    assert online.get("ddns_last_wan_unit") == "0"
    assert online.logged("InvalidClientTokenId") == 1
    online.aws.user.active = True
    assert online.wan53("reload").code == 0
    assert online.publishes("198.51.101.34")
    assert wait_for(lambda: online.get("ddns_return_code") == "200")


def test_key_made_seconds_ago_is_no_fault_to_the_firmware(router):
    router.aws.faults.add("unknown_key", count=2)
    router.start_daemon()
    router.connect_wan("198.51.101.7")
    assert router.publishes("198.51.101.7")
    assert router.get("ddns_return_code_chk") != "auth_fail"
    assert router.logged("InvalidClientTokenId") == 0


def test_another_provider_is_left_alone(online):
    online.set_all(ddns_server_x="WWW.ASUS.COM", ddns_return_code="ddns_query")
    before = len(online.journal())
    online.set("wan0_ipaddr", "198.51.101.35")
    online.hook("wan-event", "0", "connected")
    assert online.publishes("198.51.101.35")
    assert online.rests()
    assert len(online.journal()) == before


def test_firmware_hears_nothing_before_the_records_are_right(router):
    router.aws.faults.add("delay", operation="ListResourceRecordSets", seconds=3)
    router.start_daemon()
    router.connect_wan("198.51.101.36")
    assert wait_for(lambda: "ListResourceRecordSets" in router.aws.journal.operations())
    assert router.get("ddns_return_code") == "ddns_query"
    assert router.publishes("198.51.101.36")
    assert wait_for(lambda: router.get("ddns_return_code") == "200")


def test_without_a_daemon_hooks_run_single_rounds(router):
    router.wan53.configure(router.record(more="daemon = no"))
    router.connect_wan("198.51.101.37")
    assert router.publishes("198.51.101.37")
    with Watchdog(router) as watchdog:
        assert watchdog.goes_quiet()
    assert router.writes() == 1
    requests = len(router.aws.journal.operations())
    done = router.wan53("update", "--if-due")
    assert (done.code, done.out) == (0, "")
    assert len(router.aws.journal.operations()) == requests
    assert not (router.wan53.folder / "run/wan53/sock").exists()


def test_update_by_hand_is_known_to_the_daemon(online):
    online.set("wan0_ipaddr", "198.51.101.38")
    done = online.wan53("update", "--json")
    assert done.outcomes == ["changed"]
    assert online.settles()
    assert online.writes() == 2
    history = online.wan53("history", "--json").json["changes"]
    assert [change["because"] for change in history][-1] == "wan53 update"
