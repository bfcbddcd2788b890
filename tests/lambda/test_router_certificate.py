# SPDX-License-Identifier: MIT
"""A router that proves by its certificate who it is: AWS IoT, the role and what it may do.

template.yaml makes all of it beside the gateway, router.yaml for one router more.
"""

from __future__ import annotations

import ssl
from typing import Any

import pytest

from tests.aws.template import Template, TemplateError

from .policies import by_sid, trust
from .stacks import ACCOUNT, EVERY, PEM, REGION, REQUIRED, ROUTER, TEMPLATE, evaluate, of_type, one
from .stacks import stack as gateway_stack

IOT = {
    name: (path, parameters)
    for name, (path, parameters) in EVERY.items()
    if "RouterCertificate" in parameters
}
ALL = pytest.mark.parametrize(("path", "parameters"), IOT.values(), ids=IOT)
BOTH = pytest.mark.parametrize(
    ("path", "parameters"),
    [IOT["template: certificate"], IOT["router: gateway"]],
    ids=["template", "router"],
)


def only(template: Template, kind: str) -> str:
    """The reference of the only resource of a type, "<Name>"."""
    (name,) = template.of_type(f"AWS::{kind}")
    return f"<{name}>"


def arn(template: Template, kind: str, attribute: str = "Arn") -> str:
    """GetAtt of the only resource of a type, "<Name.Arn>"."""
    return only(template, kind).replace(">", f".{attribute}>")


@ALL
def test_certificate_is_registered_as_it_is(path: Any, parameters: dict[str, str]) -> None:
    """Without a CA; the status is one parameter, which switches the router off."""
    assert one(evaluate(path, parameters), "IoT::Certificate") == {
        "CertificateMode": "SNI_ONLY",
        "CertificatePem": PEM,
        "Status": parameters.get("RouterCertificateStatus", "ACTIVE"),
    }


# How the same certificate may arrive: without its last line end, from a form field of one line.
SPELLINGS = [PEM, PEM.rstrip(), PEM + "\n", PEM.replace("\n", " "), PEM.replace("\n", " ").rstrip()]


@BOTH
@pytest.mark.parametrize("text", SPELLINGS, ids=range(len(SPELLINGS)))
def test_blanks_make_no_other_certificate(path: Any, parameters: dict, text: str) -> None:
    """Another text would be another resource, which AWS IoT refuses to register again."""
    given = one(evaluate(path, parameters | {"RouterCertificate": text}), "IoT::Certificate")
    assert given["CertificatePem"] == PEM
    assert ssl.PEM_cert_to_DER_cert(given["CertificatePem"]) == ssl.PEM_cert_to_DER_cert(PEM)


@ALL
def test_certificate_is_the_things_and_has_the_policy(path: Any, parameters: dict) -> None:
    """Both attachments name this stack's own certificate."""
    template = evaluate(path, parameters)
    certificate = arn(template, "IoT::Certificate")
    assert one(template, "IoT::Thing") == {"ThingName": "wan53"}
    thing = one(template, "IoT::ThingPrincipalAttachment")
    assert thing == {"ThingName": "wan53", "Principal": certificate}
    policy = one(template, "IoT::PolicyPrincipalAttachment")
    assert policy == {"PolicyName": only(template, "IoT::Policy"), "Principal": certificate}


@ALL
def test_certificate_may_take_one_role_and_nothing_else(path: Any, parameters: dict) -> None:
    """No messages, no shadow, no other alias of the account."""
    template = evaluate(path, parameters)
    (policy,) = template.of_type("AWS::IoT::Policy")
    assert by_sid(template, policy) == {
        "TakeRole": {
            "Action": "iot:AssumeRoleWithCertificate",
            "Resource": arn(template, "IoT::RoleAlias", "RoleAliasArn"),
        }
    }


def router_role(template: Template) -> str:
    """The name of the role that AWS IoT gives to the router."""
    (alias,) = of_type(template, "IoT::RoleAlias").values()
    (role,) = [
        name
        for name in template.of_type("AWS::IAM::Role")
        if alias["RoleArn"] in (f"<{name}.Arn>", f"arn:aws:iam::{ACCOUNT}:role/wan53-{name}")
    ]
    return role


@ALL
def test_role_is_for_its_own_alias_alone(path: Any, parameters: dict) -> None:
    """Not for AWS IoT as a whole, which acts for other accounts and aliases, too."""
    template = evaluate(path, parameters)
    alias = one(template, "IoT::RoleAlias")
    assert set(alias) == {"RoleAlias", "RoleArn", "CredentialDurationSeconds"}
    assert trust(template, router_role(template)) == {
        "Effect": "Allow",
        "Principal": {"Service": "credentials.iot.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": ACCOUNT},
            "ArnEquals": {
                "aws:SourceArn": f"arn:aws:iot:{REGION}:{ACCOUNT}:rolealias/{alias['RoleAlias']}"
            },
        },
    }


@ALL
def test_sessions_last_an_hour(path: Any, parameters: dict) -> None:
    """What a thief of a session has; not more than a role's own maximum, which is an hour, too."""
    template = evaluate(path, parameters)
    assert one(template, "IoT::RoleAlias")["CredentialDurationSeconds"] == 3600
    assert "MaxSessionDuration" not in template.properties(router_role(template))


@BOTH
def test_names_are_the_stacks(path: Any, parameters: dict) -> None:
    """Two stacks do not meet: a stack's name stands once in an account and region."""
    template = evaluate(path, parameters)
    template.stack = template.pseudo["AWS::StackName"] = "x" * 128
    assert one(template, "IoT::Thing")["ThingName"] == "x" * 128
    assert one(template, "IoT::RoleAlias")["RoleAlias"] == "x" * 128
    source = trust(template, router_role(template))["Condition"]["ArnEquals"]["aws:SourceArn"]
    assert source.endswith(":rolealias/" + "x" * 128)


@pytest.mark.parametrize("url", ["yes", "no"])
def test_role_has_exactly_the_users_rights(url: str) -> None:
    """Whether a router has a key or a certificate, it may do the same."""
    template = gateway_stack(RouterCertificate=PEM, RouterUser="yes", FunctionUrl=url)
    user, role = one(template, "IAM::User"), template.properties("RouterRole")
    assert user["ManagedPolicyArns"] == role["ManagedPolicyArns"]
    assert len(user["ManagedPolicyArns"]) == (2 if url == "yes" else 1)
    assert set(role) == {"AssumeRolePolicyDocument", "ManagedPolicyArns"}


@pytest.mark.parametrize(
    ("certificate", "user", "makes"),
    [
        ("", None, {"user"}),
        (PEM, None, {"role"}),
        ("", "auto", {"user"}),
        (PEM, "auto", {"role"}),
        ("", "yes", {"user"}),
        # A stack that had its user before keeps it: its parameter is yes.
        (PEM, "yes", {"user", "role"}),
        ("", "no", set()),
        (PEM, "no", {"role"}),
    ],
)
def test_a_certificate_takes_the_users_place(certificate: str, user: str, makes: set) -> None:
    """By default; the outputs are those of what there is."""
    given = {"RouterCertificate": certificate} | ({"RouterUser": user} if user else {})
    template = gateway_stack(**given)
    assert bool(of_type(template, "IAM::User")) == ("user" in makes)
    assert ("RouterRole" in template.resources) == ("role" in makes)
    outputs = template.outputs()
    assert ("RouterUserName" in outputs) == ("user" in makes)
    for name in ("IotEndpointCommand", "RouterCertificateId"):
        assert (name in outputs) == ("role" in makes)
    assert ("credentials = iot" in outputs["Wan53Conf"]) == ("role" in makes)


def test_without_a_certificate_there_is_nothing_of_aws_iot() -> None:
    """So that the stack works in a region that has none."""
    kinds = {resource["Type"] for resource in gateway_stack().resources.values()}
    assert not [kind for kind in kinds if kind.startswith("AWS::IoT::")]


@BOTH
def test_a_new_certificate_replaces_nothing_but_itself(path: Any, parameters: dict) -> None:
    """A rotation is one stack update; alias, thing and role stay, and so does wan53.conf."""
    other = PEM.replace("MIIB", "MIIC", 1)
    before = evaluate(path, parameters)
    after = evaluate(path, parameters | {"RouterCertificate": other})
    changed = {n for n in before.resources if before.properties(n) != after.properties(n)}
    assert changed == set(before.of_type("AWS::IoT::Certificate"))
    assert before.outputs() == after.outputs()


@BOTH
def test_switching_off_replaces_nothing(path: Any, parameters: dict) -> None:
    """The status of the certificate is all that changes, and it can be switched on again."""
    before = evaluate(path, parameters)
    after = evaluate(path, parameters | {"RouterCertificateStatus": "INACTIVE"})
    changed = {n for n in before.resources if before.properties(n) != after.properties(n)}
    (certificate,) = before.of_type("AWS::IoT::Certificate")
    assert changed == {certificate}
    given = after.properties(certificate)
    assert given == before.properties(certificate) | {"Status": "INACTIVE"}


@BOTH
def test_outputs_for_the_owner(path: Any, parameters: dict) -> None:
    """How the endpoint is asked for, in the stack's region, and which certificate it is."""
    outputs = evaluate(path, parameters).outputs()
    assert outputs["IotEndpointCommand"] == (
        "aws iot describe-endpoint --endpoint-type iot:CredentialProvider "
        f"--query endpointAddress --output text --region {REGION}"
    )
    certificate = only(evaluate(path, parameters), "IoT::Certificate")
    assert outputs["RouterCertificateId"] == certificate


@pytest.mark.parametrize("path", [TEMPLATE, ROUTER], ids=lambda path: path.stem)
@pytest.mark.parametrize("label", ["PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"])
def test_a_key_goes_no_further(path: Any, label: str) -> None:
    """AWS refuses the parameter before anything is made; the rule does not name the value."""
    key = PEM.replace("CERTIFICATE", label)
    given = REQUIRED if path == TEMPLATE else IOT["router: gateway"][1]
    for text in (key, PEM + key, key + PEM):
        with pytest.raises(TemplateError, match="RouterCertificate"):
            evaluate(path, given | {"RouterCertificate": text})
