# SPDX-License-Identifier: MIT
"""Requests signed by a certificate's key, checked by another implementation of keys and
certificates: whose they are, and that the signature is over exactly the bytes sent. Random, with a
fixed seed. And the pairs that the program makes for itself."""

from __future__ import annotations

import base64
import datetime
import hashlib
import os
import random
import re
import subprocess

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID
from signer_process import Signer

SEED = int(os.environ.get("WAN53_SEED", "20260101"))
PEM = serialization.Encoding.PEM
DER = serialization.Encoding.DER
FORMS = (serialization.PrivateFormat.PKCS8, serialization.PrivateFormat.TraditionalOpenSSL)
# One byte, the first bit of it set, the longest, the longest that looks negative, zeros within.
SERIALS = [1, 0x7F, 0x80, 0xFF, 0x100, 10**18, 2**63, 2**64, 2**127, 2**158, 2**159 - 1, 2**159 + 9]
SERIALS += [int("8a" + 19 * "00", 16), int("ff" * 20, 16) - 1]


@pytest.fixture(scope="module")
def signer():
    with Signer() as running:
        yield running


def certificate(key, serial, name="router", signer=None):
    now = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=3650))
    )
    # The builder takes 159 bits; RFC 5280's 20 bytes may have 160 in what CAs really sign.
    built._serial_number = serial
    return built.sign(signer or key, hashes.SHA256())


def pem_of(key, form):
    return key.private_bytes(PEM, form, serialization.NoEncryption()).decode()


def job_of(dice, key, certificates):
    return {
        "mode": "x509",
        "method": "POST",
        "path": "/sessions",
        "query": f"profileArn=arn%3Aaws%3Arolesanywhere&z={dice.randrange(10**9)}&a=b",
        "headers": [["Host", "rolesanywhere.eu-west-1.amazonaws.com"],
                    ["Content-Type", "application/json"],
                    ["User-Agent", "wan53/1"]],
        "body": f'{{"durationSeconds":{dice.randrange(900, 43200)}}}',
        "certificates": "".join(c.public_bytes(PEM).decode() for c in certificates),
        "key": pem_of(key, dice.choice(FORMS)),
        "region": "eu-west-1",
        "service": "rolesanywhere",
        "timestamp": "20261127T233204Z",
    }  # fmt: skip


def verify(job, answer, key, certificates):
    assert "error" not in answer, answer
    headers = {name.lower(): value for name, value in answer["headers"]}
    assert len(headers) == len(answer["headers"])
    assert "x-amz-content-sha256" not in headers
    assert headers["x-amz-date"] == job["timestamp"]
    der = [base64.b64encode(c.public_bytes(DER)).decode() for c in certificates]
    assert headers["x-amz-x509"] == der[0]
    assert headers.get("x-amz-x509-chain", "") == ",".join(der[1:])
    kind = "RSA" if isinstance(key, rsa.RSAPrivateKey) else "ECDSA"
    scope = "20261127/eu-west-1/rolesanywhere/aws4_request"
    match = re.fullmatch(
        f"AWS4-X509-{kind}-SHA256 Credential=([0-9]+)/{scope}, "
        "SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]+)",
        headers["authorization"],
    )
    assert match, headers["authorization"]
    assert int(match[1]) == certificates[0].serial_number
    assert match[1] == str(certificates[0].serial_number)
    names = match[2].split(";")
    assert names == sorted(set(headers) - {"authorization", "user-agent"})
    canonical = "\n".join([
        job["method"], job["path"], "&".join(sorted(job["query"].split("&"))),
        *(f"{name}:{headers[name]}" for name in names), "", match[2],
        hashlib.sha256(job["body"].encode()).hexdigest(),
    ])  # fmt: skip
    to_sign = "\n".join([
        f"AWS4-X509-{kind}-SHA256", job["timestamp"], scope,
        hashlib.sha256(canonical.encode()).hexdigest(),
    ])  # fmt: skip
    signature = bytes.fromhex(match[3])
    public = certificates[0].public_key()
    if kind == "RSA":
        public.verify(signature, to_sign.encode(), padding.PKCS1v15(), hashes.SHA256())
    else:
        public.verify(signature, to_sign.encode(), ec.ECDSA(hashes.SHA256()))


def check(signer, dice, key, serial, chain=()):
    certificates = [certificate(key, serial), *chain]
    job = job_of(dice, key, certificates)
    verify(job, signer.ask(job), key, certificates)


@pytest.mark.parametrize("serial", SERIALS, ids=hex)
def test_serial_stands_in_decimal(signer, serial):
    check(signer, random.Random(serial), ec.generate_private_key(ec.SECP256R1()), serial)


def test_random_keys_serials_and_chains(signer):
    dice = random.Random(SEED)
    authority = ec.generate_private_key(ec.SECP384R1())
    chain = [certificate(authority, n, f"CA {n}") for n in (5, 6, 7)]
    for _ in range(200):
        serial = dice.getrandbits(dice.randint(1, 159)) or 1
        key = ec.generate_private_key(ec.SECP256R1())
        check(signer, dice, key, serial, chain[: dice.randrange(4)])


@pytest.mark.parametrize("bits", [2048, 3072, 4096])
def test_rsa_key(signer, bits):
    key = rsa.generate_private_key(65537, bits)
    check(signer, random.Random(bits), key, 2**100 + bits)


def test_refusals_name_what_is_wrong(signer):
    dice = random.Random(1)
    key = ec.generate_private_key(ec.SECP256R1())
    job = job_of(dice, key, [certificate(ec.generate_private_key(ec.SECP256R1()), 1)])
    assert "does not belong to the key" in signer.ask(job)["error"]
    long = certificate(key, 2**161)
    assert "more than 20 bytes" in signer.ask(job_of(dice, key, [long]))["error"]


@pytest.mark.parametrize("end", ["20491231T235959Z", "20500101T000000Z", "99991231T235959Z"])
def test_new_pair_is_what_others_read(signer, tmp_path, end):
    pair = signer.ask({"mode": "pair", "name": "router.example.com", "from": "20260101T000000Z",
                       "to": end})  # fmt: skip
    assert "error" not in pair, pair
    for name in ("key", "certificate", "request"):
        (tmp_path / name).write_text(pair[name])
    made = x509.load_pem_x509_certificate(pair["certificate"].encode())
    key = serialization.load_pem_private_key(pair["key"].encode(), None)
    request = x509.load_pem_x509_csr(pair["request"].encode())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "router.example.com")])
    assert made.public_key() == key.public_key() == request.public_key()
    assert made.subject == made.issuer == request.subject == name
    assert request.is_signature_valid
    assert made.version is x509.Version.v3
    assert 2**158 <= made.serial_number < 2**159
    assert f"{made.not_valid_before_utc:%Y%m%dT%H%M%SZ}" == "20260101T000000Z"
    assert f"{made.not_valid_after_utc:%Y%m%dT%H%M%SZ}" == end
    extensions = {type(each.value): each for each in made.extensions}
    assert set(extensions) == {x509.BasicConstraints, x509.KeyUsage}
    assert all(each.critical for each in extensions.values())
    assert not extensions[x509.BasicConstraints].value.ca
    assert extensions[x509.KeyUsage].value.digital_signature
    assert not extensions[x509.KeyUsage].value.key_cert_sign
    verified = subprocess.run(
        ["openssl", "verify", "-x509_strict", "-check_ss_sig", "-partial_chain", "-purpose",
         "sslclient", "-trusted", "certificate", "certificate"],
        cwd=tmp_path, capture_output=True, text=True)  # fmt: skip
    assert verified.stdout == "certificate: OK\n", verified.stderr
    checked = subprocess.run(
        ["openssl", "req", "-in", "request", "-verify", "-noout"],
        cwd=tmp_path, capture_output=True, text=True)  # fmt: skip
    assert "verify OK" in checked.stderr + checked.stdout


def test_a_pair_fits_a_cloudformation_parameter(signer):
    pair = signer.ask({"mode": "pair", "name": 64 * "x", "from": "20260101T000000Z",
                       "to": "20360101T000000Z"})  # fmt: skip
    assert len(pair["certificate"]) < 4096
    other = signer.ask({"mode": "pair", "name": 64 * "x", "from": "20260101T000000Z",
                        "to": "20360101T000000Z"})  # fmt: skip
    assert other["key"] != pair["key"]
