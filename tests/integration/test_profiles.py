# SPDX-License-Identifier: MIT
"""Credentials that STS lends for a role, or another program prints, against the local AWS."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from wan53 import record

from tests.aws.roles import trust

KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
OTHER = "444455556666"


def allowing(action, resource="*"):
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


ROUTE53 = allowing("route53:*")


def keys_of(user):
    text = f"aws_access_key_id = {user.access_key_id}\n"
    return text + f"aws_secret_access_key = {user.secret_access_key}\n"


def assuming(role, source, **more):
    lines = [f"role_arn = {role.arn}", f"source_profile = {source}"]
    return "\n".join(lines + [f"{key} = {value}" for key, value in more.items()]) + "\n"


@pytest.fixture
def lent(aws, wan53):
    """Without keys in the environment; lent(text) writes the credentials file."""
    for name in KEYS:
        wan53.environment.pop(name, None)

    def write(text):
        wan53.credentials.write_text(text)
        wan53.credentials.chmod(0o600)
        return wan53

    return write


def test_a_role_that_only_this_user_may_have(aws, lent):
    user = aws.add_user(allowing("sts:AssumeRole"), name="poor")
    role = aws.add_role("dns", ROUTE53, trust_policy=trust("sts:AssumeRole", AWS=user.arn))
    wan53 = lent(
        f"[default]\n{assuming(role, 'user', duration_seconds=900)}[user]\n{keys_of(user)}"
    )
    assert wan53.update().outcomes == ["created"]
    assert aws.journal.operations()[0] == "AssumeRole"
    assert f"authenticates with the role {role.arn}" in wan53("-v", "update").err
    # The user alone may do nothing.
    lent(f"[default]\n{keys_of(user)}")
    refused = wan53.update()
    assert refused.code == 4 and "route53:" in refused.out


def test_a_zone_in_another_account_and_an_external_id(aws, lent):
    user = aws.add_user(allowing("sts:AssumeRole"), name="poor")
    said = trust("sts:AssumeRole", AWS=user.arn)
    said["Statement"][0]["Condition"] = {"StringEquals": {"sts:ExternalId": "house/7"}}
    role = aws.add_role("dns", ROUTE53, trust_policy=said, account=OTHER)
    text = "[default]\n{}[user]\n" + keys_of(user)
    for given in ({}, {"external_id": "house/8"}):
        refused = lent(text.format(assuming(role, "user", **given)))("update")
        assert refused.code == 4
        assert "the same external_id" in refused.err
        assert user.secret_access_key not in refused.err
    wan53 = lent(text.format(assuming(role, "user", external_id="house/7")))
    aws.journal.clear()
    wan53("update")
    assert aws.journal.operations()[0] == "AssumeRole"


def test_a_chain_of_roles(aws, lent):
    user = aws.add_user(allowing("sts:AssumeRole"), name="poor")
    root = "arn:aws:iam::111122223333:root"
    first = aws.add_role(
        "first", allowing("sts:AssumeRole"), trust_policy=trust("sts:AssumeRole", AWS=user.arn)
    )
    last = aws.add_role("last", ROUTE53, trust_policy=trust("sts:AssumeRole", AWS=root))
    text = f"[default]\n{assuming(last, 'first')}[first]\n{assuming(first, 'first')}{keys_of(user)}"
    # AWS's tools take the keys of a source that has some, so the chain needs a third profile.
    wan53 = lent(text.replace("source_profile = first\naws", "source_profile = user\n[user]\naws"))
    assert wan53.update().outcomes == ["created"]
    assert aws.journal.operations()[:2] == ["AssumeRole", "AssumeRole"]


def test_what_the_credentials_file_cannot_say(lent):
    role = "role_arn = arn:aws:iam::111122223333:role/a\n"
    wan53 = lent(f"[default]\n{role}source_profile = b\n[b]\n{role}source_profile = default\n")
    refused = wan53("config", "check")
    assert refused.code == 2
    assert "[default] -> [b] -> [default]" in refused.err
    refused = lent(f"[default]\n{role}source_profile = default\nmfa_serial = x\n")("update")
    assert refused.code == 2 and "mfa_serial is not supported" in refused.err


def program_of(wan53, text):
    path = wan53.folder / "my keys"
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o700)
    return path


def test_another_program_prints_the_keys(aws, wan53):
    for name in KEYS[:2]:
        wan53.environment[name] = "AKIAWRONGWRONGWRONG1"  # the config's choice wins
    end = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    printed = {
        "Version": 1,
        "AccessKeyId": aws.user.access_key_id,
        "SecretAccessKey": aws.user.secret_access_key,
        "Expiration": end,
    }
    program = program_of(
        wan53, f"test \"$1$2\" = 'a b$HOME' || exit 1\nenv >env\necho '{json.dumps(printed)}'\n"
    )
    program.write_text(program.read_text().replace(">env", f">'{wan53.folder}/env'"))
    wan53.configure(
        "[aws]\ncredentials = process\n"
        f'credential-process = "{program}" "a b" $HOME\n' + record(zone=aws.zone_id)
    )
    assert wan53.update().outcomes == ["created"]
    assert "AWS_" not in (wan53.folder / "env").read_text()
    # What it says when it fails may be secret.
    program_of(wan53, f"echo {aws.user.secret_access_key}; echo HUSH >&2; exit 3\n")
    refused = wan53("update", "-v")
    assert refused.code == 3
    assert "failed and gave no credentials" in refused.err
    for word in (aws.user.secret_access_key, "HUSH"):
        assert word not in refused.err + refused.out
    # Others could put anything there.
    program_of(wan53, f"touch '{wan53.folder}/ran'\n").chmod(0o777)
    refused = wan53("update")
    assert refused.code == 2 and "or others may write to it" in refused.err
    assert not (wan53.folder / "ran").exists()
    program.unlink()
    refused = wan53("update")
    assert refused.code == 2 and "is not there, may not be run" in refused.err
