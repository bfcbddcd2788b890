# SPDX-License-Identifier: MIT
"""Every optional member that a record set can have, by botocore's service model, with examples."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from botocore.model import Shape
from reply_parser import model

# Texts whose form the model gives as a pattern or leaves open, by the shape's name.
_TEXTS = {
    "UUID": ["01234567-89ab-cdef-0123-456789abcdef"],
    "Latitude": ["49.22", "-9"],
    "Longitude": ["-123.1", "+9"],
    "CidrLocationNameDefaultAllowed": ["*", "office_1"],
    "ResourceRecordSetIdentifier": ["home"],
    "GeoLocationCountryCode": ["*", "DE"],
    "DNSName": ["d111.cloudfront.net."],
}
_SHAPE = model().shape_for("ResourceRecordSet")
NAMES = list(_SHAPE.members)
#: Each has its own place, and the program may write two of them.
OURS = ("Name", "Type", "SetIdentifier", "TTL", "ResourceRecords")
#: What the program must not edit at all.
REFUSED = ("AliasTarget", "TrafficPolicyInstanceId")
KEPT = [name for name in NAMES if name not in (*OURS, *REFUSED)]


def _texts(shape: Shape) -> list[str]:
    if shape.name in _TEXTS:
        return _TEXTS[shape.name]
    if values := shape.metadata.get("enum"):
        return [values[0], values[-1]]
    if "pattern" in shape.metadata:
        raise LookupError(f"give {shape.name} some texts: {shape.metadata['pattern']}")
    least, most = shape.metadata.get("min", 1), shape.metadata.get("max", 8)
    return ["x" * max(1, least), "y" * most]


def _examples(shape: Shape) -> Iterator[object]:
    if shape.type_name == "structure":
        names = list(shape.members)
        required = shape.required_members
        # All of them, and each alone beside what is required.
        every = {name: list(_examples(shape.members[name])) for name in names}
        yield {name: every[name][0] for name in names}
        for name in names:
            for value in every[name]:
                yield {
                    n: value if n == name else every[n][0] for n in names if n in (name, *required)
                }
    elif shape.type_name == "boolean":
        yield from ("true", "false")
    elif shape.type_name in ("long", "integer"):
        yield from (str(shape.metadata["min"]), str(shape.metadata["max"]))
    else:
        yield from _texts(shape)


def examples(member: str) -> list[object]:
    """Values as text, in dicts for structures, each once."""
    found: list[object] = []
    for value in _examples(_SHAPE.members[member]):
        if value not in found:
            found.append(value)
    return found


def cases() -> list[tuple[str, object]]:
    """Each member that is to be kept, with each of its examples."""
    return [(member, value) for member in KEPT for value in examples(member)]


def to_xml(name: str, content: object, shape: Shape | None = None) -> str:
    """An element, with the members of a structure in the model's order."""
    if isinstance(content, dict):
        order = shape.members if shape else content
        inner = "".join(
            to_xml(n, content[n], order[n] if shape else None) for n in order if n in content
        )
    else:
        inner = escape(str(content))
    return f"<{name}>{inner}</{name}>"


def record_set_xml(fields: dict[str, object], ttl: int, values: list[str]) -> str:
    """A <ResourceRecordSet> in the model's order; `fields` has all but TTL and values."""
    listed = "".join(f"<ResourceRecord><Value>{value}</Value></ResourceRecord>" for value in values)
    inner = ""
    for name in NAMES:
        if name in fields:
            inner += to_xml(name, fields[name], _SHAPE.members[name])
        elif name == "TTL":
            inner += f"<TTL>{ttl}</TTL>"
        elif name == "ResourceRecords":
            inner += f"<ResourceRecords>{listed}</ResourceRecords>"
    return f"<ResourceRecordSet>{inner}</ResourceRecordSet>"
