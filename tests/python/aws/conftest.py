# SPDX-License-Identifier: MIT
"""Stacks with a function of the tests' own, behind the local API Gateway and a function URL, and
routers that prove themselves by a certificate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from anywhere_client import Place
from gateway_client import Behind
from identities import Issued, Pair, issue, self_signed
from iot_client import Caller

from tests.aws import LocalAws
from tests.aws.roles import trust_roles_anywhere
from tests.aws.stack import Stack

HERE = Path(__file__).resolve().parent
# May read the zone that its certificate's name is the id of.
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "route53:ListResourceRecordSets",
            "Resource": "arn:aws:route53:::hostedzone/${aws:PrincipalTag/x509Subject/CN}",
        }
    ],
}


@pytest.fixture
def start(aws) -> Iterator[Callable[..., Behind]]:
    """start(extra={...}, Rate=..., ...) brings up gateway_stack.yaml with these parameters."""
    with ExitStack() as stacks:

        def begin(extra: dict[str, str] | None = None, **parameters: object) -> Behind:
            given = {"HostName": "home.example.com"}
            given |= {name: str(value) for name, value in parameters.items()}
            server: LocalAws = aws.server
            stack = stacks.enter_context(
                Stack(
                    server,
                    HERE / "gateway_stack.yaml",
                    given,
                    bootstrap=HERE / "fake_bootstrap.py",
                    extra=extra,
                )
            )
            return Behind(server, stack)

        yield begin


@pytest.fixture
def behind(start) -> Behind:
    """The stack with its defaults: no limit that a test would reach."""
    return start()


@pytest.fixture(scope="session")
def pairs(tmp_path_factory) -> dict[str, Pair]:
    """Two with one subject, as a change of keys has them, and an RSA one."""
    folder = tmp_path_factory.mktemp("pairs")
    return {
        "P-256": self_signed(folder, "P-256", "first"),
        "next": self_signed(folder, "P-256", "next"),
        "RSA": self_signed(folder, "RSA", "rsa"),
    }


@pytest.fixture
def caller(aws, pairs) -> Caller:
    return Caller(aws, pairs["P-256"], aws.add_router(pairs["P-256"].pem))


@pytest.fixture(scope="session")
def authority() -> Issued:
    return issue("the owner's authority", ca=True)


@pytest.fixture
def place(aws, authority) -> Place:
    anchor = aws.add_trust_anchor(authority.pem)
    role = aws.add_role("home", POLICY, trust_policy=trust_roles_anywhere(anchor.arn))
    profile = aws.add_profile([role.arn])
    arns = {"trustAnchorArn": anchor.arn, "profileArn": profile.arn, "roleArn": role.arn}
    return Place(aws, authority, issue(aws.zone_id, authority), arns)
