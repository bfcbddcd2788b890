# SPDX-License-Identifier: MIT
"""IAM's decision for identity policies: Action, Resource and Condition; an explicit Deny wins.

Only what this server's services can be asked with is understood; anything else in a policy raises
ValueError when the policy is attached, so that no test believes in a condition nobody evaluates.
Source: "Policy evaluation logic" and "IAM JSON policy elements", AWS IAM User Guide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

CONDITION_KEYS = {
    "route53:changeresourcerecordsetsnormalizedrecordnames",
    "route53:changeresourcerecordsetsrecordtypes",
    "route53:changeresourcerecordsetsactions",
    "cloudwatch:namespace",
    "lambda:functionurlauthtype",
    "lambda:invokedviafunctionurl",
}
OPERATORS = {
    "StringEquals",
    "StringLike",
    "ForAllValues:StringEquals",
    "ForAllValues:StringLike",
    "Bool",
}
# Allowed whatever the policies say.
ALWAYS = {"sts:GetCallerIdentity"}


@dataclass
class Question:
    """What a request wants; `context` holds the condition keys in lower case."""

    action: str
    resource: str
    context: dict[str, list[str]] = field(default_factory=dict)


@lru_cache(maxsize=1024)
def _glob(pattern: str, ignore_case: bool) -> re.Pattern[str]:
    text = "".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern)
    return re.compile(text, re.DOTALL | (re.IGNORECASE if ignore_case else 0))


def matches(pattern: str, text: str, *, ignore_case: bool = False) -> bool:
    """IAM's wildcards: * for any characters, ? for one."""
    return _glob(pattern, ignore_case).fullmatch(text) is not None


def _listed(value: object, what: str) -> list[str]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not values or not all(isinstance(v, str) for v in values):
        raise ValueError(f"{what} is {value!r}; give a text or a list of texts")
    return values


def _check_condition(condition: object) -> None:
    if not isinstance(condition, dict):
        raise ValueError(f"Condition is {condition!r}; give an object")
    for operator, keys in condition.items():
        if operator not in OPERATORS:
            raise ValueError(f"condition operator {operator} is unknown; use one of {OPERATORS}")
        for key, values in keys.items():
            if key.lower() not in CONDITION_KEYS:
                raise ValueError(f"condition key {key} is unknown; use one of {CONDITION_KEYS}")
            _listed(values, key)


def check_policy(policy: dict) -> None:
    """Raises ValueError for a document that IAM would refuse or this module does not know."""
    if set(policy) - {"Version", "Id", "Statement"} or policy.get("Version") != "2012-10-17":
        raise ValueError('a policy has "Version": "2012-10-17" and "Statement", nothing else')
    statements = policy.get("Statement")
    for statement in statements if isinstance(statements, list) else [statements]:
        known = {"Sid", "Effect", "Action", "Resource", "Condition"}
        if not isinstance(statement, dict) or set(statement) - known:
            raise ValueError(f"statement {statement!r} has more than {sorted(known)}")
        if statement.get("Effect") not in ("Allow", "Deny"):
            raise ValueError(f"Effect is {statement.get('Effect')!r}; give Allow or Deny")
        if not re.fullmatch("[A-Za-z0-9]*", statement.get("Sid", "")):
            raise ValueError(f"Sid is {statement['Sid']!r}; give letters and digits")
        for action in _listed(statement.get("Action"), "Action"):
            if action != "*" and not re.fullmatch(r"[a-z0-9-]+:[A-Za-z0-9*?]+", action):
                raise ValueError(f"Action {action!r} is not SERVICE:NAME")
        for resource in _listed(statement.get("Resource"), "Resource"):
            if resource != "*" and not resource.startswith("arn:"):
                raise ValueError(f"Resource {resource!r} is neither * nor an ARN")
        _check_condition(statement.get("Condition", {}))


def _operator_holds(operator: str, wanted: list[str], values: list[str] | None) -> bool:
    def one(value: str) -> bool:
        if operator == "Bool":
            return value.lower() in [text.lower() for text in wanted]
        if operator.endswith("StringEquals"):
            return value in wanted
        return any(matches(pattern, value) for pattern in wanted)

    if operator.startswith("ForAllValues:"):
        # True without any value: AWS's own warning about this operator.
        return all(one(value) for value in values or [])
    return values is not None and len(values) == 1 and one(values[0])


def _condition_holds(condition: dict, context: dict[str, list[str]]) -> bool:
    return all(
        _operator_holds(operator, _listed(wanted, key), context.get(key.lower()))
        for operator, keys in condition.items()
        for key, wanted in keys.items()
    )


def _applies(statement: dict, question: Question) -> bool:
    return (
        any(matches(a, question.action, ignore_case=True) for a in _listed(statement["Action"], ""))
        and any(matches(r, question.resource) for r in _listed(statement["Resource"], ""))
        and _condition_holds(statement.get("Condition", {}), question.context)
    )


def decide(policies: list[dict], question: Question) -> str:
    """ "allowed", "denied" by a statement, or "unmentioned", which is a refusal too."""
    effects = set()
    for policy in policies:
        statements = policy["Statement"]
        for statement in statements if isinstance(statements, list) else [statements]:
            if _applies(statement, question):
                effects.add(statement["Effect"])
    if question.action in ALWAYS:
        return "allowed"
    if "Deny" in effects:
        return "denied"
    return "allowed" if "Allow" in effects else "unmentioned"
