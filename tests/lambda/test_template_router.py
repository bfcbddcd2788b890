# SPDX-License-Identifier: MIT
"""The outputs for the router, and what the program makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.wan53 import Wan53

from .stacks import API_ARN, FUNCTION_ARN, REGION, STACKS, stack


def conf(api: str) -> str:
    """wan53.conf for a URL and what stands after it."""
    return (
        f"[aws]\nregion = {REGION}\n[publish]\nvia = gateway\ngateway-url = {api}\n"
        "[record home.example.com]\ntype = A\nsource = wan\n"
    )


ARN_LINE = f"\ngateway-api-arn = {API_ARN}"
AWS_URL = f"https://a1b2c3.execute-api.{REGION}.amazonaws.com/prod/v100/ddns"
OWN_URL = "https://api.example.com/v100/ddns"
CONFS = [
    ("plain", AWS_URL + ARN_LINE),
    ("fleet", AWS_URL + "/{host}" + ARN_LINE),
    ("all", OWN_URL + "/{host}" + ARN_LINE),
    ("edge", OWN_URL + ARN_LINE),
]


@pytest.mark.parametrize(("name", "url"), CONFS)
def test_output_is_the_routers_config(name: str, url: str) -> None:
    """Line by line what wan53.conf takes, nothing to be filled in."""
    assert stack(**STACKS[name]).outputs()["Wan53Conf"] == conf(url)


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
    assert name not in stack().outputs()


# AWS's own example of a key.
CREDENTIALS = (
    "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
)
OUTPUTS = [
    (name, output)
    for name, parameters in STACKS.items()
    for output in stack(**parameters).outputs()
    if output.startswith("Wan53Conf")
]


@pytest.mark.parametrize(("name", "output"), OUTPUTS)
def test_the_program_takes_the_output(name: str, output: str, tmp_path: Path) -> None:
    """As it is; and the policy that it prints for it allows no more than the stack's own does."""
    made = stack(**STACKS[name])
    wan53 = Wan53(tmp_path)
    wan53.configure(made.outputs()[output])
    wan53.credentials.write_text(CREDENTIALS)
    wan53.credentials.chmod(0o600)
    elsewhere = wan53("config", "check")
    assert elsewhere.code == 2
    assert "or companion with via = gateway" in elsewhere.err
    nvram = tmp_path / "nvram"
    nvram.touch(0o755)
    wan53.environment["PATH"] = f"{tmp_path}:/usr/bin:/bin"
    check = wan53("config", "check")
    assert (check.code, check.err) == (0, ""), check
    printed = wan53("iam-policy", "--gateway").json["Statement"]
    own = "RouterPolicy" if output == "Wan53Conf" else "RouterUrlPolicy"
    allowed = made.properties(own)["PolicyDocument"]["Statement"]
    for statement in printed:
        (same,) = [given for given in allowed if given["Action"] == statement["Action"]]
        resources = same["Resource"]
        assert statement["Resource"] in (resources if isinstance(resources, list) else [resources])
        given = same.get("Condition", {})
        assert given.items() >= statement.get("Condition", {}).items()
    assert {s["Action"] for s in printed} == {s["Action"] for s in allowed}
