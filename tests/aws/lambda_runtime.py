# SPDX-License-Identifier: MIT
"""The Lambda Runtime API, and the process behind it: one sandbox is one `bootstrap`.

A sandbox serves one invocation at a time. It ends with its process, which is killed when it
outlives its time; one that is no longer wanted gets SIGTERM before, as Lambda sends it to functions
with an extension. Source: "Using the Lambda runtime API for custom runtimes", AWS Lambda Developer
Guide; texts of time-outs and crashes are those of Lambda's own emulator. [assumed]: an answer with
the id of another invocation is a 410, one without any id is taken.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from tests.aws.http_wire import Reply, Request
from tests.aws.listener import Listener

MAX_EVENT = 6 * 1024 * 1024
MAX_RESPONSE = MAX_EVENT + 100
INIT_SECONDS = 10.0
_PEAK = re.compile(r"VmHWM:\s*([0-9]+) kB")
_TOO_LARGE = f"Response payload size exceeded maximum allowed payload size ({MAX_RESPONSE} bytes)."
_BASE = "/2018-06-01/runtime/"
_INVOCATION_ID = "Lambda-Runtime-Invocation-Id"


@dataclass
class Outcome:
    """What came of an invocation; `function_error` is empty for a success."""

    payload: bytes
    function_error: str = ""
    error_type: str = ""  # as the runtime's header gave it
    named: bool = False  # the answer came with the invocation's own id

    @property
    def error_message(self) -> str:
        """The errorMessage of a function error, which a SelectionPattern looks at."""
        try:
            document = json.loads(self.payload)
        except ValueError:
            return ""
        message = document.get("errorMessage") if isinstance(document, dict) else None
        return message if self.function_error and isinstance(message, str) else ""


@dataclass
class Invocation:
    """One event on its way through a sandbox."""

    event: bytes
    function_arn: str
    timeout: float  # seconds
    trace_id: str = ""
    deadline: float = 0.0  # seconds since 1970, known when the process gets it
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    # Of this try alone, while a request keeps its id when it is tried again.
    invocation_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    outcome: Outcome | None = None


def error_outcome(type_: str, message: str, request_id: str = "") -> Outcome:
    """A function error that the platform tells, not the function."""
    text = f"RequestId: {request_id} Error: {message}" if request_id else message
    payload = json.dumps({"errorType": type_, "errorMessage": text}).encode()
    return Outcome(payload, "Unhandled", type_)


def timed_out(seconds: float, request_id: str) -> Outcome:
    """The function error of one that took too long."""
    message = f"Task timed out after {seconds:.2f} seconds"
    return error_outcome("Sandbox.Timedout", message, request_id)


class Sandbox:
    """One process and its Runtime API. `log` takes its stdout and stderr. Lambda starts `bootstrap`
    without arguments."""

    def __init__(
        self,
        bootstrap: Path,
        environment: dict[str, str],
        folder: Path,
        log: BinaryIO,
        arguments: Sequence[str] = (),
    ) -> None:
        self.invocations = 0
        self.init_seconds: float | None = None  # from exec to the first `next`
        self.peak_rss_kib = 0  # as of the last answer
        self.exit_code: int | None = None
        self.init_error: Outcome | None = None
        self._changed = threading.Condition()
        self._invocation: Invocation | None = None
        self._waiting = False  # the process is in `next`
        self._closing = False
        self._listener = Listener(self._respond, time.time, max_body=2 * MAX_EVENT)
        place = self._listener.url.removeprefix("http://")
        self._started = time.monotonic()
        try:
            self._process = subprocess.Popen(
                [str(bootstrap), *arguments],
                env=environment | {"AWS_LAMBDA_RUNTIME_API": place},
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        except OSError:
            self._listener.stop()
            raise
        self.pid = self._process.pid
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    @property
    def ended(self) -> bool:
        """Whether the process is gone."""
        return self.exit_code is not None

    def wait_ready(self, seconds: float) -> bool:
        """Waits for the first `next`; False when it failed or took too long."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self.ended or self.init_error, seconds)
            return self._waiting and not self.init_error

    def invoke(self, invocation: Invocation) -> Outcome:
        """Hands the event over, and waits for the answer and the next `next`."""
        with self._changed:
            if self.ended:
                return self._exit_error(invocation)
            self.invocations += 1
            invocation.deadline = time.time() + invocation.timeout
            self._invocation = invocation
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._is_over(invocation), invocation.timeout)
            outcome = invocation.outcome
            over = self._is_over(invocation)
            self._measure()
            self._invocation = None
            if outcome is None and self.ended:
                return self._exit_error(invocation)
        if not over:
            self.kill()
        return outcome or timed_out(invocation.timeout, invocation.request_id)

    def _measure(self) -> None:
        # Not rusage, whose maximum begins with the size of the process that forked.
        with contextlib.suppress(OSError):
            found = _PEAK.search(Path(f"/proc/{self.pid}/status").read_text())
            self.peak_rss_kib = int(found[1]) if found else self.peak_rss_kib

    def _is_over(self, invocation: Invocation) -> bool:
        return self.ended or (invocation.outcome is not None and self._waiting)

    def _exit_error(self, invocation: Invocation) -> Outcome:
        return error_outcome("Runtime.ExitError", self.exit_text(), invocation.request_id)

    def exit_text(self) -> str:
        """How the process ended, in Lambda's words."""
        code = self.exit_code
        if code is None or code == 0:
            return "Runtime exited without providing a reason"
        if code < 0:
            return f"Runtime exited with error: signal: {signal.Signals(-code).name}"
        return f"Runtime exited with error: exit status {code}"

    def kill(self) -> None:
        """Ends the process now and waits for its end."""
        self._end_with(signal.SIGKILL, 5)

    def close(self) -> None:
        """Ends the process and its Runtime API."""
        # A `bootstrap` that counts its lines writes the counts; any other just ends.
        self._end_with(signal.SIGTERM, 2)
        self.kill()
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._listener.stop()

    def _end_with(self, number: signal.Signals, seconds: float) -> None:
        with self._changed:
            if not self.ended:
                os.killpg(self.pid, number)
        self._watcher.join(seconds)

    def _watch(self) -> None:
        # Reaped under the lock, so that kill() never meets another process of this id.
        os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
        with self._changed:
            _, status = os.waitpid(self.pid, 0)
            self.exit_code = self._process.returncode = os.waitstatus_to_exitcode(status)
            self._waiting = False
            self._changed.notify_all()

    # The Runtime API.

    def _respond(self, request: Request, connection: int) -> Reply:
        name = request.path.removeprefix(_BASE)
        if not request.path.startswith(_BASE):
            return _refused(404, "NotFound", f"no such path: {request.path}")
        if (request.method, name) == ("GET", "invocation/next"):
            return self._next()
        if (request.method, name) == ("POST", "init/error"):
            return self._init_error(request)
        kind, _, rest = name.partition("/")
        request_id, _, what = rest.partition("/")
        if request.method == "POST" and kind == "invocation" and what in ("response", "error"):
            return self._answered(request, request_id, what)
        return _refused(404, "NotFound", f"no such path: {request.path}")

    def _next(self) -> Reply:
        with self._changed:
            if self._pending() and self.init_seconds is not None and not self._waiting:
                return _refused(403, "InvalidStateTransition", "the invocation is not answered")
            if self.init_seconds is None:
                self.init_seconds = time.monotonic() - self._started
            self._waiting = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._pending() or self.ended or self._closing)
            if self.ended or self._closing:
                return Reply(410, b"", close=True)
            self._waiting = False
            invocation = self._invocation
        headers = [
            ("Content-Type", "application/json"),
            ("Lambda-Runtime-Aws-Request-Id", invocation.request_id),
            ("Lambda-Runtime-Deadline-Ms", str(int(invocation.deadline * 1000))),
            ("Lambda-Runtime-Invoked-Function-Arn", invocation.function_arn),
            ("Lambda-Runtime-Trace-Id", invocation.trace_id),
            (_INVOCATION_ID, invocation.invocation_id),
        ]
        return Reply(200, invocation.event, headers)

    def _pending(self) -> bool:
        return self._invocation is not None and self._invocation.outcome is None

    def _init_error(self, request: Request) -> Reply:
        with self._changed:
            if self.init_seconds is not None:
                return _refused(403, "InvalidStateTransition", "the first `next` was asked for")
            self.init_error = _function_error(request)
            self._changed.notify_all()
        return _accepted()

    def _answered(self, request: Request, request_id: str, what: str) -> Reply:
        with self._changed:
            invocation = self._invocation
            if invocation is None or invocation.request_id != request_id:
                return _refused(400, "InvalidRequestID", "Invalid request ID")
            named = request.header(_INVOCATION_ID.lower())
            if named is not None and named != invocation.invocation_id:
                return _refused(410, "InvocationTimedOut", "the invocation is over")
            if invocation.outcome is not None or self._waiting:
                return _refused(403, "InvalidStateTransition", "State transition is not allowed")
            too_large = len(request.body) > MAX_RESPONSE
            if too_large:
                invocation.outcome = error_outcome("Function.ResponseSizeTooLarge", _TOO_LARGE)
            elif what == "error":
                invocation.outcome = _function_error(request)
            else:
                invocation.outcome = Outcome(request.body)
            invocation.outcome.named = named is not None
            self._changed.notify_all()
        if too_large:
            return _refused(413, "RequestEntityTooLarge", _TOO_LARGE)
        return _accepted()


def _function_error(request: Request) -> Outcome:
    type_ = request.header("lambda-runtime-function-error-type") or ""
    return Outcome(request.body, "Unhandled", type_)


def _accepted() -> Reply:
    return Reply(202, b'{"status":"OK"}\n', [("Content-Type", "application/json")])


def _refused(status: int, type_: str, message: str) -> Reply:
    body = json.dumps({"errorMessage": message, "errorType": type_}).encode()
    return Reply(status, body, [("Content-Type", "application/json")])
