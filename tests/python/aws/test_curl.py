# SPDX-License-Identifier: MIT
"""curl's own SigV4, a third signer, passes the verifier."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from raw_client import batch_xml, record_xml

CURL = shutil.which("curl")


def knows_sigv4() -> bool:
    if not CURL:
        return False
    helped = subprocess.run([CURL, "--help", "all"], capture_output=True, text=True, check=False)
    return "--aws-sigv4" in helped.stdout


pytestmark = pytest.mark.skipif(
    not knows_sigv4(), reason="there is no curl with --aws-sigv4; apt-get install curl"
)


def curl(aws, service: str, target: str, *options: str, secret: str = "") -> tuple[int, str]:
    """Status and body. The keys go in by stdin, never as an argument."""
    user = aws.user
    config = f'user = "{user.access_key_id}:{secret or user.secret_access_key}"\n'
    if user.session_token:
        config += f'header = "x-amz-security-token: {user.session_token}"\n'
    command = [
        CURL, "--silent", "--show-error", "--config", "-", "--cacert", str(aws.ca_file),
        "--aws-sigv4", f"aws:amz:us-east-1:{service}", "--write-out", "\n%{http_code}", *options,
        aws.endpoint + target,
    ]  # fmt: skip
    done = subprocess.run(
        command, input=config, capture_output=True, text=True, check=True, timeout=30
    )
    body, _, status = done.stdout.rpartition("\n")
    return int(status), body


def test_get(aws):
    status, body = curl(aws, "route53", f"/2013-04-01/hostedzone/{aws.zone_id}/rrset?maxitems=2")
    assert status == 200, body
    assert "<Name>example.com.</Name>" in body


def test_post(aws):
    batch = batch_xml(("UPSERT", record_xml("home.example.com", "A", ["192.0.2.7"])))
    status, body = curl(
        aws, "route53", f"/2013-04-01/hostedzone/{aws.zone_id}/rrset/",
        "--header", "Content-Type: text/xml", "--data-binary", batch.decode(),
    )  # fmt: skip
    assert status == 200, body
    assert aws.records(aws.zone_id)[0]["Values"] == ["192.0.2.7"]


def test_form(aws):
    status, body = curl(aws, "sts", "/", "--data", "Action=GetCallerIdentity&Version=2011-06-15")
    assert status == 200, body
    assert aws.user.arn in body


def test_session(aws):
    aws.user = aws.add_user(session=True)
    status, body = curl(aws, "route53", "/2013-04-01/hostedzone")
    assert status == 200, body


def test_wrong_secret(aws):
    status, body = curl(aws, "route53", "/2013-04-01/hostedzone", secret="wrong")
    assert status == 403
    assert "<Code>SignatureDoesNotMatch</Code>" in body
