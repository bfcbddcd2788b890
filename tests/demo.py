# SPDX-License-Identifier: MIT
"""`make demo`: an address change arrives in a local AWS, over TLS and with real signatures.

Nothing here is mocked but the cloud: the program is the one that ships, and the local AWS verifies
every signature and applies the policy that the program itself printed.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "integration")]

from wan53 import BINARY, Wan53  # noqa: E402

from tests.aws import LocalAws  # noqa: E402

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
zone = {zone}
source = static 198.51.100.7
"""


class Demo:
    def __init__(self, aws: LocalAws, folder: Path) -> None:
        self.aws = aws
        self.zone = aws.add_zone("example.com")
        self.topic = aws.add_topic("home")
        self.wan53 = Wan53(folder)
        self.failed = False

    def say(self, text: str) -> None:
        print(f"\n# {text}")

    def call(self, *arguments: str, show: bool = True) -> str:
        print(f"$ wan53 {' '.join(arguments)}")
        done = self.wan53(*arguments)
        if show:
            print((done.out + done.err).rstrip())
        if done.code != 0:
            self.failed = True
            print(f"exit status {done.code}: the demo expected 0")
        return done.out

    def requests(self) -> None:
        counts = self.aws.journal.counts()
        print(f"  AWS saw: {', '.join(self.aws.journal.operations())}")
        print(f"  on {counts['connections']} connection(s), {', '.join(counts['tls_versions'])}")

    def records(self) -> None:
        for record in self.aws.records(self.zone):
            print(
                f"  {record['Name']:24} {record['Type']:5} {record['TTL']:>4}  {record['Values']}"
            )

    def expect(self, name: str, value: str) -> None:
        found = [r["Values"] for r in self.aws.records(self.zone) if r["Name"] == name]
        if [value] not in found:
            self.failed = True
            print(f"the demo expected {name} to be {value}")


def main() -> int:
    print(f"{BINARY.name}: {BINARY.stat().st_size:,} bytes, static, no other file needed")
    with LocalAws() as aws, tempfile.TemporaryDirectory() as folder:
        demo = Demo(aws, Path(folder))
        demo.wan53.configure(CONFIG.format(zone=demo.zone, topic=demo.topic))

        demo.say("The least IAM policy for this config; the local AWS gives its user just that")
        policy = json.loads(demo.call("iam-policy", show=False))
        print(json.dumps(policy["Statement"][1], indent=2))
        demo.wan53.environment = aws.environment(aws.add_user(policy))

        demo.say("The first round: nothing is published yet")
        demo.call("update")
        demo.requests()
        demo.records()

        demo.say("The next round finds nothing to do")
        aws.journal.clear()
        demo.call("update")
        demo.requests()

        demo.say("With --if-due, as cron calls it, not even a request is made")
        aws.journal.clear()
        demo.call("update", "--if-due")
        print(f"  AWS saw: {len(aws.journal)} requests")

        demo.say("The provider gives the router a new address; Route 53 is busy for a moment")
        text = demo.wan53.config.read_text()
        demo.wan53.configure(text.replace("198.51.100.7", "198.51.100.99"))
        aws.faults.add("prior_request_not_complete", operation="ChangeResourceRecordSets")
        aws.journal.clear()
        demo.call("update", "--if-due")
        demo.requests()
        demo.records()
        demo.expect("home.example.com.", "198.51.100.99")
        demo.expect("\\052.example.com.", "198.51.100.99")

        demo.say("A write whose answer is lost is confirmed by reading, not sent blindly again")
        aws.faults.add("reset_after", operation="ChangeResourceRecordSets")
        aws.journal.clear()
        demo.call("update", "--ip", "198.51.100.100")
        demo.requests()
        demo.expect("home.example.com.", "198.51.100.100")

        demo.say("What the owner was told")
        for message in aws.messages(demo.topic):
            print(f"  {message['Message']}")

        demo.say("And what the program knows")
        demo.call("status")
    print("\nThe demo failed." if demo.failed else "\nAll as expected.")
    return 1 if demo.failed else 0


if __name__ == "__main__":
    sys.exit(main())
