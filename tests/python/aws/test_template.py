# SPDX-License-Identifier: MIT
"""The reader of CloudFormation templates, and the engine of mapping templates."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.aws import vtl
from tests.aws.template import Template, TemplateError, load

HEAD = """
Parameters:
  Name: {Type: String, Default: home, AllowedPattern: '^[a-z]+$'}
  Number: {Type: Number, Default: 5, MinValue: 1, MaxValue: 9}
  Kind: {Type: String, Default: "a", AllowedValues: ["a", "b"]}
  List: {Type: CommaDelimitedList, Default: "x,y"}
  Flag: {Type: String, Default: no}
Conditions:
  IsB: !Equals [!Ref Kind, b]
  Both: !And [!Condition IsB, !Not [!Equals [!Ref Name, home]]]
  Either: !Or [!Condition IsB, !Equals [!Ref Number, 5]]
Mappings: {M: {k: {v: 3}}}
"""


def read(tmp_path: Path, value: str, given: dict[str, str] | None = None, more: str = ""):
    path = tmp_path / "t.yaml"
    path.write_text(f"{HEAD}{more}\nResources:\n  R: {{Type: T, Properties: {{V: {value}}}}}\n")
    template = Template(load(path), given or {}, region="us-east-1", account="111122223333")
    template.identifiers = lambda name, attribute: f"<{name}.{attribute}>"
    return template.properties("R").get("V")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("!Ref Name", "home"),
        ("!Ref AWS::Region", "us-east-1"),
        ("!Ref R", "<R.Ref>"),
        ("!GetAtt R.Arn", "<R.Arn>"),
        ("!GetAtt [R, A.B]", "<R.A.B>"),
        ("!Sub '${Name}-${R.Arn}-${AWS::AccountId}-${!x}'", "home-<R.Arn>-111122223333-${x}"),
        ("!Sub ['${a}${Name}', {a: !Ref Number}]", "5home"),
        ("!If [IsB, 1, 2]", 2),
        ("!If [Either, 1, 2]", 1),
        ("!If [Both, 1, !Ref 'AWS::NoValue']", None),
        ("[1, !Ref AWS::NoValue]", [1]),
        ("!Join ['-', !Ref List]", "x-y"),
        ("!Select [1, !Split ['.', a.b]]", "b"),
        ("!FindInMap [M, k, v]", 3),
        ("!Ref Flag", "false"),
        ("{Fn::Sub: '${Name}'}", "home"),
        ("2012-10-17", "2012-10-17"),
    ],
)
def test_functions(tmp_path, value, expected):
    assert read(tmp_path, value) == expected


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("!Ref Nobody", "R: 'Nobody' is no parameter and no resource"),
        ("!Base64 x", "R: Fn::Base64 is not understood"),
        ("!If [Nothing, 1, 2]", "condition 'Nothing' is not defined"),
        ("!FindInMap [M, k, w]", "no mapping M, k, w"),
        ("{a: 1, a: 2}", "line [0-9]+: 'a' stands twice"),
    ],
)
def test_what_is_not_understood_is_an_error(tmp_path, value, said):
    with pytest.raises(TemplateError, match=said):
        read(tmp_path, value)


def test_what_only_a_service_knows_is_an_error(tmp_path):
    path = tmp_path / "t.yaml"
    path.write_text("Resources: {R: {Type: T, Properties: {V: !GetAtt R.X}}}")
    template = Template(load(path), {}, region="us-east-1", account="111122223333")
    with pytest.raises(TemplateError, match=r"X of R \(T\) is not known here"):
        template.properties("R")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"Name": "A"}, "Name is 'A'; it must match"),
        ({"Kind": "c"}, "Kind is 'c'; give one of"),
        ({"Number": "x"}, "Number is 'x'; give a number"),
        ({"Number": "10"}, "Number is 10; it is out of its bounds"),
        ({"Other": "x"}, r"parameters \['Other'\] are not declared"),
    ],
)
def test_parameters_are_checked(tmp_path, given, said):
    with pytest.raises(TemplateError, match=said):
        read(tmp_path, "1", given)


def test_rules_are_asserted(tmp_path):
    rules = (
        "Rules: {NotB: {RuleCondition: !Equals [!Ref Name, home], Assertions: "
        "[{Assert: !Not [!Equals [!Ref Kind, b]], AssertDescription: home is no b}]}}"
    )
    assert read(tmp_path, "1", {}, rules) == 1
    assert read(tmp_path, "1", {"Kind": "b", "Name": "x"}, rules) == 1
    with pytest.raises(TemplateError, match="NotB: home is no b"):
        read(tmp_path, "1", {"Kind": "b"}, rules)


def test_a_parameter_without_a_value(tmp_path):
    path = tmp_path / "t.yaml"
    path.write_text("Parameters: {P: {Type: String}}\nResources: {}")
    with pytest.raises(TemplateError, match="parameter P has no default; give it a value"):
        Template(load(path), {}, region="us-east-1", account="111122223333")


def render(template: str, body: str = "", **places: dict[str, str]) -> str:
    given = vtl.Input(body, places.get("path", {}), places.get("query", {}), places.get("head", {}))
    return vtl.render(template, given, {"stage": "prod"}, {"v": "1"})


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("$input.params('a') $input.params('b') $input.params('C')-$input.params('d')", "p q h-"),
        ("$input.params().path.get('a')$input.params().querystring.b", "pq"),
        ("#foreach($k in $input.params().querystring.keySet())$k #end", "a b "),
        ("$input.params().header.size()$input.params().path.containsKey('b')", "1false"),
        ("$context.stage $stageVariables.v|$stageVariables.w|", "prod 1||"),
        ("$input.path('$.s') $input.path('$.l')[1] $input.json('$.o')", 'x 2 {"k":"ü"}'),
        ("$!input.path('$.none')|$input.json('$.none')", "|null"),
        ("$util.urlEncode('a b/') $util.urlDecode('a+b')", "a+b%2F a b"),
        ("$util.base64Encode('ab') $util.base64Decode('YWI=')", "YWI= ab"),
        ("""#set($o = $util.parseJson('{"k":1}'))$o.k""", "1"),
    ],
)
def test_mapping_templates(template, expected):
    body = json.dumps({"s": "x", "l": [1, 2], "o": {"k": "ü"}})
    given = {"path": {"a": "p"}, "query": {"a": "x", "b": "q"}, "head": {"c": "h"}}
    assert render(template, body, **given) == expected


@pytest.mark.parametrize("template", ["#if($x)a", "$input.path('$.x", "$util.parseJson('{')"])
def test_a_mapping_template_that_does_not_run(template):
    with pytest.raises(vtl.TemplateError):
        render(template)


def test_a_body_that_is_no_json():
    with pytest.raises(vtl.TemplateError, match="body is not JSON"):
        render("$input.json('$')", "{")


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ('"', '\\"'),
        ("'", "\\'"),
        ("\\", "\\\\"),
        ("/", "\\/"),
        ("\n\t\x00", "\\n\\t\\u0000"),
        ("é", "\\u00E9"),
        ("😀", "\\uD83D\\uDE00"),
        (None, ""),
    ],
)
def test_escape_javascript(text, escaped):
    assert vtl.escape_javascript(text) == escaped
