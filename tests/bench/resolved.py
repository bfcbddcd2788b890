# SPDX-License-Identifier: MIT
"""A changed round whose server has a name: the resolver's threads have stacks of their own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.bench.fast_server import HOST, FastServer
from tests.bench.launch import Footprint, aws_environment, traced
from tests.bench.rounds import ADDRESS, NAME, OTHER_ADDRESS
from tests.integration.wan53 import Wan53, record

ZONE_ID = "Z0123456789ABCDEFGHIJ"


def resolved(folder: Path) -> Footprint | None:
    """What the round took; None where nothing may be mounted over /etc/hosts."""
    if os.environ.get("WAN53_NAMESPACE") != "yes":
        return None
    hosts = folder / "hosts"
    hosts.write_text(f"127.0.0.1 localhost {HOST}\n")
    subprocess.run(["mount", "--bind", hosts, "/etc/hosts"], check=True)
    try:
        with FastServer(NAME, OTHER_ADDRESS) as server:
            program = Wan53(folder, aws_environment(server.url_by_name, folder))
            program.configure(record(NAME, f"static {ADDRESS}", zone=ZONE_ID))
            return traced(program.command("update"), program.variables())
    finally:
        subprocess.run(["umount", "/etc/hosts"], check=True)
