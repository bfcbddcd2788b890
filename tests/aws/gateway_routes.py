# SPDX-License-Identifier: MIT
"""A REST API as its template declares it: stages, routes, integrations and gateway responses.

`read_api` raises TemplateError for what API Gateway would refuse to deploy, and for what gateway.py
does not serve. Source: "AWS::ApiGateway" in AWS CloudFormation's template reference.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from tests.aws.template import Template, TemplateError

JSON = "application/json"
_FUNCTION = re.compile(
    r"arn:[a-z-]+:apigateway:[a-z0-9-]+:lambda:path/[0-9-]+/functions/(.+)/invocations"
)


@dataclass
class IntegrationResponse:
    """What becomes of a backend's answer; the one without a pattern is for all the others."""

    status: int
    pattern: str
    headers: dict[str, str]
    template: str | None


@dataclass
class Route:
    """One method of one resource."""

    method: str
    resource: str  # "/v100/ddns/{host}"
    iam: bool
    mock: bool
    function_arn: str
    passthrough: str
    templates: dict[str, str]
    responses: list[IntegrationResponse]
    required: list[str]  # parameters that a validator asks for
    seconds: float  # before the integration times out

    def match(self, path: str) -> dict[str, str] | None:
        """The path's parameters, or None; `path` without its stage."""
        names, given = self.resource.split("/"), path.split("/")
        if len(names) != len(given):
            return None
        found: dict[str, str] = {}
        for name, text in zip(names, given, strict=True):
            if name.startswith("{") and text:
                found[name[1:-1]] = unquote(text)
            elif name != text:
                return None
        return found


@dataclass
class GatewayResponse:
    """The shape of a refusal; no template means API Gateway's own body."""

    status: int | None
    headers: dict[str, str]
    template: str | None


@dataclass
class Stage:
    """`rate` and `burst` are of each method but those in `apart`, by method and resource; None
    where there is no limit but AWS's."""

    name: str
    rate: float | None
    burst: float | None
    variables: dict[str, str]
    apart: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)


@dataclass
class Api:
    """One REST API."""

    id: str
    edge: bool
    default_endpoint: bool
    stages: dict[str, Stage] = field(default_factory=dict)
    routes: list[Route] = field(default_factory=list)
    gateway_responses: dict[str, GatewayResponse] = field(default_factory=dict)
    domains: dict[str, dict[str, str]] = field(default_factory=dict)  # name: base path: stage

    def route(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """The method for a path, fixed segments before parameters."""
        for route in sorted(self.routes, key=lambda one: one.resource.count("{")):
            parameters = route.match(path)
            if route.method in (method, "ANY") and parameters is not None:
                return route, parameters
        return None


def read_api(template: Template, name: str) -> Api:
    """The API of one AWS::ApiGateway::RestApi."""
    given = template.properties(name)
    if unknown := set(given) & {"Body", "BodyS3Location", "Policy", "Mode"}:
        raise TemplateError(f"{name}: {sorted(unknown)} of a RestApi are not served here")
    types = given.get("EndpointConfiguration", {}).get("Types", ["EDGE"])
    api = Api(
        id=template.identifiers(name, "Ref") or "",
        edge=types == ["EDGE"],
        default_endpoint=not given.get("DisableExecuteApiEndpoint", False),
    )
    paths = _paths(template)
    for method in template.of_type("AWS::ApiGateway::Method"):
        api.routes.append(_route(template, method, paths))
    for one in template.of_type("AWS::ApiGateway::GatewayResponse"):
        _add_gateway_response(api, template.properties(one), one)
    for one in template.of_type("AWS::ApiGateway::Stage"):
        stage = _stage(template.properties(one))
        api.stages[stage.name] = stage
    for one in template.of_type("AWS::ApiGateway::BasePathMapping"):
        mapping = template.properties(one)
        base = api.domains.setdefault(mapping["DomainName"], {})
        base[mapping.get("BasePath", "")] = mapping["Stage"]
    _check_deployments(template)
    return api


def _paths(template: Template) -> dict[str, str]:
    """Each resource's identifier with its path."""
    parents = {
        template.identifiers(name, "Ref"): template.properties(name)
        for name in template.of_type("AWS::ApiGateway::Resource")
    }

    def path(identifier: str) -> str:
        given = parents.get(identifier)
        return "" if given is None else f"{path(given['ParentId'])}/{given['PathPart']}"

    return {identifier: path(identifier) for identifier in parents}


def _route(template: Template, name: str, paths: dict[str, str]) -> Route:
    given = template.properties(name)
    integration = given["Integration"]
    if integration["Type"] not in ("AWS", "MOCK"):
        raise TemplateError(
            f"{name}: integration {integration['Type']} is not served; use AWS, MOCK"
        )
    if given["AuthorizationType"] not in ("AWS_IAM", "NONE"):
        raise TemplateError(f"{name}: authorization {given['AuthorizationType']} is not served")
    uri = integration.get("Uri", "")
    function = _FUNCTION.fullmatch(uri)
    if integration["Type"] == "AWS" and not function:
        raise TemplateError(f"{name}: integration Uri {uri!r} is no invocation of a function")
    if function and integration.get("IntegrationHttpMethod") != "POST":
        raise TemplateError(f"{name}: a function is invoked by POST; set IntegrationHttpMethod")
    return Route(
        method=given["HttpMethod"],
        resource=paths.get(given["ResourceId"], "") or "/",
        iam=given["AuthorizationType"] == "AWS_IAM",
        mock=integration["Type"] == "MOCK",
        function_arn=function[1] if function else "",
        passthrough=integration.get("PassthroughBehavior", "WHEN_NO_MATCH"),
        templates=integration.get("RequestTemplates", {}),
        responses=_integration_responses(name, given, integration),
        required=_required(template, given),
        seconds=int(integration.get("TimeoutInMillis", 29_000)) / 1000,
    )


def _required(template: Template, given: dict[str, Any]) -> list[str]:
    wanted = given.get("RequestParameters", {})
    for one in template.of_type("AWS::ApiGateway::RequestValidator"):
        checks = template.properties(one).get("ValidateRequestParameters")
        if template.identifiers(one, "Ref") == given.get("RequestValidatorId") and checks:
            return [name for name, needed in wanted.items() if needed]
    return []


def _integration_responses(
    name: str, given: dict[str, Any], integration: dict[str, Any]
) -> list[IntegrationResponse]:
    declared = {str(one["StatusCode"]): one for one in given.get("MethodResponses", [])}
    responses = []
    for one in integration.get("IntegrationResponses", []):
        status = str(one["StatusCode"])
        if status not in declared:
            raise TemplateError(f"{name}: status {status} is not in MethodResponses")
        headers = _headers(name, one, "method.response.header.")
        known = declared[status].get("ResponseParameters", {})
        if unknown := [h for h in headers if f"method.response.header.{h}" not in known]:
            raise TemplateError(f"{name}: headers {unknown} of {status} are not in MethodResponses")
        pattern = one.get("SelectionPattern", "")
        template = one.get("ResponseTemplates", {}).get(JSON)
        responses.append(IntegrationResponse(int(status), pattern, headers, template))
    if sum(not one.pattern for one in responses) != 1:
        raise TemplateError(f"{name}: exactly one integration response has no SelectionPattern")
    return responses


def _headers(name: str, given: dict[str, Any], prefix: str) -> dict[str, str]:
    headers = {}
    for key, value in given.get("ResponseParameters", {}).items():
        if not key.startswith(prefix):
            raise TemplateError(f"{name}: response parameter {key} does not begin with {prefix}")
        if not re.fullmatch(r"'[^']*'", value):
            raise TemplateError(f"{name}: {key} is {value}; only 'a text in quotes' is served here")
        headers[key.removeprefix(prefix)] = value[1:-1]
    return headers


def _add_gateway_response(api: Api, given: dict[str, Any], name: str) -> None:
    status = given.get("StatusCode")
    api.gateway_responses[given["ResponseType"]] = GatewayResponse(
        int(status) if status else None,
        _headers(name, given, "gatewayresponse.header."),
        given.get("ResponseTemplates", {}).get(JSON),
    )


def _stage(given: dict[str, Any]) -> Stage:
    rate = burst = None
    apart = {}
    for one in given.get("MethodSettings", []):
        limits = one.get("ThrottlingRateLimit"), one.get("ThrottlingBurstLimit")
        method, path = one["HttpMethod"], one["ResourcePath"]
        if (method, path) == ("*", "/*"):
            rate, burst = limits
        elif method != "*" and path.startswith("/~1") and None not in limits:
            apart[method, path[1:].replace("~1", "/")] = limits
        else:
            raise TemplateError(
                f"MethodSettings of {method} {path}: served are * with /* and a method with a path "
                "whose slashes are ~1 behind the first one"
            )
    return Stage(given["StageName"], rate, burst, given.get("Variables", {}), apart)


def _check_deployments(template: Template) -> None:
    """A deployment made before a method does not have it."""
    methods = set(template.of_type("AWS::ApiGateway::Method"))
    for name in template.of_type("AWS::ApiGateway::Deployment"):
        depends = template.resources[name].get("DependsOn", [])
        if missing := methods - set([depends] if isinstance(depends, str) else depends):
            raise TemplateError(f"{name}: does not depend on {sorted(missing)}")
