# SPDX-License-Identifier: MIT
"""LocalAws by JSON over plain HTTP on a second loopback port, for shells and other programs.

POST /METHOD with a JSON object of arguments (or no body) answers 200 with JSON, or 400 with
{"error": ...}. The methods are those of METHODS below; README.md shows them in use.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from tests.aws.auth import Identity
from tests.aws.errors import ServiceError
from tests.aws.http_wire import Reply, Request
from tests.aws.iot import Router
from tests.aws.listener import Listener
from tests.aws.server import LocalAws


def identity_json(user: Identity) -> dict[str, Any]:
    """A user's keys, as a program needs them."""
    kept = ("arn", "access_key_id", "secret_access_key", "session_token")
    return {name: value for name, value in asdict(user).items() if name in kept}


def router_json(router: Router) -> dict[str, str]:
    """What a program needs to be this router, or to switch its certificate."""
    return {
        "endpoint": router.endpoint,
        "alias": router.alias,
        "thing": router.thing,
        "certificate_id": router.certificate.id,
        "role_arn": router.role.arn,
    }


def load_state(aws: LocalAws, state: dict) -> dict[str, Any]:
    """Fills the server from {"zones", "users", "topics"}; returns what came of it.

    zones: {"name", "id", "private", "records": [{"name", "type", "values", "ttl", ...}]}
    users: {"name", "policy", "session"}; topics: names or ARNs.
    """
    if unknown := set(state) - {"zones", "users", "topics"}:
        raise ValueError(f"state has unknown {sorted(unknown)}; give zones, users and topics")
    zones = []
    for zone in state.get("zones", []):
        private = zone.get("private", False)
        zone_id = aws.add_zone(zone["name"], private=private, zone_id=zone.get("id"))
        zones.append({"id": zone_id, "name": zone["name"], "private": private})
        for record in zone.get("records", []):
            put_record(aws, zone_id, **record)
    users = [identity_json(aws.add_user(**user)) for user in state.get("users", [])]
    topics = [aws.add_topic(topic) for topic in state.get("topics", [])]
    return {"zones": zones, "users": users, "topics": topics}


def put_record(
    aws: LocalAws, zone_id: str, name: str, type: str, values: list[str] | None = None, **rest
) -> None:
    """LocalAws.put_record with names that fit JSON."""
    aws.put_record(zone_id, name, type, values or [], **rest)


def _fault(aws: LocalAws, **given) -> None:
    aws.faults.add_json(given)


def _settings(aws: LocalAws, *, polls: int | None = None, seconds: float | None = None) -> None:
    if polls is not None:
        aws.route53.insync_after_polls = polls
    if seconds is not None:
        aws.route53.insync_after_seconds = seconds


def _bare_batches(aws: LocalAws, *, on: bool = True) -> None:
    aws.route53.bare_batches = on


METHODS: dict[str, Callable[..., Any]] = {
    "add_user": lambda aws, **given: identity_json(aws.add_user(**given)),
    "add_role": lambda aws, **given: aws.add_role(**given).arn,
    "add_router": lambda aws, **given: router_json(aws.add_router(**given)),
    "set_certificate_status": LocalAws.set_certificate_status,
    "add_trust_anchor": lambda aws, **given: aws.add_trust_anchor(**given).arn,
    "add_profile": lambda aws, **given: aws.add_profile(**given).arn,
    "import_crl": LocalAws.import_crl,
    "add_zone": LocalAws.add_zone,
    "put_record": put_record,
    "delete_record": LocalAws.delete_record,
    "records": LocalAws.records,
    "add_topic": LocalAws.add_topic,
    "messages": LocalAws.messages,
    "metrics": LocalAws.metrics,
    "set_now": LocalAws.set_now,
    "set_offset": LocalAws.set_offset,
    "throttle": LocalAws.throttle,
    "drop_connections": LocalAws.drop_connections,
    "fault": _fault,
    "clear_faults": lambda aws: aws.faults.clear(),
    "insync_after": _settings,
    "bare_batches": _bare_batches,
    "journal": lambda aws: aws.journal.to_json(),
    "counts": lambda aws: aws.journal.counts(),
    "clear_journal": lambda aws: aws.journal.clear(),
}


class Control:
    """The control API of one server; `stopped` is set by POST /stop."""

    def __init__(self, aws: LocalAws, port: int = 0) -> None:
        self._aws = aws
        self.stopped = threading.Event()
        self._listener = Listener(self._respond, aws.clock.now, port=port)
        self.url = self._listener.url

    def close(self) -> None:
        """Ends the control API; the server goes on."""
        self._listener.stop()

    def _respond(self, request: Request, connection: int) -> Reply:
        try:
            return _json(200, self._call(request))
        except (KeyError, TypeError, ValueError, ServiceError) as problem:
            return _json(400, {"error": f"{type(problem).__name__}: {problem}"})

    def _call(self, request: Request) -> Any:
        name = request.path.removeprefix("/")
        # A browser's form cannot send this type, so no web page can drive the server.
        kind = request.header("content-type") or "application/json"
        if request.method != "POST" or (request.body and kind != "application/json"):
            raise ValueError("send POST with Content-Type: application/json")
        given = json.loads(request.body) if request.body else {}
        if not isinstance(given, dict):
            raise ValueError("the body is no JSON object")
        if name == "stop":
            self.stopped.set()
            return None
        if name not in METHODS:
            raise ValueError(f"method {name!r} is unknown; use {', '.join([*METHODS, 'stop'])}")
        return METHODS[name](self._aws, **given)


def _json(status: int, value: Any) -> Reply:
    body = json.dumps(value).encode() + b"\n"
    return Reply(status, body, [("Content-Type", "application/json")])
