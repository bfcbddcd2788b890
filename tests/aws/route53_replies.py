# SPDX-License-Identifier: MIT
"""The bodies of Route 53's replies, in the order of the service model."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.aws import dns_names
from tests.aws.clock import iso
from tests.aws.errors import as_xml
from tests.aws.record_sets import NAMESPACE, RecordSet, record_xml
from tests.aws.zones import Zone

if TYPE_CHECKING:
    from tests.aws.route53 import Submitted


def _tag(name: str, text: str | None) -> str:
    return "" if text is None else f"<{name}>{as_xml(text)}</{name}>"


def _document(root: str, inner: str) -> bytes:
    head = '<?xml version="1.0"?>\n'
    return f'{head}<{root} xmlns="{NAMESPACE}">{inner}</{root}>'.encode()


def _truncated(after: object) -> str:
    return _tag("IsTruncated", "true" if after is not None else "false")


def change_info(root: str, change: Submitted, status: str) -> bytes:
    """ChangeResourceRecordSets and GetChange answer alike."""
    submitted_at = iso(datetime.fromtimestamp(change.at, UTC))
    inner = (
        _tag("Id", f"/change/{change.id}")
        + _tag("Status", status)
        + _tag("SubmittedAt", submitted_at)
        + _tag("Comment", change.comment or None)
    )
    return _document(root, f"<ChangeInfo>{inner}</ChangeInfo>")


def record_sets(page: list[RecordSet], after: RecordSet | None, limit: int) -> bytes:
    """A page of ListResourceRecordSets; `after` starts the next one."""
    inner = f"<ResourceRecordSets>{''.join(map(record_xml, page))}</ResourceRecordSets>"
    inner += _truncated(after)
    if after:
        inner += _tag("NextRecordName", dns_names.display(after.name))
        inner += _tag("NextRecordType", after.type)
        inner += _tag("NextRecordIdentifier", after.identifier)
    return _document("ListResourceRecordSetsResponse", inner + _tag("MaxItems", str(limit)))


def _zone(zone: Zone) -> str:
    config = _tag("Comment", zone.comment or None)
    config += _tag("PrivateZone", "true" if zone.private else "false")
    inner = (
        _tag("Id", f"/hostedzone/{zone.id}")
        + _tag("Name", zone.display)
        + _tag("CallerReference", f"local-{zone.id}")
        + f"<Config>{config}</Config>"
        + _tag("ResourceRecordSetCount", str(len(zone.records)))
    )
    return f"<HostedZone>{inner}</HostedZone>"


def one_zone(zone: Zone) -> bytes:
    """GetHostedZone; a private zone has VPCs in place of name servers."""
    if zone.private:
        vpc = _tag("VPCRegion", "us-east-1") + _tag("VPCId", "vpc-0123456789abcdef0")
        rest = f"<VPCs><VPC>{vpc}</VPC></VPCs>"
    else:
        servers = zone.records[dns_names.sort_key(zone.name), "NS", b""].values
        names = "".join(_tag("NameServer", name.removesuffix(".")) for name in servers)
        rest = f"<DelegationSet><NameServers>{names}</NameServers></DelegationSet>"
    return _document("GetHostedZoneResponse", _zone(zone) + rest)


def zones(page: list[Zone], marker: str, after: str | None, limit: int) -> bytes:
    """ListHostedZones."""
    inner = f"<HostedZones>{''.join(map(_zone, page))}</HostedZones>"
    inner += _tag("Marker", marker or None) + _truncated(after) + _tag("NextMarker", after)
    return _document("ListHostedZonesResponse", inner + _tag("MaxItems", str(limit)))


def zones_by_name(page: list[Zone], given: dict, after: Zone | None, limit: int) -> bytes:
    """ListHostedZonesByName, which says again what it was asked."""
    inner = f"<HostedZones>{''.join(map(_zone, page))}</HostedZones>"
    inner += _tag("DNSName", given.get("dnsname")) + _tag("HostedZoneId", given.get("hostedzoneid"))
    inner += _truncated(after)
    if after:
        inner += _tag("NextDNSName", after.display) + _tag("NextHostedZoneId", after.id)
    return _document("ListHostedZonesByNameResponse", inner + _tag("MaxItems", str(limit)))
