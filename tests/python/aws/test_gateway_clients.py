# SPDX-License-Identifier: MIT
"""Signatures of others' making: botocore's and curl's are good at the gateway and function URL."""

from __future__ import annotations

import json
import subprocess
from urllib.parse import quote

import pytest
import urllib3
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from gateway_client import DDNS

from tests.aws.roles import trust_iot

IP = quote("2001:db8::1 /'", safe="")


def by_botocore(behind, user, url: str, service: str, signer=SigV4Auth) -> tuple[int, dict]:
    keys = Credentials(user.access_key_id, user.secret_access_key, user.session_token)
    request = AWSRequest("GET", url)
    signer(keys, service, behind.aws.region).add_auth(request)
    pool = urllib3.PoolManager(ca_certs=str(behind.aws.ca_file))
    reply = pool.request("GET", request.prepare().url, headers=dict(request.headers))
    return reply.status, json.loads(reply.data)


def by_curl(behind, user, url: str, service: str, *more: str) -> tuple[int, dict]:
    secret = f"user = {user.access_key_id}:{user.secret_access_key}\n"
    if user.session_token:
        secret += f'header = "X-Amz-Security-Token: {user.session_token}"\n'
    command = [
        "curl",
        "-sS",
        "-K",
        "-",
        "--cacert",
        str(behind.aws.ca_file),
        "-w",
        "\n%{http_code}",
    ]
    command += ["--aws-sigv4", f"aws:amz:{behind.aws.region}:{service}", *more, url]
    done = subprocess.run(command, input=secret, capture_output=True, text=True, check=True)
    body, _, status = done.stdout.rpartition("\n")
    return int(status), json.loads(body)


@pytest.fixture(params=["key", "session"])
def user(request, behind):
    return behind.aws.add_user(session=request.param == "session")


@pytest.mark.parametrize("send", [by_botocore, by_curl])
@pytest.mark.parametrize("path", ["/v100/ddns", "/v100/ddns/home.example.com"])
def test_the_gateway(behind, user, send, path):
    status, reply = send(behind, user, f"{behind.stack.url(path)}?ip={IP}", "execute-api")
    assert (status, reply["event"]["ip"]) == (200, "2001:db8::1 /'")


@pytest.mark.parametrize("send", [by_botocore, by_curl])
def test_the_function_url(behind, user, send):
    url = f"{behind.function_url.url}/?ip={IP}"
    status, reply = send(behind, user, url, "lambda")
    assert (status, reply["event"]["queryStringParameters"]["ip"]) == (201, "2001:db8::1 /'")


def test_presigned_by_botocore(behind, user):
    url = behind.stack.url("/v100/ddns") + "?ip=1.2.3.4"
    status, reply = by_botocore(behind, user, url, "execute-api", SigV4QueryAuth)
    assert (status, reply["event"]["ip"]) == (200, "1.2.3.4")


@pytest.mark.parametrize("send", [by_botocore, by_curl])
def test_signed_for_the_wrong_service(behind, user, send):
    status, reply = send(behind, user, behind.stack.url("/v100/ddns"), "lambda")
    assert (status, list(reply)) == (403, ["message"])


@pytest.mark.parametrize("which", ["gateway", "function_url"])
def test_curl_finds_the_local_names(behind, user, which):
    """HOST.localhost is loopback, and says service and region as AWS's own names do."""
    place = getattr(behind, which)
    path, service = ("/prod/v100/ddns", "execute-api") if which == "gateway" else ("/", "lambda")
    url = f"https://{place.local_host}:{place.port}{path}"
    assert by_curl(behind, user, url, service)[0] in (200, 201)


def test_a_session_of_a_thing_calls_its_own_path(behind):
    """By the gateway and by IAM as elsewhere: token, end, and the thing's name in the policy."""
    aws = behind.aws
    own = behind.gateway.arn("prod", "GET", "/v100/ddns/${credentials-iot:ThingName}")
    statement = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": own}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    role = aws.add_role("fleet", document, trust_policy=trust_iot())
    session, nobody = (
        aws.roles.session(role, "test", 900, context)
        for context in ({"credentials-iot:thingname": ["router-1"]}, {})
    )
    assert behind.get(f"{DDNS}/router-1", session).status == 200
    for target, user in [(f"{DDNS}/router-2", session), (f"{DDNS}/router-1", nobody)]:
        answer = behind.get(target, user)
        assert (answer.status, answer.error) == (403, "AccessDeniedException")
    aws.keys[session.access_key_id].expires = aws.clock.now()
    answer = behind.get(f"{DDNS}/router-1", session)
    assert (answer.status, answer.error) == (403, "ExpiredTokenException")
