# SPDX-License-Identifier: MIT
"""Started without stdin, stdout or stderr, as some init scripts do: nothing takes their place."""

from __future__ import annotations

import json
import subprocess

import pytest
from test_floods import daemon_of, until

COMBINATIONS = ["<&-", ">&-", "2>&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-"]


def call(wan53, closed: str, command: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["sh", "-c", f'exec "$0" {command} {closed}', str(wan53.binary)],
        env=wan53.variables(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("closed", COMBINATIONS)
def test_a_round(aws, wan53, closed):
    run = call(wan53, closed, "update")
    told = ">&-" not in closed.replace("2>&-", "")
    assert run.returncode == (0 if told else 3)
    assert run.stdout.startswith("home.example.com A: created") == told
    assert ("cannot write" in run.stderr) == (not told and "2>&-" not in closed)
    assert aws.records(aws.zone_id)[0]["Values"] == ["198.51.101.7"]
    assert len(json.loads(wan53.state.read_text())["records"]) == 1


@pytest.mark.parametrize("closed", COMBINATIONS)
def test_the_daemon(wan53, closed):
    call(wan53, closed, "start")
    try:
        first = daemon_of(wan53)
        until(lambda: wan53.state.exists())
        assert wan53("status", "--json").json["daemon"] == "running"
        # Its lock and its socket are held.
        assert wan53("start").code == 0
        assert daemon_of(wan53) == first
    finally:
        assert wan53("stop").code == 0
    assert wan53("status", "--json").json["daemon"] != "running"
