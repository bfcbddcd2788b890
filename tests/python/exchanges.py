# SPDX-License-Identifier: MIT
"""Exchanges with the real Route 53: those recorded in public, and what they taught us as a table.

The recordings are not part of this project; what needs them is skipped where they are absent. TAUGHT
has the same facts, one exchange each, so that nothing depends on the recordings alone.
"""
# ruff: noqa: E501 (a reply is one line, as on the wire)

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

RECORDINGS = Path(__file__).resolve().parents[3] / "shared" / "data" / "aws-recordings"
ABSENT = f"the recordings of Route 53 are not there: {RECORDINGS}"
NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/"
HEAD = '<?xml version="1.0"?>\n'
_UUID = "[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}"
# What differs from one reply to the next, with its form.
_VARYING_TEXT = {
    r"(?<=<Id>/change/)C[0-9A-Z]{12,31}(?=</Id>)": "ID",
    r"(?<=<SubmittedAt>)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z(?=</SubmittedAt>)": "DATE",
    rf"(?<=<RequestId>){_UUID}(?=</RequestId>)": "ID",
    r"(?<=<CallerReference>)[^<]{1,128}(?=</CallerReference>)": "ID",
}
_VARYING_HEADERS = {
    "Date": r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT",
    "x-amzn-RequestId": _UUID,
    "x-amzn-ActionTrace": rf"amzn1\.tr\.{_UUID}(\.[^.]*){{3}}",
    "Content-Length": r"\d+",
}


@dataclass(frozen=True)
class Exchange:
    """One request with its reply."""

    method: str
    path: str  # with the query
    body: str
    status: int
    headers: dict[str, str]
    reply: str

    @property
    def operation(self) -> str:
        if "/hostedzonesbyname" in self.path:
            return "ListHostedZonesByName"
        return "ListResourceRecordSets" if self.method == "GET" else "ChangeResourceRecordSets"


def masked_text(text: str) -> str:
    """The body with ids and dates replaced, if they look as Route 53's do."""
    for pattern, name in _VARYING_TEXT.items():
        text = re.sub(pattern, name, text)
    return text


def masked_headers(headers: dict[str, str]) -> dict[str, str]:
    """The headers with ids, dates and lengths replaced, if they look as Route 53's do."""
    return {
        name: name.upper() if re.fullmatch(_VARYING_HEADERS.get(name, "(?!)"), value) else value
        for name, value in headers.items()
    }


def recorded() -> list[Exchange]:
    """The recordings in the order of their dates: one of them was filed among earlier ones."""
    if not RECORDINGS.is_dir():
        return []
    found = json.loads((RECORDINGS / "route53.json").read_text())
    found.sort(key=lambda one: parsedate_to_datetime(one["headers"]["Date"]))
    exchanges = []
    for one in found:
        url = urlsplit(one["url"])
        path = url.path + (f"?{url.query}" if url.query else "")
        body = one["request_body"] or ""
        exchanges.append(
            Exchange(one["method"], path, body, one["status"], one["headers"], one["body"])
        )
    return exchanges


_ZONE = "/2013-04-01/hostedzone/Z0987654321EXAMPLE99"
_DATE = "Sat, 17 Jan 2026 12:00:00 GMT"
_ID = "01234567-89ab-cdef-0123-456789abcdef"
GOOD = {"x-amzn-RequestId": _ID, "Content-Type": "text/xml", "Content-Length": "1", "Date": _DATE}
REFUSED = GOOD | {
    "Connection": "close",
    "x-amzn-ActionTrace": f"amzn1.tr.{_ID}.-1.a1b2.c3d4",
}


def document(root: str, inner: str) -> str:
    """A reply of Route 53: declaration and line end, its namespace, nothing between elements."""
    return f'{HEAD}<{root} xmlns="{NAMESPACE}">{inner}</{root}>'


def record_set(name: str, type_: str, ttl: int, *values: str) -> str:
    """As on the wire; the values escaped by the caller."""
    listed = "".join(f"<ResourceRecord><Value>{v}</Value></ResourceRecord>" for v in values)
    return (
        f"<ResourceRecordSet><Name>{name}</Name><Type>{type_}</Type><TTL>{ttl}</TTL>"
        f"<ResourceRecords>{listed}</ResourceRecords></ResourceRecordSet>"
    )


def _zones(count: int) -> Exchange:
    reply = document(
        "ListHostedZonesByNameResponse",
        f"<HostedZones><HostedZone><Id>{_ZONE.removeprefix('/2013-04-01')}</Id><Name>example.net.</Name><CallerReference>{_ID}</CallerReference><Config><Comment>At &quot;home&quot;</Comment><PrivateZone>false</PrivateZone></Config><ResourceRecordSetCount>{count}</ResourceRecordSetCount></HostedZone></HostedZones><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems>",
    )
    return Exchange("GET", "/2013-04-01/hostedzonesbyname", "", 200, GOOD, reply)


def _listing(*sets: str, query: str = "", end: str = "") -> Exchange:
    end = end or "<IsTruncated>false</IsTruncated><MaxItems>100</MaxItems>"
    inner = f"<ResourceRecordSets>{''.join(sets)}</ResourceRecordSets>{end}"
    reply = document("ListResourceRecordSetsResponse", inner)
    return Exchange("GET", f"{_ZONE}/rrset{query}", "", 200, GOOD, reply)


def _change(action: str, record: str, refusal: str = "", comment: str = "") -> Exchange:
    said = f"<Comment>{comment}</Comment>" if comment else ""
    body = f'<ChangeResourceRecordSetsRequest xmlns="{NAMESPACE}"><ChangeBatch>{said}<Changes><Change><Action>{action}</Action>{record}</Change></Changes></ChangeBatch></ChangeResourceRecordSetsRequest>'
    if refusal:
        reply = document(
            "ErrorResponse",
            f"<Error><Type>Sender</Type><Code>InvalidChangeBatch</Code><Message>[{refusal}]</Message></Error><RequestId>{_ID}</RequestId>",
        )
        return Exchange("POST", f"{_ZONE}/rrset/", body, 400, REFUSED, reply)
    reply = document(
        "ChangeResourceRecordSetsResponse",
        f"<ChangeInfo><Id>/change/C0123456789ABCDEFGHIJ</Id><Status>PENDING</Status><SubmittedAt>2026-01-17T12:00:00.123Z</SubmittedAt>{said}</ChangeInfo>",
    )
    return Exchange("POST", f"{_ZONE}/rrset/", body, 200, GOOD, reply)


_NS = record_set("example.net.", "NS", 172800, "ns-1.awsdns-01.net.", "ns-512.awsdns-02.com.", "ns-1536.awsdns-03.co.uk.", "ns-1024.awsdns-04.org.")  # fmt: skip
_SOA = record_set("example.net.", "SOA", 900, "ns-1.awsdns-01.net. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400")  # fmt: skip
_HOME = record_set("home.example.net.", "A", 60, "192.0.2.1")
_HOME_2 = record_set("home.example.net.", "A", 120, "192.0.2.2", "192.0.2.3")
_ALL = record_set("\\052.example.net.", "A", 60, "192.0.2.1")
_DOCS = record_set("docs.example.net.", "CNAME", 3600, "docs.example.com")
_TEXT = record_set("home.example.net.", "TXT", 60, "&quot;a &lt;b&gt; &amp; c&quot;")
_TWICE = record_set("home.example.net.", "TXT", 60, '"x"', '"x"')

TAUGHT = [
    _zones(3),
    _listing(_NS, _SOA, _HOME),
    _change("CREATE", _DOCS, comment="by hand"),
    # A value comes back as it was given, without a final dot.
    _listing(_NS, _SOA, _DOCS, _HOME),
    _change("CREATE", record_set("*.example.net", "A", 60, "192.0.2.1")),
    # A name comes back in full, with all but letters, digits, "-" and "_" in octal.
    _listing(_NS, _SOA, _ALL, _DOCS, _HOME),
    _change("UPSERT", record_set("Home.example.net.", "TXT", 60, '"a &lt;b&gt; &amp; c"')),
    # Quotation marks of a text are escaped.
    _listing(_NS, _SOA, _ALL, _DOCS, _HOME, _TEXT),
    _zones(6),
    _change("UPSERT", _TWICE, "Duplicate Resource Record: '&quot;x&quot;'"),
    # Not recorded, but told in public reports; the last page of two follows the API reference.
    _change("CREATE", _HOME, "Tried to create resource record set [name='home.example.net.', type='A'] but it already exists"),
    _change("DELETE", _HOME_2, "Tried to delete resource record set [name='home.example.net.', type='A'] but the values provided do not match the current values"),
    _change("UPSERT", _HOME_2),
    _change("DELETE", _DOCS),
    # Types of one name in the order of the alphabet; "*" before letters.
    _listing(_NS, _SOA, _ALL, _HOME_2, _TEXT),
    # Asked for two from an absent name on: the next ones, and where the page after that begins.
    _listing(_ALL, _HOME_2, query="?name=!.example.net&maxitems=2", end="<IsTruncated>true</IsTruncated><NextRecordName>home.example.net.</NextRecordName><NextRecordType>TXT</NextRecordType><MaxItems>2</MaxItems>"),
]  # fmt: skip
