# SPDX-License-Identifier: MIT
"""Behind NAT, with checkers that lie, err or change their mind: two must agree on a new address."""

from __future__ import annotations

import pytest

from tests.router.router import wait_for


def behind_nat(router, answer: str) -> None:
    router.answer.write_text(answer)
    router.connect_wan("100.64.0.7")


def only_a_says(router, answer: str) -> None:
    router.answer.with_suffix(".a").write_text(answer)


def test_a_liar_changes_nothing_until_another_agrees(router):
    router.start_daemon()
    only_a_says(router, "203.0.112.66\n")
    behind_nat(router, "203.0.112.9\n")
    assert wait_for(lambda: router.logged("the checkers disagree"))
    assert router.published() == []
    only_a_says(router, "203.0.112.9\n")
    router.hook("dhcpc-event", "renew", "4")
    assert router.publishes("203.0.112.9")

    only_a_says(router, "203.0.112.66\n")
    asked = len(router.checks())
    router.hook("dhcpc-event", "renew", "4")
    assert wait_for(lambda: len(router.checks()) >= asked + 2)
    assert router.rests()
    assert router.published() == ["203.0.112.9"]

    router.answer.write_text("203.0.112.66\n")
    router.hook("dhcpc-event", "renew", "4")
    assert router.publishes("203.0.112.66")
    assert router.writes() == 2


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ("10.0.0.1\n", "expected an address that the internet can reach"),
        ("203.0.112.9 203.0.112.10\n", "expected one IPv4 address and nothing else"),
        ("203.0.112.9\n" + " " * 1_000_000, "is larger than 256 KiB"),
        ("2a00:1450::1\n", "expected one IPv4 address and nothing else"),
    ],
    ids=["private", "two", "huge", "IPv6"],
)
def test_what_is_no_public_address_is_not_published(router, answer, complaint):
    router.start_daemon()
    behind_nat(router, answer)
    assert wait_for(lambda: router.logged("192.31.196.53"))
    assert wait_for(lambda: router.logged(complaint)), router.log.read_text()[-600:]
    assert router.published() == []
