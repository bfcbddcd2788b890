# SPDX-License-Identifier: MIT
"""A fleet of routers on a virtual clock; see README.md."""
