# SPDX-License-Identifier: MIT
"""The kinds of faults that can be seeded into a C++ source.

Each kind is a generator from a Source to its faults. Comments and literals are blanked first, with
every column kept, so that a pattern never meets text that only looks like code.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rules.cxx import TOKEN

ENUM = re.compile(r"enum class (\w+)[^{;]*\{([^}]*)\}")
THRIFT = re.compile(r"\b(reserve|free)\(|\bsize \+= ")
# What `{}` may well be, so that nothing would change.
EMPTY = re.compile(r"(false|0|true|nullptr|std::nullopt|[A-Z]\w*::\w+)\s*$")
ENUMERATOR = re.compile(r"^\s*(\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Fault:
    """One edit of one source: `text[start:end]` becomes `new`."""

    path: str
    kind: str
    start: int
    end: int
    new: str
    before: str  # the line as it is, or its first one
    after: str  # the same line with the fault

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What names the fault as long as its line stays the same, wherever that stands."""
        return (self.path, self.kind, self.before, self.after)

    @property
    def order(self) -> str:
        return hashlib.sha256("|".join(("wan53", *self.key)).encode()).hexdigest()


class Source:
    """A file with what the patterns need to know of it."""

    def __init__(self, path: str, text: str, enums: dict[str, list[str]]) -> None:
        self.path = path
        self.text = text
        self.enums = enums
        self.literals = [match for match in TOKEN.finditer(text) if match[0].startswith('"')]
        self.code = TOKEN.sub(lambda match: blank(match[0]), text)
        # A line of the preprocessor is no code of ours.
        self.code = re.sub(r"^[ \t]*#.*$", lambda m: " " * len(m[0]), self.code, flags=re.M)

    def fault(self, kind: str, start: int, end: int, new: str) -> Fault:
        first = self.text.rfind("\n", 0, start) + 1
        last = self.text.find("\n", end)
        before = self.text[first:last]
        after = self.text[first:start] + new + self.text[end:last]
        return Fault(self.path, kind, start, end, new, one_line(before), one_line(after))

    def closing(self, start: int) -> int:
        """Where the bracket that opens at `start` closes; -1 if it does not."""
        depth = 0
        for at in range(start, len(self.code)):
            depth += (self.code[at] in "([{") - (self.code[at] in ")]}")
            if depth == 0:
                return at
        return -1


def blank(token: str) -> str:
    """A token of the same length and lines without anything in it."""
    inner = re.sub(r"[^\n]", " ", token[1:-1])
    return f'"{inner}"' if token[0] in "\"'R" else f" {inner} "


def one_line(text: str) -> str:
    return " ".join(text.split())


def enums_of(headers: list[Path]) -> dict[str, list[str]]:
    """Enumeration → its values in order, of all headers."""
    found = {}
    for header in headers:
        code = TOKEN.sub(lambda match: blank(match[0]), header.read_text())
        for match in ENUM.finditer(code):
            values = [name[1] for part in match[2].split(",") if (name := ENUMERATOR.search(part))]
            found[match[1]] = values
    return found


def swapped(kind: str, pairs: dict[str, str], pattern: str) -> Callable[[Source], Iterator[Fault]]:
    """A kind that replaces the pattern's group 1 as the pairs say."""
    compiled = re.compile(pattern)

    def faults(source: Source) -> Iterator[Fault]:
        for match in compiled.finditer(source.code):
            yield source.fault(kind, match.start(1), match.end(1), pairs[match[1]])

    return faults


# clang-format puts blanks around operators and none around a template's brackets.
boundary = swapped("boundary", {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}, r"(?<= )([<>]=?)(?= )")
equality = swapped("equality", {"==": "!=", "!=": "=="}, r"(?<= )([=!]=)(?= )")
logic = swapped("logic", {"&&": "||", "||": "&&"}, r"(?<= )(&&|\|\|)(?=\s)")
arithmetic = swapped(
    "arithmetic",
    {"+": "-", "-": "+", "*": "/", "/": "*", "%": "/", "+=": "-=", "-=": "+="}
    | {"++": "--", "--": "++"},
    r"((?<= )[-+*/%](?=\s)|(?<= )[-+]=(?= )|\+\+|--)",
)
boolean = swapped("boolean", {"true": "false", "false": "true"}, r"\b(true|false)\b")
minmax = swapped("min-max", {"min": "max", "max": "min"}, r"\bstd::(min|max)\b")
edge = swapped(
    "edge",
    {"front": "back", "back": "front"}
    | {"starts_with": "ends_with", "ends_with": "starts_with"}
    | {"any_of": "all_of", "all_of": "any_of"},
    r"\b(front|back|starts_with|ends_with|any_of|all_of)(?=\()",
)


def negation(source: Source) -> Iterator[Fault]:
    """`!x` becomes `x`."""
    for match in re.finditer(r"!(?=[\w(*])", source.code):
        yield source.fault("negation", match.start(), match.end(), "")


def condition(source: Source) -> Iterator[Fault]:
    """`if (x)` and `while (x)` go the other way."""
    for match in re.finditer(r"\b(?:if|while) \(", source.code):
        opening = match.end() - 1
        closing = source.closing(opening)
        start = source.code.rfind(";", opening, closing)
        start = opening + 1 if start < 0 else start + 1
        if closing > start:
            new = f"!({source.text[start:closing].strip()})"
            yield source.fault("condition", start, closing, new)


def early(source: Source) -> Iterator[Fault]:
    """A result is replaced by an empty one."""
    for match in re.finditer(r"\breturn ([^;{]+);", source.code):
        if not EMPTY.match(match[1]):
            yield source.fault("empty result", match.start(1), match.end(1), "{}")


def statement(source: Source) -> Iterator[Fault]:
    """A call or an assignment is left out."""
    start = r"(?<=[;{}])\s+((?:::)?[*\w]+(?:[\w.:]|->|\[\w+\])*(?:\(| [-+|*/&]?= ))"
    for match in re.finditer(start, source.code):
        if re.match(r"(?:return|if|for|while|switch|case|TRY|static_assert|using)\b", match[1]):
            continue
        end = match.start(1)
        while 0 <= end < len(source.code) and source.code[end] != ";":
            end = source.closing(end) if source.code[end] in "([{" else end
            if end < 0 or source.code[end] == "}":
                break
            end += 1
        if 0 <= end < len(source.code) and source.code[end] == ";":
            yield source.fault("left out", match.start(1), end, "")


def constant(source: Source) -> Iterator[Fault]:
    """A number is one more, a big one twice as much."""
    for match in re.finditer(r"(?<![\w.'])(\d[\d']*)(?![\w.'])", source.code):
        number = int(match[1].replace("'", ""))
        new = number + 1 if number < 1000 else number * 2
        yield source.fault("number", match.start(), match.end(), str(new))


def enumerator(source: Source) -> Iterator[Fault]:
    """A value of an enumeration is the next one."""
    for match in re.finditer(r"\b(\w+)::(\w+)\b", source.code):
        values = source.enums.get(match[1], [])
        if match[2] in values and len(values) > 1:
            new = values[(values.index(match[2]) + 1) % len(values)]
            yield source.fault("enumerator", match.start(2), match.end(2), new)


def jump(source: Source) -> Iterator[Fault]:
    """A loop goes on where it should not. The last break of a switch does nothing anyway."""
    for match in re.finditer(r"\b(continue|break);(?!\s*\}\s*(?:return|\}))", source.code):
        yield source.fault("jump", match.start(1), match.end(1), "")


def literal(source: Source) -> Iterator[Fault]:
    """A text is empty."""
    for match in source.literals:
        line = source.text[source.text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if len(match[0]) > 2 and not re.match(r"\s*(#|static_assert)", line):
            yield source.fault("text", match.start(), match.end(), '""')


KINDS = [
    boundary,
    equality,
    logic,
    arithmetic,
    boolean,
    minmax,
    edge,
    negation,
    condition,
    early,
    statement,
    constant,
    enumerator,
    jump,
    literal,
]


def faults_of(source: Source) -> list[Fault]:
    """All faults of the source; of several with one key only the first."""
    found: dict[tuple[str, str, str, str], Fault] = {}
    for kind in KINDS:
        for fault in kind(source):
            # What only saves time or memory is not for the unit tests.
            if not THRIFT.search(fault.before):
                found.setdefault(fault.key, fault)
    return list(found.values())
