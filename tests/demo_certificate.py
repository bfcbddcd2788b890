# SPDX-License-Identifier: MIT
"""The third act of `make demo`: a machine without an AWS key, and its owner's switch.

The certificate is registered in the local AWS IoT, which wants it in the TLS handshake and hands
out keys of an hour; the rest of the local AWS verifies these with token and end.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "integration")]

from wan53 import Run, Wan53, record  # noqa: E402

from tests.aws import LocalAws  # noqa: E402
from tests.demo_steps import Steps, run  # noqa: E402
from tests.python.aws.identities import Pair, self_signed  # noqa: E402

NAME = "home.example.com"
CONFIG = """\
[aws]
credentials = iot
iot-endpoint = {endpoint}
iot-role-alias = wan53
iot-thing = home

[publish]
# 198.51.100.0/24 is for documentation
allow-private = yes

"""
ASK, LIST, CHANGE = (
    "AssumeRoleWithCertificate",
    "ListResourceRecordSets",
    "ChangeResourceRecordSets",
)


class Demo:
    def __init__(self, aws: LocalAws, folder: Path, left_out: int) -> None:
        self.aws = aws
        self.zone = aws.add_zone("example.com")
        aws.put_record(self.zone, NAME, "A", ["198.51.100.6"])
        endpoints = aws.environment(aws.add_user())
        self.wan53 = Wan53(folder, {k: v for k, v in endpoints.items() if "_ACCESS_KEY" not in k})
        self.publish("198.51.100.7")
        self.pair = self.place(self_signed(folder))
        self.done: Run | None = None  # what the step's call left
        self.steps = Steps(self._begin, self._state, left_out=left_out)

    def place(self, made: Pair) -> Pair:
        """Where the program looks for it."""
        home = self.wan53.config.parent
        pair = Pair(home / "client.crt", home / "client.key")
        made.certificate.rename(pair.certificate)
        made.key.rename(pair.key)
        pair.key.chmod(0o600)
        return pair

    def publish(self, address: str) -> None:
        text = CONFIG.format(endpoint=self.aws.iot_endpoint)
        source = f"static {address}"
        self.wan53.configure(text + record(NAME, source, zone=self.zone))

    def _begin(self) -> None:
        self.done = None
        self.aws.journal.clear()

    def _state(self) -> Iterator[str]:
        for entry in self.aws.journal:
            who = entry.user.partition("/")[0].rpartition(":")[2] or "nobody"
            why = f" ({entry.why})" if entry.why else ""
            yield f"AWS saw:  {entry.operation} by {who}: {entry.status}{why}"
        yield f"Route 53: {NAME}  {', '.join(self.values())}"

    def call(self, *arguments: str) -> None:
        print(f"$ wan53 {' '.join(arguments)}")
        self.done = self.wan53(*arguments)
        print(self.done.out + self.done.err, end="")

    # What can be checked.

    def values(self) -> list[str]:
        (found,) = self.aws.records(self.zone)
        return found["Values"]

    def said(self, code: int, *words: str) -> bool:
        """Whether the step's call ended with this status and in these words."""
        done = self.done
        text = "" if done is None else " ".join((done.out + done.err).split())
        return done is not None and done.code == code and all(word in text for word in words)

    def status(self) -> str:
        """The certificate's, as AWS IoT has it."""
        return next((one.status for one in self.aws.iot.certificates.values()), "unknown")

    def seen(self) -> list[str]:
        return self.aws.journal.operations()

    def has_no_secret(self) -> bool:
        """Whether no file of the machine holds a key of AWS, such as a session's."""
        files = [path for path in self.wan53.folder.rglob("*") if path.is_file()]
        return not any(mark in path.read_bytes() for mark in (b"AKIA", b"ASIA") for path in files)

    # The steps.

    def register(self) -> None:
        self.call("iam-policy")
        assert self.done is not None
        policy = json.loads(self.done.out)
        self.aws.add_router(self.pair.pem, policy, thing="home", alias="wan53")

    def switch(self, status: str, address: str) -> None:
        """The owner sets the certificate's status, and the address changes."""
        print(f"$ aws iot update-certificate --new-status {status} --certificate-id …")
        for certificate in self.aws.iot.certificates.values():
            certificate.status = status
        self.publish(address)
        self.call("update")

    def show(self) -> None:
        step, no_key = self.steps.step, {"no AWS key lies on the machine": self.has_no_secret}
        step(
            "AWS IoT registers the machine's certificate, for a role with the least policy",
            self.register,
            {"the certificate is active": lambda: self.status() == "ACTIVE"},
            no_key,
        )
        step(
            "A round: the certificate brings credentials for an hour, and these sign it",
            lambda: self.call("update"),
            {
                "the address is published": lambda: self.values() == ["198.51.100.7"],
                "one request more than with a key": lambda: self.seen() == [ASK, LIST, CHANGE],
            },
            no_key,
        )
        step(
            "The owner switches the certificate off, and the address changes",
            lambda: self.switch("INACTIVE", "198.51.100.8"),
            {
                "AWS IoT refuses it": lambda: self.seen() == [ASK],
                "the user must act, and is told what it may be": lambda: self.said(
                    4, "AWS IoT", "check that the certificate is active"
                ),
            },
            {"Route 53 has what it had": lambda: self.values() == ["198.51.100.7"]} | no_key,
        )
        step(
            "And on again",
            lambda: self.switch("ACTIVE", "198.51.100.8"),
            {
                "the address is published": lambda: self.values() == ["198.51.100.8"],
                "nothing else was needed": lambda: self.seen() == [ASK, LIST, CHANGE],
            },
            no_key,
        )
        step(
            "And what the program knows",
            lambda: self.call("status"),
            {"how it authenticates": lambda: self.said(0, "its certificate at AWS IoT", "until")},
            {"AWS saw nothing": lambda: not self.seen()} | no_key,
        )


def show(left_out: int = -1) -> list[str]:
    """All steps but for what one of them does; their titles."""
    with LocalAws() as aws, tempfile.TemporaryDirectory() as folder:
        demo = Demo(aws, Path(folder), left_out)
        demo.show()
        return demo.steps.titles


if __name__ == "__main__":
    sys.exit(run(show))
