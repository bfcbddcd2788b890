# SPDX-License-Identifier: MIT
"""The unit under systemd itself: the real daemon publishes from inside its sandbox."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from pathlib import Path

import dist
import pytest
from packages import BUILD, EPOCH, ROOT
from test_life import configure, install

UNIT = "usr/local/lib/systemd/system/wan53.service"
ADDRESS = "198.51.101.7"
# Of 10, where 9.6 is a service without any of it; systemd 252 and 257 count a little differently.
WORST_EXPOSURE = 1.6


@pytest.fixture
def staged(tmp_path) -> Path:
    """What `make install` would install, with a program that does nothing."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is missing; apt install systemd")
    unit = tmp_path / UNIT
    unit.parent.mkdir(parents=True)
    text = (ROOT / "packaging/wan53.service").read_text()
    unit.write_text(text.replace("@bindir@", "/usr/local/bin"))
    for name in ("usr/local/bin/wan53", "bin/sh"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy("/bin/true", tmp_path / name)
    for target in ("sysinit", "basic", "shutdown", "network", "multi-user"):
        (unit.parent / f"{target}.target").write_text("[Unit]\n")
    return tmp_path


def analyze(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *map(str, words)], capture_output=True, text=True, check=False
    )


def test_systemd_understands_every_line(staged):
    done = analyze("verify", "--man=no", f"--root={staged}", staged / UNIT)
    complaints = [line for line in done.stderr.splitlines() if "wan53" in line]
    assert complaints == []


def test_the_same_look_finds_a_mistake(staged):
    unit = staged / UNIT
    unit.write_text(unit.read_text().replace("ProtectHome=yes", "ProtectHomes=yes"))
    done = analyze("verify", "--man=no", f"--root={staged}", unit)
    assert "ProtectHomes" in done.stderr


def test_exposure(staged):
    done = analyze("security", "--offline=yes", f"--root={staged}", "wan53.service")
    score = re.search(r"Overall exposure level for wan53.service: ([0-9.]+)", done.stdout)
    assert score, done
    assert float(score[1]) <= WORST_EXPOSURE, done.stdout


@pytest.fixture
def service(booted, package, aws):
    """The package, configured for the local AWS, whose endpoint and root a drop-in names."""
    install(booted, package, "0.1.0")
    text = f"[record home.example.com]\nsource = static {ADDRESS}\nzone = {aws.zone_id}\n"
    key = (
        f"[default]\naws_access_key_id = {aws.user.access_key_id}\n"
        f"aws_secret_access_key = {aws.user.secret_access_key}\n"
    )
    booted.put("/etc/wan53/ca.pem", Path(aws.ca_file).read_bytes())
    text = f"[aws]\nca-file = ca.pem\n{text}"
    booted.put("/etc/wan53/wan53.conf", text.encode(), "600")
    booted.put("/etc/wan53/credentials", key.encode(), "600")
    booted.shell("mkdir -p /etc/systemd/system/wan53.service.d")
    dropin = f"[Service]\nEnvironment=AWS_ENDPOINT_URL={aws.endpoint}\n"
    booted.put("/etc/systemd/system/wan53.service.d/local.conf", dropin.encode())
    booted("systemctl", "daemon-reload")
    return booted


def journal(here) -> list[dict]:
    lines = here.shell("journalctl -q -o json -t wan53 --no-pager").splitlines()
    return [json.loads(line) for line in lines]


def publishes(service, aws, address: str) -> None:
    end = time.monotonic() + 30
    while not (found := aws.records(aws.zone_id)) or found[0]["Values"] != [address]:
        assert time.monotonic() < end, service.shell("journalctl -n 30; wan53 status", check=False)
        time.sleep(0.1)


def test_it_publishes_reloads_and_ends(service, aws):
    service("systemctl", "start", "wan53")
    publishes(service, aws, ADDRESS)
    # The administrator and the daemon share one state.
    status = service.wait_for("wan53 status | grep -q 'daemon *running' && wan53 status")
    assert ADDRESS in status
    assert service.shell("stat -c %a /var/lib/wan53 /run/wan53").split() == ["700", "700"]

    # A new config is read on reload; with a wrong one the daemon goes on as before, and says so.
    service.shell("sed -i s/101.7/101.9/ /etc/wan53/wan53.conf && systemctl reload wan53")
    publishes(service, aws, "198.51.101.9")
    service.shell("echo nonsense >>/etc/wan53/wan53.conf && systemctl reload wan53")
    service.wait_for("journalctl -q -t wan53 | grep -q 'the previous config stays in use'")
    service.shell("sed -i /nonsense/d /etc/wan53/wan53.conf")

    service("systemctl", "stop", "wan53")
    assert service.shell("pidof wan53", check=False) == ""
    facts = service.shell("systemctl show -p Result -p ActiveState -p NRestarts wan53").split()
    assert sorted(facts) == ["ActiveState=inactive", "NRestarts=0", "Result=success"]
    assert service.exists("/run/wan53/volatile.json")

    # One line a message, with its priority and without a name or time of its own.
    found = journal(service)
    found = [entry for entry in found if "started, as process" not in entry["MESSAGE"]]
    changes = [entry for entry in found if "home.example.com" in entry["MESSAGE"]]
    assert changes and {entry["PRIORITY"] for entry in changes} == {"5"}
    for entry in found:
        assert not re.match(r"wan53|<\d|\d{4}-|[A-Z][a-z]{2} +\d", entry["MESSAGE"]), entry
        assert aws.user.secret_access_key not in entry["MESSAGE"]


def test_what_the_sandbox_keeps_from_it(service, aws):
    service("systemctl", "start", "wan53")
    publishes(service, aws, ADDRESS)
    pid = service.shell("cat /run/wan53/pid").strip()
    status = dict(
        line.split(":\t", 1) for line in service.shell(f"cat /proc/{pid}/status").splitlines()
        if ":\t" in line
    )  # fmt: skip
    assert (status["Seccomp"], status["NoNewPrivs"]) == ("2", "1")
    assert int(status["CapEff"], 16) == int(status["CapBnd"], 16) == 0
    # With the daemon's mounts but all rights, these are the folders that can be written to.
    inside = f"nsenter -t {pid} -m --root touch"
    for folder in ("/etc/wan53", "/usr/bin", "/var/lib", "/run", "/var/lib/wan53", "/run/wan53"):
        ours = folder.startswith(("/var", "/run")) and folder.endswith("/wan53")
        done = service.shell(f"{inside} {folder}/probe && echo written", check=False)
        assert ("written" in done) == ours, (folder, done)
    variables = service.shell(f"tr '\\0' '\\n' </proc/{pid}/environ", check=False)
    assert "AWS_SECRET" not in variables and "\nHOME=" not in variables
    # Everything that it wants to do, it may: nothing was refused, or it would warn.
    assert [e["MESSAGE"] for e in journal(service) if int(e["PRIORITY"]) < 5] == []


def test_names_are_looked_up_in_the_sandbox(service, aws):
    """By a thread, which the filter must allow. The name is none of the certificate's."""
    port = aws.endpoint.rpartition(":")[2]
    service.shell("echo 127.0.0.1 aws.example >>/etc/hosts")
    dropin = f"[Service]\nEnvironment=AWS_ENDPOINT_URL=https://aws.example:{port}\n"
    service.put("/etc/systemd/system/wan53.service.d/local.conf", dropin.encode())
    service("systemctl", "daemon-reload")
    service("systemctl", "start", "wan53")
    service.wait_for("journalctl -q -t wan53 | grep -q 'certificate of aws.example'")


def test_a_mistake_is_said_at_once_and_not_repeated(service, aws):
    service.shell("echo nonsense >>/etc/wan53/wan53.conf")
    done = service("systemctl", "start", "wan53", check=False)
    assert done.returncode != 0
    assert "Result=exit-code" in service.shell("systemctl show -p Result wan53")
    log = service.shell("journalctl -q -u wan53 --no-pager")
    assert "/etc/wan53/wan53.conf:" in log
    time.sleep(1)
    assert "NRestarts=0" in service.shell("systemctl show -p NRestarts wan53")


def test_a_killed_daemon_comes_back(service, aws):
    service.shell("cd /etc/systemd/system/wan53.service.d; echo RestartSec=0 >>local.conf")
    service("systemctl", "daemon-reload")
    service("systemctl", "start", "wan53")
    first = service.shell("cat /run/wan53/pid")
    service.shell("kill -9 $(cat /run/wan53/pid)")
    service.wait_for(f'p=$(cat /run/wan53/pid) && [ "$p" != "{first.strip()}" ] && kill -0 "$p"')
    # But not what `wan53 stop` ended.
    assert "stopped" in service.shell("wan53 stop")
    service.wait_for("! systemctl is-active wan53")
    time.sleep(1)
    assert service.shell("pidof wan53", check=False) == ""
    assert "stopped" in service.shell("wan53 status", check=False)
    service("systemctl", "start", "wan53")
    assert "running" in service.shell("wan53 status", check=False)


def test_a_key_from_elsewhere_needs_no_file(service, aws):
    service.shell("rm /etc/wan53/credentials")
    dropin = "/etc/systemd/system/wan53.service.d/key.conf"
    key = f"AWS_ACCESS_KEY_ID={aws.user.access_key_id}"
    secret = f"AWS_SECRET_ACCESS_KEY={aws.user.secret_access_key}"
    service.put(dropin, f"[Service]\nEnvironment={key}\nEnvironment={secret}\n".encode(), "600")
    service("systemctl", "daemon-reload")
    service("systemctl", "start", "wan53")
    publishes(service, aws, ADDRESS)


def block(words: str) -> str:
    """The block of packaging/README.md that has these words."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "packaging/README.md").read_text(), re.DOTALL)
    [found] = [each for each in blocks if words in each]
    return 'set -e\nsudo() { "$@"; }\n' + found


def test_an_archive_by_hand(booted, tree):
    name = "wan53-0.1.0"
    program = {"wan53": ((BUILD / "wan53").read_bytes(), 0o755)}
    content = dist.archive(name, program | dist.linux_files(tree), EPOCH)
    machine = booted.shell("uname -m").strip().replace("armv7l", "armv7")
    booted.put(f"/tmp/{name}-{machine}.tar.gz", content)
    booted.shell("install -d -m 0700 /etc/wan53")
    configure(booted)
    # The config is written by hand; the questions are test_first_hour.py's.
    by_hand = "sudo systemctl enable --now wan53\n"
    assert f"`{by_hand.strip()}`" in (ROOT / "packaging/README.md").read_text()
    booted.shell("cd /tmp\n" + block("tar -xzf").replace("sudo wan53 setup\n", by_hand))
    assert booted.shell("systemctl is-enabled wan53; systemctl is-active wan53").split() == [
        "enabled", "active",
    ]  # fmt: skip
    assert "running" in booted.shell("wan53 status", check=False)


@pytest.mark.parametrize("how", ["encrypted.conf", "plain.conf"])
def test_other_ways_to_the_key(service, aws, how):
    service.shell(block(how))
    if how == "encrypted.conf":
        service.shell("rm /etc/wan53/credentials && systemctl restart wan53")
    publishes(service, aws, ADDRESS)
