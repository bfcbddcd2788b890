# SPDX-License-Identifier: MIT
"""-v and log-level = debug on the real binary: what they show, and that they show no secret; and
what doctor proves."""

from __future__ import annotations

import os
import re
import signal
import subprocess

import pytest
from test_gateway import router
from wan53 import record


def masked(text: str, aws) -> list[str]:
    """Its lines, without what differs from run to run."""
    text = text.replace(aws.zone_id, "ZONE")
    text = re.sub(r"localhost:\d+|127\.0\.0\.1:\d+", "HOST", text)
    text = re.sub(r"\d+ bytes after \d+ ms", "N bytes after N ms", text)
    text = re.sub(r"next cycle in .*", "next cycle in A WHILE", text)
    return re.sub(r"from /\S+", "from FILE", text).splitlines()


def test_verbose_update(aws, wan53):
    aws.put_record(aws.zone_id, "home.example.com", "A", ["198.51.101.6"])
    run = wan53("update", "-v")
    assert run.code == 0
    rrset = "HOST/2013-04-01/hostedzone/ZONE/rrset"
    assert masked(run.err, aws) == [
        "wan53: home.example.com A: 198.51.101.7 (static)",
        "wan53: a round runs: wan53 update",
        "wan53: the key comes from the environment",
        f"wan53: GET {rrset}: 200, N bytes after N ms, new connection",
        "wan53: home.example.com A in zone ZONE: update: published 198.51.101.6 with TTL 300, "
        "wanted 198.51.101.7 with TTL 120",
        f"wan53: POST {rrset}/: 200, N bytes after N ms, kept connection",
        "wan53: next cycle in A WHILE",
    ]
    assert run.out.startswith("home.example.com A: changed: from 198.51.101.6 ")
    # A program's output stays as it is.
    assert wan53.update("-v").outcomes == ["unchanged"]
    assert wan53("update").err == ""


def test_verbose_update_says_what_it_waits_for(aws, wan53):
    aws.faults.add("status", operation="ListResourceRecordSets")
    run = wan53("update", "-v")
    assert run.code == 0
    lines = masked(run.err, aws)
    assert any(": 503, N bytes after N ms, new connection" in line for line in lines)
    assert any(
        re.match(r"wan53: trying again in \d+ ms, after: Route 53 ListResourceRecordSets: ", line)
        for line in lines
    )


def faults_of(run) -> set[str]:
    """The checks of doctor that failed. No resolver knows the local AWS's zones."""
    return {line.split()[1] for line in run.out.splitlines() if line.startswith("fail")}


def secrets_of(user) -> list[str]:
    return [user.secret_access_key, user.session_token or "no token", "Authorization", "AWS4-HMAC"]


def assert_no_secret(text: str, users) -> None:
    assert "wan53: " in text
    for user in users:
        for secret in secrets_of(user):
            assert secret not in text
    assert not re.search(r"[0-9a-f]{64}", text), "a signature or a digest"
    assert "x-amz" not in text.lower()


@pytest.mark.parametrize("way", ["environment", "file"])
def test_no_secret_is_shown(aws, wan53, way):
    """Every credential that there is, each command that does work, and refusals that quote them."""
    session = aws.add_user(session=True)
    other = aws.add_user()
    topic = aws.add_topic("home")
    publish = f"[publish]\nsns-topic-arn = {topic}\nmetric-namespace = Home/DDNS\n"
    wan53.configure(publish + "log-level = debug\n" + record(zone=aws.zone_id))
    wan53.credentials.write_text(
        f"[default]\naws_access_key_id = {session.access_key_id}\n"
        f"aws_secret_access_key = {session.secret_access_key}\n"
        f"aws_session_token = {session.session_token}\n"
    )
    wan53.credentials.chmod(0o600)
    if way == "environment":
        wan53.environment = aws.environment(session)
    else:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            wan53.environment.pop(name)
    text = ""
    for command in (("update", "-v"), ("update", "-v", "--force"), ("doctor", "-v", "--write")):
        run = wan53(*command)
        assert faults_of(run) <= {"delegation"}, run.out
        text += run.out + run.err
    # Its error quotes the canonical request.
    wrong = {"AWS_SECRET_ACCESS_KEY": other.secret_access_key}
    wrong |= {"AWS_ACCESS_KEY_ID": session.access_key_id}
    wrong |= {"AWS_SESSION_TOKEN": session.session_token}
    run = wan53("update", "-v", **wrong)
    assert run.code == 4
    text += run.out + run.err
    assert_no_secret(text, (session, other))


def test_no_secret_is_logged(aws, wan53):
    wan53.configure("[publish]\nlog-level = debug\n" + record(zone=aws.zone_id))
    daemon = subprocess.Popen(
        wan53.command("run", "--foreground"),
        env=wan53.variables(), stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    lines = []
    for line in daemon.stderr:
        lines.append(line)
        if "next cycle in " in line:
            break
    daemon.send_signal(signal.SIGTERM)
    lines += daemon.communicate()[1].splitlines(keepends=True)
    assert any(line.startswith("wan53: POST ") for line in lines)
    assert_no_secret("".join(lines), (aws.user,))


def test_no_secret_is_shown_through_a_gateway(gateway, tmp_path):
    wan53 = router(gateway, tmp_path)
    run = wan53("update", "-v")
    assert run.code == 0
    assert "/v100/ddns: 200, " in run.err
    assert "ip=" not in run.err
    doctor = wan53("doctor", "-v")
    assert_no_secret(run.err + doctor.err + doctor.out, (gateway.router,))


def test_doctor_rehearses_through_the_template(gateway, tmp_path):
    wan53 = router(gateway, tmp_path)
    for url in (gateway.url, gateway.function_url):
        wan53 = router(gateway, tmp_path, url=url)
        run = wan53("doctor")
        assert run.code == 0, run.out
        assert "home.example.com: path, signature and name are accepted" in run.out
    assert not gateway.values()
    assert gateway.messages() == []
    # Who may not call it learns that.
    stranger = gateway.aws.add_user([])
    run = router(gateway, tmp_path, user=stranger)("doctor")
    assert run.code == 4
    assert "fail  gateway" in run.out


def test_doctor_proves_the_topic(aws, wan53):
    topic = aws.add_topic("home")
    wan53.configure(f"[publish]\nsns-topic-arn = {topic}\n" + record(zone=aws.zone_id))
    assert "warn  message       none was sent yet" in wan53("doctor").out
    run = wan53("doctor", "--write")
    assert faults_of(run) <= {"delegation"}
    assert "ok    message" in run.out
    assert [message["Subject"] for message in aws.messages(topic)] == ["DDNS test"]
    assert "ok    message" in wan53("doctor").out


def test_doctor_shares_nothing(aws, wan53):
    wan53.update()
    run = wan53("doctor", "--share")
    assert faults_of(run) <= {"delegation"}
    for whose in ("example.com", "198.51.101.7", aws.zone_id, aws.user.arn.split(":")[4]):
        assert whose not in run.out
    assert "name-1 A: address-1 from static" in run.out
    # A version of four numbers is no address.
    assert f"fact  kernel        {os.uname().release} {os.uname().machine}" in run.out
