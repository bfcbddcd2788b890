# SPDX-License-Identifier: MIT
"""Roles: whom they trust, and the sessions that they give.

Every way to a session ends here, whoever asked for it: AWS IoT, IAM Roles Anywhere or STS.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.aws import iam
from tests.aws.auth import Identity
from tests.aws.clock import Clock

IOT = "credentials.iot.amazonaws.com"
ROLES_ANYWHERE = "rolesanywhere.amazonaws.com"
MIN_SECONDS, MAX_SECONDS = 900, 43200
ALLOW_ALL = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def random_id(prefix: str, length: int) -> str:
    """As in keys, users and hosted zones: capitals and digits."""
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(length))


def new_secret() -> str:
    """A secret access key: 40 letters of Base64."""
    return secrets.token_urlsafe(30).replace("-", "+").replace("_", "/")


def trust(action: str | list[str], condition: dict | None = None, **principal: str) -> dict:
    """A trust policy of one statement; `principal` is AWS=... or Service=..."""
    statement: dict = {"Effect": "Allow", "Principal": principal, "Action": action}
    if condition:
        statement["Condition"] = condition
    return {"Version": "2012-10-17", "Statement": [statement]}


def trust_iot() -> dict:
    """For AWS IoT's credentials provider."""
    return trust("sts:AssumeRole", Service=IOT)


def trust_roles_anywhere(anchor_arn: str) -> dict:
    """For certificates that this trust anchor's authority issued."""
    actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
    condition = {"ArnEquals": {"aws:SourceArn": anchor_arn}}
    return trust(actions, condition, Service=ROLES_ANYWHERE)


def check_seconds(seconds: int, what: str, least: int = MIN_SECONDS) -> None:
    """Raises ValueError for a session's length that AWS does not know."""
    if not least <= seconds <= MAX_SECONDS:
        raise ValueError(f"{what} is {seconds}; give {least} to {MAX_SECONDS}")


def expiration(session: Identity) -> str:
    """When it ends, as in replies: 2018-01-18T09:18:06Z."""
    return datetime.fromtimestamp(session.expires or 0, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Role:
    """An IAM role; `policies` say what its sessions may do, `trust` who may have one."""

    arn: str
    trust: dict
    policies: list[dict]
    max_seconds: int = 3600
    id: str = field(default_factory=lambda: random_id("AROA", 17))

    def __post_init__(self) -> None:
        iam.check_trust(self.trust)
        for document in self.policies:
            iam.check_policy(document)
        # IAM lets no role end its sessions sooner than after an hour, if they ask for that.
        check_seconds(self.max_seconds, "MaxSessionDuration", 3600)

    @property
    def name(self) -> str:
        return self.arn.rsplit("/", 1)[1]

    @property
    def account(self) -> str:
        return self.arn.split(":")[4]


class Roles:
    """All roles by ARN; sessions go into `keys`, by access key id."""

    def __init__(self, partition: str, keys: dict[str, Identity], clock: Clock) -> None:
        self.by_arn: dict[str, Role] = {}
        self._partition, self._keys, self._clock = partition, keys, clock

    def session(
        self,
        role: Role,
        name: str,
        seconds: float,
        context: dict[str, list[str]] | None = None,
    ) -> Identity:
        """A session with a key and token; who may have one was asked before."""
        identity = Identity(
            arn=f"arn:{self._partition}:sts::{role.account}:assumed-role/{role.name}/{name}",
            user_id=f"{role.id}:{name}",
            access_key_id=random_id("ASIA", 16),
            secret_access_key=new_secret(),
            session_token="IQoJb3JpZ2luX2VjE" + secrets.token_urlsafe(300) + "+/==",
            # Whole seconds, as its holder is told.
            expires=float(int(self._clock.now() + seconds)),
            policies=role.policies,
            role_arn=role.arn,
            context=context or {},
        )
        self._keys[identity.access_key_id] = identity
        return identity
