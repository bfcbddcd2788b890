# SPDX-License-Identifier: MIT
"""AWS IoT as far as its credentials provider needs it: certificates, things, policies, aliases.

Certificates are registered without a CA. Source: RegisterCertificateWithoutCA, CreateRoleAlias, AWS
IoT API Reference; "Authorizing direct calls to AWS services", AWS IoT Developer Guide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cryptography import x509

from tests.aws import certificates, iam
from tests.aws.auth import Identity
from tests.aws.clock import Clock
from tests.aws.iam import Question
from tests.aws.roles import IOT, Role, Roles, check_seconds

STATUSES = ("ACTIVE", "INACTIVE", "REVOKED")
_THING = re.compile(r"[A-Za-z0-9:_-]{1,128}")
_ALIAS = re.compile(r"[\w=,@-]{1,128}", re.ASCII)


class Denied(Exception):
    """Why no credentials are given; the caller of AWS IoT is not told."""


@dataclass
class Certificate:
    """A registered certificate: IoT policies by name, and the things attached to it."""

    x509: x509.Certificate
    id: str
    arn: str
    status: str = "ACTIVE"
    policies: dict[str, dict] = field(default_factory=dict)
    things: set[str] = field(default_factory=set)

    def __setattr__(self, name: str, value: object) -> None:
        if name == "status" and value not in STATUSES:
            raise ValueError(f"status is {value!r}; give one of {', '.join(STATUSES)}")
        super().__setattr__(name, value)


@dataclass
class RoleAlias:
    """A name for a role, and how long its sessions last."""

    name: str
    arn: str
    role_arn: str
    seconds: int


@dataclass
class Router:
    """All that a router needs to know, and the switch of its certificate."""

    endpoint: str  # HOST:PORT
    alias: str
    thing: str
    certificate: Certificate
    role: Role

    @property
    def status(self) -> str:
        """Its certificate's: ACTIVE, INACTIVE or REVOKED."""
        return self.certificate.status

    @status.setter
    def status(self, status: str) -> None:
        self.certificate.status = status


class Iot:
    """One account's registry in one region."""

    def __init__(self, arn: str, roles: Roles, clock: Clock) -> None:
        self.certificates: dict[str, Certificate] = {}  # by id
        self.things: set[str] = set()
        self.aliases: dict[str, RoleAlias] = {}
        self.endpoint = ""  # known when the listener has its port
        self._arn, self._roles, self._clock = arn, roles, clock

    # What a console would do.

    def check_new(self, pem: str) -> x509.Certificate:
        """A certificate that may be registered; ValueError for any other."""
        parsed = certificates.read_one(pem)
        id_ = certificates.fingerprint(parsed)
        if id_ in self.certificates:
            raise ValueError(f"certificate {id_} is registered already")
        return parsed

    def register(self, pem: str, status: str = "ACTIVE") -> Certificate:
        """A certificate of the owner's, without a CA."""
        parsed = self.check_new(pem)
        id_ = certificates.fingerprint(parsed)
        self.certificates[id_] = Certificate(parsed, id_, f"{self._arn}:cert/{id_}", status)
        return self.certificates[id_]

    def certificate(self, id_or_arn: str) -> Certificate:
        """A registered one; ValueError for any other."""
        id_ = id_or_arn.removeprefix(f"{self._arn}:cert/")
        if id_ not in self.certificates:
            raise ValueError(f"certificate {id_or_arn} is not registered")
        return self.certificates[id_]

    def forget(self, certificate: Certificate) -> None:
        """Deletes one that nothing is attached to any more."""
        if certificate.policies or certificate.things:
            raise ValueError(f"certificate {certificate.id} still has a policy or a thing")
        del self.certificates[certificate.id]

    def add_thing(self, name: str) -> None:
        """A thing, unless there is one of that name."""
        if not _THING.fullmatch(name):
            raise ValueError(f"thing {name!r}: give 1 to 128 letters, digits, colons, _ and -")
        self.things.add(name)

    def attach_thing(self, certificate: Certificate, thing: str) -> None:
        if thing not in self.things:
            raise ValueError(f"there is no thing {thing!r}")
        certificate.things.add(thing)

    def attach_policy(self, certificate: Certificate, name: str, document: dict) -> None:
        """An IoT policy, which speaks of iot: actions as IAM's policies do."""
        iam.check_policy(document)
        certificate.policies[name] = document

    def add_alias(self, name: str, role_arn: str, seconds: int = 3600) -> RoleAlias:
        """A role alias; its sessions may not last longer than the role allows."""
        if not _ALIAS.fullmatch(name):
            raise ValueError(f"role alias {name!r}: give 1 to 128 letters, digits and _=,@-")
        if name in self.aliases:
            raise ValueError(f"role alias {name} exists already")
        if role_arn not in self._roles.by_arn:
            raise ValueError(f"role alias {name}: there is no role {role_arn}")
        check_seconds(seconds, f"role alias {name}: credentialDurationSeconds")
        most = self._roles.by_arn[role_arn].max_seconds
        if seconds > most:
            raise ValueError(
                f"role alias {name}: credentialDurationSeconds is {seconds}, more than the "
                f"MaxSessionDuration of its role, {most}"
            )
        self.aliases[name] = RoleAlias(name, self.alias_arn(name), role_arn, seconds)
        return self.aliases[name]

    def alias_arn(self, name: str) -> str:
        return f"{self._arn}:rolealias/{name}"

    def add_router(self, pem: str, thing: str, alias: str) -> Router:
        """Registers a certificate with a thing and a policy for this alias."""
        certificate = self.register(pem)
        self.add_thing(thing)
        self.attach_thing(certificate, thing)
        allowed = {
            "Effect": "Allow",
            "Action": "iot:AssumeRoleWithCertificate",
            "Resource": self.alias_arn(alias),
        }
        document = {"Version": "2012-10-17", "Statement": [allowed]}
        self.attach_policy(certificate, f"{alias}-{thing}", document)
        role = self._roles.by_arn[self.aliases[alias].role_arn]
        return Router(self.endpoint, alias, thing, certificate, role)

    # AssumeRoleWithCertificate.

    def assume(self, certificate: Certificate, alias: str, things: list[str]) -> Identity:
        """A session of the alias's role; `things` are the names that the request gives."""
        if certificate.status != "ACTIVE":
            raise Denied(f"certificate is {certificate.status}")
        if not certificates.valid_at(certificate.x509, self._clock.utc()):
            raise Denied("certificate is out of its dates")
        question = Question("iot:AssumeRoleWithCertificate", self.alias_arn(alias))
        if iam.decide(list(certificate.policies.values()), question) != "allowed":
            raise Denied("no policy of the certificate allows the role alias")
        if alias not in self.aliases:
            raise Denied("no such role alias")
        if len(things) > 1 or not certificate.things.issuperset(things):
            raise Denied("thing is not the certificate's")
        given, role = self.aliases[alias], self._roles.by_arn.get(self.aliases[alias].role_arn)
        # As AWS documents for Greengrass, which asks the same way.
        source = {"aws:sourcearn": [given.arn], "aws:sourceaccount": [given.arn.split(":")[4]]}
        asked = Question("sts:AssumeRole", given.role_arn, source)
        if role is None or iam.decide_trust(role.trust, "Service", {IOT}, asked) != "allowed":
            raise Denied("AWS IoT may not assume the role")
        if given.seconds > role.max_seconds:
            raise Denied("the role's sessions do not last that long")
        context = {"credentials-iot:awscertificateid": [certificate.id]}
        if things:
            context["credentials-iot:thingname"] = things
        return self._roles.session(role, certificate.id, given.seconds, context)
