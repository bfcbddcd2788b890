# SPDX-License-Identifier: MIT
"""What holds for every template: its parameters, its form, and who gets what."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.aws.template import Template

from .policies import as_list, statements
from .stacks import EVERY, REQUIRED, ROLES_ANYWHERE, ROUTER, TEMPLATE, document, evaluate

TEMPLATES = pytest.mark.parametrize(
    "path", [TEMPLATE, ROUTER, ROLES_ANYWHERE], ids=lambda path: path.stem
)
ALL = pytest.mark.parametrize(("path", "parameters"), EVERY.values(), ids=EVERY)
TRACE = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]


@TEMPLATES
def test_parameters_help(path: Path) -> None:
    """Each says what it is for, what it takes, and in the form's own groups."""
    parameters = document(path)["Parameters"]
    for name, rules in parameters.items():
        assert len(rules["Description"]) > 20, name
        assert rules["ConstraintDescription"].startswith("must be "), name
        bounds = {"AllowedPattern", "AllowedValues"} & set(rules) or {"MinValue", "MaxValue"}
        assert bounds <= set(rules), f"{name} takes anything"
    groups = document(path)["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    assert sorted(n for group in groups for n in group["Parameters"]) == sorted(parameters)


@pytest.mark.parametrize(
    ("path", "required"),
    [
        (TEMPLATE, set(REQUIRED)),
        (ROUTER, {"HostNames", "RouterCertificate"}),
        (ROLES_ANYWHERE, {"CaCertificate"}),
    ],
    ids=lambda value: value.stem if isinstance(value, Path) else "",
)
def test_only_what_cannot_be_guessed_is_required(path: Path, required: set[str]) -> None:
    """A plain new account needs no more."""
    parameters = document(path)["Parameters"]
    assert {n for n, rules in parameters.items() if "Default" not in rules} == required


def test_what_templates_share_is_the_same() -> None:
    """A parameter of one name takes the same texts everywhere, except perhaps none."""
    shared: dict[str, list[Any]] = {}
    for path in (TEMPLATE, ROUTER, ROLES_ANYWHERE):
        for name, rules in document(path)["Parameters"].items():
            texts = rules.get("AllowedPattern", rules.get("AllowedValues"))
            if isinstance(texts, str):
                texts = re.sub(r"^\^\((.*)\)\?\$$", r"^\1$", texts)
            shared.setdefault(name, []).append(texts)
    for name in ("RouterCertificate", "HostedZoneId", "MetricNamespace", "GatewayApiArn", "Via"):
        assert len(shared[name]) >= 2, name
    for name, texts in shared.items():
        assert all(text == texts[0] for text in texts), name


@TEMPLATES
def test_plain_cloudformation(path: Path) -> None:
    """No macros, no SAM, no aliases; small enough to be passed inline."""
    text = path.read_bytes()
    assert "Transform" not in document(path)
    assert len(text) <= 51_200, "aws cloudformation deploy would want a bucket for it"
    events = yaml.parse(text, yaml.SafeLoader)
    assert not [event for event in events if isinstance(event, yaml.AliasEvent)]
    for name, resource in document(path)["Resources"].items():
        assert resource["Type"].startswith("AWS::") and "Serverless" not in resource["Type"], name


@ALL
def test_everything_resolves(path: Path, parameters: dict[str, str]) -> None:
    """No property refers to what a condition leaves out."""
    template = evaluate(path, parameters)
    for name in template.resources:
        template.properties(name)
    assert template.outputs()


def may_be_for_all(path: Path, parameters: dict[str, str], statement: dict[str, Any]) -> bool:
    """Whether AWS knows no resource for what the statement allows."""
    if statement["Action"] == TRACE:
        return path == TEMPLATE and parameters.get("Tracing") == "yes"
    return statement["Action"] == "cloudwatch:PutMetricData" and statement["Condition"] == {
        "StringEquals": {"cloudwatch:namespace": parameters["MetricNamespace"]}
    }


@ALL
def test_no_star(path: Path, parameters: dict[str, str]) -> None:
    """No action and no principal is `*`, and no resource that AWS could tell apart."""
    count = 0
    for name, statement in statements(evaluate(path, parameters)):
        count += 1
        assert statement["Effect"] == "Allow", name
        assert not {"NotAction", "NotResource", "NotPrincipal"} & set(statement), name
        assert "*" not in "".join(as_list(statement["Action"])), name
        if "Principal" in statement:
            assert list(statement["Principal"]) == ["Service"], name
        for resource in as_list(statement.get("Resource", [])):
            if resource == "*":
                assert may_be_for_all(path, parameters, statement), name
            else:
                assert "*" not in resource, f"{name}: {resource}"
    assert count >= (7 if path == TEMPLATE else 2)


@ALL
def test_roles_have_this_stacks_policies_alone(path: Path, parameters: dict[str, str]) -> None:
    """AWS's own allow more than needed. No role lives longer than an hour at a time."""
    template = evaluate(path, parameters)
    own = {f"<{name}>" for name in template.of_type("AWS::IAM::ManagedPolicy")}
    for name in template.of_type("AWS::IAM::Role"):
        given = template.properties(name)
        assert set(given.get("ManagedPolicyArns", [])) <= own, name
        assert "MaxSessionDuration" not in given, name


@ALL
def test_no_secret_is_made(path: Path, parameters: dict[str, str]) -> None:
    """Everybody who may describe the stack would read it."""
    template = evaluate(path, parameters)
    kinds = {resource["Type"] for resource in template.resources.values()}
    assert not kinds & {"AWS::IAM::AccessKey", "AWS::IAM::Policy", "AWS::IAM::Group"}
    for output in template.outputs().values():
        assert "PRIVATE KEY" not in output and "aws_secret_access_key" not in output


# What cannot be changed in place: another value is another resource. These describe only, or name
# what is reached by its ARN or a record, so that a parameter in them would replace it for nothing.
CREATE_ONLY = [
    ("AWS::IAM::ManagedPolicy", "Description"),
    ("AWS::IAM::ManagedPolicy", "ManagedPolicyName"),
    ("AWS::IAM::ManagedPolicy", "Path"),
    ("AWS::IAM::Role", "RoleName"),
    ("AWS::IAM::User", "UserName"),
    ("AWS::IoT::Policy", "PolicyName"),
    ("AWS::IoT::RoleAlias", "RoleAlias"),
    ("AWS::IoT::Thing", "ThingName"),
    ("AWS::Lambda::Function", "FunctionName"),
    ("AWS::SNS::Topic", "TopicName"),
    ("AWS::CloudWatch::Alarm", "AlarmName"),
    ("AWS::Logs::LogGroup", "LogGroupName"),
    ("AWS::ApiGateway::Stage", "StageName"),
]


@TEMPLATES
def test_a_renamed_host_replaces_nothing(path: Path) -> None:
    """The replaced policy of a user made by hand would stay, and allow the old name."""
    for name, resource in document(path)["Resources"].items():
        for kind, key in CREATE_ONLY:
            if resource["Type"] == kind:
                value = resource.get("Properties", {}).get(key, "")
                fixed = isinstance(value, str) or value == {"Ref": "AWS::StackName"}
                assert fixed, f"{name}.{key} is made of parameters"


def references(value: Any, names: set[str]) -> set[str]:
    """The resources that a value refers to, which CloudFormation makes before and deletes after."""
    text = json.dumps(value)
    return {
        name
        for name in names
        if f'"Ref": "{name}"' in text
        or f'"Fn::GetAtt": ["{name}"' in text
        or f"${{{name}}}" in text
        or f"${{{name}." in text
    }


# An attachment between two, what must be there while it is.
ATTACHED = {
    "AWS::IoT::ThingPrincipalAttachment": {"AWS::IoT::Thing", "AWS::IoT::Certificate"},
    "AWS::IoT::PolicyPrincipalAttachment": {"AWS::IoT::Policy", "AWS::IoT::Certificate"},
    "AWS::IoT::Policy": {"AWS::IoT::RoleAlias"},
    "AWS::IoT::RoleAlias": {"AWS::IAM::Role"},
    "AWS::RolesAnywhere::Profile": {"AWS::IAM::Role"},
    "AWS::RolesAnywhere::CRL": {"AWS::RolesAnywhere::TrustAnchor"},
}


@TEMPLATES
def test_what_is_attached_is_detached_before_it_is_deleted(path: Path) -> None:
    """AWS IoT deletes no certificate, thing or policy that is attached; and all goes."""
    resources = document(path)["Resources"]
    seen = set()
    for name, resource in resources.items():
        assert resource.get("DeletionPolicy", "Delete") == "Delete", name
        assert resource.get("UpdateReplacePolicy", "Delete") == "Delete", name
        if needed := ATTACHED.get(resource["Type"]):
            kinds = {resources[n]["Type"] for n in references(resource, set(resources))}
            assert needed <= kinds, f"{name} could be deleted after what it holds together"
            seen.add(resource["Type"])
    wanted = "RolesAnywhere" if path == ROLES_ANYWHERE else "IoT"
    assert seen == {kind for kind in ATTACHED if f"::{wanted}::" in kind}


def conf(template: Template) -> dict[str, str]:
    """The outputs that are lines for wan53.conf."""
    return {n: text for n, text in template.outputs().items() if n.startswith("Wan53Conf")}


@ALL
def test_the_config_ends_in_the_section_that_may_lack_a_line(
    path: Path, parameters: dict[str, str]
) -> None:
    """`echo iot-endpoint = … >>wan53.conf` puts it into [aws]."""
    for text in conf(evaluate(path, parameters)).values():
        sections = [line for line in text.splitlines() if line.startswith("[")]
        assert sections[-1] == "[aws]" and text.endswith("\n")
        assert "\n\n" not in text
