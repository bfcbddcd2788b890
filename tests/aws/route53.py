# SPDX-License-Identifier: MIT
"""Route 53, version 2013-04-01: seven operations on zones, record sets and changes.

Source: Amazon Route 53 API Reference. Which public observation a rule comes from stands in
messages.py; how the replies look, in route53_replies.py.
"""

from __future__ import annotations

import re
import secrets
import string
import uuid
from dataclasses import dataclass
from urllib.parse import unquote

from tests.aws import dns_names, messages
from tests.aws import route53_replies as replies
from tests.aws.auth import Identity
from tests.aws.clock import Clock
from tests.aws.errors import ServiceError, batch_xml, error_xml
from tests.aws.http_wire import Reply, Request, small_number
from tests.aws.iam import Question
from tests.aws.record_sets import NAMESPACE, TYPES, read_changes
from tests.aws.service import Call, denial
from tests.aws.sigv4 import normalized_path, text_pairs
from tests.aws.throttle import TokenBucket
from tests.aws.xml_schema import invalid, parse_xml
from tests.aws.zones import Zone

_PREFIX = "/2013-04-01/"
# Method and normalized path of each operation. A final slash is accepted everywhere: the model has
# one for ChangeResourceRecordSets, and clients without it work. An empty zone id vanishes with its
# slash, so ".../hostedzone//rrset" asks for a zone named "rrset", as on AWS.
_ROUTES = [
    ("POST", re.compile(r"hostedzone/([^/]+)/rrset/?"), "ChangeResourceRecordSets"),
    ("GET", re.compile(r"hostedzone/([^/]+)/rrset/?"), "ListResourceRecordSets"),
    ("GET", re.compile(r"hostedzone/?"), "ListHostedZones"),
    ("GET", re.compile(r"hostedzone/([^/]+)/?"), "GetHostedZone"),
    ("GET", re.compile(r"hostedzonesbyname/?"), "ListHostedZonesByName"),
    ("GET", re.compile(r"change/([^/]+)/?"), "GetChange"),
]
_MAX_RECORDS = 300
_MAX_ZONES = 100
_WITHOUT_MAX_ITEMS = "100"
_ID_LETTERS = string.ascii_uppercase + string.digits


@dataclass
class Submitted:
    """A change on its way to all servers."""

    id: str
    at: float
    comment: str = ""
    polls: int = 0


class Route53:
    """The service. `insync_after_polls` GetChange calls answer PENDING, and so do all until
    `insync_after_seconds` have passed. `bare_batches` gives a refused change batch the body
    <InvalidChangeBatch><Messages> of the API reference in place of <ErrorResponse>."""

    name = "route53"

    def __init__(self, region: str, partition: str, clock: Clock) -> None:
        self.region = region
        self.partition = partition
        self.clock = clock
        self.zones: dict[str, Zone] = {}
        self.changes: dict[str, Submitted] = {}
        self.insync_after_polls = 1
        self.insync_after_seconds = 0.0
        self.bare_batches = False
        self.bucket: TokenBucket | None = None

    @staticmethod
    def serves(request: Request) -> bool:
        """Whether the path is one of this service."""
        return request.path.startswith(_PREFIX)

    def _match(self, request: Request) -> tuple[str, str]:
        rest = normalized_path(request.path).removeprefix(_PREFIX)
        for method, pattern, operation in _ROUTES:
            if method == request.method and (match := pattern.fullmatch(rest)):
                return operation, unquote(match[1]) if match.groups() else ""
        return "", ""

    def operation_of(self, request: Request) -> str:
        return self._match(request)[0]

    def read(self, request: Request, operation: str) -> Call:
        if self.bucket is not None and not self.bucket.take():
            raise ServiceError("Throttling", messages.THROTTLING)
        if not operation:
            raise ServiceError("InvalidAction", messages.NO_SUCH_PATH, 404)
        arguments: dict = text_pairs(request.query)
        arguments["Id"] = self._match(request)[1]
        question = Question(f"route53:{operation}", self._resource(operation, arguments["Id"]))
        if operation == "ChangeResourceRecordSets":
            root = parse_xml(request.body)
            changes = arguments["Changes"] = read_changes(root)
            arguments["Comment"] = root.findtext(
                f"{{{NAMESPACE}}}ChangeBatch/{{{NAMESPACE}}}Comment"
            )
            start = "route53:changeresourcerecordsets"
            question.context = {
                f"{start}normalizedrecordnames": [
                    dns_names.condition_value(change.record.name) for change in changes
                ],
                f"{start}recordtypes": [change.record.type for change in changes],
                f"{start}actions": [change.action for change in changes],
            }
        return Call(operation, arguments, question)

    def _resource(self, operation: str, id_: str) -> str:
        if operation.startswith("ListHostedZones"):
            return "*"
        kind = "change" if operation == "GetChange" else "hostedzone"
        return f"arn:{self.partition}:route53:::{kind}/{id_}"

    def answer(self, call: Call, identity: Identity, request_id: str) -> Reply:
        mine = {id_: zone for id_, zone in self.zones.items() if zone.account == identity.account}
        if call.arguments["Id"] in self.zones.keys() - mine.keys():
            raise ServiceError("AccessDenied", messages.NOT_YOURS.format(arn=identity.arn), 403)
        xml = {
            "ChangeResourceRecordSets": self._change,
            "ListResourceRecordSets": self._list_records,
            "ListHostedZones": self._list_zones,
            "GetHostedZone": self._get_zone,
            "ListHostedZonesByName": self._list_zones_by_name,
            "GetChange": self._get_change,
        }[call.operation](call, mine)
        return self._reply(200, xml, request_id)

    def _reply(self, status: int, body: bytes, request_id: str) -> Reply:
        headers = [("x-amzn-RequestId", request_id), ("Content-Type", "text/xml")]
        return Reply(status, body, headers)

    def refuse(self, error: ServiceError, request: Request, request_id: str) -> Reply:
        body = batch_xml if error.messages and self.bare_batches else error_xml
        reply = self._reply(error.status, body(error, NAMESPACE, request_id), request_id)
        # Recorded with an InvalidChangeBatch; that every refusal has both is ASSUMED.
        reply.headers.append(("x-amzn-ActionTrace", f"amzn1.tr.{uuid.uuid1()}.-1..local"))
        reply.close = True
        return reply

    def denied(self, identity: Identity, question: Question, decision: str) -> ServiceError:
        return ServiceError("AccessDenied", denial(identity, question, decision), 403)

    def _change(self, call: Call, mine: dict[str, Zone]) -> bytes:
        changes = call.arguments["Changes"]
        _zone(call, mine).apply(changes, mine)
        call.changes = [{"Action": c.action} | c.record.as_dict() for c in changes]
        change_id = "C" + "".join(secrets.choice(_ID_LETTERS) for _ in range(20))
        submitted = Submitted(change_id, self.clock.now(), call.arguments["Comment"] or "")
        self.changes[change_id] = submitted
        return replies.change_info("ChangeResourceRecordSetsResponse", submitted, "PENDING")

    def _get_change(self, call: Call, mine: dict[str, Zone]) -> bytes:
        change_id = call.arguments["Id"]
        if change_id not in self.changes:
            message = messages.NO_CHANGE.format(change_id=change_id)
            raise ServiceError("NoSuchChange", message, 404)
        change = self.changes[change_id]
        change.polls += 1
        waited = self.clock.now() - change.at
        done = change.polls > self.insync_after_polls and waited >= self.insync_after_seconds
        return replies.change_info("GetChangeResponse", change, "INSYNC" if done else "PENDING")

    def _list_records(self, call: Call, mine: dict[str, Zone]) -> bytes:
        given = call.arguments
        zone = _zone(call, mine)
        limit = _max_items(given, _MAX_RECORDS)
        if "type" in given and "name" not in given:
            raise invalid(messages.TYPE_WITHOUT_NAME)
        if "identifier" in given and "type" not in given:
            raise invalid(messages.IDENTIFIER_WITHOUT_TYPE)
        start = (b"", "", b"")
        if "name" in given:
            type_ = given.get("type", "")
            if "type" in given and type_ not in TYPES:
                listed = ", ".join(TYPES)
                raise invalid(messages.BAD_TYPE.format(value=type_, listed=listed))
            name = _read_name(given["name"])
            start = (dns_names.sort_key(name), type_, given.get("identifier", "").encode())
        keys = zone.ordered_from(start)
        page = [zone.records[key] for key in keys[:limit]]
        after = zone.records[keys[limit]] if len(keys) > limit else None
        return replies.record_sets(page, after, limit)

    def _get_zone(self, call: Call, mine: dict[str, Zone]) -> bytes:
        return replies.one_zone(_zone(call, mine))

    def _list_zones(self, call: Call, mine: dict[str, Zone]) -> bytes:
        limit = _max_items(call.arguments, _MAX_ZONES)
        marker = call.arguments.get("marker", "")
        ids = [zone_id for zone_id in sorted(mine) if zone_id >= marker]
        after = ids[limit] if len(ids) > limit else None
        return replies.zones([mine[i] for i in ids[:limit]], marker, after, limit)

    def _list_zones_by_name(self, call: Call, mine: dict[str, Zone]) -> bytes:
        given = call.arguments
        limit = _max_items(given, _MAX_ZONES)
        if "hostedzoneid" in given and "dnsname" not in given:
            raise invalid(messages.ZONE_WITHOUT_NAME)
        start = (b"", "")
        if "dnsname" in given:
            name = _read_name(given["dnsname"])
            start = (dns_names.sort_key(name), given.get("hostedzoneid", ""))
        ordered = sorted((dns_names.sort_key(zone.name), zone_id) for zone_id, zone in mine.items())
        found = [mine[zone_id] for key, zone_id in ordered if (key, zone_id) >= start]
        after = found[limit] if len(found) > limit else None
        return replies.zones_by_name(found[:limit], given, after, limit)


def _zone(call: Call, mine: dict[str, Zone]) -> Zone:
    """The zone that a call names, or NoSuchHostedZone."""
    zone_id = call.arguments["Id"]
    if zone_id not in mine:
        raise ServiceError("NoSuchHostedZone", messages.NO_ZONE.format(zone_id=zone_id), 404)
    return mine[zone_id]


def _read_name(text: str) -> dns_names.Name:
    try:
        return dns_names.parse(text)
    except dns_names.BadName as problem:
        message = messages.BAD_NAME.format(value=text, problem=problem)
        raise ServiceError("InvalidInput", message) from None


def _max_items(given: dict, most: int) -> int:
    text = given.get("maxitems", _WITHOUT_MAX_ITEMS)
    number = small_number(text)
    if not number:
        raise invalid(messages.BAD_MAX_ITEMS.format(value=text))
    return min(number, most)
