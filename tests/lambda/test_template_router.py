# SPDX-License-Identifier: MIT
"""The outputs for the router, and what the program makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from .policies import as_list
from .router_config import policy_of
from .stacks import API_ARN, FUNCTION_ARN, PEM, REGION, STACKS, stack

IOT_LINES = "credentials = iot\niot-role-alias = wan53\niot-thing = wan53\n"


def conf(api: str, proof: str = "") -> str:
    """wan53.conf for a URL and what stands after it."""
    return (
        f"[publish]\nvia = gateway\ngateway-url = {api}\n"
        "[record home.example.com]\ntype = A\nsource = wan\n"
        f"[aws]\nregion = {REGION}\n{proof}"
    )


ARN_LINE = f"\ngateway-api-arn = {API_ARN}"
AWS_URL = f"https://a1b2c3.execute-api.{REGION}.amazonaws.com/prod/v100/ddns"
OWN_URL = "https://api.example.com/v100/ddns"
CONFS = [
    ("plain", AWS_URL + ARN_LINE, ""),
    ("fleet", AWS_URL + "/{host}" + ARN_LINE, ""),
    ("all", OWN_URL + "/{host}" + ARN_LINE, ""),
    ("edge", OWN_URL + ARN_LINE, ""),
    ("certificate", AWS_URL + ARN_LINE, IOT_LINES),
    ("certificate and user", AWS_URL + "/{host}" + ARN_LINE, IOT_LINES),
]


@pytest.mark.parametrize(("name", "url", "proof"), CONFS)
def test_output_is_the_routers_config(name: str, url: str, proof: str) -> None:
    """Line by line what wan53.conf takes; CloudFormation does not know iot-endpoint."""
    assert stack(**STACKS[name]).outputs()["Wan53Conf"] == conf(url, proof)


def test_output_for_the_function_url() -> None:
    """The same with the other URL, whose last slash is part of it; only where there is one."""
    url, arn = (
        f"https://abcdefgh.lambda-url.{REGION}.on.aws/",
        f"\ngateway-api-arn = {FUNCTION_ARN}",
    )
    name = "Wan53ConfFunctionUrl"
    assert stack(FunctionUrl="yes").outputs()[name] == conf(url + arn)
    fleet = stack(FunctionUrl="yes", HostsAllowed="a.example.com")
    assert fleet.outputs()[name] == conf(url + "{host}" + arn)
    with_certificate = stack(FunctionUrl="yes", RouterCertificate=PEM)
    assert with_certificate.outputs()[name] == conf(url + arn, IOT_LINES)
    assert name not in stack().outputs()


OUTPUTS = [
    (name, output)
    for name, parameters in STACKS.items()
    for output in stack(**parameters).outputs()
    if output.startswith("Wan53Conf")
]


@pytest.mark.parametrize(("name", "output"), OUTPUTS)
def test_the_program_takes_the_output(name: str, output: str, tmp_path: Path) -> None:
    """As it is; and the policy that it prints for it allows no more than the stack's own does."""
    template = stack(**STACKS[name])
    printed = policy_of(tmp_path, template.outputs()[output])
    own = "RouterPolicy" if output == "Wan53Conf" else "RouterUrlPolicy"
    allowed = template.properties(own)["PolicyDocument"]["Statement"]
    for statement in printed:
        (same,) = [given for given in allowed if given["Action"] == statement["Action"]]
        assert statement["Resource"] in as_list(same["Resource"])
        given = same.get("Condition", {})
        assert given.items() >= statement.get("Condition", {}).items()
    assert {s["Action"] for s in printed} == {s["Action"] for s in allowed}
