# SPDX-License-Identifier: MIT
"""Stacks with a function of the tests' own, behind the local API Gateway and a function URL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from gateway_client import Behind

from tests.aws import LocalAws
from tests.aws.stack import Stack

HERE = Path(__file__).resolve().parent


@pytest.fixture
def start(aws) -> Iterator[Callable[..., Behind]]:
    """start(extra={...}, Rate=..., ...) brings up gateway_stack.yaml with these parameters."""
    with ExitStack() as stacks:

        def begin(extra: dict[str, str] | None = None, **parameters: object) -> Behind:
            given = {"HostName": "home.example.com"}
            given |= {name: str(value) for name, value in parameters.items()}
            server: LocalAws = aws.server
            stack = stacks.enter_context(
                Stack(
                    server,
                    HERE / "gateway_stack.yaml",
                    given,
                    bootstrap=HERE / "fake_bootstrap.py",
                    extra=extra,
                )
            )
            return Behind(server, stack)

        yield begin


@pytest.fixture
def behind(start) -> Behind:
    """The stack with its defaults: no limit that a test would reach."""
    return start()
