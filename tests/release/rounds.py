# SPDX-License-Identifier: MIT
"""Rounds of a finished program under an emulator, against the local AWS.

`writing_round` publishes a new record over TLS, `lost_round` looks for a server whose name nobody
knows, which is the resolver's and the retries' way through libc. Both return a complaint, or "".
"""

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "integration")]

from wan53 import Wan53, record  # noqa: E402

from tests.aws import ALLOW_ALL, LocalAws  # noqa: E402

TRANSIENT = 3


def writing_round(binary: Path, launcher: list[str]) -> str:
    """The whole way of a change: config, look-up of localhost, TLS, two requests, state."""
    with LocalAws() as aws, tempfile.TemporaryDirectory() as folder:
        zone = aws.add_zone("example.com")
        user = aws.add_user(ALLOW_ALL)
        endpoint = aws.endpoint.replace("127.0.0.1", "localhost")
        home = Wan53(
            Path(folder), aws.environment(user, endpoint=endpoint), tuple(launcher), binary
        )
        home.configure(record(zone=zone))
        run = home.update()
        if run.code != 0 or '"outcome":"created"' not in run.out:
            return f"a round that writes ended with status {run.code}: {run.err}{run.out}"
        published = [entry["Values"] for entry in aws.records(zone)]
        return "" if published == [["198.51.101.7"]] else f"the round left {published}"


def lost_round(binary: Path, launcher: list[str]) -> str:
    """The way of a failure that is tried again later."""
    with LocalAws() as aws, tempfile.TemporaryDirectory() as folder:
        endpoint = "https://wan53.invalid"
        user = aws.add_user(ALLOW_ALL)
        home = Wan53(
            Path(folder), aws.environment(user, endpoint=endpoint), tuple(launcher), binary
        )
        home.configure(record(zone=aws.add_zone("example.com")))
        run = home.update()
        if run.code != TRANSIENT:
            return f"a round without a server ended with status {run.code}: {run.err}{run.out}"
        return ""
