# SPDX-License-Identifier: MIT
"""The real binary's help: plain text for any terminal, and where its files are."""

from made import Program


def test_help_is_plain_and_narrow(program: Program):
    for arguments in (["help"], ["help", "update"], ["config", "--help"], ["verify", "-h"]):
        run = program(*arguments)
        assert (run.returncode, run.stderr) == (0, "")
        assert run.stdout.isascii() and "\x1b" not in run.stdout and "\t" not in run.stdout
        assert max(map(len, run.stdout.splitlines())) <= 60


def test_help_names_the_files_that_are_used(program: Program, tmp_path):
    variables = {
        "XDG_CONFIG_HOME": str(tmp_path / "c"),
        "XDG_STATE_HOME": str(tmp_path / "s"),
        "XDG_RUNTIME_DIR": str(tmp_path / "r"),
    }
    record = "[record home.example.com]\nsource = static 198.51.100.7\n"
    assert program("config", "apply", "-", text=record, **variables).returncode == 0
    helped = " ".join(program("help", **variables).stdout.split())
    assert f"config {tmp_path / 'c' / 'wan53' / 'wan53.conf'} " in helped
    assert (tmp_path / "c" / "wan53" / "wan53.conf").read_text() == record
    assert f"state {tmp_path / 's' / 'wan53'} " in helped


def test_version(program: Program):
    assert program("--version").stdout == program("version").stdout
