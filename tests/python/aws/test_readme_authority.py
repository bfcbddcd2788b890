# SPDX-License-Identifier: MIT
"""The lines of src/lambda/README.md for a CA of the owner's, as a person runs them.

IAM Roles Anywhere must take what they make, and refuse what they revoke.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from anywhere_client import DENIED, CreateSession, refusal
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from identities import Issued, new_key
from test_router_stacks import Place, arns_of, by_ca, place  # noqa: F401

README = Path(__file__).resolve().parents[3] / "src" / "lambda" / "README.md"
NAME = "b.example.com"
# A person is asked for the CA's password, and `aws` is logged in.
SHELL = f"""
openssl() {{
    if [ "$1" = req ]; then command openssl "$@" -passout pass:of-the-ca
    else command openssl "$@" -passin pass:of-the-ca; fi
}}
aws() {{ {sys.executable} -c 'import json, sys; print(json.dumps(sys.argv[1:]))' "$@" >call; }}
"""


def blocks() -> list[str]:
    """Those for the shell in the section, in its order."""
    section = README.read_text().partition("\n## With a CA of yours\n")[2].partition("\n## ")[0]
    return re.findall(r"^```sh\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)


def block(word: str) -> str:
    (found,) = [text for text in blocks() if word in text]
    return found


class Person:
    """A folder, and what is pasted there."""

    def __init__(self, folder: Path, shell: str) -> None:
        self.folder, self.shell = folder, shell

    def paste(self, lines: str) -> None:
        subprocess.run(
            [self.shell, "-e", "-u"],
            input=SHELL + lines,
            cwd=self.folder,
            text=True,
            capture_output=True,
            check=True,
            timeout=60,
        )

    def read(self, name: str) -> str:
        return (self.folder / name).read_text()

    def parameters(self) -> dict[str, str]:
        """Of the last `aws cloudformation deploy`."""
        words = json.loads(self.read("call"))
        assert words[:2] == ["cloudformation", "deploy"]
        return dict(w.split("=", 1) for w in words[words.index("--parameter-overrides") + 1 :])

    def signs(self, name: str) -> Issued:
        """What the CA makes of a router's request."""
        key = new_key()
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        request = x509.CertificateSigningRequestBuilder().subject_name(subject)
        pem = request.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        (self.folder / "client.csr").write_bytes(pem)
        self.paste(block("x509 -req"))
        return Issued(x509.load_pem_x509_certificate(self.read("client.crt").encode()), key)


@pytest.fixture(params=["sh", "bash"])
def person(request, tmp_path) -> Person:
    one = Person(tmp_path, request.param)
    one.paste(block("openssl req"))
    return one


def extension(certificate: x509.Certificate, kind):
    found = certificate.extensions.get_extension_for_class(kind)
    assert found.critical
    return found.value


def test_the_ca_is_one_and_its_key_has_a_password(person):
    ca = x509.load_pem_x509_certificate(person.read("ca.crt").encode())
    assert extension(ca, x509.BasicConstraints).ca
    usage = extension(ca, x509.KeyUsage)
    assert usage.key_cert_sign and usage.crl_sign and not usage.digital_signature
    assert "ENCRYPTED PRIVATE KEY" in person.read("ca.key")


def test_a_router_gets_its_name_and_loses_it_when_revoked(person, place):  # noqa: F811
    """In two shells: the stack takes the CA's certificate, the role its routers', and a list
    shuts one out."""
    person.paste(block("Via=route53"))
    given = person.parameters() | {"HostedZoneId": place.aws.zone_id}
    stack = place.bring_up("roles-anywhere.yaml", given, "wan53-ca")
    other, router = person.signs("c.example.com"), person.signs(NAME)
    assert not extension(router.certificate, x509.BasicConstraints).ca
    assert extension(router.certificate, x509.KeyUsage).digital_signature
    who = by_ca(place, stack, router)
    assert place.change(who, NAME) == "" and place.change(who, NAME, "AAAA") == ""
    assert place.change(who, "c.example.com") == "AccessDenied"

    person.paste(block("-revoke"))
    stack.update(given | person.parameters())
    assert refusal(CreateSession(place.aws, router, arns_of(stack)).send())[:2] == DENIED
    assert by_ca(place, stack, other)
    # A second one, for which the same lines are run again.
    next_one = person.signs(NAME)
    person.paste(block("-revoke"))
    stack.update(given | person.parameters())
    for revoked in (router, next_one):
        assert refusal(CreateSession(place.aws, revoked, arns_of(stack)).send())[:2] == DENIED
    assert by_ca(place, stack, other)


def test_the_stack_of_a_gateway_takes_the_same_ca(person, place: Place):  # noqa: F811
    person.paste(block("GatewayApiArn="))
    stack = place.bring_up("roles-anywhere.yaml", person.parameters(), "wan53-ca")
    assert by_ca(place, stack, person.signs(NAME))
