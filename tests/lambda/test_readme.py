# SPDX-License-Identifier: MIT
"""The commands of src/lambda/README.md: their parameters and outputs are those of the templates."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from .stacks import (
    API_ARN,
    CRL,
    PEM,
    REQUIRED,
    ROLES,
    ROLES_ANYWHERE,
    ROUTER,
    ROUTERS,
    TEMPLATE,
    document,
    evaluate,
)

README = TEMPLATE.with_name("README.md").read_text()
FILES = {
    "wan53-lambda.yaml": TEMPLATE,
    "wan53-router.yaml": ROUTER,
    "wan53-roles-anywhere.yaml": ROLES_ANYWHERE,
}
# What an update keeps: the parameters that it does not give.
PRESENT = {TEMPLATE: REQUIRED, ROUTER: ROUTERS["gateway"], ROLES_ANYWHERE: ROLES["gateway"]}
# What the shell puts in.
SHELL = {
    "$(cat client.crt)": PEM,
    "$(cat ca.crt)": PEM,
    "$(cat ca.crl)": CRL,
    "$api": API_ARN,
    "$host": "home.example.com",
    "$zone": "Z0123456789ABC",
    "$email": "me@example.com",
    "$bucket": "wan53-111122223333-us-east-1",
    "$version": "0.1.0",
    "$sha": "5a" * 32,
}


def commands() -> list[str]:
    """The lines of all blocks for the shell, continued ones as one."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]


def deployments() -> list[tuple[Path, dict[str, str]]]:
    """The template and the parameters of each `aws cloudformation deploy`."""
    found = []
    for line in commands():
        if "cloudformation deploy" not in line:
            continue
        words = shlex.split(line)
        given = words[words.index("--parameter-overrides") + 1 :]
        parameters = dict(word.split("=", 1) for word in given)
        for name, text in parameters.items():
            parameters[name] = SHELL.get(text, text)
        found.append((FILES[words[words.index("--template-file") + 1]], parameters))
    return found


@pytest.mark.parametrize(("path", "parameters"), deployments())
def test_a_deployment_is_one(path: Path, parameters: dict[str, str]) -> None:
    """AWS would take it: the names exist, the values are allowed, no rule objects."""
    assert "$" not in "".join(parameters.values())
    evaluate(path, PRESENT[path] | parameters)


def test_every_template_is_deployed_from_nothing() -> None:
    """At least once with all that has no default."""
    for path in FILES.values():
        needed = {n for n, rules in document(path)["Parameters"].items() if "Default" not in rules}
        assert [given for where, given in deployments() if where == path and needed <= set(given)]


def test_the_leading_way_makes_no_user() -> None:
    """The first deployment and the one with the certificate, one after the other."""
    first, second = [given for where, given in deployments() if where == TEMPLATE][:2]
    assert "RouterCertificate" in second
    for given in (first, first | second):
        assert not evaluate(TEMPLATE, given).of_type("AWS::IAM::User")


def test_outputs_are_the_stacks_own() -> None:
    """`output NAME` and `output NAME STACK` print something, whichever template made the stack."""
    stacks = {
        "wan53": evaluate(TEMPLATE, REQUIRED | {"RouterCertificate": PEM, "RouterUser": "yes"}),
        "wan53-b": evaluate(ROUTER, ROUTERS["gateway"]),
        "wan53-home": evaluate(ROUTER, ROUTERS["route53"]),
        "wan53-ca": evaluate(ROLES_ANYWHERE, ROLES["gateway"]),
    }
    asked = [
        match
        for line in commands()
        for match in re.findall(r"\boutput ([A-Z]\w+)(?: (wan53-\w+))?", line)
    ]
    assert {stack for _, stack in asked} == {"", *(name for name in stacks if name != "wan53")}
    assert len({name for name, _ in asked}) >= 4
    for name, stack in asked:
        assert stacks[stack or "wan53"].outputs()[name]


def test_tables_name_what_ships() -> None:
    """Each template by its two names."""
    for name, path in FILES.items():
        assert f"| `{path.name}` | `{name}` |" in README
