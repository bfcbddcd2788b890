# SPDX-License-Identifier: MIT
"""`python -m tests.aws`: the local AWS as a program of its own.

Prints one line of JSON (endpoint, http_endpoint, iot_endpoint, control, ca_file, region, account,
zones, users with their keys, topics), then serves until its stdin or the control API says stop, or
SIGTERM.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

from tests.aws.control import Control, load_state
from tests.aws.roles import ALLOW_ALL
from tests.aws.server import LocalAws

DEFAULT_STATE = {
    "zones": [{"name": "example.com"}],
    "users": [{"name": "wan53", "policy": ALLOW_ALL}],
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.aws", description=__doc__)
    parser.add_argument(
        "--state", type=Path, help="JSON with zones, users and topics to begin with"
    )
    parser.add_argument("--port", type=int, default=0, help="of https; 0 takes a free one")
    parser.add_argument("--http-port", type=int, default=0, help="of plain http")
    parser.add_argument("--control-port", type=int, default=0)
    parser.add_argument("--region", default="us-east-1")
    parser.add_argument("--tls", choices=["1.2", "1.3", "any"], default="any")
    parser.add_argument("--name", action="append", default=[], help="host name of the certificate")
    parser.add_argument("--journal", type=Path, help="written at the end, one JSON object a line")
    parser.add_argument(
        "--stop-at-eof", action="store_true", help="stop when stdin ends, with the program behind"
    )
    return parser.parse_args()


def _read_state(path: Path | None) -> dict:
    if path is None:
        return DEFAULT_STATE
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise SystemExit(f"tests.aws: {path}: {problem}; give a JSON file") from None


def _stop_at_eof(stopped: threading.Event) -> None:
    while sys.stdin.buffer.read(4096):
        pass
    stopped.set()


def main() -> int:
    """Serves until told to stop."""
    given = _arguments()
    state = _read_state(given.state)
    with LocalAws(
        region=given.region,
        port=given.port,
        http_port=given.http_port,
        names=tuple(given.name),
        tls_version=given.tls,
    ) as aws:
        try:
            loaded = load_state(aws, state)
        except (KeyError, TypeError, ValueError) as problem:
            raise SystemExit(f"tests.aws: {given.state}: {problem!r}") from None
        control = Control(aws, given.control_port)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: control.stopped.set())
        if given.stop_at_eof:
            threading.Thread(target=_stop_at_eof, args=(control.stopped,), daemon=True).start()
        about = {
            "endpoint": aws.endpoint,
            "http_endpoint": aws.http_endpoint,
            "iot_endpoint": aws.iot_endpoint,
            "control": control.url,
            "ca_file": str(aws.ca_file),
            "region": aws.region,
            "account": aws.account,
        }
        print(json.dumps(about | loaded), flush=True)
        control.stopped.wait()
        control.close()
        if given.journal:
            given.journal.write_text(aws.journal.lines(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
