# SPDX-License-Identifier: MIT
"""The embedded roots are the certificates that their header says they are.

The header states name, last day and SHA-256 fingerprint of each; the source holds the PEM text.
Both are read as text here, so that a slip in either shows. The program holds what the compiler made
of the source.
"""

import datetime
import hashlib
import re
import ssl
from pathlib import Path

import pytest
from filter_process import build_folder

SYS = Path(__file__).resolve().parents[2] / "src" / "sys"
SYSTEM_ROOTS = Path("/usr/share/ca-certificates/mozilla")


def stated() -> list[tuple[str, str, str]]:
    """(common name, last day, fingerprint) for each certificate of the header."""
    header = (SYS / "amazon_roots.h").read_text()
    return re.findall(r"//   (\S.*) \(.*\), until ([0-9-]+)\n//     ([0-9a-f]{64})\n", header)


def embedded() -> list[str]:
    """The PEM texts of the source."""
    pem = "-----BEGIN CERTIFICATE-----\n.*?-----END CERTIFICATE-----\n"
    return re.findall(pem, (SYS / "amazon_roots.cpp").read_text(), re.DOTALL)


PAIRS = list(zip(stated(), embedded(), strict=False))


def test_five_certificates_are_embedded() -> None:
    assert len(stated()) == 5
    assert len(embedded()) == 5


@pytest.mark.parametrize(("fact", "pem"), PAIRS)
def test_certificate_is_the_stated_one(fact: tuple[str, str, str], pem: str) -> None:
    name, last_day, fingerprint = fact
    assert hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest() == fingerprint

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=pem)
    (facts,) = context.get_ca_certs()
    subject = {key: value for part in facts["subject"] for key, value in part}
    assert subject["commonName"] == name
    assert facts["issuer"] == facts["subject"]
    end = datetime.datetime.fromtimestamp(ssl.cert_time_to_seconds(facts["notAfter"]), datetime.UTC)
    assert end.date().isoformat() == last_day


@pytest.mark.parametrize(("fact", "pem"), PAIRS)
def test_certificate_equals_the_system_s(fact: tuple[str, str, str], pem: str) -> None:
    path = SYSTEM_ROOTS / (fact[0].replace(" ", "_") + ".crt")
    if not path.exists():
        pytest.skip("this system's bundle does not hold it as a file")
    assert ssl.PEM_cert_to_DER_cert(path.read_text()) == ssl.PEM_cert_to_DER_cert(pem)


@pytest.mark.parametrize(("fact", "pem"), PAIRS)
def test_the_program_holds_it_without_its_signature(fact: tuple[str, str, str], pem: str) -> None:
    der = ssl.PEM_cert_to_DER_cert(pem)
    # Its outer element and the one inside have four bytes of tag and length.
    end_of_contents = 8 + int.from_bytes(der[6:8])
    program = (build_folder() / "wan53").read_bytes()
    assert der[4:end_of_contents] in program, fact
    assert der[-32:] not in program, fact
    assert b"-----BEGIN CERTIFICATE-----\nMII" not in program, fact
