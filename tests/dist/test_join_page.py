# SPDX-License-Identifier: MIT
"""The web page in one file: every source once, in the frame's order."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "www"
    folder.mkdir()
    (folder / "README.md").write_text("not part of the page\n")
    (folder / "frame.html").write_text(
        "<style>\n@include a.css\n</style>\n@include b.js\n@include a.js\n<p>@include none</p>\n"
    )
    for name in ("a.css", "a.js", "b.js"):
        (folder / name).write_text(f"/* {name} */\n1 {name};\n")
    return folder


def join(folder: Path, out: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "toolchain/join_page.py", folder, out], capture_output=True, text=True, check=False
    )


def test_each_line_becomes_the_file_that_it_names(sources: Path, tmp_path: Path) -> None:
    out = tmp_path / "build/page.asp"
    assert join(sources, out).returncode == 0
    assert out.read_text() == (
        "<style>\n1 a.css;\n</style>\n1 b.js;\n1 a.js;\n<p>@include none</p>\n"
    )


@pytest.mark.parametrize(
    ("source", "joined"),
    [
        ("  a();\n\n\n\t b();\n", "a();\nb();\n"),
        ("/* of two\n   lines */\n\na();\n  /* ours */\n", "a();\n"),
        ("a() /* stays */\n/* stays too */ b();\n/* goes */\nc();\n", None),
        ("a('/* no comment */');\nb('  x  ');\nc(1 /* one */);\n", None),
        ("/**/\n/***/\n/* a **/\na();\n", "a();\n"),
    ],
)
def test_what_only_readers_need_stays_behind(
    sources: Path, tmp_path: Path, source: str, joined: str | None
) -> None:
    (sources / "a.css").write_text(source)
    assert join(sources, tmp_path / "page.asp").returncode == 0
    text = (tmp_path / "page.asp").read_text()
    expected = joined or source.replace("/* goes */\n", "")
    assert text.startswith(f"<style>\n{expected}</style>\n")


@pytest.mark.parametrize(
    ("name", "source", "joined"),
    [
        ("a.css", ".a > .b, .c::after { content: \": ; \"; color : #fff; }\n",
         ".a>.b,.c::after{content:\": ; \";color:#fff;}\n"),
        ("a.css", "@media screen and (max-width: 9px) { p + p { margin: 0 2px; } }\n",
         "@media screen and (max-width:9px){p + p{margin:0 2px;}}\n"),
        ("a.js", "if (a === b && c) d = [1, 'x , y'];\n", "if(a===b&&c)d=[1,'x , y'];\n"),
        ("a.js", "return / , [/ ] /.test(a) ? b / c : d + +e;\n",
         "return / , [/ ] /.test(a)?b / c:d + +e;\n"),
    ],
)  # fmt: skip
def test_blanks_around_signs_stay_behind(
    sources: Path, tmp_path: Path, name: str, source: str, joined: str
) -> None:
    (sources / name).write_text(source)
    assert join(sources, tmp_path / "page.asp").returncode == 0
    assert joined in (tmp_path / "page.asp").read_text()


@pytest.mark.parametrize(
    ("written", "shipped"),
    [
        ("  if (a === b) return { c: d };\n", "if(a===b)return{c:d};\n"),
        ("x = 'a, b == c';\n", "x='a, b == c';\n"),
        ('x = "it\'s ( so )" + y;\n', 'x="it\'s ( so )" + y;\n'),
        ("x = 'it\\'s ( so )';\n", "x='it\\'s ( so )';\n"),
        ("x.replace(/ ?= [/ (] \\/ /g, y);\n", "x.replace(/ ?= [/ (] \\/ /g,y);\n"),
        ("return / ( a )/.test(b) || /, /.test(c);\n", "return / ( a )/.test(b)||/, /.test(c);\n"),
        ("x = a / b / (c + +d - -e);\n", "x=a / b /(c + +d - -e);\n"),
        ("a();\n\n/* why\n   that is */\nb(); /* here */\n", "a();\nb();\n"),
        ("a = 1;   /* it's ( so ) */ b = 'x ( y )';\n", "a=1;b='x ( y )';\n"),
        ("var a = b in c ? typeof d : new E;\n", "var a=b in c?typeof d:new E;\n"),
    ],
)
def test_what_a_script_is_without(
    sources: Path, tmp_path: Path, written: str, shipped: str
) -> None:
    """And nothing else: strings and regular expressions keep their blanks."""
    (sources / "b.js").write_text(written)
    assert join(sources, tmp_path / "page.asp").returncode == 0
    assert f"</style>\n{shipped}1 a.js;" in (tmp_path / "page.asp").read_text()


@pytest.mark.parametrize(
    "frame, complaint",
    [
        ("@include a.css\n@include a.js\n", "b.js must be included"),
        ("@include a.css\n@include a.js\n@include b.js\n@include a.js\n", "included twice"),
        ("@include c.js\n", "frame.html:1: c.js is missing"),
        ("@include ../a.js\n", "../a.js is missing"),
    ],
)
def test_a_file_that_is_missing_or_left_over(
    sources: Path, tmp_path: Path, frame: str, complaint: str
) -> None:
    (sources / "frame.html").write_text(frame)
    done = join(sources, tmp_path / "page.asp")
    assert done.returncode == 1 and complaint in done.stderr
    assert not (tmp_path / "page.asp").exists()


def test_the_page_is_what_make_has_built() -> None:
    done = subprocess.run(
        [ROOT / "toolchain/join_page.py", ROOT / "merlin-addon/www", "/dev/stdout"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == (ROOT / "build/wan53.asp").read_text(), "run make: it is out of date"
