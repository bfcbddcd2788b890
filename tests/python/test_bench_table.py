# SPDX-License-Identifier: MIT
"""What the table of `make bench` calls a miss."""

from __future__ import annotations

import pytest

from tests.bench.table import absent, beside, exactly, faster, less, most, settled, within

MS = 1e-3
TURNS = [1 * MS, 9 * MS, 2 * MS]  # whose median is 2 ms


@pytest.mark.parametrize(
    ("row", "missed"),
    [
        (most("size", 600, 600), False),
        (most("size", 601, 600), True),
        (exactly("requests", (1, 1), (1, 1)), False),
        (exactly("requests", (0, 1), (1, 1)), True),
        (less("rss", 10, 1, "other", 10), False),
        (less("rss", 11, 1, "other", 10), True),
        (within("wall", TURNS, 2), False),
        (within("wall", TURNS, 1.9), True),
        (beside("wall", TURNS, 2, "other", [MS]), False),
        (beside("wall", TURNS, 1.9, "other", [MS]), True),
        (faster("cold", TURNS, 10, "other", [20 * MS]), False),
        (faster("cold", TURNS, 10.1, "other", [20 * MS]), True),
        (absent("size", "not built"), False),
    ],
)
def test_what_is_missed(row, missed):
    assert row.missed == missed
    assert str(row).endswith("MISSED") == missed


@pytest.mark.parametrize(
    ("row", "texts"),
    [
        (most("size", 600_000, 650_000, "bytes"), ["600,000 bytes", "<= 650,000", "itself", "ok"]),
        (within("wall", TURNS, 50), ["2.00 ms (1.00-9.00)", "<= 50 ms", "itself", "ok"]),
        (beside("cpu", TURNS, 1.4, "minimal", [4 * MS]), ["<= 1.4 x", "0.50 x minimal's 4.00 ms"]),
        (beside("signing", [4e-6], 2, "hashing", [3e-6]), ["4.00 us", "1.33 x hashing's 3.00 us"]),
        (absent("size", "not built"), ["not built", "skipped"]),
    ],
)
def test_a_row_shows_figure_limit_and_anchor(row, texts):
    assert all(text in str(row) for text in texts)


def measured_as(*runs):
    """A section that is measured so often at most."""
    left = list(runs)
    return lambda _: [row() for row in left.pop(0)]


def quick():
    return within("wall", [MS], 2)


def slow():
    return within("wall", [3 * MS], 2)


def small():
    return most("size", 1, 2)


def large():
    return most("size", 3, 2)


@pytest.mark.parametrize(
    ("runs", "missed"),
    [
        ([[quick, small]], [False, False]),
        ([[slow, small], [quick, small]], [False, False]),
        ([[slow, small], [slow, small]], [True, False]),
        # A time that was once in time stays so, and a count is what it was at first.
        ([[slow, quick], [quick, slow]], [False, False]),
        ([[slow, large], [quick, small]], [False, True]),
        ([[slow, small], [quick, large]], [False, False]),
        ([[quick, large]], [False, True]),
    ],
)
def test_a_time_that_misses_is_measured_once_more(runs, missed):
    assert [row.missed for row in settled(measured_as(*runs))] == missed


def test_each_measurement_has_a_folder_of_its_own():
    folders = []

    def section(folder):
        folders.append(folder)
        assert folder.is_dir()
        assert not list(folder.iterdir())
        (folder / "left").touch()
        return [slow()]

    settled(section)
    assert len(set(folders)) == 2
    assert not any(folder.exists() for folder in folders)
