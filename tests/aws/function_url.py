# SPDX-License-Identifier: MIT
"""A Lambda function URL with AWS_IAM: event format 2.0, and the reply it makes of the function's.

The caller needs lambda:InvokeFunctionUrl and lambda:InvokeFunction on the function. Source:
"Invoking Lambda function URLs", "Control access to Lambda function URLs", AWS Lambda Developer
Guide. Marked [assumed]: no public example was seen.
"""

from __future__ import annotations

import base64
import json
import traceback
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from tests.aws import auth, sigv4, tls
from tests.aws.auth import Identity
from tests.aws.clock import iso
from tests.aws.errors import ServiceError
from tests.aws.faults import INSTEAD
from tests.aws.gateway_mapping import CALLER
from tests.aws.http_wire import Reply, Request
from tests.aws.iam import Question
from tests.aws.lambda_function import Function, InvokeError, new_trace_id
from tests.aws.lambda_runtime import MAX_EVENT, Outcome
from tests.aws.listener import Listener

if TYPE_CHECKING:
    from tests.aws.server import LocalAws

_FORBIDDEN = (
    "Forbidden. For troubleshooting Function URL authorization issues, see: "
    "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"
)
_ERRORS = {
    "MissingAuthenticationToken": ("AccessDeniedException", _FORBIDDEN),
    "IncompleteSignature": ("IncompleteSignatureException", ""),
    "SignatureDoesNotMatch": ("InvalidSignatureException", ""),
    "InvalidClientTokenId": ("UnrecognizedClientException", ""),
    "ExpiredToken": ("ExpiredTokenException", ""),
    "Throttling": ("TooManyRequestsException", "Rate Exceeded."),
}


class FunctionUrl:
    """One function's URL on a port of its own."""

    def __init__(self, aws: LocalAws, url_id: str, function: Function) -> None:
        self.aws, self.function, self.source_ip = aws, function, CALLER
        self.host = f"{url_id}.lambda-url.{aws.region}.on.aws"
        # Works on any machine: curl and glibc take *.localhost for loopback.
        self.local_host = f"{url_id}.lambda-url.{aws.region}.localhost"
        self.crashes: list[str] = []
        names = (*tls.LOCAL_NAMES, self.host, self.local_host)
        self._listener = Listener(
            self._respond,
            aws.clock.now,
            aws.journal,
            context=tls.server_context(names, "any"),
            max_body=2 * MAX_EVENT,
        )

    @property
    def port(self) -> int:
        return self._listener.port

    @property
    def url(self) -> str:
        """https://127.0.0.1:PORT"""
        return self._listener.url

    def close(self) -> None:
        """Ends the listener."""
        self._listener.stop()

    def _respond(self, request: Request, connection: int) -> Reply:
        try:
            return self._serve(request, connection)
        except Exception:
            self.crashes.append(traceback.format_exc())
            return Reply(500, b"the local function URL has crashed\n", close=True)

    def _serve(self, request: Request, connection: int) -> Reply:
        entry = self.aws.journal.add(request, connection, iso(self.aws.clock.utc()))
        entry.service, entry.operation = "lambda", "InvokeFunctionUrl"
        fault = None
        try:
            identity = self._identity(request)
            entry.user = identity.arn
            fault = self.aws.faults.take(entry.service, entry.operation)
            entry.fault = fault.kind if fault else ""
            if fault and fault.kind in INSTEAD:
                if error := fault.error():
                    raise error
                reply = fault.reply()
            else:
                reply = self._invoke(request, identity)
                if fault:
                    fault.spoil(reply)
        except ServiceError as error:
            reply = _refusal(error)
            reply.headers += fault.headers if fault else ()
            entry.code = dict(reply.headers)["x-amzn-ErrorType"]
        entry.status = 0 if reply.wire.abort or reply.wire.raw is not None else reply.status
        return reply

    def _identity(self, request: Request) -> Identity:
        identity = auth.authenticate(
            request, self.aws.keys, self.aws.clock.utc(), "lambda", self.aws.region
        )
        arn = self.function.settings.arn
        questions = (
            Question("lambda:InvokeFunctionUrl", arn, {"lambda:functionurlauthtype": ["AWS_IAM"]}),
            Question("lambda:InvokeFunction", arn, {"lambda:invokedviafunctionurl": ["true"]}),
        )
        if any(identity.decide(question) != "allowed" for question in questions):
            raise ServiceError("AccessDeniedException", _FORBIDDEN, 403)
        return identity

    def _invoke(self, request: Request, identity: Identity) -> Reply:
        trace_id = new_trace_id()
        event = self.event(request, identity, trace_id)
        try:
            outcome = self.function.invoke(json.dumps(event).encode(), trace_id)
        except InvokeError as problem:
            code = "Throttling" if problem.status == 429 else problem.code
            raise ServiceError(code, problem.message, problem.status) from None
        return _reply(outcome)

    def event(self, request: Request, identity: Identity, trace_id: str) -> dict[str, Any]:
        """The payload, version 2.0."""
        headers: dict[str, str] = {}
        for name, value in request.headers:
            key = name.lower()
            # Lambda takes the signature out.
            if key not in ("authorization", "x-amz-security-token"):
                headers[key] = f"{headers[key]},{value}" if key in headers else value
        forwarded = [*request.values("x-forwarded-for"), self.source_ip]
        headers["x-forwarded-for"] = ", ".join(forwarded)
        headers |= {"x-forwarded-proto": "https", "x-forwarded-port": "443"}
        headers["x-amzn-trace-id"] = trace_id.partition(";")[0]
        moment = self.aws.clock.utc()
        event: dict[str, Any] = {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": unquote(request.path),
            "rawQueryString": request.query,
            "headers": headers,
            "requestContext": {
                "accountId": self.aws.account,
                "apiId": self.host.partition(".")[0],
                "domainName": self.host,
                "domainPrefix": self.host.partition(".")[0],
                "http": {
                    "method": request.method,
                    "path": unquote(request.path),
                    "protocol": "HTTP/1.1",
                    "sourceIp": self.source_ip,
                    "userAgent": request.header("user-agent") or "",
                },
                "requestId": str(uuid.uuid4()),
                "routeKey": "$default",
                "stage": "$default",
                "time": moment.strftime("%d/%b/%Y:%H:%M:%S +0000"),
                "timeEpoch": int(moment.timestamp() * 1000),
            },
            "isBase64Encoded": False,
        }
        event["requestContext"]["authorizer"] = {"iam": self._caller(identity)}
        if request.query:
            event["queryStringParameters"] = _joined(request.query)
        if request.body:
            event |= _body(request)
        return event

    def _caller(self, identity: Identity) -> dict[str, Any]:
        return {
            "accessKey": identity.access_key_id,
            "accountId": self.aws.account,
            "callerId": identity.user_id,
            "cognitoIdentity": None,
            "principalOrgId": None,
            "userArn": identity.arn,
            "userId": identity.user_id,
        }


def _joined(query: str) -> dict[str, str]:
    """Several values of one name are joined with commas."""
    found: dict[str, str] = {}
    for name, value in sigv4.query_pairs(query):
        key, text = name.decode("utf-8", "replace"), value.decode("utf-8", "replace")
        found[key] = f"{found[key]},{text}" if key in found else text
    return found


def _body(request: Request) -> dict[str, Any]:
    kind = (request.header("content-type") or "").lower()
    if kind.startswith(("text/", "application/json", "application/xml")):
        return {"body": request.body.decode("utf-8", "replace")}
    return {"body": base64.b64encode(request.body).decode(), "isBase64Encoded": True}


def _refusal(error: ServiceError) -> Reply:
    code, message = _ERRORS.get(error.code, (error.code, ""))
    status = 429 if error.code == "Throttling" else error.status
    member = "Message" if code == "AccessDeniedException" else "message"
    body = {member: message or error.message}
    if status == 429:
        # [assumed] to be as the Invoke API's.
        body |= {"Reason": "ReservedFunctionConcurrentInvocationLimitExceeded", "Type": "User"}
    headers = [
        ("x-amzn-RequestId", str(uuid.uuid4())),
        ("x-amzn-ErrorType", code),
        ("Content-Type", "application/json"),
    ]
    return Reply(status, json.dumps(body).encode(), headers)


def _bad_gateway() -> Reply:
    headers = [
        ("x-amzn-RequestId", str(uuid.uuid4())),
        ("x-amzn-ErrorType", "InternalServerErrorException"),
        ("Content-Type", "application/json"),
    ]
    return Reply(502, b"Internal Server Error", headers)


def _reply(outcome: Outcome) -> Reply:
    """Of {"statusCode", "headers", "body", "isBase64Encoded"}; other JSON is a body by itself."""
    if outcome.function_error:
        return _bad_gateway()
    try:
        given = json.loads(outcome.payload)
    except ValueError:
        return _bad_gateway()
    if not isinstance(given, dict) or "statusCode" not in given:
        return Reply(200, outcome.payload, [("Content-Type", "application/json")])
    try:
        status = given["statusCode"]
        body = given.get("body", "")
        text = body if isinstance(body, str) else json.dumps(body)
        raw = base64.b64decode(text) if given.get("isBase64Encoded") else text.encode()
        headers = {str(k).lower(): str(v) for k, v in (given.get("headers") or {}).items()}
    except (ValueError, TypeError, AttributeError):
        return _bad_gateway()
    if type(status) is not int or not 100 <= status <= 599:
        return _bad_gateway()
    headers.setdefault("content-type", "application/json")
    return Reply(status, raw, list(headers.items()))
