# SPDX-License-Identifier: MIT
"""The program in a home of its own, pointed at the local AWS."""

import pytest
from wan53 import Wan53, record


@pytest.fixture
def wan53(aws, tmp_path):
    """Set up for one A record of the zone example.com, with keys of the fixture aws's user."""
    program = Wan53(tmp_path, aws.environment(aws.user))
    program.configure(record(zone=aws.zone_id))
    return program


@pytest.fixture
def bare(tmp_path):
    """Without an AWS, keys or a config."""
    return Wan53(tmp_path)
