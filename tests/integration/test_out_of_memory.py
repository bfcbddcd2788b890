# SPDX-License-Identifier: MIT
"""Each allocation fails in turn, once or from then on: nothing half-made is written or told.

The program is the one for debugging, whose C library can be replaced. WAN53_EVERY_ALLOCATION=1
fails every single one (an hour); otherwise a sample does, denser where our own code runs.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from wan53 import ROOT, Run, Wan53, record

PROGRAM = ROOT / "build/dev/wan53"
OLD, NEW = "198.51.101.6", "198.51.101.7"
DOCUMENTED = {0, 1, 2, 3, 4, 5, 70}
SAMPLE = 60
KINDS = {"once": {}, "from-then-on": {"FAIL_ON": "1"}}


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert PROGRAM.exists(), "make TARGET=dev build/dev/wan53 build/dev/bootstrap"
    built = tmp_path_factory.mktemp("preload") / "fail_allocation.so"
    source = Path(__file__).with_name("fail_allocation.c")
    subprocess.run(
        ["gcc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-fno-builtin", "-o", built, source],
        check=True,
    )
    return built


@pytest.fixture
def program(wan53: Wan53, library: Path) -> Wan53:
    wan53.binary = PROGRAM
    wan53.environment["LD_PRELOAD"] = str(library)
    return wan53


def numbers(count: int) -> list[int]:
    """Which allocations fail: all, or evenly spread ones and the last."""
    assert count > 0
    step = 1 if os.environ.get("WAN53_EVERY_ALLOCATION") else max(1, count // SAMPLE)
    return [*range(1, count, step), count]


def count_of(program: Wan53, *arguments: str) -> int:
    told = program.folder / "count"
    program(*arguments, COUNT_TO=str(told))
    return int(told.read_text())


def check_end(run: Run, at: str) -> None:
    """A documented status, no signal, and a last word where something went wrong."""
    assert run.code in DOCUMENTED, (at, run)
    assert run.code not in (2, 4, 70), (at, run)
    lines = run.err.splitlines()
    assert len(lines) <= 1 and all(line.strip() for line in lines), (at, run)
    if run.code == 3:
        assert lines or run.out, (at, run)


def check_files(program: Wan53, at: str, addresses: set[str]) -> None:
    """Whole files or none."""
    if program.state.exists():
        state = json.loads(program.state.read_text())
        assert state["version"] == 1, at
        assert {each["value"] for each in state["records"]} <= addresses, at
    if program.volatile.exists():
        assert json.loads(program.volatile.read_text())["records"], at
        assert "refused" not in program.volatile.read_text(), at
        assert not json.loads(program.volatile.read_text())["blocking_error"], at
    history = program.state.with_name("history")
    if history.exists():
        text = history.read_text()
        assert text.endswith("\n"), at
        # The seconds that a change took may follow the five fields.
        assert all(
            re.fullmatch(r"[^\t]+(\t[^\t]*){4}(\t\d+)?", line) for line in text.splitlines()
        ), at


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("round_", ["changed", "unchanged"])
def test_a_round(aws, program, kind, round_):
    topic = aws.add_topic("home")
    program.configure(f"[publish]\nsns-topic-arn = {topic}\n" + record(zone=aws.zone_id))

    def begin() -> None:
        aws.put_record(aws.zone_id, "home.example.com", "A", [OLD])
        if round_ == "unchanged":
            program("update", LD_PRELOAD="")

    begin()
    for number in numbers(count_of(program, "update")):
        begin()
        at = f"{round_} {kind} {number}"
        run = program("update", FAIL_AT=str(number), **KINDS[kind])
        check_end(run, at)
        check_files(program, at, {"", OLD, NEW})
        assert aws.records(aws.zone_id)[0]["Values"] in ([OLD], [NEW]), at
        after = program("update", LD_PRELOAD="")
        assert (after.code, after.err) == (0, ""), at
        assert aws.records(aws.zone_id)[0]["Values"] == [NEW], at
        check_files(program, at, {NEW})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "command",
    [("status",), ("status", "--json"), ("config", "check"), ("config", "show"), ("history",)],
    ids=" ".join,
)
def test_a_command_that_only_shows(program, kind, command):
    program("update", LD_PRELOAD="")
    before = program.state.read_bytes(), program.volatile.read_bytes()
    whole = program(*command)
    assert whole.code == 0
    for number in numbers(count_of(program, *command)):
        at = f"{command} {kind} {number}"
        run = program(*command, FAIL_AT=str(number), **KINDS[kind])
        check_end(run, at)
        assert run.code != 0 or run.out.split()[:3] == whole.out.split()[:3], at
        assert (program.state.read_bytes(), program.volatile.read_bytes()) == before, at


@pytest.mark.parametrize("kind", KINDS)
def test_an_invocation_of_the_companion(start_gateway, library, kind):
    gateway = start_gateway()
    function = gateway.function
    function.bootstrap = PROGRAM.with_name("bootstrap")
    plain = dict(function.settings.environment)
    event = json.dumps({"ip": NEW, "host": "home.example.com"}).encode()

    def invoke(**extra: str):
        """A cold start each time."""
        function.stop_sandboxes()
        function.settings.environment = plain | extra
        return function.invoke(event)

    gateway.aws.put_record(gateway.aws.zone_id, "home.example.com", "A", [OLD])
    # The process is ended by a signal and writes no count: until none fails any more.
    number, step, failures = 1, 1, 0
    while True:
        gateway.aws.put_record(gateway.aws.zone_id, "home.example.com", "A", [OLD])
        outcome = invoke(LD_PRELOAD=str(library), FAIL_AT=str(number), **KINDS[kind])
        at = f"{kind} {number}"
        assert gateway.values() in ([OLD], [NEW]), at
        body = json.loads(outcome.payload)
        if "errorType" not in body:
            assert body["statusCode"] == "200" and gateway.values() == [NEW], (at, body)
            if failures > SAMPLE / 4:
                break
        else:
            failures += 1
            assert body["errorType"] == "Runtime.ExitError", (at, body)
            assert "exit status 1" in body["errorMessage"], (at, body)
        number += step
        step = max(1, number // SAMPLE * 4)
    lines = function.logs().splitlines()
    assert sum("out of memory" in line for line in lines) >= failures
    assert json.loads(invoke().payload)["statusCode"] == "200"
    assert gateway.values() == [NEW]
