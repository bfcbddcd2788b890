# SPDX-License-Identifier: MIT
"""`wan53 setup` and `wan53 key rotate` by a certificate, on a real terminal and at a local AWS.

No secret is shown; whoever breaks off and comes back finds the same pair.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from authority import authority, signed
from told import options_of, parameters_of, told_to
from typist import Typist

from tests.aws.roles import trust_roles_anywhere
from tests.aws.stack import Stack

ROUTER = Path(__file__).resolve().parents[2] / "src" / "lambda" / "router.yaml"
# Of the stack, the role alias and the thing.
NAME = "wan53-home-example-com"
RECORD = [
    ("1 or 2", "1"),
    ("names of the records", "home.example.com"),
    ("A, AAAA or", "A"),
    ("where the address", "static 198.51.101.7"),
]


def up_to_the_proof(typist, aws, proof: str) -> None:
    for question, answer in [*RECORD, ("hosted zone id", aws.zone_id), ("nothing to go on", "")]:
        typist.answers(question, answer)
    typist.answers("1, 2 or 3", proof)
    if proof in ("", "1", "2"):
        typist.answers("region for the certificate [us-east-1]", "")


def add_router(aws, certificate: str):
    """What the stack does whose lines are shown."""
    return aws.add_router(certificate, thing=NAME, alias=NAME)


def last_document(typist, name: str) -> str:
    """What the lines for a shell write to that file."""
    screen = typist.screen.replace("\r\n", "\n")
    return screen.rpartition(f"cat >{name} <<'END'\n")[2].partition("END\n")[0]


def certificate_shown(typist) -> str:
    typist.waits_for("-----END CERTIFICATE-----\r\nEND")
    return last_document(typist, "client.crt")


def keeps_its_secrets(wan53, typist) -> None:
    for key in wan53.config.parent.glob("*.key"):
        assert key.stat().st_mode & 0o777 == 0o600
        for line in key.read_text().splitlines()[1:-1]:
            assert line not in typist.screen
    assert "PRIVATE KEY" not in typist.screen


def pair(wan53) -> list[str]:
    return [wan53.config.with_name(name).read_text() for name in ("client.crt", "client.key")]


def test_from_nothing_to_a_published_record(aws, fresh, tmp_path):
    """With the stack that its lines deploy, and so with just the rights that it asks for."""
    typist = Typist(fresh)
    up_to_the_proof(typist, aws, "")
    certificate = certificate_shown(typist)
    fetch, deploy, endpoint = told_to(
        typist,
        tmp_path / "person",
        "cat >client.crt",
        "iot-endpoint, as the last command prints it",
    )
    assert fetch[-1].endswith("/releases/latest/download/wan53-router.yaml")
    assert deploy[:3] == ["aws", "cloudformation", "deploy"]
    assert options_of(deploy) == {
        "--stack-name": NAME,
        "--template-file": "wan53-router.yaml",
        "--capabilities": "CAPABILITY_IAM",
        "--region": "us-east-1",
    }
    assert endpoint[1:3] == ["iot", "describe-endpoint"]
    parameters = parameters_of(deploy)
    assert parameters["RouterCertificate"] == certificate.rstrip("\n")
    with Stack(aws.server, ROUTER, parameters, name=NAME):
        publishes(aws, fresh, typist)


def publishes(aws, fresh, typist) -> None:
    typist.answers("iot-endpoint", aws.iot_endpoint)
    typist.answers(f"role alias, which has the stack's name [{NAME}]", "")
    typist.answers(f"thing (Enter will do), or - if no policy needs it [{NAME}]", "")
    typist.answers("Publish now", "yes")
    assert typist.ends() == 0, typist.screen
    assert "home.example.com A: created" in typist.screen
    assert re.search(r"AWS knows this machine as arn:aws:sts::\d{12}:assumed-role/", typist.screen)
    assert not fresh.credentials.exists()
    keeps_its_secrets(fresh, typist)
    assert fresh("update").code == 0
    assert fresh("doctor").out.count("certificate   fits its key") == 1


def test_through_a_gateway(aws, fresh, gateway):
    """The stack takes the certificate as a parameter; its thing is offered."""
    typist = Typist(fresh)
    typist.answers("1 or 2", "2")
    typist.answers("gateway-url, as", gateway.url)
    typist.answers("the gateway's region", aws.region)
    typist.answers("gateway-api-arn, as", "")
    for question, answer in [*RECORD[1:], ("nothing to go on", ""), ("1, 2 or 3 [1]", "")]:
        typist.answers(question, answer)
    typist.answers(f"region for the certificate [{aws.region}]", "")
    aws.add_router(certificate_shown(typist), thing="wan53")
    typist.answers("iot-endpoint, as", aws.iot_endpoint)
    typist.answers("the stack's name [wan53]", "")
    typist.answers("[wan53]: ", "")
    typist.answers("Publish now", "no")
    assert typist.ends() == 0, typist.screen
    assert 'RouterCertificate="$(cat client.crt)"' in typist.screen
    assert "the gateway takes this machine's role" in typist.screen
    assert "iot-thing = wan53" in fresh.config.read_text()
    keeps_its_secrets(fresh, typist)


def test_two_zones_need_a_role_by_hand(aws, fresh, tmp_path):
    """The template cannot say it: the policy is shown, and where the rest stands."""
    typist = Typist(fresh)
    for question, answer in [
        *RECORD,
        ("hosted zone id", aws.zone_id),
        ("nothing to go on", "www.example.org"),
        ("A, AAAA or", "A"),
        ("where the address", "static 198.51.101.7"),
        ("hosted zone id", "Z0OTHER"),
        ("nothing to go on", ""),
        ("1, 2 or 3", "1"),
        ("region for the certificate", "eu-west-1"),
    ]:
        typist.answers(question, answer)
    certificate = certificate_shown(typist)
    typist.waits_for("iot-endpoint, as")
    assert "https://github.com/wan53/wan53/blob/main/docs/credentials.md" in typist.screen
    assert "cloudformation" not in typist.screen
    policy = json.loads(last_document(typist, "policy.json"))
    assert {s["Resource"].rpartition("/")[2] for s in policy["Statement"]} == {
        aws.zone_id,
        "Z0OTHER",
    }
    os.write(typist.terminal, b"\x04")
    assert typist.ends() == 1
    assert pair(fresh)[0] == certificate


def test_five_wrong_answers_lose_nothing(aws, fresh):
    typist = Typist(fresh)
    up_to_the_proof(typist, aws, "certificate")
    typist.answers("expected 1, 2 or 3", "1")
    typist.answers("region for the certificate", "")
    add_router(aws, certificate_shown(typist))
    before = pair(fresh)
    for wrong in ("c1", "c1-ats.iot.us-east-1.amazonaws.com", "https://x", "a b", "$(reboot)"):
        typist.waits_for("iot-endpoint, as")
        typist.screen = ""
        os.write(typist.terminal, f"{wrong}\n".encode())
        typist.waits_for("  iot-endpoint: ")
    typist.answers("iot-endpoint, as", aws.iot_endpoint)
    typist.answers("role alias", "")
    typist.answers("thing", "")
    typist.answers("Publish now", "no")
    assert typist.ends() == 0, typist.screen
    assert pair(fresh) == before


@pytest.mark.parametrize("question", ["iot-endpoint", "role alias", "thing", "Publish now"])
def test_the_pair_is_taken_up_after_ctrl_c(aws, fresh, question):
    answers = [("iot-endpoint", aws.iot_endpoint), ("role alias", ""), ("thing", "")]
    typist = Typist(fresh)
    up_to_the_proof(typist, aws, "1")
    certificate = certificate_shown(typist)
    add_router(aws, certificate)
    for asked, answer in answers:
        typist.waits_for(asked)
        if asked == question:
            break
        os.write(typist.terminal, f"{answer}\n".encode())
    typist.waits_for(question)
    os.write(typist.terminal, b"\x03")
    os.waitpid(typist.pid, 0)
    before = pair(fresh)
    assert before[0] == certificate
    if question == "Publish now":  # all is written by then
        assert fresh("update").code == 0
        return
    assert not fresh.config.exists()
    again = Typist(fresh)
    up_to_the_proof(again, aws, "1")
    assert certificate_shown(again) == certificate
    for asked, answer in answers:
        again.answers(asked, answer)
    again.answers("Publish now", "yes")
    assert again.ends() == 0, again.screen
    assert pair(fresh) == before
    keeps_its_secrets(fresh, again)


def test_a_certificate_of_a_ca(aws, fresh):
    ca_pem, ca_key, ca_name = authority()
    anchor = aws.roles_anywhere.add_anchor(ca_pem, "home")
    role = aws.add_role("anywhere", trust_policy=trust_roles_anywhere(anchor.arn))
    profile = aws.roles_anywhere.add_profile([role.arn])
    typist = Typist(fresh)
    up_to_the_proof(typist, aws, "2")
    typist.waits_for("its certificate in PEM")
    certificate = signed(last_document(typist, "client.csr"), ca_key, ca_name)
    # The CA's own is another key's.
    typist.answers("its certificate in PEM", f"{ca_pem}\n")
    typist.waits_for("the certificate in the answer does not belong to the key")
    os.write(typist.terminal, f"{certificate}\n\n".encode())
    typist.answers("the ARNs", f"{role.arn} {anchor.arn} {profile.arn}")
    typist.answers("Publish now", "yes")
    assert typist.ends() == 0, typist.screen
    assert "home.example.com A: created" in typist.screen
    keeps_its_secrets(fresh, typist)


def registered(aws, fresh) -> str:
    """Set up by a certificate, which is returned."""
    typist = Typist(fresh)
    up_to_the_proof(typist, aws, "1")
    certificate = certificate_shown(typist)
    add_router(aws, certificate)
    typist.answers("iot-endpoint", aws.iot_endpoint)
    typist.answers("role alias", "")
    typist.answers("thing", "")
    typist.answers("Publish now", "no")
    assert typist.ends() == 0, typist.screen
    return certificate


def test_a_rotation_that_is_broken_off_goes_on(aws, fresh):
    old = registered(aws, fresh)
    before = pair(fresh)
    typist = Typist(fresh, "key", "rotate")
    new = certificate_shown(typist)
    typist.waits_for("Press Enter when AWS has the certificate")
    os.write(typist.terminal, b"\x03")
    os.waitpid(typist.pid, 0)
    assert new != old and pair(fresh) == before
    assert fresh("update").code == 0
    add_router(aws, new)
    # Known by now: nothing is asked, not even for a terminal.
    run = fresh("key", "rotate")
    assert run.code == 0, run.err
    assert fresh("key", "show").out == new
    assert "client.next.crt" in fresh.config.read_text()
    assert not list(fresh.config.parent.glob("client.crt")) + list(
        fresh.config.parent.glob("client.key")
    )
    assert fresh("update", "--force").code == 0
    keeps_its_secrets(fresh, typist)


def test_a_key_is_replaced_by_a_certificate(aws, wan53):
    user = aws.user
    wan53.drop_key()
    wan53.credentials.write_text(
        f"[default]\naws_access_key_id = {user.access_key_id}\n"
        f"aws_secret_access_key = {user.secret_access_key}\n\n[other]\nx = y\n"
    )
    wan53.credentials.chmod(0o600)
    typist = Typist(wan53)
    typist.answers("1 or 2 [1]", "")
    typist.answers("nothing to go on", "")
    typist.answers("1, 2 or 3 [3]", "1")
    typist.answers("region for the certificate", "")
    add_router(aws, certificate_shown(typist))
    typist.answers("iot-endpoint", aws.iot_endpoint)
    typist.answers("role alias", "")
    typist.answers("thing", "")
    typist.answers("Publish now", "no")
    typist.answers("Remove the access key", "")
    assert typist.ends() == 0, typist.screen
    assert wan53.credentials.read_text() == "[other]\nx = y\n"
    assert f"--access-key-id {user.access_key_id}" in typist.screen
    assert user.secret_access_key not in typist.screen
    assert wan53("update").code == 0
