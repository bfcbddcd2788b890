# SPDX-License-Identifier: MIT
"""The product's own templates for routers, brought up: who gets credentials, and what these may do.

What tests/lambda reads in the templates happens here, request by request.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import urllib3
from anywhere_client import DENIED as DENIED_ANYWHERE
from anywhere_client import CreateSession, refusal
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from identities import Pair, issue, revocation_list
from iot_client import DENIED, HANDSHAKE, MISSING, READ, Answer, Caller, session_of
from raw_client import boto

from tests.aws import Identity
from tests.aws.stack import Stack

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE.parents[2] / "src" / "lambda"
needs_curl = pytest.mark.skipif(bool(MISSING), reason=MISSING)
GONE = (HANDSHAKE, READ)


class Place:
    """The fixture aws with the stacks that a test brings up in it."""

    def __init__(self, aws, stacks: ExitStack) -> None:
        self.aws, self._stacks = aws, stacks

    def given(self, **parameters: str) -> dict[str, str]:
        """The parameters of a gateway's stack."""
        return {
            "HostName": "home.example.com",
            "HostsAllowed": "*.example.com",
            "HostedZoneId": self.aws.zone_id,
            "CodeBucket": "bucket",
            "CodeVersion": "0.1.0",
            "CodeSha256": "0" * 64,
        } | parameters

    def bring_up(self, template: str, parameters: dict[str, str], name: str) -> Stack:
        stack = Stack(
            self.aws.server,
            TEMPLATES / template,
            parameters,
            bootstrap=HERE / "fake_bootstrap.py",
            name=name,
        )
        return self._stacks.enter_context(stack)

    def gateway(self, **parameters: str) -> Stack:
        return self.bring_up("template.yaml", self.given(**parameters), "wan53")

    def router(self, name: str, **parameters: str) -> Stack:
        return self.bring_up("router.yaml", parameters, name)

    def call(self, stack: Stack, who: Identity, path: str) -> int:
        """The status of a signed GET of a gateway's path."""
        request = AWSRequest("GET", stack.url(path))
        keys = Credentials(who.access_key_id, who.secret_access_key, who.session_token)
        SigV4Auth(keys, "execute-api", self.aws.region).add_auth(request)
        pool = urllib3.PoolManager(ca_certs=str(self.aws.ca_file), retries=False)
        return pool.request("GET", request.url, headers=dict(request.headers)).status

    def change(self, who: Identity, name: str, type_: str = "A", action: str = "UPSERT") -> str:
        """ "" or the code of Route 53's refusal."""
        value = "198.51.101.7" if type_ == "A" else "2001:470:1::1"
        record = {
            "Name": name,
            "Type": type_,
            "TTL": 120,
            "ResourceRecords": [{"Value": value}],
        }
        batch = {"Changes": [{"Action": action, "ResourceRecordSet": record}]}
        route53 = boto(self.aws, "route53", who)
        try:
            route53.change_resource_record_sets(HostedZoneId=self.aws.zone_id, ChangeBatch=batch)
        except ClientError as error:
            return error.response["Error"]["Code"]
        return ""


@pytest.fixture
def place(aws) -> Iterator[Place]:
    with ExitStack() as stacks:
        yield Place(aws, stacks)


def ask(place: Place, stack: Stack, pair: Pair) -> Answer:
    """curl as the router, with what its stack prints for wan53.conf."""
    lines = stack.template.outputs()["Wan53Conf"].splitlines()
    conf = dict(line.split(" = ") for line in lines if " = " in line)
    assert conf["credentials"] == "iot"
    caller = Caller(place.aws, pair, stack.router)
    path = f"/role-aliases/{conf['iot-role-alias']}/credentials"
    return caller.get(path=path, thing=conf["iot-thing"])


def session(place: Place, stack: Stack, pair: Pair) -> Identity:
    status, body = ask(place, stack, pair).json
    assert status == 200, (body, place.aws.journal[-1].why)
    return session_of(body["credentials"])


def gateway_arn(stack: Stack) -> str:
    lines = stack.template.outputs()["Wan53Conf"].splitlines()
    (arn,) = [line.split(" = ")[1] for line in lines if line.startswith("gateway-api-arn")]
    return arn


@needs_curl
def test_the_gateways_own_router(place, pairs):
    """Its two paths and nothing else, neither at the gateway nor in Route 53."""
    stack = place.gateway(RouterCertificate=pairs["P-256"].pem)
    assert "Router" not in stack.users
    who = session(place, stack, pairs["P-256"])
    assert place.call(stack, who, "/v100/ddns") == 200
    assert place.call(stack, who, "/v100/ddns/home.example.com") == 200
    assert place.call(stack, who, "/v100/ddns/b.example.com") == 403
    assert place.change(who, "home.example.com") == "AccessDenied"
    with pytest.raises(ClientError, match="not authorized"):
        boto(place.aws, "route53", who).list_resource_record_sets(HostedZoneId=place.aws.zone_id)


@needs_curl
def test_a_user_and_a_certificate_may_do_the_same(place, pairs):
    stack = place.gateway(RouterCertificate=pairs["P-256"].pem, RouterUser="yes")
    for who in (stack.users["Router"], session(place, stack, pairs["P-256"])):
        assert place.call(stack, who, "/v100/ddns/home.example.com") == 200
        assert place.call(stack, who, "/v100/ddns/b.example.com") == 403


@needs_curl
def test_one_parameter_switches_the_router_off_and_on(place, pairs):
    given = place.given(RouterCertificate=pairs["P-256"].pem)
    stack = place.bring_up("template.yaml", given, "wan53")
    held = session(place, stack, pairs["P-256"])
    stack.update(given | {"RouterCertificateStatus": "INACTIVE"})
    assert ask(place, stack, pairs["P-256"]).json == DENIED
    # What it holds lives on.
    assert place.call(stack, held, "/v100/ddns") == 200
    stack.update(given | {"RouterCertificateStatus": "ACTIVE"})
    assert ask(place, stack, pairs["P-256"]).status == 200


@needs_curl
def test_one_update_changes_the_certificate(place, pairs):
    """The old one ends with it, the config stays, and so does what the router holds."""
    old, new = pairs["P-256"], pairs["next"]
    given = place.given(RouterCertificate=old.pem)
    stack = place.bring_up("template.yaml", given, "wan53")
    held, conf = session(place, stack, old), stack.template.outputs()["Wan53Conf"]
    stack.update(given | {"RouterCertificate": new.pem})
    assert ask(place, stack, old).code in GONE
    assert place.call(stack, session(place, stack, new), "/v100/ddns") == 200
    assert place.call(stack, held, "/v100/ddns") == 200
    assert stack.template.outputs()["Wan53Conf"] == conf


@needs_curl
def test_a_certificate_through_a_form_of_one_line(place, pairs):
    stack = place.gateway(RouterCertificate=pairs["P-256"].pem.replace("\n", " "))
    assert session(place, stack, pairs["P-256"])


@needs_curl
def test_one_router_more(place, pairs):
    """Its own names, and not the path without a name, which is the other router's."""
    first, second = pairs["P-256"], pairs["next"]
    gateway = place.gateway(RouterCertificate=first.pem)
    router = place.router(
        "wan53-b",
        HostNames="b.example.com,c.example.com",
        GatewayApiArn=gateway_arn(gateway),
        RouterCertificate=second.pem,
    )
    who = session(place, router, second)
    assert place.call(gateway, who, "/v100/ddns/b.example.com") == 200
    assert place.call(gateway, who, "/v100/ddns/c.example.com") == 200
    for path in ("", "/home.example.com", "/d.example.com", "/B.example.com"):
        assert place.call(gateway, who, f"/v100/ddns{path}") == 403, path
    assert place.change(who, "b.example.com") == "AccessDenied"
    # Neither gets the other's role, whatever it asks for.
    for pair, other in ((first, router), (second, gateway)):
        assert ask(place, other, pair).json == DENIED


@needs_curl
def test_deleting_the_stack_shuts_the_router_out(place, pairs):
    gateway = place.gateway()
    given = {
        "HostNames": "b.example.com",
        "GatewayApiArn": gateway_arn(gateway),
        "RouterCertificate": pairs["next"].pem,
    }
    with Stack(place.aws.server, TEMPLATES / "router.yaml", given, name="wan53-b") as router:
        assert ask(place, router, pairs["next"]).status == 200
        caller = Caller(place.aws, pairs["next"], router.router)
    assert caller.get(path="/role-aliases/wan53-b/credentials").code in GONE
    assert not place.aws.iot.certificates and not place.aws.iot.things
    assert not place.aws.iot.aliases


@needs_curl
def test_a_router_without_a_gateway(place, pairs):
    """UPSERT of its names and types in its zone; listing it; no other change."""
    router = place.router(
        "wan53-home",
        Via="route53",
        HostNames="home.example.com,\\052.home.example.com",
        HostedZoneId=place.aws.zone_id,
        RouterCertificate=pairs["P-256"].pem,
    )
    who = session(place, router, pairs["P-256"])
    route53 = boto(place.aws, "route53", who)
    assert route53.list_resource_record_sets(HostedZoneId=place.aws.zone_id)
    assert place.change(who, "home.example.com") == ""
    assert place.change(who, "*.home.example.com") == ""
    for name, type_, action in (
        ("home.example.com", "AAAA", "UPSERT"),
        ("home.example.com", "A", "DELETE"),
        ("home.example.com", "A", "CREATE"),
        ("other.example.com", "A", "UPSERT"),
        ("a.home.example.com", "A", "UPSERT"),
    ):
        assert place.change(who, name, type_, action) == "AccessDenied", (name, type_, action)
    with pytest.raises(ClientError, match="not authorized"):
        route53.list_hosted_zones()


@needs_curl
def test_only_the_roles_own_alias(place, pairs):
    """An alias that somebody else makes for the role gives nothing: the role trusts its own."""
    stack = place.gateway(RouterCertificate=pairs["P-256"].pem)
    iot, router = place.aws.iot, stack.router
    iot.add_alias("other", router.role.arn)
    iot.add_router(pairs["next"].pem, "thing", "other")
    answer = Caller(place.aws, pairs["next"], router).get(path="/role-aliases/other/credentials")
    assert answer.json == DENIED
    assert place.aws.journal[-1].why == "AWS IoT may not assume the role"


# The outputs, as CreateSession calls them.
ARNS = {
    "trust-anchor-arn": "trustAnchorArn",
    "profile-arn": "profileArn",
    "role-arn": "roleArn",
}


def arns_of(stack: Stack) -> dict[str, str]:
    lines = stack.template.outputs()["Wan53Conf"].splitlines()
    conf = dict(line.split(" = ") for line in lines if " = " in line)
    assert conf["credentials"] == "roles-anywhere"
    return {theirs: conf[ours] for ours, theirs in ARNS.items()}


def by_ca(place: Place, stack: Stack, certificate) -> Identity:
    status, _, body = CreateSession(place.aws, certificate, arns_of(stack)).send()
    assert status == 201, body
    return session_of(body["credentialSet"][0]["credentials"])


def test_routers_of_a_ca_through_a_gateway(place):
    """Each may call the path of its own name, which is its certificate's CN."""
    authority, gateway = issue("authority", ca=True), place.gateway()
    given = {"CaCertificate": authority.pem, "GatewayApiArn": gateway_arn(gateway)}
    stack = place.bring_up("roles-anywhere.yaml", given, "wan53-ca")
    for own, other in (("b.example.com", "c.example.com"), ("c.example.com", "b.example.com")):
        who = by_ca(place, stack, issue(own, authority))
        assert place.call(gateway, who, f"/v100/ddns/{own}") == 200
        assert place.call(gateway, who, f"/v100/ddns/{other}") == 403
        assert place.call(gateway, who, "/v100/ddns") == 403


def test_routers_of_a_ca_without_a_gateway(place):
    authority = issue("authority", ca=True)
    given = {
        "CaCertificate": authority.pem,
        "Via": "route53",
        "HostedZoneId": place.aws.zone_id,
    }
    stack = place.bring_up("roles-anywhere.yaml", given, "wan53-ca")
    router = issue("b.example.com", authority)
    who = by_ca(place, stack, router)
    assert place.change(who, "b.example.com") == ""
    assert place.change(who, "b.example.com", "AAAA") == "AccessDenied"
    assert place.change(who, "c.example.com") == "AccessDenied"
    other = by_ca(place, stack, issue("c.example.com", authority))
    assert place.change(other, "b.example.com") == "AccessDenied"
    # A list of the CA's shuts one out, and the others stay.
    stack.update(given | {"RevocationList": revocation_list(authority, router)})
    answer = refusal(CreateSession(place.aws, router, arns_of(stack)).send())
    assert answer[:2] == DENIED_ANYWHERE
    assert by_ca(place, stack, issue("d.example.com", authority))


def test_another_ca_gets_no_role(place):
    """Neither one that nobody trusts nor one that is a trust anchor for something else."""
    given = {
        "CaCertificate": issue("authority", ca=True).pem,
        "Via": "route53",
        "HostedZoneId": place.aws.zone_id,
    }
    stack = place.bring_up("roles-anywhere.yaml", given, "wan53-ca")
    stranger = issue("stranger", ca=True)
    router = issue("b.example.com", stranger)
    arns = arns_of(stack)
    assert refusal(CreateSession(place.aws, router, arns).send())[:2] == DENIED_ANYWHERE
    trusted = place.aws.add_trust_anchor(stranger.pem)
    elsewhere = arns | {"trustAnchorArn": trusted.arn}
    assert refusal(CreateSession(place.aws, router, elsewhere).send())[:2] == DENIED_ANYWHERE
