# SPDX-License-Identifier: MIT
"""Other programs that publish an address, where `PEERS=folder` has them: README.md says how to get
them and what each does in a round."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.fast_server import FastServer
from tests.bench.launch import aws_environment
from tests.bench.resolved import may_mount
from tests.bench.rounds import ADDRESS, NAME
from tests.bench.timing import ZONE_ID, Contender

# ip_cache_file: its cache would save it the list.
DDDNS = """\
aws_access_key: "{AWS_ACCESS_KEY_ID}"
aws_secret_key: "{AWS_SECRET_ACCESS_KEY}"
hosted_zone_id: "{zone}"
hostname: "{name}"
ttl: 120
ip_cache_file: /dev/null
"""
DDNS_ROUTE53 = """\
credentials: {{accessKeyID: "{AWS_ACCESS_KEY_ID}", secretAccessKey: "{AWS_SECRET_ACCESS_KEY}"}}
route53: {{hostedZoneID: {zone}, recordsSet: [{{name: {name}., type: A, ttl: 120}}]}}
wanip: {{providers: {{ipv4: ["http://{checker}/"]}}}}
"""
INADYN = """\
iterations = 1
ca-trust-file = "{AWS_CA_BUNDLE}"
custom bench {{
  username = user
  password = secret
  ddns-server = "{updates}"
  ddns-path = "/update?hostname=%h&myip=%i"
  hostname = {name}
  checkip-server = "{checker}"
  checkip-path = "/"
  checkip-ssl = false
}}
"""


class Updates(FastServer):
    """Takes a new address, once a connection, as HTTP/1.0 has it."""

    keeps_alive = False
    reply = f"good {ADDRESS}"

    def __init__(self) -> None:
        super().__init__(NAME, ADDRESS)
        self.replies = {b"GET": self.reply}


class Checker(Updates):
    """Tells everybody the address, without TLS."""

    reply = ADDRESS

    def get_request(self) -> tuple:
        return self.socket.accept()


@dataclass(frozen=True)
class Servers:
    """What some of them ask beside Route 53: their address, and a service that takes it."""

    checker: FastServer
    updates: FastServer


@contextmanager
def servers() -> Iterator[Servers]:
    with Checker() as checker, Updates() as updates:
        yield Servers(checker, updates)


@dataclass(frozen=True)
class Place:
    """One of them, with a folder of its own."""

    program: Path
    folder: Path
    route53: FastServer
    local: Servers
    requests: int

    @property
    def environment(self) -> dict[str, str]:
        """With one root, as wan53 has; Go reads it from SSL_CERT_FILE."""
        known = aws_environment(self.route53.url, self.folder)
        roots = {"SSL_CERT_FILE": known["AWS_CA_BUNDLE"], "SSL_CERT_DIR": str(self.folder / "none")}
        return known | roots

    def config(self, text: str) -> str:
        file = self.folder / "config.yml"
        checker, updates = (
            f"127.0.0.1:{server.server_address[1]}"
            for server in (self.local.checker, self.local.updates)
        )
        more = {"zone": ZONE_ID, "name": NAME, "checker": checker, "updates": updates}
        file.write_text(text.format_map(self.environment | more))
        file.chmod(0o600)
        return str(file)

    def contender(self, *arguments: str, server: FastServer | None = None) -> Contender:
        command = [str(self.program), *arguments]
        return Contender(command, self.environment, server or self.route53, self.requests)


def dddns(at: Place) -> Contender:
    return at.contender("--config", at.config(DDDNS), "update", "--quiet", "--ip", ADDRESS)


def ddns_route53(at: Place) -> Contender:
    return at.contender("--config", at.config(DDNS_ROUTE53))


def inadyn(at: Place) -> Contender:
    """It knows no Route 53: one GET to a service that takes it, with no signature."""
    cache = f"--cache-dir={at.folder}"
    words = ["--foreground", "--loglevel=none", "--no-pidfile", "--force", "--once", cache]
    return at.contender(*words, f"--config={at.config(INADYN)}", server=at.local.updates)


@dataclass(frozen=True)
class Kind:
    """How many requests its rounds send; those that it does not have are left out."""

    make: Callable[[Place], Contender]
    requests: dict[str, int]
    by_name: bool = False  # asks route53.amazonaws.com alone


KINDS = {
    "dddns": Kind(dddns, {"unchanged": 1, "changed": 2}, by_name=True),
    "ddns-route53": Kind(ddns_route53, {"unchanged": 1, "changed": 2}),
    "inadyn": Kind(inadyn, {"changed": 1}),
}


def found(
    programs: Path | None, kind: str, route53: FastServer, folder: Path, local: Servers
) -> dict[str, Contender]:
    """Those that the folder has and that can do such a round here."""
    contenders = {}
    for name, peer in KINDS.items():
        program = (programs or folder / "none") / name
        if not os.access(program, os.X_OK) or kind not in peer.requests:
            continue
        if peer.by_name and not may_mount():
            continue
        home = folder / name
        home.mkdir()
        contenders[name] = peer.make(Place(program, home, route53, local, peer.requests[kind]))
    return contenders
