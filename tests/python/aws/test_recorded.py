# SPDX-License-Identifier: MIT
"""The local AWS answers as the real one did: status, headers and XML, but for ids and dates."""

from __future__ import annotations

import pytest
from exchanges import ABSENT, TAUGHT, Exchange, masked_headers, masked_text, recorded
from raw_client import RawClient
from reply_parser import parsed

from tests.conftest import Home


def prepare(aws: Home, exchanges: list[Exchange]) -> None:
    """The zone as the first listings show it."""
    first = {one.operation: parsed(one.operation, one.status, one.reply) for one in exchanges[::-1]}
    zone = first["ListHostedZonesByName"]["HostedZones"][0]
    zone_id = zone["Id"].removeprefix("/hostedzone/")
    aws.route53.zones.clear()
    aws.add_zone(zone["Name"], zone_id=zone_id, comment=zone["Config"]["Comment"])
    for record in first["ListResourceRecordSets"]["ResourceRecordSets"]:
        values = [value["Value"] for value in record["ResourceRecords"]]
        aws.put_record(zone_id, record["Name"], record["Type"], values, ttl=record["TTL"])


def replay(client: RawClient, exchanges: list[Exchange]) -> list[str]:
    """Asks all of it in order; what differs, in words."""
    different = []
    for number, one in enumerate(exchanges):
        type_ = {"content_type": "text/xml"} if one.body else {}
        reply = client.call(one.method, one.path, one.body.encode(), **type_)
        asked = f"{number}: {one.method} {one.path} {one.body}"
        for what, theirs, ours in (
            ("status", one.status, reply.status),
            ("headers", masked_headers(one.headers), masked_headers(dict(reply.headers.items()))),
            ("body", masked_text(one.reply), masked_text(reply.body.decode())),
        ):
            if theirs != ours:
                different.append(f"{asked}\n{what} of AWS: {theirs}\n{what} of ours: {ours}")
        assert int(reply.headers["Content-Length"]) == len(reply.body)
        ended = client.connection.sock is None
        if ended != ("Connection" in one.headers):
            different.append(f"{asked}\nthe connection {'ended' if ended else 'did not end'}")
    return different


def check(aws: Home, exchanges: list[Exchange]) -> None:
    prepare(aws, exchanges)
    different = replay(RawClient(aws, tls=False), exchanges)
    assert not different, "\n\n".join(different[:5])


def test_the_taught_exchanges(aws):
    check(aws, TAUGHT)


def test_the_recordings(aws):
    exchanges = recorded()
    if not exchanges:
        pytest.skip(ABSENT)
    assert len(exchanges) == 84
    check(aws, exchanges)
