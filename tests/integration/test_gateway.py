# SPDX-License-Identifier: MIT
"""The router side: the real binary against the gateway path with the real companion behind it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from wan53 import Wan53, record

HOST = "home.example.com"
FIRST, SECOND = "198.51.101.7", "198.51.101.8"


def config(url: str, *records: str, **keys: str) -> str:
    lines = ["[aws]", "region = us-east-1", "[publish]", "via = gateway", f"gateway-url = {url}"]
    lines += [f"{key.replace('_', '-')} = {value}" for key, value in keys.items()]
    return "\n".join(lines) + "\n" + "".join(records or (record(),))


def router(gateway, folder, user=None, url: str = "", **keys: str) -> Wan53:
    """The program with a router's keys."""
    program = Wan53(folder, gateway.aws.environment(user or gateway.router))
    program.configure(config(url or gateway.url, **keys))
    return program


@pytest.fixture
def wan53(gateway, tmp_path):
    return router(gateway, tmp_path)


def said(run) -> str:
    """What became of the one record."""
    return json.dumps(run.json["records"][0]) + run.err


def test_created_unchanged_changed(gateway, wan53):
    run = wan53.update()
    assert (run.code, run.outcomes) == (0, ["created"])
    assert wan53.update("--force").outcomes == ["unchanged"]
    run = wan53.update("--ip", SECOND)
    assert (run.code, run.outcomes) == (0, ["changed"])
    assert run.json["records"][0]["old"] == FIRST
    assert gateway.values() == [SECOND]
    assert [message.split()[3] for message in gateway.messages()] == ["changed", "changed"]


def test_one_request_on_one_connection(gateway, wan53):
    wan53.update()
    entries = [entry for entry in gateway.journal if entry.service == "execute-api"]
    assert [entry.operation for entry in entries] == ["GET /v100/ddns"]
    assert entries[0].query == f"ip={FIRST}"
    assert entries[0].user == gateway.router.arn


def test_a_url_that_libcurl_would_rewrite_is_signed_as_sent(gateway, tmp_path):
    start, port_and_path = gateway.url.rsplit(":", 1)
    url = f"{start}:0{port_and_path.replace('ddns', '%64d%6es')}/"
    assert router(gateway, tmp_path, url=url).update().outcomes == ["created"]


def test_the_function_url(gateway, tmp_path):
    wan53 = router(gateway, tmp_path, url=gateway.function_url)
    assert wan53.update().outcomes == ["created"]
    assert gateway.journal[0].operation == "InvokeFunctionUrl"
    assert gateway.values() == [FIRST]
    refused = wan53.update("--ip", "10.0.0.1")
    assert refused.code != 0
    assert gateway.values() == [FIRST]


def test_region_and_service_come_from_the_name(gateway, tmp_path):
    place = gateway.stack.gateway
    url = f"https://{place.local_host}:{place.port}/prod/v100/ddns"
    wan53 = router(gateway, tmp_path, url=url)
    wan53.configure(config(url).replace("us-east-1\n", "eu-west-1\n", 1))
    del wan53.environment["AWS_REGION"]
    del wan53.environment["AWS_DEFAULT_REGION"]
    assert wan53.update().outcomes == ["created"]


def test_the_host_in_the_path(gateway, tmp_path):
    stranger = gateway.add_router("other.example.com")
    url = gateway.url + "/{host}"
    assert router(gateway, tmp_path / "a", url=url).update().outcomes == ["created"]
    run = router(gateway, tmp_path / "b", user=stranger, url=url).update()
    assert run.code == 4
    assert "not authorized" in said(run)
    paths = [entry.path for entry in gateway.journal if entry.service == "execute-api"]
    assert paths == [f"/prod/v100/ddns/{HOST}"] * 2


def test_a_name_that_the_companion_does_not_keep(gateway, tmp_path):
    user = gateway.add_router("other.example.com")
    wan53 = router(gateway, tmp_path, user=user)
    wan53.configure(config(gateway.url + "/{host}", record("other.example.com")))
    run = wan53.update()
    assert run.code == 4
    assert "other.example.com is not allowed here" in said(run)


@pytest.mark.parametrize("path", ["/test/v100/ddns", "/prod/v100", "/prod/v100/ddns/a/b"])
def test_a_wrong_path_or_stage(gateway, tmp_path, path):
    run = router(gateway, tmp_path, url=gateway.stack.gateway.url + path).update()
    assert run.code == 4
    assert "the path, stage or method does not exist" in said(run)


def test_a_wrong_secret_and_an_unknown_key(gateway, tmp_path):
    wrong = replace(gateway.router, secret_access_key="x" * 40)
    run = router(gateway, tmp_path / "a", user=wrong).update()
    assert run.code == 4
    unknown = replace(gateway.router, access_key_id="AKIA" + "Q" * 16)
    other = router(gateway, tmp_path / "b", user=unknown).update()
    assert other.code == 4
    assert said(run) != said(other)
    assert not gateway.function.sandboxes


def test_an_expired_session(gateway, tmp_path):
    user = gateway.aws.add_user(session=True, seconds=-1)
    run = router(gateway, tmp_path, user=user).update()
    assert run.code == 4
    assert "expired" in said(run)


@pytest.mark.parametrize("seconds", [-3600, 3600])
def test_a_wrong_clock_is_corrected(gateway, wan53, seconds):
    gateway.aws.set_offset(seconds)
    run = wan53.update()
    # The companion's clock is this machine's too, and corrects itself likewise.
    assert (run.code, run.outcomes) == (0, ["created"])


def test_throttled_by_the_stage_it_tries_again(gateway, wan53):
    gateway.faults.add("throttling", service="execute-api", count=2)
    assert wan53.update().outcomes == ["created"]
    statuses = [entry.status for entry in gateway.journal if entry.service == "execute-api"]
    assert statuses == [429, 429, 200]


def test_lambdas_throttling_is_tried_again(start_gateway, tmp_path):
    gateway = start_gateway(ReservedConcurrency=1)
    gateway.function.settings.reserved_concurrency = 0
    run = router(gateway, tmp_path).update()
    assert run.code == 5  # a 500 may have written
    assert {entry.status for entry in gateway.journal} == {500}
    assert len(gateway.journal) > 1
    gateway.function.settings.reserved_concurrency = 1
    assert router(gateway, tmp_path).update().outcomes == ["created"]


def test_a_crash_is_transient(gateway, wan53):
    gateway.function.bootstrap = "/bin/false"
    run = wan53.update()
    assert run.code in (3, 5)
    assert "Runtime exited" in said(run)
    assert gateway.values() is None


def test_a_200_whose_body_is_an_error_is_an_error(gateway, wan53):
    for body in (
        b'{"errorMessage":"Task timed out","errorType":"Sandbox.Timedout"}',
        b'{"statusCode":"200","body":"DDNS IP check failed (host = home.example.com)"}',
        b'{"statusCode":"500","body":"x"}',
        b"<html>",
        b"",
    ):
        gateway.faults.clear()
        gateway.faults.add("status", service="execute-api", status=200, body=body, count=9)
        run = wan53.update("--force")
        assert run.code in (3, 4, 5), body
        assert run.outcomes not in (["created"], ["changed"], ["unchanged"]), body


def test_the_classic_reply_is_taken(gateway, wan53):
    text = f"IP for {HOST} changed from {SECOND} to {FIRST} via request from 198.51.101.1"
    body = json.dumps({"statusCode": "200", "body": text}).encode()
    gateway.faults.add("status", service="execute-api", status=200, body=body)
    run = wan53.update()
    assert run.outcomes == ["changed"]
    assert run.json["records"][0]["old"] == SECOND


def test_an_address_that_the_companion_refuses(gateway, tmp_path):
    wan53 = router(gateway, tmp_path, allow_private="yes")
    run = wan53.update("--ip", "10.0.0.1")
    assert run.code == 4
    assert "WAN53_ALLOW_PRIVATE=yes" in said(run)
    assert gateway.values() is None


def test_route_53_down_behind_the_gateway(gateway, wan53):
    gateway.function.settings.timeout = 3.0
    gateway.faults.add("refuse", service="route53", status=503, count=99)
    run = wan53.update()
    assert run.code in (3, 5)
    assert gateway.values() is None
    gateway.faults.clear()
    assert wan53.update().outcomes == ["created"]


def test_both_families(gateway, tmp_path):
    wan53 = router(gateway, tmp_path)
    both = record(type="A AAAA", source_ipv6="static 2001:470:1::1")
    wan53.configure(config(gateway.url, both))
    run = wan53.update()
    assert run.outcomes == ["created", "created"], run.err
    assert gateway.values(type_="AAAA") == ["2001:470:1::1"]


def test_the_stacks_own_lines_are_a_config(gateway, tmp_path):
    """The output Wan53Conf, with a static source since this is no router."""
    lines = gateway.stack.template.outputs()["Wan53Conf"]
    wan53 = router(gateway, tmp_path)
    wan53.configure(lines.replace("source = wan", f"source = static {FIRST}"))
    assert wan53("config", "check").code == 0
    policy = json.loads(wan53("iam-policy", "--gateway").out)
    (statement,) = policy["Statement"]
    assert statement["Action"] == "execute-api:Invoke"
    user = gateway.aws.add_user(policy)
    assert gateway.get(FIRST, user=user).status == 200
    assert gateway.get(FIRST, f"/{HOST}", user=user).error == "AccessDeniedException"


def test_no_secret_is_told(gateway, wan53):
    gateway.faults.add("status", service="execute-api", status=403, body=b"no", count=9)
    run = wan53.update()
    assert gateway.router.secret_access_key not in run.out + run.err


COMPANION = record(source="companion")


def test_the_companion_tells_the_address(gateway, tmp_path):
    wan53 = router(gateway, tmp_path)
    wan53.configure(config(gateway.url, COMPANION))
    gateway.come_from(FIRST)
    run = wan53.update()
    assert (run.code, run.outcomes) == (0, ["created"])
    assert run.json["records"][0]["address"] == FIRST
    asked = [entry.query for entry in gateway.journal if entry.service == "execute-api"]
    assert asked == [""]
    assert wan53.update().outcomes == ["unchanged"]
    gateway.come_from(SECOND)
    assert wan53.update("--if-due").json["result"] == "not due"
    assert wan53.update().json["records"][0]["old"] == FIRST
    assert gateway.values() == [SECOND]
    status = wan53("status", "--json").json["records"][0]
    assert (status["source"], status["observed"], status["published"]) == (
        "companion",
        SECOND,
        SECOND,
    )
    assert f"{FIRST}" in wan53("history").out and f"{SECOND}" in wan53("history").out
    assert gateway.messages()[-1].split()[5:8] == [FIRST, "to", SECOND]


def test_the_companion_tells_the_address_by_the_function_url(start_gateway, tmp_path):
    gateway = start_gateway(RequireSourceIp="yes")
    wan53 = router(gateway, tmp_path)
    wan53.configure(config(gateway.function_url, COMPANION))
    gateway.come_from(FIRST)
    assert wan53.update().outcomes == ["created"]
    assert gateway.values() == [FIRST]


def test_the_companion_cannot_tell_another_family(gateway, tmp_path):
    wan53 = router(gateway, tmp_path)
    wan53.configure(config(gateway.url, COMPANION))
    gateway.come_from("2001:470:1::1")
    run = wan53.update()
    assert run.code == 4
    assert "sees this machine at 2001:470:1::1, which is not an IPv4 address" in said(run)


def test_without_a_gateway_there_is_no_companion(bare):
    bare.configure(COMPANION)
    run = bare("config", "check")
    assert run.code == 2
    assert "source = companion with via = route53" in run.err
