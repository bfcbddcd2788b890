# SPDX-License-Identifier: MIT
"""The signer program, and where its answer parts from another's."""

from __future__ import annotations

from typing import Any

from filter_process import Filter

STAGES = ("canonical_request", "string_to_sign", "signature")


class Signer(Filter):
    """A running signer; use it in a `with`."""

    def __init__(self) -> None:
        super().__init__("signer")


def first_difference(actual: dict[str, Any], expected: dict[str, Any]) -> str:
    """Names the first stage that differs, with both texts; empty when all agree."""
    if "error" in actual:
        return f"the signer refused: {actual['error']}"
    for stage in (*STAGES, *(key for key in expected if key not in STAGES)):
        if actual.get(stage) != expected[stage]:
            return f"{stage} differs\n--- ours\n{actual.get(stage)}\n--- theirs\n{expected[stage]}"
    return ""
