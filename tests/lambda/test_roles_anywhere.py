# SPDX-License-Identifier: MIT
"""roles-anywhere.yaml: who may assume the role, and that each router may change its own name."""

from __future__ import annotations

import json
import re
import ssl
from pathlib import Path

import pytest

from tests.aws.template import TemplateError

from .policies import as_list, by_sid, trust
from .router_config import on_a_router, policy_of
from .stacks import (
    ACCOUNT,
    API_ARN,
    CRL,
    PEM,
    REGION,
    ROLES,
    ROLES_ANYWHERE,
    document,
    evaluate,
    of_type,
    one,
)

ALL = pytest.mark.parametrize("parameters", ROLES.values(), ids=ROLES)
CN = "${aws:PrincipalTag/x509Subject/CN}"
ANCHOR = (
    f"arn:aws:rolesanywhere:{REGION}:{ACCOUNT}:trust-anchor/01234567-89ab-4cde-8f01-23456789abcd"
)
BAD = [
    ("CaCertificate", ""),
    ("CaCertificate", PEM + PEM),
    ("CaCertificate", PEM.replace("CERTIFICATE", "PRIVATE KEY")),
    ("CaCertificate", PEM + PEM.replace("CERTIFICATE", "RSA PRIVATE KEY")),
    ("RevocationList", PEM),
    ("RevocationList", CRL + CRL),
    ("Via", "lambda"),
    ("GatewayApiArn", f"{API_ARN}/*"),
    ("HostedZoneId", "*"),
    ("RecordTypes", "TXT"),
    ("TopicArn", "wan53"),
    ("MetricNamespace", ":x"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_parameter_refuses(name: str, value: str) -> None:
    """A wrong value is refused before anything is made, by the parameter's own name."""
    with pytest.raises(TemplateError, match=name):
        evaluate(ROLES_ANYWHERE, ROLES["all"] | {name: value})


def test_every_parameter_is_refused_somewhere() -> None:
    """A parameter that is missing above would be one that takes anything."""
    assert {name for name, _ in BAD} == set(document(ROLES_ANYWHERE)["Parameters"])


@pytest.mark.parametrize(
    ("via", "needed"), [("gateway", "GatewayApiArn"), ("route53", "HostedZoneId")]
)
def test_each_way_needs_its_place(via: str, needed: str) -> None:
    """Said before anything is made."""
    with pytest.raises(TemplateError, match=f"Via {via} needs {needed}"):
        evaluate(ROLES_ANYWHERE, {"CaCertificate": PEM, "Via": via})


@ALL
@pytest.mark.parametrize("blank", ["\n", " "])
def test_anchor_is_the_owners_ca(parameters: dict[str, str], blank: str) -> None:
    """As it is given, also through a form field of one line; no CA of AWS's, which is costly."""
    given = parameters | {"CaCertificate": PEM.replace("\n", blank)}
    anchor = one(evaluate(ROLES_ANYWHERE, given), "RolesAnywhere::TrustAnchor")
    assert anchor["Enabled"] is True
    assert anchor["Source"] == {
        "SourceType": "CERTIFICATE_BUNDLE",
        "SourceData": {"X509CertificateData": PEM},
    }
    assert ssl.PEM_cert_to_DER_cert(anchor["Source"]["SourceData"]["X509CertificateData"])


@ALL
def test_role_is_for_this_anchor_alone(parameters: dict[str, str]) -> None:
    """Any other trust anchor of the account has certificates of its own, with any CN."""
    assert trust(evaluate(ROLES_ANYWHERE, parameters), "Role") == {
        "Effect": "Allow",
        "Principal": {"Service": "rolesanywhere.amazonaws.com"},
        "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
        "Condition": {"ArnEquals": {"aws:SourceArn": ANCHOR}},
    }


@ALL
def test_profile_has_one_role_for_an_hour(parameters: dict[str, str]) -> None:
    """No session policy and no mapping of its own: the CN is a tag by default."""
    profile = one(evaluate(ROLES_ANYWHERE, parameters), "RolesAnywhere::Profile")
    assert profile == {
        "Name": "wan53",
        "Enabled": True,
        "RoleArns": [f"arn:aws:iam::{ACCOUNT}:role/wan53-Role"],
        "DurationSeconds": 3600,
    }


@pytest.mark.parametrize("blank", ["\n", " "])
def test_revocation_list_is_optional(blank: str) -> None:
    """It is the anchor's, and enabled."""
    assert not of_type(evaluate(ROLES_ANYWHERE, ROLES["gateway"]), "RolesAnywhere::CRL")
    given = ROLES["gateway"] | {"RevocationList": CRL.replace("\n", blank)}
    assert one(evaluate(ROLES_ANYWHERE, given), "RolesAnywhere::CRL") == {
        "Name": "wan53",
        "Enabled": True,
        "TrustAnchorArn": ANCHOR,
        "CrlData": CRL,
    }


@ALL
def test_every_write_is_bound_to_the_cn(parameters: dict[str, str]) -> None:
    """Every certificate of the CA has this role: what may change a name names the CN."""
    found = by_sid(evaluate(ROLES_ANYWHERE, parameters), "Role")
    for sid in ("Read", "Notify", "Count"):
        found.pop(sid, None)
    (statement,) = found.values()
    assert CN in json.dumps(statement)
    if "Condition" in statement:
        names = statement["Condition"]["ForAllValues:StringEquals"]
        assert names["route53:ChangeResourceRecordSetsNormalizedRecordNames"] == [CN]
        assert names["route53:ChangeResourceRecordSetsActions"] == ["UPSERT"]
    else:
        assert as_list(statement["Resource"]) == [f"{API_ARN}/GET/v100/ddns/{CN}"]


def for_name(lines: str, name: str) -> str:
    """The config of one router, as README.md makes it."""
    return re.sub(r"\[record NAME]", f"[record {name}]", lines)


@ALL
@pytest.mark.parametrize("name", ["b.example.com", "x-1.r.example.com"])
def test_rights_are_what_the_program_prints(
    parameters: dict[str, str], name: str, tmp_path: Path
) -> None:
    """`wan53 iam-policy` for the stack's own lines, where the CN is the router's name."""
    template = evaluate(ROLES_ANYWHERE, parameters)
    printed = policy_of(tmp_path, for_name(template.outputs()["Wan53Conf"], name))
    (policy,) = template.properties("Role")["Policies"]
    given = json.loads(json.dumps(policy["PolicyDocument"]["Statement"]).replace(CN, name))
    for statement in printed + given:
        del statement["Sid"]
    assert given == printed


def test_output_is_the_routers_config() -> None:
    """Line by line what wan53.conf takes, once NAME is the router's own."""
    own = (
        f"[aws]\nregion = {REGION}\ncredentials = roles-anywhere\ntrust-anchor-arn = {ANCHOR}\n"
        f"profile-arn = {ANCHOR.replace('trust-anchor', 'profile')}\n"
        f"role-arn = arn:aws:iam::{ACCOUNT}:role/wan53-Role\n"
    )
    url = f"https://a1b2c3.execute-api.{REGION}.amazonaws.com/prod/v100/ddns/{{host}}"
    gateway = evaluate(ROLES_ANYWHERE, ROLES["gateway"]).outputs()
    assert gateway == {
        "Wan53Conf": (
            f"[publish]\nvia = gateway\ngateway-url = {url}\ngateway-api-arn = {API_ARN}\n"
            f"[record NAME]\ntype = A\nsource = wan\n{own}"
        )
    }
    everything = evaluate(ROLES_ANYWHERE, ROLES["all"]).outputs()
    assert everything == {
        "Wan53Conf": (
            f"[publish]\nvia = route53\nsns-topic-arn = arn:aws:sns:{REGION}:{ACCOUNT}:wan53\n"
            "metric-namespace = Home/DDNS\n"
            f"[record NAME]\ntype = A AAAA\nzone = Z0123456789ABC\nsource = wan\n{own}"
        )
    }


def test_a_forgotten_name_is_refused(tmp_path: Path) -> None:
    """The program says what belongs in the place of NAME."""
    lines = evaluate(ROLES_ANYWHERE, ROLES["gateway"]).outputs()["Wan53Conf"]
    run = on_a_router(tmp_path, lines)("iam-policy")
    assert run.code == 2
    assert "NAME; expected a full name such as" in run.err
