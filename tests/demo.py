# SPDX-License-Identifier: MIT
"""`make demo`: an address change arrives in a local AWS, over TLS and with real signatures.

Nothing here is mocked but the cloud: the program is the one that ships, and the local AWS verifies
every signature and applies the policy that the program itself printed.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "integration")]

from wan53 import BINARY, Run, Wan53  # noqa: E402

from tests.aws import LocalAws  # noqa: E402
from tests.demo_steps import Steps, run  # noqa: E402

CONFIG = """\
[publish]
# 198.51.100.0/24 and 2001:db8::/32 are for documentation, so that no demo reaches a stranger
allow-private = yes
sns-topic-arn = {topic}
metric-namespace = Home/DDNS

[record home.example.com]
type = A AAAA
zone = {zone}
source = static 198.51.100.7
source-ipv6 = static 2001:db8::7

[record *.example.com]
type = A AAAA
zone = {zone}
source = static 198.51.100.7
source-ipv6 = static 2001:db8::7
"""
LIST, CHANGE = "ListResourceRecordSets", "ChangeResourceRecordSets"
TELL = ["Publish", "Publish", "PutMetricData"]


class Demo:
    def __init__(self, aws: LocalAws, folder: Path, left_out: int) -> None:
        self.aws = aws
        self.zone = aws.add_zone("example.com")
        self.topic = aws.add_topic("home")
        self.wan53 = Wan53(folder)
        self.wan53.configure(CONFIG.format(zone=self.zone, topic=self.topic))
        self.done: Run | None = None  # what the step's call left
        self.told = 0  # messages before the step
        self.allowed: list[str] = []  # names that the user may change
        self.steps = Steps(self._begin, self._state, left_out=left_out)

    def _begin(self) -> None:
        self.done = None
        self.told = len(self.aws.messages(self.topic))
        self.aws.journal.clear()

    def _state(self) -> Iterator[str]:
        """What AWS saw of the step, what is published, and what the owner was told."""
        counts = self.aws.journal.counts()
        runs = [(name, len(list(group))) for name, group in groupby(self.seen())]
        if runs:
            seen = ", ".join(f"{n} x {name}" if n > 1 else name for name, n in runs)
            seen += f"; {counts['connections']} connection(s), {', '.join(counts['tls_versions'])}"
            yield from textwrap.wrap(
                seen, 96, initial_indent="AWS saw:  ", subsequent_indent=" " * 10
            )
        for record in self.aws.records(self.zone):
            text = f"{record['Name']:20} {record['Type']:5} {record['TTL']:>4}"
            yield f"Route 53: {text}  {', '.join(record['Values'])}"
        for message in self.aws.messages(self.topic)[self.told :]:
            yield f"message:  {message['Message']}"

    def call(self, *arguments: str, show: bool = True) -> None:
        """Runs the program as a person does."""
        print(f"$ wan53 {' '.join(arguments)}")
        self.done = self.wan53(*arguments)
        for line in (self.done.out + self.done.err).splitlines() if show else ():
            print(line)

    # What can be checked.

    def ended_well(self, lines: int) -> bool:
        """Whether the step's call did, with so many lines of output."""
        done = self.done
        return done is not None and done.code == 0 and len(done.out.splitlines()) == lines

    def seen(self) -> list[str]:
        return self.aws.journal.operations()

    def published(self, *values: str) -> bool:
        """Whether *.example.com A and AAAA, home.example.com A and AAAA have these."""
        return [r["Values"] for r in self.aws.records(self.zone)] == [[value] for value in values]

    def told_of(self, *changes: str) -> bool:
        """Whether the messages of this step are those."""
        messages = self.aws.messages(self.topic)[self.told :]
        return [message["Message"] for message in messages] == [f"IP for {c}" for c in changes]

    # The steps.

    def policy(self) -> None:
        self.call("iam-policy", show=False)
        assert self.done is not None
        policy = json.loads(self.done.out)
        change = policy["Statement"][1]
        (self.allowed,) = (
            values
            for key, values in change["Condition"]["ForAllValues:StringEquals"].items()
            if key.endswith("NormalizedRecordNames")
        )
        text = json.dumps(change, indent=2)
        print(re.sub(r"\[\s+([^][]*?)\s+\]", lambda m: f"[{' '.join(m[1].split())}]", text))
        self.wan53.environment = self.aws.environment(self.aws.add_user(policy))

    def new_address(self) -> None:
        text = self.wan53.config.read_text()
        self.wan53.configure(text.replace("198.51.100.7", "198.51.100.99"))
        self.aws.faults.add("prior_request_not_complete", operation=CHANGE)
        self.call("update", "--if-due")

    def lost_answer(self) -> None:
        self.aws.faults.add("reset_after", operation=CHANGE)
        self.call("update", "--ip", "198.51.100.100")

    def show(self) -> None:
        self.steps.step(
            "The least IAM policy for this config; the local AWS gives its user just that",
            self.policy,
            {
                "it allows changes of the config's names alone": lambda: (
                    self.allowed == ["home.example.com", "\\052.example.com"]
                ),
                "the user has a key": lambda: "AWS_ACCESS_KEY_ID" in self.wan53.environment,
            },
        )
        old = ("198.51.100.7", "2001:db8::7") * 2
        self.steps.step(
            "The first round: nothing is published yet",
            lambda: self.call("update"),
            {
                "each name and type has its record": lambda: self.published(*old),
                "one read, one write, four messages, one metric": lambda: (
                    self.seen() == [LIST, CHANGE, "Publish", "Publish", *TELL]
                ),
                "the owner is told of each": lambda: self.told_of(
                    "home.example.com changed from none to 198.51.100.7 via request from static",
                    "home.example.com changed from none to 2001:db8::7 via request from static",
                    "*.example.com changed from none to 198.51.100.7 via request from static",
                    "*.example.com changed from none to 2001:db8::7 via request from static",
                ),
            },
        )
        self.steps.step(
            "The next round finds nothing to do",
            lambda: self.call("update"),
            {
                "four records are named, and all is well": lambda: self.ended_well(4),
                "it reads and counts, and writes nothing": lambda: (
                    self.seen() == [LIST, "PutMetricData"]
                ),
            },
            {"Route 53 has what it had": lambda: self.published(*old)},
        )
        self.steps.step(
            "With --if-due, as cron calls it, not even a request is made",
            lambda: self.call("update", "--if-due"),
            {"it ends well without a word": lambda: self.ended_well(0)},
            {"AWS saw nothing": lambda: not self.seen()},
        )
        self.steps.step(
            "The provider gives the router a new address; Route 53 is busy for a moment",
            self.new_address,
            {
                "A and wildcard follow, AAAA stays": lambda: self.published(
                    *("198.51.100.99", "2001:db8::7") * 2
                ),
                "what was refused is read again before it is written again": lambda: (
                    self.seen() == [LIST, CHANGE, LIST, CHANGE, *TELL]
                ),
                "the owner is told once": lambda: self.told_of(*self.changes("7", "99", "static")),
            },
        )
        self.steps.step(
            "A write whose answer is lost is confirmed by reading, not sent blindly again",
            self.lost_answer,
            {
                "the address is there": lambda: self.published(
                    *("198.51.100.100", "2001:db8::7") * 2
                ),
                "one write, and a read after it": lambda: (
                    self.seen() == [LIST, CHANGE, LIST, *TELL]
                ),
                "the owner is told once": lambda: self.told_of(*self.changes("99", "100", "--ip")),
            },
        )
        self.steps.step(
            "And what the program knows",
            lambda: self.call("status"),
            {
                "each record's last value": lambda: (
                    self.done is not None
                    and re.findall(r"published +(\S+),", self.done.out)
                    == ["198.51.100.100", "2001:db8::7"] * 2
                ),
            },
            {"AWS saw nothing": lambda: not self.seen()},
        )

    @staticmethod
    def changes(old: str, new: str, source: str) -> list[str]:
        text = f"changed from 198.51.100.{old} to 198.51.100.{new} via request from {source}"
        return [f"home.example.com {text}", f"*.example.com {text}"]


def show(left_out: int = -1) -> list[str]:
    """All steps but for what one of them does; their titles."""
    print(f"{BINARY.name}: {BINARY.stat().st_size:,} bytes, static, no other file needed")
    with LocalAws() as aws, tempfile.TemporaryDirectory() as folder:
        demo = Demo(aws, Path(folder), left_out)
        demo.show()
        return demo.steps.titles


if __name__ == "__main__":
    sys.exit(run(show))
