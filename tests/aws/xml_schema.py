# SPDX-License-Identifier: MIT
"""Reads XML and holds it against a schema, with the order of elements, as Route 53 does.

Raises ServiceError: MalformedInput for what is not XML, InvalidInput for what the schema forbids.
No document type, entity or external reference is ever read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from tests.aws import messages
from tests.aws.errors import ServiceError

MAX_DEPTH = 32
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")


def invalid(message: str) -> ServiceError:
    """The refusal of a request that could be read."""
    return ServiceError("InvalidInput", message)


class _Refused(Exception):
    pass


def parse_xml(body: bytes) -> Element:
    """The root element; names are "{namespace}name"."""
    builder = TreeBuilder()
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise _Refused
        builder.start("{" + name if "}" in name else name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end("{" + name if "}" in name else name)

    def refuse(*_) -> None:
        raise _Refused

    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(body, True)
        return builder.close()
    except (expat.ExpatError, _Refused, AssertionError, ValueError, LookupError):
        raise ServiceError("MalformedInput", messages.NOT_XML) from None


@dataclass(frozen=True)
class Text:
    """An element with text alone; `check` raises for a value that is not allowed."""

    check: Callable[[str], None] = lambda value: None


@dataclass(frozen=True)
class Field:
    """A child: how often it may stand at its place."""

    name: str
    content: Text | tuple[Field, ...]
    least: int = 1
    most: int = 1


def length(least: int, most: int) -> Text:
    """Text of so many characters."""

    def check(value: str) -> None:
        if len(value) < least:
            raise invalid(messages.TOO_SHORT.format(value=value, limit=least))
        if len(value) > most:
            raise invalid(messages.TOO_LONG.format(value=value[:80], limit=most))

    return Text(check)


def number(least: int, most: int) -> Text:
    """An integer within limits."""

    def check(value: str) -> None:
        if not _INTEGER.fullmatch(value.strip()):
            raise invalid(messages.NO_INTEGER.format(value=value))
        if int(value) < least:
            raise invalid(messages.TOO_SMALL.format(value=value, limit=least))
        if int(value) > most:
            raise invalid(messages.TOO_LARGE.format(value=value, limit=most))

    return Text(check)


def one_of(*listed: str) -> Text:
    """One of the values of an enumeration."""

    def check(value: str) -> None:
        if value not in listed:
            raise invalid(messages.NOT_LISTED.format(value=value, listed=", ".join(listed)))

    return Text(check)


class Schema:
    """A document of one namespace, with its root element's name and content."""

    def __init__(self, namespace: str, root: str, content: tuple[Field, ...]) -> None:
        self.prefix = "{" + namespace + "}"
        self.root = root
        self.content = content
        self._shown = '{"' + namespace + '":'

    def check(self, root: Element) -> None:
        """Raises for the first thing that is out of order."""
        if _bare(root.tag) != self.root:
            raise ServiceError("MalformedInput", messages.WRONG_ROOT)
        if root.tag != self.prefix + self.root:
            raise invalid(messages.NO_DECLARATION.format(element=self.root))
        self._check_content(root, self.content)

    def _check_content(self, element: Element, content: Text | tuple[Field, ...]) -> None:
        name = _bare(element.tag)
        for attribute in element.attrib:
            raise invalid(messages.ATTRIBUTE.format(name=_bare(attribute), element=name))
        if isinstance(content, Text):
            if len(element):
                raise invalid(messages.HAS_CHILDREN.format(element=name))
            content.check(element.text or "")
            return
        if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
            raise invalid(messages.AFTER_ROOT.format(element=name))
        self._check_children(element, content)

    def _check_children(self, element: Element, fields: tuple[Field, ...]) -> None:
        place, seen = 0, 0
        for child in element:
            start = place
            while place < len(fields) and not self._fits(child, fields[place], seen):
                if seen < fields[place].least:
                    raise self._unexpected(child, fields[start : place + 1])
                place, seen = place + 1, 0
            if place == len(fields):
                raise self._unexpected(child, fields[start:])
            seen += 1
            self._check_content(child, fields[place].content)
        for field in fields[place:]:
            if seen < field.least:
                expected = self._names((field,))
                name = _bare(element.tag)
                raise invalid(messages.INCOMPLETE.format(element=name, expected=expected))
            seen = 0

    def _fits(self, child: Element, field: Field, seen: int) -> bool:
        return child.tag == self.prefix + field.name and seen < field.most

    def _unexpected(self, child: Element, fields: tuple[Field, ...]) -> ServiceError:
        expected = self._names(fields)
        return invalid(messages.UNEXPECTED.format(element=_bare(child.tag), expected=expected))

    def _names(self, fields: tuple[Field, ...]) -> str:
        return ", ".join(self._shown + field.name for field in fields) + "}"


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]


def to_dict(element: Element) -> dict | str:
    """Children by name, text where there are none; only for names that stand once."""
    if not len(element):
        return element.text or ""
    return {_bare(child.tag): to_dict(child) for child in element}
