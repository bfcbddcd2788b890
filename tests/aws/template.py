# SPDX-License-Identifier: MIT
"""A plain CloudFormation template with its parameters, conditions and functions resolved.

`load` reads YAML with the short forms (!Ref, !Sub, ...); `Template.resources` are those whose
condition holds. What a resource's Ref and GetAtt give is told by `identifiers`, since only the
services know. What is not understood raises TemplateError: nothing is skipped in silence.
Source: "Template reference", AWS CloudFormation User Guide.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

_SUB = re.compile(r"\$\{(!?)([^}]+)\}")
_NO_VALUE = object()


class TemplateError(ValueError):
    """A template that CloudFormation would refuse, or that this reader does not understand."""


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's tags; a key may not stand twice."""


def _short_form(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = _unique_mapping(loader, node)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


def _unique_mapping(loader: _Loader, node: yaml.MappingNode) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in result:
            raise TemplateError(f"line {key_node.start_mark.line + 1}: {key!r} stands twice")
        result[key] = loader.construct_object(value_node, deep=True)
    return result


_Loader.add_multi_constructor("!", _short_form)
_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique_mapping)
# "Version: 2012-10-17" is a text in CloudFormation, not a date.
_Loader.yaml_implicit_resolvers = {
    first: [entry for entry in entries if entry[0] != "tag:yaml.org,2002:timestamp"]
    for first, entries in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load(path: Path) -> dict[str, Any]:
    """The template as it is written, with the long forms of its functions."""
    return yaml.load(path.read_text(encoding="utf-8"), _Loader)


# Ref of a resource (attribute "Ref") or GetAtt, by logical id: its value, or None if not known.
Identifiers = Callable[[str, str], str | None]


class Template:
    """One stack: `document` with these parameters, in this account and region."""

    def __init__(
        self,
        document: dict[str, Any],
        parameters: dict[str, str],
        *,
        region: str,
        account: str,
        partition: str = "aws",
        stack: str = "wan53",
    ) -> None:
        self.document, self.stack = document, stack
        self.pseudo = {
            "AWS::Region": region,
            "AWS::AccountId": account,
            "AWS::Partition": partition,
            "AWS::StackName": stack,
            "AWS::URLSuffix": "amazonaws.com",
            "AWS::StackId": f"arn:{partition}:cloudformation:{region}:{account}:stack/{stack}/1",
            "AWS::NoValue": _NO_VALUE,
        }
        self.parameters = _parameters(document.get("Parameters", {}), parameters)
        self._conditions = document.get("Conditions", {})
        self._check_rules()
        self.identifiers: Identifiers = lambda name, attribute: None
        self.resources: dict[str, dict[str, Any]] = {
            name: resource
            for name, resource in document["Resources"].items()
            if "Condition" not in resource or self.holds(resource["Condition"])
        }

    def _check_rules(self) -> None:
        for name, rule in self.document.get("Rules", {}).items():
            if "RuleCondition" in rule and not self._test(rule["RuleCondition"]):
                continue
            for assertion in rule["Assertions"]:
                if not self._test(assertion["Assert"]):
                    raise TemplateError(f"{name}: {assertion.get('AssertDescription', 'refused')}")

    def of_type(self, type_: str) -> list[str]:
        """The logical ids of the resources of a type."""
        return [name for name, given in self.resources.items() if given["Type"] == type_]

    def properties(self, name: str) -> dict[str, Any]:
        """A resource's properties, resolved."""
        return self.resolve(self.resources[name].get("Properties", {}), name)

    def outputs(self) -> dict[str, str]:
        """The stack's outputs whose condition holds."""
        return {
            name: self.resolve(output["Value"], name)
            for name, output in self.document.get("Outputs", {}).items()
            if "Condition" not in output or self.holds(output["Condition"])
        }

    def holds(self, condition: str) -> bool:
        """Whether a named condition is true."""
        if condition not in self._conditions:
            raise TemplateError(f"condition {condition!r} is not defined")
        return self._test(self._conditions[condition])

    def resolve(self, value: Any, where: str) -> Any:
        """The value without functions; `where` names the place in messages."""
        if isinstance(value, list):
            resolved = [self.resolve(item, where) for item in value]
            return [item for item in resolved if item is not _NO_VALUE]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            name, argument = next(iter(value.items()))
            if name == "Ref":
                return self._ref(argument, where)
            if isinstance(name, str) and name.startswith("Fn::"):
                return self._function(name, argument, where)
        resolved = {key: self.resolve(item, where) for key, item in value.items()}
        return {key: item for key, item in resolved.items() if item is not _NO_VALUE}

    def _ref(self, name: str, where: str) -> Any:
        if name in self.pseudo:
            return self.pseudo[name]
        if name in self.parameters:
            return self.parameters[name]
        return self._identifier(name, "Ref", where)

    def _identifier(self, name: str, attribute: str, where: str) -> str:
        if name not in self.resources:
            raise TemplateError(f"{where}: {name!r} is no parameter and no resource of this stack")
        known = self.identifiers(name, attribute)
        if known is None:
            type_ = self.resources[name]["Type"]
            raise TemplateError(f"{where}: {attribute} of {name} ({type_}) is not known here")
        return known

    def _function(self, name: str, argument: Any, where: str) -> Any:
        known = {
            "Fn::GetAtt": self._get_att,
            "Fn::Sub": self._sub,
            "Fn::If": self._if,
            "Fn::Join": self._join,
            "Fn::Select": self._select,
            "Fn::Split": self._split,
            "Fn::FindInMap": self._find_in_map,
        }
        if name not in known:
            raise TemplateError(f"{where}: {name} is not understood; use {', '.join(known)}")
        return known[name](argument, where)

    def _get_att(self, argument: list[str], where: str) -> str:
        return self._identifier(argument[0], argument[1], where)

    def _sub(self, argument: Any, where: str) -> str:
        text, own = argument if isinstance(argument, list) else (argument, {})

        def value(match: re.Match[str]) -> str:
            literal, name = match[1], match[2].strip()
            if literal:
                return "${" + match[2] + "}"
            if name in own:
                return str(self.resolve(own[name], where))
            resource, dot, attribute = name.partition(".")
            return str(
                self._get_att([resource, attribute], where) if dot else self._ref(name, where)
            )

        return _SUB.sub(value, text)

    def _if(self, argument: list[Any], where: str) -> Any:
        condition, yes, no = argument
        return self.resolve(yes if self.holds(condition) else no, where)

    def _join(self, argument: list[Any], where: str) -> str:
        separator, values = argument
        return separator.join(as_text(item) for item in self.resolve(values, where))

    def _select(self, argument: list[Any], where: str) -> Any:
        index, values = argument
        return self.resolve(values, where)[int(index)]

    def _split(self, argument: list[Any], where: str) -> list[str]:
        separator, text = argument
        return self.resolve(text, where).split(separator)

    def _find_in_map(self, argument: list[Any], where: str) -> Any:
        name, first, second = (self.resolve(item, where) for item in argument)
        try:
            return self.document["Mappings"][name][first][second]
        except KeyError:
            raise TemplateError(f"{where}: no mapping {name}, {first}, {second}") from None

    def _test(self, condition: Any) -> bool:
        if isinstance(condition, dict) and len(condition) == 1:
            name, argument = next(iter(condition.items()))
            if name == "Condition":
                return self.holds(argument)
            if name == "Fn::Equals":
                left, right = (self.resolve(item, "Conditions") for item in argument)
                return as_text(left) == as_text(right)
            if name == "Fn::Not":
                return not self._test(argument[0])
            if name in ("Fn::And", "Fn::Or"):
                results = [self._test(item) for item in argument]
                return all(results) if name == "Fn::And" else any(results)
        raise TemplateError(f"condition {condition!r} is not understood; use Equals, Not, And, Or")


def as_text(value: Any) -> str:
    """A scalar as CloudFormation writes it: an unquoted yes of YAML is "true"."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _parameters(declared: dict[str, dict], given: dict[str, str]) -> dict[str, Any]:
    if unknown := set(given) - set(declared):
        raise TemplateError(f"parameters {sorted(unknown)} are not declared")
    values: dict[str, Any] = {}
    for name, rules in declared.items():
        if name not in given and "Default" not in rules:
            raise TemplateError(f"parameter {name} has no default; give it a value")
        text = as_text(given.get(name, rules.get("Default")))
        as_list = rules["Type"] in ("CommaDelimitedList", "List<Number>")
        parts = [part.strip() for part in text.split(",")] if as_list else [text]
        for part in parts:
            _check_parameter(name, part, rules)
        values[name] = parts if as_list else text
    return values


def _check_parameter(name: str, text: str, rules: dict) -> None:
    pattern = rules.get("AllowedPattern")
    if pattern and not re.fullmatch(pattern, text):
        raise TemplateError(f"parameter {name} is {text!r}; it must match {pattern}")
    allowed = [as_text(value) for value in rules.get("AllowedValues", [])]
    if allowed and text not in allowed:
        raise TemplateError(f"parameter {name} is {text!r}; give one of {allowed}")
    if rules["Type"] == "Number":
        try:
            number = float(text)
        except ValueError:
            raise TemplateError(f"parameter {name} is {text!r}; give a number") from None
        if not rules.get("MinValue", number) <= number <= rules.get("MaxValue", number):
            raise TemplateError(f"parameter {name} is {text}; it is out of its bounds")
