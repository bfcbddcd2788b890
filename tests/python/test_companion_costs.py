# SPDX-License-Identifier: MIT
"""What an invocation of the companion costs: requests and connections, counted on the real binary.

tests/bench/companion.py counts them, and fails where one sends more or fewer.
"""

from __future__ import annotations

from tests.bench import companion


def test_all_contenders_answer_a_first_and_changed_invocation(tmp_path):
    took = companion.cold(tmp_path, starts=1)
    assert {name: len(times) for name, times in took.items()} == {
        "bootstrap": 1,
        "minimal": 1,
        "boto3": 1,
    }


def test_an_unchanged_invocation_is_one_request_on_a_kept_connection(tmp_path):
    own, least, peak_rss_kib = companion.warm(tmp_path, rounds=2)
    assert len(own) == len(least) == 2
    assert peak_rss_kib > 0
