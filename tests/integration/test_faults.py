# SPDX-License-Identifier: MIT
"""What a hostile network, a wrong clock, a bad key or a full disk does to a round."""

import json
import os
import shutil
import socket
import subprocess

import pytest
from wan53 import record

LIST = "ListResourceRecordSets"
CHANGE = "ChangeResourceRecordSets"


@pytest.mark.parametrize(
    ("fault", "posts"),
    [
        ({"kind": "throttling", "operation": LIST, "count": 2}, 1),
        ({"kind": "throttling", "operation": CHANGE, "count": 2}, 3),
        ({"kind": "prior_request_not_complete", "operation": CHANGE, "count": 2}, 3),
        ({"kind": "status", "operation": LIST, "status": 500}, 1),
        ({"kind": "status", "operation": LIST, "status": 503}, 1),
        ({"kind": "reset", "operation": LIST}, 1),
        ({"kind": "close", "operation": LIST}, 1),
        ({"kind": "garbage", "operation": LIST}, 1),
        ({"kind": "reset", "operation": CHANGE}, 2),
        ({"kind": "status", "operation": CHANGE, "status": 500}, 2),
        ({"kind": "reset_after", "operation": CHANGE}, 1),
        ({"kind": "close_after", "operation": CHANGE}, 1),
        ({"kind": "truncate", "operation": CHANGE, "size": 40}, 1),
        ({"kind": "truncate", "operation": LIST, "size": 40}, 1),
        ({"kind": "delay", "operation": LIST, "seconds": 1.5}, 1),
        ({"kind": "close_idle", "operation": LIST}, 1),
        ({"kind": "huge", "operation": LIST, "size": 300_000}, 1),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else None,
)
def test_a_passing_fault_is_survived(aws, wan53, fault, posts):
    aws.put_record(aws.zone_id, "home.example.com", "A", ["198.51.101.6"])
    aws.faults.add(**fault)
    run = wan53.update()
    assert run.code == 0, run.err
    assert run.outcomes == ["changed"]
    assert run.json["records"][0]["old"] == "198.51.101.6"
    assert aws.records(aws.zone_id)[0]["Values"] == ["198.51.101.7"]
    assert aws.journal.operations().count(CHANGE) == posts


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"kind": "redirect"}, 4),
        ({"kind": "empty"}, 3),
        ({"kind": "status", "status": 503}, 3),
        ({"kind": "throttling"}, 3),
        ({"kind": "refuse", "status": 403, "code": "AccessDenied"}, 4),
        ({"kind": "status", "status": 200, "body": b"<html>portal</html>"}, 3),
        ({"kind": "status", "status": 503, "headers": (("Retry-After", "3600"),)}, 3),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else None,
)
def test_a_lasting_fault_writes_nothing_and_says_so(aws, wan53, fault, code):
    aws.put_record(aws.zone_id, "home.example.com", "A", ["198.51.101.6"])
    aws.faults.add(**fault, operation=LIST, count=99)
    run = wan53.update()
    assert run.code == code
    assert CHANGE not in aws.journal.operations()
    assert len(aws.journal) <= 4
    # Cron does not hammer: the back-off holds.
    aws.journal.clear()
    assert wan53.update("--if-due").code == 0
    assert len(aws.journal) == 0
    status = wan53("status")
    assert status.code == code
    assert "failed" in status.out


def test_unconfirmed_write(aws, wan53):
    aws.faults.add(kind="reset_after", operation=CHANGE)
    aws.faults.add(kind="reset", operation=LIST, skip=1, count=99)
    run = wan53.update()
    assert run.code == 5
    assert run.outcomes == ["unconfirmed"]
    aws.faults.clear()
    # The round that learns of the change tells it.
    assert wan53.update().outcomes == ["created"]
    assert wan53.update().outcomes == ["unchanged"]


@pytest.mark.parametrize("offset", [-3600, 600, 40 * 86_400])
def test_wrong_clock_is_corrected_once(aws, wan53, offset):
    aws.set_offset(offset)
    run = wan53.update()
    assert run.code == 0, run.err
    assert [entry.status for entry in aws.journal] == [403, 200, 200]
    aws.journal.clear()
    assert wan53.update().code == 0
    assert [entry.status for entry in aws.journal] == [200]
    # NTP mends the clock: one refusal, and it is forgotten.
    aws.set_offset(0)
    assert wan53.update().code == 0
    assert "clock " not in wan53("status").out


def test_date_header_alone_moves_the_clock(aws, wan53):
    aws.faults.add(kind="date", operation=LIST, seconds=240)
    assert wan53.update().code == 0
    assert json.loads(wan53.volatile.read_text())["clock_offset"] == pytest.approx(0, abs=5)


def test_wrong_secret_needs_the_user(aws, wan53):
    wan53.environment["AWS_SECRET_ACCESS_KEY"] = "x" * 40
    run = wan53("update")
    assert run.code == 4
    assert "secret access key" in run.err
    assert "x" * 40 not in run.err
    assert len(aws.journal) == 1


def test_key_made_seconds_ago(aws, wan53):
    aws.faults.add("unknown_key", count=2)
    run = wan53.update()
    assert run.code == 0, run.err
    assert [entry.status for entry in aws.journal] == [403, 403, 200, 200]
    # Once it has worked, it is not new: made inactive, it is refused at once.
    aws.user.active = False
    aws.journal.clear()
    run = wan53("update")
    assert run.code == 4
    assert "the key is active" in run.err
    assert len(aws.journal) == 1
    assert aws.user.access_key_id not in wan53.volatile.read_text()


def test_untrusted_certificate(aws, wan53):
    del wan53.environment["AWS_CA_BUNDLE"]
    run = wan53("update")
    assert run.code == 3
    assert "certificate" in run.err
    assert len(aws.journal) == 0


def test_nobody_listens(wan53):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    run = wan53("update", AWS_ENDPOINT_URL=f"https://127.0.0.1:{port}")
    assert run.code == 3
    assert "connect" in run.err


def test_host_that_does_not_exist(wan53):
    run = wan53("update", AWS_ENDPOINT_URL="https://no-such-host.invalid")
    assert run.code == 3
    assert "no-such-host.invalid" in run.err


def test_services_beside_route53_may_fail(aws, wan53):
    topic = aws.add_topic("home")
    wan53.configure(
        f"[publish]\nsns-topic-arn = {topic}\nmetric-namespace = Home/DDNS\n"
        + record(zone=aws.zone_id)
    )
    aws.faults.add(kind="status", service="sns", count=99)
    aws.faults.add(kind="reset_after", service="monitoring", count=99)
    run = wan53("update")
    assert run.code == 0
    assert "created" in run.out
    assert run.err.count("warning") == 2
    # A message that comes twice is better than one that never comes.
    assert aws.journal.operations().count("Publish") == 4
    assert "warning" in wan53("status").out


def test_route53_limit_of_five_a_second(aws, wan53):
    aws.throttle(True)
    wan53.configure("".join(record(f"h{i}.example.com", zone=aws.zone_id) for i in range(8)))
    run = wan53.update()
    assert run.code == 0, run.err
    assert run.outcomes == ["created"] * 8


@pytest.mark.parametrize("content", ["", "{", '{"version":1,"records":[{"name":3}]}', "\0" * 100])
def test_damaged_state_is_no_obstacle(wan53, content):
    wan53.update()
    for path in (wan53.state, wan53.volatile):
        path.write_text(content)
    assert wan53.update().outcomes == ["unchanged"]
    assert json.loads(wan53.state.read_text())["records"][0]["value"] == "198.51.101.7"


def test_state_is_private_and_not_rewritten(wan53):
    wan53.update()
    assert wan53.state.stat().st_mode & 0o777 == 0o600
    assert wan53.state.parent.stat().st_mode & 0o777 == 0o700
    inode = wan53.state.stat().st_ino
    wan53.update()
    assert wan53.state.stat().st_ino == inode


def test_full_disk(aws, wan53, tmp_path):
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("mounting a small tmpfs needs root")
    state = tmp_path / "state"
    state.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4k", "none", str(state)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip("this machine lets nobody mount a tmpfs")
    try:
        (state / "filler").write_bytes(b"x" * 4096)
        run = wan53("update")
        assert run.code != 0
        assert "created" in run.out
        assert "state" in run.err
        assert aws.records(aws.zone_id)[0]["Values"] == ["198.51.101.7"]
    finally:
        subprocess.run(["umount", str(state)], check=True)


def test_killed_at_any_moment_leaves_a_usable_state(aws, wan53):
    """A power cut's little sister: SIGKILL at moments spread over a round."""
    for i in range(12):
        process = subprocess.Popen(
            wan53.command("update", "--ip", f"198.51.101.{i + 20}"),
            env=wan53.variables(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(0.004 * i)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if wan53.state.exists():
            assert json.loads(wan53.state.read_text())["version"] == 1
    assert wan53.update().code == 0
    assert aws.records(aws.zone_id)[0]["Values"] == ["198.51.101.7"]
