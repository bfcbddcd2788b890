# SPDX-License-Identifier: MIT
"""What merlin-addon/README.md offers to amtm, with stand-ins for amtm's own functions."""

from __future__ import annotations

import re

from tests.addon.owner import SCRIPT, Owner
from tests.addon.release import ROOT

AMTM = """
scriptname=wan53; scriptloc=/jffs/addons/wan53/wan53.sh; add=/tmp/amtm; mkdir -p $add
script_check() {
    lvtpu=$(grep "$scriptgrep" $scriptloc | grep -oE '[0-9]+[.][0-9]+[.][0-9]+')
    localver=$lvtpu
}
p_e_l() { :; }; c_d() { :; }
c_url() { echo "asked $1"; echo 'echo ran "$1"' >"$3"; }
show_amtm() { echo "back with $1"; }
COR=12
. /tmp/wan53.mod
"""
# What amtm writes to its availUpd.txt and reads before each menu.
FOUND = """
echo 'wan53Update="-> 0.2.0"' >$add/availUpd.txt
echo "wan53MD5=$(md5sum {file} | cut -d' ' -f1)" >>$add/availUpd.txt
. $add/availUpd.txt
wan53_installed; cat $add/availUpd.txt
"""


def module() -> str:
    text = (ROOT / "merlin-addon/README.md").read_text()
    found = re.search(r"```sh\n(#!/bin/sh\n#bof\n.*?)```", text, re.DOTALL)
    assert found
    return found[1]


def test_amtm_shows_and_installs_it(installed: Owner) -> None:
    (installed.inside / "tmp/wan53.mod").write_text(module())
    shown = installed.shell(f"{AMTM} wan53_installed")
    # As the others have it: the name takes 14 columns.
    assert re.fullmatch(r" w5 open +wan53 +0\.1\.0\s+\n", shown.out), shown.text
    assert (shown.out.index("wan53"), shown.out.index("0.1.0")) == (13, 27)
    done = installed.shell(f"{AMTM} install_wan53")
    assert "asked https://github.com/wan53" in done.out and "ran install" in done.out
    assert "back with  wan53 installed" in done.out
    assert not (installed.jffs / "wan53.sh").exists()
    assert not [file for file in (installed.inside / "tmp").iterdir() if file.suffix == ".sh"]
    said = done.out.splitlines()
    author = next(i for i, line in enumerate(said) if line.startswith(" Author: "))
    assert said[author - 1] == "" and said[author + 2].startswith(" snbforums.com/forums/")


def test_an_update_is_known_by_the_projects_own_words(installed: Owner) -> None:
    (installed.inside / "tmp/wan53.mod").write_text(module())
    found = installed.shell(
        f'{AMTM} su=1 updcheck=1; wan53_installed; grep -c "$grepcheck" {SCRIPT}'
    )
    assert found.out == "1\n", found.text


def test_amtm_shows_the_update_that_it_found(installed: Owner) -> None:
    (installed.inside / "tmp/wan53.mod").write_text(module())
    shown = installed.shell(AMTM + FOUND.format(file=SCRIPT)).out.splitlines()
    assert shown[0].split() == ["w5", "open", "wan53", "0.1.0", "->", "0.2.0"]
    assert len(shown) == 3
    done = installed.shell(AMTM + FOUND.format(file="/tmp/wan53.mod"))
    assert done.out.split() == ["w5", "open", "wan53", "0.1.0"], done.text


def test_the_lines_for_amtm_load_the_module(installed: Owner) -> None:
    text = (ROOT / "merlin-addon/README.md").read_text()
    entry = re.search(r"^    (\S+ wan53 w5 \S+)$", text, re.MULTILINE)
    assert entry and entry[1].split()[0] == SCRIPT
    loads, chosen = re.findall(r"^    (\[Ww\]5\) .*;;)$", text, re.MULTILINE)
    (installed.inside / "tmp/wan53.mod").write_text(module())
    done = installed.shell(
        f"""{AMTM.replace(". /tmp/wan53.mod", "")}
        g_m() {{ . /tmp/$1; dlok=1; }}
        case w5 in {loads} esac
        for selection in W5; do case $selection in {chosen} esac; done"""
    )
    assert "ran install" in done.out, done.text
