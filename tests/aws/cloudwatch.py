# SPDX-License-Identifier: MIT
"""CloudWatch: PutMetricData, by the query protocol and by JSON 1.0, botocore's choice; and the
metrics that CloudWatch Logs finds in a log.

Source: PutMetricData, Amazon CloudWatch API Reference; Smithy's AWS JSON 1.0 protocol;
"Specification: Embedded metric format", Amazon CloudWatch User Guide.
"""

from __future__ import annotations

import json
import math
import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from tests.aws.auth import Identity
from tests.aws.clock import Clock
from tests.aws.errors import ServiceError, error_json
from tests.aws.http_wire import Reply, Request
from tests.aws.iam import Question
from tests.aws.query import QueryService, members
from tests.aws.service import Call

UNITS = {
    "Seconds", "Microseconds", "Milliseconds", "Bytes", "Kilobytes", "Megabytes", "Gigabytes",
    "Terabytes", "Bits", "Kilobits", "Megabits", "Gigabits", "Terabits", "Percent", "Count",
    "Bytes/Second", "Kilobytes/Second", "Megabytes/Second", "Gigabytes/Second",
    "Terabytes/Second", "Bits/Second", "Kilobits/Second", "Megabits/Second", "Gigabits/Second",
    "Terabits/Second", "Count/Second", "None",
}  # fmt: skip
MAX_METRICS = 1000
MAX_DIMENSIONS = 30
PAST, FUTURE = 14 * 86400, 2 * 3600
_TARGET = "GraniteServiceVersion20100801."
_JSON = "application/x-amz-json-1.0"
_NAMESPACE = re.compile(r"[A-Za-z0-9._/#:-]{1,255}")

# The input in JSON: a type, a list of one shape, or fields.
_DIMENSION = {"Name": str, "Value": str}
_DATUM = {
    "MetricName": str, "Value": float, "Unit": str, "Timestamp": float, "Dimensions": [_DIMENSION],
}  # fmt: skip
_INPUT = {"Namespace": str, "MetricData": [_DATUM]}


def _shaped(value: Any, shape: Any, place: str) -> Any:
    """The value, if it has the shape; else SerializationException."""
    if isinstance(shape, dict) and isinstance(value, dict) and set(value) <= set(shape):
        return {name: _shaped(field, shape[name], name) for name, field in value.items()}
    if isinstance(shape, list) and isinstance(value, list):
        return [_shaped(item, shape[0], place) for item in value]
    if shape is float and type(value) in (int, float) and abs(value) < 1e308:
        return float(value)
    if shape is str and isinstance(value, str):
        return value
    raise ServiceError("SerializationException", f"{place} has an unexpected type")


def _invalid(message: str) -> ServiceError:
    return ServiceError("InvalidParameterValue", message)


class CloudWatch(QueryService):
    """`metrics` holds each datum with its namespace, as tests read it."""

    name = "monitoring"
    version = "2010-08-01"
    namespace = "http://monitoring.amazonaws.com/doc/2010-08-01/"
    operations = ("PutMetricData",)

    def __init__(self, region: str, clock: Clock) -> None:
        super().__init__(region)
        self.clock = clock
        self.metrics: list[dict] = []

    def operation_of(self, request: Request) -> str:
        if _is_json(request):
            operation = (request.header("x-amz-target") or "").removeprefix(_TARGET)
            return operation if operation in self.operations else ""
        return super().operation_of(request)

    def read(self, request: Request, operation: str) -> Call:
        if operation and _is_json(request):
            try:
                given = json.loads(request.body)
            except (ValueError, RecursionError):
                raise ServiceError("SerializationException", "cannot read the body") from None
            arguments = {"Namespace": "", "MetricData": []} | _shaped(given, _INPUT, "the body")
            data = arguments.pop("MetricData")
            arguments |= {"Data": data, "Json": True}
            return self.complete(Call(operation, arguments, Question("", "*")))
        return super().read(request, operation)

    def complete(self, call: Call) -> Call:
        given = call.arguments
        if "Data" not in given:
            given["Data"] = [_datum_of_form(fields) for fields in members(given, "MetricData")]
        namespace = given.get("Namespace", "")
        if not namespace:
            raise ServiceError("MissingParameter", "The parameter Namespace is required.")
        # IAM knows the service by another name than SigV4.
        context = {"cloudwatch:namespace": [namespace]}
        call.question = Question(f"cloudwatch:{call.operation}", "*", context)
        return call

    def answer(self, call: Call, identity: Identity, request_id: str) -> Reply:
        namespace, data = call.arguments["Namespace"], call.arguments["Data"]
        if not _is_namespace(namespace):
            raise _invalid(f"The value {namespace} for parameter Namespace is invalid.")
        if not data:
            raise ServiceError("MissingParameter", "The parameter MetricData is required.")
        if len(data) > MAX_METRICS:
            raise _invalid(f"The collection MetricData must not have a size above {MAX_METRICS}.")
        stored = [self._checked(datum, f"MetricData.member.{i}") for i, datum in enumerate(data, 1)]
        call.changes = [{"Namespace": namespace} | datum for datum in stored]
        self.metrics += call.changes
        if call.arguments.get("Json"):
            return _json_reply(200, b"{}", request_id)
        return self.success(call, "", request_id)

    def refuse(self, error: ServiceError, request: Request, request_id: str) -> Reply:
        if not _is_json(request):
            return super().refuse(error, request, request_id)
        reply = _json_reply(error.status, error_json(error), request_id)
        reply.headers.append(("x-amzn-query-error", f"{error.code};{error.side}"))
        return reply

    def take_line(self, line: str) -> None:
        """Counts what a log line holds in the embedded metric format. As with AWS, a line that is
        anything else, or breaks a rule, counts nothing and is no error."""
        with suppress(ValueError, KeyError, TypeError, ServiceError):
            document = json.loads(line)
            about = document["_aws"]
            moment = about["Timestamp"] / 1000
            self.metrics += [
                {"Namespace": directive["Namespace"]} | self._embedded(document, metric, names)
                for directive in about["CloudWatchMetrics"]
                for names in directive["Dimensions"]
                for metric in directive["Metrics"]
                if _is_namespace(directive["Namespace"]) and self._checked_time(moment, "Timestamp")
            ]

    def _embedded(self, document: dict, metric: dict, names: list[str]) -> dict:
        """One metric with one set of dimensions, whose values are members of the document."""
        datum = {
            "MetricName": metric["Name"],
            "Value": document[metric["Name"]],
            "Unit": metric.get("Unit", "None"),
            "Dimensions": [{"Name": name, "Value": document[name]} for name in names],
        }
        if not all(isinstance(one["Value"], str) for one in datum["Dimensions"]):
            raise _invalid("the value of a dimension is no text")
        return self._checked(datum, "Metrics")

    def _checked(self, datum: dict, place: str) -> dict:
        name = datum.get("MetricName")
        if not isinstance(name, str) or not 1 <= len(name) <= 255:
            raise _invalid(f"The parameter {place}.MetricName is required.")
        value = datum.get("Value")
        if not isinstance(value, (int, float)) or not math.isfinite(value) or abs(value) > 2**360:
            raise _invalid(f"The value {value} for parameter {place}.Value is invalid.")
        unit = datum.get("Unit", "None")
        if unit not in UNITS:
            raise _invalid(f"The value {unit} for parameter {place}.Unit is invalid.")
        stored = {"MetricName": name, "Value": float(value), "Unit": unit}
        if "Timestamp" in datum:
            stored["Timestamp"] = self._checked_time(datum["Timestamp"], place)
        stored["Dimensions"] = _checked_dimensions(datum.get("Dimensions", []), place)
        return stored

    def _checked_time(self, given: float | str, place: str) -> float:
        moment = given if isinstance(given, (int, float)) else _seconds(given)
        now = self.clock.now()
        if moment is None or not now - PAST <= moment <= now + FUTURE:
            raise _invalid(
                f"The parameter {place}.Timestamp must specify a time within the past two weeks "
                "and no more than two hours in the future."
            )
        return float(moment)


def _is_namespace(text: str) -> bool:
    return bool(_NAMESPACE.fullmatch(text)) and not text.startswith((":", "AWS/"))


def _is_json(request: Request) -> bool:
    return (request.header("x-amz-target") or "").startswith(_TARGET)


def _json_reply(status: int, body: bytes, request_id: str) -> Reply:
    return Reply(status, body, [("x-amzn-RequestId", request_id), ("Content-Type", _JSON)])


def _seconds(text: str) -> float | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _datum_of_form(fields: dict[str, str]) -> dict:
    datum: dict = {k: v for k, v in fields.items() if "." not in k}
    if "Value" in datum:
        try:
            datum["Value"] = float(datum["Value"])
        except ValueError:
            message = f"Value {datum['Value']} is not a double"
            raise ServiceError("MalformedInput", message) from None
    datum["Dimensions"] = members(fields, "Dimensions")
    return datum


def _checked_dimensions(dimensions: list[dict], place: str) -> dict[str, str]:
    if len(dimensions) > MAX_DIMENSIONS:
        raise _invalid(f"The collection {place}.Dimensions must not have a size above 30.")
    for dimension in dimensions:
        if set(dimension) != {"Name", "Value"} or not dimension["Name"] or not dimension["Value"]:
            raise _invalid(f"The parameter {place}.Dimensions needs a Name and a Value each.")
    return {dimension["Name"]: dimension["Value"] for dimension in dimensions}
