# SPDX-License-Identifier: MIT
"""tests/tally.py counts what its steps count, and cannot be fooled into green."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TALLY = Path(__file__).resolve().parents[1] / "tally.py"


def tally(*arguments: str) -> tuple[int, list[str]]:
    alone = {name: value for name, value in os.environ.items() if name != "WAN53_TALLY"}
    done = subprocess.run(
        [sys.executable, TALLY, *arguments], capture_output=True, text=True, check=False, env=alone
    )
    return done.returncode, done.stdout.splitlines()


@pytest.mark.parametrize(
    ("command", "code", "total"),
    [
        ("true", 0, "1 passed, 0 failed, 0 skipped"),
        ("false", 1, "0 passed, 1 failed, 0 skipped"),
        ("echo '[  PASSED  ] 7 test(s).'", 0, "7 passed, 0 failed, 0 skipped"),
        (
            "printf '[  PASSED  ] 7 test(s).\\n[  FAILED  ] 2 test(s), listed below:\\n'; exit 2",
            1,
            "7 passed, 2 failed, 0 skipped",
        ),
        ("echo '[  SKIPPED ] 3 test(s)'", 0, "0 passed, 0 failed, 3 skipped"),
        (
            "echo '==== 5 passed, 1 skipped, 2 warnings in 3.10s ===='",
            0,
            "5 passed, 0 failed, 1 skipped",
        ),
        ("echo '5 passed in 63.10s (0:01:03)'", 0, "5 passed, 0 failed, 0 skipped"),
        (
            "echo '1 failed, 5 passed, 2 errors in 3.10s'; exit 1",
            1,
            "5 passed, 3 failed, 0 skipped",
        ),
        ("echo '5 passed in 3.10s'; exit 1", 1, "5 passed, 1 failed, 0 skipped"),
        ("echo '4 passed, 0 failed, 2 skipped'", 0, "4 passed, 0 failed, 2 skipped"),
        ("echo 'we saw 4 passed, 0 failed, 2 skipped'", 0, "1 passed, 0 failed, 0 skipped"),
    ],
)
def test_counts(command: str, code: int, total: str) -> None:
    returned, lines = tally("step", command)
    assert lines[-1] == total
    assert returned == code


def test_runs_every_step_and_sums() -> None:
    code, lines = tally("a", "false", "b", "echo '3 passed, 0 failed, 1 skipped'")
    assert code == 1
    assert lines[-1] == "3 passed, 1 failed, 1 skipped"


def test_only_one_closing_line() -> None:
    inner = f"{sys.executable} {TALLY} x 'echo \"2 passed, 0 failed, 0 skipped\"' y true"
    _, lines = tally("inner", inner)
    assert [line for line in lines if line.endswith("skipped") and line[0].isdigit()] == [
        "3 passed, 0 failed, 0 skipped"
    ]


def test_a_tally_within_a_tally_counts_once():
    inner = f"{sys.executable} {TALLY} a \"echo '[  PASSED  ] 7 test(s).'\" b true"
    code, lines = tally("outer", inner)
    assert code == 0
    assert "| [  PASSED  ] 7 test(s)." in lines
    assert lines[-1] == "8 passed, 0 failed, 0 skipped"


def test_a_step_beside_the_others_counts_too(tmp_path):
    """It starts in its turn, is waited for, and its output comes in one piece."""
    mark = tmp_path / "mark"
    wait = f"while ! test -e {mark}; do sleep 0.05; done"
    status, lines = tally(
        "slow &", f"{wait}; echo '1 passed, 1 failed, 0 skipped'; echo tail",
        "quick", f"touch {mark}; echo '2 passed, 0 failed, 0 skipped'",
    )  # fmt: skip
    assert status == 1
    assert lines[-1] == "3 passed, 1 failed, 0 skipped"
    assert lines.index("tail") > lines.index("==> quick"), lines


def test_skips_may_count_as_failures() -> None:
    line = "1 passed, 0 failed, 1 skipped"
    assert tally("a", f"echo '{line}'")[0] == 0
    code, lines = tally("--no-skips", "a", f"echo '{line}'")
    assert (code, lines[-1]) == (1, line)
    assert tally("--no-skips", "a", "true")[0] == 0


def test_names_what_failed_at_the_end():
    inner = f"{sys.executable} {TALLY} a \"echo '[  FAILED  ] cycle_ends'; exit 1\" b true"
    pytest_step = (
        "echo 'FAILED tests/test_x.py::test_y[1 2] - boom'; echo '1 failed in 1.0s'; exit 1"
    )
    _, lines = tally("outer", inner, "other", pytest_step, "quiet", "false")
    assert lines[-4:] == [
        "FAILED cycle_ends",
        "FAILED tests/test_x.py::test_y[1 2]",
        "FAILED quiet",
        "1 passed, 3 failed, 0 skipped",
    ]
