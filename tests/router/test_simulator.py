# SPDX-License-Identifier: MIT
"""The simulated firmware itself: what its programs do, and when its watchdog rests."""

from __future__ import annotations

import subprocess

import pytest

from tests.router.router import wait_for
from tests.router.watchdog import RERUNS_BEFORE_THE_LONG_WAIT, Watchdog


def run(router, *words: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [router.root / "bin" / words[0], *words[1:]], capture_output=True, check=False
    )


def test_nvram_prints_the_value_or_nothing_and_always_ends_well(router):
    router.set("name", "a value")
    router.set("empty", "")
    assert run(router, "nvram", "get", "name").stdout == b"a value\n"
    assert run(router, "nvram", "get", "empty").stdout == b"\n"
    missing = run(router, "nvram", "get", "missing")
    assert (missing.stdout, missing.returncode) == (b"", 0)
    assert run(router, "nvram", "set", "name=x=y").returncode == 0
    assert router.get("name") == "x=y"
    run(router, "nvram", "commit")
    assert router.journal() == ["nvram set name=x=y", "nvram commit"]


def test_nvram_goes_wrong_on_request(router):
    router.set("name", "value")
    router.fault("garbage")
    assert b"\xff" in run(router, "nvram", "get", "name").stdout
    router.fault("huge")
    assert len(run(router, "nvram", "get", "name").stdout) == 1024 * 1024
    router.fault("hang")
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run([router.root / "bin/nvram", "get", "name"], timeout=0.3, check=False)
    router.fault(None)
    assert run(router, "nvram", "get", "name").stdout == b"value\n"


def test_success_and_failure_are_told_as_the_firmware_tells_them(router):
    run(router, "ddns_custom_updated", "0")
    assert router.get("ddns_return_code_chk") == "unknown_error"
    run(router, "ddns_custom_updated", "1")
    assert (router.get("ddns_updated"), router.get("ddns_return_code")) == ("1", "200")
    assert router.get("ddns_ipv6_updated") == ""
    (router.root / "pr894").touch()
    run(router, "ddns_custom_updated")
    assert router.get("ddns_ipv6_updated") == "1"


def answering(router, answer: str) -> None:
    """A ddns-start that does nothing but answer."""
    router.set_all(wan0_state_t="2", wan0_ipaddr="198.51.101.7")
    router.write_hook("ddns-start", f"PATH={router.root}/bin:$PATH {answer}")


def test_watchdog_never_rests_when_failure_is_reported(router):
    answering(router, "ddns_custom_updated 0")
    with Watchdog(router) as watchdog:
        assert wait_for(lambda: len(watchdog.reruns) > 20)


def test_watchdog_never_rests_with_ipv6_on_firmware_before_pr_894(router):
    answering(router, "ddns_custom_updated 1")
    router.set("ipv6_service", "dhcp6")
    with Watchdog(router) as watchdog:
        assert wait_for(lambda: len(watchdog.reruns) > 12)
    (router.root / "pr894").touch()
    with Watchdog(router) as watchdog:
        assert watchdog.goes_quiet()


def test_watchdog_rests_after_success(router):
    answering(router, "ddns_custom_updated 1")
    with Watchdog(router) as watchdog:
        assert watchdog.goes_quiet()
    assert 1 <= len(watchdog.reruns) <= 2


def test_watchdog_slows_down_when_nobody_answers(router):
    answering(router, "true")
    with Watchdog(router) as watchdog:
        assert wait_for(lambda: len(watchdog.reruns) >= RERUNS_BEFORE_THE_LONG_WAIT)
        assert watchdog.goes_quiet()
    assert len(watchdog.reruns) <= 12
