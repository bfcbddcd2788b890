# SPDX-License-Identifier: MIT
"""The query protocol of SNS, CloudWatch and STS: a form with Action and Version, answered in XML.

Source: botocore's service models; "Query protocol" in the API references.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from tests.aws.auth import Identity
from tests.aws.errors import ServiceError, as_xml, error_xml
from tests.aws.http_wire import Reply, Request
from tests.aws.iam import Question
from tests.aws.service import Call, denial

FORM = "application/x-www-form-urlencoded"


def form_of(request: Request) -> dict[str, str]:
    """The parameters of a form body, or of the query of a GET."""
    if request.method == "GET":
        text = request.query
    elif (request.header("content-type") or "").lower().startswith(FORM):
        text = request.body.decode("latin-1")
    else:
        return {}
    return dict(parse_qsl(text, keep_blank_values=True))


def members(form: dict[str, str], prefix: str) -> list[dict[str, str]]:
    """PREFIX.member.1.X, PREFIX.member.2.X, ... as a list of {X: value}; numbers may not skip."""
    found: list[dict[str, str]] = []
    while True:
        start = f"{prefix}.member.{len(found) + 1}."
        fields = {k.removeprefix(start): v for k, v in form.items() if k.startswith(start)}
        if not fields:
            return found
        found.append(fields)


def tag(name: str, text: str) -> str:
    """One element of a reply."""
    return f"<{name}>{as_xml(text)}</{name}>"


class QueryService:
    """What the services of this protocol share; each names its version and operations."""

    name = ""
    version = ""
    namespace = ""
    operations: tuple[str, ...] = ()

    def __init__(self, region: str) -> None:
        self.region = region

    def operation_of(self, request: Request) -> str:
        form = form_of(request)
        known = form.get("Action") in self.operations and form.get("Version") == self.version
        return form["Action"] if known else ""

    def serves(self, request: Request) -> bool:
        """Whether the request names an operation of this service."""
        return bool(self.operation_of(request))

    def read(self, request: Request, operation: str) -> Call:
        form = form_of(request)
        if not operation:
            action, version = form.get("Action", ""), form.get("Version", "")
            if not action:
                raise ServiceError("MissingAction", "Missing required parameter Action")
            message = f"Could not find operation {action} for version {version or 'NO_VERSION'}"
            raise ServiceError("InvalidAction", message)
        question = Question(f"{self.name}:{operation}", "*")
        return self.complete(Call(operation, form, question))

    def complete(self, call: Call) -> Call:
        """Fills in the question's resource and context; raises for malformed arguments."""
        return call

    def success(self, call: Call, result: str, request_id: str) -> Reply:
        """The XML around a result; "" for an operation without one."""
        inner = f"<{call.operation}Result>{result}</{call.operation}Result>" if result else ""
        body = (
            f'<{call.operation}Response xmlns="{self.namespace}">{inner}<ResponseMetadata>'
            f"{tag('RequestId', request_id)}</ResponseMetadata></{call.operation}Response>"
        )
        return self.reply(200, body.encode(), request_id)

    def reply(self, status: int, body: bytes, request_id: str) -> Reply:
        """XML with the headers of this protocol."""
        headers = [("x-amzn-RequestId", request_id), ("Content-Type", "text/xml")]
        return Reply(status, body, headers)

    def refuse(self, error: ServiceError, request: Request, request_id: str) -> Reply:
        return self.reply(error.status, error_xml(error, self.namespace, request_id), request_id)

    def denied(self, identity: Identity, question: Question, decision: str) -> ServiceError:
        return ServiceError("AccessDenied", denial(identity, question, decision), 403)
