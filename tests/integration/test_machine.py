# SPDX-License-Identifier: MIT
"""What doctor says of the machine it runs on, for a report."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path

GRADES = {"ok", "warn", "fail", "fact", "->"}


def test_doctor_names_this_machine(wan53):
    kernel = os.uname()
    expected = {
        "kernel": rf"{re.escape(kernel.release)} {kernel.machine} \S+",
        "system": re.escape(platform.freedesktop_os_release()["PRETTY_NAME"]),
        "init": re.escape(Path("/proc/1/comm").read_text().strip()),
        "wan53": rf"\d+\.\d+\.\d+(-\w+)? for {wan53.binary.parent.name}",
    }
    answer = wan53("doctor", "--json").json["machine"]
    assert set(answer) == set(expected)
    run = wan53("doctor")
    for name, text in expected.items():
        assert re.fullmatch(text, answer[name]), answer
        assert f"fact  {name:12}  {answer[name]}\n" in run.out


def test_each_line_begins_with_a_word_to_look_for(wan53):
    """And the facts stand together, so that they can be copied."""
    lines = [line.split()[0] for line in wan53("doctor").out.splitlines()]
    assert set(lines) <= GRADES
    assert lines[: lines.count("fact")] == ["fact"] * lines.count("fact")


def test_without_a_config_the_machine_is_named_too(bare):
    run = bare("doctor", "--json")
    assert run.code == 2
    assert run.json["machine"]["kernel"].startswith(os.uname().release)
    assert [check["grade"] for check in run.json["checks"]] == ["fail"]


def test_where_no_program_is_found_the_rest_is_told(wan53, tmp_path):
    """uname may be missing, or say nonsense."""
    fake = tmp_path / "bin"
    fake.mkdir()
    for script, expected in (("exit 1", None), ("printf 'a\\033[31mb\\n'", "a\\x1b[31mb")):
        (fake / "uname").write_text(f"#!/bin/sh\n{script}\n")
        (fake / "uname").chmod(0o755)
        machine = wan53("doctor", "--json", PATH=f"{fake}:/usr/bin:/bin").json["machine"]
        assert machine.get("kernel") == expected
        assert "init" in machine
