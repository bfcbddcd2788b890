# SPDX-License-Identifier: MIT
"""Who may do what, the function and its logs, the topic and its alarms."""

from __future__ import annotations

import pytest

from .policies import by_sid, trust
from .stacks import (
    ACCOUNT,
    API_ARN,
    FUNCTION_ARN,
    REGION,
    REQUIRED,
    STACKS,
    ZONE_ARN,
    of_type,
    one,
    stack,
)

ALL = pytest.mark.parametrize("parameters", STACKS.values(), ids=STACKS)
RECORD = "route53:ChangeResourceRecordSets"
TRACE = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]


@ALL
def test_companion_role(parameters: dict[str, str]) -> None:
    """Log, read and change in the one zone, publish to the one topic; the log holds the metric."""
    found = by_sid(stack(**parameters), "FunctionRole")
    change = found.pop("Change")
    traced = {"Trace": {"Action": TRACE, "Resource": "*"}}
    assert found == {
        "Log": {
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": "<FunctionLogs.Arn>",
        },
        "Read": {"Action": "route53:ListResourceRecordSets", "Resource": ZONE_ARN},
        "Notify": {"Action": "sns:Publish", "Resource": "<Topic>"},
    } | (traced if parameters.get("Tracing") == "yes" else {})
    others = parameters.get("HostsAllowed", "")
    names = ["home.example.com", *(others.split(",") if others else [])]
    assert change == {
        "Action": RECORD,
        "Resource": ZONE_ARN,
        "Condition": {
            "ForAllValues:StringLike": {
                f"{RECORD}NormalizedRecordNames": names,
                f"{RECORD}RecordTypes": ["A", "AAAA"],
                f"{RECORD}Actions": ["UPSERT"],
            }
        },
    }


def test_only_lambda_takes_the_role() -> None:
    """Nobody else borrows the companion's rights."""
    service = {"Service": "lambda.amazonaws.com"}
    allowed = {"Effect": "Allow", "Principal": service, "Action": "sts:AssumeRole"}
    assert trust(stack(), "FunctionRole") == allowed


@ALL
def test_router_may_only_invoke_its_own_path(parameters: dict[str, str]) -> None:
    """GET, of the stage, for HostName: with and without the name."""
    paths = [f"{API_ARN}/GET/v100/ddns", f"{API_ARN}/GET/v100/ddns/home.example.com"]
    update = {"Action": "execute-api:Invoke", "Resource": paths}
    assert by_sid(stack(**parameters), "RouterPolicy") == {"Update": update}


def test_router_user() -> None:
    """Has those policies and nothing else; without a user the policies are still there."""
    assert one(stack(), "IAM::User") == {"ManagedPolicyArns": ["<RouterPolicy>"]}
    both = ["<RouterPolicy>", "<RouterUrlPolicy>"]
    assert one(stack(FunctionUrl="yes"), "IAM::User") == {"ManagedPolicyArns": both}
    bare = stack(RouterUser="no", FunctionUrl="yes")
    assert not of_type(bare, "IAM::User")
    assert set(of_type(bare, "IAM::ManagedPolicy")) == {"RouterPolicy", "RouterUrlPolicy"}


def test_function_url_is_for_iam_only_and_no_back_door() -> None:
    """Lambda asks for both actions; without the second's condition any event could be forged."""
    made = stack(FunctionUrl="yes")
    url = {"TargetFunctionArn": FUNCTION_ARN, "AuthType": "AWS_IAM", "InvokeMode": "BUFFERED"}
    assert one(made, "Lambda::Url") == url
    assert by_sid(made, "RouterUrlPolicy") == {
        "Url": {
            "Action": "lambda:InvokeFunctionUrl",
            "Resource": FUNCTION_ARN,
            "Condition": {"StringEquals": {"lambda:FunctionUrlAuthType": "AWS_IAM"}},
        },
        "ThroughUrl": {
            "Action": "lambda:InvokeFunction",
            "Resource": FUNCTION_ARN,
            "Condition": {"Bool": {"lambda:InvokedViaFunctionUrl": "true"}},
        },
    }
    plain = stack()
    assert not of_type(plain, "Lambda::Url")
    assert set(of_type(plain, "IAM::ManagedPolicy")) == {"RouterPolicy"}


@ALL
def test_only_the_two_methods_invoke_the_function(parameters: dict[str, str]) -> None:
    """Of this API's stage; the last * is the name in the path, which IAM has judged."""
    found = of_type(stack(**parameters), "Lambda::Permission").values()
    sources = sorted(permission.pop("SourceArn") for permission in found)
    assert sources == [f"{API_ARN}/GET/v100/ddns", f"{API_ARN}/GET/v100/ddns/*"]
    for permission in found:
        assert permission == {
            "FunctionName": FUNCTION_ARN,
            "Action": "lambda:InvokeFunction",
            "Principal": "apigateway.amazonaws.com",
        }


def test_function() -> None:
    """As small as there is, on the one runtime for static programs, within API Gateway's 29 s."""
    function = one(stack(), "Lambda::Function")
    assert function["Runtime"] == "provided.al2023"
    assert function["Handler"] == "bootstrap"
    assert function["Architectures"] == ["arm64"]
    assert function["MemorySize"] == 128
    assert function["Timeout"] < 29
    assert function["Role"] == "<FunctionRole.Arn>"
    assert "FunctionName" not in function, "a name of its own could not be replaced"


@pytest.mark.parametrize("architecture", ["arm64", "x86_64"])
def test_code_key_names_version_and_digest(architecture: str) -> None:
    """CloudFormation compares keys: new code under an old key would not be deployed."""
    function = one(stack(Architecture=architecture), "Lambda::Function")
    assert function["Architectures"] == [architecture]
    key = f"wan53-lambda-{architecture}-0.1.0-{REQUIRED['CodeSha256']}.zip"
    assert function["Code"] == {"S3Bucket": "bucket", "S3Key": key}


def test_environment() -> None:
    """Every variable that the companion knows; what is empty is left out."""
    plain = one(stack(), "Lambda::Function")["Environment"]["Variables"]
    assert plain == {
        "WAN53_HOST": "home.example.com",
        "WAN53_ZONE_ID": "Z0123456789ABC",
        "WAN53_TTL": "120",
        "WAN53_CREATE": "yes",
        "WAN53_ALLOW_PRIVATE": "no",
        "WAN53_REQUIRE_SOURCE_IP": "no",
        "WAN53_SNS_TOPIC_ARN": "<Topic>",
        "WAN53_NOTIFY": "changes",
        "WAN53_METRIC_NAMESPACE": "Home/DDNS",
        "WAN53_HOST_METRICS": "yes",
    }
    changed = {
        "HostsAllowed": "a.example.com,*.r.example.com",
        "Ttl": "60",
        "SetIdentifier": "home",
        "CreateMissing": "no",
        "AllowPrivate": "yes",
        "RequireSourceIp": "yes",
        "Notify": "always",
        "MetricNamespace": "Other",
        "HostMetrics": "no",
    }
    for name, value in changed.items():
        variables = one(stack(**{name: value}), "Lambda::Function")["Environment"]["Variables"]
        assert len(set(variables.items()) - set(plain.items())) == 1, name
    full = one(stack(**changed), "Lambda::Function")["Environment"]["Variables"]
    assert full == plain | {
        "WAN53_HOSTS_ALLOWED": "home.example.com,a.example.com,*.r.example.com",
        "WAN53_TTL": "60",
        "WAN53_SET_IDENTIFIER": "home",
        "WAN53_CREATE": "no",
        "WAN53_ALLOW_PRIVATE": "yes",
        "WAN53_REQUIRE_SOURCE_IP": "yes",
        "WAN53_NOTIFY": "always",
        "WAN53_METRIC_NAMESPACE": "Other",
        "WAN53_HOST_METRICS": "no",
    }


def test_reserved_concurrency_is_optional() -> None:
    """A new account has a quota of 10 and refuses to reserve any of it."""
    assert "ReservedConcurrentExecutions" not in one(stack(), "Lambda::Function")
    reserved = one(stack(ReservedConcurrency="2"), "Lambda::Function")
    assert reserved["ReservedConcurrentExecutions"] == "2"


@ALL
def test_logs_are_kept_for_a_while(parameters: dict[str, str]) -> None:
    """Every log group forgets, and goes with the stack; the function writes to one of them."""
    made = stack(**parameters)
    groups = of_type(made, "Logs::LogGroup")
    assert ("AccessLogs" in groups) == (parameters.get("AccessLog") == "yes")
    for name, group in groups.items():
        assert group == {"RetentionInDays": 30}, name
        assert made.resources[name]["DeletionPolicy"] == "Delete", name
    # As text: the format JSON may leave the metric's line out by its level.
    config = {"LogGroup": "<FunctionLogs>", "LogFormat": "Text"}
    assert one(made, "Lambda::Function")["LoggingConfig"] == config


def test_tracing_is_optional() -> None:
    """X-Ray is paid for by the trace."""
    assert "TracingConfig" not in one(stack(), "Lambda::Function")
    traced = one(stack(Tracing="yes"), "Lambda::Function")
    assert traced["TracingConfig"] == {"Mode": "Active"}


def test_alarms_can_reach_the_topic() -> None:
    """The aws/sns key would shut CloudWatch out; its alarms of this account alone may publish."""
    made = stack()
    assert "KmsMasterKeyId" not in one(made, "SNS::Topic")
    assert one(made, "SNS::TopicPolicy")["Topics"] == ["<Topic>"]
    assert by_sid(made, "TopicPolicy") == {
        "Alarms": {
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": "<Topic>",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": ACCOUNT},
                "ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:*"},
            },
        }
    }


def test_subscriptions() -> None:
    """Nobody, or whom the parameters name."""
    assert not of_type(stack(), "SNS::Subscription")
    to = "<Topic>"
    mail = {"TopicArn": to, "Protocol": "email", "Endpoint": "me@example.com"}
    sms = {"TopicArn": to, "Protocol": "sms", "Endpoint": "+15550100123"}
    assert one(stack(Email="me@example.com"), "SNS::Subscription") == mail
    assert one(stack(SmsNumber="+15550100123"), "SNS::Subscription") == sms
    both = of_type(stack(Email="me@example.com", SmsNumber="+15550100123"), "SNS::Subscription")
    assert list(both.values()) == [mail, sms]


@pytest.mark.parametrize("hours", ["1", "24", "168"])
def test_alarms_arithmetic(hours: str) -> None:
    """CloudWatch looks back 7 days at most, 1 day where a period is shorter than an hour."""
    alarms = of_type(stack(HeartbeatHours=hours), "CloudWatch::Alarm")
    assert set(alarms) == {"HeartbeatAlarm", "ErrorsAlarm", "ThrottlesAlarm"}
    for name, alarm in alarms.items():
        most = 7 * 86400 if alarm["Period"] >= 3600 else 86400
        assert alarm["Period"] * int(alarm["EvaluationPeriods"]) <= most, name
        assert alarm["AlarmActions"] == ["<Topic>"], name
        assert "ActionsEnabled" not in alarm, name
    heartbeat = alarms["HeartbeatAlarm"]
    assert heartbeat["Period"] * int(heartbeat["EvaluationPeriods"]) == int(hours) * 3600


def test_heartbeat_counts_updates_and_takes_silence_for_trouble() -> None:
    """The metric is 0 for an unchanged address: its samples count, not their sum."""
    alarm = of_type(stack(MetricNamespace="Other"), "CloudWatch::Alarm")["HeartbeatAlarm"]
    assert (alarm["Namespace"], alarm["MetricName"], alarm["Statistic"]) == (
        "Other",
        "Change",
        "SampleCount",
    )
    assert "Dimensions" not in alarm, "the metric of all hosts together has none"
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("LessThanThreshold", 1)
    assert alarm["TreatMissingData"] == "breaching"
    assert "DatapointsToAlarm" not in alarm, "all of the hours must be silent"
    assert alarm["OKActions"] == ["<Topic>"]


@pytest.mark.parametrize("metric", ["Errors", "Throttles"])
def test_alarm_of_the_function(metric: str) -> None:
    """One is enough; none is fine."""
    alarm = of_type(stack(), "CloudWatch::Alarm")[f"{metric}Alarm"]
    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/Lambda", metric)
    assert alarm["Dimensions"] == [{"Name": "FunctionName", "Value": "<Function>"}]
    assert (alarm["Statistic"], alarm["ComparisonOperator"], alarm["Threshold"]) == (
        "Sum",
        "GreaterThanOrEqualToThreshold",
        1,
    )
    assert alarm["TreatMissingData"] == "notBreaching"
