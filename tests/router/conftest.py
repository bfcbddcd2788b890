# SPDX-License-Identifier: MIT
"""A simulated router for each test."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "integration"))

from tests.router.router import Router, wait_for  # noqa: E402


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a namespace of its own the router would change this machine's addresses."""
    shard, shards = map(int, os.environ.get("WAN53_SHARD", "1/1").split("/"))
    items[:] = items[shard - 1 :: shards]
    alone = os.environ.get("WAN53_NAMESPACE") == "yes"
    for item in items:
        if not alone:
            item.add_marker(pytest.mark.skip(reason="network namespaces are not allowed here"))


@pytest.fixture
def router(aws, tmp_path):
    """Set up for one A record with `source = wan`; the WAN is not connected yet."""
    with Router(tmp_path, aws) as simulated:
        yield simulated


@pytest.fixture
def online(router):
    """Connected, published, the firmware told, and with a daemon."""
    router.start_daemon()
    router.connect_wan("198.51.101.7")
    assert router.publishes("198.51.101.7")
    assert wait_for(lambda: router.get("ddns_return_code") == "200")
    return router
