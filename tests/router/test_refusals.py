# SPDX-License-Identifier: MIT
"""Faults that stay: the firmware is told once, Route 53 is not hammered, the log says so once."""

from __future__ import annotations

import time

import pytest
import trustme

from tests.router.router import wait_for
from tests.router.watchdog import RERUNS_BEFORE_THE_LONG_WAIT, Watchdog

LIST_ONLY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "route53:List*", "Resource": "*"}],
}


def bad_key(router) -> None:
    router.wan53.environment["AWS_SECRET_ACCESS_KEY"] = "x" * 40


def denied(router) -> None:
    user = router.aws.add_user(LIST_ONLY)
    router.wan53.environment.update(router.aws.environment(user))


def deleted_zone(router) -> None:
    text = router.wan53.config.read_text()
    router.wan53.configure(text.replace(router.aws.zone_id, "Z0123456789GONE"))


def no_key(router) -> None:
    del router.wan53.environment["AWS_ACCESS_KEY_ID"]
    del router.wan53.environment["AWS_SECRET_ACCESS_KEY"]


@pytest.mark.parametrize(
    ("spoil", "said", "code", "ipv6"),
    [
        (bad_key, "SignatureDoesNotMatch", 4, "before PR 894"),
        (denied, "AccessDenied", 4, ""),
        (deleted_zone, "NoSuchHostedZone", 4, ""),
        (no_key, "credentials", 2, ""),
    ],
)
def test_first_ever_refusal_does_not_loop(router, spoil, said, code, ipv6):
    if ipv6:
        router.set("ipv6_service", "dhcp6")
    spoil(router)
    router.start_daemon()
    with Watchdog(router) as watchdog:
        router.connect_wan("198.51.101.7")
        assert wait_for(lambda: router.get("ddns_return_code_chk") == "auth_fail")
        assert watchdog.goes_quiet()
    assert router.get("ddns_return_code") == "auth_fail"
    assert router.get("ddns_last_wan_unit") == "0"
    assert router.writes() <= 1
    assert len(router.aws.journal.operations()) <= 4
    assert wait_for(lambda: said in router.wan53("status").out)
    assert router.wan53("status").code == code
    assert router.logged(said) == 1
    assert "nvram commit" not in router.journal()


def captive_portal(router) -> str:
    other = router.root / "other.pem"
    other.write_bytes(trustme.CA().cert_pem.bytes())
    router.wan53.environment["AWS_CA_BUNDLE"] = str(other)
    return "certificate"


def no_dns(router) -> str:
    router.wan53.environment["AWS_ENDPOINT_URL"] = "https://wan53.invalid"
    return "wan53.invalid"


# The resolver takes its time with each try.
@pytest.mark.parametrize("block", [captive_portal, pytest.param(no_dns, marks=pytest.mark.long)])
def test_no_way_to_route_53_is_no_retry_storm(router, block):
    said = block(router)
    router.start_daemon()
    with Watchdog(router) as watchdog:
        router.connect_wan("198.51.101.7")
        assert wait_for(lambda: router.logged(said), 40)
        assert wait_for(lambda: len(watchdog.reruns) >= RERUNS_BEFORE_THE_LONG_WAIT)
        assert watchdog.goes_quiet()
    assert router.get("ddns_return_code") == "ddns_query"
    assert router.aws.journal.counts()["connections"] <= 12
    assert router.logged(said) == 1
    assert router.published() == []
    assert router.wan53("status").code == 3


def test_a_fault_that_passes_has_a_line_when_it_begins_and_one_when_it_ends(online):
    online.aws.faults.add("status", operation="ListResourceRecordSets", status=503, count=99)
    online.set("wan0_ipaddr", "198.51.101.70")
    online.hook("wan-event", "0", "connected")
    assert wait_for(lambda: online.logged("home.example.com A: retry"), 20)
    requests = len(online.aws.journal)
    time.sleep(1)  # a storm of retries would begin at once, and nothing tells that there is none
    assert len(online.aws.journal) <= requests + 1
    online.aws.faults.clear()
    assert online.wan53("reload").code == 0
    assert online.publishes("198.51.101.70")
    assert wait_for(lambda: online.logged("right again after"))
    assert online.logged("home.example.com A: retry") == 1
    assert online.logged("right again after") == 1


def test_a_key_that_is_mended_in_its_file_needs_no_restart(router):
    variables = router.wan53.environment
    key = variables.pop("AWS_ACCESS_KEY_ID")
    secret = variables.pop("AWS_SECRET_ACCESS_KEY")

    def write_key(secret: str) -> None:
        router.wan53.credentials.write_text(
            f"[default]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n"
        )
        router.wan53.credentials.chmod(0o600)

    write_key("x" * 40)
    router.start_daemon()
    with Watchdog(router) as watchdog:
        router.connect_wan("198.51.101.7")
        assert wait_for(lambda: router.get("ddns_return_code_chk") == "auth_fail")
        write_key(secret)
        assert router.wan53("reload").code == 0
        assert router.publishes("198.51.101.7")
        assert wait_for(lambda: router.get("ddns_return_code") == "200")
        assert watchdog.goes_quiet()
    assert secret not in router.log.read_text() + router.wan53("status").out


@pytest.mark.parametrize("seconds", [0, pytest.param(70, marks=pytest.mark.long)])
def test_firmware_hears_nothing_of_a_fault_that_passes(online, seconds):
    """However long it lasts, and though a good publish stands: the record is out of date."""
    assert online.settles()
    online.aws.faults.add("status", operation="ListResourceRecordSets", status=503, count=999)
    told = online.journal().count("ddns_custom_updated 1")
    end = time.monotonic() + seconds
    with Watchdog(online) as watchdog:
        online.set("wan0_ipaddr", "198.51.101.80")
        online.start_ddns()
        assert wait_for(lambda: online.logged("home.example.com A: retry"), 20)
        assert wait_for(lambda: len(watchdog.reruns) >= RERUNS_BEFORE_THE_LONG_WAIT)
        assert wait_for(lambda: time.monotonic() >= end, seconds + 1)
        assert watchdog.goes_quiet()
        assert len(watchdog.reruns) <= watchdog.reruns_while_nobody_reports()
    assert online.journal().count("ddns_custom_updated 1") == told
    assert (online.get("ddns_return_code"), online.get("ddns_updated")) == ("ddns_query", "")
    assert online.published() == ["198.51.101.7"]
    assert online.wan53("status").code == 3
    online.aws.faults.clear()
    assert online.wan53("reload").code == 0
    assert online.publishes("198.51.101.80")
    assert wait_for(lambda: online.get("ddns_return_code") == "200")
    with Watchdog(online) as watchdog:
        assert watchdog.goes_quiet()
        assert watchdog.reruns == []
