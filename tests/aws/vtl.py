# SPDX-License-Identifier: MIT
"""Mapping templates as API Gateway runs them: $input, $util, $context and $stageVariables.

`render` returns the text and raises TemplateError for one that does not run. Nothing is escaped
but by $util.escapeJavaScript: that is AWS's documented behaviour, and how an injection gets in.
Source: "Mapping template variable reference", Amazon API Gateway Developer Guide.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, unquote_plus

import airspeed.operators as velocity
from jsonpath_ng import parse as parse_path

# Java's escapeEcmaScript, which also escapes ' and /.
_ESCAPES = {
    '"': '\\"', "'": "\\'", "\\": "\\\\", "/": "\\/",
    "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t",
}  # fmt: skip


class TemplateError(Exception):
    """A mapping template that API Gateway could not run."""


def escape_javascript(text: object) -> str:
    """$util.escapeJavaScript: what is not printable ASCII becomes a \\uXXXX of UTF-16."""
    escaped = []
    for character in "" if text is None else str(text):
        if character in _ESCAPES:
            escaped.append(_ESCAPES[character])
        elif " " <= character <= "~":
            escaped.append(character)
        else:
            units = character.encode("utf-16-be", "surrogatepass")
            escaped += [f"\\u{units[i : i + 2].hex().upper()}" for i in range(0, len(units), 2)]
    return "".join(escaped)


class Util:
    """$util."""

    escapeJavaScript = staticmethod(escape_javascript)  # noqa: N815

    @staticmethod
    def urlEncode(text: str) -> str:  # noqa: N802
        return quote_plus(text)

    @staticmethod
    def urlDecode(text: str) -> str:  # noqa: N802
        return unquote_plus(text)

    @staticmethod
    def base64Encode(text: str) -> str:  # noqa: N802
        return base64.b64encode(text.encode()).decode()

    @staticmethod
    def base64Decode(text: str) -> str:  # noqa: N802
        return base64.b64decode(text).decode()

    @staticmethod
    def parseJson(text: str) -> Any:  # noqa: N802
        return json.loads(text)


class _Map(dict):
    """A Java map: $map.name is an entry, $map.get('name') a method, whatever entries are called."""

    _METHODS = ("get", "keySet", "size", "containsKey", "isEmpty")

    def __getitem__(self, name: str) -> str:
        # The engine asks for an entry first, so that one called "get" would hide the method.
        if name in self._METHODS:
            raise KeyError(name)
        return super().__getitem__(name)

    def keySet(self) -> list[str]:  # noqa: N802
        return list(self)

    def size(self) -> int:
        return len(self)

    def containsKey(self, name: str) -> bool:  # noqa: N802
        return name in self

    def isEmpty(self) -> bool:  # noqa: N802
        return not self


class _Params:
    """$input.params(): one map for each place."""

    def __init__(self, path: dict[str, str], query: dict[str, str], header: dict[str, str]) -> None:
        self.path, self.querystring, self.header = _Map(path), _Map(query), _Map(header)


@dataclass
class Input:
    """$input. `header` is looked up as it was sent, without regard to case."""

    body: str = ""
    path_parameters: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    header: dict[str, str] = field(default_factory=dict)

    def params(self, name: str | None = None) -> Any:
        """A parameter of the path, else of the query, else a header; "" where there is none."""
        if name is None:
            return _Params(self.path_parameters, self.query, self.header)
        for place in (self.path_parameters, self.query):
            if name in place:
                return place[name]
        lowered = {key.lower(): value for key, value in self.header.items()}
        return lowered.get(name.lower(), "")

    def path(self, expression: str) -> Any:
        """What a JSONPath finds in the body, as an object; nothing is null."""
        found = parse_path(expression).find(self._document())
        return found[0].value if found else None

    def json(self, expression: str) -> str:
        """The same as JSON text."""
        return json.dumps(self.path(expression), ensure_ascii=False, separators=(",", ":"))

    def _document(self) -> Any:
        try:
            return json.loads(self.body) if self.body else {}
        except ValueError as problem:
            raise TemplateError(f"body is not JSON: {problem}") from None


def render(
    template: str, given: Input, context: dict[str, Any], stage_variables: dict[str, str]
) -> str:
    """`context` is $context; a template may set $context.responseOverride.status in it."""
    namespace = {
        "input": given,
        "util": Util(),
        "context": context,
        "stageVariables": stage_variables,
    }
    try:
        return velocity.Template(template).merge(namespace)
    except TemplateError:
        raise
    except Exception as problem:
        # The engine raises whatever the template's own mistake is.
        raise TemplateError(f"{type(problem).__name__}: {problem}") from problem
