# SPDX-License-Identifier: MIT
"""What is in the local AWS, and what a console or another tool would do to it."""

from __future__ import annotations

import threading

from tests.aws import iam
from tests.aws.auth import Identity
from tests.aws.clock import Clock
from tests.aws.cloudwatch import CloudWatch
from tests.aws.iot import Iot, Router
from tests.aws.record_sets import TRAFFIC_POLICY_VALUE, given_record
from tests.aws.roles import ALLOW_ALL, Role, Roles, new_secret, random_id, trust, trust_iot
from tests.aws.roles_anywhere import RolesAnywhere
from tests.aws.route53 import Route53
from tests.aws.sns import Sns
from tests.aws.sts import Sts
from tests.aws.trust_anchors import Profile, TrustAnchor
from tests.aws.zones import Zone, new_zone

# Region prefix: partition, and the region that Route 53 is signed for.
_PARTITIONS = {"cn-": ("aws-cn", "cn-northwest-1"), "us-gov-": ("aws-us-gov", "us-gov-west-1")}


def _partition(region: str) -> tuple[str, str]:
    return next((v for k, v in _PARTITIONS.items() if region.startswith(k)), ("aws", "us-east-1"))


def _documents(policy: dict | list[dict]) -> list[dict]:
    return policy if isinstance(policy, list) else [policy]


class Account:
    """The state of all services; `lock` is held by whoever reads or changes it."""

    def __init__(self, region: str, account: str) -> None:
        self.region, self.account = region, account
        self.partition, route53_region = _partition(region)
        self.clock = Clock()
        self.keys: dict[str, Identity] = {}
        self.roles = Roles(self.partition, self.keys, self.clock)
        self.route53 = Route53(route53_region, self.partition, self.clock)
        self.sns = Sns(region)
        self.cloudwatch = CloudWatch(region, self.clock)
        self.sts = Sts(region, self.roles)
        self.iot = Iot(f"arn:{self.partition}:iot:{region}:{account}", self.roles, self.clock)
        self.roles_anywhere = RolesAnywhere(
            f"arn:{self.partition}:rolesanywhere:{region}:{account}", self.roles, self.clock
        )
        self.stacks: set[str] = set()  # names of those that are up
        self.lock = threading.RLock()

    # Who may ask.

    def add_user(
        self,
        policy: dict | list[dict] = ALLOW_ALL,
        *,
        name: str = "wan53",
        session: bool = False,
        seconds: float = 3600,
    ) -> Identity:
        """A user with a key, or a session of a role with a key and token for so many seconds."""
        policies = _documents(policy)
        for document in policies:
            iam.check_policy(document)
        start = f"arn:{self.partition}:iam::{self.account}"
        with self.lock:
            if session:
                nobody = trust("sts:AssumeRole", Service="ec2.amazonaws.com")
                role = Role(f"{start}:role/{name}", nobody, policies)
                return self.roles.session(role, "session", seconds)
            identity = Identity(
                arn=f"{start}:user/{name}",
                user_id=random_id("AIDA", 17),
                access_key_id=random_id("AKIA", 16),
                secret_access_key=new_secret(),
                policies=policies,
            )
            self.keys[identity.access_key_id] = identity
        return identity

    def add_role(
        self,
        name: str = "wan53",
        policy: dict | list[dict] = ALLOW_ALL,
        *,
        trust_policy: dict | None = None,
        account: str = "",
        max_seconds: int = 3600,
    ) -> Role:
        """A role; without a trust policy this account's users may assume it, if theirs says so.
        `account` is its own where that is another one."""
        if trust_policy is None:
            root = f"arn:{self.partition}:iam::{self.account}:root"
            trust_policy = trust("sts:AssumeRole", AWS=root)
        arn = f"arn:{self.partition}:iam::{account or self.account}:role/{name}"
        role = Role(arn, trust_policy, _documents(policy), max_seconds)
        with self.lock:
            if arn in self.roles.by_arn:
                raise ValueError(f"role {arn} exists already")
            self.roles.by_arn[arn] = role
        return role

    def add_router(
        self,
        certificate_pem: str,
        policy: dict | list[dict] | None = None,
        *,
        thing: str = "router",
        alias: str = "wan53",
        seconds: int = 3600,
    ) -> Router:
        """A router that authenticates to AWS IoT with this certificate: a thing, a role alias and a
        role with this policy (None: all is allowed). An alias that exists is shared as it is."""
        with self.lock:
            # Nothing is made for what cannot be registered.
            self.iot.check_new(certificate_pem)
            if alias in self.iot.aliases:
                if policy is not None:
                    raise ValueError(f"role alias {alias} exists and has a role; give no policy")
            else:
                role = self.add_role(
                    f"{alias}-role",
                    policy or ALLOW_ALL,
                    trust_policy=trust_iot(),
                    max_seconds=max(3600, seconds),
                )
                self.iot.add_alias(alias, role.arn, seconds)
            return self.iot.add_router(certificate_pem, thing, alias)

    def set_certificate_status(self, certificate_id: str, status: str) -> None:
        """Switches a registered certificate: ACTIVE, INACTIVE or REVOKED."""
        with self.lock:
            self.iot.certificate(certificate_id).status = status

    def add_trust_anchor(self, ca_pem: str, name: str = "home") -> TrustAnchor:
        """Whose certificates IAM Roles Anywhere believes."""
        with self.lock:
            return self.roles_anywhere.add_anchor(ca_pem, name)

    def add_profile(self, role_arns: list[str], seconds: int = 3600) -> Profile:
        """Which roles may be had by IAM Roles Anywhere."""
        with self.lock:
            return self.roles_anywhere.add_profile(role_arns, seconds)

    def import_crl(self, crl_pem: str, anchor_arn: str) -> None:
        """Certificates that a trust anchor's authority has revoked."""
        with self.lock:
            self.roles_anywhere.import_crl(crl_pem, anchor_arn)

    # What the services hold.

    def add_zone(
        self,
        name: str,
        *,
        private: bool = False,
        zone_id: str | None = None,
        comment: str = "",
        account: str = "",
    ) -> str:
        """A hosted zone; returns its id. `account` is its owner where that is another one."""
        zone_id = zone_id or random_id("Z", 20)
        with self.lock:
            number = len(self.route53.zones)
            zone = new_zone(zone_id, name, private, comment, number)
            zone.account = account or self.account
            self.route53.zones[zone_id] = zone
        return zone_id

    def put_record(
        self,
        zone_id: str,
        name: str,
        type_: str,
        values: list[str] | str = (),
        *,
        ttl: int = 300,
        **fields: str | int | dict,
    ) -> None:
        """Stores a record set as another tool would; `fields` are SetIdentifier, Weight, ...

        With a TrafficPolicyInstanceId it has neither a TTL nor values of its own."""
        values = [values] if isinstance(values, str) else list(values)
        given: dict = {"Name": name, "Type": type_} | fields
        if "TrafficPolicyInstanceId" in fields:
            values = [TRAFFIC_POLICY_VALUE]
        elif "AliasTarget" not in fields:
            given["TTL"] = ttl
        with self.lock:
            self._zone(zone_id).put(given_record(given, values))

    def delete_record(self, zone_id: str, name: str, type_: str, identifier: str = "") -> None:
        """Removes a record set as another tool would; KeyError where there is none."""
        fields = {"SetIdentifier": identifier} if identifier else {}
        with self.lock:
            self._zone(zone_id).remove(given_record({"Name": name, "Type": type_} | fields, []))

    def _zone(self, zone_id: str) -> Zone:
        return self.route53.zones[zone_id]

    def records(self, zone_id: str, *, infrastructure: bool = False) -> list[dict]:
        """A zone's record sets in Route 53's order; its own NS and SOA only if asked for."""
        with self.lock:
            zone = self._zone(zone_id)
            ordered = [zone.records[key] for key in zone.ordered_from((b"", "", b""))]
        return [
            record.as_dict()
            for record in ordered
            if infrastructure or record.name != zone.name or record.type not in ("NS", "SOA")
        ]

    def add_topic(self, name_or_arn: str) -> str:
        """A topic; returns its ARN."""
        arn = name_or_arn
        if not arn.startswith("arn:"):
            arn = f"arn:{self.partition}:sns:{self.region}:{self.account}:{name_or_arn}"
        with self.lock:
            self.sns.topics.setdefault(arn, [])
        return arn

    def messages(self, topic: str) -> list[dict[str, str]]:
        """What was published to a topic."""
        with self.lock:
            return list(self.sns.topics[topic])

    def metrics(self) -> list[dict]:
        """What was put, in order."""
        with self.lock:
            return list(self.cloudwatch.metrics)
