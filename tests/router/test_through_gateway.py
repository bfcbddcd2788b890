# SPDX-License-Identifier: MIT
"""The daemon with via = gateway: the template's API, the real companion, the watchdog."""

from __future__ import annotations

import pytest
from gateway import Front, stack_of

from tests.router.router import Router, wait_for
from tests.router.watchdog import Watchdog


@pytest.fixture
def front(aws):
    with stack_of(aws) as stack:
        yield Front(aws, stack)


@pytest.fixture
def remote(front, tmp_path):
    """A router that may call the gateway and nothing else."""
    config = (
        f"[publish]\nvia = gateway\ngateway-url = {front.url}\nlog-level = info\n"
        "[record home.example.com]\nsource = wan\n"
    )
    with Router(tmp_path, front.aws, config=config) as router:
        router.wan53.environment |= front.aws.environment(front.router)
        yield router


def asked(router) -> int:
    return sum(entry.service == "execute-api" for entry in router.aws.journal)


def test_a_change_arrives_and_the_firmware_hears_of_it(remote):
    remote.start_daemon()
    with Watchdog(remote) as watchdog:
        remote.connect_wan("198.51.101.7")
        assert remote.publishes("198.51.101.7")
        assert wait_for(lambda: remote.get("ddns_return_code") == "200")
        remote.connect_wan("198.51.101.8")
        assert remote.publishes("198.51.101.8")
        assert watchdog.goes_quiet()
    assert remote.logged("changed from 198.51.101.7 to 198.51.101.8 by the gateway") == 1
    before = asked(remote)
    remote.hook("dhcpc-event", "renew", "4")
    volatile = remote.wan53.volatile
    assert wait_for(lambda: "dhcpc-event renew" in volatile.read_text())
    assert asked(remote) == before
    assert remote.wan53("status").code == 0
    changes = remote.wan53("history", "--json").json["changes"]
    assert [change["new"] for change in changes] == ["198.51.101.7", "198.51.101.8"]


def test_a_refused_key_ends_the_watchdogs_loop(remote):
    remote.wan53.environment["AWS_ACCESS_KEY_ID"] = "AKIAIOSFODNN7EXAMPLE"
    remote.start_daemon()
    with Watchdog(remote) as watchdog:
        remote.connect_wan("198.51.101.9")
        # A key that has never worked may be new: for half a minute nobody blames it.
        assert wait_for(lambda: remote.get("ddns_return_code_chk") == "auth_fail", 45)
        assert watchdog.goes_quiet()
    assert remote.published() == []
    assert remote.wan53("status").code == 4


def test_a_gateway_that_is_throttled_is_asked_again(remote, front):
    """Each round tries four times; what comes after is the daemon's own back-off."""
    remote.aws.faults.add("status", service="execute-api", status=429, body=b"{}", count=2)
    remote.start_daemon()
    remote.connect_wan("198.51.101.10")
    assert remote.publishes("198.51.101.10")
    assert asked(remote) == 3
