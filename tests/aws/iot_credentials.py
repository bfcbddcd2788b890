# SPDX-License-Identifier: MIT
"""AWS IoT's credentials provider on a port of its own, which demands a client certificate.

A certificate is known by its DER. One that is not registered, or none, ends TLS 1.2 in the
handshake and TLS 1.3 at the client's first read; a wrong SNI ends either in the handshake. All
else that is wrong answers 403 without a reason; the journal's entry says `why`. Source:
"Authorizing direct calls to AWS services", AWS IoT Developer Guide; 403 and 404 as seen in public.
Marked [assumed]: no public example was seen.
"""

from __future__ import annotations

import hashlib
import json
import re
import ssl
import traceback
import uuid
from typing import TYPE_CHECKING
from urllib.parse import unquote

from tests.aws import certificates, exchange, tls
from tests.aws.clock import iso
from tests.aws.errors import ServiceError
from tests.aws.http_wire import Reply, Request, Wire
from tests.aws.iot import Denied
from tests.aws.journal import Entry
from tests.aws.listener import Listener
from tests.aws.roles import expiration

if TYPE_CHECKING:
    from tests.aws.server import LocalAws

OPERATION = "AssumeRoleWithCertificate"
_PREFIX = "a1b2c3d4e5f6g7"
_PATH = re.compile(r"/role-aliases/([^/]+)/credentials")
_THING_HEADER = "x-amzn-iot-thingname"


class IotCredentials:
    """The listener; `host` resolves on any machine whose resolver takes *.localhost for loopback,
    as curl and glibc do."""

    def __init__(self, aws: LocalAws, address: str, tls_version: str) -> None:
        self.aws, self._tls_version = aws, tls_version
        names = [f"{aws.region}.{domain}" for domain in ("localhost", "amazonaws.com")]
        self._hosts = {f"{_PREFIX}.credentials.iot.{name}" for name in names}
        # The data endpoint, which people take for it.
        self._others = {f"{_PREFIX}{ats}.iot.{name}" for name in names for ats in ("", "-ats")}
        self.host = f"{_PREFIX}.credentials.iot.{aws.region}.localhost"
        self.crashes: list[str] = []
        self._contexts: dict[frozenset[str], ssl.SSLContext] = {}
        self._listener = Listener(
            self._respond, aws.clock.now, aws.journal, host=address, context=self._context
        )

    @property
    def endpoint(self) -> str:
        """HOST:PORT"""
        return f"{self.host}:{self._listener.port}"

    def close(self) -> None:
        self._listener.stop()

    def drop_connections(self) -> None:
        self._listener.drop_connections()

    def _context(self) -> ssl.SSLContext:
        """For the next handshake: trusts what is registered now, or nobody, if a fault says so."""
        with self.aws.lock:
            known = self.aws.iot.certificates
            if self.aws.faults.take("iot", OPERATION, at_handshake=True):
                known = {}
            key = frozenset(known)
            if key not in self._contexts:
                trusted = "".join(certificates.pem_of(one.x509) for one in known.values())
                context = tls.mutual_context(
                    tuple(sorted(self._hosts | self._others)), self._tls_version, trusted
                )
                context.sni_callback = self._check_name
                # A new one for each set of certificates: no session of an older set is resumed.
                self._contexts = {key: context}
            return self._contexts[key]

    def _check_name(
        self, connection: ssl.SSLSocket, name: str | None, context: ssl.SSLContext
    ) -> int | None:
        if name not in self._hosts | self._others:
            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        connection.server_hostname = name
        return None

    # Requests.

    def _respond(self, request: Request, connection: int) -> Reply:
        try:
            return self._serve(request, connection)
        except Exception:
            self.crashes.append(traceback.format_exc())
            return Reply(500, b"the local AWS IoT has crashed\n", close=True)

    def _serve(self, request: Request, connection: int) -> Reply:
        entry = self.aws.journal.add(request, connection, iso(self.aws.clock.utc()))
        entry.service = "iot"
        path = _PATH.fullmatch(request.path)
        if path and request.method == "GET" and not request.has_query:
            entry.operation = OPERATION

        def admit() -> None:
            host = (request.header("host") or "").rsplit(":", 1)[0].lower()
            # That a Host other than the SNI is not found is [assumed].
            if host != request.server_name or host not in self._hosts or not entry.operation:
                raise ServiceError("NotFound", "Not Found", 404)

        def answer() -> Reply:
            return self._answer(request, path[1], entry)

        with self.aws.lock:
            return exchange.serve(entry, self.aws.faults, admit, answer, _refuse)

    def _answer(self, request: Request, alias: str, entry: Entry) -> Reply:
        id_ = hashlib.sha256(request.certificate).hexdigest()
        if id_ not in self.aws.iot.certificates:
            # Forgotten since the handshake, or issued by one that is registered.
            return Reply(wire=Wire(abort="close"))
        certificate = self.aws.iot.certificates[id_]
        entry.user = certificate.arn
        try:
            session = self.aws.iot.assume(
                certificate, unquote(alias), request.values(_THING_HEADER)
            )
        except Denied as reason:
            entry.why = str(reason)
            raise ServiceError("AccessDenied", "Access Denied", 403) from None
        given = {
            "accessKeyId": session.access_key_id,
            "secretAccessKey": session.secret_access_key,
            "sessionToken": session.session_token,
            "expiration": expiration(session),
        }
        return _json(200, {"credentials": given})


def _refuse(error: ServiceError) -> Reply:
    trace = {"traceId": str(uuid.uuid4())} if error.status == 404 else {}
    return _json(error.status, {"message": error.message} | trace)


def _json(status: int, value: dict) -> Reply:
    headers = [("Content-Type", "application/json"), ("x-amzn-RequestId", str(uuid.uuid4()))]
    return Reply(status, json.dumps(value, separators=(",", ":")).encode(), headers)
