# SPDX-License-Identifier: MIT
"""What bash offers, asked as bash asks: COMP_WORDS and COMP_CWORD in, COMPREPLY out."""

import shutil
import subprocess
from pathlib import Path

import pytest
from made import BUILD, Program

ASK = """
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_wan53
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def offered(made: Path, tmp_path: Path):
    def ask(*words: str) -> set[str]:
        script = made / "completion" / "wan53.bash"
        run = subprocess.run(
            ["bash", "-euc", ASK, "ask", str(script), "wan53", *words],
            env={"PATH": f"{BUILD}:/usr/bin:/bin", "HOME": str(tmp_path)},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (run.returncode, run.stderr) == (0, "")
        return set(run.stdout.split("\n")) - {""}

    return ask


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("up",), {"update", "updaters"}),
        (("sta",), {"status", "start"}),
        (("config", "s"), {"show"}),
        (("config", ""), {"check", "show", "apply", "export", "records", "hosts"}),
        (("-c", "x", "config", "ch"), {"check"}),
        (("version", ""), {"compare", "--help"}),
        (("update", "--d"), {"--dry-run"}),
        (("update", "--force", "--i"), {"--if-due", "--ip"}),
        (("update", "--ip", "1"), set()),
        (("update", "--ip", "192.0.2.1", "--j"), {"--json"}),
        (("config", "show", "--"), {"--help"}),
        (("help", "ver"), {"version", "verify"}),
        (("help", "config", "a"), {"apply"}),
        (("--v",), {"--version"}),
        (("nothing", ""), set()),
    ],
)
def test_words(offered, words, expected):
    assert offered(*words) == expected


def test_files(offered, tmp_path):
    (tmp_path / "my own.conf").touch()
    (tmp_path / "keys.pem").touch()
    assert offered("-c", "my") == {"my own.conf"}
    assert offered("update", "-c", "") == {"my own.conf", "keys.pem"}
    assert offered("verify", "key") == {"keys.pem"}
    assert offered("verify", "keys.pem", "k") == {"keys.pem"}
    assert offered("update", "key") == set()


def test_every_command_and_option_is_offered(offered, program: Program):
    """The program's own help is the judge."""
    tried = 0
    for first in offered("help", "") - {"-c", "--help"}:
        for part in program("help", first).stdout.split("\n\n"):
            words = part.split("\n", 1)[0].removeprefix("wan53 ").split()
            name = [word for word in words if word.islower()]
            options = {line.split()[0] for line in part.split("\n") if line.startswith("  -")}
            known = {word for word in offered(*name, "-") if word.startswith("-")}
            assert known == options | {"--help"}, name
            tried += 1
    overview = program("help").stdout.split("\n\n")[1]
    assert tried == len([line for line in overview.split("\n") if line[2:3].isalpha()])


def test_shellcheck_has_no_complaint(made):
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed")
    script = made / "completion" / "wan53.bash"
    run = subprocess.run(
        ["shellcheck", "-s", "bash", str(script)], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout) == (0, "")


def test_it_is_registered(made):
    script = made / "completion" / "wan53.bash"
    run = subprocess.run(
        ["bash", "-euc", 'source "$1"; complete -p wan53', "ask", str(script)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "complete -F _wan53 wan53\n"
