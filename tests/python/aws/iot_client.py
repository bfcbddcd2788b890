# SPDX-License-Identifier: MIT
"""curl as a router that asks AWS IoT for credentials."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass

from identities import Pair

from tests.aws import Identity
from tests.aws.iot import Router

CURL = shutil.which("curl")
MISSING = "" if CURL and shutil.which("openssl") else "no curl or openssl; apt-get install both"
# curl's exit codes: the handshake failed; the connection failed while it was read.
HANDSHAKE, READ = 35, 56
DENIED = (403, {"message": "Access Denied"})


@dataclass
class Answer:
    """What curl says: its exit code, the reply's status and text."""

    code: int
    status: int
    text: str
    error: str

    @property
    def json(self) -> tuple[int, dict]:
        return self.status, json.loads(self.text)


@dataclass
class Caller:
    """curl on AWS IoT."""

    aws: object
    pair: Pair | None
    router: Router

    def get(
        self,
        *options: str,
        pair: Pair | None = None,
        path: str = "/role-aliases/wan53/credentials",
        endpoint: str = "",
        thing: str = "",
    ) -> Answer:
        pair = pair or self.pair
        shown = ["--cert", str(pair.certificate), "--key", str(pair.key)] if pair else []
        named = ["--header", f"x-amzn-iot-thingname: {thing}"] if thing else []
        command = [
            CURL, "--silent", "--show-error", "--cacert", str(self.aws.ca_file), *shown, *named,
            "--write-out", "\n%{http_code}", *options,
            f"https://{endpoint or self.router.endpoint}{path}",
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
        body, _, status = done.stdout.rpartition("\n")
        return Answer(done.returncode, int(status), body, done.stderr)

    def credentials(self, **given) -> dict[str, str]:
        status, body = self.get(**given).json
        assert (status, set(body)) == (200, {"credentials"}), body
        return body["credentials"]


def session_of(credentials: dict[str, str]) -> Identity:
    keys = (credentials[n] for n in ("accessKeyId", "secretAccessKey", "sessionToken"))
    return Identity("arn:aws:sts::1:x", "", *keys)
