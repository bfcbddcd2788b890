# SPDX-License-Identifier: MIT
"""IAM's decision for identity policies and for a role's trust policy; an explicit Deny wins.

Only what this server's services can be asked with is understood; anything else in a policy raises
ValueError when the policy is attached, so that no test believes in a condition nobody evaluates.
A policy variable, such as ${credentials-iot:ThingName}, stands for the session's value, letter by
letter; what names a variable without a value matches nothing.
Source: "Policy evaluation logic" and "IAM JSON policy elements", AWS IAM User Guide; "Authorizing
direct calls to AWS services", AWS IoT Developer Guide; "Trust model", Roles Anywhere User Guide.
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
    "sts:externalid",
    "sts:rolesessionname",
    "aws:sourcearn",
    "aws:sourceaccount",
    "credentials-iot:thingname",
    "credentials-iot:awscertificateid",
}
# What a Roles Anywhere session has of its certificate, such as aws:PrincipalTag/x509Subject/CN.
CERTIFICATE_KEY = re.compile(r"aws:principaltag/x509(?:subject|issuer)/[a-z]+")
# What a policy may name as ${...}, beside those of CERTIFICATE_KEY.
VARIABLES = {"credentials-iot:thingname", "credentials-iot:awscertificateid"}
OPERATORS = {
    "StringEquals",
    "StringLike",
    "ArnEquals",
    "ArnLike",
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


# ${*}, ${?} and ${$} are the characters themselves.
_LITERAL = re.compile(r"\$\{([*?$])\}")
_VARIABLE = re.compile(r"\$\{([^}*?$][^}]*)\}")
_WILD = {"*": ".*", "?": "."}


@lru_cache(maxsize=1024)
def _glob(pattern: str, ignore_case: bool) -> re.Pattern[str]:
    parts = _LITERAL.split(pattern)
    text = "".join(
        re.escape(part) if at % 2 else "".join(_WILD.get(c, re.escape(c)) for c in part)
        for at, part in enumerate(parts)
    )
    return re.compile(text, re.DOTALL | (re.IGNORECASE if ignore_case else 0))


def _filled(text: str, context: dict[str, list[str]]) -> str | None:
    """With its variables' values made literal; None where one has no single value."""
    if "${" not in text:
        return text
    values = {name: context.get(name.lower(), []) for name in _VARIABLE.findall(text)}
    if any(len(value) != 1 for value in values.values()):
        return None
    return _VARIABLE.sub(lambda found: re.sub(r"[*?$]", r"${\g<0>}", values[found[1]][0]), text)


def _check_variables(text: str) -> None:
    for name in _VARIABLE.findall(text):
        if name.lower() not in VARIABLES and not CERTIFICATE_KEY.fullmatch(name.lower()):
            raise ValueError(f"policy variable ${{{name}}} is unknown; use one of {VARIABLES}")


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
            if key.lower() not in CONDITION_KEYS and not CERTIFICATE_KEY.fullmatch(key.lower()):
                raise ValueError(f"condition key {key} is unknown; use one of {CONDITION_KEYS}")
            for value in _listed(values, key):
                _check_variables(value)


def check_policy(policy: dict) -> None:
    """Raises ValueError for a document that IAM would refuse or this module does not know."""
    for statement in _checked_statements(policy, "Resource"):
        for resource in _listed(statement.get("Resource"), "Resource"):
            if resource != "*" and not resource.startswith("arn:"):
                raise ValueError(f"Resource {resource!r} is neither * nor an ARN")
            _check_variables(resource)


def check_trust(document: dict) -> None:
    """The same for a role's trust policy: a Principal in place of a Resource."""
    for statement in _checked_statements(document, "Principal"):
        principal = statement.get("Principal")
        if principal == "*":
            continue
        if not isinstance(principal, dict) or not principal or set(principal) - {"AWS", "Service"}:
            raise ValueError(f"Principal is {principal!r}; give AWS or Service")
        for kind, names in principal.items():
            _listed(names, kind)


def _statements(policy: dict) -> list[dict]:
    given = policy.get("Statement")
    return given if isinstance(given, list) else [given]


def _checked_statements(policy: dict, about: str) -> list[dict]:
    """The statements, with all checked but the element `about`."""
    if set(policy) - {"Version", "Id", "Statement"} or policy.get("Version") != "2012-10-17":
        raise ValueError('a policy has "Version": "2012-10-17" and "Statement", nothing else')
    for statement in _statements(policy):
        known = {"Sid", "Effect", "Action", about, "Condition"}
        if not isinstance(statement, dict) or set(statement) - known:
            raise ValueError(f"statement {statement!r} has more than {sorted(known)}")
        if statement.get("Effect") not in ("Allow", "Deny"):
            raise ValueError(f"Effect is {statement.get('Effect')!r}; give Allow or Deny")
        if not re.fullmatch("[A-Za-z0-9]*", statement.get("Sid", "")):
            raise ValueError(f"Sid is {statement['Sid']!r}; give letters and digits")
        for action in _listed(statement.get("Action"), "Action"):
            if action != "*" and not re.fullmatch(r"[a-z0-9-]+:[A-Za-z0-9*?]+", action):
                raise ValueError(f"Action {action!r} is not SERVICE:NAME")
        _check_condition(statement.get("Condition", {}))
    return _statements(policy)


def _operator_holds(operator: str, wanted: list[str], values: list[str] | None) -> bool:
    def one(value: str) -> bool:
        if operator == "Bool":
            return value.lower() in [text.lower() for text in wanted]
        if operator.endswith("StringEquals"):
            return value in [_LITERAL.sub(r"\1", text) for text in wanted]
        return any(matches(pattern, value) for pattern in wanted)

    if operator.startswith("ForAllValues:"):
        # True without any value: AWS's own warning about this operator.
        return all(one(value) for value in values or [])
    return values is not None and len(values) == 1 and one(values[0])


def _condition_holds(condition: dict, context: dict[str, list[str]]) -> bool:
    def filled(wanted: list[str]) -> list[str]:
        return [text for one in wanted if (text := _filled(one, context)) is not None]

    return all(
        _operator_holds(operator, filled(_listed(wanted, key)), context.get(key.lower()))
        for operator, keys in condition.items()
        for key, wanted in keys.items()
    )


def _does(statement: dict, question: Question) -> bool:
    """Whether its actions and conditions are met."""
    return any(
        matches(a, question.action, ignore_case=True) for a in _listed(statement["Action"], "")
    ) and _condition_holds(statement.get("Condition", {}), question.context)


def _names(statement: dict, question: Question) -> bool:
    """Whether one of its resources is the question's."""
    filled = [_filled(text, question.context) for text in _listed(statement["Resource"], "")]
    return any(text is not None and matches(text, question.resource) for text in filled)


def _decision(effects: set[str]) -> str:
    if "Deny" in effects:
        return "denied"
    return "allowed" if "Allow" in effects else "unmentioned"


def decide(policies: list[dict], question: Question) -> str:
    """ "allowed", "denied" by a statement, or "unmentioned", which is a refusal too."""
    if question.action in ALWAYS:
        return "allowed"
    return _decision(
        {
            statement["Effect"]
            for policy in policies
            for statement in _statements(policy)
            if _names(statement, question) and _does(statement, question)
        }
    )


def decide_trust(document: dict, kind: str, principals: set[str], question: Question) -> str:
    """What a trust policy says of who is known by these names; `kind` is "AWS" or "Service"."""

    def is_meant(principal: str | dict) -> bool:
        if principal == "*":
            return kind == "AWS" and "*" in principals
        return kind in principal and not principals.isdisjoint(_listed(principal[kind], kind))

    return _decision(
        {
            statement["Effect"]
            for statement in _statements(document)
            if is_meant(statement["Principal"]) and _does(statement, question)
        }
    )
