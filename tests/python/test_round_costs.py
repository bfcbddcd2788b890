# SPDX-License-Identifier: MIT
"""What rounds may cost: requests, connections and processes, counted on the real binary."""

from __future__ import annotations

import sys

import pytest

from tests.bench.launch import Failed, traced
from tests.bench.rounds import costs

READ, WRITE = "ListResourceRecordSets", "ChangeResourceRecordSets"


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    return costs(tmp_path_factory.mktemp("rounds"))


@pytest.mark.parametrize(
    ("round_", "operations", "connections"),
    [("changed", [READ, WRITE], 1), ("unchanged", [READ], 1), ("--if-due, fresh", [], 0)],
)
def test_requests_connections_and_forks(measured, round_, operations, connections):
    assert measured[round_].operations == operations
    assert measured[round_].connections == connections
    assert measured[round_].footprint.forks == 0


def test_memory_was_seen(measured):
    for cost in measured.values():
        assert 0 < cost.footprint.max_rss_kib <= cost.footprint.vm_peak_kib


@pytest.mark.parametrize(
    ("script", "forks"), [(":", 0), ("(:)", 1), ("/bin/true; /bin/true; :", 2), ("(:) & wait", 1)]
)
def test_peak_counts_processes(script, forks):
    assert traced(["/bin/sh", "-c", script], {}).forks == forks


def test_peak_does_not_count_threads():
    source = "import threading\nt = threading.Thread(target=print)\nt.start()\nt.join()"
    assert traced([sys.executable, "-c", source], {}).forks == 0


def test_peak_exits_as_the_program_does():
    with pytest.raises(Failed, match="ended with 3: oops"):
        traced(["/bin/sh", "-c", "echo oops >&2; exit 3"], {})
    with pytest.raises(Failed, match="ended with 137"):
        traced(["/bin/sh", "-c", "kill -9 $$"], {})
    with pytest.raises(Failed, match="ended with 127"):
        traced(["/no/such/program"], {})
