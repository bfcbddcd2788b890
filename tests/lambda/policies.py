# SPDX-License-Identifier: MIT
"""What a template's resources allow: every statement of every policy in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.aws.template import Template


def as_list(value: Any) -> list[Any]:
    """IAM takes one text for a list of one."""
    return value if isinstance(value, list) else [value]


def documents(template: Template, name: str) -> Iterator[dict[str, Any]]:
    """A resource's policies, among them who may take a role."""
    given = template.properties(name)
    for key in ("PolicyDocument", "AssumeRolePolicyDocument"):
        if key in given:
            yield given[key]
    for policy in given.get("Policies", []):
        yield policy["PolicyDocument"]


def statements(template: Template) -> Iterator[tuple[str, dict[str, Any]]]:
    """All that somebody is given, with its resource's name."""
    for name in template.resources:
        for document in documents(template, name):
            assert document["Version"] == "2012-10-17", name
            for statement in document["Statement"]:
                yield name, statement


def by_sid(template: Template, name: str) -> dict[str, dict[str, Any]]:
    """A resource's statements by Sid, without what all of them have in common."""
    return {
        statement["Sid"]: {k: v for k, v in statement.items() if k not in ("Sid", "Effect")}
        for owner, statement in statements(template)
        if owner == name and "Sid" in statement
    }


def trust(template: Template, role: str) -> dict[str, Any]:
    """The one statement that says who may take a role."""
    (statement,) = template.properties(role)["AssumeRolePolicyDocument"]["Statement"]
    return statement
