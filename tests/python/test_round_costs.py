# SPDX-License-Identifier: MIT
"""What rounds may cost: requests, connections and processes, counted on the real binary."""

from __future__ import annotations

import shutil
import sys

import pytest

from tests.bench import sessions, timing
from tests.bench.bench import MAX_SESSION_RSS_KIB
from tests.bench.instructions import emulator, instructions
from tests.bench.launch import BUILD, Failed, traced
from tests.bench.rounds import costs, costs_of_many

MAX_MANY_RSS_KIB = 4096
ASK, READ, WRITE = "AssumeRoleWithCertificate", "ListResourceRecordSets", "ChangeResourceRecordSets"


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


# A page has 300 record sets, a zone also NS and SOA, and a change batch 400 changes.
@pytest.mark.parametrize(("names", "lists", "writes"), [(1, 1, 1), (60, 1, 1), (1000, 4, 3)])
def test_many_names_cost_a_list_for_each_page(tmp_path, names, lists, writes):
    many = costs_of_many(tmp_path, names)
    assert many["changed"].operations == [READ] * lists + [WRITE] * writes
    assert many["unchanged"].operations == [READ] * lists
    for cost in many.values():
        assert cost.connections == 1
        assert cost.footprint.forks == 0
        assert cost.footprint.max_rss_kib <= MAX_MANY_RSS_KIB


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    return sessions.asked(tmp_path_factory.mktemp("sessions") / "home")


@pytest.mark.parametrize(
    ("round_", "operations"), [("changed", [ASK, READ, WRITE]), ("unchanged", [ASK, READ])]
)
def test_a_new_session_costs_one_request_and_one_connection(asked, round_, operations):
    assert asked[round_].operations == operations
    assert asked[round_].connections == 2
    assert asked[round_].footprint.forks == 0
    assert asked[round_].footprint.max_rss_kib <= MAX_SESSION_RSS_KIB


def test_a_held_session_costs_nothing(tmp_path):
    by_certificate = sessions.held(tmp_path / "iot", by_certificate=True)
    by_key = sessions.held(tmp_path / "stored", by_certificate=False)
    assert by_certificate == by_key == (1, 1)


def test_instructions_are_counted():
    program = BUILD / "pair_bench"
    if not program.exists() or not shutil.which(emulator(BUILD.name)[0]):
        pytest.skip(f"no {program}, or Debian's qemu-user-static is not installed")
    none, one, two = (instructions(BUILD.name, program, count) for count in "012")
    assert 1_000 < none < one < two
    assert (two - none) / (one - none) == pytest.approx(2, rel=0.1)
    with pytest.raises(Failed, match="ended with 2"):
        instructions(BUILD.name, program, "many")


def test_all_contenders_send_the_same_round(tmp_path):
    rounds, _ = timing.measure(tmp_path, rounds=1, starts=1)
    assert list(rounds) == ["wan53", "minimal", "boto3"]


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
