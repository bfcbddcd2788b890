# SPDX-License-Identifier: MIT
"""The daemon's half of the demo passes, and each of its steps fails if its event does not come."""

from __future__ import annotations

import pytest

from tests import demo_daemon
from tests.demo_steps import DemoFailed

STEPS = 6


def test_the_demo_passes():
    assert len(demo_daemon.show()) == STEPS


@pytest.mark.long
@pytest.mark.parametrize("number", range(STEPS))
def test_each_step_can_fail(number, capsys):
    with pytest.raises(DemoFailed) as failed:
        demo_daemon.show(seconds=4, left_out=number)
    out = capsys.readouterr().out
    assert out.count("\n# ") == number + 1
    assert f"# {failed.value}\n" in out
    assert "EXPECTED" in out
