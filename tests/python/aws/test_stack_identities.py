# SPDX-License-Identifier: MIT
"""Templates with routers that prove themselves: what comes up, what updates change, what goes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from anywhere_client import DENIED as DENIED_ANYWHERE
from anywhere_client import CreateSession, refusal
from botocore.exceptions import ClientError
from identities import issue, revocation_list
from iot_client import DENIED, HANDSHAKE, MISSING, READ, Caller, session_of
from raw_client import boto

from tests.aws import stack as stacks
from tests.aws.stack import Stack
from tests.aws.template import TemplateError

TEMPLATE = Path(__file__).with_name("identities_stack.yaml")
needs_curl = pytest.mark.skipif(bool(MISSING), reason=MISSING)


def stack_of(aws, name: str = "wan53", **parameters: str) -> Stack:
    return Stack(aws.server, TEMPLATE, parameters, name=name)


def ask(caller: Caller, **given):
    return caller.get(path=f"/role-aliases/{caller.router.alias}/credentials", **given)


@needs_curl
def test_a_router_by_its_certificate(aws, pairs):
    with stack_of(aws, Certificate=pairs["P-256"].pem, ZoneId=aws.zone_id) as stack:
        caller = Caller(aws, pairs["P-256"], stack.router)
        assert (stack.router.alias, stack.router.thing) == ("wan53-alias", "wan53")
        assert stack.template.outputs() == {"certificateId": stack.router.certificate.id}
        status, body = ask(caller, thing="wan53").json
        assert status == 200, (body, aws.journal[-1].why)
        route53 = boto(aws, "route53", session_of(body["credentials"]))
        assert route53.list_resource_record_sets(HostedZoneId=aws.zone_id)["ResourceRecordSets"]
        with pytest.raises(ClientError, match="not authorized"):
            route53.get_hosted_zone(Id=aws.zone_id)
        stack.router.status = "INACTIVE"
        assert ask(caller).json == DENIED
    # With the stack all is gone.
    assert ask(caller).code in (HANDSHAKE, READ)
    assert not aws.iot.certificates and not aws.iot.things and not aws.iot.aliases
    assert not aws.roles.by_arn


@needs_curl
def test_an_update_replaces_the_certificate(aws, pairs):
    """As a router's change of keys: the old certificate is good until the update, and not after."""
    with stack_of(aws, Certificate=pairs["P-256"].pem) as stack:
        old, new = (Caller(aws, pairs[name], stack.router) for name in ("P-256", "next"))
        assert (ask(old).status, ask(new).code in (HANDSHAKE, READ)) == (200, True)
        stack.update({"Certificate": pairs["next"].pem})
        assert (ask(new).status, ask(old).code in (HANDSHAKE, READ)) == (200, True)
        assert ask(new, thing="wan53").status == 200
        stack.update({"Certificate": pairs["next"].pem, "Status": "REVOKED"})
        assert ask(new).json == DENIED


@needs_curl
def test_several_routers_in_stacks_of_their_own(aws, pairs):
    with (
        stack_of(aws, "a", Certificate=pairs["P-256"].pem) as first,
        stack_of(aws, "b", Certificate=pairs["next"].pem) as second,
    ):
        mine, theirs = (
            Caller(aws, pairs["P-256"], first.router),
            Caller(aws, pairs["next"], second.router),
        )
        assert ask(mine).status == ask(theirs).status == 200
        # Neither has the other's alias or thing.
        assert mine.get(path="/role-aliases/b-alias/credentials").json == DENIED
        assert ask(mine, thing="b").json == DENIED


def test_routers_of_an_authority(aws):
    authority = issue("authority", ca=True)
    router = issue(aws.zone_id, authority)
    with stack_of(aws, Authority=authority.pem) as stack:
        arns = stack.template.outputs()
        status, _, body = CreateSession(aws, router, arns).send()
        assert status == 201, body
        session = session_of(body["credentialSet"][0]["credentials"])
        route53 = boto(aws, "route53", session)
        assert route53.list_resource_record_sets(HostedZoneId=aws.zone_id)["ResourceRecordSets"]
        revoked = revocation_list(authority, router)
        stack.update({"Authority": authority.pem, "RevocationList": revoked})
        assert stack.template.outputs() == arns
        assert refusal(CreateSession(aws, router, arns).send())[:2] == DENIED_ANYWHERE
        other = issue("other", authority)
        assert CreateSession(aws, other, arns).send()[0] == 201
    assert refusal(CreateSession(aws, other, arns).send())[0] == 404


def test_names_of_stacks(aws):
    """No two have one name, and without a name each gets its own."""
    with Stack(aws.server, TEMPLATE, {}) as first, Stack(aws.server, TEMPLATE, {}) as second:
        assert (first.template.stack, second.template.stack) == ("wan53", "wan53-2")
        with (
            pytest.raises(TemplateError, match="a stack wan53 exists already"),
            stack_of(aws, "wan53"),
        ):
            pass
    with stack_of(aws, "wan53"):
        pass


ROUTER = issue("router").pem


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"Certificate": "x"}, "CertificatePem: "),
        ({"Certificate": ROUTER + ROUTER}, "PEM holds 2 certificates"),
        ({"Certificate": ROUTER, "Status": "OFF"}, "status is 'OFF'"),
        ({"Certificate": ROUTER, "Seconds": "3601"}, "more than the MaxSessionDuration"),
        ({"Certificate": ROUTER, "Seconds": "600"}, "give 900 to 43200"),
        ({"Certificate": ROUTER, "MaxSeconds": "43201"}, "MaxSessionDuration is 43201"),
        ({"Authority": ROUTER}, "CA must be true"),
        (
            {
                "Authority": issue("a", ca=True).pem,
                "RevocationList": revocation_list(issue("b", ca=True)),
            },
            "not signed by trust anchor",
        ),
    ],
)
def test_parameters_that_aws_would_refuse(aws, parameters, said):
    with pytest.raises(TemplateError, match=said), stack_of(aws, **parameters):
        pass
    assert not aws.iot.certificates and not aws.iot.aliases
    assert not aws.roles.by_arn and not aws.roles_anywhere.anchors


def properties(name: str, **changed):
    return lambda resources: resources[name]["Properties"].update(changed)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (properties("Router", CertificateMode="DEFAULT"), "must be SNI_ONLY"),
        (lambda r: r["Router"]["Properties"].pop("CertificateMode"), "must be SNI_ONLY"),
        (lambda r: r["Router"]["Properties"].pop("CertificatePem"), "only CertificatePem"),
        (lambda r: r["Router"]["Properties"].pop("Status"), "Router: property 'Status' is missing"),
        (properties("Thing", ThingName="a.b"), "give 1 to 128 letters"),
        (properties("Alias", RoleAlias="a/b"), "give 1 to 128 letters"),
        (properties("Alias", RoleArn="arn:aws:iam::1:role/x"), "there is no role"),
        (properties("ThingCertificate", ThingName="other"), "there is no thing 'other'"),
        (properties("ThingCertificate", Principal="arn:aws:iot:x"), "is not registered"),
        (properties("PolicyCertificate", PolicyName="other"), "there is no IoT policy 'other'"),
        (properties("RouterRole", AssumeRolePolicyDocument={"Statement": []}), "2012-10-17"),
        (properties("Anchor", Source={"SourceType": "AWS_ACM_PCA"}), "only SourceType"),
        (properties("Profile", RoleArns=["arn:x"]), "roles that are not there"),
    ],
)
def test_a_template_that_aws_would_refuse(aws, monkeypatch, change, said):
    def changed(path):
        document = json.loads(json.dumps(original(path)))
        change(document["Resources"])
        return document

    original = stacks.load
    monkeypatch.setattr(stacks, "load", changed)
    parameters = {"Certificate": ROUTER, "Authority": issue("a", ca=True).pem}
    with pytest.raises(TemplateError, match=said), stack_of(aws, **parameters):
        pass


@pytest.mark.parametrize("name", ["Anchor", "Profile"])
def test_what_is_not_enabled_gives_nothing(aws, monkeypatch, name):
    def changed(path):
        document = json.loads(json.dumps(original(path)))
        del document["Resources"][name]["Properties"]["Enabled"]
        return document

    original = stacks.load
    monkeypatch.setattr(stacks, "load", changed)
    authority = issue("a", ca=True)
    with stack_of(aws, Authority=authority.pem) as stack:
        request = CreateSession(aws, issue("r", authority), stack.template.outputs())
        status, kind, message = refusal(request.send())
        assert (status, kind) == DENIED_ANYWHERE
        assert "is disabled" in message


def test_a_list_that_is_not_enabled_revokes_nothing(aws, monkeypatch):
    def changed(path):
        document = json.loads(json.dumps(original(path)))
        document["Resources"]["Revoked"]["Properties"]["Enabled"] = False
        return document

    original = stacks.load
    monkeypatch.setattr(stacks, "load", changed)
    authority = issue("a", ca=True)
    router = issue("r", authority)
    crl = revocation_list(authority, router)
    with stack_of(aws, Authority=authority.pem, RevocationList=crl) as stack:
        assert CreateSession(aws, router, stack.template.outputs()).send()[0] == 201


def test_updates_that_are_refused(aws):
    with stack_of(aws, Certificate=ROUTER) as stack:
        id_ = stack.router.certificate.id
        with pytest.raises(TemplateError, match="an update that changes Read is not served"):
            stack.update({"Certificate": ROUTER, "ZoneId": "Z2"})
        with pytest.raises(TemplateError, match="CertificatePem"):
            stack.update({"Certificate": "x"})
        # All is as before.
        assert list(aws.iot.certificates) == [stack.router.certificate.id] == [id_]
        with (
            pytest.raises(TemplateError, match="registered already"),
            stack_of(aws, "other", Certificate=ROUTER),
        ):
            pass
        assert list(aws.iot.certificates) == [id_]
