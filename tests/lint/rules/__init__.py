# SPDX-License-Identifier: MIT
"""The rules of the tree, a module for each kind of file."""
