# SPDX-License-Identifier: MIT
"""All tests; a package, so that no installed package named `tests` comes first."""
