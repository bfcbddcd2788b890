# SPDX-License-Identifier: MIT
"""LocalAws: Route 53, SNS, CloudWatch and STS on one loopback port, strict as the real ones.

Real AWS knows the service by the host; behind one endpoint it is known by the path (Route 53), by
Action and Version or by X-Amz-Target, and the signature must be for that service and region.
"""

from __future__ import annotations

import secrets
import tempfile
import threading
import traceback
import uuid
from pathlib import Path

from tests.aws import auth, iam, tls
from tests.aws.auth import Identity
from tests.aws.clock import Clock, iso
from tests.aws.cloudwatch import CloudWatch
from tests.aws.errors import ServiceError
from tests.aws.faults import INSTEAD, Fault, FaultQueue
from tests.aws.http_wire import Reply, Request
from tests.aws.journal import Entry, Journal
from tests.aws.listener import Listener
from tests.aws.record_sets import TRAFFIC_POLICY_VALUE, given_record
from tests.aws.route53 import Route53
from tests.aws.service import Call, Service
from tests.aws.sns import Sns
from tests.aws.sts import Sts
from tests.aws.throttle import TokenBucket
from tests.aws.zones import Zone, new_zone

ACCOUNT = "111122223333"
ALLOW_ALL = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
# Region prefix: partition, and the region that Route 53 is signed for.
_PARTITIONS = {"cn-": ("aws-cn", "cn-northwest-1"), "us-gov-": ("aws-us-gov", "us-gov-west-1")}


def _random_id(prefix: str, length: int) -> str:
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(length))


def _partition(region: str) -> tuple[str, str]:
    return next((v for k, v in _PARTITIONS.items() if region.startswith(k)), ("aws", "us-east-1"))


class LocalAws:
    """A context manager; in it, `endpoint` (https) and `http_endpoint` answer.

    `names` are further host names of the certificate, `tls_version` is "1.2", "1.3" or "any".
    """

    def __init__(
        self,
        *,
        region: str = "us-east-1",
        account: str = ACCOUNT,
        host: str = "127.0.0.1",
        port: int = 0,
        http_port: int = 0,
        names: tuple[str, ...] = (),
        tls_version: str = "any",
    ) -> None:
        self.region, self.account = region, account
        self.partition, route53_region = _partition(region)
        self.clock = Clock()
        self.journal = Journal()
        self.faults = FaultQueue()
        self.route53 = Route53(route53_region, self.partition, self.clock)
        self.sns = Sns(region)
        self.cloudwatch = CloudWatch(region, self.clock)
        self.sts = Sts(region)
        self.keys: dict[str, Identity] = {}
        self._services: list[Service] = [self.route53, self.sns, self.cloudwatch, self.sts]
        self._address = (host, port, http_port)
        self._context = tls.server_context((*tls.LOCAL_NAMES, *names), tls_version)
        self._lock = threading.RLock()
        self._crashes: list[str] = []

    def __enter__(self) -> LocalAws:
        host, port, http_port = self._address
        self._folder = tempfile.TemporaryDirectory(prefix="local-aws-")
        self.ca_file = Path(self._folder.name) / "ca.pem"
        self.ca_file.write_bytes(tls.ca_pem())
        self._https = Listener(
            self._respond,
            self.clock.now,
            self.journal,
            host=host,
            port=port,
            context=self._context,
        )
        self._http = Listener(
            self._respond, self.clock.now, self.journal, host=host, port=http_port
        )
        return self

    def __exit__(self, *_) -> None:
        self._https.stop()
        self._http.stop()
        self._folder.cleanup()
        if self._crashes:
            raise RuntimeError("the local AWS has crashed:\n" + "\n".join(self._crashes))

    @property
    def endpoint(self) -> str:
        """https://127.0.0.1:PORT; its certificate is signed by `ca_file`'s."""
        return self._https.url

    @property
    def http_endpoint(self) -> str:
        """http://127.0.0.1:PORT"""
        return self._http.url

    def environment(self, user: Identity, *, endpoint: str | None = None) -> dict[str, str]:
        """What an AWS tool needs in its environment to talk to this server as this user."""
        variables = {
            "AWS_ACCESS_KEY_ID": user.access_key_id,
            "AWS_SECRET_ACCESS_KEY": user.secret_access_key,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_ENDPOINT_URL": endpoint or self.endpoint,
            "AWS_CA_BUNDLE": str(self.ca_file),
        }
        if user.session_token:
            variables["AWS_SESSION_TOKEN"] = user.session_token
        return variables

    # State: what a console or another tool would have done.

    def add_user(
        self,
        policy: dict | list[dict] = ALLOW_ALL,
        *,
        name: str = "wan53",
        session: bool = False,
        seconds: float = 3600,
    ) -> Identity:
        """A user with a key, or a session of a role with a key and token for so many seconds."""
        policies = policy if isinstance(policy, list) else [policy]
        for document in policies:
            iam.check_policy(document)
        start = f"arn:{self.partition}:"
        user_id = _random_id("AROA" if session else "AIDA", 17)
        identity = Identity(
            arn=f"{start}iam::{self.account}:user/{name}",
            user_id=user_id,
            access_key_id=_random_id("ASIA" if session else "AKIA", 16),
            secret_access_key=secrets.token_urlsafe(30).replace("-", "+").replace("_", "/"),
            policies=policies,
        )
        if session:
            identity.arn = f"{start}sts::{self.account}:assumed-role/{name}/session"
            identity.user_id = f"{user_id}:session"
            identity.session_token = "IQoJb3JpZ2luX2VjE" + secrets.token_urlsafe(300) + "+/=="
            identity.expires = self.clock.now() + seconds
        with self._lock:
            self.keys[identity.access_key_id] = identity
        return identity

    def add_zone(
        self, name: str, *, private: bool = False, zone_id: str | None = None, comment: str = ""
    ) -> str:
        """A hosted zone; returns its id."""
        zone_id = zone_id or _random_id("Z", 20)
        with self._lock:
            number = len(self.route53.zones)
            self.route53.zones[zone_id] = new_zone(zone_id, name, private, comment, number)
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
        with self._lock:
            self._zone(zone_id).put(given_record(given, values))

    def delete_record(self, zone_id: str, name: str, type_: str, identifier: str = "") -> None:
        """Removes a record set as another tool would; KeyError where there is none."""
        fields = {"SetIdentifier": identifier} if identifier else {}
        with self._lock:
            self._zone(zone_id).remove(given_record({"Name": name, "Type": type_} | fields, []))

    def _zone(self, zone_id: str) -> Zone:
        return self.route53.zones[zone_id]

    def records(self, zone_id: str, *, infrastructure: bool = False) -> list[dict]:
        """A zone's record sets in Route 53's order; its own NS and SOA only if asked for."""
        with self._lock:
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
        with self._lock:
            self.sns.topics.setdefault(arn, [])
        return arn

    def messages(self, topic: str) -> list[dict[str, str]]:
        """What was published to a topic."""
        with self._lock:
            return list(self.sns.topics[topic])

    def metrics(self) -> list[dict]:
        """What was put, in order."""
        with self._lock:
            return list(self.cloudwatch.metrics)

    def set_offset(self, seconds: float) -> None:
        """Shifts the server's time, for signatures and Date alike."""
        self.clock.set_offset(seconds)

    def set_now(self, seconds: float | None) -> None:
        """Stops the server's time at so many seconds since 1970; None lets it run."""
        self.clock.set_now(seconds)

    def throttle(self, on: bool = True, *, rate: float = 5, burst: float = 5) -> None:
        """Route 53's limit of requests a second, for the account."""
        self.route53.bucket = TokenBucket(rate, burst) if on else None

    def drop_connections(self) -> None:
        """Ends all connections now, as servers do with idle ones."""
        self._https.drop_connections()
        self._http.drop_connections()

    # Requests.

    def _service_of(self, request: Request) -> Service:
        if self.route53.serves(request):
            return self.route53
        for service in (self.sns, self.cloudwatch, self.sts):
            if service.serves(request):
                return service
        scoped = _scope_service(request)
        for service in self._services[1:]:
            if service.name == scoped:
                return service
        return self.route53

    def _respond(self, request: Request, connection: int) -> Reply:
        try:
            return self._serve(request, connection)
        except Exception:
            # Seen by nobody in a connection's thread; __exit__ tells.
            self._crashes.append(traceback.format_exc())
            return Reply(500, b"the local AWS has crashed\n", close=True)

    def _serve(self, request: Request, connection: int) -> Reply:
        request_id = str(uuid.uuid4())
        service = self._service_of(request)
        entry = self.journal.add(request, connection, iso(self.clock.utc()))
        entry.service, entry.operation = service.name, service.operation_of(request)
        fault: Fault | None = None
        try:
            with self._lock:
                identity = auth.authenticate(
                    request, self.keys, self.clock.utc(), service.name, service.region
                )
                entry.user = identity.arn
                fault = self.faults.take(service.name, entry.operation)
                entry.fault = fault.kind if fault else ""
                reply = self._answer(request, service, identity, entry, fault, request_id)
        except ServiceError as error:
            entry.code = error.code
            reply = service.refuse(error, request, request_id)
        if fault and fault.kind not in INSTEAD:
            fault.spoil(reply)
        elif fault and fault.error():
            reply.headers += fault.headers
        entry.status = 0 if reply.wire.abort or reply.wire.raw is not None else reply.status
        return reply

    def _answer(
        self,
        request: Request,
        service: Service,
        identity: Identity,
        entry: Entry,
        fault: Fault | None,
        request_id: str,
    ) -> Reply:
        if fault and fault.kind in INSTEAD:
            if error := fault.error():
                raise error
            return fault.reply()
        call: Call = service.read(request, entry.operation)
        decision = iam.decide(identity.policies, call.question)
        if decision != "allowed":
            raise service.denied(identity, call.question, decision)
        reply = service.answer(call, identity, request_id)
        entry.changes = call.changes
        return reply


def _scope_service(request: Request) -> str:
    """The service that a request was signed for, "" where that cannot be told."""
    try:
        return auth.read_claim(request).service
    except ServiceError:
        return ""
