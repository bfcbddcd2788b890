# SPDX-License-Identifier: MIT
"""What a hostile caller could send to the gateway: each attack works on the template that AWS's
examples teach, where there is one, and fails on the escaped one."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from gateway_client import DDNS
from raw_client import sign

from tests.aws import vtl
from tests.aws.clock import compact

OPEN = "/prod/open/ddns"
SMUGGLED = '1.2.3.4","force":"1'


def test_an_unescaped_parameter_brings_keys_of_its_own(behind):
    event = behind.get(f"{OPEN}?ip={quote(SMUGGLED, safe='')}").event
    assert event["force"] == "1"


@pytest.mark.parametrize(
    "ip", [SMUGGLED, 'a"b', "a\\", "o'b", "\n\r\t\b\x00", "ü€😀", "/", "$x #if"]
)
def test_an_escaped_parameter_stays_a_text(behind, ip):
    event = behind.get(f"{DDNS}?ip={quote(ip, safe='')}").event
    assert event["ip"] == ip
    assert set(event) == {"ip", "X-Forwarded-For", "sourceIp"}


def test_broken_json_is_refused_before_the_function(behind):
    answer = behind.get(f"{OPEN}?ip=a%22b")
    assert (answer.status, answer.error) == (400, "BadRequestException")
    assert not behind.function.sandboxes


def test_the_query_passes_for_a_header_where_a_template_searches_all(behind):
    event = behind.get(f"{OPEN}?ip=1&X-Forwarded-For=6.6.6.6").event
    assert event["X-Forwarded-For"] == "6.6.6.6"
    event = behind.get(f"{DDNS}?ip=1&X-Forwarded-For=6.6.6.6").event
    assert event["X-Forwarded-For"] == behind.gateway.source_ip


def test_a_header_passes_for_a_parameter(behind):
    assert behind.get(DDNS, ip="6.6.6.6").event["ip"] == "6.6.6.6"


def test_a_forged_forwarding_header_comes_before_the_gateways_own(behind):
    forged = '6.6.6.6","sourceIp":"6.6.6.6'
    event = behind.get(DDNS, x_forwarded_for=forged).event
    assert event["X-Forwarded-For"] == f"{forged}, {behind.gateway.source_ip}"
    assert event["sourceIp"] == behind.gateway.source_ip


def test_the_host_is_the_paths(behind):
    own = f"{DDNS}/home.example.com"
    assert behind.get(f"{own}?host=other.example.com").event["host"] == "home.example.com"


@pytest.mark.parametrize(
    "path",
    [
        "/other.example.com",
        "/home.example.com%2F",
        "/home.example.com%00",
        "/HOME.example.com",
        "/%68ome.example.com",
        "/home.example.com/../other.example.com",
        "/home.example.com%22,%22ip%22:%221",
    ],
)
def test_another_path_than_the_routers_own(behind, path):
    answer = behind.get(f"{DDNS}{path}?ip=1.2.3.4")
    assert answer.status == 403
    assert not behind.function.sandboxes


def test_names_of_java_methods_are_only_names(behind):
    event = behind.get(f"{DDNS}?get=x&path=y&header=z&ip=1").event
    assert event["ip"] == "1"


def test_the_last_of_two_parameters_counts(behind):
    assert behind.get(f"{DDNS}?ip=1.1.1.1&ip=2.2.2.2").event["ip"] == "2.2.2.2"


def test_a_request_cannot_be_replayed_after_five_minutes(behind):
    behind.aws.set_now(time.time())
    stamp = compact(behind.aws.clock.utc())
    request = sign(behind.request(f"{DDNS}?ip=1.2.3.4"), behind.signing(timestamp=stamp))
    assert behind.send(request).status == 200
    behind.aws.set_now(behind.aws.clock.now() + 300)
    assert behind.send(request).status == 200
    behind.aws.set_now(behind.aws.clock.now() + 1)
    answer = behind.send(request)
    assert (answer.status, answer.error) == (403, "InvalidSignatureException")


@pytest.mark.parametrize("part", ["query", "path", "host", "method"])
def test_a_tampered_request(behind, part):
    request = sign(behind.request(f"{DDNS}?ip=1.2.3.4"), behind.signing())
    if part == "query":
        request.query = "ip=1.2.3.5"
    elif part == "path":
        request.path += "/home.example.com"
    elif part == "host":
        request.headers[0] = ("Host", behind.gateway.host)
    else:
        request.body = b"{}"
    answer = behind.send(request)
    assert (answer.status, answer.error) == (403, "InvalidSignatureException")
    assert not behind.function.sandboxes


def test_many_callers_at_once_get_their_own_answers(behind):
    def call(number: int) -> tuple[int, str]:
        answer = behind.get(f"{DDNS}?ip=198.51.101.{number}")
        return answer.status, answer.json.get("event", {}).get("ip", "")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(call, range(40)))
    assert answers == [(200, f"198.51.101.{number}") for number in range(40)]


def test_an_event_of_six_megabytes(behind):
    """A body is signed, and no template takes it."""
    request = behind.request(f"{DDNS}?ip=1.2.3.4")
    request.body = b"x" * (6 * 1024 * 1024 + 1)
    answer = behind.send(sign(request, behind.signing()))
    assert answer.event["ip"] == "1.2.3.4"


def test_long_parameters_arrive_whole(behind):
    ip = "9" * 60_000
    assert behind.get(f"{DDNS}?ip={ip}").event["ip"] == ip
    longer = behind.send(sign(behind.request(f"{DDNS}?ip={'9' * 70_000}"), behind.signing()))
    assert longer.status == 400


def test_a_body_is_not_the_event(behind):
    request = behind.request(f"{DDNS}?ip=1.2.3.4", content_type="text/json")
    request.body = b'{"ip":"6.6.6.6","host":"other.example.com"}'
    answer = behind.send(sign(request, behind.signing()))
    assert answer.status == 415


def test_escaping_is_what_makes_the_difference():
    """The same attack through the engine alone."""
    given = vtl.Input(query={"ip": SMUGGLED})
    plain = vtl.render("""{"ip":"$input.params('ip')"}""", given, {}, {})
    assert json.loads(plain)["force"] == "1"
    escaped = vtl.render("""{"ip":"$util.escapeJavaScript($input.params('ip'))"}""", given, {}, {})
    assert json.loads(escaped) == {"ip": SMUGGLED}
