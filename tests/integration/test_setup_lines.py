# SPDX-License-Identifier: MIT
"""The lines for a shell of `wan53 setup` and `wan53 key rotate` do in sh what they seem to do."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest
from authority import authority, signed
from told import options_of, parameters_of, told_to
from typist import Typist

from tests.aws.stack import Stack

TEMPLATES = Path(__file__).resolve().parents[2] / "src" / "lambda"
ARN = "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/prod"
URL = "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod/v100/ddns"
CERTIFICATE = "cat >client.crt"
ENDPOINT = "iot-endpoint, as"


def answered(fresh, *answers: tuple[str, str]) -> Typist:
    typist = Typist(fresh)
    for question, answer in answers:
        typist.answers(question, answer)
    return typist


def direct(names: str, types: str, zone: str) -> list[tuple[str, str]]:
    """The questions up to the proof."""
    return [
        ("1 or 2", "1"),
        ("names of the records", names),
        ("A, AAAA or", types),
        ("where the address", "static 198.51.101.7"),
        *([("where the IPv6 address", "static 2a00:1450:1::7")] if types == "A AAAA" else []),
        ("hosted zone id", zone),
        ("nothing to go on", ""),
    ]


def gateway(url: str, arn: str) -> list[tuple[str, str]]:
    return [
        ("1 or 2", "2"),
        ("gateway-url, as", url),
        ("gateway-api-arn, as", arn),
        ("names of the records", "b.example.com"),
        ("A, AAAA or", "A"),
        ("where the address", "static 198.51.101.7"),
        ("nothing to go on", ""),
    ]


def test_wildcards_and_both_types(aws, fresh, tmp_path):
    questions = direct("*.example.com home.example.com", "A AAAA", aws.zone_id)
    typist = answered(fresh, *questions, ("1, 2 or 3", "1"), ("region for the", "eu-central-1"))
    _, deploy, endpoint = told_to(typist, tmp_path / "person", CERTIFICATE, ENDPOINT)
    assert options_of(deploy)["--stack-name"] == "wan53-example-com"
    assert options_of(deploy)["--region"] == endpoint[-1] == "eu-central-1"
    parameters = parameters_of(deploy)
    assert parameters["HostNames"] == "\\052.example.com,home.example.com"
    assert parameters["RecordTypes"] == "A AAAA"
    Stack(aws.server, TEMPLATES / "router.yaml", parameters)


@pytest.mark.parametrize("arn", [ARN, ""])
def test_a_further_machine_of_a_gateway(aws, fresh, tmp_path, arn):
    questions = [
        *gateway(URL + "/{host}", arn),
        ("1, 2 or 3", "1"),
        ("region for the", "us-east-1"),
    ]
    typist = answered(fresh, *questions)
    conf = f"gateway-url = {URL}\ngateway-api-arn = {ARN}\n\n[record home.example.com]\n"
    calls = told_to(typist, tmp_path / "person", CERTIFICATE, ENDPOINT, conf)
    deploy = calls[-2]
    # Where AWS IoT is; the gateway stays where it is.
    assert options_of(deploy)["--stack-name"] == "wan53-b-example-com"
    assert options_of(deploy)["--region"] == "us-east-1"
    parameters = parameters_of(deploy)
    assert (parameters["Via"], parameters["HostNames"]) == ("gateway", "b.example.com")
    assert parameters["GatewayApiArn"] == ARN
    assert len(calls) == (3 if arn else 4)
    Stack(aws.server, TEMPLATES / "router.yaml", parameters)


def test_a_ca(aws, fresh, tmp_path):
    ca_pem, ca_key, ca_name = authority()
    questions = direct("home.example.com", "A", aws.zone_id)
    typist = answered(fresh, *questions, ("1, 2 or 3", "2"), ("region for the", "eu-central-1"))
    calls = told_to(
        typist, tmp_path / "person", "cat >client.csr", "paste its certificate", ca=ca_pem
    )
    fetch, deploy, outputs = calls
    assert fetch[-1].endswith("/wan53-roles-anywhere.yaml")
    assert outputs[1:3] == ["cloudformation", "describe-stacks"]
    assert options_of(deploy)["--region"] == "eu-central-1"
    parameters = parameters_of(deploy)
    assert parameters["CaCertificate"] == ca_pem.rstrip("\n")
    Stack(aws.server, TEMPLATES / "roles-anywhere.yaml", parameters)
    # A bundle as it is pasted at once.
    request = (tmp_path / "person" / "client.csr").read_text()
    bundle = f"{signed(request, ca_key, ca_name)}\n{ca_pem}\n\n"
    os.write(typist.terminal, bundle.encode())
    typist.waits_for("the ARNs of the trust anchor")
    kept = fresh.config.with_name("client.crt").read_text()
    assert kept.count("BEGIN CERTIFICATE") == 2


def test_a_key_of_the_gateways_stack(fresh, tmp_path):
    typist = answered(fresh, *gateway(URL, ARN), ("1, 2 or 3", "3"))
    calls = told_to(
        typist,
        tmp_path / "person",
        "aws cloudformation get-template",
        "access key id",
        "w-Router-1",
    )
    template, deploy, _, key = calls
    assert template[1:3] == ["cloudformation", "get-template"]
    assert parameters_of(deploy) == {"RouterUser": "yes"}
    assert key == ["aws", "iam", "create-access-key", "--user-name", "w-Router-1"]


def test_the_next_certificate_waits_for_a_running_round(aws, fresh, tmp_path):
    """The stack keeps its template; a round that reads the pair finds it whole."""
    questions = direct("home.example.com", "A", aws.zone_id)
    typist = answered(fresh, *questions, ("1, 2 or 3", "1"), ("region for the", ""))
    name = "wan53-home-example-com"
    typist.waits_for(ENDPOINT)
    own = fresh.config.with_name("client.crt")
    aws.add_router(own.read_text(), thing=name, alias=name)
    for question, answer in [(ENDPOINT, aws.iot_endpoint), ("role alias", ""), ("thing (", "")]:
        typist.answers(question, answer)
    typist.answers("Publish now", "yes")
    assert typist.ends() == 0, typist.screen

    rotation = Typist(fresh, "key", "rotate")
    template, deploy = told_to(rotation, tmp_path / "next", CERTIFICATE, "Press Enter when AWS")
    assert template[3:5] == ["--stack-name", name]
    assert options_of(deploy)["--stack-name"] == name
    assert parameters_of(deploy)["RouterCertificateStatus"] == "ACTIVE"
    next_one = parameters_of(deploy)["RouterCertificate"] + "\n"
    assert next_one == fresh.config.with_name("client.next.crt").read_text()
    aws.add_router(next_one, thing=name, alias=name)
    with (fresh.volatile.parent / "lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        os.write(rotation.terminal, b"\n")
        rotation.waits_for("AWS knows this machine as")
        rotation.waits_for("waiting: another wan53 to finish")
        assert own.exists() and "client.next" not in fresh.config.read_text()
    assert rotation.ends() == 0, rotation.screen
    assert not own.exists() and "client.next.crt" in fresh.config.read_text()
    assert "aws iot update-certificate --new-status INACTIVE" in rotation.screen
    assert fresh("update", "--force").code == 0
