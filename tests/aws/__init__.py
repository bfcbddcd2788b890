# SPDX-License-Identifier: MIT
"""A strict local AWS for tests, the demo and the benchmark; see README.md."""

from tests.aws.auth import Identity
from tests.aws.faults import Fault
from tests.aws.roles import ALLOW_ALL
from tests.aws.server import LocalAws

__all__ = ["ALLOW_ALL", "Fault", "Identity", "LocalAws"]
