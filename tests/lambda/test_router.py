# SPDX-License-Identifier: MIT
"""router.yaml: what one router more may do, and its lines for wan53.conf."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.aws.template import TemplateError

from .policies import as_list, by_sid
from .router_config import on_a_router, policy_of
from .stacks import ACCOUNT, API_ARN, PEM, ROUTER, ROUTERS, ZONE_ARN, document, evaluate

ALL = pytest.mark.parametrize("parameters", ROUTERS.values(), ids=ROUTERS)
NAME_253 = ".".join(["a" * 63, "b" * 63, "c" * 63, "d" * 49, "example.com"])
GOOD = [
    ("HostNames", "b.example.com"),
    ("HostNames", "b.example.com,c.example.com,d.example.com,e.example.com"),
    ("HostNames", NAME_253),
    ("HostNames", f"{NAME_253},{NAME_253}"),
    ("HostNames", "_x-1.b-c.example.com"),
    ("HostNames", "\\052.example.com"),
    ("RecordTypes", "A AAAA"),
    ("RouterCertificate", PEM.replace("\n", "\r\n")),
    ("RouterCertificateStatus", "INACTIVE"),
    ("Via", "route53"),
    ("GatewayApiArn", f"arn:aws-us-gov:execute-api:us-gov-west-1:{ACCOUNT}:a1b2c3/prod"),
    ("HostedZoneId", "Z" + "0" * 31),
    ("TopicArn", f"arn:aws:sns:eu-central-1:{ACCOUNT}:wan53-Topic_1"),
    ("MetricNamespace", "Home/DDNS"),
]
BAD = [
    ("HostNames", ""),
    ("HostNames", ",b.example.com"),
    ("HostNames", "b.example.com,"),
    ("HostNames", "b.example.com,,c.example.com"),
    ("HostNames", "b.example.com, c.example.com"),
    ("HostNames", "b.example.com c.example.com"),
    ("HostNames", ",".join(["b.example.com"] * 5)),
    ("HostNames", "B.example.com"),
    ("HostNames", "b.example.com."),
    ("HostNames", "b"),
    ("HostNames", "*"),
    ("HostNames", "*.example.com"),
    ("HostNames", "b?.example.com"),
    ("HostNames", "b.example.com/../c.example.com"),
    ("HostNames", "${aws:username}.example.com"),
    ("HostNames", "b.\\052.example.com"),
    ("HostNames", "b.example.com\n"),
    ("HostNames", "x" + NAME_253),
    ("HostNames", f"b.example.com,x{NAME_253}"),
    ("RecordTypes", "A,AAAA"),
    ("RecordTypes", "CNAME"),
    ("RouterCertificate", ""),
    ("RouterCertificate", PEM + PEM),
    ("RouterCertificateStatus", "REVOKED"),
    ("Via", "Gateway"),
    ("GatewayApiArn", f"{API_ARN}/*"),
    ("GatewayApiArn", f"{API_ARN}/GET"),
    ("GatewayApiArn", API_ARN.removesuffix("/prod")),
    ("GatewayApiArn", f"arn:aws:execute-api:*:{ACCOUNT}:a1b2c3/prod"),
    ("GatewayApiArn", f"arn:aws:lambda:eu-central-1:{ACCOUNT}:function:wan53"),
    ("HostedZoneId", "/hostedzone/Z0123"),
    ("HostedZoneId", "*"),
    ("TopicArn", "*"),
    ("TopicArn", f"arn:aws:sns:eu-central-1:{ACCOUNT}:*"),
    ("MetricNamespace", "AWS/Lambda"),
    ("MetricNamespace", "Home/*"),
]
GATEWAY = ROUTERS["gateway"]


@pytest.mark.parametrize(("name", "value"), GOOD)
def test_parameter_takes(name: str, value: str) -> None:
    """What the docs of each parameter allow is allowed."""
    evaluate(ROUTER, GATEWAY | {"HostedZoneId": "Z0123456789ABC"} | {name: value})


@pytest.mark.parametrize(("name", "value"), BAD)
def test_parameter_refuses(name: str, value: str) -> None:
    """A wrong value is refused before anything is made, by the parameter's own name."""
    with pytest.raises(TemplateError, match=name):
        evaluate(ROUTER, GATEWAY | {name: value})


def test_every_parameter_is_refused_somewhere() -> None:
    """A parameter that is missing above would be one that takes anything."""
    assert {name for name, _ in BAD} == set(document(ROUTER)["Parameters"])


@pytest.mark.parametrize(
    ("via", "needed"), [("gateway", "GatewayApiArn"), ("route53", "HostedZoneId")]
)
def test_each_way_needs_its_place(via: str, needed: str) -> None:
    """Said before anything is made; the other way's is not asked for."""
    both = GATEWAY | {"Via": via, "GatewayApiArn": API_ARN, "HostedZoneId": "Z0123456789ABC"}
    for name in ("GatewayApiArn", "HostedZoneId"):
        if name == needed:
            with pytest.raises(TemplateError, match=f"Via {via} needs {needed}"):
                evaluate(ROUTER, both | {name: ""})
        else:
            evaluate(ROUTER, both | {name: ""})


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_gateway_paths_are_its_own_names(count: int) -> None:
    """One for each, and not the path without a name: that is the gateway's own HostName."""
    names = ["b.example.com", "c.example.com", "d.example.com", "e.example.com"][:count]
    template = evaluate(ROUTER, GATEWAY | {"HostNames": ",".join(names)})
    paths = [f"{API_ARN}/GET/v100/ddns/{name}" for name in names]
    assert by_sid(template, "Role") == {
        "Update": {"Action": "execute-api:Invoke", "Resource": paths}
    }


def test_route53_rights() -> None:
    """List the zone, UPSERT its own names of its types there; announce only if asked to."""
    plain = by_sid(evaluate(ROUTER, ROUTERS["route53"]), "Role")
    change = "route53:ChangeResourceRecordSets"
    assert plain == {
        "Read": {"Action": "route53:ListResourceRecordSets", "Resource": ZONE_ARN},
        "Change": {
            "Action": change,
            "Resource": ZONE_ARN,
            "Condition": {
                "ForAllValues:StringEquals": {
                    f"{change}NormalizedRecordNames": ["b.example.com"],
                    f"{change}RecordTypes": ["A"],
                    f"{change}Actions": ["UPSERT"],
                }
            },
        },
    }
    assert set(by_sid(evaluate(ROUTER, ROUTERS["route53, four names"]), "Role")) == {
        "Read",
        "Change",
        "Notify",
        "Count",
    }


def further(names: list[str], lines: str) -> str:
    """The config with a record for each of the other names, too, as a person would write it."""
    start, aws, end = lines.partition("[aws]")
    record = start[start.index("[record ") :]
    return start + "".join(record.replace(names[0], name) for name in names[1:]) + aws + end


@ALL
def test_rights_are_what_the_program_prints(parameters: dict[str, str], tmp_path: Path) -> None:
    """`wan53 iam-policy` for the stack's own lines: no statement, name, type or action beside."""
    template = evaluate(ROUTER, parameters)
    lines = further(parameters["HostNames"].split(","), template.outputs()["Wan53Conf"])
    printed = policy_of(tmp_path, lines)
    (policy,) = template.properties("Role")["Policies"]
    given = policy["PolicyDocument"]["Statement"]
    if parameters.get("Via") != "route53":
        assert {s["Action"] for s in printed + given} == {"execute-api:Invoke"}
        resources = [s["Resource"] for s in printed]
        assert [r for s in given for r in as_list(s["Resource"])] == resources
        assert not [s for s in printed + given if "Condition" in s]
        return
    for statement in printed + given:
        del statement["Sid"]
    assert given == printed


def test_a_right_too_many_would_be_seen(tmp_path: Path) -> None:
    """Another name, type or zone in the config makes the program print another policy."""
    lines = evaluate(ROUTER, ROUTERS["route53"]).outputs()["Wan53Conf"]
    same = policy_of(tmp_path, lines)
    for old, new in (
        ("b.example.com", "c.example.com"),
        ("type = A", "type = AAAA"),
        ("Z0123456789ABC", "Z0123456789ABD"),
        ("[aws]", "[record c.example.com]\nzone = Z0123456789ABC\nsource = wan\n[aws]"),
    ):
        assert policy_of(tmp_path, lines.replace(old, new)) != same, new


IOT_LINES = "credentials = iot\niot-role-alias = wan53\niot-thing = wan53\n"
RECORD = "[record b.example.com]\ntype = A\n"


@pytest.mark.parametrize(
    ("changed", "lines"),
    [
        (
            GATEWAY,
            "[publish]\nvia = gateway\n"
            "gateway-url = https://a1b2c3.execute-api.eu-central-1.amazonaws.com/prod/v100/ddns/{host}\n"
            f"gateway-api-arn = {API_ARN}\n{RECORD}",
        ),
        # AWS IoT is not everywhere: the router's stack may be in another region than the gateway's.
        (
            GATEWAY | {"GatewayApiArn": API_ARN.replace("eu-central-1", "eu-central-2")},
            "[publish]\nvia = gateway\n"
            "gateway-url = https://a1b2c3.execute-api.eu-central-2.amazonaws.com/prod/v100/ddns/{host}\n"
            f"gateway-api-arn = {API_ARN.replace('eu-central-1', 'eu-central-2')}\n{RECORD}",
        ),
        (
            ROUTERS["route53"],
            f"[publish]\nvia = route53\n{RECORD}zone = Z0123456789ABC\n",
        ),
        (
            ROUTERS["route53, four names"],
            "[publish]\nvia = route53\n"
            f"sns-topic-arn = arn:aws:sns:eu-central-1:{ACCOUNT}:wan53\n"
            "metric-namespace = Home/DDNS\n"
            "[record b.example.com]\ntype = A AAAA\nzone = Z0123456789ABC\n",
        ),
    ],
    ids=["gateway", "gateway elsewhere", "route53", "all"],
)
def test_output_is_the_routers_config(changed: dict[str, str], lines: str) -> None:
    """Line by line what wan53.conf takes; CloudFormation does not know iot-endpoint."""
    wanted = f"{lines}source = wan\n[aws]\nregion = eu-central-1\n{IOT_LINES}"
    assert evaluate(ROUTER, changed).outputs()["Wan53Conf"] == wanted


def test_the_missing_line_is_named(tmp_path: Path) -> None:
    """Who forgets it is told by the program, in the line that needs it."""
    lines = evaluate(ROUTER, GATEWAY).outputs()["Wan53Conf"]
    wan53 = on_a_router(tmp_path, lines)
    wan53.configure(lines)
    run = wan53("iam-policy")
    assert run.code == 2
    assert "needs iot-endpoint, too" in run.err
