# SPDX-License-Identifier: MIT
"""Tests of src/lambda's CloudFormation template; see README.md."""
