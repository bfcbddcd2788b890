# SPDX-License-Identifier: MIT
"""The history: its table, its chart and its CSV; and how little is drawn again."""

from __future__ import annotations

import csv
import io
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.page.acts import press
from tests.page.conftest import Opener
from tests.page.router import Addon
from tests.page.samples import change

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def changes(count: int) -> list[dict[str, Any]]:
    """One an hour, newest first; the address of hour N ends in N."""
    return [
        change(
            (NOON - timedelta(hours=hour)).strftime("%Y-%m-%dT%H:%M:%SZ"),
            f"192.0.2.{(hour + 1) % 250}",
            f"192.0.2.{hour % 250}",
            "wan-event 0 connected",
            took=hour % 90,
        )
        for hour in range(count)
    ]


def column(page: Page, number: int) -> list[str]:
    return page.locator(f"#w53_history td:nth-child({number})").all_inner_texts()


def download(page: Page, tmp_path: Path) -> bytes:
    with page.expect_download() as started:
        page.locator("#w53_csv").click()
    assert started.value.suggested_filename == "wan53-history.csv"
    started.value.save_as(tmp_path / "history.csv")
    return (tmp_path / "history.csv").read_bytes()


def csv_rows(page: Page, tmp_path: Path) -> list[list[str]]:
    text = download(page, tmp_path).decode()
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def test_the_newest_comes_first(addon: Addon, open_page: Opener) -> None:
    page = open_page()
    assert column(page, 1) == ["2026-11-21 07:12:44", "2026-11-02 23:40:10"]
    assert column(page, 6) == ["3 s", "61 s"]
    addon.facts["log"] = ["Nov 21 06:12:44 wan53: old", "Nov 23 18:02:11 wan53: new"]
    press(page, "Refresh")
    expect(page.locator("#w53_log")).to_have_text(
        "Nov 23 18:02:11 wan53: new\nNov 21 06:12:44 wan53: old"
    )


def test_each_column_sorts_both_ways(addon: Addon, open_page: Opener) -> None:
    addon.facts["history"] = [
        change("2026-11-21T06:12:44Z", "c", "x", "b", took=100),
        change("2026-11-20T06:12:44Z", "a", "z", None),
        change("2026-11-19T06:12:44Z", "b", "y", "a", took=20),
    ]
    page = open_page()
    heads = page.locator("#w53_history_head td")
    for name, number, upwards in [
        ("From", 3, ["a", "b", "c"]),
        ("To", 4, ["x", "y", "z"]),
        ("Because", 5, ["", "a", "b"]),
        ("Took", 6, ["", "20 s", "2 min"]),
    ]:
        page.get_by_role("button", name=name, exact=True).click()
        assert column(page, number) == upwards
        expect(heads.nth(number - 1)).to_have_attribute("aria-sort", "ascending")
        page.keyboard.press("Enter")
        assert column(page, number) == upwards[::-1]
        expect(heads.nth(number - 1)).to_have_attribute("aria-sort", "descending")
        expect(heads.first).to_have_attribute("aria-sort", "none")


FORMULAS = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"]
PLAIN = ['say "no", please', "a\nb", "2001:db8::1", "none", "a=b", "家", "'quoted'"]


def test_the_csv(addon: Addon, open_page: Opener, tmp_path: Path) -> None:
    """RFC 4180; a spreadsheet runs nothing of it."""
    words = [*FORMULAS, *PLAIN]
    addon.facts["history"] = [
        change("2026-07-21T06:12:44Z", word, "192.0.2.1", word, took=3) for word in words
    ]
    page = open_page()
    assert download(page, tmp_path).endswith(b"\r\n")
    rows = csv_rows(page, tmp_path)
    assert rows[0] == ["Time (MEZ)", "Record", "From", "To", "Because", "Took (s)"]
    assert [row[2] for row in rows[1:]] == [f"'{word}" for word in FORMULAS] + PLAIN
    assert {(row[0], row[3], row[5]) for row in rows[1:]} == {
        ("2026-07-21 08:12:44", "192.0.2.1", "3")
    }


def test_without_changes_there_is_nothing_to_draw(addon: Addon, open_page: Opener) -> None:
    addon.facts["history"] = []
    page = open_page()
    expect(page.locator("#w53_history")).to_have_text("Nothing has changed yet.")
    expect(page.locator("#w53_chart svg")).to_have_count(0)
    expect(page.locator("#w53_csv")).to_be_hidden()


def test_the_chart(addon: Addon, open_page: Opener) -> None:
    page = open_page()
    image = page.locator("#w53_chart svg")
    name = image.get_attribute("aria-label") or ""
    assert "since 2026-11-02: 2" in name
    assert "at most 61 s" in name
    assert image.locator("rect").count() == image.locator("circle").count() == 2
    first, second = (image.locator("rect").nth(i).bounding_box() for i in (0, 1))
    assert first and second and first["x"] < second["x"], "the older on the left"
    low, high = (float(image.locator("circle").nth(i).get_attribute("cy") or 0) for i in (1, 0))
    assert low > high, "the slower one higher"


@pytest.mark.parametrize(
    "odd",
    [
        [{}],
        [{"at": "rubbish", "took": "x"}],
        [{"at": "2999-01-01T00:00:00Z", "old": 1, "took": -5}],
        [{"at": None, "took": 1e300}],
        [3, None, "x"],
        "x",
    ],
)
def test_entries_that_are_none(addon: Addon, open_page: Opener, odd: Any) -> None:
    addon.facts["history"] = odd
    expect(open_page().locator("#w53_headline")).to_have_text("All records are right")


def test_the_work_for_3000_changes(addon: Addon, open_page: Opener, tmp_path: Path) -> None:
    """Rows have a ceiling; so has the chart; what is the same is not drawn again."""
    addon.facts["history"] = changes(3000)
    page = open_page()
    assert page.locator("#w53_history tr").count() == 201
    expect(page.locator("#w53_history tr").last).to_have_text("The CSV has all 3000.")
    assert len(csv_rows(page, tmp_path)) == 3001
    page.locator("#w53_history_head button").first.click()
    assert column(page, 1)[0] == "2026-07-21 15:00:00", "the oldest of all"
    assert page.locator("#w53_chart svg *").count() <= 160
    page.evaluate(
        """() => {
          window.touched = 0;
          new MutationObserver((all) => { window.touched += all.length; })
            .observe(document.querySelector('#FormTitle'),
                     {childList: true, subtree: true, characterData: true});
        }"""
    )
    addon.write_page()
    with page.expect_response("**/page.json*"):
        pass
    with page.expect_response("**/page.json*"):
        pass
    assert page.evaluate("window.touched") <= 40, "only times advance"


def test_3000_changes_are_shown_within_a_second(addon: Addon, open_page: Opener) -> None:
    addon.facts["history"] = changes(3000)
    addon.write_page()
    start = time.monotonic()
    page = open_page(answered=False)
    page.locator("#w53_history tr").nth(200).wait_for(state="attached")
    shown = time.monotonic() - start
    drawn = page.evaluate(
        """() => {
          const start = performance.now();
          document.querySelector('#w53_history_head button').click();
          document.body.offsetHeight;
          return performance.now() - start;
        }"""
    )
    print(f"3,000 changes: shown after {shown * 1000:.0f} ms, sorted in {drawn:.0f} ms")
    assert drawn < 1000
