# SPDX-License-Identifier: MIT
"""Hosted zones and the atomic change batch on one of them.

Source: ChangeResourceRecordSets, Amazon Route 53 API Reference; "Quotas", Developer Guide.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from tests.aws import dns_names, messages, rdata
from tests.aws.dns_names import Name
from tests.aws.record_sets import Change, RecordSet, refuse_batch

MAX_RECORDS = 1000
MAX_CHARACTERS = 32000
MAX_VALUES = 400
Key = tuple[bytes, str, bytes]


@dataclass
class Zone:
    """A hosted zone; `records` by their keys."""

    id: str
    name: Name
    private: bool = False
    comment: str = ""
    account: str = ""
    records: dict[Key, RecordSet] = field(default_factory=dict)
    _order: list[Key] | None = None

    @property
    def display(self) -> str:
        return dns_names.display(self.name)

    def ordered_from(self, start: Key) -> list[Key]:
        """The keys at and after `start`, in Route 53's order."""
        if self._order is None:
            self._order = sorted(self.records)
        return self._order[bisect_left(self._order, start) :]

    def put(self, record: RecordSet) -> None:
        """Stores a set without any check."""
        self.records[record.key] = record
        self._order = None

    def remove(self, record: RecordSet) -> None:
        """Removes the set of that key without any check."""
        del self.records[record.key]
        self._order = None

    def apply(self, changes: list[Change], targets: dict[str, Zone]) -> None:
        """All changes or none; raises InvalidChangeBatch with every problem found."""
        check_limits(changes)
        check_twice(changes)
        batch = _Batch(self, dict(self.records), targets)
        for change in changes:
            batch.apply(change)
        batch.check_weighted(changes)
        batch.check_apex()
        if batch.problems:
            raise refuse_batch(batch.problems)
        self.records, self._order = batch.records, None


def check_limits(changes: list[Change]) -> None:
    """The size of one request; an UPSERT counts twice."""
    count = characters = 0
    for change in changes:
        weight = 2 if change.action == "UPSERT" else 1
        count += weight * max(1, len(change.record.values))
        characters += weight * sum(map(len, change.record.values))
    if count > MAX_RECORDS:
        raise refuse_batch([messages.TOO_MANY_RECORDS])
    if characters > MAX_CHARACTERS:
        raise refuse_batch([messages.TOO_MANY_CHARACTERS])


def check_twice(changes: list[Change]) -> None:
    """A set is changed once, or deleted and then made again; in which order else is ASSUMED."""
    actions: dict[Key, list[str]] = {}
    for change in changes:
        actions.setdefault(change.record.key, []).append(change.action)
    problems = []
    for record in {change.record.key: change.record for change in changes}.values():
        first, *rest = actions[record.key]
        if rest and (first != "DELETE" or len(rest) > 1 or rest == ["DELETE"]):
            name = dns_names.display(record.name)
            problems.append(messages.CHANGED_TWICE.format(type=record.type, name=name))
    if problems:
        raise refuse_batch(problems)


@dataclass
class _Batch:
    """The work on a copy of the zone's records."""

    zone: Zone
    records: dict[Key, RecordSet]
    targets: dict[str, Zone]
    problems: list[str] = field(default_factory=list)

    def apply(self, change: Change) -> None:
        record = change.record
        problems = [] if change.action == "DELETE" else self._bad_values(record)
        if not dns_names.lies_in(record.name, self.zone.name):
            problems.append(self._say(messages.OUT_OF_ZONE, record))
        if not problems:
            problems = self._delete(record) if change.action == "DELETE" else self._store(change)
        self.problems += problems

    def _say(self, text: str, record: RecordSet) -> str:
        return text.format(
            name=dns_names.display(record.name),
            type=record.type,
            zone=self.zone.display,
            identifier=record.identifier,
            kind=record.kind,
            what=record.what(),
        )

    def _bad_values(self, record: RecordSet) -> list[str]:
        problems = []
        for value in record.values:
            if problem := rdata.problem_with(record.type, value):
                problems.append(messages.VALUE.format(problem=problem, value=value))
        seen: set[str] = set()
        for value in record.values:
            if value in seen:
                problems.append(messages.DUPLICATE.format(value=value))
            seen.add(value)
        if len(record.values) > MAX_VALUES:
            problems.append(messages.TOO_MANY_VALUES)
        return problems

    def _delete(self, record: RecordSet) -> list[str]:
        current = self.records.get(record.key)
        if current is None:
            return [self._say(messages.DELETE_ABSENT, record)]
        if not record.same_as(current):
            return [self._say(messages.DELETE_DIFFERS, record)]
        del self.records[record.key]
        return []

    def _store(self, change: Change) -> list[str]:
        record = change.record
        exists = record.key in self.records
        if change.action == "CREATE" and exists:
            return [self._say(messages.CREATE_EXISTS, record)]
        problems = self._conflicts(record)
        if record.alias:
            problems += self._bad_target(record)
        if not problems:
            self.records[record.key] = record
        return problems

    def _conflicts(self, record: RecordSet) -> list[str]:
        if record.type == "CNAME" and record.name == self.zone.name:
            return [self._say(messages.CNAME_AT_APEX, record)]
        name_key = dns_names.sort_key(record.name)
        beside = [other for key, other in self.records.items() if key[0] == name_key]
        other_types = {other.type for other in beside} - {record.type}
        if record.type == "CNAME" and other_types:
            return [self._say(messages.CNAME_BESIDE, record)]
        if "CNAME" in other_types:
            return [self._say(messages.BESIDE_CNAME, record)]
        family = [o for o in beside if o.type == record.type and o.key != record.key]
        if family and record.kind == "simple":
            return [self._say(messages.SIMPLE_BESIDE_OTHERS, record)]
        if any(other.kind != record.kind for other in family):
            return [self._say(messages.KIND_DIFFERS, record)]
        return []

    def _bad_target(self, record: RecordSet) -> list[str]:
        """An alias into a zone of this account needs its target; others are not looked at."""
        assert record.alias and record.target
        zone = self.targets.get(record.alias["HostedZoneId"])
        if zone is None:
            return []
        records = self.records if zone is self.zone else zone.records
        target = dns_names.parse(record.target)
        if any(r.name == target and r.type == record.type for r in records.values()):
            return []
        return [
            messages.TARGET_ABSENT.format(
                target=record.target, type=record.type, zone_id=record.alias["HostedZoneId"]
            )
        ]

    def check_weighted(self, changes: list[Change]) -> None:
        """Weighted sets of one name and type share a TTL; that only the outcome counts is ASSUMED.
        Sets that other tools stored otherwise are left alone until one of them is written."""
        for change in changes:
            record = change.record
            if record.kind != "weighted" or self.records.get(record.key) is not record:
                continue
            family = (o for key, o in self.records.items() if key[:2] == record.key[:2])
            if any(None not in (o.ttl, record.ttl) and o.ttl != record.ttl for o in family):
                self.problems.append(self._say(messages.WEIGHTED_TTLS, record))

    def check_apex(self) -> None:
        apex = dns_names.sort_key(self.zone.name)
        if (apex, "SOA", b"") not in self.records:
            self.problems.append(messages.ONE_SOA)
        if (apex, "NS", b"") not in self.records:
            self.problems.append(messages.SOME_NS)


def new_zone(
    zone_id: str, name: str, private: bool = False, comment: str = "", number: int = 0
) -> Zone:
    """A zone with its SOA and NS records, as Route 53 makes them; no two numbers share servers."""
    zone = Zone(zone_id, dns_names.parse(name), private, comment)
    servers = [
        f"ns-{1 + number}.awsdns-01.org.",
        f"ns-{512 + number}.awsdns-00.net.",
        f"ns-{1536 + number}.awsdns-00.co.uk.",
    ]
    soa = f"{servers[0]} awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400"
    zone.put(RecordSet(zone.name, "NS", ttl=172800, values=servers))
    zone.put(RecordSet(zone.name, "SOA", ttl=900, values=[soa]))
    return zone
