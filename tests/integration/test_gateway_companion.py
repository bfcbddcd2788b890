# SPDX-License-Identifier: MIT
"""The real companion behind the local API Gateway and function URL, brought up by its template."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

FIRST, SECOND = "198.51.101.7", "198.51.101.8"
CALLER = "198.51.101.1"
HOST = "home.example.com"


def failed(new: str, host: str = HOST, caller: str = CALLER) -> str:
    return f"DDNS IP check failed (host = {host}, fromip = {caller}, newip = {new})"


def test_created_unchanged_changed(gateway):
    answer = gateway.get(FIRST)
    assert answer.status == 200
    assert answer.json == {
        "statusCode": "200",
        "body": f"IP for {HOST} changed from none to {FIRST} via request from {CALLER}",
        "result": "created",
        "old": "none",
        "new": FIRST,
    }
    answer = gateway.get(FIRST)
    unchanged = f"IP for {HOST} unchanged from {FIRST} to {FIRST} via request from {CALLER}"
    assert (answer.json["body"], answer.json["result"]) == (unchanged, "unchanged")
    answer = gateway.get(SECOND)
    changed = f"IP for {HOST} changed from {FIRST} to {SECOND} via request from {CALLER}"
    assert (answer.json["body"], answer.json["result"]) == (changed, "changed")
    (record,) = gateway.aws.records(gateway.aws.zone_id)
    assert (record["Type"], record["TTL"]) == ("A", 120)
    assert gateway.values() == [SECOND]
    assert gateway.messages() == [
        f"IP for {HOST} changed from none to {FIRST} via request from {CALLER}",
        changed,
    ]
    assert gateway.metric() == [(1, ""), (0, ""), (1, "")]


def test_ipv6(gateway):
    assert gateway.get("2001:470:1::1").json["result"] == "created"
    assert gateway.values(type_="AAAA") == ["2001:470:1::1"]
    assert gateway.values() is None


def test_nothing_changed_is_read_only(gateway):
    gateway.get(FIRST)
    gateway.journal.clear()
    gateway.get(FIRST)
    assert gateway.journal.operations() == [
        "GET /v100/ddns",
        "ListResourceRecordSets",
    ]


def test_a_warm_companion_keeps_its_connections(gateway):
    for number in range(3):
        gateway.get(f"198.51.101.{number}")
    assert len(gateway.function.sandboxes) == 1
    by_service: dict[str, set[int]] = {}
    for entry in gateway.journal:
        by_service.setdefault(entry.service, set()).add(entry.connection)
    by_service.pop("execute-api")
    assert {len(numbers) for numbers in by_service.values()} == {1}


def test_the_function_url(gateway):
    answer = gateway.get_url(FIRST)
    assert (answer.status, answer.json["result"]) == (200, "created")
    assert answer.headers["content-type"] == "application/json"
    answer = gateway.get_url("10.0.0.1")
    assert (answer.status, answer.json["statusCode"]) == (400, "400")
    answer = gateway.get_url(FIRST, path="other.example.com")
    assert (answer.status, answer.json["body"]) == (403, failed(FIRST, "other.example.com"))


@pytest.mark.parametrize(
    "ip",
    [
        " ",
        "10.0.0.1",
        "100.64.0.1",
        "192.0.2.1",
        "fe80::1",
        "1.2.3",
        "01.2.3.4",
        "1.2.3.4 ",
        f'{FIRST}","host":"other.example.com',
        f'{FIRST}","ip":"{SECOND}',
        f"{FIRST}\n",
        "a'b\\",
        "$context.identity.sourceIp",
    ],
)
def test_an_address_that_is_not_to_be_published(gateway, ip):
    answer = gateway.get(ip)
    assert answer.status == 400
    assert answer.json["statusCode"] == "400"
    assert answer.json["body"].startswith(f"DDNS IP check failed (host = {HOST}, fromip = {CALLER}")
    assert answer.json["message"]
    assert gateway.values() is None
    assert gateway.metric() == [(0, "")]
    assert [one.function_error for one in gateway.function.outcomes] == [""]
    assert "ChangeResourceRecordSets" not in gateway.journal.operations()


def test_the_path_names_the_host_and_its_metric(gateway):
    assert gateway.get(FIRST, f"/{HOST}").json["result"] == "created"
    assert sorted(gateway.metric()) == [(1, ""), (1, HOST)]


def test_a_fleet_can_be_spared_its_metrics(start_gateway):
    gateway = start_gateway(HostMetrics="no")
    assert gateway.get(FIRST, f"/{HOST}").json["result"] == "created"
    assert gateway.get_url(FIRST, path=HOST).json["result"] == "unchanged"
    assert gateway.metric() == [(1, ""), (0, "")]


def test_the_metric_is_a_line_of_the_log_and_no_request(gateway):
    gateway.faults.add("refuse", service="monitoring", count=99)
    gateway.faults.add("refuse", service="route53", status=403, code="AccessDenied", message="no")
    gateway.get(FIRST)
    gateway.get(FIRST)
    gateway.get("10.0.0.1")
    assert gateway.metric() == [(0, ""), (1, ""), (0, "")]
    assert "PutMetricData" not in gateway.journal.operations()
    lines = gateway.function.logs().splitlines()
    bare = [line for line in lines if "_aws" in line]
    assert [json.loads(line)["Change"] for line in bare] == [0, 1, 0]
    assert [one["Namespace"] for one in gateway.aws.metrics()] == ["Home/DDNS"] * 3


def test_every_answer_names_its_invocation(gateway):
    gateway.get(FIRST)
    gateway.faults.add("refuse", service="route53", status=403, code="AccessDenied", message="no")
    gateway.get(FIRST)
    gateway.get("10.0.0.1")
    outcomes = gateway.function.outcomes
    assert [(one.function_error, one.named) for one in outcomes] == [
        ("", True),
        ("Unhandled", True),
        ("", True),
    ]


def test_a_router_of_another_name_is_refused_by_iam(gateway):
    stranger = gateway.add_router("other.example.com")
    answer = gateway.get(FIRST, f"/{HOST}", user=stranger)
    assert (answer.status, answer.error) == (403, "AccessDeniedException")
    assert gateway.get(FIRST, user=stranger).error == "AccessDeniedException"
    assert not gateway.function.sandboxes


def test_a_name_that_the_companion_does_not_know_is_a_403_of_its_own(gateway):
    stranger = gateway.add_router("other.example.com")
    answer = gateway.get(FIRST, "/other.example.com", user=stranger)
    assert (answer.status, answer.error) == (403, "")
    assert answer.json["body"] == failed(FIRST, "other.example.com")
    assert gateway.values("other.example.com") is None


def test_a_fleet(start_gateway):
    gateway = start_gateway(HostsAllowed="*.r.example.com", ReservedConcurrency=8)
    names = [f"r{number}.r.example.com" for number in range(8)]
    routers = {name: gateway.add_router(name) for name in names}

    def update(number: int) -> tuple[int, str]:
        name = names[number]
        answer = gateway.get(f"198.51.101.{number}", f"/{name}", user=routers[name])
        return answer.status, answer.json.get("result", "")

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(update, range(8))) == [(200, "created")] * 8
    for number, name in enumerate(names):
        assert gateway.values(name) == [f"198.51.101.{number}"]
    answer = gateway.get(FIRST, f"/{names[1]}", user=routers[names[0]])
    assert answer.error == "AccessDeniedException"
    wildcard = gateway.add_router("*.r.example.com")
    answer = gateway.get(FIRST, "/*.r.example.com", user=wildcard)
    assert (answer.status, answer.json["statusCode"]) == (400, "400")


def test_lambdas_throttling_and_the_stages(start_gateway):
    gateway = start_gateway(ReservedConcurrency=1)
    gateway.faults.add("delay", service="route53", seconds=1.0)
    with ThreadPoolExecutor(3) as pool:
        statuses = sorted(pool.map(lambda _: gateway.get(FIRST).status, range(3)))
    assert statuses == [200, 500, 500]
    gateway.throttle()
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: gateway.get("10.0.0.1"), range(12)))
    assert {answer.error for answer in answers if answer.status == 429} == {
        "TooManyRequestsException"
    }


def test_nobody_without_a_key_uses_up_the_throttle(gateway):
    gateway.throttle()
    for path in ("", "/home.example.com"):
        statuses = [gateway.options(path) for _ in range(20)]
        assert set(statuses) == {200, 429}
    assert gateway.get("10.0.0.1").status == 400
    assert gateway.get(FIRST).status == 200


def test_what_route_53_refuses_is_a_function_error(gateway):
    gateway.faults.add("refuse", service="route53", status=403, code="AccessDenied", message="no")
    answer = gateway.get(FIRST)
    assert answer.status == 500
    assert answer.json["errorMessage"].startswith(failed(FIRST) + ": ")
    assert answer.json["errorType"] == "Route53.Refused"
    assert gateway.function.outcomes[0].function_error == "Unhandled"
    assert gateway.metric() == [(0, "")]
    assert gateway.get_url(FIRST).json["result"] == "created"


def test_a_function_error_is_a_502_of_the_function_url(gateway):
    gateway.faults.add("refuse", service="route53", status=403, code="AccessDenied", message="no")
    assert gateway.get_url(FIRST).status == 502


def test_what_is_down_beside_route_53_does_not_stop_the_update(gateway):
    gateway.faults.add("refuse", service="sns", count=99)
    answer = gateway.get(FIRST)
    assert (answer.status, answer.json["result"]) == (200, "created")
    assert len(answer.json["warnings"]) == 1
    assert gateway.values() == [FIRST]


def test_throttling_of_route_53_is_waited_out(gateway):
    gateway.faults.add("throttling", service="route53", count=2)
    assert gateway.get(FIRST).json["result"] == "created"


def test_an_unconfirmed_write_is_told(gateway):
    gateway.faults.add("reset_after", operation="ChangeResourceRecordSets")
    answer = gateway.get(FIRST)
    assert answer.status in (200, 500)
    assert gateway.values() == [FIRST]
    assert gateway.get(FIRST).json["result"] == "unchanged"


def test_the_companion_answers_before_it_is_killed(gateway):
    gateway.function.settings.timeout = 2.0
    gateway.faults.add("delay", service="route53", seconds=8.0, count=9)
    started = time.monotonic()
    answer = gateway.get(FIRST)
    assert time.monotonic() - started < 2.5
    assert (answer.status, answer.json["errorType"]) == (500, "Route53.Unavailable")
    assert not gateway.function.sandboxes[0].ended


def test_a_missing_record_may_not_be_created(start_gateway):
    gateway = start_gateway(CreateMissing="no")
    answer = gateway.get(FIRST)
    assert (answer.status, answer.json["body"]) == (400, failed(FIRST))
    gateway.aws.put_record(gateway.aws.zone_id, HOST, "A", SECOND, ttl=120)
    assert gateway.get(FIRST).json["result"] == "changed"


def test_always_notifies_as_the_classic_recipe(start_gateway):
    gateway = start_gateway(Notify="always")
    gateway.get(FIRST)
    gateway.get(FIRST)
    assert [message.split()[3] for message in gateway.messages()] == ["changed", "unchanged"]


def test_a_weighted_record_needs_its_identifier(start_gateway, aws):
    for identifier in ("a", "b"):
        aws.put_record(aws.zone_id, HOST, "A", SECOND, SetIdentifier=identifier, Weight=1)
    assert start_gateway().get(FIRST).status == 500
    gateway = start_gateway(SetIdentifier="b")
    assert gateway.get(FIRST).json["result"] == "changed"
    records = gateway.aws.records(gateway.aws.zone_id)
    values = {one["SetIdentifier"]: one["Values"] for one in records}
    assert values == {"a": [SECOND], "b": [FIRST]}


def test_a_bad_setting_is_an_init_error(start_gateway):
    gateway = start_gateway(extra={"WAN53_TTL": "soon"})
    answer = gateway.get(FIRST)
    assert answer.status == 500
    assert "WAN53_TTL" in answer.json["errorMessage"]
    assert len(gateway.function.sandboxes) == 2


def test_the_role_holds_the_companion_to_the_names_of_the_template(start_gateway):
    """Even a companion that allowed more could not write it."""
    gateway = start_gateway(extra={"WAN53_HOSTS_ALLOWED": "home.example.com,evil.example.com"})
    evil = gateway.add_router("evil.example.com")
    answer = gateway.get(FIRST, "/evil.example.com", user=evil)
    assert answer.status == 500
    assert "not authorized" in answer.json["errorMessage"]
    assert gateway.values("evil.example.com") is None


def test_init_and_memory(gateway):
    gateway.get(FIRST)
    sandbox = gateway.function.sandboxes[0]
    sandbox.close()
    # Bounds of a loaded machine; make bench measures them on an idle one.
    assert sandbox.init_seconds < 0.5
    assert sandbox.peak_rss_kib < 8 * 1024


def test_no_secret_in_the_log(gateway):
    gateway.faults.add("refuse", service="route53", status=403, code="AccessDenied", message="no")
    gateway.get(FIRST)
    log = gateway.function.logs()
    assert "AccessDenied" in log
    assert "IQoJ" not in log
    assert all(key.secret_access_key not in log for key in gateway.aws.keys.values())
