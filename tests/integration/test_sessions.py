# SPDX-License-Identifier: MIT
"""A machine that authenticates with its certificate: what it asks, keeps, says and never writes."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import written
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from test_floods import until
from wan53 import Wan53, record

from tests.aws.roles import trust_roles_anywhere

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="no strace")
TLS_DATA = b"\x17\x03\x03"
POSSIBLE_REASONS = (
    "certificate is active",
    "policy allows this role alias",
    "iot-thing is attached",
    "the role trusts credentials.iot.amazonaws.com",
)


def issue(name: str, issuer=None, *, ca: bool = False):
    """A certificate and its key; self-signed without an issuer."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    usages = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    usage = dict.fromkeys((*usages, "encipher_only", "decipher_only"), False)
    usage |= {"digital_signature": not ca, "key_cert_sign": ca, "crl_sign": ca}
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .sign(issuer[1] if issuer else key, hashes.SHA256())
    )
    return certificate, key


def pem_of(pair) -> str:
    return pair[0].public_bytes(serialization.Encoding.PEM).decode()


def key_pem_of(pair) -> str:
    return (
        pair[1]
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


def scalar_of(pair) -> bytes:
    """The private half itself, which is in every form of the key."""
    return pair[1].private_numbers().private_value.to_bytes(32)


def put_pair(program: Wan53, pair) -> None:
    for name, text in {"client.crt": pem_of(pair), "client.key": key_pem_of(pair)}.items():
        path = program.config.with_name(name)
        path.write_text(text)
        path.chmod(0o600)


class Proved(Wan53):
    """Without an access key."""

    def prove(self, keys: dict[str, str], zone: str, pair) -> None:
        lines = "".join(f"{name} = {value}\n" for name, value in keys.items())
        self.configure(f"[aws]\n{lines}{record(zone=zone)}")
        put_pair(self, pair)


def program_for(aws, folder: Path) -> Proved:
    program = Proved(folder, aws.environment(aws.user))
    program.drop_key()
    return program


@pytest.fixture
def pair():
    return issue("router")


@pytest.fixture
def router(aws, pair):
    return aws.add_router(pem_of(pair), thing="router", alias="wan53")


@pytest.fixture
def by_iot(aws, router, pair, tmp_path) -> Proved:
    program = program_for(aws, tmp_path)
    keys = {
        "credentials": "iot",
        "iot-endpoint": router.endpoint,
        "iot-role-alias": router.alias,
        "iot-thing": router.thing,
    }
    program.prove(keys, aws.zone_id, pair)
    return program


@pytest.fixture
def by_anywhere(aws, tmp_path) -> Proved:
    authority = issue("home CA", ca=True)
    pair = issue("router", authority)
    anchor = aws.add_trust_anchor(pem_of(authority))
    role = aws.add_role("router", trust_policy=trust_roles_anywhere(anchor.arn))
    profile = aws.add_profile([role.arn])
    program = program_for(aws, tmp_path)
    keys = {
        "credentials": "roles-anywhere",
        "trust-anchor-arn": anchor.arn,
        "profile-arn": profile.arn,
        "role-arn": role.arn,
    }
    program.prove(keys, aws.zone_id, pair)
    return program


@contextmanager
def daemon(program: Wan53, *before: str) -> Iterator[subprocess.Popen]:
    """In the foreground, after its first round."""
    process = subprocess.Popen(
        [*before, *program.command("run", "--foreground")],
        env=program.variables(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: program.volatile.exists() and '"last_round"' in program.volatile.read_text())
        yield process
    finally:
        program("stop")
        process.wait(timeout=20)


def reload(program: Wan53) -> None:
    """Makes the daemon run a round, and waits for its end."""

    def last_round() -> str | None:
        found = re.search(r'"last_round_ms":(\d+)', program.volatile.read_text())
        return found and found[1]

    def next_try() -> str:
        return program.volatile.read_text()

    before, text = last_round(), next_try()
    assert program("reload").code == 0
    until(lambda: last_round() != before or next_try() != text, 30)
    until(lambda: program("status", "--json").json["in_progress"] is None, 30)


def asked(aws) -> int:
    return sum(entry.service in ("iot", "rolesanywhere") for entry in aws.journal)


@pytest.mark.parametrize("proof", ["by_iot", "by_anywhere"])
def test_a_round_costs_one_connection_and_one_request_more(aws, proof, request):
    program = request.getfixturevalue(proof)
    assert program.update().outcomes == ["created"]
    aws.journal.clear()
    run = program.update()
    assert (run.code, run.outcomes) == (0, ["unchanged"])
    assert len(aws.journal) == 2
    assert aws.journal.connections == 2
    assert asked(aws) == 1


def test_the_daemon_asks_once_for_many_rounds(aws, by_iot):
    with daemon(by_iot):
        aws.journal.clear()
        for _ in range(3):
            reload(by_iot)
        assert len(aws.journal) == 3
        assert asked(aws) == 0


def test_the_daemon_outlives_the_end_of_its_session(aws, by_iot):
    with daemon(by_iot):
        aws.set_offset(2 * 3600)
        aws.journal.clear()
        reload(by_iot)
        status = by_iot("status", "--json").json
        assert status["ok"], status
        assert asked(aws) == 1
        assert status["proof"]["error"] is None


def test_a_certificate_that_is_switched_off(aws, router, by_iot):
    with daemon(by_iot):
        router.status = "INACTIVE"
        aws.journal.clear()
        reload(by_iot)
        # Held credentials live on.
        assert by_iot("status", "--json").json["ok"]
        assert asked(aws) == 0
        aws.set_offset(2 * 3600)
        reload(by_iot)
        status = by_iot("status", "--json").json
        assert not status["ok"]
        shown = by_iot("status").out
        for reason in POSSIBLE_REASONS:
            assert reason in shown
        router.status = "ACTIVE"
        reload(by_iot)
        status = by_iot("status", "--json").json
        assert status["ok"], status
        assert "Access Denied" not in by_iot("status").out


def test_refused_at_once_says_what_may_be_wrong(aws, router, by_iot):
    router.status = "REVOKED"
    run = by_iot("update")
    assert run.code == 4
    assert run.err.count("\n") == 1
    assert all(reason in run.err for reason in POSSIBLE_REASONS)
    assert aws.records(aws.zone_id) == []


@pytest.mark.parametrize(
    ("fault", "keys", "said"),
    [
        ("status", {"status": 503}, "ServiceUnavailable|HTTP 503"),
        ("truncate", {"size": 100}, "broke before the whole reply arrived"),
        ("huge", {"size": 20_000}, "cannot read what AWS IoT answered"),
        ("empty", {}, "cannot read what AWS IoT answered"),
        ("remove", {"edits": {"expiration": None}}, "cannot read what AWS IoT answered"),
        (
            "edit",
            {"edits": {"expiration": "2020-01-01T00:00:00Z"}},
            "gave credentials that end",
        ),
    ],
)
def test_a_provider_that_fails_costs_nothing(aws, by_iot, fault, keys, said):
    aws.faults.add(fault, service="iot", count=9, **keys)
    run = by_iot("update")
    assert run.code == 3, run.err
    assert re.search(said, run.err), run.err
    assert "ListResourceRecordSets" not in aws.journal.operations()
    aws.faults.clear()
    assert by_iot.update().outcomes == ["created"]


def test_a_certificate_that_nobody_has_registered(aws, by_iot):
    put_pair(by_iot, issue("router"))
    run = by_iot("update")
    assert run.code in (3, 4)
    assert run.err.count("\n") == 1
    assert "certificate" in run.err, run.err


@needs_strace
@pytest.mark.parametrize("hours", [2, pytest.param(24, marks=pytest.mark.long)])
def test_a_day_writes_no_secret(aws, by_iot, pair, tmp_path, hours):
    trace = tmp_path / "trace"
    with daemon(by_iot, *written.STRACE, "-o", str(trace)):
        for _ in range(hours):
            aws.set_offset(aws.clock.offset + 3601)
            reload(by_iot)
        assert by_iot("status", "--json").json["ok"]
    seen = written.read(trace)
    assert {one.call for one in seen}.isdisjoint(written.BLIND), "bytes that no trace shows"
    assert any(one.path.startswith(str(by_iot.volatile.parent)) for one in seen), "no file's write"
    assert any(one.data.startswith(TLS_DATA) for one in seen), "nothing that went to a server"
    given = [key for key in aws.keys.values() if key.session_token]
    assert len(given) > hours, "it asked for too few sessions"
    secrets = [
        text.encode() for one in given for text in (one.secret_access_key, one.session_token)
    ]
    secrets += [scalar_of(pair), *(one.access_key_id.encode() for one in given)]
    assert written.leaks(seen, secrets) == []
    for path in by_iot.folder.rglob("*"):
        if path.is_file() and path not in (trace, by_iot.config.with_name("client.key")):
            left = [written.Written("", str(path), path.read_bytes())]
            assert written.leaks(left, secrets) == []


@needs_strace
def test_a_new_private_key_is_written_to_its_own_file_alone(by_iot, tmp_path):
    trace = tmp_path / "trace"
    by_iot.launcher = (*written.STRACE, "-o", str(trace))
    # Nobody is there to say that AWS has it.
    assert by_iot("key", "rotate").code == 1
    key = by_iot.config.with_name("client.next.key")
    made = serialization.load_pem_private_key(key.read_bytes(), None)
    seen = written.read(trace)
    assert {one.call for one in seen}.isdisjoint(written.BLIND), "bytes that no trace shows"
    found = written.leaks(seen, [scalar_of((None, made))])
    # Beside its place, before it is moved there.
    assert {one.path for one in found} == {str(key.with_name(f".{key.name}.new"))}


SECRET = bytes(range(7, 39))


@needs_strace
@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        b"key=" + SECRET.hex().encode(),
        b"-----BEGIN-----\n" + base64.encodebytes(b"0\x77" + SECRET + b"\xa0" * 40),
        base64.b64encode(SECRET),
    ],
    ids=["raw", "hex", "in a PEM", "base64"],
)
def test_a_written_secret_would_be_seen(text, tmp_path):
    trace, target = tmp_path / "trace", tmp_path / "target"
    (tmp_path / "text").write_bytes(text)
    command = [*written.STRACE, "-o", str(trace), "/bin/sh", "-c", "dd if=text of=target"]
    subprocess.run(command, cwd=tmp_path, check=True)
    seen = written.read(trace)
    found = written.leaks(seen, [SECRET])
    assert [one.path for one in found] == [str(target)]
    assert written.leaks(seen, [bytes(32)]) == []
