# SPDX-License-Identifier: MIT
"""The addon's script in one file: every part once, in the order of its main file."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LICENCE = "# SPDX-License-Identifier: MIT\n"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "script"
    folder.mkdir()
    (folder / "README.md").write_text("not part of the script\n")
    (folder / "main.sh").write_text(f"#!/bin/sh\n{LICENCE}\n. ./b.sh\n. ./a.sh\n. /usr/c.sh\na\n")
    for name in ("a", "b"):
        (folder / f"{name}.sh").write_text(f"{LICENCE}# {name}\n{name}() {{ say {name}; }}\n")
    return folder


def join(folder: Path, out: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "toolchain/join_script.py", folder, out],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_each_line_becomes_the_part_that_it_names(sources: Path, tmp_path: Path) -> None:
    out = tmp_path / "build/script.sh"
    assert join(sources, out).returncode == 0
    assert out.read_text() == (
        f"#!/bin/sh\n{LICENCE}\n# b\nb() {{ say b; }}\n\n# a\na() {{ say a; }}\n\n. /usr/c.sh\na\n"
    )
    assert out.stat().st_mode & 0o111 == 0o111


@pytest.mark.parametrize(
    "main, complaint",
    [
        (". ./a.sh\n", "b.sh must be named"),
        (". ./a.sh\n. ./b.sh\n. ./a.sh\n", "main.sh:3: a.sh is missing or named twice"),
        (". ./c.sh\n", "main.sh:1: c.sh is missing"),
        (". ./main.sh\n", "main.sh is missing"),
        (". ./../a.sh\n", "../a.sh is missing"),
    ],
)
def test_a_part_that_is_missing_or_left_over(
    sources: Path, tmp_path: Path, main: str, complaint: str
) -> None:
    (sources / "main.sh").write_text(main)
    done = join(sources, tmp_path / "script.sh")
    assert done.returncode == 1 and complaint in done.stderr
    assert not (tmp_path / "script.sh").exists()


@pytest.mark.parametrize("text", ["", "#!/bin/sh\n" + LICENCE, "a() { :; }\n"])
def test_a_part_begins_with_its_licence_and_nothing_else(sources, tmp_path, text: str) -> None:
    (sources / "a.sh").write_text(text)
    done = join(sources, tmp_path / "script.sh")
    assert done.returncode == 1 and "a.sh:1: expected '# SPDX" in done.stderr


def test_the_script_is_what_make_has_built(tmp_path: Path) -> None:
    assert join(ROOT / "merlin-addon/script", tmp_path / "script.sh").returncode == 0
    text = (ROOT / "build/wan53.sh").read_text()
    assert (tmp_path / "script.sh").read_text() == text, "run make: it is out of date"
    assert text.startswith("#!/bin/sh\n# SPDX")
    assert (text.count("SPDX"), text.count("\nset -o pipefail\n")) == (1, 1)
    assert text.endswith("\texit 1\n\t;;\nesac\n"), "the verbs come last"
