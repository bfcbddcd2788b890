# SPDX-License-Identifier: MIT
"""Rules of the C++ code: floors, headers, functions, contract comments.

Each check takes a Tree and returns its complaints, "FILE:LINE: what; what to do".
"""

import re
from pathlib import PurePosixPath

from rules.tree import Tree

# The composition roots may include every floor.
ROOTS = ("src/main.cpp", "src/system_ports.h", "src/lambda/main.cpp")
# Test programs that link without sys, so that a floor's reaching for the world is a link error.
WITHOUT_SYS = ("tests/unit/", "tests/fuzz/", "tests/signer/", "tests/reader/")
# Reads the bytes of kernel messages, whose layout only the kernel's headers tell.
LAYOUTS = "src/base/rtnetlink.cpp"
# System headers that touch the world; inet_ntop's is pure.
WORLD = re.compile(
    r"^(curl|sys|net|netinet|linux)/"
    r"|^(dirent|fcntl|ifaddrs|netdb|poll|pthread|signal|spawn|termios|unistd)\.h$"
    r"|^(csignal|thread|mutex|future)$"
)

MAX_COLUMNS = 100
# Alone on its line, or behind C++ code.
COMMENT = re.compile(r"\s*(//|#) |.*\S  // ")

BANNED_HEADERS = {
    "filesystem": "use the Files port",
    "format": "use base/compose.h",
    "fstream": "use the Files port",
    "functional": "use a template parameter or a function pointer",
    "iomanip": "use base/text.h",
    "iostream": "use the Terminal port",
    "istream": "use string_view",
    "locale": "use the ASCII functions of base/text.h",
    "ostream": "use base/compose.h",
    "regex": "write a parser",
    "sstream": "use base/compose.h",
    "strstream": "use base/compose.h",
}

CALLS = {
    "sprintf|vsprintf|strcpy|strcat|strtok|strtok_r|sscanf|gets": "use base/compose.h",
    "atoi|atol|atoll|atof|strtol|strtoll|strtoul|strtoull|strtod": "use parse_unsigned",
    "system|popen": "run no shell",
    "getrandom|getentropy": "read /dev/urandom: old kernels have neither",
    "assert": "abort by name where a promise is broken",
}
PATTERNS = [
    *(
        (re.compile(rf"(?<![\w.>])(?:std::|::)?\b({names})\s*\("), why)
        for names, why in CALLS.items()
    ),
    (re.compile(r"\bstd::(sto(?:i|l|ll|ul|ull|f|d|ld))\b"), "use parse_unsigned"),
    (re.compile(r"\bstd::(function)\b"), "use a template parameter or a function pointer"),
    (re.compile(r"\bstd::(format|vformat|print|println)\b"), "use base/compose.h"),
    (re.compile(r"\bstd::(get)\s*<"), "use std::get_if, which cannot throw"),
    (re.compile(r"(\.value)\(\)"), "test it, then use *: .value() throws"),
    (re.compile(r"(\.at)\("), "use find or an index that was tested: .at() throws"),
    (re.compile(r"\b(throw)\b"), "return an Error"),
    (re.compile(r"\b(try)\s*\{"), "nothing throws"),
    (re.compile(r"\b(catch)\s*\("), "nothing throws"),
    (re.compile(r"\b(dynamic_cast|typeid)\b"), "there is no run-time type information"),
]
TO_STRING = re.compile(r"\bstd::(to_string)\b")

HOUSE = "src/README.md"
ARROW = re.compile(r"^ {4}(\w+) +-> +(\w+(?: \w+)*)$")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
TOKEN = re.compile(
    r'R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"'  # raw string
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|(?<![0-9A-Fa-f])'(?:[^'\\\n]|\\.)*'"  # not a digit separator
    r"|//[^\n]*|/\*.*?\*/",
    re.DOTALL,
)


def bare(source: str) -> str:
    """The code without comments and literals, its line numbers kept."""
    return TOKEN.sub(lambda m: '""' + "\n" * m.group().count("\n"), source)


def includes(tree: Tree, path: str) -> list[tuple[int, bool, str]]:
    """(line, whether in quotes, name) of each include."""
    found = []
    for number, line in enumerate(tree.read(path).split("\n"), 1):
        if match := INCLUDE.match(line):
            found.append((number, match[1] == '"', match[2]))
    return found


def floor_of(path: str) -> str:
    """The floor that the file belongs to; empty for the composition roots and outside src."""
    parts = PurePosixPath(path).parts
    return parts[1] if parts[0] == "src" and len(parts) > 2 and path not in ROOTS else ""


def drawn_arrows(tree: Tree) -> dict[str, set[str]]:
    """The picture in src/README.md: what each floor includes directly, by its lines "A -> B C"."""
    if HOUSE not in tree.files:
        return {}
    lines = (ARROW.match(line) for line in tree.read(HOUSE).split("\n"))
    return {match[1]: set(match[2].split()) for match in lines if match}


def under(floor: str, arrows: dict[str, set[str]]) -> set[str]:
    """All floors that can be reached from one along the arrows."""
    found: set[str] = set()
    front = set(arrows.get(floor, ()))
    while front:
        found |= front
        front = set().union(*(arrows.get(each, set()) for each in front)) - found
    return found


def picture(tree: Tree) -> list[str]:
    """The picture of the house shows every floor, and no arrow that no include follows."""
    arrows = drawn_arrows(tree)
    folders = {floor for path in tree.cxx() if (floor := floor_of(path))}
    drawn = {*arrows, *(floor for under_it in arrows.values() for floor in under_it)}
    followed = {
        (floor_of(path), name.split("/")[0])
        for path in tree.cxx()
        for _, quoted, name in includes(tree, path)
        if quoted
    }
    return [
        *(f"{HOUSE}: src/{floor} is not in the picture; draw it" for floor in folders - drawn),
        *(f"{HOUSE}: there is no src/{floor}; remove it" for floor in drawn - folders),
        *(
            f"{HOUSE}: no file of src/{floor} includes {other}/; remove the arrow"
            for floor, others in arrows.items()
            for other in others
            if floor in folders and other in folders and (floor, other) not in followed
        ),
    ]


def floors(tree: Tree) -> list[str]:
    """Each floor includes only what stands under it in the picture of src/README.md."""
    complaints = []
    arrows = drawn_arrows(tree)
    all_floors = {floor_of(path) for path in tree.cxx()}
    for path in tree.cxx():
        floor = floor_of(path)
        for number, quoted, name in includes(tree, path):
            other = name.split("/")[0]
            place = f"{path}:{number}:"
            if floor and quoted and (name.startswith("..") or "/" not in name):
                complaints.append(f'{place} "{name}"; name it from src, as in "{floor}/..."')
            elif floor and quoted and other in all_floors - under(floor, arrows) - {floor}:
                complaints.append(f"{place} {floor} may not include {name}; go through a port")
            elif path.startswith(WITHOUT_SYS) and quoted and other == "sys":
                complaints.append(f"{place} this program links without sys; use a fake")
            elif path == LAYOUTS or floor in ("", "sys"):
                continue
            elif not quoted and WORLD.search(name):
                complaints.append(f"{place} <{name}> touches the world; go through a port")
    return complaints


def banned_headers(tree: Tree) -> list[str]:
    """No header that costs size or works by exceptions or locales."""
    return [
        f"{path}:{number}: <{name}> is banned; {BANNED_HEADERS[name]}"
        for path in tree.cxx()
        for number, quoted, name in includes(tree, path)
        if not quoted and name in BANNED_HEADERS
    ]


def banned_functions(tree: Tree) -> list[str]:
    """No function that overruns, throws, runs a shell or needs a new kernel."""
    complaints = []
    for path in tree.cxx():
        product = path.startswith("src/")
        # In tests, numbers are for messages, and size does not matter.
        patterns = PATTERNS + ([(TO_STRING, "use to_text")] if product else [])
        for number, line in enumerate(bare(tree.read(path)).split("\n"), 1):
            for pattern, why in patterns:
                if match := pattern.search(line):
                    complaints.append(f"{path}:{number}: {match[1]} is banned; {why}")
    return complaints


def contract_comments(tree: Tree) -> list[str]:
    """Each header opens with what it is for."""
    complaints = []
    for path in tree.cxx():
        if not path.endswith(".h"):
            continue
        top = tree.read(path).split("\n")[:2]
        if not all(re.match(r"//\s*\S", line) for line in top):
            complaints.append(
                f"{path}: no contract comment under the licence line; say what it is for"
            )
    return complaints


def comment_widths(tree: Tree) -> list[str]:
    """Comments keep to the limit that clang-format sets for code: it wraps none of them."""
    return [
        f"{path}:{number}: a comment of {len(line)} columns; wrap it at {MAX_COLUMNS}"
        for path, number, line in tree.lines([*tree.cxx(), *tree.python()])
        if len(line) > MAX_COLUMNS and COMMENT.match(line)
    ]


CHECKS = [picture, floors, banned_headers, banned_functions, contract_comments, comment_widths]
