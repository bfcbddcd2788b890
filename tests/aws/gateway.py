# SPDX-License-Identifier: MIT
"""API Gateway: serves the REST API of a template, in front of Lambda functions.

The order is AWS's: stage and route, signature, IAM, throttle, mapping template, function,
integration response. Requests come to https://HOST/STAGE/PATH, or to a custom domain. The caller's
address is `source_ip`, since a loopback caller has none of its own. Source: "API Gateway REST APIs"
in the Amazon API Gateway Developer Guide; README.md says what was assumed.
"""

from __future__ import annotations

import json
import re
import threading
import time
import traceback
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from typing import TYPE_CHECKING, Any

from tests.aws import auth, gateway_refusals, iam, tls, vtl
from tests.aws.clock import iso
from tests.aws.errors import ServiceError
from tests.aws.faults import INSTEAD
from tests.aws.gateway_mapping import Mapping, Turn, has_parameter, select
from tests.aws.gateway_refusals import Refusal
from tests.aws.gateway_routes import JSON, Api, IntegrationResponse
from tests.aws.http_wire import Reply, Request
from tests.aws.iam import Question
from tests.aws.lambda_function import Function, InvokeError
from tests.aws.lambda_runtime import Outcome
from tests.aws.listener import Listener
from tests.aws.service import denial
from tests.aws.throttle import TokenBucket

if TYPE_CHECKING:
    from tests.aws.server import LocalAws

MAX_BODY = 10 * 1024 * 1024
_ARN_ACCOUNT = re.compile(r"(:execute-api:[a-z0-9-]+:)[0-9]{8}([0-9]{4}:)")


class Gateway:
    """One REST API on a port of its own. `permissions` are those that functions give to the API:
    pairs of a function's ARN and a pattern for the source's ARN."""

    def __init__(
        self,
        aws: LocalAws,
        api: Api,
        functions: dict[str, Function],
        permissions: list[tuple[str, str]],
    ) -> None:
        self.aws, self.api = aws, api
        self._mapping = Mapping(aws, api)
        self._functions, self._permissions = functions, permissions
        # A stage's limit is one for each of its methods. By stage, method and resource.
        self._limits: dict[str, Callable[[], TokenBucket]] = {}
        self._buckets: dict[tuple[str, str, str], TokenBucket] = {}
        self._apart: dict[tuple[str, str, str], TokenBucket] = {}
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(max_workers=64, thread_name_prefix="gateway")
        # The second works on any machine: curl and glibc take *.localhost for loopback.
        self.host = f"{api.id}.execute-api.{aws.region}.amazonaws.com"
        self.local_host = f"{api.id}.execute-api.{aws.region}.localhost"
        self.names = (self.host, self.local_host, *api.domains)
        self.crashes: list[str] = []
        for stage in api.stages.values():
            self.throttle(stage.name, stage.rate, stage.burst)
            self._apart |= {
                (stage.name, *route): TokenBucket(float(rate), float(burst))
                for route, (rate, burst) in stage.apart.items()
            }
        self._listener = Listener(
            self._respond,
            aws.clock.now,
            aws.journal,
            context=tls.server_context((*tls.LOCAL_NAMES, *self.names), "any"),
            max_body=MAX_BODY,
        )

    @property
    def source_ip(self) -> str:
        """Where all callers seem to be."""
        return self._mapping.source_ip

    @source_ip.setter
    def source_ip(self, address: str) -> None:
        self._mapping.source_ip = address

    @property
    def port(self) -> int:
        return self._listener.port

    @property
    def url(self) -> str:
        """https://127.0.0.1:PORT, to be followed by a stage and a path."""
        return self._listener.url

    def close(self) -> None:
        """Ends the listener; functions are closed by who made them."""
        self._listener.stop()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def throttle(
        self,
        stage: str,
        rate: float | None,
        burst: float | None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """A stage's limit in place of the template's; None takes it away."""
        with self._lock:
            self._limits.pop(stage, None)
            self._buckets = {key: one for key, one in self._buckets.items() if key[0] != stage}
            if rate is not None and burst is not None:
                self._limits[stage] = lambda: TokenBucket(float(rate), float(burst), monotonic)

    def _bucket(self, key: tuple[str, str, str]) -> TokenBucket | None:
        """What limits a method, under the lock."""
        if key in self._apart:
            return self._apart[key]
        if key not in self._buckets and key[0] in self._limits:
            self._buckets[key] = self._limits[key[0]]()
        return self._buckets.get(key)

    # Requests.

    def _respond(self, request: Request, connection: int) -> Reply:
        try:
            return self._serve(request, connection)
        except Exception:
            self.crashes.append(traceback.format_exc())
            return Reply(500, b"the local API Gateway has crashed\n", close=True)

    def _serve(self, request: Request, connection: int) -> Reply:
        entry = self.aws.journal.add(request, connection, iso(self.aws.clock.utc()))
        entry.service = "execute-api"
        turn = Turn(request, entry, str(uuid.uuid4()))
        fault = None
        try:
            self._find(turn)
            self._admit(turn)
            fault = self.aws.faults.take(entry.service, entry.operation)
            entry.fault = fault.kind if fault else ""
            if fault and fault.kind in INSTEAD:
                if error := fault.error():
                    raise error
                reply = fault.reply()
            else:
                reply = self._integrate(turn)
                if fault:
                    fault.spoil(reply)
        except (ServiceError, Refusal) as problem:
            refusal = (
                problem if isinstance(problem, Refusal) else gateway_refusals.of_error(problem)
            )
            entry.code = refusal.error
            reply = gateway_refusals.reply(
                refusal, self.api, self._mapping.context(turn), turn.request_id
            )
            reply.headers += fault.headers if fault else ()
        entry.status = 0 if reply.wire.abort or reply.wire.raw is not None else reply.status
        return reply

    def _find(self, turn: Turn) -> None:
        """Stage, path and route; what is not there is a missing token, to all callers alike."""
        host = (turn.request.header("host") or "").rsplit(":", 1)[0].lower()
        first, _, rest = turn.request.path.removeprefix("/").partition("/")
        if host in self.api.domains:
            mappings = self.api.domains[host]
            mapped = first in mappings
            stage = mappings.get(first) or mappings.get("")
            turn.path = "/" + rest if mapped else turn.request.path
        elif host in (self.host, self.local_host, "127.0.0.1", "localhost"):
            if not self.api.default_endpoint:
                raise gateway_refusals.FORBIDDEN
            stage, turn.path = first, "/" + rest
        else:
            raise gateway_refusals.FORBIDDEN
        turn.stage = self.api.stages.get(stage or "")
        found = self.api.route(turn.request.method, turn.path)
        if turn.stage is None or found is None:
            raise gateway_refusals.NOT_FOUND
        turn.route, turn.parameters = found
        turn.entry.operation = f"{turn.route.method} {turn.route.resource}"

    def _admit(self, turn: Turn) -> None:
        """Signature, IAM, throttle, declared parameters."""
        if turn.route.iam:
            turn.identity = auth.authenticate(
                turn.request, self.aws.keys, self.aws.clock.utc(), "execute-api", self.aws.region
            )
            turn.entry.user = turn.identity.arn
            self._authorize(turn)
        with self._lock:
            bucket = self._bucket((turn.stage.name, turn.route.method, turn.route.resource))
            if bucket and not bucket.take():
                raise gateway_refusals.THROTTLED
        given = self._mapping.input(turn)
        missing = [name for name in turn.route.required if not has_parameter(given, name)]
        if missing:
            names = ", ".join(name.rsplit(".", 1)[1] for name in missing)
            message = f"Missing required request parameters: [{names}]"
            raise Refusal("BAD_REQUEST_PARAMETERS", 400, "BadRequestException", message)

    def arn(self, stage: str, method: str, path: str) -> str:
        """What IAM knows a request by; `path` begins with a slash."""
        start = f"arn:{self.aws.partition}:execute-api:{self.aws.region}:{self.aws.account}"
        return f"{start}:{self.api.id}/{stage}/{method}{path}"

    def _authorize(self, turn: Turn) -> None:
        resource = self.arn(turn.stage.name, turn.request.method, turn.path)
        question = Question("execute-api:Invoke", resource)
        decision = turn.identity.decide(question)
        if decision != "allowed":
            masked = Question(question.action, _ARN_ACCOUNT.sub(r"\1********\2", resource))
            message = denial(turn.identity, masked, decision)
            raise Refusal("ACCESS_DENIED", 403, "AccessDeniedException", message, capital=True)

    # The integration.

    def _integrate(self, turn: Turn) -> Reply:
        context = self._mapping.context(turn)
        event = self._event(turn, context)
        if turn.route.mock:
            return self._mock(turn, event, context)
        outcome = self._call(turn, event)
        response = select(turn.route.responses, outcome)
        return self._reply(turn, response, outcome.payload, context)

    def _event(self, turn: Turn, context: dict[str, Any]) -> str:
        route, given = turn.route, self._mapping.input(turn)
        kind = (turn.request.header("content-type") or JSON).partition(";")[0].strip().lower()
        template = route.templates.get(kind)
        if template is None:
            if route.passthrough == "NEVER" or (
                route.passthrough == "WHEN_NO_TEMPLATES" and route.templates
            ):
                raise gateway_refusals.UNSUPPORTED
            return given.body
        try:
            return vtl.render(template, given, context, turn.stage.variables)
        except vtl.TemplateError:
            raise gateway_refusals.INTERNAL from None

    def _mock(self, turn: Turn, event: str, context: dict[str, Any]) -> Reply:
        """The status that the request template names chooses the response."""
        try:
            status = int(json.loads(event)["statusCode"])
        except (ValueError, KeyError, TypeError):
            raise gateway_refusals.INTERNAL from None
        chosen = [one for one in turn.route.responses if re.fullmatch(one.pattern, str(status))]
        default = next(one for one in turn.route.responses if not one.pattern)
        return self._reply(turn, chosen[0] if chosen else default, b"", context)

    def _call(self, turn: Turn, event: str) -> Outcome:
        function = self._functions.get(turn.route.function_arn)
        # A path parameter stands as * in the source that a function is asked to permit.
        resource = re.sub(r"\{[^}]*\}", "*", turn.route.resource)
        source = self.arn(turn.stage.name, turn.route.method, resource)
        if function is None or not any(
            arn in (function.settings.arn, function.settings.name) and iam.matches(pattern, source)
            for arn, pattern in self._permissions
        ):
            raise gateway_refusals.CONFIGURATION
        running = self._pool.submit(function.invoke, event.encode(), turn.trace_id)
        try:
            return running.result(turn.route.seconds)
        except Late:
            raise gateway_refusals.TIMED_OUT from None
        except InvokeError as problem:
            if problem.status == 400:
                error = Refusal("DEFAULT_4XX", 400, "BadRequestException", problem.message)
                raise error from None
            if problem.status == 413:
                raise gateway_refusals.TOO_LARGE from None
            raise gateway_refusals.INTERNAL from None

    def _reply(
        self, turn: Turn, response: IntegrationResponse, body: bytes, context: dict[str, Any]
    ) -> Reply:
        if response.template is not None:
            given = self._mapping.input(turn)
            given.body = body.decode("utf-8", "replace")
            try:
                body = vtl.render(response.template, given, context, turn.stage.variables).encode()
            except vtl.TemplateError:
                raise gateway_refusals.INTERNAL from None
        override = context["responseOverride"]
        headers = [
            ("x-amzn-RequestId", turn.request_id),
            ("X-Amzn-Trace-Id", turn.trace_id.partition(";")[0]),
            ("Content-Type", JSON),
            *(response.headers | override["header"]).items(),
        ]
        return Reply(int(override.get("status", response.status)), body, headers)
