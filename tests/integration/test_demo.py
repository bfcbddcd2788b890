# SPDX-License-Identifier: MIT
"""The demo passes, and each of its steps fails if what it shows does not happen."""

from __future__ import annotations

import pytest

from tests import demo, demo_certificate
from tests.demo_steps import DemoFailed, Steps, run

STEPS = {demo: 7, demo_certificate: 5}


def name_of(value: object) -> str:
    return getattr(value, "__name__", str(value)).rpartition(".")[2]


@pytest.mark.parametrize("act", STEPS, ids=name_of)
def test_the_demo_passes(act):
    assert len(act.show()) == STEPS[act]


@pytest.mark.parametrize(
    ("act", "number"), [(act, n) for act in STEPS for n in range(STEPS[act])], ids=name_of
)
def test_each_step_can_fail(act, number, capsys):
    with pytest.raises(DemoFailed) as failed:
        act.show(left_out=number)
    out = capsys.readouterr().out
    assert out.count("\n# ") == number + 1
    assert f"# {failed.value}\n" in out
    assert "EXPECTED" in out


class World:
    """One number, and steps on it."""

    def __init__(self, **options) -> None:
        self.value = 0
        self.steps = Steps(lambda: None, lambda: [f"value {self.value}"], **options)

    def set(self, value: int) -> None:
        self.value = value

    def becomes(self, value: int, *, expect: int, still: int | None = None) -> None:
        held = {} if still is None else {"still": lambda: self.value >= still}
        self.steps.step(
            f"set {value}", lambda: self.set(value), {"equal": lambda: self.value == expect}, held
        )


def test_a_step_shows_the_state_after_it(capsys):
    world = World()
    world.becomes(1, expect=1)
    world.becomes(2, expect=2, still=1)
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if "value" in line] == ["  value 1", "  value 2"]


@pytest.mark.parametrize(
    ("value", "expect", "still", "says"),
    [
        (2, 3, None, "equal: no"),
        (1, 1, None, "equal: so it was before"),
        (2, 2, 2, "still: not even before"),
        (0, 0, 1, "still: no"),
    ],
)
def test_a_step_fails(value, expect, still, says, capsys):
    world = World()
    world.becomes(1, expect=1)
    assert run(lambda: world.becomes(value, expect=expect, still=still)) == 1
    out = capsys.readouterr().out
    assert f"EXPECTED  {says}" in out
    # The state is shown all the same.
    assert f"  value {value}\n" in out.rpartition("# set")[2]
    assert out.endswith(f"The demo failed at: set {value}\n")


def test_a_step_waits_for_what_it_expects():
    looks = iter(range(100))
    world = World(seconds=5)
    world.steps.step(
        "wait", lambda: world.set(1), {"later": lambda: world.value and next(looks) > 3}
    )


def test_a_step_that_expects_nothing_is_a_mistake():
    with pytest.raises(AssertionError, match="cannot fail"):
        World().steps.step("nothing", lambda: None, {})
