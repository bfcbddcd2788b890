# SPDX-License-Identifier: MIT
"""What a service of the local AWS is: it reads a request into a call, says what IAM must allow, and
answers. The call is read before IAM is asked, since conditions speak of the body."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.aws.auth import Identity
from tests.aws.errors import ServiceError
from tests.aws.http_wire import Reply, Request
from tests.aws.iam import Question


@dataclass
class Call:
    """One operation with its arguments; `changes` is filled by what it changed, for the journal.
    Without a question, answer() itself asks IAM."""

    operation: str
    arguments: dict[str, Any]
    question: Question | None
    changes: list[dict] = field(default_factory=list)


class Service(Protocol):
    """One AWS service; `name` is its signing name."""

    name: str
    region: str

    def operation_of(self, request: Request) -> str:
        """The operation's name, "" for none; never raises."""
        ...

    def read(self, request: Request, operation: str) -> Call:
        """Raises ServiceError for what is malformed."""
        ...

    def answer(self, call: Call, identity: Identity, request_id: str) -> Reply:
        """Does it; raises ServiceError for what is refused."""
        ...

    def refuse(self, error: ServiceError, request: Request, request_id: str) -> Reply:
        """The error in the service's own shape."""
        ...

    def denied(self, identity: Identity, question: Question, decision: str) -> ServiceError:
        """The refusal of IAM in the service's own words."""
        ...


def denial(identity: Identity, question: Question, decision: str) -> str:
    """AWS's text for what a policy does not allow."""
    if decision == "denied":
        why = "with an explicit deny in an identity-based policy"
    else:
        why = f"because no identity-based policy allows the {question.action} action"
    return (
        f"User: {identity.arn} is not authorized to perform: {question.action} "
        f"on resource: {question.resource} {why}"
    )
