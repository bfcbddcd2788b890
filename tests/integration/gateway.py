# SPDX-License-Identifier: MIT
"""The product's own template, brought up with the real companion behind it, and signed requests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from wan53 import BINARY, ROOT

from tests.aws import Identity
from tests.aws.stack import Stack

TEMPLATE = ROOT / "src" / "lambda" / "template.yaml"
BOOTSTRAP = BINARY.with_name("bootstrap")
# What has no default; the code's place matters to CloudFormation alone.
PARAMETERS = {
    "HostName": "home.example.com",
    "CodeBucket": "bucket",
    "CodeVersion": "0.1.0",
    "CodeSha256": "0" * 64,
    "FunctionUrl": "yes",
}


@dataclass
class Answer:
    """What a caller gets."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)

    @property
    def error(self) -> str:
        """API Gateway's or Lambda's own error, "" for an answer of the companion."""
        return self.headers.get("x-amzn-errortype", "")


class Front:
    """The gateway path: `url` and `function_url` are those of wan53.conf; `router` may call them.

    The stage's throttle is off: throttle() turns the template's on.
    """

    def __init__(self, aws, stack: Stack) -> None:
        self.aws, self.stack, self.function = aws, stack, stack.function
        self.router: Identity = stack.users["Router"]
        self.journal, self.faults = aws.journal, aws.faults
        self.url = stack.url("/v100/ddns")
        place = stack.function_url
        self.function_url = f"https://{place.local_host}:{place.port}/"
        self.topic = stack.template.outputs()["TopicArn"]
        self._limit = stack.gateway.api.stages["prod"]
        stack.gateway.throttle("prod", None, None)
        self._pool = urllib3.PoolManager(ca_certs=str(aws.ca_file), retries=False)

    def throttle(self) -> None:
        """The stage's limit as in the template."""
        self.stack.gateway.throttle("prod", self._limit.rate, self._limit.burst)

    def come_from(self, address: str) -> None:
        """Where callers seem to be from now on."""
        self.stack.gateway.source_ip = self.stack.function_url.source_ip = address

    def add_router(self, name: str) -> Identity:
        """A router of a fleet, which may call the path of this name only."""
        arn = self.stack.gateway.arn("prod", "GET", f"/v100/ddns/{name}")
        statement = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": arn}
        policy = {"Version": "2012-10-17", "Statement": [statement]}
        return self.aws.add_user(policy, name=name.replace(".", "-"))

    def get(
        self, ip: str | None, path: str = "", user: Identity | None = None, **headers: str
    ) -> Answer:
        """GET /v100/ddnsPATH?ip=IP as the router or another user; None sends no ip."""
        url = f"{self.url}{path}{_query(ip)}"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._send(url, "execute-api", user or self.router, named)

    def get_url(self, ip: str | None, path: str = "", user: Identity | None = None) -> Answer:
        """The same through the function URL."""
        place = self.stack.function_url
        url = f"{place.url}/{path}{_query(ip)}"
        return self._send(url, "lambda", user or self.router, {})

    def options(self, path: str = "") -> int:
        """The status of an OPTIONS request, which nobody has to sign."""
        return self._pool.request("OPTIONS", self.url + path).status

    def _send(self, url: str, service: str, user: Identity, headers: dict[str, str]) -> Answer:
        request = AWSRequest("GET", url, headers=headers)
        keys = Credentials(user.access_key_id, user.secret_access_key, user.session_token)
        SigV4Auth(keys, service, self.aws.region).add_auth(request)
        reply = self._pool.request("GET", url, headers=dict(request.headers))
        return Answer(reply.status, {k.lower(): v for k, v in reply.headers.items()}, reply.data)

    # What came of it.

    def values(self, name: str = "home.example.com", type_: str = "A") -> list[str] | None:
        """The published values of a record, None where there is none."""
        for record in self.aws.records(self.aws.zone_id):
            if (record["Name"], record["Type"]) == (name + ".", type_):
                return record["Values"]
        return None

    def messages(self) -> list[str]:
        return [message["Message"] for message in self.aws.messages(self.topic)]

    def metric(self) -> list[tuple[float, str]]:
        """Change's values with the dimension Host, "" without, in order."""
        return [
            (datum["Value"], "".join(datum["Dimensions"].values())) for datum in self.aws.metrics()
        ]


def _query(ip: str | None) -> str:
    return "" if ip is None else f"?ip={quote(ip, safe='')}"


def stack_of(aws, extra: dict[str, str] | None = None, **parameters: object) -> Stack:
    """The template with these parameters, in the zone of the fixture aws."""
    given = PARAMETERS | {"HostedZoneId": aws.zone_id}
    given |= {name: str(value) for name, value in parameters.items()}
    return Stack(aws.server, Path(TEMPLATE), given, bootstrap=BOOTSTRAP, extra=extra)
