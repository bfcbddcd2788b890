# SPDX-License-Identifier: MIT
"""Domain names as Route 53 sees them: labels of bytes, in lower case, in its order.

A name is a tuple of labels without the root. Escapes \\ooo (octal) are read; written is every byte
but a-z 0-9 - _ as such an escape. Source: "DNS domain name format", Route 53 Developer Guide.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tests.aws import messages

Name = tuple[bytes, ...]
_ESCAPE = re.compile(rb"\\([0-3][0-7][0-7])")
_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789-_")
_ALLOWED = frozenset(range(0x21, 0x7F)) - {ord("\\")}


class BadName(ValueError):
    """Not a domain name; str() is Route 53's problem text."""


def _label(text: bytes) -> bytes:
    raw, rest = bytearray(), text
    while rest:
        if match := _ESCAPE.match(rest):
            raw.append(int(match[1], 8))
            rest = rest[4:]
        elif rest[0] in _ALLOWED:
            raw.append(rest[0])
            rest = rest[1:]
        else:
            raise BadName(messages.BAD_CHARACTER)
    if not raw:
        raise BadName(messages.LABEL_EMPTY)
    if len(raw) > 63:
        raise BadName(messages.LABEL_TOO_LONG)
    return bytes(raw).lower()


@lru_cache(maxsize=4096)
def parse(text: str) -> Name:
    """Reads a name with or without its final dot; raises BadName."""
    encoded = text.encode()
    if encoded == b".":
        return ()
    labels = tuple(_label(label) for label in encoded.removesuffix(b".").split(b"."))
    if sum(len(label) + 1 for label in labels) + 1 > 255:
        raise BadName(messages.NAME_TOO_LONG)
    return labels


def _escaped(label: bytes) -> str:
    return "".join(chr(byte) if byte in _PLAIN else f"\\{byte:03o}" for byte in label)


@lru_cache(maxsize=4096)
def display(name: Name) -> str:
    """As the API returns it, with the final dot."""
    return ".".join(map(_escaped, name)) + "."


def condition_value(name: Name) -> str:
    """As in IAM's route53:ChangeResourceRecordSetsNormalizedRecordNames: no final dot."""
    return ".".join(map(_escaped, name))


@lru_cache(maxsize=4096)
def sort_key(name: Name) -> bytes:
    """Labels reversed, each with its dot: "com.example.www."."""
    return b"".join(label + b"." for label in reversed(name))


def lies_in(name: Name, zone: Name) -> bool:
    """Whether the name is the zone's own or below it."""
    return name[len(name) - len(zone) :] == zone if len(name) >= len(zone) else False
