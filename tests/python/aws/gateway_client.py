# SPDX-License-Identifier: MIT
"""Signed requests to the local API Gateway and function URL; each part can be made wrong."""

from __future__ import annotations

import http.client
import json
import ssl
from dataclasses import dataclass
from typing import Any

from raw_client import Signing, sign

from tests.aws import Identity, LocalAws
from tests.aws.http_wire import Request
from tests.aws.stack import Stack

DDNS = "/prod/v100/ddns"


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> str:
        """The error's type, "" without one."""
        return self.headers.get("x-amzn-errortype", "")

    @property
    def event(self) -> dict:
        """What the fake function was given."""
        return self.json["event"]


class Behind:
    """A stack, and requests to it as its router; each on a connection of its own."""

    def __init__(self, aws: LocalAws, stack: Stack) -> None:
        self.aws, self.stack, self.router = aws, stack, stack.users["Router"]
        self.gateway, self.function = stack.gateway, stack.function
        self.function_url = stack.function_url

    def request(self, target: str = DDNS, *, method: str = "GET", **headers: str) -> Request:
        """Unsigned, to the gateway; `host` and others name headers."""
        path, _, query = target.partition("?")
        named = {"Host": f"127.0.0.1:{self.gateway.port}"}
        named |= {name.replace("_", "-").title(): value for name, value in headers.items()}
        return Request(method, path, query, list(named.items()))

    def signing(self, user: Identity | None = None, **wrong: Any) -> Signing:
        return Signing(user or self.router, **{"service": "execute-api"} | wrong)

    def send(self, request: Request, port: int | None = None) -> Answer:
        context = ssl.create_default_context(cafile=str(self.aws.ca_file))
        port = port or self.gateway.port
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=context)
        try:
            target = request.path + (f"?{request.query}" if request.query else "")
            connection.putrequest(request.method, target, skip_host=True, skip_accept_encoding=True)
            for name, value in request.headers:
                connection.putheader(name, value)
            if request.body:
                connection.putheader("Content-Length", str(len(request.body)))
            connection.endheaders(request.body or None)
            reply = connection.getresponse()
            return Answer(reply.status, reply.headers, reply.read())
        finally:
            connection.close()

    def get(self, target: str = DDNS, user: Identity | None = None, **headers: str) -> Answer:
        """A good request of the router's, or of another user's."""
        return self.send(sign(self.request(target, **headers), self.signing(user)))

    def do(self, word: str) -> Answer:
        """Has the fake function do something."""
        return self.get(f"{DDNS}?ip=do%3A{word}")

    def get_url(
        self, target: str = "/", user: Identity | None = None, body: bytes = b"", **wrong: Any
    ) -> Answer:
        """A signed request to the function URL."""
        path, _, query = target.partition("?")
        host = f"{self.function_url.local_host}:{self.function_url.port}"
        request = Request("POST" if body else "GET", path, query, [("Host", host)], body)
        signing = self.signing(user, **{"service": "lambda"} | wrong)
        return self.send(sign(request, signing), self.function_url.port)
