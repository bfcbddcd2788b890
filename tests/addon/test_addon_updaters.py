# SPDX-License-Identifier: MIT
"""Hand-made updaters: named, switched off by a yes, and brought back byte for byte."""

from __future__ import annotations

import functools
import json

import pytest

from tests.addon.owner import Owner

CURL = "curl -s --aws-sigv4 aws:amz:us-east-1:execute-api --user KEY:SECRET https://a.example/ddns"
# Each with what its line becomes.
OLD = {
    "init-start": f"#!/bin/sh\n\n{CURL}",
    "nat-start": f'#!/bin/sh\nif true; then\n\t{CURL} \\\n\t\t--data "a b"\nfi\necho "$@"\n',
    "ddns-start": f"#!/bin/sh\n{CURL} || exit 3\n/sbin/ddns_custom_updated 1\n",
}


@pytest.fixture
def hand_made(new_world, release) -> Owner:
    router = Owner(new_world(nvram={"ddns_enable_x": "1", "ddns_server_x": "CUSTOM"}), release)
    for name, text in OLD.items():
        router.world.write(f"/jffs/scripts/{name}", text, 0o750)
    return router.boot()


def test_install_names_them_and_setup_is_what_comes_next(hand_made: Owner) -> None:
    done = hand_made.install()
    assert done.exit == 0
    for where in ("init-start:3", "nat-start:3", "ddns-start:3"):  # below our line there
        assert f"/jffs/scripts/{where}\n" in done.text
    assert "setup offers to switch them off" in done.text
    assert "SECRET" not in done.text
    assert hand_made.uninstall().exit == 0
    assert hand_made.changed() == []


def test_installed_again_it_offers_to_switch_them_off(hand_made: Owner) -> None:
    assert hand_made.install().exit == 0
    hand_made.configure()
    named = hand_made.install()
    assert "/jffs/addons/wan53/wan53 updaters off" in named.text
    keys = [(f"{name} has", "y\n") for name in ("init-start:3", "nat-start:3", "ddns-start:3")]
    done = hand_made.type("/tmp/wan53-release/wan53.sh", "install", keys=keys, timeout=90)
    hand_made.settle()
    assert done.exit == 0, done.text
    assert hand_made.shell("/jffs/addons/wan53/wan53 updaters").text == ""
    for name in OLD:
        assert hand_made.shell(f"sh -n /jffs/scripts/{name}").exit == 0
    assert hand_made.uninstall().exit == 0
    assert hand_made.changed() == []


def test_one_that_lives_is_warned_of(hand_made: Owner) -> None:
    assert hand_made.install().exit == 0
    hand_made.configure()
    where = "/jffs/scripts/nat-start:3 updates DNS by itself"
    assert where in hand_made.shell("/jffs/addons/wan53/wan53 status").text
    hand_made.event("start", "wan53_status")
    warnings = json.loads(hand_made.read("/tmp/var/wwwext/wan53/page.json"))["status"]["warnings"]
    assert [text for text in warnings if where in text]


@pytest.mark.parametrize("end", ["", "exit 1\n", "set -e\nfalse\n"])
def test_wan53_is_told_last(hand_made: Owner, end: str) -> None:
    """Whatever the other one answers, and however its script ends."""
    script = "#!/bin/sh\nsleep 1\n/sbin/ddns_custom_updated 0\n" + end
    hand_made.world.write("/jffs/scripts/ddns-start", script, 0o755)
    assert hand_made.install().exit == 0
    hand_made.world.write(
        "/jffs/addons/wan53/wan53",
        '#!/bin/sh\necho "$@" "$(nvram get ddns_return_code)" >>/tmp/told\n', 0o755,
    )  # fmt: skip
    hand_made.hook("ddns-start", "198.51.101.7")
    told = [line for line in hand_made.shell("cat /tmp/told").text.splitlines() if "notify" in line]
    assert told[0] == "notify ddns-start 198.51.101.7 "
    assert told[-1] == "notify ddns-start unknown_error"


CASES = f"""#!/bin/sh
case $2 in
connected) {CURL} ;;
(a|b)\t{CURL}
\t;;
stopped)
\t{CURL};;
up|down) {CURL} \\
\t--data x ;;
esac
echo "a: b" # mine
"""


def test_arms_of_a_case_come_back_too(hand_made: Owner) -> None:
    hand_made.world.write("/jffs/scripts/wan-event", CASES, 0o750)
    before = hand_made.read("/jffs/scripts/wan-event")
    assert hand_made.install().exit == 0
    hand_made.configure()
    places = ("init-start:3", "wan-event:4", "nat-start:3", "ddns-start:3")
    keys = [(f"{name} has", "n\n" if "wan" not in name else "y\n") for name in places]
    done = hand_made.type("/jffs/addons/wan53/wan53", "updaters", "off", keys=keys)
    assert done.exit == 0, done.text
    off = hand_made.read("/jffs/scripts/wan-event")
    assert off.count("#before-wan53 ") == 5
    assert not [line for line in off.splitlines() if CURL in line.split("#before-wan53")[0]]
    assert hand_made.shell("sh -n /jffs/scripts/wan-event").exit == 0
    assert hand_made.uninstall().exit == 0
    assert hand_made.read("/jffs/scripts/wan-event") == before


def test_what_others_append_while_the_question_stands_stays(hand_made: Owner) -> None:
    """The answer may take minutes, and another addon may be installed meanwhile."""
    assert hand_made.install().exit == 0
    hand_made.configure()

    def append(name: str) -> str:
        with (hand_made.jffs / "scripts" / name).open("a") as file:
            file.write("\nlate line\n")
        return "y\n"

    keys = []
    for name in OLD:
        keys.append((f"{name}:3 has", functools.partial(append, name)))
        keys.append((f"{name}:3 has", "y\n"))  # asked again
    done = hand_made.type("/jffs/addons/wan53/wan53", "updaters", "off", keys=keys)
    assert done.exit == 0, done.text
    for name in ("init-start", "nat-start", "ddns-start.before-wan53"):
        text = hand_made.read(f"/jffs/scripts/{name}")
        assert text.endswith("\nlate line\n"), (name, text)
    assert hand_made.shell("/jffs/addons/wan53/wan53 updaters").text == ""


@pytest.mark.parametrize("taken", [False, True])
def test_what_the_owner_made_since_stays(hand_made: Owner, taken: bool) -> None:
    """A script of that name, other lines: only what begins with our mark is brought back."""
    assert hand_made.install().exit == 0
    hand_made.configure()
    keys = [(f"{name} has", "y\n") for name in ("init-start:3", "nat-start:3", "ddns-start:3")]
    done = hand_made.type("/jffs/addons/wan53/wan53", "updaters", "off", keys=keys)
    assert done.exit == 0, done.text
    nat = hand_made.read("/jffs/scripts/nat-start")
    hand_made.write("/jffs/scripts/nat-start", nat + "echo mine\n", 0o750)
    if taken:
        hand_made.write("/jffs/scripts/ddns-start", "#!/bin/sh\necho other\n", 0o755)
    assert hand_made.uninstall().exit == 0
    assert hand_made.read("/jffs/scripts/nat-start") == OLD["nat-start"] + "echo mine\n"
    ddns = hand_made.read("/jffs/scripts/ddns-start")
    assert ddns == ("#!/bin/sh\necho other\n" if taken else OLD["ddns-start"])
    if taken:
        assert hand_made.read("/jffs/scripts/ddns-start.before-wan53") == OLD["ddns-start"]
