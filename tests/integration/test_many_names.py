# SPDX-License-Identifier: MIT
"""Many names in one zone: what is decided about each, and how few requests that takes.

The local AWS lists in the order of Route 53's recordings (tests/python/aws/test_recorded.py).
"""

from __future__ import annotations

import math
import random
from collections import Counter

import pytest
from wan53 import record

PAGE = 300
ADDRESS, OTHER = "198.51.101.7", "198.51.101.6"
LISTS = "ListResourceRecordSets"
LABELS = ["a", "ab", "a-", "a_", "0", "9", "z", "-x", "_y", "b@c", "b!c", "b*", "home", "ho"]
KINDS = ["absent", "right", "wrong", "two", "ttl", "cname", "alias", "weighted", "mx", "aaaa"]
OUTCOMES = {
    "absent": "created",
    "right": "unchanged",
    "wrong": "changed",
    "two": "changed",
    "ttl": "changed",
    "cname": "refused",
    "alias": "refused",
    "weighted": "refused",
    "mx": "created",
    "aaaa": "created",
}


def put(aws, name: str, kind: str) -> None:
    """What stands at a name before the round."""
    zone = aws.zone_id
    alias = {"HostedZoneId": zone, "DNSName": "example.com", "EvaluateTargetHealth": False}
    match kind:
        case "right":
            aws.put_record(zone, name, "A", [ADDRESS], ttl=120)
        case "wrong":
            aws.put_record(zone, name, "A", [OTHER], ttl=120)
        case "two":
            aws.put_record(zone, name, "A", [ADDRESS, OTHER], ttl=120)
        case "ttl":
            aws.put_record(zone, name, "A", [ADDRESS], ttl=60)
        case "cname":
            aws.put_record(zone, name, "CNAME", ["elsewhere.example."], ttl=120)
        case "alias":
            aws.put_record(zone, name, "A", [], AliasTarget=alias)
        case "weighted":
            for id_ in "xy":
                aws.put_record(zone, name, "A", [ADDRESS], ttl=120, SetIdentifier=id_, Weight=1)
        case "mx":
            aws.put_record(zone, name, "MX", ["10 mail.example."], ttl=120)
        case "aaaa":
            aws.put_record(zone, name, "AAAA", ["2001:db8::1"], ttl=120)


def some_names(pick: random.Random, count: int) -> list[str]:
    """Different ones; labels are prefixes of each other, some are wildcards."""
    names: set[str] = set()
    while len(names) < count:
        labels = [pick.choice(LABELS) for _ in range(pick.randint(0, 3))]
        if labels and pick.random() < 0.2:
            labels[0] = "*"
        if "b*" not in labels:
            names.add(".".join([*labels, "example.com"]))
    return sorted(names)


def spelled(pick: random.Random, name: str) -> str:
    """As a config may have it."""
    name = "".join(pick.choice((c.upper(), c)) for c in name)
    return name.replace("*", pick.choice(("*", "\\052")))


def lists_of(aws) -> int:
    return aws.journal.operations().count(LISTS)


@pytest.mark.parametrize("seed", range(8))
def test_a_random_zone(aws, wan53, seed):
    pick = random.Random(seed)
    names = some_names(pick, 300)
    wanted = names if seed % 2 else pick.sample(names, 40)
    kinds = {name: pick.choice(KINDS) for name in names}
    if kinds["example.com"] == "cname":
        kinds["example.com"] = "right"
    for name, kind in kinds.items():
        put(aws, name, kind)
    sets = len(aws.records(aws.zone_id, infrastructure=True))
    order = pick.sample(wanted, len(wanted))
    wan53.configure(
        "".join(record(spelled(pick, name), zone=aws.zone_id, ttl="120") for name in order)
    )
    aws.journal.clear()
    run = wan53.update()
    assert lists_of(aws) <= min(len(wanted), math.ceil(sets / PAGE))
    assert run.outcomes == [OUTCOMES[kinds[name]] for name in order]
    aws.journal.clear()
    again = {"refused": "refused"}
    assert wan53.update().outcomes == [again.get(o, "unchanged") for o in run.outcomes]
    assert "ChangeResourceRecordSets" not in aws.journal.operations()


def thousand(zone_id: str = "") -> str:
    zone = {"zone": zone_id} if zone_id else {}
    return "".join(record(f"h{number}.example.com", **zone) for number in range(1000))


def test_a_thousand_names_appear_change_and_stay(aws, wan53):
    aws.journal.clear()
    wan53.configure(thousand(aws.zone_id))
    assert Counter(wan53.update().outcomes) == {"created": 1000}
    assert Counter(aws.journal.operations()) == {LISTS: 1, "ChangeResourceRecordSets": 3}
    aws.journal.clear()
    assert Counter(wan53.update().outcomes) == {"unchanged": 1000}
    assert Counter(aws.journal.operations()) == {LISTS: 4}
    aws.put_record(aws.zone_id, "h500.example.com", "A", [OTHER], ttl=120)
    aws.journal.clear()
    assert Counter(wan53.update().outcomes) == {"unchanged": 999, "changed": 1}
    assert Counter(aws.journal.operations()) == {LISTS: 4, "ChangeResourceRecordSets": 1}


def test_the_zone_of_a_thousand_names_is_searched_twice(aws, wan53):
    """Once from the first name on, once from the zone's own: both tell of all that follows."""
    aws.journal.clear()
    wan53.configure(thousand())
    assert Counter(wan53.update().outcomes) == {"created": 1000}
    assert aws.journal.operations().count("ListHostedZonesByName") == 2


@pytest.mark.parametrize(
    "arguments",
    [("status", "--json"), ("page",), ("config", "show"), ("config", "check"), ("history",)],
)
def test_commands_bear_a_thousand_names(aws, wan53, arguments):
    wan53.configure(thousand(aws.zone_id))
    wan53.update()
    run = wan53(*arguments)
    assert run.code == 0, run.err
    if arguments[0] in ("page", "status"):
        assert len((run.json.get("status") or run.json)["records"]) == 1000
