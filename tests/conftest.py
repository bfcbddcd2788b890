# SPDX-License-Identifier: MIT
"""Fixtures for every test in Python."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.aws import ALLOW_ALL, Identity, LocalAws


def pytest_configure() -> None:
    # What a shell starts in the background ignores Ctrl-C, and so would all that the tests start.
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass
class Home:
    """A local AWS with the zone example.com and one user."""

    server: LocalAws
    zone_id: str
    user: Identity

    def __getattr__(self, name: str):
        return getattr(self.server, name)


@pytest.fixture
def aws(request: pytest.FixtureRequest) -> Iterator[Home]:
    """A fresh local AWS: `aws.zone_id` is example.com's, `aws.user` may do everything.

    @pytest.mark.policy(DOCUMENT) gives the user that policy instead, @pytest.mark.local_aws(...)
    the server other arguments, such as tls_version="1.2".
    """
    policy = request.node.get_closest_marker("policy")
    options = request.node.get_closest_marker("local_aws")
    with LocalAws(**(options.kwargs if options else {})) as server:
        zone_id = server.add_zone("example.com")
        user = server.add_user(policy.args[0] if policy else ALLOW_ALL)
        yield Home(server, zone_id, user)
