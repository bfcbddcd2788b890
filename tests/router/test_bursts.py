# SPDX-License-Identifier: MIT
"""What a burst of events publishes at once, and what waits for its end, two seconds later.

That something is "at once" is told by the order of things: it happens while the burst, whose end
would come two seconds after its first event, still goes on.
"""

from __future__ import annotations

import fcntl
import json
import time

import pytest

from tests.router.router import Router, ip, wait_for

# Half of kDebounce: whatever is seen within it was not what the burst's end led to.
AT_ONCE_S = 1.0
# A second burst is one of its own once the first is over.
OVER_S = 2.5


@pytest.fixture
def calm(online):
    """The burst of the connection is over."""
    assert online.settles()
    time.sleep(OVER_S)  # nothing tells that no event comes
    assert online.rests()
    return online


def at_once(router: Router, *addresses: str) -> bool:
    return router.publishes(*addresses, seconds=AT_ONCE_S)


def test_connected_is_published_at_once(calm):
    calm.set("wan0_ipaddr", "198.51.101.40")
    calm.hook("wan-event", "0", "connected")
    assert at_once(calm, "198.51.101.40")
    assert calm.settles()
    assert calm.writes() == 2


def test_the_firmwares_order_of_things_is_two_rounds_at_most(calm):
    """Stopped, connecting, the kernel's address, nvram's, connected, ddns-start twice."""
    before = len(calm.aws.journal.operations())
    calm.drop_wan()
    calm.connect_wan("198.51.101.41")
    assert at_once(calm, "198.51.101.41")
    assert wait_for(lambda: calm.get("ddns_return_code") == "200")
    assert calm.settles()
    operations = calm.aws.journal.operations()[before:]
    assert operations == ["ListResourceRecordSets", "ChangeResourceRecordSets"]


def test_ddns_start_alone_is_published_at_once(calm):
    calm.set("wan0_ipaddr", "198.51.101.42")
    calm.hook("ddns-start", "198.51.101.42")
    assert at_once(calm, "198.51.101.42")


def test_an_old_address_in_nvram_is_not_published_again(calm):
    """The hook is faster than nvram; what nvram still has was published long ago."""
    before = len(calm.aws.journal.operations())
    calm.hook("wan-event", "0", "connected")
    calm.set("wan0_ipaddr", "198.51.101.43")
    calm.hook("ddns-start", "198.51.101.43")
    assert at_once(calm, "198.51.101.43")
    assert calm.settles()
    operations = calm.aws.journal.operations()[before:]
    assert operations == ["ListResourceRecordSets", "ChangeResourceRecordSets"]


def test_twenty_addresses_in_two_seconds_are_two_rounds(calm):
    before = calm.writes()
    for i in range(20):
        calm.set("wan0_ipaddr", f"198.51.101.{100 + i}")
        calm.hook("wan-event", str(i % 2), "connected")
        time.sleep(0.05)  # they are spread over the burst
    assert calm.publishes("198.51.101.119")
    assert calm.settles()
    assert calm.writes() - before == 2


def test_the_end_of_the_burst_tries_again(calm):
    """A connected WAN is not yet the internet."""
    before = len(calm.aws.journal.operations())
    calm.aws.faults.add("status", operation="ListResourceRecordSets", status=503, count=1)
    calm.set("wan0_ipaddr", "198.51.101.44")
    calm.hook("wan-event", "0", "connected")
    # A failed round's own back-off is 15 seconds at least.
    assert calm.publishes("198.51.101.44", seconds=14)
    assert calm.aws.journal.operations()[before:].count("ListResourceRecordSets") == 2


def test_another_process_at_work_is_waited_for_at_the_end(calm):
    with (calm.wan53.folder / "run/wan53/lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        calm.set("wan0_ipaddr", "198.51.101.45")
        calm.hook("wan-event", "0", "connected")
        assert not at_once(calm, "198.51.101.45")
    assert calm.publishes("198.51.101.45")
    assert calm.settles()
    assert calm.writes() == 2


def test_without_a_daemon_the_hook_publishes_at_once(router):
    router.wan53.configure(router.record(more="daemon = no"))
    router.connect_wan("198.51.101.46")
    assert router.publishes("198.51.101.46")
    assert wait_for(lambda: router.get("ddns_return_code") == "200")
    time.sleep(OVER_S)
    assert router.rests()
    before = router.writes()
    router.set("wan0_ipaddr", "198.51.101.47")
    for _ in range(5):
        router.hook("wan-event", "0", "connected")
    assert at_once(router, "198.51.101.47")
    time.sleep(OVER_S)
    assert router.rests()
    assert router.writes() == before + 1


@pytest.fixture
def box(aws, tmp_path):
    """A Linux box without nvram: A and AAAA follow eth0."""
    config = (
        f"[record home.example.com]\ntype = A AAAA\nzone = {aws.zone_id}\nsource = interface eth0\n"
        "[publish]\nlog-level = info\n"
    )
    with Router(tmp_path, aws, config=config) as machine:
        (machine.root / "bin" / "nvram").unlink()
        ip("addr", "add", "198.51.101.7/24", "dev", "eth0")
        machine.start_daemon()
        assert machine.publishes("198.51.101.7")
        assert machine.settles()
        time.sleep(OVER_S)
        yield machine


def test_the_kernels_address_is_published_at_once(box):
    machine = box
    machine.give_address("eth0", "198.51.101.8")
    assert at_once(machine, "198.51.101.8")


def test_ipv6_a_second_after_ipv4_is_the_second_round(box):
    before = box.writes()
    box.give_address("eth0", "198.51.101.9")
    ip("-6", "addr", "add", "2a00:1450:1::9/64", "dev", "eth0")  # tentative for a second or two
    assert at_once(box, "198.51.101.9")
    assert wait_for(lambda: box.published("AAAA") == ["2a00:1450:1::9"])
    assert box.settles()
    assert box.writes() - before == 2


def test_an_interface_that_flaps_within_the_burst_writes_nothing(box):
    ip("addr", "add", "198.51.101.200/24", "dev", "eth0")
    assert box.settles()
    before = len(box.aws.journal.operations())
    memory = json.loads(box.wan53.volatile.read_text())
    ip("addr", "del", "198.51.101.7/24", "dev", "eth0")
    ip("addr", "replace", "198.51.101.200/24", "dev", "eth0")
    ip("addr", "add", "198.51.101.7/24", "dev", "eth0")
    assert box.settles()
    assert len(box.aws.journal.operations()) == before
    assert json.loads(box.wan53.volatile.read_text())["records"] == memory["records"]
