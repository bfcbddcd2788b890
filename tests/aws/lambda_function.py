# SPDX-License-Identifier: MIT
"""A Lambda function: its sandboxes, its limits and its environment.

Concurrent invocations have a sandbox each; idle ones are used again. The role's temporary keys are
in the environment, so that IAM holds the function to its role at the local services. Source:
"Lambda quotas", "Defined runtime environment variables", AWS Lambda Developer Guide.
"""

from __future__ import annotations

import json
import os
import secrets
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.aws.lambda_runtime import (
    INIT_SECONDS,
    MAX_EVENT,
    Invocation,
    Outcome,
    Sandbox,
    error_outcome,
    timed_out,
)

# Of a new account, for all its functions together.
ACCOUNT_CONCURRENCY = 10


class InvokeError(Exception):
    """Lambda did not invoke the function: `status` and `code` of the Invoke API."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


@dataclass
class Settings:
    """What the template says of a function."""

    name: str
    arn: str
    timeout: float = 3.0
    memory_mb: int = 128
    reserved_concurrency: int | None = None
    environment: dict[str, str] | None = None


class Function:
    """`bootstrap` is an executable; `role` gives what a sandbox needs to call the services;
    `logged` gets each line of the log once an invocation is over."""

    def __init__(
        self,
        settings: Settings,
        bootstrap: Path,
        role: Callable[[], dict[str, str]],
        logged: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.settings, self.bootstrap, self._role = settings, bootstrap, role
        self.sandboxes: list[Sandbox] = []  # all that were started, ended ones too
        self.init_seconds = INIT_SECONDS
        self.outcomes: list[Outcome] = []
        self._logged, self._told = logged, 0  # bytes of the log
        self._idle: list[Sandbox] = []
        self._busy = 0
        self._lock = threading.Lock()
        self._folder = tempfile.TemporaryDirectory(prefix="local-lambda-")
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()

    def close(self) -> None:
        """Ends all sandboxes."""
        with self._lock:
            sandboxes = list(self.sandboxes)
            self._idle.clear()
        for sandbox in sandboxes:
            sandbox.close()
        self._log.close()
        self._folder.cleanup()

    def stop_sandboxes(self) -> None:
        """Ends the idle ones, as Lambda does after a while: the next invocation is a cold start."""
        with self._lock:
            idle, self._idle = self._idle, []
        for sandbox in idle:
            sandbox.close()

    def logs(self) -> str:
        """What the processes have written so far."""
        return self._log_from(0).decode("utf-8", "replace")

    def _log_from(self, start: int) -> bytes:
        # Not by seek(), which would move the place where the processes write.
        size = os.fstat(self._log.fileno()).st_size
        return os.pread(self._log.fileno(), size - start, start)

    def _tell_lines(self) -> None:
        with self._lock:
            *lines, _ = self._log_from(self._told).split(b"\n")
            self._told += sum(len(line) + 1 for line in lines)
        for line in lines:
            self._logged(line.decode("utf-8", "replace"))

    def invoke(self, event: bytes, trace_id: str = "") -> Outcome:
        """Runs the function on an event; InvokeError when Lambda refuses to."""
        if len(event) > MAX_EVENT:
            message = f"Request must be smaller than {MAX_EVENT} bytes for InvokeFunction"
            raise InvokeError(413, "RequestTooLargeException", message)
        try:
            json.loads(event)
        except ValueError as problem:
            message = f"Could not parse request body into json: {problem}"
            raise InvokeError(400, "InvalidRequestContentException", message) from None
        self._take_slot()
        try:
            outcome = self._run(event, trace_id or new_trace_id())
        finally:
            with self._lock:
                self._busy -= 1
        self._tell_lines()
        self.outcomes.append(outcome)
        return outcome

    def _take_slot(self) -> None:
        reserved = self.settings.reserved_concurrency
        limit = ACCOUNT_CONCURRENCY if reserved is None else reserved
        with self._lock:
            if self._busy >= limit:
                raise InvokeError(429, "TooManyRequestsException", "Rate Exceeded.")
            self._busy += 1

    def _run(self, event: bytes, trace_id: str) -> Outcome:
        invocation = Invocation(event, self.settings.arn, self.settings.timeout, trace_id)
        sandbox = self._sandbox(invocation)
        if isinstance(sandbox, Outcome):
            return sandbox
        outcome = sandbox.invoke(invocation)
        if sandbox.ended:
            sandbox.close()
        else:
            with self._lock:
                self._idle.append(sandbox)
        return outcome

    def _sandbox(self, invocation: Invocation) -> Sandbox | Outcome:
        """An idle sandbox or a new one; a failed start is tried once more, as Lambda does."""
        while True:
            with self._lock:
                if not self._idle:
                    break
                sandbox = self._idle.pop()
            if not sandbox.ended:
                return sandbox
            sandbox.close()
        failure = self._start(invocation)
        return self._start(invocation) if isinstance(failure, Outcome) else failure

    def _start(self, invocation: Invocation) -> Sandbox | Outcome:
        try:
            sandbox = Sandbox(
                self.bootstrap, self._environment(), Path(self._folder.name), self._log
            )
        except OSError:
            message = "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"
            return error_outcome("Runtime.InvalidEntrypoint", message, invocation.request_id)
        with self._lock:
            self.sandboxes.append(sandbox)
        if sandbox.wait_ready(self.init_seconds):
            return sandbox
        exited = sandbox.ended
        sandbox.close()
        if sandbox.init_error:
            return sandbox.init_error
        if exited:
            return error_outcome("Runtime.ExitError", sandbox.exit_text(), invocation.request_id)
        return timed_out(self.init_seconds, invocation.request_id)

    def _environment(self) -> dict[str, str]:
        name = self.settings.name
        platform = {
            "_HANDLER": "bootstrap",
            "LAMBDA_TASK_ROOT": self._folder.name,
            "LAMBDA_RUNTIME_DIR": "/var/runtime",
            "AWS_LAMBDA_FUNCTION_NAME": name,
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(self.settings.memory_mb),
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{name}",
            "AWS_LAMBDA_LOG_STREAM_NAME": f"2026/01/01/[$LATEST]{secrets.token_hex(16)}",
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "en_US.UTF-8",
            "TZ": ":UTC",
        }
        return (self.settings.environment or {}) | platform | self._role()


def new_trace_id() -> str:
    """A trace header as the front door of AWS makes it."""
    start = f"{int(time.time()):08x}"
    return f"Root=1-{start}-{secrets.token_hex(12)};Parent={secrets.token_hex(8)};Sampled=0"
