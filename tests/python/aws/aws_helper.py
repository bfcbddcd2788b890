# SPDX-License-Identifier: MIT
"""AWS's own helper for IAM Roles Anywhere gets credentials here: `make aws-helper` runs this.

It is no part of `make test`, since the helper is built from a Go module; AWS_HELPER names it.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import boto3
import pytest
from identities import Issued, issue, revocation_list

HELPER = Path(os.environ.get("AWS_HELPER", "build/aws-helper/rolesanywhere-credential-helper"))


def arguments(place, folder: Path, router: Issued, chain: list[Issued]) -> list[str]:
    """Its command line for a router whose files it writes."""
    files = {"certificate": router.pem, "private-key": router.key_pem}
    if chain:
        files["intermediates"] = "".join(one.pem for one in chain)
    command = [str(HELPER.resolve()), "credential-process"]
    for name, text in files.items():
        (folder / name).write_text(text)
        command += [f"--{name}", str(folder / name)]
    return command + [
        "--trust-anchor-arn", place.arns["trustAnchorArn"],
        "--profile-arn", place.arns["profileArn"],
        "--role-arn", place.arns["roleArn"],
        "--endpoint", place.aws.endpoint, "--region", place.aws.region,
        "--session-duration", "900",
    ]  # fmt: skip


def run(place, folder: Path, router: Issued, *chain: Issued) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        arguments(place, folder, router, list(chain)),
        env={"SSL_CERT_FILE": str(place.aws.ca_file), "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


@pytest.mark.parametrize("kind", ["P-256", "P-384", "RSA"])
def test_it_gets_credentials(place, tmp_path, kind):
    done = run(place, tmp_path, issue("r", place.authority, kind=kind))
    assert done.returncode == 0, done.stderr
    given = json.loads(done.stdout)
    assert given["AccessKeyId"] in place.aws.keys
    assert (place.aws.journal[-1].operation, place.aws.journal[-1].status) == ("CreateSession", 201)


@pytest.mark.parametrize("serial", [1, 0x80, 0xA0 << 144 | 7, (1 << 159) - 1])
def test_serial_numbers(place, tmp_path, serial):
    assert run(place, tmp_path, issue("r", place.authority, serial=serial)).returncode == 0


def test_a_chain(place, tmp_path):
    between = issue("between", place.authority, ca=True)
    router = issue("r", between)
    assert run(place, tmp_path, router, between).returncode == 0
    assert "Untrusted Signing Certificate" in run(place, tmp_path, router).stderr


def test_it_reads_the_refusals(place, tmp_path):
    place.aws.import_crl(
        revocation_list(place.authority, place.router), place.arns["trustAnchorArn"]
    )
    done = run(place, tmp_path, place.router)
    assert (done.returncode != 0, done.stdout) == (True, "")
    assert "AccessDeniedException" in done.stderr
    place.arns["profileArn"] += "x"
    assert "ResourceNotFoundException" in run(place, tmp_path, place.router).stderr


def test_boto3_by_way_of_it(place, tmp_path, monkeypatch):
    command = " ".join(arguments(place, tmp_path, place.router, []))
    config = tmp_path / "config"
    config.write_text(f"[profile home]\ncredential_process = {command}\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("SSL_CERT_FILE", str(place.aws.ca_file))
    session = boto3.Session(profile_name="home", region_name=place.aws.region)
    route53 = session.client(
        "route53", endpoint_url=place.aws.endpoint, verify=str(place.aws.ca_file)
    )
    assert route53.list_resource_record_sets(HostedZoneId=place.aws.zone_id)["ResourceRecordSets"]
