# SPDX-License-Identifier: MIT
"""A newcomer's first hour behind a home router, as README.md tells it; -s shows the terminal.

All is typed at a shell, wrong answers included. The key has just the policy that `setup` printed.
"""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import machine
import pytest
from home import FOLDER, Person, as_seen, home

FIRST, SECOND = "198.51.101.7", "198.51.101.99"
HOME, VPN = "home.example.com A", "vpn.example.com A"
# The daemon asks the checkers about twice a minute.
PATIENCE_S = 60


@pytest.fixture
def box(tmp_path, package):
    """Not installed yet; the package is in the person's folder."""
    if reason := machine.why_not():
        pytest.skip(reason)
    for program in ("ip", "nsenter"):
        if not shutil.which(program):
            pytest.skip(f"{program} is missing")
    if not Path(machine.LOWER, machine.SYSTEMD.lstrip("/")).exists():
        pytest.skip(f"there is no {machine.SYSTEMD}")
    with home(tmp_path, *machine.BOOTED) as here:
        here.provider_gives(FIRST)
        deb = package("0.1.0")
        here.run.put(f"{FOLDER}/{deb.name}", deb.read_bytes())
        yield here


@pytest.fixture
def person(box):
    someone = Person(box.run)
    someone.enters("cd")
    yield someone
    print(f"{as_seen(someone.screen)}\n{someone.commands} commands, {someone.answered} answers")
    someone.leaves()


def install(person, how: str = "dpkg -i") -> None:
    person.enters(f'{how} ./wan53_*_"$(dpkg --print-architecture)".deb')


def answers_for_a_record(person, source: str) -> None:
    person.answers("A, AAAA or A AAAA [", "")
    person.answers("where the address", source)
    person.answers("nothing to find it", "")


def gives_a_key(box, person) -> None:
    """Makes a user with the policy on the screen, as the five steps in the console do."""
    policy = person.screen.rpartition("<<'END'\n")[2].partition("\nEND\n")[0]
    user = box.aws.add_user(json.loads(policy))
    person.answers("access key id", user.access_key_id)
    person.answers("secret access key", user.secret_access_key)
    person.reads("AWS knows this key")
    assert user.secret_access_key not in person.screen


def sets_up(box, person, *names: str) -> str:
    person.begins("wan53 setup")
    person.answers("1 or 2 [1]", "")
    person.answers("names of the records", " ".join(names))
    answers_for_a_record(person, "")
    person.answers("nothing to go on", "")
    person.answers("1, 2 or 3 [1]", "3")
    person.reads("both values are asked for next")
    gives_a_key(box, person)
    person.answers("Publish now", "")
    return person.ends()


def test_the_first_hour(box, person):
    has_apt = box.run("sh", "-c", "command -v apt", check=False).returncode == 0
    install(person, "apt install" if has_apt else "dpkg -i")
    assert "`wan53 setup` makes one" in person.enters("wan53 status")
    assert "-> `wan53 setup`" in as_seen(person.enters("wan53 doctor"))

    # With what a person gets wrong.
    person.begins("wan53 setup")
    person.answers("1 or 2 [1]", "yes")
    assert "expected 1 or 2" in person.answers("1 or 2 [1]", "")
    person.answers("names of the records", "home")
    refusal = person.answers("names of the records", "home.example.com, vpn.example.com")
    assert "home.example.com" in refusal
    person.answers("A, AAAA or A AAAA [", "AAA")
    assert "expected A, AAAA or A AAAA" in person.answers("A, AAAA or A AAAA [", "")
    shown = person.answers("where the address", "eth9")
    assert "eth0: A 192.168.1.5 (not published: private" in shown
    assert "eth9; expected internet" in person.answers("where the address", "eth0")
    assert "set source = internet" in person.answers("where the address", "")
    person.answers("nothing to find it", "example.com")
    assert "expected a hosted zone id" in person.answers("nothing to find it", "")
    person.answers("nothing to go on", "help")
    assert "expected a full name" in person.answers("nothing to go on", "")
    person.answers("1, 2 or 3 [1]", "key")
    assert "expected 1, 2 or 3" in person.answers("1, 2 or 3 [1]", "3")
    person.answers("access key id", "AKIAIOSFODNN7EXAMPLE")
    person.answers("secret access key", "x" * 40)
    # Half a minute, since AWS may not know a new key yet.
    person.reads("check the access key id")
    gives_a_key(box, person)
    person.answers("Publish now", "sure")
    assert "expected yes or no" in person.answers("Publish now", "")
    assert "systemd runs wan53 from now on" in person.ends()
    assert box.published() == {HOME: [FIRST], VPN: [FIRST]}

    assert FIRST in person.enters("wan53 status")
    assert f"none -> {FIRST}" in person.enters("wan53 history")
    assert not {"fail", "warn"} & set(as_seen(person.enters("wan53 doctor")).split())

    # The provider does, and nobody types anything.
    box.provider_gives(SECOND)
    end = time.monotonic() + PATIENCE_S
    while box.published() != {HOME: [SECOND], VPN: [SECOND]} and time.monotonic() < end:
        time.sleep(0.2)
    assert box.published() == {HOME: [SECOND], VPN: [SECOND]}
    assert f"{FIRST} -> {SECOND}" in person.enters("wan53 history")

    person.begins("wan53 setup")
    person.answers("1 or 2 [1]", "")
    person.answers("nothing to go on", "remove vpn")
    assert "no such record" in person.answers("nothing to go on", "remove vpn.example.com")
    assert "`remove NAME` (Route 53 keeps it)" in person.answers("nothing to go on", "")
    person.answers("1, 2 or 3 [3]", "")
    where = person.answers("keep the present one", "")
    assert "IAM > Users > the user > the policy" in where
    assert "aws iam put-user-policy" in where
    person.answers("Publish now", "")
    assert f"unchanged: {SECOND}" in as_seen(person.ends())
    assert "vpn" not in person.enters("wan53 status")
    assert box.published() == {HOME: [SECOND], VPN: [SECOND]}

    assert "until `systemctl start wan53`" in person.enters("wan53 stop")
    assert "`systemctl start wan53` starts it" in person.enters("wan53 status")
    person.enters("systemctl start wan53")
    assert in_the_unit(box)
    assert "daemon       running" in person.enters("wan53 status")

    person.enters("dpkg --remove wan53")
    assert "credentials" in person.enters("ls /etc/wan53")
    person.enters("dpkg --purge wan53")
    assert "No such file" in person.enters("ls /etc/wan53")
    assert box.run.shell("pidof wan53", check=False) == ""
    assert box.published() == {HOME: [SECOND], VPN: [SECOND]}


def test_what_takes_least(box, person):
    """Two commands, as README says."""
    install(person)
    assert f"created: from none to {FIRST}" in as_seen(sets_up(box, person, "home.example.com"))
    assert box.published() == {HOME: [FIRST]}
    assert box.run.shell("systemctl is-enabled wan53; systemctl is-active wan53").split() == [
        "enabled", "active",
    ]  # fmt: skip


def in_the_unit(box) -> bool:
    """Whether all daemons are, in its sandbox."""
    pids = box.run.shell("pidof wan53", check=False).split()
    control = "/proc/{}/cgroup"
    return bool(pids) and all(
        "wan53.service" in box.run.shell(f"cat {control.format(pid)}") for pid in pids
    )


@pytest.mark.parametrize("verb", ["start", "restart"])
@pytest.mark.parametrize("stop", ["wan53 stop", "systemctl stop wan53"])
def test_a_daemon_beside_the_unit_comes_back_into_it(box, person, stop, verb):
    install(person)
    sets_up(box, person, "home.example.com")
    assert in_the_unit(box)
    person.enters(stop)
    person.enters("wan53 start")
    assert not in_the_unit(box)
    person.enters(f"systemctl {verb} wan53")
    assert in_the_unit(box)
    assert "was not running" not in box.run.shell("journalctl -q -t wan53 -t sh --no-pager")


def test_without_sudo(box, person):
    install(person)
    sets_up(box, person, "home.example.com")
    nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups"
    said = person.enters(f"HOME=/tmp {nobody} wan53 status")
    assert "use sudo for that of /etc/wan53" in said
