# SPDX-License-Identifier: MIT
"""The module that merlin-addon/README.md offers to amtm, with amtm's own functions as stand-ins."""

from __future__ import annotations

import re

from tests.addon.owner import SCRIPT, Owner
from tests.addon.release import ROOT

AMTM = """
scriptloc=/jffs/addons/wan53/wan53.sh; add=/tmp/amtm; mkdir -p $add
script_check() { localver=$(grep "$scriptgrep" $scriptloc | grep -oE '[0-9]+[.][0-9]+[.][0-9]+'); }
p_e_l() { :; }; c_d() { :; }
c_url() { echo "asked $1"; echo 'echo ran "$1"' >"$3"; }
show_amtm() { echo "back with $1"; }
COR=12
. /tmp/wan53.mod
"""


def module() -> str:
    text = (ROOT / "merlin-addon/README.md").read_text()
    found = re.search(r"```sh\n(.*?)```", text, re.DOTALL)
    assert found
    return found[1]


def test_amtm_shows_and_installs_it(installed: Owner) -> None:
    (installed.inside / "tmp/wan53.mod").write_text(module())
    shown = installed.shell(f"{AMTM} wan53_installed")
    assert re.fullmatch(r" w5 open +wan53 +0\.1\.0\s+\n", shown.out), shown.text
    done = installed.shell(f"{AMTM} install_wan53")
    assert "asked https://github.com/wan53" in done.out and "ran install" in done.out
    assert "back with  wan53 installed" in done.out
    assert not (installed.inside / "tmp/wan53.sh").exists()


def test_an_update_is_known_by_the_projects_own_words(installed: Owner) -> None:
    (installed.inside / "tmp/wan53.mod").write_text(module())
    found = installed.shell(
        f'{AMTM} su=1 updcheck=1; wan53_installed; grep -c "$grepcheck" {SCRIPT}'
    )
    assert found.out == "1\n", found.text
