# SPDX-License-Identifier: MIT
"""Which hosted zone is written when several hold the name: the real binary and its resolver."""

from __future__ import annotations

import json

import pytest
from wan53 import Wan53, record

from tests.router.name_server import NameServer

HOME = "home.example.com"


@pytest.fixture
def dns(tmp_path):
    with NameServer(tmp_path) as server:
        server.zones["example.com"] = []
        yield server


@pytest.fixture
def wan53(aws, dns, tmp_path):
    program = Wan53(tmp_path, aws.environment(aws.user), dns.launcher)
    program.configure(record(HOME))
    return program


def servers_of(aws, zone_id: str) -> list[str]:
    apex = aws.records(zone_id, infrastructure=True)
    return next(r["Values"] for r in apex if r["Type"] == "NS")


def delegate(aws, dns, zone_id: str) -> None:
    dns.zones[HOME] = servers_of(aws, zone_id)


def written(run) -> str:
    return run.json["records"][0]["zone"]


def test_a_new_zone_takes_over_once_it_is_delegated(aws, dns, wan53):
    assert written(wan53.update()) == aws.zone_id
    assert dns.asked == []
    child = aws.add_zone(HOME)
    run = wan53.update("--force")
    assert (run.code, written(run)) == (0, aws.zone_id)
    assert f"{HOME} ({child}) is not delegated yet" in run.json["warnings"][0]
    # It is said as long as it is so, and costs nothing.
    aws.journal.clear()
    asked = len(dns.asked)
    assert wan53.update().json["warnings"] == run.json["warnings"]
    assert aws.journal.operations() == ["ListResourceRecordSets"]
    assert len(dns.asked) == asked
    assert run.json["warnings"] == wan53("status", "--json").json["warnings"]
    assert f"{HOME} ({child}) is not delegated yet" in wan53("status").out
    delegate(aws, dns, child)
    run = wan53.update("--force")
    assert (run.code, written(run), run.json["warnings"]) == (0, child, [])
    assert [r["Values"] for r in aws.records(child)] == [["198.51.101.7"]]
    # Where DNS is dead it stays.
    dns.dead = True
    assert written(wan53.update("--force")) == child


def test_doctor_finds_the_same_zone(aws, dns, wan53):
    child = aws.add_zone(HOME)
    dns.zones["example.com"] = servers_of(aws, aws.zone_id)
    wan53.update()
    said = wan53("doctor").out
    assert f" in {aws.zone_id}" in said
    assert "example.com is delegated to this hosted zone" in said
    assert f"{HOME} ({child}) is not delegated yet" in said
    delegate(aws, dns, child)
    wan53.update("--force")
    said = wan53("doctor").out
    assert f" in {child}" in said
    assert f"{HOME} is delegated to this hosted zone" in said


@pytest.mark.parametrize("delegated", [0, 1, None])
def test_zones_of_one_name_are_listed_and_left_to_the_user(aws, dns, wan53, delegated):
    ids = [aws.zone_id, aws.add_zone("example.com")]
    if delegated is not None:
        dns.zones["example.com"] = servers_of(aws, ids[delegated])
    run = wan53.update()
    text = run.json["records"][0]["text"]
    assert run.code == 4
    assert all(zone_id in text for zone_id in ids)
    sent = "none of them" if delegated is None else ids[delegated]
    assert f"resolvers are sent to {sent}" in text
    assert "ChangeResourceRecordSets" not in aws.journal.operations()


def test_the_printed_policy_allows_what_the_choice_needs(aws, dns, wan53):
    policy = json.loads(wan53("iam-policy").out)
    wan53.environment = aws.environment(aws.add_user(policy))
    child = aws.add_zone(HOME)
    assert written(wan53.update()) == aws.zone_id
    delegate(aws, dns, child)
    run = wan53.update("--force")
    assert (run.code, written(run)) == (0, child)
