# SPDX-License-Identifier: MIT
"""SNS: Publish to a topic. Messages are kept for the tests.

Source: Publish, Amazon SNS API Reference.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import replace

from tests.aws.auth import Identity
from tests.aws.errors import ServiceError
from tests.aws.http_wire import Reply
from tests.aws.iam import Question
from tests.aws.query import QueryService, tag
from tests.aws.service import Call, denial

MAX_SUBJECT = 100
MAX_MESSAGE = 262144
_TOPIC = re.compile(r"arn:(aws[a-z-]*):sns:([a-z0-9-]+):([0-9]{12}):([A-Za-z0-9_-]{1,256})")


def _invalid(reason: str) -> ServiceError:
    return ServiceError("InvalidParameter", f"Invalid parameter: {reason}")


class Sns(QueryService):
    """`topics` maps each ARN to its messages, {"MessageId", "Subject", "Message"}."""

    name = "sns"
    version = "2010-03-31"
    namespace = "http://sns.amazonaws.com/doc/2010-03-31/"
    operations = ("Publish",)

    def __init__(self, region: str) -> None:
        super().__init__(region)
        self.topics: dict[str, list[dict[str, str]]] = {}

    def complete(self, call: Call) -> Call:
        arn = call.arguments.get("TopicArn", "")
        match = _TOPIC.fullmatch(arn)
        if not match:
            raise _invalid("TopicArn Reason: An ARN must have at least 6 elements, not " + arn[:80])
        if match[2] != self.region:
            raise _invalid("TopicArn")
        call.question = replace(call.question, resource=arn)
        return call

    def denied(self, identity: Identity, question: Question, decision: str) -> ServiceError:
        upper = replace(question, action=question.action.replace("sns:", "SNS:"))
        return ServiceError("AuthorizationError", denial(identity, upper, decision), 403)

    def answer(self, call: Call, identity: Identity, request_id: str) -> Reply:
        form = call.arguments
        topic = form["TopicArn"]
        if topic not in self.topics:
            raise ServiceError("NotFound", "Topic does not exist", 404)
        message = form.get("Message", "")
        if not message:
            raise _invalid("Empty message")
        if len(message.encode()) > MAX_MESSAGE:
            raise _invalid("Message too long")
        if "Subject" in form:
            _check_subject(form["Subject"])
        entry = {"MessageId": str(uuid.uuid4()), "Message": message}
        if "Subject" in form:
            entry["Subject"] = form["Subject"]
        self.topics[topic].append(entry)
        call.changes = [{"TopicArn": topic} | entry]
        return self.success(call, tag("MessageId", entry["MessageId"]), request_id)


def _check_subject(subject: str) -> None:
    """ASCII that starts with a letter, digit or punctuation mark; no line break or control."""
    if not 1 <= len(subject) <= MAX_SUBJECT:
        raise _invalid("Subject")
    if subject[0] == " " or any(not " " <= character <= "~" for character in subject):
        raise _invalid("Subject")
