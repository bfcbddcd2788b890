# SPDX-License-Identifier: MIT
"""A CloudFormation stack in the local AWS: users, topics, functions, API and function URL, and by
stack_identities.py roles and whom they trust.

    with Stack(aws, path, {"HostName": "home.example.com", ...}, bootstrap=program) as stack:
        stack.url("/v100/ddns")    # https://127.0.0.1:PORT/prod/v100/ddns
        stack.users["Router"]      # an Identity with the policies of the template
        stack.router.status = "INACTIVE"    # of the template's certificate
        stack.update({"RouterCertificate": pem, ...})

A resource of a type that is neither served nor in `_WITHOUT_EFFECT` raises TemplateError.
"""

from __future__ import annotations

import secrets
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.aws import iam
from tests.aws.auth import Identity
from tests.aws.function_url import FunctionUrl
from tests.aws.gateway import Gateway
from tests.aws.gateway_routes import read_api
from tests.aws.iam import Question
from tests.aws.iot import Router
from tests.aws.lambda_function import Function, Settings
from tests.aws.stack_identities import SERVED as IDENTITIES
from tests.aws.stack_identities import Identities
from tests.aws.template import Template, TemplateError, load

if TYPE_CHECKING:
    from tests.aws.server import LocalAws

# Keys of a role outlive any test.
_SESSION_SECONDS = 12 * 3600
_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
# What Ref and GetAtt of a resource give; {name} is its physical name, {id} ten letters or digits.
_IDENTIFIERS: dict[str, dict[str, str]] = {
    "AWS::ApiGateway::RestApi": {"Ref": "{id}", "RestApiId": "{id}", "RootResourceId": "{id}root"},
    "AWS::ApiGateway::Resource": {"Ref": "{id}", "ResourceId": "{id}"},
    "AWS::ApiGateway::RequestValidator": {"Ref": "{id}", "RequestValidatorId": "{id}"},
    "AWS::ApiGateway::Deployment": {"Ref": "{id}", "DeploymentId": "{id}"},
    "AWS::ApiGateway::Stage": {"Ref": "{StageName}"},
    "AWS::ApiGateway::DomainName": {
        "Ref": "{DomainName}",
        "RegionalDomainName": "d-{id}.execute-api.{region}.amazonaws.com",
        "RegionalHostedZoneId": "Z1UJRXOUMOOFQ8",
        "DistributionDomainName": "d{id}.cloudfront.net",
        "DistributionHostedZoneId": "Z2FDTNDATAQYW2",
    },
    "AWS::CertificateManager::Certificate": {
        "Ref": "arn:{p}:acm:{region}:{account}:certificate/{id}",
    },
    "AWS::IAM::ManagedPolicy": {"Ref": "arn:{p}:iam::{account}:policy/{name}"},
    "AWS::IAM::Role": {"Ref": "{name}", "Arn": "arn:{p}:iam::{account}:role/{name}"},
    "AWS::IAM::User": {"Ref": "{name}", "Arn": "arn:{p}:iam::{account}:user/{name}"},
    "AWS::Lambda::Function": {
        "Ref": "{name}",
        "Arn": "arn:{p}:lambda:{region}:{account}:function:{name}",
    },
    "AWS::Lambda::Url": {
        "Ref": "arn:{p}:lambda:{region}:{account}:function:{name}",
        "FunctionUrl": "https://{id}.lambda-url.{region}.on.aws/",
    },
    "AWS::Logs::LogGroup": {
        "Ref": "{name}",
        "Arn": "arn:{p}:logs:{region}:{account}:log-group:{name}:*",
    },
    "AWS::SNS::Topic": {
        "Ref": "arn:{p}:sns:{region}:{account}:{name}",
        "TopicArn": "arn:{p}:sns:{region}:{account}:{name}",
        "TopicName": "{name}",
    },
}  # fmt: skip
_SERVED = {
    "AWS::ApiGateway::RestApi", "AWS::ApiGateway::Resource", "AWS::ApiGateway::Method",
    "AWS::ApiGateway::RequestValidator", "AWS::ApiGateway::Deployment", "AWS::ApiGateway::Stage",
    "AWS::ApiGateway::GatewayResponse", "AWS::ApiGateway::DomainName",
    "AWS::ApiGateway::BasePathMapping", "AWS::Lambda::Function", "AWS::Lambda::Permission",
    "AWS::Lambda::Url", "AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::ManagedPolicy",
    "AWS::SNS::Topic", *IDENTITIES,
}  # fmt: skip
# Known, and nothing here depends on them.
_WITHOUT_EFFECT = {
    "AWS::CertificateManager::Certificate", "AWS::CloudWatch::Alarm", "AWS::Logs::LogGroup",
    "AWS::Route53::RecordSet", "AWS::SNS::Subscription", "AWS::SNS::TopicPolicy",
}  # fmt: skip


# AWS's own policy for a function that writes its log.
_BASIC = ":iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
_LOG = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
_BASIC_POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": _LOG, "Resource": "*"}],
}


class Stack:
    """One stack of one template with at most one REST API; a context manager that serves it.
    `bootstrap` is the program of its functions, `name` the stack's (else wan53, wan53-2, ...)."""

    def __init__(
        self,
        aws: LocalAws,
        path: Path,
        parameters: dict[str, str],
        *,
        bootstrap: Path | None = None,
        extra: dict[str, str] | None = None,
        name: str = "",
    ) -> None:
        self.aws, self._bootstrap, self._extra = aws, bootstrap, extra or {}
        numbered = (f"wan53-{number}" for number in count(2))
        free = (one for one in chain(["wan53"], numbered) if one not in aws.stacks)
        self._document, self._name = load(path), name or next(free)
        self._ids: dict[str, str] = {}
        self._identities = Identities(aws, lambda role: self._policies(role, "Roles"))
        self.template = self._template(parameters)
        unknown = {r["Type"] for r in self.template.resources.values()} - _SERVED - _WITHOUT_EFFECT
        if unknown:
            raise TemplateError(f"resources of types {sorted(unknown)} are not known here")
        self.users: dict[str, Identity] = {}
        self.functions: dict[str, Function] = {}  # by ARN
        self.function_url: FunctionUrl | None = None
        self._gateway: Gateway | None = None

    def _template(self, parameters: dict[str, str]) -> Template:
        template = Template(
            self._document,
            parameters,
            region=self.aws.region,
            account=self.aws.account,
            partition=self.aws.partition,
            stack=self._name,
        )
        template.identifiers = lambda name, attribute: self._identify(template, name, attribute)
        return template

    def __enter__(self) -> Stack:
        if self._name in self.aws.stacks:
            raise TemplateError(f"a stack {self._name} exists already")
        for name in self.template.of_type("AWS::SNS::Topic"):
            self.aws.add_topic(self._identifier(name, "Ref"))
        for name in self.template.of_type("AWS::IAM::User"):
            policies = self._policies(name, "Users")
            user = f"{self.template.stack}-{name}"
            self.users[name] = self.aws.add_user(policies, name=user)
        for name in self.template.of_type("AWS::Lambda::Function"):
            function = self._function(name)
            self.functions[function.settings.arn] = function
        self._identities.create(self.template)
        self.aws.stacks.add(self._name)
        for api in self.template.of_type("AWS::ApiGateway::RestApi"):
            self._add_api(api)
        for name in self.template.of_type("AWS::Lambda::Url"):
            self._add_url(name)
        return self

    def _add_api(self, api: str) -> None:
        if self._gateway:
            raise TemplateError(f"{api}: one REST API a stack is served")
        permissions = [
            (given["FunctionName"], given.get("SourceArn", "*"))
            for given in map(
                self.template.properties, self.template.of_type("AWS::Lambda::Permission")
            )
            if given["Principal"] == "apigateway.amazonaws.com"
        ]
        self._gateway = Gateway(self.aws, read_api(self.template, api), self.functions, permissions)

    def __exit__(self, *_) -> None:
        crashes: list[str] = []
        for front in (self._gateway, self.function_url):
            if front:
                front.close()
                crashes += front.crashes
        for function in self.functions.values():
            function.close()
        self._identities.delete()
        self.aws.stacks.discard(self._name)
        if crashes:
            raise RuntimeError("the local gateway has crashed:\n" + "\n".join(crashes))

    def update(self, parameters: dict[str, str]) -> None:
        """A stack update, with all parameters anew. Only roles and what AWS IoT and IAM Roles
        Anywhere know may change; a certificate of another PEM takes the old one's place."""
        before, after = self.template, self._template(parameters)

        def others(template: Template) -> dict[str, Any]:
            named = template.resources
            return {n: template.properties(n) for n in named if named[n]["Type"] not in IDENTITIES}

        old, new = others(before), others(after)
        if changed := sorted(n for n in old | new if old.get(n) != new.get(n)):
            raise TemplateError(f"an update that changes {', '.join(changed)} is not served")
        with self.aws.lock:
            self._identities.delete()
            self.template = after
            try:
                self._identities.create(after)
            except TemplateError:
                self.template = before
                self._identities.create(before)
                raise

    @property
    def gateway(self) -> Gateway:
        """The REST API of a stack that has one."""
        if self._gateway is None:
            raise TemplateError("the stack has no REST API")
        return self._gateway

    @property
    def router(self) -> Router:
        """The router of a stack with one certificate, one role alias and one thing."""
        return self._identities.router(self.template)

    @property
    def function(self) -> Function:
        """The one function of a stack that has one."""
        (function,) = self.functions.values()
        return function

    @property
    def stage(self) -> str:
        """The one stage's name."""
        (stage,) = self.gateway.api.stages
        return stage

    def url(self, path: str) -> str:
        """A path of the API on its stage."""
        return f"{self.gateway.url}/{self.stage}{path}"

    # Resources.

    def _identifier(self, name: str, attribute: str) -> str | None:
        return self.template.identifiers(name, attribute)

    def _identify(self, template: Template, name: str, attribute: str) -> str | None:
        if (known := self._identities.identifier(template, name, attribute)) is not None:
            return known
        given = template.resources[name]
        formats = _IDENTIFIERS.get(given["Type"], {})
        if attribute not in formats:
            return None
        own = "".join(secrets.choice(_ALPHABET) for _ in range(10))
        properties = given.get("Properties", {})
        needed = {k: v for k, v in properties.items() if k in ("StageName", "DomainName")}
        return formats[attribute].format(
            id=self._ids.setdefault(name, own),
            name=f"{template.stack}-{name}",
            p=self.aws.partition,
            region=self.aws.region,
            account=self.aws.account,
            **template.resolve(needed, name),
        )

    def _policies(self, name: str, attached: str) -> list[dict]:
        """A user's or role's policies: inline, by ARN, and those that name it themselves."""
        given = self.template.properties(name)
        policies = [one["PolicyDocument"] for one in given.get("Policies", [])]
        wanted = list(given.get("ManagedPolicyArns", []))
        for managed in self.template.of_type("AWS::IAM::ManagedPolicy"):
            policy, arn = self.template.properties(managed), self._identifier(managed, "Ref")
            if arn in wanted or self._identifier(name, "Ref") in policy.get(attached, []):
                policies.append(policy["PolicyDocument"])
                wanted = [other for other in wanted if other != arn]
        if unknown := [arn for arn in wanted if not arn.endswith(_BASIC)]:
            raise TemplateError(f"{name}: managed policies {unknown} are not known here")
        return policies + ([_BASIC_POLICY] if wanted else [])

    def _function(self, name: str) -> Function:
        given = self.template.properties(name)
        role = given["Role"].rsplit("/", 1)[1].removeprefix(f"{self.template.stack}-")
        policies = self._policies(role, "Roles")
        for policy in policies:
            iam.check_policy(policy)
        _check_trust(role, self.template.properties(role)["AssumeRolePolicyDocument"])
        reserved = given.get("ReservedConcurrentExecutions")
        variables = given.get("Environment", {}).get("Variables", {})
        settings = Settings(
            name=f"{self.template.stack}-{name}",
            arn=self._identifier(name, "Arn"),
            timeout=float(given.get("Timeout", 3)),
            memory_mb=int(given.get("MemorySize", 128)),
            reserved_concurrency=None if reserved is None else int(reserved),
            environment={key: str(value) for key, value in variables.items()} | self._extra,
        )

        def environment() -> dict[str, str]:
            session = self.aws.add_user(
                policies,
                name=f"{self.template.stack}-{role}",
                session=True,
                seconds=_SESSION_SECONDS,
            )
            return self.aws.environment(session)

        group = given.get("LoggingConfig", {}).get("LogGroup", f"/aws/lambda/{settings.name}")
        stream = f"{self.aws.partition}:logs:{self.aws.region}:{self.aws.account}:log-group:{group}"
        question = Question("logs:PutLogEvents", f"arn:{stream}:log-stream:1")
        # CloudWatch takes no metric from what never became a log.
        logs = iam.decide(policies, question) == "allowed"
        return Function(
            settings,
            self._bootstrap,
            environment,
            self.aws.cloudwatch.take_line if logs else lambda line: None,
        )

    def _add_url(self, name: str) -> None:
        given = self.template.properties(name)
        if given["AuthType"] != "AWS_IAM":
            raise TemplateError(f"{name}: AuthType {given['AuthType']} is not served; use AWS_IAM")
        host = self._identifier(name, "FunctionUrl").removeprefix("https://")
        function = self.functions[given["TargetFunctionArn"]]
        self.function_url = FunctionUrl(self.aws, host.partition(".")[0], function)


def _check_trust(name: str, document: dict[str, Any]) -> None:
    for statement in document["Statement"]:
        services = statement.get("Principal", {}).get("Service", [])
        services = [services] if isinstance(services, str) else services
        if statement["Effect"] == "Allow" and "lambda.amazonaws.com" in services:
            return
    raise TemplateError(f"{name}: Lambda may not assume this role; name lambda.amazonaws.com in it")
