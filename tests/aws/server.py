# SPDX-License-Identifier: MIT
"""LocalAws: Route 53, SNS, CloudWatch, STS and IAM Roles Anywhere on one loopback port, AWS IoT's
credentials provider on another, strict as the real ones.

Real AWS knows the service by the host; behind one endpoint it is known by the path (Route 53, Roles
Anywhere), by Action and Version or by X-Amz-Target, and the signature must be for that service and
region. What is in the account, and how it gets there, stands in account.py.
"""

from __future__ import annotations

import tempfile
import traceback
import uuid
from pathlib import Path

from tests.aws import auth, exchange, tls
from tests.aws.account import Account
from tests.aws.auth import Identity
from tests.aws.clock import iso
from tests.aws.errors import ServiceError
from tests.aws.faults import FaultQueue
from tests.aws.http_wire import Reply, Request
from tests.aws.iot_credentials import IotCredentials
from tests.aws.journal import Entry, Journal
from tests.aws.listener import Listener
from tests.aws.service import Service
from tests.aws.throttle import TokenBucket
from tests.aws.x509_signature import Signer

ACCOUNT = "111122223333"


class LocalAws(Account):
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
        super().__init__(region, account)
        self.journal = Journal()
        self.faults = FaultQueue()
        self._services: list[Service] = [self.route53, self.sns, self.cloudwatch, self.sts]
        self._address, self._tls_version = (host, port, http_port), tls_version
        self._context = tls.server_context((*tls.LOCAL_NAMES, *names), tls_version)
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
        self._iot = IotCredentials(self, host, self._tls_version)
        self.iot.endpoint = self._iot.endpoint
        return self

    def __exit__(self, *_) -> None:
        self._https.stop()
        self._http.stop()
        self._iot.close()
        self._folder.cleanup()
        if crashes := self._crashes + self._iot.crashes:
            raise RuntimeError("the local AWS has crashed:\n" + "\n".join(crashes))

    @property
    def endpoint(self) -> str:
        """https://127.0.0.1:PORT; its certificate is signed by `ca_file`'s."""
        return self._https.url

    @property
    def http_endpoint(self) -> str:
        """http://127.0.0.1:PORT"""
        return self._http.url

    @property
    def iot_endpoint(self) -> str:
        """HOST:PORT of AWS IoT's credentials provider, which `ca_file` signs for, too."""
        return self._iot.endpoint

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
        self._iot.drop_connections()

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
        entry = self.journal.add(request, connection, iso(self.clock.utc()))
        answered = self._by_certificate if self.roles_anywhere.serves(request) else self._by_key
        with self.lock:
            return answered(request, entry)

    def _by_certificate(self, request: Request, entry: Entry) -> Reply:
        service = self.roles_anywhere
        entry.service, entry.operation = service.name, service.operation_of(request)
        signer: list[Signer] = []

        def admit() -> None:
            if not entry.operation:
                raise ServiceError("ResourceNotFoundException", "No such path.", 404)
            signer.append(service.authenticate(request))
            entry.user = signer[0].certificate.subject.rfc4514_string()

        return exchange.serve(
            entry,
            self.faults,
            admit,
            lambda: service.answer(request, signer[0]),
            service.refuse,
        )

    def _by_key(self, request: Request, entry: Entry) -> Reply:
        request_id = str(uuid.uuid4())
        service = self._service_of(request)
        entry.service, entry.operation = service.name, service.operation_of(request)
        sender: list[Identity] = []

        def admit() -> None:
            sender.append(
                auth.authenticate(
                    request, self.keys, self.clock.utc(), service.name, service.region
                )
            )
            entry.user = sender[0].arn

        def answer() -> Reply:
            call, identity = service.read(request, entry.operation), sender[0]
            if call.question is not None:
                decision = identity.decide(call.question)
                if decision != "allowed":
                    raise service.denied(identity, call.question, decision)
            reply = service.answer(call, identity, request_id)
            entry.changes = call.changes
            return reply

        return exchange.serve(
            entry,
            self.faults,
            admit,
            answer,
            lambda error: service.refuse(error, request, request_id),
        )


def _scope_service(request: Request) -> str:
    """The service that a request was signed for, "" where that cannot be told."""
    try:
        return auth.read_claim(request).service
    except ServiceError:
        return ""
