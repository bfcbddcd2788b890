# SPDX-License-Identifier: MIT
"""Behind carrier-grade NAT: the checker stands on the provider's side of the WAN's interface."""

from __future__ import annotations

from tests.router.router import wait_for


def connect_behind_nat(router, answer: str) -> None:
    router.answer.write_text(answer)
    router.connect_wan("100.64.0.7")


def test_in_and_out(router):
    router.start_daemon()
    router.connect_wan("198.51.101.7")
    assert router.publishes("198.51.101.7")
    connect_behind_nat(router, "203.0.112.9\n")
    assert router.publishes("203.0.112.9")
    assert set(router.checks()) == {"100.64.0.7"}
    seen = "behind NAT; the internet sees 203.0.112.9"
    assert wait_for(lambda: seen in router.wan53("status").out)
    router.connect_wan("198.51.101.8")
    assert router.publishes("198.51.101.8")


def test_stun_of_the_firmware_serves_first(router):
    router.start_daemon()
    router.answer.write_text("203.0.112.66\n")
    router.set_all(wan0_realip_ip="203.0.112.20", wan0_realip_state="2")
    router.give_address("eth0", "100.64.0.7")
    router.set_all(wan0_ipaddr="100.64.0.7", wan0_state_t="2")
    router.hook("wan-event", "0", "connected")
    assert router.publishes("203.0.112.20")


def test_unrouted_address_is_nat_as_soon_as_stun_says_so(router):
    """A provider numbers its NAT from a public range, and no event tells what STUN found."""
    router.start_daemon()
    router.answer.write_text("203.0.112.66\n")
    router.connect_wan("26.1.2.3")
    assert router.publishes("26.1.2.3")
    router.set_all(wan0_realip_ip="203.0.112.20", wan0_realip_state="2")
    assert router.publishes("203.0.112.20", seconds=30)
    seen = "26.1.2.3 is behind NAT; the internet sees 203.0.112.20"
    assert wait_for(lambda: seen in router.wan53("status").out)
    router.hook("dhcpc-event", "renew", "4")
    assert router.publishes("203.0.112.66")


def test_external_asks_though_the_address_looks_public(router):
    router.wan53.configure(router.record("external = yes"))
    router.start_daemon()
    router.answer.write_text("203.0.112.9\n")
    router.connect_wan("198.51.101.7")
    assert router.publishes("203.0.112.9")
    assert set(router.checks()) == {"198.51.101.7"}


def test_truncated_answer_is_never_published(router):
    router.start_daemon()
    connect_behind_nat(router, "cut 203.0.112.1")
    assert wait_for(lambda: router.logged("whole"))
    assert router.published() == []


def test_captive_portal_is_no_address(router):
    router.start_daemon()
    connect_behind_nat(router, "html")
    assert wait_for(lambda: router.logged("expected one IPv4 address and nothing else"))
    assert len(router.checks()) <= 12
    assert router.published() == []
    router.answer.write_text("203.0.112.9\n")
    router.hook("dhcpc-event", "renew", "4")
    assert router.publishes("203.0.112.9")


def test_checker_that_is_not_trusted_is_not_believed(router):
    """Without our CA: the answer's TLS does not verify, and nothing is published."""
    del router.wan53.environment["AWS_CA_BUNDLE"]
    router.start_daemon()
    connect_behind_nat(router, "203.0.112.9\n")
    assert wait_for(lambda: router.logged("waiting"))
    assert router.published() == []
