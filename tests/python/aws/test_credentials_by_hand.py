# SPDX-License-Identifier: MIT
"""The lines of docs/credentials.md by hand: what they would make in AWS lets the machine in."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from identities import Pair
from iot_client import MISSING, Caller, session_of
from test_router_stacks import Place, place  # noqa: F401

from tests.aws.iot import Router

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)
PAGE = Path(__file__).resolve().parents[3] / "docs" / "credentials.md"
NAME = "wan53"
# Notes each call, and prints the one value that its --query asks for.
TOOL = """
import hashlib, json, os, ssl, sys
words = sys.argv[1:]
options = dict(zip(words[2::2], words[3::2]))
account, region = ACCOUNT, os.environ["AWS_DEFAULT_REGION"]
for name, value in options.items():
    if value.startswith("file://"):
        options[name] = open(value.removeprefix("file://")).read()
with open("calls", "a") as calls:
    calls.write(json.dumps([words[1], options]) + "\\n")
iot = f"arn:aws:iot:{region}:{account}"
if words[1] == "get-caller-identity":
    print(account)
elif words[1] == "create-role":
    print(f"arn:aws:iam::{account}:role/" + options["--role-name"])
elif words[1] == "create-role-alias":
    print(f"{iot}:rolealias/" + options["--role-alias"])
elif words[1] == "register-certificate-without-ca":
    der = ssl.PEM_cert_to_DER_cert(options["--certificate-pem"])
    print(f"{iot}:cert/" + hashlib.sha256(der).hexdigest())
elif words[1] == "describe-endpoint":
    print("c0ffee.credentials.iot.amazonaws.com")
"""


class Owner:
    """A folder with policy.json and client.crt, and what becomes of the lines there in AWS."""

    def __init__(self, folder: Path, aws, pair: Pair) -> None:
        self.folder, self.aws = folder, aws
        (folder / "aws").write_text(
            f"#!{sys.executable}{TOOL.replace('ACCOUNT', repr(aws.account))}"
        )
        (folder / "aws").chmod(0o755)
        self.take(pair)
        allowed = {"Effect": "Allow", "Action": "route53:*", "Resource": "*"}
        policy = {"Version": "2012-10-17", "Statement": [allowed]}
        (folder / "policy.json").write_text(json.dumps(policy))

    def take(self, pair: Pair) -> None:
        (self.folder / "client.crt").write_text(pair.pem)

    def paste(self, lines: str, shell: str) -> str:
        """Runs them and does in the local AWS what they ask for; what they print."""
        done = subprocess.run(
            [shell, "-e", "-u"],
            input=lines,
            cwd=self.folder,
            env={"PATH": f"{self.folder}:/usr/bin:/bin"},
            text=True,
            capture_output=True,
            check=True,
            timeout=60,
        )
        calls = self.folder / "calls"
        for line in calls.read_text().splitlines():
            self.act(*json.loads(line))
        calls.unlink()
        return done.stdout

    def act(self, verb: str, given: dict[str, str]) -> None:
        iot = self.aws.iot
        match verb:
            case "create-role":
                self.name = given["--role-name"]
                self.trust = json.loads(given["--assume-role-policy-document"])
            case "put-role-policy":
                assert given["--role-name"] == self.name
                policy = json.loads(given["--policy-document"])
                self.role = self.aws.add_role(self.name, policy, trust_policy=self.trust)
            case "create-role-alias":
                iot.add_alias(given["--role-alias"], given["--role-arn"])
            case "create-policy":
                self.policy = given["--policy-name"], json.loads(given["--policy-document"])
            case "register-certificate-without-ca":
                iot.register(given["--certificate-pem"], given["--status"])
            case "attach-policy":
                assert given["--policy-name"] == self.policy[0]
                iot.attach_policy(iot.certificate(given["--target"]), *self.policy)
            case _:
                assert verb in ("get-caller-identity", "describe-endpoint")


def lines() -> str:
    """The block that makes the role."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    (found,) = [text for text in blocks if "create-role-alias" in text]
    return found


def ask(aws, owner: Owner, pair: Pair):
    router = Router(aws.iot_endpoint, NAME, "", None, owner.role)
    return Caller(aws, pair, router).credentials(path=f"/role-aliases/{NAME}/credentials")


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_the_role_by_hand_and_the_next_pair(shell, place: Place, pairs, tmp_path):  # noqa: F811
    """As it is pasted; then the two lines and the two that the page names for a rotation."""
    aws, owner = place.aws, Owner(tmp_path, place.aws, pairs["P-256"])
    assert owner.paste(lines(), shell).endswith(".credentials.iot.amazonaws.com\n")
    assert owner.name == NAME
    who = session_of(ask(aws, owner, pairs["P-256"]))
    assert place.change(who, "home.example.com") == ""

    owner.take(pairs["next"])
    every = lines().splitlines()
    (first,) = [i for i, line in enumerate(every) if line.startswith("certificate=")]
    (last,) = [i for i, line in enumerate(every) if " attach-policy " in line]
    owner.paste("\n".join(every[:2] + every[first : last + 1]) + "\n", shell)
    # Without a stack both are in force, until the old one is switched off.
    for pair in (pairs["P-256"], pairs["next"]):
        assert session_of(ask(aws, owner, pair))


def test_another_alias_does_not_get_the_role(place: Place, pairs, tmp_path):  # noqa: F811
    """The trust policy names this account's own alias, which a slip in the quotes would lose."""
    aws, owner = place.aws, Owner(tmp_path, place.aws, pairs["P-256"])
    owner.paste(lines(), "sh")
    (statement,) = owner.trust["Statement"]
    alias = f"arn:aws:iot:us-east-1:{aws.account}:rolealias/{NAME}"
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": aws.account},
        "ArnEquals": {"aws:SourceArn": alias},
    }
    aws.iot.add_alias("other", owner.role.arn)
    router = aws.iot.add_router(pairs["next"].pem, "thing", "other")
    answer = Caller(aws, pairs["next"], router).get(path="/role-aliases/other/credentials")
    assert answer.json[0] == 403
