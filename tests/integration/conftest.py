# SPDX-License-Identifier: MIT
"""The program in a home of its own, pointed at the local AWS, and the gateway path."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from gateway import Front, stack_of
from wan53 import Wan53, record


@pytest.fixture
def wan53(aws, tmp_path):
    """Set up for one A record of the zone example.com, with keys of the fixture aws's user."""
    program = Wan53(tmp_path, aws.environment(aws.user))
    program.configure(record(zone=aws.zone_id))
    return program


@pytest.fixture
def fresh(wan53):
    """A machine that has neither config nor key."""
    wan53.config.unlink()
    wan53.drop_key()
    return wan53


@pytest.fixture
def bare(tmp_path):
    """Without an AWS, keys or a config."""
    return Wan53(tmp_path)


@pytest.fixture
def start_gateway(aws) -> Iterator[Callable[..., Front]]:
    """start_gateway(extra={...}, HostName=..., ...): our template with these parameters."""
    with ExitStack() as stacks:

        def begin(extra: dict[str, str] | None = None, **parameters: object) -> Front:
            return Front(aws, stacks.enter_context(stack_of(aws, extra, **parameters)))

        yield begin


@pytest.fixture
def gateway(start_gateway) -> Front:
    """The gateway path for home.example.com, with a function URL."""
    return start_gateway()
