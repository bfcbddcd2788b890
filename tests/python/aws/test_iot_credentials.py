# SPDX-License-Identifier: MIT
"""AWS IoT's credentials provider, met with curl and certificates that openssl has made."""

from __future__ import annotations

import re
import socket
import ssl
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from identities import Pair, issue
from iot_client import DENIED, HANDSHAKE, MISSING, READ, Caller, session_of
from raw_client import boto

from tests.aws import ALLOW_ALL, Identity
from tests.aws.roles import trust, trust_iot

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)


def written(folder: Path, issued) -> Pair:
    pair = Pair(folder / "own.crt", folder / "own.key")
    pair.certificate.write_text(issued.pem)
    pair.key.write_text(issued.key_pem)
    return pair


@pytest.mark.parametrize("kind", ["P-256", "RSA"])
@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_a_session_that_the_services_verify(aws, pairs, kind, version):
    caller = Caller(aws, pairs[kind], aws.add_router(pairs[kind].pem))
    answer = caller.get(f"--tlsv{version}", "--tls-max", version)
    status, body = answer.json
    assert status == 200, body
    credentials = body["credentials"]
    assert set(credentials) == {"accessKeyId", "secretAccessKey", "sessionToken", "expiration"}
    assert re.fullmatch(r"ASIA[A-Z2-7]{16}", credentials["accessKeyId"])
    assert re.fullmatch(r"[A-Za-z0-9+/]{40}", credentials["secretAccessKey"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", credentials["expiration"])
    ends = datetime.fromisoformat(credentials["expiration"])
    assert abs((ends - datetime.now(UTC)).total_seconds() - 3600) < 5
    arn = boto(aws, "sts", session_of(credentials)).get_caller_identity()["Arn"]
    assert arn.endswith(f":assumed-role/wan53-role/{caller.router.certificate.id}")
    got = aws.journal[0]
    assert (got.service, got.operation) == ("iot", "AssumeRoleWithCertificate")
    assert (got.status, got.user) == (200, caller.router.certificate.arn)
    assert f"TLSv{version}" in aws.journal.tls_versions


def test_the_session_ends_by_the_servers_clock(aws, caller):
    sts = boto(aws, "sts", session_of(caller.credentials()))
    zones = boto(aws, "route53", session_of(caller.credentials()))
    sts.get_caller_identity()
    keys = [identity for identity in aws.keys.values() if identity.session_token]
    assert len(keys) == 2
    for identity in keys:
        identity.expires = aws.clock.now()
    for call in (sts.get_caller_identity, zones.list_hosted_zones):
        with pytest.raises(ClientError) as refused:
            call()
        assert refused.value.response["Error"]["Code"] == "ExpiredToken"
        assert "included in the request is expired" in str(refused.value)


@pytest.mark.parametrize(("version", "code"), [("1.2", HANDSHAKE), ("1.3", READ)])
def test_who_is_not_registered_ends_in_tls(aws, caller, pairs, tmp_path, version, code):
    """Under TLS 1.3 the client has finished its handshake before it hears of it."""
    nobody = Caller(aws, None, caller.router)
    child = written(tmp_path, issue("child"))
    for answer in (
        nobody.get("--tls-max", version),
        caller.get("--tls-max", version, pair=child),
        caller.get("--tls-max", version, pair=pairs["next"]),  # the same subject, another key
    ):
        assert (answer.code, answer.status) == (code, 0), answer.error
    assert len(aws.journal) == 0
    # The alert is on its way before the server counts it.
    deadline = time.monotonic() + 10
    while aws.journal.failed_handshakes < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert aws.journal.failed_handshakes == 3
    assert caller.get("--tls-max", version).status == 200


def test_two_certificates_with_one_subject(aws, caller, pairs):
    """As while a router changes its keys: both are good, each by itself."""
    assert caller.get().status == 200
    following = aws.add_router(pairs["next"].pem)
    assert caller.get().status == 200
    assert caller.get(pair=pairs["next"]).status == 200
    caller.router.status = "INACTIVE"
    assert caller.get().json == DENIED
    assert caller.get(pair=pairs["next"]).status == 200
    following.status = "REVOKED"
    assert caller.get(pair=pairs["next"]).json == DENIED
    with pytest.raises(ValueError, match="registered already"):
        aws.add_router(pairs["next"].pem)


def test_what_a_registered_certificate_issued_is_not_registered(aws, tmp_path):
    authority = issue("authority", ca=True)
    router = aws.add_router(authority.pem)
    caller = Caller(aws, written(tmp_path, issue("child", authority)), router)
    answer = caller.get()
    assert (answer.code in (HANDSHAKE, READ, 52), answer.status) == (True, 0)


def test_the_switch(aws, caller):
    for status, denied in [("INACTIVE", True), ("ACTIVE", False), ("REVOKED", True)]:
        caller.router.status = status
        answer = caller.get()
        assert (answer.json == DENIED) == denied
        assert aws.journal[-1].why == (f"certificate is {status}" if denied else "")
    with pytest.raises(ValueError, match="give one of ACTIVE, INACTIVE, REVOKED"):
        caller.router.status = "OFF"
    assert caller.router.status == "REVOKED"


def test_the_certificates_dates_by_the_servers_clock(aws, caller):
    aws.set_offset(31 * 86400)
    assert caller.get().json == DENIED
    aws.set_offset(-86400)
    assert caller.get().json == DENIED
    assert aws.journal[-1].why == "certificate is out of its dates"
    aws.set_offset(0)
    assert caller.get().status == 200


def test_dates_that_the_machine_finds_wrong(aws, tmp_path):
    """Only the server's clock counts, in the handshake too."""
    past = issue("r", start=-9, days=3)
    caller = Caller(aws, written(tmp_path, past), aws.add_router(past.pem))
    assert caller.get().json == DENIED
    aws.set_offset(-7 * 86400)
    assert caller.get().status == 200


def test_the_thing(aws, caller, pairs):
    aws.add_router(pairs["next"].pem, thing="other")
    assert caller.get(thing="router").status == 200
    for wrong in ("other", "nothing", "Router"):
        assert caller.get(thing=wrong).json == DENIED
        assert aws.journal[-1].why == "thing is not the certificate's"
    twice = caller.get("--header", "x-amzn-iot-thingname: router", thing="router")
    assert twice.json == DENIED


def test_the_things_name_in_the_roles_policy(aws, pairs):
    """One role for a fleet: each may read the zone that its thing is named after, and no other."""
    own = "arn:aws:route53:::hostedzone/${credentials-iot:ThingName}"
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "route53:ListResourceRecordSets", "Resource": own}
        ],
    }
    other_zone = aws.add_zone("example.org")
    first = Caller(
        aws, pairs["P-256"], aws.add_router(pairs["P-256"].pem, policy, thing=aws.zone_id)
    )
    second = Caller(aws, pairs["next"], aws.add_router(pairs["next"].pem, thing=other_zone))
    for caller, zone_id, may in [
        (first, aws.zone_id, True),
        (first, other_zone, False),
        (second, aws.zone_id, False),
        (second, other_zone, True),
    ]:
        session = session_of(caller.credentials(thing=caller.router.thing))
        assert may_read(aws, session, zone_id) == may
    # Without the header the name has no value, and matches nothing.
    assert not may_read(aws, session_of(first.credentials()), aws.zone_id)


def may_read(aws, session: Identity, zone_id: str) -> bool:
    try:
        boto(aws, "route53", session).list_resource_record_sets(HostedZoneId=zone_id)
    except ClientError as refused:
        assert refused.response["Error"]["Code"] == "AccessDenied"
        return False
    return True


ALIAS = "arn:aws:iot:us-east-1:111122223333:rolealias/wan53"


@pytest.mark.parametrize(
    ("action", "resource", "allowed"),
    [
        ("iot:AssumeRoleWithCertificate", ALIAS, True),
        ("iot:*", "*", True),
        ("iot:Connect", ALIAS, False),
        ("sts:AssumeRole", ALIAS, False),
        ("iot:AssumeRoleWithCertificate", ALIAS + "2", False),
        ("iot:AssumeRoleWithCertificate", ALIAS.replace("1111", "9999"), False),
        ("iot:AssumeRoleWithCertificate", ALIAS.replace("us-east", "eu-west"), False),
        (None, None, False),
    ],
)
def test_the_certificates_policy(aws, caller, action, resource, allowed):
    certificate = caller.router.certificate
    certificate.policies.clear()
    if action:
        statement = {"Effect": "Allow", "Action": action, "Resource": resource}
        document = {"Version": "2012-10-17", "Statement": [statement]}
        aws.iot.attach_policy(certificate, "own", document)
    assert (caller.get().json == DENIED) == (not allowed)


@pytest.mark.parametrize(
    ("document", "trusted"),
    [
        (trust_iot(), True),
        (trust("sts:AssumeRole", Service="iot.amazonaws.com"), False),
        (trust("sts:AssumeRole", AWS="*"), False),
        (trust("sts:TagSession", Service="credentials.iot.amazonaws.com"), False),
    ],
)
def test_whom_the_role_trusts(aws, caller, document, trusted):
    caller.router.role.trust = document
    assert (caller.get().json == DENIED) == (not trusted)


def test_the_alias(aws, caller):
    answer = caller.get(path="/role-aliases/other/credentials")
    assert answer.json == DENIED
    del aws.iot.aliases["wan53"]
    assert caller.get().json == DENIED
    assert aws.journal[-1].why == "no such role alias"


@pytest.mark.parametrize("seconds", [900, 43200])
def test_how_long_it_lasts(aws, pairs, seconds):
    router = aws.add_router(pairs["P-256"].pem, seconds=seconds)
    ends = Caller(aws, pairs["P-256"], router).credentials()["expiration"]
    life = (datetime.fromisoformat(ends) - datetime.now(UTC)).total_seconds()
    assert abs(life - seconds) < 5


def test_a_certificate_that_aws_would_not_register(aws, caller, pairs):
    key = pairs["next"].key.read_text()
    for pem in ("", key, pairs["next"].pem[:200], pairs["next"].pem + pairs["RSA"].pem):
        with pytest.raises(ValueError):
            aws.add_router(pem, alias="other")
    with pytest.raises(ValueError, match="2048"):
        aws.add_router(issue("r", kind="P-224").pem, alias="other")
    with pytest.raises(ValueError, match="give no policy"):
        aws.add_router(pairs["next"].pem, ALLOW_ALL)
    assert list(aws.iot.aliases) == ["wan53"] and len(aws.iot.certificates) == 1


def test_a_length_that_the_role_refuses(aws, caller):
    for seconds in (899, 43201):
        with pytest.raises(ValueError, match="give 900 to 43200"):
            aws.iot.add_alias("other", caller.router.role.arn, seconds)
    with pytest.raises(ValueError, match="more than the MaxSessionDuration of its role, 3600"):
        aws.iot.add_alias("other", caller.router.role.arn, 3601)
    caller.router.role.max_seconds = 1800
    assert caller.get().json == DENIED


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("/role-aliases/wan53", []),
        ("/role-aliases/wan53/credentials/", []),
        ("/role-aliases//credentials", []),
        ("/role-aliases/wan53/credentials?x=1", []),
        ("/", []),
        ("/role-aliases/wan53/credentials", ["--request", "POST"]),
        ("/role-aliases/wan53/credentials", ["--header", "Host: example.com"]),
    ],
)
def test_what_is_not_there(caller, path, options):
    status, body = caller.get(*options, path=path).json
    assert (status, body.pop("message")) == (404, "Not Found")
    assert re.fullmatch("[0-9a-f-]{36}", body.pop("traceId")) and not body


def test_the_host_header_is_the_name_of_the_handshake(caller):
    real = caller.router.endpoint.replace(".localhost:", ".amazonaws.com:")
    assert caller.get("--header", f"Host: {real}").status == 404
    upper = caller.router.endpoint.upper()
    assert caller.get("--header", f"Host: {upper}").status == 200


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_resumed_handshake(aws, caller, pairs, version):
    """It knows the certificate that was shown first, and none that is forgotten since."""
    host, _, port = caller.router.endpoint.partition(":")
    context = ssl.create_default_context(cafile=str(aws.ca_file))
    context.minimum_version = context.maximum_version = version
    context.load_cert_chain(caller.pair.certificate, caller.pair.key)
    session = None

    def ask() -> tuple[bool, bytes]:
        nonlocal session
        plain = socket.create_connection(("127.0.0.1", int(port)), timeout=20)
        with context.wrap_socket(plain, server_hostname=host, session=session) as secured:
            head = f"GET /role-aliases/wan53/credentials HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n"
            secured.sendall(head.encode())
            status = secured.recv(12)
            session = secured.session
            return secured.session_reused, status[-3:]

    assert [ask(), ask()] == [(False, b"200"), (True, b"200")]
    caller.router.status = "INACTIVE"
    assert ask() == (True, b"403")
    certificate = caller.router.certificate
    certificate.policies.clear()
    certificate.things.clear()
    aws.iot.forget(certificate)
    try:
        assert ask() == (False, b"")
    except OSError as problem:
        assert "alert" in str(problem).lower()


@pytest.mark.parametrize("ats", ["", "-ats"])
def test_the_data_endpoint(caller, ats):
    """Which people take for the right one: its name lacks .credentials."""
    wrong = caller.router.endpoint.replace(".credentials.", f"{ats}.")
    status, body = caller.get(endpoint=wrong).json
    assert (status, body["message"]) == (404, "Not Found")


@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_the_name_in_the_handshake_is_the_endpoints(caller, version):
    port = caller.router.endpoint.rpartition(":")[2]
    for host in ("127.0.0.1", "localhost", "zzz.credentials.iot.us-east-1.localhost"):
        answer = caller.get("--tls-max", version, "--insecure", endpoint=f"{host}:{port}")
        assert (answer.code, answer.status) == (HANDSHAKE, 0), answer.error


def test_a_real_name_led_here(caller):
    host, _, port = caller.router.endpoint.partition(":")
    real = host.replace(".localhost", ".amazonaws.com")
    answer = caller.get("--connect-to", f"{real}:443:127.0.0.1:{port}", endpoint=real)
    assert answer.status == 200, answer.error


@pytest.mark.local_aws(region="eu-west-1")
def test_another_region(caller):
    assert ".credentials.iot.eu-west-1.localhost:" in caller.router.endpoint
    assert caller.get().status == 200
