# SPDX-License-Identifier: MIT
"""Every outcome is JSON for a program that asks for it. wan53() checks each answer's schema."""

import json

import pytest
from wan53 import ROOT, SCHEMAS, record

COMMANDS = ["update", "status", "history", "doctor"]


def test_each_command_has_a_schema():
    assert sorted(SCHEMAS) == sorted(COMMANDS)
    for name, schema in SCHEMAS.items():
        schema.check_schema(schema.schema)
        assert name in schema.schema["title"]


@pytest.mark.parametrize("command", COMMANDS)
def test_answers_before_and_after_a_round(wan53, command):
    before = wan53(command, "--json")
    assert "error" not in before.json or before.json["error"] is None
    assert wan53("update").code == 0
    after = wan53(command, "--json")
    # Nobody has started the daemon here, which doctor finds.
    assert after.code == 0 or command == "doctor"
    assert set(after.json) == set(SCHEMAS[command].schema["$defs"]["answer"]["properties"])


@pytest.mark.parametrize("command", ["update", "status"])
@pytest.mark.parametrize(
    ("config", "code", "words"),
    [
        ("[record home.example.com]\nttl = soon\n", 2, "ttl: soon"),
        ("", 2, "record"),
        (None, 2, "wan53.conf"),
    ],
)
def test_errors_are_json_too(bare, command, config, code, words):
    if config is not None:
        bare.configure(config)
    run = bare(command, "--json")
    assert run.code == code
    assert set(run.json) == {"version", "ok", "exit", "error"}
    assert words in run.json["error"]
    assert run.err == f"wan53: {run.json['error']}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("update", "--json", "--frce"),
        ("update", "--json", "--ip"),
        ("update", "--json", "--ip", "home"),
        ("update", "--json", "--force", "--if-due"),
        ("status", "--json", "--prometheus"),
        ("history", "all", "--json"),
    ],
)
def test_wrong_arguments_are_json_too(wan53, arguments):
    run = wan53(*arguments)
    assert run.code == 1
    assert run.json["error"]


def test_without_keys_and_with_a_bad_state(bare):
    bare.configure(record())
    run = bare.update()
    assert run.code == 2
    assert "key" in run.json["error"]
    history = bare.state.with_name("history")
    history.parent.mkdir(parents=True, exist_ok=True)
    history.mkdir()
    assert bare("history", "--json").json["error"]


def test_a_state_that_cannot_be_written_is_told_in_the_one_answer(wan53):
    wan53.state.parent.parent.mkdir(parents=True)
    wan53.state.parent.write_text("in the way\n")
    run = wan53.update()
    assert run.code != 0
    assert run.json["result"] == "failed"
    assert str(wan53.state.parent) in run.json["error"]
    assert run.outcomes == ["created"]


def test_schemas_say_what_each_member_is():
    def walk(name: str, schema: dict) -> None:
        for member, part in schema.get("properties", {}).items():
            known = {"description", "const", "enum", "items"} & set(part)
            assert known, f"{name}: {member} has no description"
            walk(name, part)
            walk(name, part.get("items", {}))

    for name in COMMANDS:
        text = json.loads((ROOT / "docs" / "schema" / f"{name}.json").read_text())
        walk(name, text["$defs"]["answer"])
