# SPDX-License-Identifier: MIT
"""`python -m tests.aws`: the server as a program, driven by its control API."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives import hashes
from identities import issue, revocation_list

from tests.aws import ALLOW_ALL

TOP = Path(__file__).parents[3]
STATE = {
    "zones": [
        {
            "name": "example.org",
            "id": "ZGIVEN",
            "records": [
                {"name": "home.example.org", "type": "A", "values": ["192.0.2.1"], "ttl": 60},
                {
                    "name": "w.example.org",
                    "type": "A",
                    "values": ["192.0.2.2"],
                    "SetIdentifier": "one",
                    "Weight": "5",
                },
            ],
        }
    ],
    "users": [{"name": "first", "session": True}, {"name": "second"}],
    "topics": ["home"],
}


class Program:
    """A running server and its control API."""

    def __init__(self, process: subprocess.Popen, about: dict) -> None:
        self.process, self.about = process, about

    def control(self, method: str, /, **given):
        request = urllib.request.Request(
            f"{self.about['control']}/{method}",
            json.dumps(given).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as reply:
            return json.load(reply)

    def client(self, service: str, user: dict | None = None):
        user = user or self.about["users"][0]
        return boto3.client(
            service,
            endpoint_url=self.about["endpoint"],
            region_name=self.about["region"],
            verify=self.about["ca_file"],
            aws_access_key_id=user["access_key_id"],
            aws_secret_access_key=user["secret_access_key"],
            aws_session_token=user["session_token"],
            config=Config(retries={"total_max_attempts": 1}),
        )


@contextmanager
def running(*arguments: str) -> Iterator[Program]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.aws", *arguments],
        cwd=TOP,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        try:
            yield Program(process, json.loads(process.stdout.readline()))
        finally:
            process.kill()


@pytest.fixture(scope="module")
def program(tmp_path_factory) -> Iterator[Program]:
    state = tmp_path_factory.mktemp("state") / "state.json"
    state.write_text(json.dumps(STATE))
    with running("--state", str(state)) as program:
        yield program


def test_it_says_what_it_made_of_the_state(program):
    about = program.about
    assert about["endpoint"].startswith("https://") and about["http_endpoint"].startswith("http://")
    assert about["zones"] == [{"id": "ZGIVEN", "name": "example.org", "private": False}]
    assert about["topics"] == [f"arn:aws:sns:us-east-1:{about['account']}:home"]
    assert [bool(user["session_token"]) for user in about["users"]] == [True, False]
    for user in about["users"]:
        assert program.client("sts", user).get_caller_identity()["Arn"] == user["arn"]


def test_records(program):
    home, weighted = program.control("records", zone_id="ZGIVEN")
    assert (home["Name"], home["Values"], home["TTL"]) == ("home.example.org.", ["192.0.2.1"], 60)
    assert weighted["SetIdentifier"] == "one"
    program.control("put_record", zone_id="ZGIVEN", name="b.example.org", type="A", values=["::"])
    listed = program.client("route53").list_resource_record_sets(HostedZoneId="ZGIVEN")
    assert {"b.example.org.", "home.example.org."} < {
        record["Name"] for record in listed["ResourceRecordSets"]
    }
    program.control("delete_record", zone_id="ZGIVEN", name="b.example.org", type_="A")
    assert len(program.control("records", zone_id="ZGIVEN")) == 2


def test_faults_and_journal(program):
    program.control("clear_journal")
    program.control("fault", kind="status", status=502, body="down", headers=[["Retry-After", "2"]])
    program.control("fault", kind="throttling")
    client = program.client("route53")
    for code in ("502", "Throttling"):
        with pytest.raises(ClientError) as refused:
            client.list_hosted_zones()
        assert refused.value.response["Error"]["Code"] == code
    assert len(client.list_hosted_zones()["HostedZones"]) == 1
    journal = program.control("journal")
    assert [entry["status"] for entry in journal] == [502, 400, 200]
    assert [entry["fault"] for entry in journal] == ["status", "throttling", ""]
    counts = program.control("counts")
    assert (counts["requests"], counts["tls_versions"]) == (3, {"TLSv1.3": counts["handshakes"]})
    program.control("fault", kind="reset")
    program.control("clear_faults")
    assert client.list_hosted_zones()["HostedZones"]


def test_more_users_zones_topics_and_what_they_left(program):
    user = program.control("add_user", name="third")
    zone_id = program.control("add_zone", name="example.net")
    topic = program.control("add_topic", name_or_arn="alarm")
    program.client("sns", user).publish(TopicArn=topic, Message="hello")
    program.client("cloudwatch", user).put_metric_data(
        Namespace="wan53", MetricData=[{"MetricName": "m", "Value": 1}]
    )
    assert [message["Message"] for message in program.control("messages", topic=topic)] == ["hello"]
    assert [metric["MetricName"] for metric in program.control("metrics")] == ["m"]
    assert program.control("records", zone_id=zone_id) == []


def test_routers_that_prove_themselves(program):
    assert program.about["iot_endpoint"].startswith("a1b2c3d4e5f6g7.credentials.iot.us-east-1.")
    router, authority = issue("router"), issue("authority", ca=True)
    role = program.control("add_role", name="reader", policy=ALLOW_ALL)
    assert role == f"arn:aws:iam::{program.about['account']}:role/reader"
    made = program.control("add_router", certificate_pem=router.pem, thing="one", alias="home")
    assert (made["endpoint"], made["alias"], made["thing"]) == (
        program.about["iot_endpoint"],
        "home",
        "one",
    )
    assert made["certificate_id"] == router.certificate.fingerprint(hashes.SHA256()).hex()
    program.control(
        "set_certificate_status", certificate_id=made["certificate_id"], status="REVOKED"
    )
    anchor = program.control("add_trust_anchor", ca_pem=authority.pem)
    profile = program.control("add_profile", role_arns=[role], seconds=900)
    assert (":trust-anchor/" in anchor, ":profile/" in profile) == (True, True)
    crl = revocation_list(authority, router)
    program.control("import_crl", crl_pem=crl, anchor_arn=anchor)
    program.control("fault", kind="edit", operation="AssumeRole", edits={"Expiration": "x"})
    session = {"RoleArn": role, "RoleSessionName": "test"}
    with pytest.raises(ValueError):
        program.client("sts").assume_role(**session)
    assert program.client("sts").assume_role(**session)["Credentials"]["AccessKeyId"]


def test_clock_and_limits(program):
    client = program.client("route53")
    program.control("set_offset", seconds=900)
    with pytest.raises(ClientError, match="Signature expired"):
        client.list_hosted_zones()
    program.control("set_offset", seconds=0)
    program.control("throttle", rate=0.001, burst=1)
    client.list_hosted_zones()
    with pytest.raises(ClientError, match="Rate exceeded"):
        client.list_hosted_zones()
    program.control("throttle", on=False)
    program.control("insync_after", polls=0)
    program.control("bare_batches")
    program.control("bare_batches", on=False)
    changes = [
        {
            "Action": "CREATE",
            "ResourceRecordSet": {
                "Name": "c.example.org",
                "Type": "A",
                "TTL": 60,
                "ResourceRecords": [{"Value": "192.0.2.9"}],
            },
        }
    ]
    info = client.change_resource_record_sets(
        HostedZoneId="ZGIVEN", ChangeBatch={"Changes": changes}
    )
    assert client.get_change(Id=info["ChangeInfo"]["Id"])["ChangeInfo"]["Status"] == "INSYNC"
    program.control("delete_record", zone_id="ZGIVEN", name="c.example.org", type_="A")


@pytest.mark.parametrize(
    ("method", "body", "headers", "problem"),
    [
        ("melt", b"{}", {"Content-Type": "application/json"}, "method 'melt' is unknown"),
        ("records", b"{", {"Content-Type": "application/json"}, "JSONDecodeError"),
        ("records", b"[]", {"Content-Type": "application/json"}, "no JSON object"),
        ("records", b'{"zone_id": "ZNONE"}', {"Content-Type": "application/json"}, "ZNONE"),
        ("records", b'{"colour": 1}', {"Content-Type": "application/json"}, "colour"),
        (
            "set_certificate_status",
            b'{"certificate_id": "0", "status": "ACTIVE"}',
            {"Content-Type": "application/json"},
            "certificate 0 is not registered",
        ),
        (
            "add_router",
            b'{"certificate_pem": "x"}',
            {"Content-Type": "application/json"},
            "ValueError: ",
        ),
        ("fault", b'{"kind": "melt"}', {"Content-Type": "application/json"}, "'melt' is unknown"),
        ("stop", b"a=b", {"Content-Type": "application/x-www-form-urlencoded"}, "send POST"),
        ("stop", None, {}, "send POST"),
    ],
)
def test_what_it_refuses(program, method, body, headers, problem):
    request = urllib.request.Request(f"{program.about['control']}/{method}", body, headers)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    with refused.value as reply:
        assert reply.status == 400
        assert problem in json.load(reply)["error"]
    assert program.process.poll() is None


def test_it_stops_with_the_program_behind_it(tmp_path):
    journal = tmp_path / "journal"
    with running("--stop-at-eof", "--journal", str(journal)) as program:
        program.client("sts").get_caller_identity()
        program.process.stdin.close()
        assert program.process.wait(10) == 0
    (entry,) = map(json.loads, journal.read_text().splitlines())
    assert entry["operation"] == "GetCallerIdentity"
    assert not Path(program.about["ca_file"]).exists()


@pytest.mark.parametrize("how", ["terminate", "control"])
def test_it_stops_when_told(how):
    with running() as program:
        if how == "terminate":
            program.process.terminate()
        else:
            program.control("stop")
        assert program.process.wait(10) == 0
    assert not Path(program.about["ca_file"]).exists()


@pytest.mark.parametrize(
    ("state", "problem"),
    [
        ("{", "give a JSON file"),
        ('{"zone": []}', "give zones, users and topics"),
        ('{"users": [{"policy": {"Statement": []}}]}', "2012-10-17"),
    ],
)
def test_a_bad_state_is_refused(tmp_path, state, problem):
    path = tmp_path / "state.json"
    path.write_text(state)
    done = subprocess.run(
        [sys.executable, "-m", "tests.aws", "--state", str(path)],
        cwd=TOP,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert problem in done.stderr and "Traceback" not in done.stderr
