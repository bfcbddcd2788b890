# SPDX-License-Identifier: MIT
"""`wan53 setup` on a real terminal: only the secret is not shown, and Ctrl-C is safe."""

from __future__ import annotations

import os
import signal

import pytest
from typist import Typist


@pytest.fixture
def typist(fresh):
    """At its first question."""
    return Typist(fresh)


def up_to_the_key(typist, aws) -> None:
    typist.answers("1 or 2", "1")
    typist.answers("names of the records", "home.example.com")
    typist.answers("A, AAAA or", "A")
    typist.answers("where the address", "static 198.51.101.7")
    typist.answers("hosted zone id", aws.zone_id)
    typist.answers("nothing to go on", "")
    typist.answers("1, 2 or 3 [1]", "3")


def types_the_key(typist, aws) -> None:
    typist.answers("access key id", aws.user.access_key_id)
    typist.waits_for("it is not shown")
    os.write(typist.terminal, f"{aws.user.secret_access_key}\n".encode())


def test_from_nothing_to_a_published_record(aws, wan53, typist):
    up_to_the_key(typist, aws)
    typist.waits_for("cat >policy.json")
    typist.waits_for(f"hostedzone/{aws.zone_id}")
    typist.answers("access key id", aws.user.access_key_id)
    typist.waits_for("it is not shown")
    assert not typist.echoes()
    os.write(typist.terminal, f"{aws.user.secret_access_key}\n".encode())
    typist.answers("Publish now", "Yes")
    assert typist.ends() == 0, typist.screen
    assert "home.example.com A: created" in typist.screen
    assert "dig +short home.example.com A @1.1.1.1" in typist.screen
    assert aws.user.secret_access_key not in typist.screen
    for path in (wan53.config, wan53.credentials):
        assert path.stat().st_mode & 0o777 == 0o600
    assert wan53("update").code == 0


def test_without_a_yes_nothing_is_published(aws, wan53, typist):
    up_to_the_key(typist, aws)
    types_the_key(typist, aws)
    typist.answers("Publish now", "n")
    assert typist.ends() == 0, typist.screen
    assert "home.example.com A: planned" in typist.screen


def test_key_made_seconds_ago_is_waited_for(aws, wan53, typist):
    aws.faults.add("unknown_key", service="sts", count=2)
    up_to_the_key(typist, aws)
    types_the_key(typist, aws)
    typist.waits_for("a new one takes up to 30 s")
    typist.answers("Publish now", "n")
    assert typist.ends() == 0, typist.screen
    assert "AWS knows this key" in typist.screen


def present(aws, wan53) -> str:
    text = (
        f"# mine\n[record home.example.com]\nsource = static 198.51.101.7\nzone = {aws.zone_id}\n"
    )
    wan53.configure(text)
    return text


def test_more_records_for_a_config_that_is_there(aws, wan53):
    text = present(aws, wan53)
    typist = Typist(wan53)
    typist.answers("1 or 2 [1]", "")
    typist.answers("nothing to go on", "b.example.com")
    typist.answers("A, AAAA or", "")
    typist.answers("where the address", "static 198.51.101.9")
    typist.answers("hosted zone id", "")
    typist.screen = ""
    typist.answers("nothing to go on", "")
    typist.answers("1, 2 or 3 [3]", "")
    typist.answers("keep the present one", "")
    typist.answers("Publish now", "y")
    assert typist.ends() == 0, typist.screen
    assert "b.example.com is in the hosted zone example.com" in typist.screen
    assert "b.example.com A: created" in typist.screen
    added = "\n[record b.example.com]\ntype = A\nsource = static 198.51.101.9\n"
    assert wan53.config.read_text() == text + added


def test_a_record_is_changed_and_removed(aws, wan53):
    text = present(aws, wan53)
    typist = Typist(wan53)
    typist.answers("1 or 2 [1]", "")
    typist.answers("nothing to go on", "home.example.com")
    typist.answers("A, AAAA or", "")
    typist.answers("[static 198.51.101.7]", "static 198.51.101.8")
    typist.answers(f"[{aws.zone_id}]", "")
    typist.answers("198.51.101.8", "remove home.example.com")
    typist.answers("names of the records", "c.example.com")
    typist.waits_for("c.example.com")
    os.write(typist.terminal, b"\x04")
    assert typist.ends() == 1
    assert "nothing was changed" in typist.screen
    assert wan53.config.read_text() == text


def test_nothing_changed(aws, wan53):
    text = present(aws, wan53)
    typist = Typist(wan53)
    typist.answers("1 or 2 [1]", "")
    typist.answers("nothing to go on", "")
    typist.answers("1, 2 or 3 [3]", "")
    typist.answers("keep the present one", "")
    assert typist.ends() == 0
    assert "Nothing changed." in typist.screen
    assert wan53.config.read_text() == text


@pytest.mark.parametrize("allowed", [True, False])
def test_a_gateway_is_tried_like_a_key(aws, wan53, typist, gateway, allowed):
    """By a signed request that writes nothing."""
    user = gateway.router if allowed else gateway.add_router("other.example.com")
    typist.answers("1 or 2", "2")
    typist.answers("gateway-url, as", gateway.url)
    typist.answers("the gateway's region", aws.region)
    typist.answers("gateway-api-arn, as", "")
    typist.answers("names of the records", "home.example.com")
    typist.answers("A, AAAA or", "")
    typist.answers("where the address", "static 198.51.101.7")
    typist.answers("nothing to go on", "")
    typist.answers("1, 2 or 3 [1]", "3")
    typist.answers("access key id", user.access_key_id)
    typist.waits_for("it is not shown")
    os.write(typist.terminal, f"{user.secret_access_key}\n".encode())
    if not allowed:
        typist.answers("Write it anyway?", "yes")
    typist.answers("Publish now", "no")
    assert typist.ends() == 0, typist.screen
    assert ("the gateway takes this key" in typist.screen) == allowed
    assert f"region = {aws.region}" in wan53.config.read_text()
    assert gateway.values() is None


def test_ctrl_z_does_not_take_the_echo_away(aws, typist):
    """A shell that came back in the middle of the hidden question would show nothing."""
    typist.waits_for("1 or 2")
    suspend = typist.suspend_character()
    assert suspend != b"\0"
    up_to_the_key(typist, aws)
    typist.answers("access key id", aws.user.access_key_id)
    typist.waits_for("it is not shown")
    assert typist.suspend_character() == b"\0"
    os.write(typist.terminal, f"{aws.user.secret_access_key}\n".encode())
    typist.waits_for("Publish now")
    assert typist.suspend_character() == suspend
    assert typist.echoes()
    typist.answers("Publish now", "no")
    assert typist.ends() == 0, typist.screen


@pytest.mark.parametrize("question", ["1 or 2", "access key id", "it is not shown"])
def test_ctrl_c_leaves_all_as_it_was(aws, wan53, typist, question):
    if question != "1 or 2":
        up_to_the_key(typist, aws)
    if question == "it is not shown":
        typist.answers("access key id", aws.user.access_key_id)
    typist.waits_for(question)
    os.write(typist.terminal, b"\x03")
    assert os.waitstatus_to_exitcode(os.waitpid(typist.pid, 0)[1]) == -signal.SIGINT
    assert typist.echoes()
    assert not wan53.config.exists()
    assert not wan53.credentials.exists()


def test_without_a_terminal(aws, wan53):
    wan53.config.unlink(missing_ok=True)
    run = wan53("setup")
    assert run.code == 1
    assert "questions need" in run.err
