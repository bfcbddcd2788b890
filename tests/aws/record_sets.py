# SPDX-License-Identifier: MIT
"""A resource record set: its fields, its XML, and the request that changes several.

Source: ResourceRecordSet and ChangeResourceRecordSets, Amazon Route 53 API Reference; the order of
elements is that of the service model.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from tests.aws import dns_names, messages
from tests.aws.dns_names import Name
from tests.aws.errors import ServiceError, as_xml
from tests.aws.xml_schema import Field, Schema, Text, invalid, length, number, one_of, to_dict

NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/"
TYPES = (
    "SOA", "A", "TXT", "NS", "CNAME", "MX", "NAPTR", "PTR", "SRV", "SPF", "AAAA", "CAA", "DS",
    "TLSA", "SSHFP", "SVCB", "HTTPS",
)  # fmt: skip
# What makes a record set other than simple, and its name in messages.
ROUTING = {
    "Weight": "weighted",
    "Region": "latency",
    "GeoLocation": "geolocation",
    "Failover": "failover",
    "MultiValueAnswer": "multivalue answer",
    "CidrRoutingConfig": "CIDR",
    "GeoProximityLocation": "geoproximity",
}
# In place of the values of a set that belongs to a traffic policy. SEEN in public bug reports.
TRAFFIC_POLICY_VALUE = (
    "This resource record set includes an attribute that is unsupported on this Route 53 endpoint. "
    "Please consider using a newer endpoint or a tool that does so."
)
_NAME = length(1, 1024)
_BOOLEAN = one_of("true", "false")
_RECORD_SET = (
    Field("Name", _NAME),
    Field("Type", one_of(*TYPES)),
    Field("SetIdentifier", length(1, 128), 0),
    Field("Weight", number(0, 255), 0),
    Field("Region", length(1, 64), 0),
    Field(
        "GeoLocation",
        (
            Field("ContinentCode", length(2, 2), 0),
            Field("CountryCode", length(1, 2), 0),
            Field("SubdivisionCode", length(1, 3), 0),
        ),
        0,
    ),
    Field("Failover", one_of("PRIMARY", "SECONDARY"), 0),
    Field("MultiValueAnswer", _BOOLEAN, 0),
    Field("TTL", number(0, 2**31 - 1), 0),
    Field(
        "ResourceRecords",
        (Field("ResourceRecord", (Field("Value", length(1, 4000)),), 1, 10**6),),
        0,
    ),
    Field(
        "AliasTarget",
        (
            Field("HostedZoneId", length(1, 32)),
            Field("DNSName", _NAME),
            Field("EvaluateTargetHealth", _BOOLEAN),
        ),
        0,
    ),
    Field("HealthCheckId", length(0, 64), 0),
    Field("TrafficPolicyInstanceId", length(1, 36), 0),
    Field(
        "CidrRoutingConfig",
        (Field("CollectionId", length(36, 36)), Field("LocationName", length(1, 16))),
        0,
    ),
    Field(
        "GeoProximityLocation",
        (
            Field("AWSRegion", length(1, 64), 0),
            Field("LocalZoneGroup", length(1, 64), 0),
            Field("Coordinates", (Field("Latitude", Text()), Field("Longitude", Text())), 0),
            Field("Bias", number(-99, 99), 0),
        ),
        0,
    ),
)
_CHANGE = (
    Field("Action", one_of("CREATE", "DELETE", "UPSERT")),
    Field("ResourceRecordSet", _RECORD_SET),
)
CHANGE_REQUEST = Schema(
    NAMESPACE,
    "ChangeResourceRecordSetsRequest",
    (
        Field(
            "ChangeBatch",
            (
                Field("Comment", length(0, 256), 0),
                Field("Changes", (Field("Change", _CHANGE, 1, 10**6),)),
            ),
        ),
    ),
)


@dataclass
class RecordSet:
    """`routing` holds the elements of ROUTING, `other` the rest that is kept as given."""

    name: Name
    type: str
    identifier: str | None = None
    ttl: int | None = None
    values: list[str] = field(default_factory=list)
    alias: dict[str, str] | None = None
    routing: dict[str, str | dict] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[bytes, str, bytes]:
        """Identifies the set; sorts as ListResourceRecordSets does."""
        return dns_names.sort_key(self.name), self.type, (self.identifier or "").encode()

    @property
    def kind(self) -> str:
        """ "simple", or how Route 53 chooses between the sets of one name and type."""
        return next((ROUTING[name] for name in self.routing), "simple")

    @property
    def target(self) -> str | None:
        """An alias's name as Route 53 writes it."""
        return dns_names.display(dns_names.parse(self.alias["DNSName"])) if self.alias else None

    def same_as(self, other: RecordSet) -> bool:
        """Whether a DELETE with these fields means that set."""
        return (
            self.ttl == other.ttl
            and sorted(self.values) == sorted(other.values)
            and self.routing == other.routing
            and self.other == other.other
            and self.target == other.target
            and (self.alias or {}).get("HostedZoneId") == (other.alias or {}).get("HostedZoneId")
        )

    def what(self) -> str:
        """As in messages: [name='x.', type='A', set-identifier='y']."""
        tail = f", set-identifier='{self.identifier}'" if self.identifier else ""
        return f"[name='{dns_names.display(self.name)}', type='{self.type}'{tail}]"

    def as_dict(self) -> dict:
        """For tests and the journal, in the API's words."""
        record: dict = {"Name": dns_names.display(self.name), "Type": self.type}
        if self.identifier:
            record["SetIdentifier"] = self.identifier
        if self.ttl is not None:
            record["TTL"] = self.ttl
        if self.values or self.ttl is not None:
            record["Values"] = list(self.values)
        if self.alias:
            record["AliasTarget"] = dict(self.alias)
        return record | self.routing | self.other


@dataclass
class Change:
    """One change of a batch."""

    action: str
    record: RecordSet


def _element_xml(name: str, content: str | dict) -> str:
    if isinstance(content, dict):
        inner = "".join(_element_xml(key, value) for key, value in content.items())
    else:
        inner = as_xml(content)
    return f"<{name}>{inner}</{name}>"


def record_xml(record: RecordSet) -> str:
    """The <ResourceRecordSet> element as listed."""
    fields: dict[str, str] = {
        name: _element_xml(name, content)
        for name, content in (record.routing | record.other).items()
    }
    fields["Name"] = _element_xml("Name", dns_names.display(record.name))
    fields["Type"] = _element_xml("Type", record.type)
    if record.identifier:
        fields["SetIdentifier"] = _element_xml("SetIdentifier", record.identifier)
    if record.ttl is not None:
        fields["TTL"] = _element_xml("TTL", str(record.ttl))
    if record.values or record.ttl is not None:
        values = "".join(
            f"<ResourceRecord>{_element_xml('Value', value)}</ResourceRecord>"
            for value in record.values
        )
        fields["ResourceRecords"] = f"<ResourceRecords>{values}</ResourceRecords>"
    if record.alias:
        fields["AliasTarget"] = _element_xml(
            "AliasTarget", record.alias | {"DNSName": record.target}
        )
    inner = "".join(fields[spec.name] for spec in _RECORD_SET if spec.name in fields)
    return f"<ResourceRecordSet>{inner}</ResourceRecordSet>"


def refuse_batch(problems: list[str]) -> ServiceError:
    """InvalidChangeBatch with its list of messages."""
    return ServiceError("InvalidChangeBatch", f"[{', '.join(problems)}]", messages=tuple(problems))


def read_changes(root: Element) -> list[Change]:
    """The changes of a request that fits the schema."""
    CHANGE_REQUEST.check(root)
    return [_read_change(element) for element in root.iter(CHANGE_REQUEST.prefix + "Change")]


def _read_change(element: Element) -> Change:
    prefix = CHANGE_REQUEST.prefix
    action = element.findtext(prefix + "Action", "")
    fields_of = element.find(prefix + "ResourceRecordSet")
    assert fields_of is not None
    fields = {child.tag.removeprefix(prefix): to_dict(child) for child in fields_of}
    values = [value.text or "" for value in fields_of.iter(prefix + "Value")]
    record = record_of(fields, values)
    _check_fields(action, fields, record)
    return Change(action, record)


def _read_name(text: str) -> Name:
    try:
        return dns_names.parse(text)
    except dns_names.BadName as problem:
        message = messages.NAME.format(problem=problem, value=text)
        raise refuse_batch([message]) from None


def _as_text(value: object) -> str | dict:
    """A field as XML has it: boto3 and JSON know numbers and booleans, XML text alone."""
    if isinstance(value, dict):
        return {name: _as_text(inner) for name, inner in value.items()}
    return str(value).lower() if isinstance(value, bool) else str(value)


def given_record(fields: dict, values: list[str]) -> RecordSet:
    """A set from the fields of a test; ValueError for one that no record set has."""
    known = {spec.name for spec in _RECORD_SET} - {"ResourceRecords"}
    if unknown := fields.keys() - known:
        raise ValueError(f"a record set has no {sorted(unknown)}; give some of {sorted(known)}")
    return record_of({name: _as_text(value) for name, value in fields.items()}, values)


def record_of(fields: dict, values: list[str]) -> RecordSet:
    """A set from the API's fields; `values` stand in place of ResourceRecords."""
    if "AliasTarget" in fields:
        _read_name(fields["AliasTarget"]["DNSName"])
    return RecordSet(
        _read_name(fields["Name"]),
        fields["Type"],
        fields.get("SetIdentifier"),
        int(fields["TTL"]) if "TTL" in fields else None,
        values,
        fields.get("AliasTarget"),
        {key: value for key, value in fields.items() if key in ROUTING},
        {k: v for k, v in fields.items() if k in ("HealthCheckId", "TrafficPolicyInstanceId")},
    )


def _check_fields(action: str, fields: dict, record: RecordSet) -> None:
    """The rules between fields, which a schema cannot hold."""
    said = {
        "action": action,
        "name": fields["Name"],
        "type": record.type,
        "identifier": record.identifier or "null",
    }
    if "TTL" in fields and "ResourceRecords" not in fields and record.alias is None:
        raise invalid(messages.TTL_WITHOUT_VALUES)
    plain = "TTL" in fields and "ResourceRecords" in fields
    alternatives = [plain, record.alias is not None, "TrafficPolicyInstanceId" in fields]
    mixed = record.alias is not None and ("TTL" in fields or "ResourceRecords" in fields)
    if sum(alternatives) != 1 or mixed:
        what = "AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId"
        found = "more than one" if mixed or sum(alternatives) > 1 else "none"
        raise invalid(messages.ONE_OF.format(fields=what, found=found, **said))
    if record.routing and not record.identifier:
        raise invalid(messages.MISSING_FIELD.format(field="SetIdentifier", **said))
    if record.identifier and len(record.routing) != 1:
        found = "more than one" if record.routing else "none"
        raise invalid(messages.ONE_OF.format(fields=", ".join(ROUTING), found=found, **said))
