# SPDX-License-Identifier: MIT
"""What README and the other pages tell people to write, type and click."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from wan53 import BINARY, ROOT, Wan53

from tests.python.aws.identities import self_signed

MOST_LINES = 220
KEY = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "k" * 40}
PAGES = sorted(
    page
    for page in ROOT.rglob("*.md")
    if not {"build", "node_modules", ".git"} & set(page.relative_to(ROOT).parts)
)
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
# At the beginning of a command, up to a redirection, a pipe or a quote.
CALL = re.compile(r"(?:^\s*|[;&|] )(?:sudo )?(?:\S*/)?wan53 ([^\n>|&;\"']+)", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass
class Block:
    """A fenced block of a page."""

    page: Path
    language: str
    text: str

    def __str__(self) -> str:
        first = next((line for line in self.text.splitlines() if line.strip()), "")
        return f"{self.page.relative_to(ROOT)}: {first[:40]}"


def blocks(language: str) -> list[Block]:
    return [
        Block(page, *match.groups())
        for page in PAGES
        for match in BLOCK.finditer(page.read_text())
        if match[1] == language
    ]


def calls() -> list[str]:
    """The arguments of each `wan53 …`, without those for hooks, which run whatever follows."""
    code = [block.text for block in blocks("sh")]
    for page in PAGES:
        if page.name != "CHANGELOG.md":
            code += SPAN.findall(BLOCK.sub("", page.read_text()))
    found = {call.strip() for text in code for call in CALL.findall(text)}
    return sorted(call for call in found if re.match(r"-|(?!notify)[a-z]", call))


def anchors(page: Path) -> set[str]:
    """As GitHub makes them from headings."""
    text = BLOCK.sub("", page.read_text())
    return {
        re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
        for heading in HEADING.findall(text)
    }


@pytest.fixture
def router(bare: Wan53) -> Wan53:
    """A machine that may have any source: a router, by its nvram."""
    nvram = bare.folder / "bin" / "nvram"
    nvram.parent.mkdir()
    nvram.write_text("#!/bin/sh\n")
    nvram.chmod(0o755)
    # What a config with credentials = iot finds beside it.
    bare.configure("")
    pair = self_signed(bare.config.parent, name="client")
    pair.key.chmod(0o600)
    bare.environment = {"PATH": f"{nvram.parent}:/usr/bin:/bin"}
    return bare


def test_the_readme_is_short():
    count = len((ROOT / "README.md").read_text().splitlines())
    assert count <= MOST_LINES, f"README.md has {count} lines; move something to docs"


@pytest.mark.parametrize("block", [b for b in blocks("ini") if "[record" in b.text], ids=str)
def test_an_example_config_is_right(router, block):
    router.configure(block.text)
    checked = router("config", "check", **KEY)
    assert checked.code == 0, checked.err


@pytest.mark.parametrize("block", [b for b in blocks("ini") if "aws_access" in b.text], ids=str)
def test_an_example_of_credentials_is_right(router, block):
    router.configure("[record home.example.com]\nsource = wan\n")
    text = block.text.replace("AKIA...", KEY["AWS_ACCESS_KEY_ID"])
    router.credentials.write_text(text.replace("= ...", "= " + KEY["AWS_SECRET_ACCESS_KEY"]))
    router.credentials.chmod(0o600)
    checked = router("config", "check")
    assert checked.code == 0, checked.err


def test_the_readme_shows_every_key(bare):
    bare.configure("[record home.example.com]\nsource = static 198.51.101.7\n")
    shown = "".join(b.text for b in blocks("ini") if b.page == ROOT / "README.md")
    names = {key["name"] for key in bare("page").json["keys"]}
    assert len(names) > 15
    assert {n for n in names if not re.search(rf"^(# )?{n} = ", shown, re.MULTILINE)} == set()


@pytest.mark.parametrize("block", blocks("sh"), ids=str)
def test_a_block_for_the_shell_can_be_pasted(block):
    checked = subprocess.run(
        ["bash", "-n"], input=block.text, capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, "")
    if not block.text.startswith("#!"):
        # An interactive shell takes ! between double quotes for its history, and no prompt at all.
        assert not re.search(r'"[^"\n]*![^"\n]*"|^\$ ', block.text, re.MULTILINE)
    assert "git clone" not in block.text


@pytest.mark.parametrize("call", calls())
def test_a_command_is_one(bare, call):
    words = call.replace("COMMAND", "update").split()
    asked = bare(*words, "--help")
    assert asked.code == 0, asked.err


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for link in LINK.findall(BLOCK.sub("", page.read_text())):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{link}: there is no such file"
        assert not anchor or anchor in anchors(target), f"{link}: there is no such heading"


def test_messages_are_the_programs_own():
    program = BINARY.read_bytes()
    rows = re.findall(r"^\| (`.+?) \| ", (ROOT / "docs/messages.md").read_text(), re.MULTILINE)
    assert len(rows) > 30
    spans = [span for row in rows for span in SPAN.findall(row)]
    # What stands between the parts that differ each time: "…", numbers, brackets.
    parts = [part.strip(" ;") for span in spans for part in re.split(r"…|[()]|1970-|0644", span)]
    assert [part for part in parts if part.encode() not in program] == []
