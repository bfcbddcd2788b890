# SPDX-License-Identifier: MIT
"""A service's refusal, and the bytes each protocol gives it.

Source: the Common Errors pages of the API references; Route 53, SNS, CloudWatch and STS answer with
<ErrorResponse><Error><Type/><Code/><Message/></Error><RequestId/></ErrorResponse> in their own
namespace; the JSON protocol answers {"__type", "message"}.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from xml.sax.saxutils import escape

_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
XML_HEAD = '<?xml version="1.0"?>\n'


@dataclass
class ServiceError(Exception):
    """What a service says when it refuses; `status` is HTTP's."""

    code: str
    message: str
    status: int = 400
    messages: tuple[str, ...] = ()  # of a change batch: each problem by itself

    def __str__(self) -> str:
        return f"{self.code} ({self.status}): {self.message}"

    @property
    def side(self) -> str:
        """Whose fault it is, in AWS's words."""
        return "Sender" if self.status < 500 else "Receiver"


def as_xml(text: str) -> str:
    """Escaped as AWS does, quotation marks too, with what XML cannot hold replaced."""
    return escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text), {'"': "&quot;"})


def error_xml(error: ServiceError, namespace: str, request_id: str) -> bytes:
    """The body of rest-xml and query services."""
    return (
        f'{XML_HEAD}<ErrorResponse xmlns="{namespace}"><Error><Type>{error.side}</Type>'
        f"<Code>{error.code}</Code><Message>{as_xml(error.message)}</Message></Error>"
        f"<RequestId>{request_id}</RequestId></ErrorResponse>"
    ).encode()


def batch_xml(error: ServiceError, namespace: str, request_id: str) -> bytes:
    """Route 53's other body for a refused change batch: no <Error>, a list of messages."""
    listed = "".join(f"<Message>{as_xml(text)}</Message>" for text in error.messages)
    return (
        f'{XML_HEAD}<InvalidChangeBatch xmlns="{namespace}"><Messages>{listed}</Messages>'
        f"<RequestId>{request_id}</RequestId></InvalidChangeBatch>"
    ).encode()


def error_json(error: ServiceError) -> bytes:
    """The body of the JSON 1.0 protocol."""
    return json.dumps({"__type": error.code, "message": error.message}).encode()
