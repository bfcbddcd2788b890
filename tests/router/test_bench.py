# SPDX-License-Identifier: MIT
"""What `make bench` measures only where it has a network of its own."""

from __future__ import annotations

import sys

import pytest

from tests.bench import reaction
from tests.bench.contest import contest
from tests.bench.launch import BUILD
from tests.bench.resolved import DELAY_S

# Like the real one, it knows no other endpoint than Route 53's own.
DDDNS = f"""#!{sys.executable}
import http.client, ssl, sys
assert sys.argv[1] == "--config" and sys.argv[3:] == ["update", "--quiet", "--ip", "198.51.101.7"]
config = dict(line.split(": ") for line in open(sys.argv[2]))
zone = config["hosted_zone_id"].strip().strip('"')
there = http.client.HTTPSConnection("route53.amazonaws.com", context=ssl.create_default_context())
for method, body in (("GET", None), ("POST", "<the change/>")):
    there.request(method, f"/2013-04-01/hostedzone/{{zone}}/rrset", body)
    assert there.getresponse().read()
"""


@pytest.mark.skipif(not (BUILD / "minimal").exists(), reason="make test builds minimal")
def test_a_name_and_programs_with_one_endpoint_are_contenders(tmp_path):
    (tmp_path / "dddns").write_text(DDDNS)
    (tmp_path / "dddns").chmod(0o755)
    (tmp_path / "contest").mkdir()
    found = contest(tmp_path / "contest", "changed", tmp_path, None, turns=1)
    assert not found.left_out
    assert list(found.footprints) == ["wan53", "minimal", "named", "dddns"]
    assert found.read("wall", "look-up")[0] > DELAY_S
    assert found.read("wall", "named")[0] > DELAY_S


@pytest.mark.parametrize("path", [reaction.kernel, reaction.hook])
def test_the_path_of_an_event_is_measured(tmp_path, path):
    (took,) = path(tmp_path, events=1)
    assert 0 < took < reaction.BURST_S
