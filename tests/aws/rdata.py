# SPDX-License-Identifier: MIT
"""Whether a value fits its record type. Returns Route 53's problem text, or "" where it does.

Source: "Supported DNS record types", Route 53 Developer Guide.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

from tests.aws import dns_names, messages

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_NUMBER = re.compile(r"[0-9]{1,10}")


def _ipv4(value: str) -> str:
    try:
        ipaddress.IPv4Address(value)
    except ValueError:
        return messages.BAD_IPV4
    return ""


def _ipv6(value: str) -> str:
    try:
        if "%" in value:
            return messages.BAD_IPV6
        ipaddress.IPv6Address(value)
    except ValueError:
        return messages.BAD_IPV6
    return ""


def _host(value: str) -> str:
    try:
        dns_names.parse(value)
    except dns_names.BadName as problem:
        return str(problem)
    return ""


def _text(value: str) -> str:
    rest = value.strip()
    while rest:
        match = _QUOTED.match(rest)
        if not match:
            return messages.NOT_QUOTED
        if len(re.sub(r"\\(?:[0-7]{3}|.)", "x", match[1])) > 255:
            return messages.STRING_TOO_LONG
        rest = rest[match.end() :].lstrip()
    return "" if value.strip() else messages.NOT_QUOTED


def _fields(type_: str, numbers: int, then_host: bool = False) -> Callable[[str], str]:
    """So many numbers, then a host name or anything."""

    def check(value: str) -> str:
        parts = value.split()
        numeric = all(_NUMBER.fullmatch(part) for part in parts[:numbers])
        if len(parts) <= numbers or not numeric or (then_host and len(parts) != numbers + 1):
            return messages.BAD_FIELDS.format(type=type_)
        return _host(parts[numbers]) if then_host else ""

    return check


def _soa(value: str) -> str:
    parts = value.split()
    if len(parts) != 7 or not all(_NUMBER.fullmatch(part) for part in parts[2:]):
        return messages.BAD_FIELDS.format(type="SOA")
    return _host(parts[0]) or _host(parts[1])


def _caa(value: str) -> str:
    if not re.fullmatch(r'[0-9]{1,3} [A-Za-z0-9]+ "[^"]*"', value):
        return messages.BAD_FIELDS.format(type="CAA")
    return ""


_CHECKS: dict[str, Callable[[str], str]] = {
    "A": _ipv4,
    "AAAA": _ipv6,
    "CAA": _caa,
    "CNAME": _host,
    "DS": _fields("DS", 3),
    "HTTPS": _fields("HTTPS", 1),
    "MX": _fields("MX", 1, then_host=True),
    "NAPTR": _fields("NAPTR", 2),
    "NS": _host,
    "PTR": _host,
    "SOA": _soa,
    "SPF": _text,
    "SRV": _fields("SRV", 3, then_host=True),
    "SSHFP": _fields("SSHFP", 2),
    "SVCB": _fields("SVCB", 1),
    "TLSA": _fields("TLSA", 3),
    "TXT": _text,
}


def problem_with(type_: str, value: str) -> str:
    """The problem text for one value, "" when it is fine."""
    return _CHECKS[type_](value)
